"""``docs/images/schema.svg``: the labels and the edge types between them, drawn from ``schemas.graph``.

Where a label stands is said here, what joins it is read: a label without a place ends the drawing with an error.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from html import escape
from math import hypot

from dashboards.look import LOOKS
from schemas import EDGES, NODES, EntityType

WIDTH, HEIGHT = 1160, 620
PLACES = {
    "Paper": (120, 150),
    "Evidence": (120, 470),
    "Method": (640, 310),
    "Task": (990, 110),
    "Dataset": (990, 310),
    "Metric": (990, 510),
    "SymmetryGroup": (640, 510),
}
"""Middle of each label's box, in pixels from the upper left."""
APART = frozenset({"Decision"})
"""Labels that no edge joins; the page tells of them in words."""
FRAME = (410, 30, 730, 560)
"""Left, top, width and height of the frame around the entities; edges from papers and sentences end at it."""
_SENTENCES = "#44403c"
_HALF = (70, 24)
_LINE = 17

_STYLE = (
    "text{font:14px system-ui,sans-serif;fill:#24292f}.label{fill:#fff;font-weight:600;text-anchor:middle}"
    ".edge{stroke:#57606a;stroke-width:1.6;fill:none;marker-end:url(#head)}.type{font-size:12.5px}"
    ".middle{text-anchor:middle}.end{text-anchor:end}.halo{stroke:#fff;stroke-width:5px;paint-order:stroke}"
)


def svg() -> str:
    """The drawing, on a white ground of its own, so that it can be read on a light and on a dark page."""
    left, top, width, height = FRAME
    parts = [
        "<!-- Written by `python -m tests.docs` from schemas/graph.py. -->",
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        'aria-label="Node labels and the edge types between them">',
        f"<style>{_STYLE}</style>",
        '<defs><marker id="head" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" orient="auto">'
        '<path d="M0 0L10 5L0 10z" fill="#57606a"/></marker></defs>',
        f'<rect width="{WIDTH}" height="{HEIGHT}" rx="12" fill="#fff"/>',
        f'<rect x="{left}" y="{top}" width="{width}" height="{height}" rx="12" fill="#f6f8fa" stroke="#d0d7de"/>',
        f'<text x="{left + 14}" y="{top + 24}">entities</text>',
        *_edges(),
        *(_box(label) for label in NODES if label not in APART),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _edges() -> Iterator[str]:
    entities = set(EntityType)
    within: dict[tuple[str, str], list[str]] = defaultdict(list)
    into: dict[tuple[str, str], list[str]] = defaultdict(list)
    for edge in EDGES:
        if edge.tail in entities and edge.head not in entities:
            into[edge.head, edge.type].append(edge.tail)
        else:
            within[edge.head, edge.tail].append(edge.type)
    for head in dict.fromkeys(head for head, _ in into):
        x, y = PLACES[head]
        types = [_to_some(type, tails, entities) for (h, type), tails in into.items() if h == head]
        yield _line((x + _HALF[0], y), (FRAME[0], y))
        yield _text(x + _HALF[0] + 6, y - 8 - _LINE * (len(types) - 1), types, "type")
    for (head, tail), types in within.items():
        yield from _loop(head, types) if head == tail else _between(head, tail, types)


def _to_some(type: str, tails: list[str], entities: set[EntityType]) -> str:
    return type if set(tails) == {str(e) for e in entities} else f"{type}: {', '.join(tails)}"


def _between(head: str, tail: str, types: list[str]) -> Iterator[str]:
    (x, y), (to_x, to_y) = PLACES[head], PLACES[tail]
    start, end = _border((x, y), (to_x, to_y)), _border((to_x, to_y), (x, y))
    yield _line(start, end)
    middle_x, middle_y = (start[0] + end[0]) / 2, (start[1] + end[1]) / 2
    yield _text(middle_x, middle_y + 4 - _LINE * (len(types) - 1) / 2, types, "type middle halo")


def _loop(label: str, types: list[str]) -> Iterator[str]:
    """From a label to itself: on the side of its box that looks away from the middle of the frame."""
    x, y = PLACES[label]
    way = -1 if x < FRAME[0] + FRAME[2] / 2 else 1
    side, far = x + way * (_HALF[0] + 3), x + way * (_HALF[0] + 38)
    yield f'<path class="edge" d="M{side} {y - 14}C{far} {y - 26} {far} {y + 26} {side} {y + 14}"/>'
    anchor = "end" if way < 0 else "start"
    yield _text(far - way * 4, y + 4 - _LINE * (len(types) - 1) / 2, types, f"type {anchor}")


def _border(at: tuple[float, float], towards: tuple[float, float]) -> tuple[float, float]:
    """Where the line from the middle of a box towards a place leaves the box."""
    dx, dy = towards[0] - at[0], towards[1] - at[1]
    scale = min((_HALF[0] + 4) / abs(dx) if dx else 9e9, (_HALF[1] + 4) / abs(dy) if dy else 9e9)
    if hypot(dx, dy) == 0:
        return at
    return at[0] + dx * scale, at[1] + dy * scale


def _line(start: tuple[float, float], end: tuple[float, float]) -> str:
    return f'<path class="edge" d="M{start[0]:.0f} {start[1]:.0f}L{end[0]:.0f} {end[1]:.0f}"/>'


def _text(x: float, y: float, lines: Iterable[str], kind: str) -> str:
    return "".join(
        f'<text class="{kind}" x="{x:.0f}" y="{y + _LINE * n:.0f}">{escape(line)}</text>'
        for n, line in enumerate(lines)
    )


def _colour(label: str) -> str:
    return LOOKS[label].light if label in LOOKS else _SENTENCES


def _box(label: str) -> str:
    x, y = PLACES[label]
    wide, high = _HALF
    return (
        f'<rect x="{x - wide}" y="{y - high}" width="{2 * wide}" height="{2 * high}" rx="8" fill="{_colour(label)}"/>'
        f'<text class="label" x="{x}" y="{y + 5}">{escape(label)}</text>'
    )
