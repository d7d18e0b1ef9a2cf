"""Which part of a graph is exported: all of it, what a query returns, or what stands around a thing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from kg.export.part import EVIDENCE_EDGES, SECONDS, Part
from kg.export.rows import batches
from kg.lookup import find_entity, find_paper
from kg.neighbourhood import CLAIMS, LATTICE, PAPERS
from kg.stores.base import EdgeValue, GraphStore, NodeValue, PathValue
from schemas import EDGES, KIND, NODES, EntityType
from schemas.errors import NotFoundError, UsageError
from schemas.graph import EdgeKind

_Ids = dict[str, set[str]]
_Pairs = dict[EdgeKind, set[tuple[str, str]]]


def whole(store: GraphStore, *, evidence: bool = True, decisions: bool = True) -> Part:
    """The whole graph.

    Args:
        store: the graph; stays open.
        evidence: with the sentences behind the claims.
        decisions: with the records of why names met or were kept apart.
    """
    left_out = {label for label, wanted in (("Evidence", evidence), ("Decision", decisions)) if not wanted}
    ids = {}
    for label in NODES:
        if label not in left_out:
            ids[label] = [row[0] for row in store.query(f"MATCH (n:{label}) RETURN n.id", timeout=SECONDS).rows]
    without = () if evidence else EVIDENCE_EDGES
    counts = store.counts()
    total = sum(counts.get(type, 0) for type in {spec.type for spec in EDGES} if type not in without)
    return Part(store, ids, complete=evidence and decisions, edge_total=total)


def of_query(
    store: GraphStore,
    cypher: str,
    params: Mapping[str, Any] | None = None,
    *,
    evidence: bool = True,
    timeout: float = 30.0,
) -> Part:
    """The nodes, edges and paths that a query returns, with the ends of its edges.

    Where it returns nodes alone, the edges between them come too.

    Args:
        store: the graph; stays open.
        cypher: a statement that reads.
        params: values for ``$name``.
        evidence: with the sentences behind the claims, and the papers in which they stand.
        timeout: seconds for the query.

    Raises:
        UsageError: it returns neither nodes nor edges.
        QueryError: it does not parse, is not allowed or took too long.
    """
    nodes: dict[str, tuple[str, str]] = {}
    edges: dict[str, EdgeValue] = {}
    rows = store.query(cypher, params, timeout=timeout)
    for row in rows.rows:
        _collect(row, nodes, edges)
    if not nodes and not edges:
        what = "gives no row" if not rows.rows else "returns no node, relationship or path of the graph"
        raise UsageError(f"there is nothing to export: the query {what}")
    ids: _Ids = defaultdict(set)
    for label, id in nodes.values():
        ids[label].add(id)
    pairs: _Pairs = defaultdict(set)
    for kind, head, tail in _placed(store, nodes, edges):
        pairs[kind].add((head, tail))
        ids[kind[1]].add(head)
        ids[kind[2]].add(tail)
    chosen = pairs if edges else None
    if evidence:
        _add_evidence(store, ids, chosen)
    return Part(store, ids, chosen, edge_total=None)


def around(store: GraphStore, name: str, hops: int = 1, *, evidence: bool = True) -> Part:
    """An entity or a paper and what can be reached from it in ``hops`` steps, with all edges between these.

    Steps go along claims, the lattice of symmetry groups and kinds, in either direction; from a paper, the first goes
    to what it mentions.

    Args:
        store: the graph; stays open.
        name: of an entity, or the title or id of a paper.
        hops: number of steps, from 0.
        evidence: with the sentences behind the claims, and the papers in which they stand.

    Raises:
        NotFoundError: nothing is called so; says what is close.
    """
    label, id = _named(store, name)
    ids: _Ids = defaultdict(set, {label: {id}})
    frontier: _Ids = {label: {id}}
    for _ in range(hops):
        found: _Ids = defaultdict(set)
        for spec in EDGES:
            if spec.type not in (*CLAIMS, *LATTICE, KIND) and not (label == "Paper" and spec.type in PAPERS):
                continue
            for here, there, way in ((spec.head, spec.tail, "-[:{}]->"), (spec.tail, spec.head, "<-[:{}]-")):
                if there == "Paper":
                    continue
                step = f"MATCH (a:{here}){way.format(spec.type)}(b:{there}) WHERE a.id IN $ids RETURN DISTINCT b.id"
                for page in batches(sorted(frontier.get(here, ()))):
                    rows = store.query(step, {"ids": list(page)}, timeout=SECONDS).rows
                    found[there] |= {row[0] for row in rows}
        frontier = {each: new - ids[each] for each, new in found.items()}
        for each, new in frontier.items():
            ids[each] |= new
    if evidence:
        _add_evidence(store, ids, None)
    return Part(store, ids, edge_total=None)


def _named(store: GraphStore, name: str) -> tuple[str, str]:
    try:
        entity = find_entity(store, name)
    except NotFoundError as error:
        try:
            return "Paper", find_paper(store, name)
        except NotFoundError:
            raise error from None
    return EntityType(entity.type).value, entity.id


def _collect(value: Any, nodes: dict[str, tuple[str, str]], edges: dict[str, EdgeValue]) -> None:
    """Nodes and edges anywhere in ``value``, by the store's own ids; what is no part of the schema is passed over."""
    if isinstance(value, NodeValue):
        label = next((label for label in value.labels if label in NODES), None)
        if label is not None:
            nodes[value.element_id] = (label, value.properties["id"])
    elif isinstance(value, EdgeValue):
        edges[value.element_id] = value
    elif isinstance(value, PathValue):
        _collect((*value.nodes, *value.edges), nodes, edges)
    elif isinstance(value, dict):
        _collect(tuple(value.values()), nodes, edges)
    elif isinstance(value, list | tuple):
        for part in value:
            _collect(part, nodes, edges)


