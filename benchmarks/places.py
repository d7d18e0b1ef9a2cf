"""Where people go in a graph: its hubs, its middling nodes, and a sample of the rest, the same in every run."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kg.stores import GraphStore, open_store
from schemas import EntityType, RelationType

HUBS = 10
SAMPLE = 100


@dataclass(frozen=True, slots=True)
class Known:
    """Ids of a graph; ``hubs`` and ``middle`` with the papers that mention them, ``claims`` with their heads."""

    nodes: int
    edges: int
    hubs: list[tuple[str, int]]
    middle: list[tuple[str, int]]
    entities: list[str]
    names: list[str]
    papers: list[str]
    claims: list[tuple[str, str]]


def known(graph: Path) -> Known:
    """Look around in a graph: half of the entities are those that most papers name, as people click on these."""
    with open_store(str(graph)) as store:
        counts = store.counts()
        edges = sum(n for name, n in counts.items() if name.isupper())
        hubs = _methods(store, HUBS, 0)
        # Two thirds of all methods stand in one paper: the middle of those in several is what a person meets.
        several = store.query("MATCH (n:Method) WHERE n.support >= 2 RETURN count(n)").rows[0][0]
        known_by_many = [row for type in EntityType for row in _named(store, type, SAMPLE // 5, 0)]
        others = [row for type in EntityType for row in _named(store, type, SAMPLE // 5, counts[type] // 3)]
        papers = store.query("MATCH (p:Paper) RETURN p.id ORDER BY p.id LIMIT $n", {"n": SAMPLE}).rows
        claims = [
            (head, claim)
            for head, _ in hubs
            for relation in (RelationType.ADDRESSES, RelationType.EVALUATED_ON)
            for (claim,) in store.query(
                f"MATCH (:Method {{id: $id}})-[c:{relation}]->() RETURN c.claim_id ORDER BY c.support DESC LIMIT 5",
                {"id": head},
            ).rows
        ]
        return Known(
            nodes=sum(counts.values()) - edges,
            edges=edges,
            hubs=hubs,
            middle=_methods(store, HUBS, int(several) // 2),
            entities=[id for id, _ in (*known_by_many, *others)],
            names=[name for _, name in (*known_by_many, *others)],
            papers=[id for (id,) in papers],
            claims=claims,
        )


def _methods(store: GraphStore, count: int, skip: int) -> list[tuple[str, int]]:
    rows = store.query(
        "MATCH (n:Method) WHERE n.support >= 1 RETURN n.id, n.support ORDER BY n.support DESC, n.id "
        "SKIP $skip LIMIT $count",
        {"skip": skip, "count": count},
    ).rows
    return [(id, int(support)) for id, support in rows]


def _named(store: GraphStore, type: EntityType, count: int, skip: int) -> list[tuple[str, str]]:
    rows = store.query(
        f"MATCH (n:{type}) WHERE n.support >= 1 RETURN n.id, n.name ORDER BY n.support DESC, n.id "
        "SKIP $skip LIMIT $count",
        {"skip": skip, "count": count},
    ).rows
    return [(id, name) for id, name in rows]
