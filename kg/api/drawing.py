"""A neighbourhood as an SVG: the node in the middle, its neighbours in two columns, grouped by how they are joined.

Two columns instead of a cloud: names never lie over each other, and the same graph gives the same drawing.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from kg.api.html import text
from kg.look import LIGHT, SINGULAR
from schemas.readable import readable

WIDTH = 900
ROW = 22
"""Pixels from one neighbour to the next."""
HEAD = 28
"""Pixels for the words above a group."""
NAME = 36
"""Characters of a name, at most."""

_MIDDLE = WIDTH / 2
_INNER = 150
"""Pixels from the middle to the marks of the neighbours."""
_INK, _QUIET, _LINE, _GROUND = "#1B1F24", "#5B6067", "#B9BCC2", "#FFFFFF"


@dataclass(frozen=True, slots=True)
class Group:
    """Neighbours that are joined in one way; each a name, a type, a support and a hint for the pointer."""

    words: str
    neighbours: Sequence[tuple[str, str, int, str]]

    @property
    def height(self) -> int:
        """Pixels."""
        return HEAD + ROW * len(self.neighbours)


def drawn(name: str, type: str, groups: Sequence[Group], note: str = "") -> str:
    """The drawing: well-formed XML without a script, a style sheet or an address.

    Args:
        name: of the node in the middle.
        type: its type.
        groups: its neighbours, in the order in which they are drawn.
        note: a quiet line at the bottom.
    """
    left, right = _sides(groups)
    tallest = max((sum(g.height for g in side) for side in (left, right)), default=0)
    height = max(tallest, 90) + (44 if note else 24)
    middle = (height - (20 if note else 0)) / 2
    lines: list[str] = []
    marks: list[str] = []
    for side, groups_here in ((-1, left), (1, right)):
        y = middle - sum(g.height for g in groups_here) / 2
        for group in groups_here:
            marks.append(_words(group.words, side, y + HEAD - 9))
            y += HEAD
            for neighbour in group.neighbours:
                lines.append(_line(side, middle, y + ROW / 2 - 3, neighbour[2], neighbour[3]))
                marks.append(_neighbour(neighbour, side, y + ROW / 2 - 3))
                y += ROW
    below = (
        f'<text x="{_MIDDLE:g}" y="{height - 10:g}" text-anchor="middle" font-size="12" fill="{_QUIET}">'
        f"{text(note)}</text>"
        if note
        else ""
    )
    title = f"{name} ({SINGULAR.get(type, type)}) and its neighbours"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:g}" width="{WIDTH}" '
        f'height="{height:g}" style="max-width:100%;height:auto" role="img" '
        f'font-family="system-ui, -apple-system, Segoe UI, sans-serif" font-size="13">'
        f"<title>{text(title)}</title>"
        f'<rect width="{WIDTH}" height="{height:g}" rx="8" fill="{_GROUND}"/>'
        f'<g fill="none" stroke="{_LINE}">{"".join(lines)}</g>{"".join(marks)}'
        f"{_centre(name, type, middle)}{below}</svg>"
    )


def _sides(groups: Sequence[Group]) -> tuple[list[Group], list[Group]]:
    """Groups left and right, about equally high; each side in the order given."""
    heights = [0, 0]
    side: dict[int, int] = {}
    for place in sorted(range(len(groups)), key=lambda i: (-groups[i].height, i)):
        # Of two sides equally high the right one, where reading goes on.
        side[place] = 0 if heights[0] < heights[1] else 1
        heights[side[place]] += groups[place].height
    return (
        [g for i, g in enumerate(groups) if side[i] == 0],
        [g for i, g in enumerate(groups) if side[i] == 1],
    )


def _line(side: int, middle: float, y: float, support: int, hint: str) -> str:
    end, bend = _MIDDLE + side * _INNER, _MIDDLE + side * _INNER * 0.55
    width = 1.1 + 1.25 * math.log(max(1, support))
    return (
        f'<path d="M{_MIDDLE:g} {middle:g}C{bend:g} {middle:g} {bend:g} {y:g} {end:g} {y:g}" '
        f'stroke-width="{width:.2g}"><title>{text(hint)}</title></path>'
    )


def _words(words: str, side: int, y: float) -> str:
    anchor = "end" if side < 0 else "start"
    return (
        f'<text x="{_MIDDLE + side * (_INNER + 14):g}" y="{y:g}" text-anchor="{anchor}" font-size="12" '
        f'font-style="italic" fill="{_QUIET}">{text(words)}</text>'
    )


def _neighbour(neighbour: tuple[str, str, int, str], side: int, y: float) -> str:
    name, type, support, hint = neighbour
    anchor = "end" if side < 0 else "start"
    count = f'<tspan dx="6" font-size="11" fill="{_QUIET}">{support:,}</tspan>' if support > 1 else ""
    return (
        f"<g><title>{text(hint)}</title>{_mark(type, _MIDDLE + side * _INNER, y, 5.5)}"
        f'<text x="{_MIDDLE + side * (_INNER + 14):g}" y="{y + 4.5:g}" text-anchor="{anchor}" fill="{_INK}">'
        f"{text(_cut(name, NAME))}{count}</text></g>"
    )


def _centre(name: str, type: str, y: float) -> str:
    shown = _cut(name, 30)
    width = 26 + 8.4 * len(shown)
    colour = LIGHT.get(type, LIGHT["Paper"])
    return (
        f"<g><title>{text(name)}</title>"
        f'<rect x="{_MIDDLE - width / 2:g}" y="{y - 16:g}" width="{width:g}" height="32" rx="16" fill="{_GROUND}" '
        f'stroke="{colour}" stroke-width="2"/>'
        f'<text x="{_MIDDLE:g}" y="{y + 5:g}" text-anchor="middle" font-size="14" font-weight="600" fill="{_INK}">'
        f"{text(shown)}</text></g>"
    )


def _mark(type: str, x: float, y: float, r: float) -> str:
    """The shape of a type in its colour, as in the dashboard."""
    fill = f'fill="{LIGHT.get(type, LIGHT["Paper"])}"'
    corners = {
        "Task": [(0, -1.25), (1.25, 0), (0, 1.25), (-1.25, 0)],
        "Metric": [(0, -1.15), (1.15, 0.95), (-1.15, 0.95)],
        "SymmetryGroup": [(-0.6, -1.05), (0.6, -1.05), (1.2, 0), (0.6, 1.05), (-0.6, 1.05), (-1.2, 0)],
    }
    if type in corners:
        points = " ".join(f"{x + r * dx:.4g},{y + r * dy:.4g}" for dx, dy in corners[type])
        return f'<polygon points="{points}" {fill}/>'
    if type == "Dataset":
        return f'<rect x="{x - r:g}" y="{y - r:g}" width="{2 * r:g}" height="{2 * r:g}" rx="2" {fill}/>'
    return f'<circle cx="{x:g}" cy="{y:g}" r="{r * (0.7 if type == "Paper" else 1):g}" {fill}/>'


def _cut(name: str, limit: int) -> str:
    """At most ``limit`` characters on one line, cut in the middle."""
    name = " ".join(readable(name).split())
    if len(name) <= limit:
        return name
    head = math.ceil((limit - 1) * 0.6)
    return f"{name[:head]}…{name[len(name) - (limit - 1 - head) :]}"