def _placed(
    store: GraphStore, nodes: Mapping[str, tuple[str, str]], edges: Mapping[str, EdgeValue]
) -> Iterable[tuple[EdgeKind, str, str]]:
    """Kind, head and tail of each edge; those whose ends the query did not return are looked up by their type."""
    unknown: dict[str, set[str]] = defaultdict(set)
    for edge in edges.values():
        head, tail = nodes.get(edge.start), nodes.get(edge.end)
        if head is None or tail is None:
            unknown[edge.type].add(edge.element_id)
        else:
            yield (edge.type, head[0], tail[0]), head[1], tail[1]
    for spec in EDGES:
        if wanted := unknown.get(spec.type):
            # An embedded store has no index over its own ids: all edges of the type are read, by their ends alone.
            rows = store.query(
                f"MATCH (a:{spec.head})-[c:{spec.type}]->(b:{spec.tail}) RETURN elementId(c), a.id, b.id",
                timeout=SECONDS,
            ).rows
            yield from (((spec.type, spec.head, spec.tail), head, tail) for id, head, tail in rows if id in wanted)


def _add_evidence(store: GraphStore, ids: _Ids, pairs: _Pairs | None) -> None:
    """Add to ``ids`` the evidence of the claims among ``pairs``, or between the nodes, and the papers that it is in."""
    for spec in EDGES:
        kind = (spec.type, spec.head, spec.tail)
        if spec.type not in CLAIMS or (pairs is not None and kind not in pairs):
            continue
        heads = ids.get(spec.head, set()) if pairs is None else {head for head, _ in pairs[kind]}
        tails = ids.get(spec.tail, set())
        claims = []
        for page in batches(sorted(heads)):
            rows = store.query(
                f"MATCH (a:{spec.head})-[c:{spec.type}]->(b:{spec.tail}) WHERE a.id IN $ids "
                "RETURN a.id, b.id, c.claim_id",
                {"ids": list(page)},
                timeout=SECONDS,
            ).rows
            claims += [c for a, b, c in rows if (b in tails if pairs is None else (a, b) in pairs[kind])]
        for page in batches(claims):
            rows = store.query(
                "MATCH (e:Evidence) WHERE e.claim_id IN $ids MATCH (p:Paper)-[:STATES]->(e) RETURN e.id, p.id",
                {"ids": list(page)},
                timeout=SECONDS,
            ).rows
            ids["Evidence"] |= {row[0] for row in rows}
            ids["Paper"] |= {row[1] for row in rows}
