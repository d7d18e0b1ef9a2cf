"""What a graph holds, in numbers and examples."""

from __future__ import annotations

from typing import Any

from kg.lookup.models import EntityRef, Overview, PaperRef, SourceCount, YearCount
from kg.stores.base import GraphStore
from schemas import EntityType

LEAST = (10_000, 1_000, 300, 100, 30, 10, 5, 3, 2)
"""Bounds on support that are tried in turn for the best supported entities."""

_PAPER = "p.id AS id, p.title AS title, p.url AS url, p.date AS date, p.year AS year, p.ids AS ids, p.urls AS urls"


def overview(store: GraphStore, top: int = 10, newest: int = 10) -> Overview:
    """Counts, the best supported entities of each type, the newest papers, the sources and the papers by year.

    Args:
        store: the graph; stays open.
        top: most entities of a type.
        newest: most papers.
    """
    meta = store.meta()
    years = store.query("MATCH (p:Paper) RETURN p.year AS year, count(p) AS papers ORDER BY year")
    sources = store.query(
        "MATCH (p:Paper) UNWIND p.sources AS source RETURN source, count(p) AS papers ORDER BY papers DESC, source"
    )
    group = EntityType.SYMMETRY_GROUP.value
    named = store.query(f"MATCH (g:{group}) WHERE g.support >= 1 RETURN count(g)")
    return Overview(
        version=meta.version if meta else "",
        extractor=meta.extractor if meta else "",
        counts={**store.counts(), group: int(named.rows[0][0])},
        top={type: top_entities(store, type, top) for type in EntityType},
        newest=newest_papers(store, newest),
        sources=tuple(SourceCount(**row) for row in sources.dicts()),
        years=tuple(YearCount(**row) for row in years.dicts()),
    )


def top_entities(store: GraphStore, type: EntityType, limit: int) -> tuple[EntityRef, ...]:
    """The entities of a type that most papers mention."""
    rows: list[dict[str, Any]] = []
    # The bound on support lets a store take the best from its index instead of sorting all of a type.
    for least in (*LEAST, 1):
        rows = store.query(
            f"MATCH (n:{type}) WHERE n.support >= $least RETURN n.id AS id, n.name AS name, n.support AS support "
            "ORDER BY n.support DESC, n.name, n.id LIMIT $limit",
            {"limit": limit, "least": least},
        ).dicts()
        if len(rows) >= limit:
            break
    return tuple(EntityRef(**row, type=type) for row in rows)


def _month_with(store: GraphStore, papers: int) -> str:
    """The last month since whose beginning so many papers are dated, as a date begins; "0" where there are fewer.

    Found by bisection: a store reads a few papers from its index for each question, and need not sort all.
    """
    low, high = 0, 12 * 300
    while low < high:
        middle = (low + high + 1) // 2
        some = store.query(
            "MATCH (p:Paper) WHERE p.date >= $since RETURN p.date LIMIT $papers",
            {"since": _month(middle), "papers": papers},
        ).rows
        low, high = (middle, high) if len(some) >= papers else (low, middle - 1)
    return _month(low) if low else "0"


def _month(number: int) -> str:
    return f"{1800 + number // 12}-{number % 12 + 1:02d}"


def newest_papers(store: GraphStore, limit: int) -> tuple[PaperRef, ...]:
    """The newest papers by date; where that is too few, papers without a date in the order of their listing."""
    dated = store.query(
        f"MATCH (p:Paper) WHERE p.date >= $since RETURN {_PAPER} ORDER BY p.date DESC, p.id LIMIT $limit",
        {"limit": limit, "since": _month_with(store, limit)},
    ).dicts()
    undated = []
    if len(dated) < limit:
        undated = store.query(
            f"MATCH (p:Paper) WHERE p.date IS NULL RETURN {_PAPER} "
            "ORDER BY coalesce(p.position, 1000000000), p.id LIMIT $limit",
            {"limit": limit - len(dated)},
        ).dicts()
    return tuple(PaperRef(**row) for row in (*dated, *undated))
