"""How long every named query takes on a filled graph, asked about the entities that most papers mention."""

from __future__ import annotations

import gc
import time
from collections import Counter
from statistics import median
from typing import Any

from benchmarks.graphs import Place, synthetic_tables
from benchmarks.record import Record, Table, Value
from kg.queries import NamedQuery, Parameter, named_queries, run_named
from kg.stores import GraphStore
from schemas import EntityType, GraphTables
from schemas.errors import QueryTimeoutError

RUNS = 5
LIMIT = 1000
"""Rows, as many as the command line asks for."""
TIMEOUT = 30.0


def run(places: list[Place], papers: int) -> Record:
    """Ask every named query of the graph of ``papers`` synthetic papers, on every store."""
    tables = synthetic_tables(papers)
    settings: dict[str, Value] = {
        "synthetic papers": papers,
        "nodes": sum(map(len, tables.nodes.values())),
        "edges": sum(map(len, tables.edges.values())),
        "runs": RUNS,
        "most rows": LIMIT,
        "time limit, s": TIMEOUT,
    }
    record = Record("latency", "Named queries: milliseconds on each store", settings)
    chosen = Chosen(tables)
    asked = {name: chosen.parameters(query) for name, query in named_queries().items()}
    found: dict[str, list[Value]] = {name: [] for name in asked}
    counts: dict[str, list[int | None]] = {name: [] for name in asked}
    medians: dict[str, list[float]] = {}
    for place in places:
        record.versions[place.name] = place.version or record.versions["arcadedb-embedded"]
        place.store.write(tables)
        # A process that queries holds no tables: Python's collector must not walk through millions of rows meanwhile.
        gc.collect()
        gc.freeze()
        for name, params in asked.items():
            rows, times = _measured(place.store, name, params)
            counts[name].append(rows)
            found[name] += [median(times), max(times)] if times else [None, None]
            medians.setdefault(place.name, []).append(median(times) if times else 1000 * TIMEOUT)
            if not times:
                record.notes.append(f"{name} ran past {TIMEOUT:g} s on {place.name}")
    columns = ["query", "rows"]
    for place in places:
        columns += [f"{place.name}, median ms", f"{place.name}, max ms"]
    rows_of = {name: max((c for c in counts[name] if c is not None), default=None) for name in asked}
    record.tables.append(Table("Named queries", tuple(columns), [(n, rows_of[n], *found[n]) for n in asked]))
    summary = [
        (name, median(times), sum(t < 100 for t in times), sum(t < 1000 for t in times), len(times))
        for name, times in medians.items()
    ]
    summary_columns = ("store", "median of medians, ms", "under 100 ms", "under 1 s", "queries")
    record.tables.insert(0, Table("All queries together", summary_columns, summary))
    for name in asked:
        if len({c for c in counts[name] if c is not None}) > 1:
            record.notes.append(f"{name}: the stores gave {' and '.join(map(str, counts[name]))} rows")
    record.notes.append(
        "entities are given by id; the time is that of the whole call, with the look-up of the entity and all rows"
    )
    return record


def _measured(store: GraphStore, name: str, params: dict[str, Any]) -> tuple[int | None, list[float]]:
    """Rows and milliseconds of each run behind a warm-up; none where a run reaches the time limit."""
    times: list[float] = []
    try:
        count = len(run_named(store, name, params, LIMIT, TIMEOUT).rows)
        for _ in range(RUNS):
            started = time.perf_counter()
            run_named(store, name, params, LIMIT, TIMEOUT)
            times.append(1000 * (time.perf_counter() - started))
    except QueryTimeoutError:
        return None, []
    return count, times


class Chosen:
    """Values for the parameters of a query: the entities that most papers mention, and the claim that most state."""

    def __init__(self, tables: GraphTables) -> None:
        self.tables = tables
        claims = (
            (edge.properties["support"], edge.head, edge.tail)
            for edges in tables.edges.values()
            for edge in edges
            if "claim_id" in edge.properties
        )
        _, self.head, self.tail = max(claims)
        mentioned: Counter[str] = Counter()
        for (kind, _, _), edges in tables.edges.items():
            if kind == "MENTIONS":
                mentioned.update(edge.head for edge in edges)
        self.paper = mentioned.most_common(1)[0][0]

    def parameters(self, query: NamedQuery) -> dict[str, Any]:
        """A value for each parameter of ``query`` that has no default; two entities of one query differ."""
        given: dict[str, Any] = {}
        for parameter in query.parameters:
            if parameter.required:
                given[parameter.name] = self._value(parameter, set(map(str, given.values())))
        return given

    def _value(self, parameter: Parameter, taken: set[str]) -> str:
        if parameter.name in ("head", "tail"):
            return self.head if parameter.name == "head" else self.tail
        if parameter.type == "paper":
            return self.paper
        if parameter.type == "entity":
            return next(id for id in self._most_supported(parameter.types or tuple(EntityType)) if id not in taken)
        if parameter.name == "groups":
            return ";".join(self._most_supported((EntityType.SYMMETRY_GROUP,))[:2])
        raise ValueError(f"no value is known for the parameter {parameter.name!r}")

    def _most_supported(self, types: tuple[EntityType, ...]) -> list[str]:
        rows = [row for type in types for row in self.tables.nodes[type]]
        return [row["id"] for row in sorted(rows, key=lambda row: (-row["support"], row["id"]))]
