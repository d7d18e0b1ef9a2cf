"""What stands around a node: its strongest neighbours with the edges to them, a part at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import Field

from kg.lookup.find import not_found
from kg.lookup.models import Shown
from kg.stores.base import GraphStore
from schemas import EDGES, KIND, SIGNATURES, EntityType, LatticeEdge, RelationType
from schemas.errors import UsageError

CLAIMS = tuple(r.value for r in RelationType)
LATTICE = tuple(e.value for e in LatticeEdge)
PAPERS = ("MENTIONS", "PROPOSES")
"""Edges that join a paper to what it is about."""

_LABELS = (*(t.value for t in EntityType), "Paper")
_STRENGTH = "coalesce(c.support, c.count, 1)"


class Node(Shown):
    """A node as a graph shows it; ``type`` is an entity type or ``Paper``, whose name is its title."""

    id: str
    name: str
    type: str
    support: int = 0


class Edge(Shown):
    """An edge as a graph shows it; lattice edges and edges of papers have no claim, and support 1."""

    id: str = Field(description="the claim's id; else type, head and tail")
    type: str
    head: str
    tail: str
    words: str = Field(description="how it reads from head to tail")
    support: int = 1
    confidence: float | None = None
    claim_id: str | None = None
    outperforms: int | None = None
    mode: str | None = None


class Neighbourhood(Shown):
    """A node (``nodes[0]``), the neighbours asked for, the strongest first, and the edges between it and them.

    ``total`` counts all neighbours that fit, so that one can say "38 of 412 shown".
    """

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    total: int


def expand(
    store: GraphStore,
    node_id: str,
    limit: int = 100,
    offset: int = 0,
    relations: Sequence[str] | None = None,
    types: Sequence[str] | None = None,
    min_support: int = 1,
    min_confidence: float = 0.0,
    papers: bool = False,
) -> Neighbourhood:
    """The neighbours of a node by the support of the strongest edge to them, then by its confidence, support and id.

    Args:
        store: the graph; stays open.
        node_id: of an entity or a paper.
        limit: most neighbours.
        offset: neighbours to leave out before the first.
        relations: types of edges; None for all claims and lattice edges.
        types: types of neighbours; None for all.
        min_support: least number of papers behind a claim; other edges count as 1.
        min_confidence: least confidence of an edge that has one, 0 to 1.
        papers: whether papers that mention the node are neighbours; they are those of a paper in any case.

    Raises:
        NotFoundError: there is no such node.
        UsageError: an edge or node type that the graph does not know.
    """
    node = _node(store, node_id)
    kinds = _kinds(relations, types, papers or node.type == "Paper")
    joins = _joins(node.type, kinds, set(types) if types else set(_LABELS))
    if not joins:
        return Neighbourhood(nodes=(node,), edges=(), total=0)
    # The label of an end is left out: the types of the edges say it, and a neighbour is not read to be compared.
    match = f"MATCH (n:{node.type} {{id: $id}})-[c:{'|'.join(dict.fromkeys(t for t, _ in joins))}]-(o{_label(joins)})"
    # Nodes are compared as such: ids would have to be read, for a hub of many thousands.
    where = "WHERE o <> n" + (f" AND {_STRENGTH} >= $support" if min_support > 1 else "")
    where += " AND coalesce(c.confidence, 1.0) >= $confidence" if min_confidence > 0 else ""
    values: dict[str, Any] = {"id": node_id, "support": min_support, "confidence": min_confidence}
    found = store.query(
        f"{match} {where} WITH o, max({_STRENGTH}) AS strength, max(coalesce(c.confidence, 0.0)) AS sure "
        "ORDER BY strength DESC, sure DESC, coalesce(o.support, 0) DESC, o.id SKIP $offset LIMIT $limit "
        "RETURN o.id AS id, coalesce(o.name, o.title) AS name, labels(o)[0] AS type, coalesce(o.support, 0) AS support",
        {**values, "offset": offset, "limit": limit},
    ).dicts()
    total = offset + len(found)
    if len(found) == limit or (offset and not found):
        total = int(store.query(f"{match} {where} RETURN count(DISTINCT o) AS total", values).rows[0][0])
    neighbours = tuple(Node(**row) for row in found)
    edges = _edges(store, [node], neighbours, kinds, min_support, min_confidence)
    return Neighbourhood(nodes=(node, *neighbours), edges=edges, total=total)


def edges_between(
    store: GraphStore,
    nodes: Sequence[Node],
    relations: Sequence[str] | None = None,
    min_support: int = 1,
    min_confidence: float = 0.0,
    papers: bool = False,
) -> tuple[Edge, ...]:
    """All edges that join two of ``nodes``, by id; see ``expand`` for the other arguments."""
    kinds = _kinds(relations, None, papers)
    return _edges(store, nodes, nodes, kinds, min_support, min_confidence)


def _edges(
    store: GraphStore,
    some: Sequence[Node],
    others: Sequence[Node],
    kinds: Sequence[str],
    min_support: int,
    min_confidence: float,
) -> tuple[Edge, ...]:
    """Edges of ``kinds`` with one end in ``some`` and one in ``others``."""
    here, there = _by_type(some), _by_type(others)
    # A condition that all pass would read each edge of a hub.
    filters = f"AND {_STRENGTH} >= $support " if min_support > 1 else ""
    filters += "AND coalesce(c.confidence, 1.0) >= $confidence " if min_confidence > 0 else ""
    parts = []
    for spec in EDGES:
        if spec.type not in kinds:
            continue
        ways = [("here", spec.head, "there", spec.tail)] if spec.head in here and spec.tail in there else []
        if some is not others and spec.head in there and spec.tail in here:
            ways.append(("there", spec.head, "here", spec.tail))
        parts += [
            f"MATCH (a:{head})-[c:{spec.type}]->(b:{tail}) WHERE a.id IN ${one}_{head} AND b.id IN ${other}_{tail} "
            f"{filters}RETURN '{spec.type}' AS type, a.id AS head, b.id AS tail, coalesce(c.support, 1) AS support, "
            "c.confidence AS confidence, c.claim_id AS claim_id, c.outperforms AS outperforms, c.mode AS mode"
            for one, head, other, tail in ways
        ]
    if not parts:
        return ()
    values: dict[str, Any] = {"support": min_support, "confidence": min_confidence}
    values |= {f"here_{type}": ids for type, ids in here.items()} | {
        f"there_{type}": ids for type, ids in there.items()
    }
    used = {name: value for name, value in values.items() if any(f"${name}" in part for part in parts)}
    rows = store.query("\nUNION ALL\n".join(parts), used).dicts()
    return tuple(sorted((_edge(row) for row in rows), key=lambda e: (-e.support, e.type, e.head, e.tail)))


def _edge(row: Mapping[str, Any]) -> Edge:
    id = row["claim_id"] or f"{row['type']}:{row['head']}:{row['tail']}"
    return Edge(id=id, words=_WORDS[row["type"]], **row)


def _node(store: GraphStore, id: str) -> Node:
    parts = [
        f"MATCH (n:{label} {{id: $id}}) RETURN n.id AS id, n.{'title' if label == 'Paper' else 'name'} AS name, "
        f"'{label}' AS type, coalesce(n.support, 0) AS support"
        for label in _LABELS
    ]
    rows = store.query("\nUNION ALL\n".join(parts), {"id": id}).dicts()
    if not rows:
        raise not_found(id, ())
    return Node(**rows[0])


def _kinds(relations: Sequence[str] | None, types: Sequence[str] | None, papers: bool) -> tuple[str, ...]:
    known = (*CLAIMS, *LATTICE, KIND, *PAPERS)
    for name, names in ((relations, known), (types, _LABELS)):
        if unknown := [str(n) for n in name or () if n not in names]:
            raise UsageError(f"no type {unknown[0]!r} in the graph: there are {', '.join(names)}")
    chosen = tuple(str(r) for r in relations) if relations else (*CLAIMS, *LATTICE)
    return tuple(dict.fromkeys((*chosen, *PAPERS))) if papers else chosen


def _joins(type: str, kinds: Sequence[str], types: set[str]) -> list[tuple[str, str]]:
    """(edge type, label at the other end) of all edges of ``kinds`` that a node of ``type`` can have to ``types``."""
    ends = [(s.type, s.tail) for s in EDGES if s.head == type] + [(s.type, s.head) for s in EDGES if s.tail == type]
    return [(edge, other) for edge, other in ends if edge in kinds and other in types]


def _label(joins: Sequence[tuple[str, str]]) -> str:
    """A label expression for the other end, where the edge types alone let in more than was asked for."""
    reached = {other for _, other in joins}
    possible = {end for s in EDGES if s.type in {t for t, _ in joins} for end in (s.head, s.tail)}
    return "" if reached == possible else ":" + "|".join(label for label in _LABELS if label in reached)


def _by_type(nodes: Sequence[Node]) -> dict[str, list[str]]:
    result: dict[str, list[str]] = {}
    for node in nodes:
        result.setdefault(node.type, []).append(node.id)
    return result


_WORDS: dict[str, str] = {
    **{relation.value: signature.words for relation, signature in SIGNATURES.items()},
    **{
        LatticeEdge.SUBGROUP_OF: "is a subgroup of",
        LatticeEdge.DOUBLE_COVERS: "covers two to one",
        LatticeEdge.ISOMORPHIC_TO: "is isomorphic to",
        LatticeEdge.SEMIDIRECT: "is a factor of the semidirect product",
        LatticeEdge.INSTANCE_OF: "is a member of the family",
    },
    **{KIND: "is a kind of", "MENTIONS": "mentions", "PROPOSES": "proposes"},
}
