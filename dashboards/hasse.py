"""A Hasse diagram: larger groups stand above smaller ones, with few crossings."""

from __future__ import annotations

from collections.abc import Collection, Iterator

GAP_X = 118.0
GAP_Y = 104.0
SWEEPS = 8


def levels(nodes: Collection[str], below: Collection[tuple[str, str]]) -> dict[str, int]:
    """The level of each node: 0, or one above the highest of those below it.

    Levels by size (order, dimension) would be truer and of no use: most hold a single group, and the picture a column.
    """
    lower: dict[str, list[str]] = {n: [] for n in nodes}
    for low, high in below:
        lower[high].append(low)
    return {n: level for level, row in enumerate(_rows(lower)) for n in row}


def _rows(lower: dict[str, list[str]]) -> Iterator[list[str]]:
    left = dict(lower)
    while left:
        row = [n for n in sorted(left) if not any(m in left for m in left[n])] or sorted(left)
        yield row
        for n in row:
            del left[n]


def positions(nodes: Collection[str], below: Collection[tuple[str, str]]) -> dict[str, tuple[float, float]]:
    """A place for each node, in pixels, y downwards: rows by level, each ordered by the mean of its neighbours.

    Args:
        nodes: their ids.
        below: lines as (lower, higher) pairs.
    """
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
