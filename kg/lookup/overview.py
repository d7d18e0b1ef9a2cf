"""What a graph holds, in numbers and examples."""

from __future__ import annotations

from kg.lookup.models import EntityRef, Overview, PaperRef, SourceCount, YearCount
from kg.stores.base import GraphStore
from schemas import EntityType

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
    rows = store.query(
        # The bound on support lets a store walk its index from the end; what no paper mentions is no example.
        f"MATCH (n:{type}) WHERE n.support >= 1 RETURN n.id AS id, n.name AS name, n.support AS support "
        "ORDER BY n.support DESC, n.name, n.id LIMIT $limit",
        {"limit": limit},
    )
    return tuple(EntityRef(**row, type=type) for row in rows.dicts())


def newest_papers(store: GraphStore, limit: int) -> tuple[PaperRef, ...]:
    """The newest papers by date; where that is too few, papers without a date in the order of their listing."""
    dated = store.query(
        f"MATCH (p:Paper) WHERE p.date > '' RETURN {_PAPER} ORDER BY p.date DESC, p.id LIMIT $limit", {"limit": limit}
    ).dicts()
    undated = []
    if len(dated) < limit:
        undated = store.query(
            f"MATCH (p:Paper) WHERE p.date IS NULL RETURN {_PAPER} "
            "ORDER BY coalesce(p.position, 1000000000), p.id LIMIT $limit",
            {"limit": limit - len(dated)},
        ).dicts()
    return tuple(PaperRef(**row) for row in (*dated, *undated))
