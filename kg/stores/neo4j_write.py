"""Making a Neo4j database hold exactly the rows of a graph, by the difference to what it holds.

Statements carry thousands of rows each (``UNWIND $rows``), and running one twice does the same as running it once, so
that a retried transaction does no harm. What is new comes before what is old goes: a reader beside the writer misses
nothing. Labels and edge types that are not the schema's are neither read nor written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

from kg.stores.base import WriteReport
from kg.stores.ddl import META
from kg.stores.tables import meta_row
from schemas.graph import EDGES, NODES, EdgeRow, GraphMeta, GraphTables, Row

BATCH = 5_000
"""Rows in one transaction: large enough that the round trip does not count, small enough for half a GB of heap."""

Run = Callable[[str, Sequence[Any]], None]
"""Runs a statement with ``$rows`` in a retried transaction."""

Read = Callable[[str], Iterator[tuple[Any, ...]]]
"""Answers a statement of ours."""

T = TypeVar("T")


def write(tables: GraphTables, meta: GraphMeta, run: Run, read: Read) -> WriteReport:
    """Write what differs from what the database holds, then the meta node."""
    run(f"UNWIND $rows AS row MERGE (g:`{META}` {{id: 'graph'}}) SET g.pending = row", [meta.version])
    nodes_written = sum(_upsert_nodes(label, rows, run, read) for label, rows in tables.nodes.items())
    gone_edges: list[tuple[str, str, str, list[dict[str, str]]]] = []
    edges_written = 0
    for spec in EDGES:
        kind = (str(spec.type), spec.head, spec.tail)
        written, gone = _upsert_edges(kind, tables.edges.get(kind, []), run, read)
        edges_written += written
        if gone:
            gone_edges.append((*kind, gone))
    for name, head, tail, pairs in gone_edges:
        statement = f"{_ends(head, tail)} MATCH (a)-[r:`{name}`]->(b) DELETE r"
        _batches(statement, pairs, run)
    nodes_deleted = sum(_delete_nodes(label, tables.nodes.get(label, []), run, read) for label in NODES)
    run(f"UNWIND $rows AS row MERGE (g:`{META}` {{id: 'graph'}}) SET g = row", [meta_row(meta)])
    return WriteReport(
        nodes_written=nodes_written,
        edges_written=edges_written,
        nodes_deleted=nodes_deleted,
        edges_deleted=sum(len(pairs) for *_, pairs in gone_edges),
    )


def _upsert_nodes(label: str, rows: list[Row], run: Run, read: Read) -> int:
    held = {properties["id"]: properties for (properties,) in read(f"MATCH (n:`{label}`) RETURN properties(n)")}
    changed = [row for row in rows if held.get(row["id"]) != row]
    _batches(f"UNWIND $rows AS row MERGE (n:`{label}` {{id: row.id}}) SET n = row", changed, run)
    return len(changed)


def _upsert_edges(
    kind: tuple[str, str, str], edges: list[EdgeRow], run: Run, read: Read
) -> tuple[int, list[dict[str, str]]]:
    name, head, tail = kind
    held = {
        (a, b): properties
        for a, b, properties in read(f"MATCH (a:`{head}`)-[r:`{name}`]->(b:`{tail}`) RETURN a.id, b.id, properties(r)")
    }
    changed = [edge for edge in edges if held.pop((edge.head, edge.tail), None) != edge.properties]
    statement = f"{_ends(head, tail)} MERGE (a)-[r:`{name}`]->(b) SET r = row.p"
    _batches(statement, ({"a": e.head, "b": e.tail, "p": e.properties} for e in changed), run)
    return len(changed), [{"a": a, "b": b} for a, b in held]


def _delete_nodes(label: str, rows: list[Row], run: Run, read: Read) -> int:
    wanted = {row["id"] for row in rows}
    gone = [node for (node,) in read(f"MATCH (n:`{label}`) RETURN n.id") if node not in wanted]
    _batches(f"UNWIND $rows AS row MATCH (n:`{label}` {{id: row}}) DETACH DELETE n", gone, run)
    return len(gone)


def _ends(head: str, tail: str) -> str:
    return f"UNWIND $rows AS row MATCH (a:`{head}` {{id: row.a}}) MATCH (b:`{tail}` {{id: row.b}})"


def _batches(statement: str, rows: Iterable[Any], run: Run) -> None:
    source = iter(rows)
    while batch := list(islice(source, BATCH)):
        run(statement, batch)
