"""The part of the graph around an entity, for networkx."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import networkx as nx

from kg.export.choosing import around
from kg.neighbourhood import CLAIMS
from kg.stores.base import GraphStore
from schemas import EDGES, EntityType
from schemas.errors import UsageError

_OF_NODES = ("name", "support", "first_year", "last_year")


def around_node(
    store: GraphStore,
    id: str,
    hops: int,
    types: Sequence[EntityType] | None = None,
    relations: Sequence[str] | None = None,
    min_support: int = 1,
) -> nx.MultiDiGraph[str]:
    """An entity and what can be reached from it in ``hops`` steps along what was chosen; see ``Graph.to_networkx``.

    Raises:
        UsageError: a type of edges that the graph does not know, or hops below 0.
    """
    if hops < 0:
        raise UsageError(f"hops is a number of steps from 0, not {hops}")
    kinds = set(relations or CLAIMS)
    if unknown := sorted(kinds - {spec.type for spec in EDGES}):
        raise UsageError(f"no type {unknown[0]!r} in the graph: there are {', '.join(CLAIMS)}")
    wanted = {t.value for t in types or EntityType}
    part = around(store, id, hops, evidence=False)
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for node in part.nodes():
        kept: dict[str, Any] = {name: node.properties[name] for name in _OF_NODES if name in node.properties}
        if node.id == id or (
            node.label in wanted and kept.get("support", 0) >= (min_support if min_support > 1 else 0)
        ):
            graph.add_node(node.id, type=node.label, **kept)
    for edge in part.edges():
        enough = edge.type not in CLAIMS or edge.properties.get("support", 1) >= min_support
        if edge.type in kinds and enough and edge.head in graph and edge.tail in graph:
            graph.add_edge(edge.head, edge.tail, key=edge.type, type=edge.type, **edge.properties)
    # What was reached only over nodes or edges that were not chosen goes again.
    near: nx.MultiDiGraph[str] = nx.ego_graph(graph, id, radius=hops, undirected=True)
    return near
