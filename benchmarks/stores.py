"""Loading both stores, beside one statement per row over the same driver, and the latency of every named query."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

from kg.cli.output import note
from kg.queries import NamedQuery, named_queries, run_named
from kg.stores import open_store
from kg.stores.base import GraphStore
from schemas import GraphTables
from tests.kg.stores.probes import RawQuery, raw_arcadedb, raw_neo4j
from tests.neo4j.server import Server, running

RUNS = 5
_NAIVE_EDGES = 1_500
_NAIVE_SECONDS = 60.0


def run(
    name: str, tables: GraphTables, *, neo4j: bool, latency: bool
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Load ``tables`` into fresh stores; rows about loading, and rows about queries where ``latency`` asks for them."""
    loads, queries = [], []
    with tempfile.TemporaryDirectory() as scratch:
        for kind in ("embedded", "neo4j") if neo4j else ("embedded",):
            with _fresh(kind, Path(scratch)) as (url, server):
                note(f"{name}: {kind}")
                loads.append({"graph": name, **_load(kind, url, server, tables, Path(scratch))})
                if latency:
                    with open_store(url, **_login(server)) as store:
                        queries += [{"store": kind, **row} for row in _latency(store)]
    return loads, queries


@contextmanager
def _fresh(kind: str, scratch: Path) -> Iterator[tuple[str, Server | None]]:
    if kind == "embedded":
        yield str(scratch / "graph"), None
        return
    with running() as server:
        yield server.url, server


def _login(server: Server | None) -> dict[str, str]:
    return {"user": server.user, "password": server.password} if server else {}


def _load(kind: str, url: str, server: Server | None, tables: GraphTables, scratch: Path) -> dict[str, Any]:
    edges = sum(map(len, tables.edges.values()))
    with raw_neo4j(server) if server else raw_arcadedb(scratch / "naive") as raw:
        naive = _naive(raw, tables)
    with open_store(url, "write", **_login(server)) as store:
        started = time.perf_counter()
        store.write(tables)
        seconds = time.perf_counter() - started
    ours = edges / seconds
    row = {"store": kind, "nodes": sum(map(len, tables.nodes.values())), "edges": edges, "seconds": seconds}
    return {**row, "edges per second": ours, "one row a statement": naive, "times": ours / naive}


def _naive(raw: RawQuery, tables: GraphTables) -> float:
    """Edges per second where each node and edge is a MERGE of its own, on a part of the graph, with indexes on ids."""
    some = [(k, row) for k, rows in tables.edges.items() for row in islice(rows, _NAIVE_EDGES // len(tables.edges))]
    ends = {(k[1], row.head) for k, row in some} | {(k[2], row.tail) for k, row in some}
    rows = {(label, row["id"]): row for label, kept in tables.nodes.items() for row in kept}
    for label in sorted({label for label, _ in ends}):
        raw(f"CREATE CONSTRAINT c_{label} IF NOT EXISTS FOR (n:{label}) REQUIRE n.id IS UNIQUE", {})
    started, done = time.perf_counter(), 0
    for label, id in sorted(ends):
        raw(f"MERGE (n:{label} {{id: $id}}) SET n += $p", {"id": id, "p": rows[label, id]})
    for (kind, head, tail), row in some:
        merge = f"MATCH (a:{head} {{id: $a}}) MATCH (b:{tail} {{id: $b}}) MERGE (a)-[r:{kind}]->(b) SET r += $p"
        raw(merge, {"a": row.head, "b": row.tail, "p": row.properties})
        done += 1
        if time.perf_counter() - started > _NAIVE_SECONDS:
            break
    return done / (time.perf_counter() - started)


def _latency(store: GraphStore) -> Iterator[dict[str, Any]]:
    """Milliseconds of every named query, about what most papers name: median and most of five runs after one."""
    for query in named_queries().values():
        params = _params(store, query)
        taken, rows = [], 0
        for _ in range(RUNS + 1):
            started = time.perf_counter()
            rows = len(run_named(store, query.name, params, limit=1000, timeout=120).rows)
            taken.append(1000 * (time.perf_counter() - started))
        yield {"query": query.name, "rows": rows, "median ms": statistics.median(taken[1:]), "most ms": max(taken[1:])}


def _params(store: GraphStore, query: NamedQuery) -> dict[str, str]:
    given: dict[str, str] = {}
    for parameter in query.parameters:
        if not parameter.required:
            continue
        if parameter.type == "paper":
            given[parameter.name] = str(store.query("MATCH (p:Paper) RETURN p.id ORDER BY p.id LIMIT 1").rows[0][0])
        elif parameter.type == "entity" and not (query.name == "papers-behind-claim" and parameter.name == "tail"):
            label = parameter.types[0] if parameter.types else "Method"
            skip = int(parameter.name == "second")
            best = f"MATCH (n:{label}) RETURN n.id ORDER BY n.support DESC, n.id SKIP {skip} LIMIT 1"
            given[parameter.name] = str(store.query(best).rows[0][0])
        elif parameter.type == "entity":
            claim = (
                "MATCH (m:Method {id: $id})-[r:ADDRESSES]->(t:Task) RETURN t.id ORDER BY r.support DESC, t.id LIMIT 1"
            )
            given[parameter.name] = str(store.query(claim, {"id": given["head"]}).rows[0][0])
        else:
            given[parameter.name] = query.example[parameter.name]
    return given
