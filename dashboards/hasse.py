"""A Hasse diagram: larger groups stand above smaller ones, with few crossings."""

from __future__ import annotations

from collections.abc import Collection, Iterable

GAP_X = 118.0
GAP_Y = 104.0
SWEEPS = 8


def levels(nodes: Collection[str], below: Iterable[tuple[str, str]]) -> dict[str, int]:
    """The level of each node: one above the highest node below it; ``below`` holds (lower, higher) pairs."""
    lower: dict[str, list[str]] = {n: [] for n in nodes}
    for low, high in below:
        lower[high].append(low)
    found: dict[str, int] = {}

    def level(node: str) -> int:
        if node not in found:
            found[node] = 0  # a circle, which the lattice forbids, would end here
            found[node] = max((level(n) + 1 for n in lower[node]), default=0)
        return found[node]

    for node in nodes:
        level(node)
    return found


def positions(nodes: Collection[str], below: Collection[tuple[str, str]]) -> dict[str, tuple[float, float]]:
    """A place for each node, in pixels, y downwards: levels from below, ordered by the mean of their neighbours."""
    level = levels(nodes, below)
    joined = {n for pair in below for n in pair}
    rows: dict[int, list[str]] = {}
    for node in sorted(nodes):
        rows.setdefault(level[node], []).append(node)
    near: dict[str, list[str]] = {n: [] for n in nodes}
    for low, high in below:
        near[low].append(high)
        near[high].append(low)
    x = {node: float(i) - (len(row) - 1) / 2 for row in rows.values() for i, node in enumerate(row)}
    for sweep in range(SWEEPS):
        for at in sorted(rows, reverse=bool(sweep % 2)):
            row = rows[at]
            mean = {n: sum(x[m] for m in near[n]) / len(near[n]) if near[n] else 1e6 for n in row}
            row.sort(key=lambda n: (n not in joined, mean[n], n))
            for i, node in enumerate(row):
                x[node] = i - (len(row) - 1) / 2
    # Odd rows stand half a step aside, so that no edge runs through a node.
    return {n: ((x[n] + 0.22 * (level[n] % 2)) * GAP_X, -level[n] * GAP_Y) for n in nodes}
