"""The graph in networkx: as a whole, the ways between two entities, and what is central.

``to_networkx`` loads what is asked for. ``paths`` loads only what stands near its two ends.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice, pairwise, takewhile
from typing import Any

import networkx as nx
import numpy as np
from pydantic import Field

from kg.lookup.models import EntityRef, Shown
from kg.neighbourhood import CLAIMS
from kg.stores.base import GraphStore
from schemas import EDGES, SIGNATURES, EntityType, RelationType
from schemas.errors import UsageError

WIDEST = 2_000
"""Most entities that a search for paths unfolds from one end in one step, the best supported first."""

_EVIDENCE = 5
_CLAIM = (
    "a.id AS head, b.id AS tail, c.claim_id AS claim_id, c.support AS support, c.confidence AS confidence, "
    "c.first_year AS first_year, c.last_year AS last_year, c.outperforms AS outperforms, c.mode AS mode"
)


class PathStep(Shown):
    """One claim of a path, as the path walks it.

    ``forward`` says that the claim leads from ``start`` to ``end``; else ``end`` is its head. ``words`` read from
    ``start`` to ``end`` either way.
    """

    start: EntityRef
    end: EntityRef
    relation: RelationType
    forward: bool
    words: str
    claim_id: str
    support: int
    confidence: float
    evidence_ids: tuple[str, ...] = Field(default=(), description="the surest sentences, at most five")


class Path(Shown):
    """One way between two entities."""

    steps: tuple[PathStep, ...]

    def sentences(self) -> list[str]:
        """The path told step by step: "EGNN is evaluated on QM9"."""
        return [f"{s.start.name} {s.words} {s.end.name}" for s in self.steps]


class Ranked(Shown):
    """An entity and its share of all attention, 0 to 1."""

    entity: EntityRef
    score: float


def to_networkx(
    store: GraphStore,
    types: Sequence[EntityType | str] | None = None,
    relations: Sequence[str] | None = None,
    min_support: int = 1,
) -> nx.MultiDiGraph[str]:
    """Entities and claims as a multigraph that knows directions; the key of an edge is its type.

    Nodes carry ``name, type, support`` and, where known, ``first_year, last_year``; edges ``type, claim_id, support,
    confidence`` and what their type has. Lattice edges come where ``relations`` names them.

    Args:
        store: the graph; stays open.
        types: types of entities; None for all.
        relations: types of claims or lattice edges; None for all claims.
        min_support: least number of papers behind a claim, and of those that mention an entity.
    """
    wanted = {EntityType(t) for t in types} if types else set(EntityType)
    kinds = set(relations or CLAIMS)
    if unknown := sorted(kinds - {spec.type for spec in EDGES}):
        raise UsageError(f"no type {unknown[0]!r} in the graph: there are {', '.join(CLAIMS)}")
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for type in EntityType:
        if type in wanted:
            rows = store.query(
                f"MATCH (n:{type}) WHERE n.support >= $least RETURN n.id AS id, n.name AS name, n.support AS support, "
                "n.first_year AS first_year, n.last_year AS last_year ORDER BY id",
                # What no paper mentions is in the lattice alone, and comes with it.
                {"least": min_support if min_support > 1 else 0},
                timeout=300,
            ).dicts()
            graph.add_nodes_from((row.pop("id"), _known(row) | {"type": type.value}) for row in rows)
    for spec in EDGES:
        if spec.type not in kinds or spec.head not in wanted or spec.tail not in wanted:
            continue
        least = " WHERE c.support >= $least" if spec.type in CLAIMS and min_support > 1 else ""
        properties = "".join(f", c.`{p.name}` AS `{p.name}`" for p in spec.properties)
        rows = store.query(
            f"MATCH (a:{spec.head})-[c:{spec.type}]->(b:{spec.tail}){least} "
            f"RETURN a.id AS head, b.id AS tail{properties} ORDER BY head, tail",
            {"least": min_support} if least else {},
            timeout=300,
        ).dicts()
        for row in rows:
            head, tail = row.pop("head"), row.pop("tail")
            if head in graph and tail in graph:
                graph.add_edge(head, tail, key=spec.type, type=spec.type, **_known(row))
    return graph


def paths(
    store: GraphStore,
    a: str,
    b: str,
    k: int = 5,
    relations: Sequence[str] | None = None,
    max_hops: int = 4,
) -> list[Path]:
    """At most ``k`` shortest ways without a circle from ``a`` to ``b``, in whatever direction claims lead.

    The fewest steps first; of equally long ones the better supported. Only claims near the two ends are loaded: both
    sides grow in turn, the smaller first, until ``k`` ways are found or ``max_hops`` is reached. From an end with very
    many neighbours the best supported are followed (``WIDEST``).

    Args:
        store: the graph; stays open.
        a: id of an entity.
        b: id of another.
        k: most paths.
        relations: types of claims that may be walked; None for all.
        max_hops: longest path, in claims.

    Raises:
        UsageError: a type of claim that the graph does not know.
    """
    kinds = tuple(str(r) for r in relations) if relations else CLAIMS
    if unknown := [r for r in kinds if r not in CLAIMS]:
        raise UsageError(f"no claim of type {unknown[0]!r}: there are {', '.join(CLAIMS)}")
    if a == b or k < 1:
        return []
    graph: nx.MultiGraph[str] = nx.MultiGraph()
    graph.add_nodes_from((a, b))
    edge = [{a}, {b}]
    seen = [{a}, {b}]
    types: dict[str, EntityType] = {}
    found: list[list[str]] = []
    for hops in range(1, max_hops + 1):
        side = 0 if edge[0] and (not edge[1] or len(edge[0]) <= len(edge[1])) else 1
        if edge[side]:
            reached = _grow(store, graph, edge[side], kinds, types)
            edge[side] = reached - seen[side]
            seen[side] |= reached
        # What was unfolded up to now holds all ways of this length, and only some of the longer ones.
        found = _simple(graph, a, b, k, hops)
        if len(found) == k or not any(edge):
            break
    return _told(store, graph, found)


def important(store: GraphStore, type: EntityType | str, limit: int = 20, min_support: int = 1) -> list[Ranked]:
    """The most central entities of a type by PageRank over all claims.

    A claim passes attention from its head to its tail, in proportion to its support; attention enters where papers
    are, in proportion to their number. Entities without a claim are left out.

    Args:
        store: the graph; stays open.
        type: type of the entities.
        limit: most entities.
        min_support: least number of papers behind a claim.
    """
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for relation, signature in SIGNATURES.items():
        # Ids and support alone: what crosses from a server is most of the time.
        rows = store.query(
            f"MATCH (a:{signature.head})-[c:{relation}]->(b:{signature.tail}) WHERE c.support >= $least "
            "RETURN a.id, b.id, c.support, a.support, b.support ORDER BY a.id, b.id",
            {"least": min_support},
            timeout=300,
        ).rows
        for head, tail, support, of_head, of_tail in rows:
            graph.add_node(head, support=of_head)
            graph.add_node(tail, support=of_tail)
            graph.add_edge(head, tail, key=relation.value, support=support)
    scores = pagerank(graph)
    wanted = EntityType(type)
    # Some ids are of other types: all of them are asked for, the best first, until enough are of this one.
    ranked = sorted(scores, key=lambda id: (-scores[id], id))
    found: list[Ranked] = []
    step = max(20 * limit, 200)
    for at in range(0, len(ranked), step):
        rows = store.query(
            f"MATCH (n:{wanted}) WHERE n.id IN $ids RETURN n.id, n.name, n.support", {"ids": ranked[at : at + step]}
        ).rows
        found += [
            Ranked(entity=EntityRef(id=id, name=name, type=wanted, support=support or 0), score=scores[id])
            for id, name, support in rows
        ]
        if len(found) >= limit:
            break
    return sorted(found, key=lambda r: (-r.score, r.entity.id))[:limit]


def pagerank(graph: nx.MultiDiGraph[str], damping: float = 0.85, tolerance: float = 1e-10) -> dict[str, float]:
    """PageRank of each node; the scores add up to 1.

    ``support`` of an edge is its weight, and ``support`` of a node its part of the attention that enters: 1 where it
    is missing. The formula is that of Brin and Page, The anatomy of a large-scale hypertextual web search engine
    (1998), with the personalised entry of Page et al., The PageRank citation ranking (1999). Power iteration in numpy
    over the list of edges; ``nx.pagerank`` would need SciPy.
    """
    if not len(graph):
        return {}
    entry = np.array([float(kept.get("support", 1) or 0) for _, kept in graph.nodes(data=True)])
    entry = entry / entry.sum() if entry.any() else np.full(len(graph), 1 / len(graph))
    place = {n: i for i, n in enumerate(graph)}
    edges = [(place[u], place[v], float(w or 1)) for u, v, w in graph.edges(data="support", default=1)]
    size = len(place)
    heads = np.array([e[0] for e in edges], dtype=np.int64)
    tails = np.array([e[1] for e in edges], dtype=np.int64)
    weights = np.array([e[2] for e in edges], dtype=np.float64)
    out = np.bincount(heads, weights=weights, minlength=size)
    shares = weights / out[heads] if len(edges) else weights
    score = entry
    for _ in range(200):
        # What stands on nodes without a claim of their own enters again.
        lost = score[out == 0].sum()
        passed = np.bincount(tails, weights=shares * score[heads], minlength=size)
        new = (1 - damping + damping * lost) * entry + damping * passed
        moved = np.abs(new - score).sum()
        score = new
        if moved < tolerance:
            break
    return {n: float(score[i]) for n, i in place.items()}


def _grow(
    store: GraphStore, graph: nx.MultiGraph[str], ids: set[str], kinds: Sequence[str], types: dict[str, EntityType]
) -> set[str]:
    """Load the claims of ``ids`` into ``graph``; the ids at their other ends."""
    strongest = sorted(ids, key=lambda id: (-graph.nodes[id].get("support", 0), id))[:WIDEST]
    by_type: dict[EntityType | None, list[str]] = {}
    for id in strongest:
        by_type.setdefault(types.get(id), []).append(id)
    parts: list[str] = []
    values: dict[str, list[str]] = {}
    for relation, signature in SIGNATURES.items():
        if relation not in kinds:
            continue
        for end, type in (("a", signature.head), ("b", signature.tail)):
            if some := [*by_type.get(type, ()), *by_type.get(None, ())]:
                values[f"ids_{type}"] = some
                parts.append(
                    f"MATCH (a:{signature.head})-[c:{relation}]->(b:{signature.tail}) WHERE {end}.id IN $ids_{type} "
                    f"RETURN '{relation}' AS type, {_CLAIM}, a.name AS head_name, a.support AS head_support, "
                    "b.name AS tail_name, b.support AS tail_support"
                )
    reached: set[str] = set()
    for row in store.query("\nUNION ALL\n".join(parts), values, timeout=60).dicts() if parts else ():
        relation = RelationType(row["type"])
        for side, type in (("head", SIGNATURES[relation].head), ("tail", SIGNATURES[relation].tail)):
            types[row[side]] = type
            graph.add_node(row[side], name=row[f"{side}_name"], type=type.value, support=row[f"{side}_support"] or 0)
        reached |= {row["head"], row["tail"]}
        graph.add_edge(row["head"], row["tail"], key=row["claim_id"], **row)
    return reached


def _simple(graph: nx.MultiGraph[str], a: str, b: str, k: int, hops: int) -> list[list[str]]:
    """At most ``k`` ways of at most ``hops`` edges, the fewest edges first, of those the best supported."""
    plain: nx.Graph[str] = nx.Graph()
    for u, v, claim in graph.edges(data=True):
        # A weight just above 1: support decides between ways of one length and never makes a longer one win.
        weight = 1 + 1 / (1 + claim["support"]) / (2 * hops)
        if u != v and weight < plain.get_edge_data(u, v, {"weight": 9})["weight"]:
            plain.add_edge(u, v, weight=weight)
    if a not in plain or b not in plain:
        return []
    near = nx.single_source_shortest_path_length(plain, a, cutoff=hops)
    far = nx.single_source_shortest_path_length(plain, b, cutoff=hops)
    between = plain.subgraph(n for n in near if n in far and near[n] + far[n] <= hops)
    if a not in between or b not in between:
        return []
    try:
        ways = nx.shortest_simple_paths(between, a, b, weight="weight")
        return list(islice(takewhile(lambda way: len(way) <= hops + 1, ways), k))
    except nx.NetworkXNoPath:
        return []


def _told(store: GraphStore, graph: nx.MultiGraph[str], ways: Iterable[Sequence[str]]) -> list[Path]:
    steps: list[list[PathStep]] = []
    for way in ways:
        told = []
        for start, end in pairwise(way):
            claims: list[dict[str, Any]] = list(graph[start][end].values())
            best = min(claims, key=lambda c: (-c["support"], -c["confidence"], c["claim_id"]))
            forward = best["head"] == start
            signature = SIGNATURES[RelationType(best["type"])]
            told.append(
                PathStep(
                    start=_ref(graph, start),
                    end=_ref(graph, end),
                    relation=best["type"],
                    forward=forward,
                    words=signature.words if forward else signature.inverse,
                    **{name: best[name] for name in ("claim_id", "support", "confidence")},
                )
            )
        steps.append(told)
    evidence = _evidence(store, {s.claim_id for told in steps for s in told})
    return [
        Path(steps=tuple(s.model_copy(update={"evidence_ids": evidence.get(s.claim_id, ())}) for s in told))
        for told in steps
    ]


def _evidence(store: GraphStore, claims: set[str]) -> dict[str, tuple[str, ...]]:
    if not claims:
        return {}
    rows = store.query(
        "MATCH (e:Evidence) WHERE e.claim_id IN $claims WITH e ORDER BY e.confidence DESC, e.id "
        f"RETURN e.claim_id AS claim, collect(e.id)[..{_EVIDENCE}] AS ids",
        {"claims": sorted(claims)},
    ).rows
    return {claim: tuple(ids) for claim, ids in rows}


def _ref(graph: nx.Graph[str], id: str) -> EntityRef:
    kept = graph.nodes[id]
    return EntityRef(id=id, name=kept["name"], type=kept["type"], support=kept["support"])


def _known(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if value is not None}
