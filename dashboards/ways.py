"""Shortest ways between two entities, over claims, in both directions of an edge."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kg.stores import GraphStore

LONGEST = 6
_WIDEST = 4_000


def shortest(store: GraphStore, start: str, end: str, types: Sequence[str], count: int = 5) -> list[list[str]]:
    """At most ``count`` shortest ways from ``start`` to ``end`` as lists of ids; none longer than ``LONGEST`` edges.

    Both ends grow in turn, the smaller first, so that a hub in between is met and not unfolded.
    """
    if start == end:
        return [[start]]
    near: list[dict[str, set[str]]] = [{start: set()}, {end: set()}]
    edge: list[set[str]] = [{start}, {end}]
    length = 0
    while edge[0] and edge[1] and length < LONGEST:
        side = 0 if len(edge[0]) <= len(edge[1]) else 1
        length += 1
        found: dict[str, set[str]] = {}
        for one, other in _step(store, sorted(edge[side])[:_WIDEST], types):
            if other not in near[side]:
                found.setdefault(other, set()).add(one)
        near[side].update(found)
        edge[side] = set(found)
        if meeting := sorted(edge[side] & set(near[1 - side])):
            ways = (
                [*reversed(list(head)), middle, *tail]
                for middle in meeting
                for head in _back(near[0], middle)
                for tail in _back(near[1], middle)
            )
            return [list(way) for _, way in zip(range(count), ways, strict=False)]
    return []


def _back(parents: dict[str, set[str]], node: str) -> Iterator[list[str]]:
    """All ways from ``node`` back to where the search began, without ``node`` itself."""
    if not parents[node]:
        yield []
    for parent in sorted(parents[node]):
        for rest in _back(parents, parent):
            yield [parent, *rest]


def _step(store: GraphStore, ids: Sequence[str], types: Sequence[str]) -> list[tuple[str, str]]:
    by_label: dict[str, list[str]] = {}
    for id in ids:
        by_label.setdefault(_LABELS.get(id.partition(":")[0], ""), []).append(id)
    pattern = "|".join(types)
    parts = [
        f"MATCH (a{':' + label if label else ''})-[r:{pattern}]-(b) WHERE a.id IN $ids_{label or 'any'} "
        "RETURN DISTINCT a.id AS one, b.id AS other"
        for label in by_label
    ]
    rows = store.query("\nUNION ALL\n".join(parts), {f"ids_{label or 'any'}": some for label, some in by_label.items()})
    return [(str(one), str(other)) for one, other in rows.rows]


_LABELS = {"method": "Method", "task": "Task", "dataset": "Dataset", "metric": "Metric", "group": "SymmetryGroup"}
