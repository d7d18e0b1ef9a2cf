"""How many edges a second go into each store, and how that compares with one statement a row.

The naive load runs a ``MERGE`` for every row in a transaction of its own, over the same driver or engine, into an
empty graph with the same indexes. It would take too long for a whole graph: a sample gives its seconds per node and
per edge, and from these what it would take for the graph's own number of nodes and edges.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from arcadedb_embedded import DatabaseFactory

from benchmarks.graphs import Place, listing_tables, synthetic_tables
from benchmarks.record import Record, Table, Value
from kg.stores import arcadedb_jvm, ddl
from kg.stores.arcadedb_load import load
from schemas import EdgeRow, GraphTables

SAMPLE = 3_000
"""Edges of the naive load."""
SECONDS = 60.0
"""After which a naive load ends, whatever it has."""
WARM = 200
"""Edges of the naive load before its clock starts: Java compiles what it runs often."""

_log = logging.getLogger(__name__)
Execute = Callable[[str, dict[str, Any]], None]


@dataclass(slots=True)
class Naive:
    """What the naive load did, behind its warm-up."""

    nodes: int = 0
    edges: int = 0
    node_seconds: float = 0.0
    edge_seconds: float = 0.0

    def seconds_for(self, nodes: int, edges: int) -> float:
        """What it would take for that many rows."""
        return nodes * self.node_seconds / max(self.nodes, 1) + edges * self.edge_seconds / max(self.edges, 1)


def run(places: list[Place], papers: int) -> Record:
    """Load the listings and ``papers`` synthetic papers into every store; the synthetic ones stay there."""
    settings: dict[str, Value] = {"synthetic papers": papers, "naive sample, edges": SAMPLE, "naive limit, s": SECONDS}
    record = Record("load", "Loading: edges per second into each store", settings)
    rows: list[tuple[Value, ...]] = []
    samples: list[tuple[Value, ...]] = []
    for graph, tables in (("listings", listing_tables()), ("synthetic", synthetic_tables(papers))):
        nodes, edges = sum(map(len, tables.nodes.values())), sum(map(len, tables.edges.values()))
        _log.info("%s: %d nodes, %d edges", graph, nodes, edges)
        for place in places:
            record.versions[place.name] = place.version or record.versions["arcadedb-embedded"]
            place.empty()
            naive = _naive(place, tables)
            samples.append(
                (graph, place.name, naive.nodes, naive.edges, *_rates(naive), naive.node_seconds + naive.edge_seconds)
            )
            store = place.empty()
            started = time.perf_counter()
            report = store.write(tables)
            seconds = time.perf_counter() - started
            if (report.nodes_written, report.edges_written) != (nodes, edges):
                raise RuntimeError(f"{place.name} took {report} instead of {nodes} nodes and {edges} edges")
            slow = naive.seconds_for(nodes, edges)
            rows.append((graph, place.name, nodes, edges, seconds, edges / seconds, slow, edges / slow, slow / seconds))
            _log.info("%s into %s: %.1f s, %.1f times the naive load", graph, place.name, seconds, slow / seconds)
    record.tables += [
        Table(
            "Whole graphs: nodes, edges and indexes, until the graph can be queried",
            (
                *("graph", "store", "nodes", "edges", "s", "edges/s"),
                *("naive, s (estimated)", "naive, edges/s (estimated)", "ratio"),
            ),
            rows,
        ),
        Table(
            "Naive load: one MERGE a row, each in its own transaction (measured)",
            ("graph", "store", "nodes", "edges", "nodes/s", "edges/s", "s"),
            samples,
        ),
    ]
    record.notes += [
        "edges/s is all edges over all seconds, those of nodes and indexes among them, for both ways of loading",
        "listings are the 436 papers as people annotated them, so that no model has a part in it",
        "the naive load's rates are those of a small sample into an empty graph, which is kinder to it than a full one",
    ]
    return record


def _rates(naive: Naive) -> tuple[float, float]:
    return naive.nodes / max(naive.node_seconds, 1e-9), naive.edges / max(naive.edge_seconds, 1e-9)


def _naive(place: Place, tables: GraphTables) -> Naive:
    """Load edges that stand evenly spaced in the graph, each node before its first edge."""
    rows = {label: {row["id"]: row for row in nodes} for label, nodes in tables.nodes.items()}
    flat = [(kind, edge) for kind, edges in tables.edges.items() for edge in edges]
    sample = flat[:: max(1, len(flat) // (SAMPLE + WARM))][: SAMPLE + WARM]
    # Every kind of edge comes early, so that the warm-up meets all statements and the limit cuts none of them off.
    sample = [pair for i in range(WARM) for pair in sample[i::WARM]]
    done, placed, total = Naive(), set[tuple[str, str]](), 0
    with _executor(place) as (execute, count):
        end = time.perf_counter() + SECONDS
        for number, ((kind, head, tail), edge) in enumerate(sample):
            ends = [(label, id) for label, id in ((head, edge.head), (tail, edge.tail)) if (label, id) not in placed]
            started = time.perf_counter()
            for label, id in dict.fromkeys(ends):
                execute(f"MERGE (n:`{label}` {{id: $id}}) SET n = $row", {"id": id, "row": rows[label][id]})
                placed.add((label, id))
            between = time.perf_counter()
            execute(*_edge(kind, head, tail, edge))
            stopped = time.perf_counter()
            total += 1
            if number >= WARM:
                done.nodes += len(set(ends))
                done.edges += 1
                done.node_seconds += between - started
                done.edge_seconds += stopped - between
            if stopped > end:
                break
        if count() != total:
            raise RuntimeError(f"{place.name}: {total} edges were loaded one by one and {count()} arrived")
    return done


def _edge(kind: str, head: str, tail: str, edge: EdgeRow) -> tuple[str, dict[str, Any]]:
    statement = f"MATCH (a:`{head}` {{id: $a}}) MATCH (b:`{tail}` {{id: $b}}) MERGE (a)-[r:`{kind}`]->(b) SET r = $p"
    return statement, {"a": edge.head, "b": edge.tail, "p": edge.properties}


@contextmanager
def _executor(place: Place) -> Iterator[tuple[Execute, Callable[[], int]]]:
    """What runs a statement in its own transaction on an empty graph with all indexes, and what counts its edges."""
    if place.server is not None:
        with place.server.driver() as driver, driver.session() as session:
            for statement in ddl.statements():
                session.run(statement).consume()
            session.run("CALL db.awaitIndexes(300)").consume()

            def run(statement: str, params: dict[str, Any]) -> None:
                session.run(statement, params).consume()

            yield run, lambda: int(session.run("MATCH ()-[r]->() RETURN count(r)").single(True)[0])
        return
    arcadedb_jvm.start()
    place.used += 1
    path = place.folder / f"naive-{place.used}"
    # A graph without rows: the types and indexes that the store makes, and nothing else.
    empty = synthetic_tables(1).meta
    if empty is None:
        raise RuntimeError("the assembly gave no meta")
    load(path, GraphTables(), empty)
    database = DatabaseFactory(str(path)).open()
    try:

        def command(statement: str, params: dict[str, Any]) -> None:
            with database.transaction():
                database.command("opencypher", statement, params)

        def count() -> int:
            return int(database.query("opencypher", "MATCH ()-[r]->() RETURN count(r) AS n").first().get("n"))

        yield command, count
    finally:
        database.close()
