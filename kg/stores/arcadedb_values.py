"""Java values of the embedded engine as plain Python, and parameters the other way."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping
from typing import Any

import jpype

from kg.stores.base import EdgeValue, NodeValue, PathValue

_TAG = "\u0001"
_TAGGED: dict[str, Callable[[Any], Any]] = {
    "n": float,
    "i": int,
    "D": dt.date.fromisoformat,
    "T": dt.datetime.fromisoformat,
    "Z": dt.datetime.fromisoformat,
    "s": list,
}

_converters: dict[type, Callable[[Any], Any]] = {}


def to_python(value: Any) -> Any:
    """A value of a result row as ``str, int, float, bool, None, list, dict``, a date, or a node, edge or path."""
    if value is None:
        return None
    kind = type(value)
    converter = _converters.get(kind)
    if converter is None:
        converter = _converters[kind] = _choose(value)
    return converter(value)


def next_rows(results: Any, count: int) -> tuple[list[dict[str, Any]], bool]:
    """At most ``count`` further rows of a Java result, and whether there may be more.

    They come as one text, which costs far less than fetching each value from Java: text and numbers are in it, and
    what JSON cannot carry is a reference to an object beside it.
    """
    text, objects, drained = jpype.JClass("com.arcadedb.python.TypedRows").nextRows(results, count)

    def restored(found: dict[str, Any]) -> Any:
        tagged = found.get(_TAG)
        if tagged is None:
            return found
        kind, payload = tagged
        if kind == "x":
            return to_python(objects[payload])
        if kind == "r":
            names, values = objects[payload]
            return {str(name): to_python(value) for name, value in zip(names, values, strict=True)}
        return _TAGGED[kind](payload)

    return json.loads(str(text), object_hook=restored), not drained


def to_java(value: Any) -> Any:
    """A parameter's value in a form that the engine compares and stores like its own."""
    if isinstance(value, Mapping):
        result = jpype.JClass("java.util.HashMap")()
        for key, inner in value.items():
            result.put(str(key), to_java(inner))
        return result
    if isinstance(value, list | tuple | set | frozenset):
        result = jpype.JClass("java.util.ArrayList")()
        for inner in value:
            result.add(to_java(inner))
        return result
    if isinstance(value, bool):
        return jpype.JClass("java.lang.Boolean")(value)
    if isinstance(value, int):
        return jpype.JClass("java.lang.Long")(value)
    if isinstance(value, float):
        return jpype.JClass("java.lang.Double")(value)
    if isinstance(value, dt.datetime):
        name = "java.time.ZonedDateTime" if value.tzinfo else "java.time.LocalDateTime"
        return jpype.JClass(name).parse(value.isoformat())
    if isinstance(value, dt.date):
        return jpype.JClass("java.time.LocalDate").parse(value.isoformat())
    return value


def _choose(value: Any) -> Callable[[Any], Any]:
    name = str(value.getClass().getName()) if hasattr(value, "getClass") else ""
    simple = name.rpartition(".")[2]
    if isinstance(value, str | jpype.JString):
        return str
    if simple in ("Long", "Integer", "Short", "Byte", "BigInteger"):
        return lambda v: int(str(v)) if simple == "BigInteger" else int(v)
    if simple in ("Double", "Float", "BigDecimal"):
        return float if simple == "Double" else lambda v: float(str(v))
    if simple == "Boolean" or isinstance(value, bool):
        return bool
    if name.startswith(("com.arcadedb.query.opencypher.temporal.", "java.time.")):
        return _TEMPORAL.get(simple, str)
    if simple == "TraversalPath":
        return _path
    vertex, edge = jpype.JClass("com.arcadedb.graph.Vertex"), jpype.JClass("com.arcadedb.graph.Edge")
    if isinstance(value, vertex):
        return _node
    if isinstance(value, edge):
        return _edge
    if isinstance(value, jpype.JClass("com.arcadedb.query.sql.executor.Result")):
        return _result
    if isinstance(value, jpype.JClass("java.util.Map")):
        return _map
    if isinstance(value, (jpype.JClass("java.lang.Iterable"), jpype.JArray)):
        return _list
    if isinstance(value, int | float):
        return lambda v: v
    return str


def _map(value: Any) -> dict[str, Any]:
    return {str(entry.getKey()): to_python(entry.getValue()) for entry in value.entrySet()}


def _list(value: Any) -> list[Any]:
    return [to_python(inner) for inner in value]


def _result(value: Any) -> Any:
    if value.isElement():
        return to_python(value.getElement().get())
    return {str(name): to_python(value.getProperty(name)) for name in value.getPropertyNames()}


def _node(value: Any) -> NodeValue:
    # The engine joins the names of a node with several labels with a tilde.
    labels = tuple(str(value.getTypeName()).split("~"))
    return NodeValue(str(value.getIdentity()), labels, _properties(value))


def _edge(value: Any) -> EdgeValue:
    return EdgeValue(
        str(value.getIdentity()), str(value.getTypeName()), str(value.getOut()), str(value.getIn()), _properties(value)
    )


def _properties(value: Any) -> dict[str, Any]:
    properties = _map(value.propertiesAsMap())
    return {name: inner for name, inner in properties.items() if inner is not None}


def _path(value: Any) -> PathValue:
    return PathValue(tuple(map(_node, value.getVertices())), tuple(map(_edge, value.getEdges())))


def _datetime(value: Any) -> dt.datetime:
    text = str(value)
    # Java writes the name of a zone in brackets behind its offset, and as many digits of a second as there are.
    text = text.partition("[")[0]
    head, dot, rest = text.partition(".")
    if dot:
        digits = rest[: len(rest) - len(rest.lstrip("0123456789"))]
        text = f"{head}.{digits[:6].ljust(6, '0')}{rest[len(digits) :]}"
    return dt.datetime.fromisoformat(text)


_TEMPORAL: dict[str, Callable[[Any], Any]] = {
    "CypherDate": lambda v: dt.date.fromisoformat(str(v)),
    "LocalDate": lambda v: dt.date.fromisoformat(str(v)),
    "CypherDateTime": _datetime,
    "CypherLocalDateTime": _datetime,
    "ZonedDateTime": _datetime,
    "OffsetDateTime": _datetime,
    "LocalDateTime": _datetime,
    "CypherTime": lambda v: _datetime(f"2000-01-01T{v}").timetz(),
    "CypherLocalTime": lambda v: _datetime(f"2000-01-01T{v}").time(),
}
