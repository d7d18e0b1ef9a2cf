"""What stands on the canvas: a list of steps, kept in the page's address, and the graph that they give.

Steps are ``a.ID`` (put a node there), ``x50.ID`` (its 50 strongest neighbours) and ``r.ID`` (take it away). Undo drops
the last step, a link carries them all, and a page that is loaded anew shows the same graph.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from dashboards.access import ask
from kg.stores import GraphStore
from schemas import KIND, SIGNATURES, EntityType, LatticeEdge, RelationType

STEP = 50
"""New neighbours of one expansion; a person may ask for as many again."""
AT_ONCE = 100
"""New neighbours of one act, where several nodes are expanded together."""
FIRST = 25
"""Neighbours with which a picture starts."""
MOST = 1_000
"""Nodes on a canvas."""

LATTICE_WORDS = {
    "SUBGROUP_OF": "is a subgroup of",
    "DOUBLE_COVERS": "covers two to one",
    "ISOMORPHIC_TO": "is isomorphic to",
    "SEMIDIRECT": "is a factor of",
    "INSTANCE_OF": "is a member of",
}
WORDS = {
    **{str(r): s.words for r, s in SIGNATURES.items()},
    **LATTICE_WORDS,
    KIND: "is a kind of",
    "MENTIONS": "mentions",
}
_STEP = re.compile(r"(a|r|x\d{1,4})\.(.+)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Filters:
    """Which edges count: their types, least support and confidence, years; ``papers`` lets papers in."""

    relations: tuple[str, ...] = ()
    support: int = 1
    confidence: float = 0.0
    first: int | None = None
    last: int | None = None
    papers: bool = False

    @property
    def edge_types(self) -> tuple[str, ...]:
        """Edge types that may be walked."""
        chosen = self.relations or (*(str(r) for r in RelationType), KIND, *(str(e) for e in LatticeEdge))
        return (*chosen, "MENTIONS") if self.papers else tuple(chosen)

    def where(self, edge: str) -> str:
        """A Cypher condition on an edge, empty where all pass; lattice edges and mentions have no support and pass.

        Each part reads the edge, which takes most of the time around an entity of many papers: only what is asked for.
        """
        parts = [
            f"coalesce({edge}.support, 1000000) >= $support" if self.support > 1 else "",
            f"coalesce({edge}.confidence, 1.0) >= $confidence" if self.confidence > 0 else "",
            f"coalesce({edge}.last_year, 9999) >= $first" if self.first else "",
            f"coalesce({edge}.first_year, 0) <= $last" if self.last else "",
        ]
        return " AND ".join(part for part in parts if part)

    @property
    def values(self) -> dict[str, Any]:
        """Parameters of ``where``."""
        return {
            **({"support": self.support} if self.support > 1 else {}),
            **({"confidence": self.confidence} if self.confidence > 0 else {}),
            **({"first": self.first} if self.first else {}),
            **({"last": self.last} if self.last else {}),
        }


@dataclass(slots=True)
class Scene:
    """Nodes and edges as the component takes them; ``expanded`` holds (shown, total) by node."""

    nodes: list[dict[str, Any]] = field(default_factory=list)
    edges: list[dict[str, Any]] = field(default_factory=list)
    expanded: dict[str, tuple[int, int]] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)

    @property
    def full(self) -> bool:
        """Whether no more nodes fit."""
        return len(self.nodes) >= MOST


def seed(id: str, count: int = FIRST) -> list[str]:
    """The steps of a new picture around a node."""
    return [f"a.{id}", f"x{count}.{id}"]


def extended(steps: Sequence[str], id: str, by: int = STEP) -> list[str]:
    """The steps with one more expansion of a node: by so many new neighbours beyond what the last one asked for."""
    counts = [int(m[1][1:]) for m in map(_STEP.fullmatch, steps) if m and m[1][0] == "x" and m[2] == id]
    return [*steps, f"x{max(counts, default=0) + by}.{id}"]


def evaluate(steps: Sequence[str], filters: Filters) -> Scene:
    """The graph that the steps give; broken steps and ids that the graph does not hold are left out."""
    scene = Scene()
    nodes: dict[str, dict[str, Any]] = {}
    gone: set[str] = set()
    stood: dict[str, frozenset[str]] = {}
    drawn: dict[str, str] = {}
    edges: list[dict[str, Any]] = []
    for step in steps:
        match = _STEP.fullmatch(step)
        if match is None:
            continue
        what, id = match[1], match[2]
        if what == "a":
            if node := ask(node_of, id):
                nodes.setdefault(id, {**node, "seed": True})
                gone.discard(id)
            else:
                scene.missing.append(id)
        elif what == "r":
            nodes.pop(id, None)
            gone.add(id)
        elif id in nodes:
            wanted = min(int(what[1:]), MOST)
            before = stood.setdefault(id, frozenset(nodes) | gone)
            found, total = _beyond(before, wanted, id, nodes[id]["label"], filters)
            for node in found:
                if len(nodes) < MOST and node["id"] not in gone:
                    nodes.setdefault(node["id"], node)
            scene.expanded[id] = (sum(node["id"] in nodes for node in found), total)
        if new := {n["id"]: n["label"] for n in nodes.values() if n["id"] not in drawn}:
            if len(new) + len(drawn) > 1:
                edges += ask(edges_among, new, filters, dict(drawn))
            drawn |= new
    scene.nodes = list(nodes.values())
    # Edges of what was taken away stay asked, so that nothing is asked anew for it.
    left = (e for e in edges if e["source"] in nodes and e["target"] in nodes)
    scene.edges = sorted(left, key=lambda e: str(e["id"]))
    return scene


def _beyond(
    before: Collection[str], wanted: int, id: str, label: str, filters: Filters
) -> tuple[list[dict[str, Any]], int]:
    """The strongest neighbours of a node, so many that ``wanted`` of them are not among those that stood before."""
    limit = wanted
    while True:
        found, total = ask(neighbours, id, label, limit, filters)
        old = sum(node["id"] in before for node in found)
        if len(found) < limit or limit >= wanted + old:
            return found, total
        limit = wanted + old


def node_of(store: GraphStore, id: str) -> dict[str, Any] | None:
    """The node of an id as the canvas takes it, or None."""
    parts = [
        f"MATCH (n:{t} {{id: $id}}) RETURN n.id AS id, '{t}' AS label, n.name AS name, n.support AS support"
        for t in EntityType
    ]
    parts.append("MATCH (n:Paper {id: $id}) RETURN n.id AS id, 'Paper' AS label, n.title AS name, 0 AS support")
    rows = store.query("\nUNION ALL\n".join(parts), {"id": id}).dicts()
    return rows[0] if rows else None


def neighbours(
    store: GraphStore, id: str, label: str, limit: int, filters: Filters
) -> tuple[list[dict[str, Any]], int]:
    """The strongest neighbours of a node by support of the edge, and how many there are."""
    types = "|".join(filters.edge_types)
    where = " AND ".join(part for part in (filters.where("r"), "o <> n") if part)
    match = f"MATCH (n:{label} {{id: $id}})-[r:{types}]-(o) WHERE {where}"
    values = {"id": id, **filters.values}
    rows = store.query(
        f"{match} WITH o, max(coalesce(r.support, 1)) AS strength, max(coalesce(r.confidence, 0.0)) AS sure "
        "ORDER BY strength DESC, sure DESC, coalesce(o.support, 0) DESC, o.id LIMIT $limit "
        "RETURN o.id AS id, labels(o)[0] AS label, coalesce(o.name, o.title) AS name, "
        "coalesce(o.support, 0) AS support",
        {**values, "limit": limit},
    ).dicts()
    if len(rows) < limit:
        return rows, len(rows)
    total = store.query(f"{match} RETURN count(DISTINCT o) AS total", values).rows[0][0]
    return rows, int(total)


def edges_among(
    store: GraphStore, labels: dict[str, str], filters: Filters, old: dict[str, str] | None = None
) -> list[dict[str, Any]]:
    """All edges between the given nodes (label by id), and between them and the ``old`` ones, that pass the filters.

    Edges among the old ones are not asked for: each step of a picture brings its own.
    """
    new, before = _by_label(labels), _by_label(old or {})
    every = _by_label({**(old or {}), **labels})
    wanted = set(filters.edge_types)
    kinds = [(str(r), str(s.head), str(s.tail)) for r, s in SIGNATURES.items()]
    kinds += [(KIND, str(t), str(t)) for t in EntityType if t is not EntityType.SYMMETRY_GROUP]
    kinds += [(str(e), "SymmetryGroup", "SymmetryGroup") for e in LatticeEdge]
    kinds += [("MENTIONS", "Paper", str(t)) for t in EntityType]
    where = f"AND {filters.where('r')} " if filters.where("r") else ""
    parts = []
    values: dict[str, Any] = {}
    for type, head, tail in (kind for kind in kinds if kind[0] in wanted):
        # Both start from the new nodes, as the old ones often are hubs.
        if head in new and tail in every:
            values |= {f"new_{head}": new[head], f"all_{tail}": every[tail]}
            ends = f"MATCH (a:{head})-[r:{type}]->(b:{tail}) WHERE a.id IN $new_{head} AND b.id IN $all_{tail} "
            parts.append(f"{ends}{where}{_returned(type)}")
        if head in before and tail in new:
            values |= {f"old_{head}": before[head], f"new_{tail}": new[tail]}
            ends = f"MATCH (b:{tail})<-[r:{type}]-(a:{head}) WHERE b.id IN $new_{tail} AND a.id IN $old_{head} "
            parts.append(f"{ends}{where}{_returned(type)}")
    if not parts:
        return []
    rows = store.query("\nUNION ALL\n".join(parts), values | filters.values).dicts()
    return sorted((_edge(row) for row in rows if row["source"] != row["target"]), key=lambda e: str(e["id"]))


def _by_label(labels: dict[str, str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for id, label in labels.items():
        found.setdefault(label, []).append(id)
    return found


def _returned(type: str) -> str:
    return (
        f"RETURN a.id AS source, b.id AS target, '{type}' AS type, r.claim_id AS claim, r.support AS support, "
        "r.confidence AS confidence, r.mode AS mode, r.condition AS condition, "
        "coalesce(r.source, r.sentence, r.rule) AS proof"
    )


def _edge(row: dict[str, Any]) -> dict[str, Any]:
    id = row["claim"] or f"{row['type']}/{row['source']}/{row['target']}"
    kept = {k: v for k, v in row.items() if v is not None}
    return {**kept, "id": f"e/{id}", "words": WORDS.get(row["type"], row["type"]), "support": row["support"] or 1}
