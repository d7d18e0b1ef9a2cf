"""Cypher statements that build the graph again on a Neo4j server."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby, islice
from typing import Any, TextIO

from kg.export.part import Part
from kg.stores.ddl import statements
from kg.stores.tables import meta_row

_ROWS = 200
"""Rows of a statement."""

_SPECIAL = re.compile("[\x00-\x1f\x7f\u2028\u2029\\\\']")
_ESCAPES = {"\\": "\\\\", "'": "\\'", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def write_cypher(part: Part, stream: TextIO) -> None:
    """Write statements, each on one line that ends with ``;``; running them twice does no more than once.

    Constraints and indexes come first, so that ``kg`` can read what was built. Where the part is the whole graph, so
    does the node that says which graph it is.
    """
    for statement in statements():
        stream.write(f"{statement};\n")
    for label in part.labels():
        for rows in _some(literal({"id": n.id, **n.properties}) for n in part.nodes(label)):
            stream.write(f"UNWIND [{rows}] AS row MERGE (n:`{label}` {{id: row.id}}) SET n = row;\n")
    for (type, head, tail), edges in groupby(part.edges(), key=lambda e: e.kind):
        for rows in _some(literal({"head": e.head, "tail": e.tail, "properties": e.properties}) for e in edges):
            stream.write(
                f"UNWIND [{rows}] AS row MATCH (a:`{head}` {{id: row.head}}) MATCH (b:`{tail}` {{id: row.tail}}) "
                f"MERGE (a)-[c:`{type}`]->(b) SET c = row.properties;\n"
            )
    if part.complete and part.meta:
        row = literal(meta_row(part.meta))
        stream.write(f"UNWIND [{row}] AS row MERGE (n:`Graph` {{id: row.id}}) SET n = row;\n")


def _some(rows: Iterator[str]) -> Iterator[str]:
    while some := list(islice(rows, _ROWS)):
        yield ", ".join(some)


def literal(value: Any) -> str:
    """The value as Cypher writes it: text in quotes on one line, lists and maps with their parts."""
    if isinstance(value, str):
        return "'" + _SPECIAL.sub(lambda m: _ESCAPES.get(m[0]) or f"\\u{ord(m[0]):04x}", value) + "'"
    if isinstance(value, dict):
        return "{" + ", ".join(f"`{name}`: {literal(each)}" for name, each in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(literal, value)) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    return repr(value)
