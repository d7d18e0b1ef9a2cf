"""Files for ``neo4j-admin database import full``, which fills a database far faster than statements do.

The format is that of the Neo4j Operations Manual, "Import": a header names each column with its type, ``:ID`` and
``:START_ID`` join nodes and relationships within a group of ids, here one for each label.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

from kg.export.cypher import literal
from kg.export.part import Part
from kg.export.rows import batches, edge_properties, node_properties
from kg.stores.ddl import META, statements
from kg.stores.tables import meta_row
from schemas import EDGES, NODES
from schemas.graph import EdgeSpec, Property

ARGUMENTS, AFTER, README = "import.args", "after-import.cypher", "README.md"

_TYPES = {"string": "string", "integer": "long", "float": "double", "boolean": "boolean"}
_BETWEEN = "\x1f"
"""Stands between the values of a list: the unit separator of ASCII, which no text has."""
_ROWS = 1_000
"""Ids of a statement."""
_OPTIONS = ("--id-type=string", "--array-delimiter=U+001F", "--multiline-fields=true")
_META = (
    Property("version", "string", ""),
    Property("schema", "integer", ""),
    Property("extractor", "string", ""),
    Property("papers", "integer", ""),
    Property("sources", "list of string", ""),
)

_README = f"""# A graph for Neo4j

Written by `kg export --format neo4j-import`. It fills a database that is empty or may go:

1. Stop the server, or on an Enterprise server the database.
2. In this folder: `neo4j-admin database import full neo4j @{ARGUMENTS}`. `neo4j` is the name of the database;
   `--overwrite-destination` in front of it replaces one that is there.
3. Start the server, then make the constraints and indexes, and the lists without a value, which the import tool takes
   for no property: `cypher-shell -d neo4j -f {AFTER}`.

What a whole graph made, every command of `kg` reads with `--store neo4j://…`; a part of one answers `kg query` alone.
"""


def file_names() -> frozenset[str]:
    """Names of all files that such a folder can hold."""
    tables = {*(_nodes_file(label) for label in (*NODES, META)), *map(_edges_file, EDGES)}
    return frozenset({ARGUMENTS, AFTER, README, *tables})


def write_neo4j_import(part: Part, folder: Path) -> None:
    """Write a CSV file for each label and each kind of relationship of which there is one, and what reads them.

    Texts are in quotes and may have line feeds; lists are joined by U+001F; what is unknown is an empty field, which
    makes no property. A list without a value would make none either: statements for after the import set those of
    nodes; no edge has one.
    """
    nodes: list[str] = []
    edges: list[str] = []
    empty: list[str] = []
    for label in part.labels():
        lists = _Lists(label)
        rows = (lists.seen({"id": n.id, **n.properties}) for n in part.nodes(label))
        nodes.append(_write_nodes(folder, label, node_properties(label), rows))
        empty += lists.statements()
    if part.complete and part.meta:
        lists = _Lists(META)
        nodes.append(_write_nodes(folder, META, _META, [lists.seen(meta_row(part.meta))]))
        empty += lists.statements()
    for spec in part.kinds():
        edges += _write_edges(folder, spec, part)
    options = [*_OPTIONS, *(f"--nodes={name}" for name in nodes), *(f"--relationships={name}" for name in edges)]
    (folder / ARGUMENTS).write_text("\n".join(options) + "\n", "utf-8")
    after = (*statements(), *empty)
    (folder / AFTER).write_text("".join(f"{statement};\n" for statement in after), "utf-8")
    (folder / README).write_text(_README, "utf-8")


class _Lists:
    """Which nodes of a label have lists without a value."""

    def __init__(self, label: str) -> None:
        self.label = label
        self.ids: dict[str, list[str]] = {}

    def seen(self, row: dict[str, Any]) -> dict[str, Any]:
        for name, value in row.items():
            if value == []:
                self.ids.setdefault(name, []).append(row["id"])
        return row

    def statements(self) -> Iterator[str]:
        for name, ids in self.ids.items():
            for some in batches(ids, _ROWS):
                yield f"UNWIND {literal(some)} AS id MATCH (n:`{self.label}` {{id: id}}) SET n.`{name}` = []"


def _write_nodes(folder: Path, label: str, columns: Sequence[Property], rows: Iterable[dict[str, Any]]) -> str:
    name = _nodes_file(label)
    header = [f"id:ID({label})", *map(_column, columns), ":LABEL"]
    _write(folder / name, header, ([r["id"], *(r.get(p.name) for p in columns), label] for r in rows))
    return name


def _write_edges(folder: Path, spec: EdgeSpec, part: Part) -> Iterator[str]:
    edges = part.edges(spec)
    first = next(edges, None)
    if first is None:
        return
    name, columns = _edges_file(spec), edge_properties(spec.type)
    header = [f":START_ID({spec.head})", *map(_column, columns), f":END_ID({spec.tail})", ":TYPE"]
    rows = ([e.head, *(e.properties.get(p.name) for p in columns), e.tail, e.type] for e in chain((first,), edges))
    _write(folder / name, header, rows)
    yield name


def _write(file: Path, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    with file.open("w", encoding="utf-8", newline="") as stream:
        stream.write(",".join(header) + "\n")
        stream.writelines(",".join(map(_field, row)) + "\n" for row in rows)


def _field(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return _quoted(_BETWEEN.join(_bare(each).replace(_BETWEEN, "\ufffd") for each in value))
    return _quoted(value) if isinstance(value, str) else _bare(value)


def _bare(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _quoted(text: str) -> str:
    # Also of an empty text: an empty field without quotes is no property.
    return '"' + text.replace('"', '""') + '"'


def _column(of: Property) -> str:
    listed = of.type.startswith("list of ")
    return f"{of.name}:{_TYPES[of.type.removeprefix('list of ')]}{'[]' if listed else ''}"


def _nodes_file(label: str) -> str:
    return f"nodes-{label}.csv"


def _edges_file(spec: EdgeSpec) -> str:
    return f"edges-{spec.head}-{spec.type}-{spec.tail}.csv"
