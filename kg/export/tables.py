"""Tables: a CSV or Parquet file for each label of nodes and each type of edges."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kg.export.part import Part
from kg.export.rows import PAGE, edge_properties, node_properties, plain
from schemas import EDGES, NODES
from schemas.graph import Property

_ENDS = ("head", "head_label", "tail", "tail_label")
_Row = dict[str, Any]
_Table = tuple[str, dict[str, str], Iterator[_Row]]
"""Name of a table, the types of its columns by name, and its rows."""


def names(suffix: str) -> frozenset[str]:
    """Names of all files that a folder of tables can hold."""
    edges = {f"edges-{spec.type}{suffix}" for spec in EDGES}
    return frozenset({f"nodes-{label}{suffix}" for label in NODES} | edges)


def write_csv(part: Part, folder: Path) -> None:
    """Write ``nodes-LABEL.csv`` and ``edges-TYPE.csv`` with a header; lists are JSON, what is unknown is empty."""
    for name, columns, rows in _tables(part):
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream, lineterminator="\n")
            writer.writerow(columns)
            writer.writerows([plain(row[c]) if c in row else "" for c in columns] for row in rows)


def write_parquet(part: Part, folder: Path) -> None:
    """Write ``nodes-LABEL.parquet`` and ``edges-TYPE.parquet``; lists are lists, what is unknown is null."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    plain_types = {"string": pa.string(), "integer": pa.int64(), "float": pa.float64(), "boolean": pa.bool_()}
    for name, columns, rows in _tables(part):
        types = {
            c: pa.list_(plain_types[t.removeprefix("list of ")]) if t.startswith("list of ") else plain_types[t]
            for c, t in columns.items()
        }
        schema = pa.schema(list(types.items()))
        with pq.ParquetWriter(folder / f"{name}.parquet", schema) as writer:
            group: list[_Row] = []
            for row in rows:
                group.append(row)
                if len(group) == 10 * PAGE:
                    writer.write_table(pa.Table.from_pylist(group, schema=schema))
                    group = []
            writer.write_table(pa.Table.from_pylist(group, schema=schema))


def _tables(part: Part) -> Iterator[_Table]:
    for label in part.labels():
        rows = ({"id": n.id, **n.properties} for n in part.nodes(label))
        yield f"nodes-{label}", {"id": "string", **_types(node_properties(label))}, rows
    for type in dict.fromkeys(spec.type for spec in part.kinds()):
        columns = {**dict.fromkeys(_ENDS, "string"), **_types(edge_properties(type))}
        yield f"edges-{type}", columns, _edges(part, type)


def _edges(part: Part, type: str) -> Iterator[_Row]:
    for spec in part.kinds():
        if spec.type == type:
            for e in part.edges(spec):
                yield {"head": e.head, "head_label": spec.head, "tail": e.tail, "tail_label": spec.tail, **e.properties}


def _types(properties: tuple[Property, ...]) -> dict[str, str]:
    return {p.name: p.type for p in properties}
