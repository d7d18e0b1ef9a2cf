"""Writing a whole graph into a new embedded database: types, rows, then indexes over the loaded rows."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TypeVar

from arcadedb_embedded import Database, DatabaseFactory

from kg.stores.ddl import META
from kg.stores.tables import meta_row
from schemas.graph import EDGES, NODES, GraphMeta, GraphTables

CHUNK = 20_000
"""Rows that cross into Java at once: bounds the memory that their JSON takes."""

T = TypeVar("T")


def load(path: Path, tables: GraphTables, meta: GraphMeta) -> None:
    """Make a database in the empty place ``path`` that holds ``tables``, and close it.

    Errors of the engine come through as they are; the store maps them.
    """
    database = DatabaseFactory(str(path)).create()
    # With each collection of Java's, JPype asks for one of Python's, which walks all rows of the tables: most of the
    # time on a large graph. A collector that is off answers at once.
    collecting = gc.isenabled()
    gc.disable()
    try:
        _types(database)
        _rows(database, tables, meta)
        _indexes(database)
    finally:
        if collecting:
            gc.enable()
        database.close()


def _types(database: Database) -> None:
    for spec in NODES.values():
        database.command("sql", f"CREATE VERTEX TYPE `{spec.label}`")
        for name in dict.fromkeys(("id", *spec.indexed, *spec.fulltext)):
            kind = next(p.type for p in spec.properties if p.name == name)
            database.command("sql", f"CREATE PROPERTY `{spec.label}`.`{name}` {_SQL_TYPES[kind]}")
    database.command("sql", f"CREATE VERTEX TYPE `{META}`")
    for name in dict.fromkeys(edge.type for edge in EDGES):
        database.command("sql", f"CREATE EDGE TYPE `{name}`")


def _rows(database: Database, tables: GraphTables, meta: GraphMeta) -> None:
    places: dict[str, dict[str, str]] = {}
    edge_count = sum(map(len, tables.edges.values()))
    with database.graph_batch(expected_edge_count=max(edge_count, 1)) as batch:
        for label, rows in tables.nodes.items():
            ids = places.setdefault(label, {})
            for chunk in chunks(rows, CHUNK):
                ids.update(zip((row["id"] for row in chunk), batch.create_vertices(label, chunk), strict=True))
        batch.create_vertices(META, [meta_row(meta)])
        for (kind, head, tail), edges in tables.edges.items():
            heads, tails = places.get(head, {}), places.get(tail, {})
            for part in chunks(edges, CHUNK):
                batch.new_edges(
                    [heads[edge.head] for edge in part],
                    kind,
                    [tails[edge.tail] for edge in part],
                    [edge.properties for edge in part],
                )


def _indexes(database: Database) -> None:
    for spec in NODES.values():
        database.command("sql", f"CREATE INDEX ON `{spec.label}` (`id`) UNIQUE")
        for name in spec.indexed:
            database.command("sql", f"CREATE INDEX ON `{spec.label}` (`{name}`) NOTUNIQUE NULL_STRATEGY SKIP")
        for name in spec.fulltext:
            database.command("sql", f"CREATE INDEX ON `{spec.label}` (`{name}`) FULL_TEXT NULL_STRATEGY SKIP")


_SQL_TYPES = {"string": "STRING", "integer": "LONG", "float": "DOUBLE", "boolean": "BOOLEAN", "list of string": "LIST"}


def chunks(rows: Iterable[T], size: int) -> Iterator[Sequence[T]]:
    """``rows`` in lists of at most ``size``."""
    source = iter(rows)
    while chunk := list(islice(source, size)):
        yield chunk
