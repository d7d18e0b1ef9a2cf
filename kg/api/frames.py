"""Columns of an answer as a frame of pandas, Polars or Arrow; the packages are imported when they are asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any

from kg.stores.base import EdgeValue, NodeValue, PathValue
from kg.values import to_json
from schemas.errors import UsageError

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa

Columns = Mapping[str, Sequence[Any]]


def plain(value: Any) -> Any:
    """The value without classes of ours: a node or an edge is a dictionary of its properties.

    A node has its label under ``label``, an edge its type under ``type``; a path is ``{"nodes": […], "edges": […]}``.
    """
    if isinstance(value, NodeValue):
        return {"label": value.labels[0] if value.labels else "", **plain(value.properties)}
    if isinstance(value, EdgeValue):
        return {"type": value.type, **plain(value.properties)}
    if isinstance(value, PathValue):
        return {"nodes": plain(value.nodes), "edges": plain(value.edges)}
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [plain(v) for v in value]
    if isinstance(value, str):
        # A member of an enumeration is a text to whoever gets the frame.
        return str(value)
    return value


def to_pandas(columns: Columns) -> pd.DataFrame:
    """A frame; whole numbers and truth values with gaps stay what they are (``Int64``, ``boolean``).

    Raises:
        UsageError: pandas is not installed.
    """
    pandas = _package("pandas", "to_pandas")
    series = {}
    for name, values in columns.items():
        kinds, gaps = _kinds(values), any(v is None for v in values)
        dtype = {frozenset({int}): "Int64", frozenset({bool}): "boolean"}.get(kinds) if gaps else None
        series[name] = pandas.Series(list(values), dtype=dtype or (None if kinds else "object"))
    frame: pd.DataFrame = pandas.DataFrame(series, columns=list(columns))
    return frame


def to_polars(columns: Columns) -> pl.DataFrame:
    """A frame; a column whose values have nothing in common is text.

    Raises:
        UsageError: Polars is not installed.
    """
    polars = _package("polars", "to_polars")
    failures = (TypeError, ValueError, polars.exceptions.PolarsError)

    def series(name: str, values: Sequence[Any]) -> Any:
        return polars.Series(name, list(values))

    frame: pl.DataFrame = polars.DataFrame([_built(series, name, values, failures) for name, values in columns.items()])
    return frame


def to_arrow(columns: Columns) -> pa.Table:
    """A table; a column whose values have nothing in common is text.

    Raises:
        UsageError: PyArrow is not installed.
    """
    arrow = _package("pyarrow", "to_arrow")

    def array(name: str, values: Sequence[Any]) -> Any:
        return arrow.array(list(values))

    failures = (TypeError, ValueError, OverflowError, arrow.ArrowException)
    table: pa.Table = arrow.table({name: _built(array, name, values, failures) for name, values in columns.items()})
    return table


def _built(
    build: Callable[[str, Sequence[Any]], Any],
    name: str,
    values: Sequence[Any],
    failures: tuple[type[BaseException], ...],
) -> Any:
    """The column by ``build``; as text, where its values are of several kinds and no column can hold them."""
    kinds = _kinds(values)
    if len(kinds) > 1 and kinds != {int, float}:
        return build(name, [_text(v) for v in values])
    try:
        return build(name, [float(v) if kinds == {int, float} and v is not None else v for v in values])
    except failures:
        return build(name, [_text(v) for v in values])


def _kinds(values: Sequence[Any]) -> frozenset[type]:
    return frozenset(type(v) for v in values if v is not None)


def _text(value: Any) -> str | None:
    return value if value is None or isinstance(value, str) else to_json(value)


def _package(name: str, method: str) -> Any:
    try:
        return import_module(name)
    except ImportError as error:
        raise UsageError(
            f"{method}() needs the package {name}, which is not installed: "
            f"`pip install {name}`, or all three kinds of frames by `pip install 'methodgraph[frames]'`"
        ) from error
