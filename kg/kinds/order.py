"""An order from what names and sentences say: no circles, and no edge that others say already."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable
from typing import TypeVar

import networkx as nx

Node = TypeVar("Node", bound=Hashable)


def without_circles(edges: Collection[tuple[Node, Node]]) -> set[tuple[Node, Node]]:
    """The edges that stand when they are taken one by one, each unless it would close a circle.

    Only edges inside of a circle are looked at; all others stand. An edge from a node to itself is a circle.
    """
    graph: nx.DiGraph[Node] = nx.DiGraph()
    graph.add_edges_from(edges)
    part = {node: i for i, nodes in enumerate(nx.strongly_connected_components(graph)) for node in nodes}
    kept: set[tuple[Node, Node]] = set()
    inside: nx.DiGraph[Node] = nx.DiGraph()
    for a, b in edges:
        if part[a] != part[b]:
            kept.add((a, b))
        elif a != b and not (a in inside and b in inside and nx.has_path(inside, b, a)):
            inside.add_edge(a, b)
            kept.add((a, b))
    return kept


def reduced(edges: Iterable[tuple[Node, Node]]) -> set[tuple[Node, Node]]:
    """The edges of an order that no path of others says: its transitive reduction.

    Takes time and memory for what stands over each node, which is little where names are concerned.
    """
    graph: nx.DiGraph[Node] = nx.DiGraph()
    graph.add_edges_from(edges)
    over: dict[Node, frozenset[Node]] = {}
    for node in reversed(list(nx.topological_sort(graph))):
        over[node] = frozenset(graph[node]).union(*(over[parent] for parent in graph[node]))
    return {(a, b) for a, b in graph.edges if not any(b in over[parent] for parent in graph[a] if parent != b)}
