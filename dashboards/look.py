"""How the dashboard looks: the one place for shapes of types, words for numbers, and the style sheet.

A type has one colour and one shape everywhere (graph, chips, highlights, charts, legend). Colours are those of
``kg.look``, which notebooks have too.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

from kg.look import DARK, LIGHT, SINGULAR


@dataclass(frozen=True, slots=True)
class TypeLook:
    """Colour on light and on dark ground, shape, and what one and several of the type are called."""

    light: str
    dark: str
    shape: str
    singular: str
    plural: str


def _look(label: str, shape: str, plural: str) -> TypeLook:
    return TypeLook(LIGHT[label], DARK[label], shape, SINGULAR[label], plural)


LOOKS: dict[str, TypeLook] = {
    "Method": _look("Method", "ellipse", "Methods"),
    "Task": _look("Task", "diamond", "Tasks"),
    "Dataset": _look("Dataset", "rounded rectangle", "Data sets"),
    "Metric": _look("Metric", "triangle", "Metrics"),
    "SymmetryGroup": _look("SymmetryGroup", "hexagon", "Symmetry groups"),
    "Paper": _look("Paper", "small circle", "Papers"),
}
ENTITY_TYPES = tuple(label for label in LOOKS if label != "Paper")

LEVELS = ((0.9, "very likely"), (0.75, "likely"), (0.5, "possibly"), (0.0, "doubtful"))
"""Confidence from, and the word for it."""


def palette() -> dict[str, dict[str, str]]:
    """The looks as the graph component takes them."""
    names = ("light", "dark", "shape", "singular", "plural")
    return {label: {name: getattr(look, name) for name in names} for label, look in LOOKS.items()}


def shape(label: str) -> str:
    """The shape of a type in its colour, as HTML; drawn by the style sheet, because ``st.html`` takes SVG away."""
    look = LOOKS.get(label, LOOKS["Paper"])
    return f'<i class="mg-shape mg-{label} mg-is-{look.shape.replace(" ", "-")}" aria-hidden="true"></i>'


def confidence_words(value: float) -> str:
    """A confidence in a word and a number of two digits: "likely, 0.83"."""
    shown = 1.0 if value >= 1 else min(round(value, 2), 0.99)
    return f"{next(word for least, word in LEVELS if shown >= least)}, {shown:.2f}"


def number(value: float) -> str:
    """A count with thousands separators; a fraction to two significant digits."""
    if float(value).is_integer():
        return f"{int(value):,}"
    digits = max(0, 1 - math.floor(math.log10(abs(value))))
    return f"{value:,.{digits}f}"


def counted(value: int, one: str, many: str | None = None) -> str:
    """A count with its noun: "1 paper", "1,204 papers"."""
    return f"{value:,} {one if value == 1 else many or one + 's'}"


def cut(name: str, limit: int = 42) -> str:
    """At most ``limit`` characters, cut in the middle."""
    name = " ".join(name.split())
    if len(name) <= limit:
        return name
    head = math.ceil((limit - 1) * 0.6)
    return f"{name[:head]}…{name[len(name) - (limit - 1 - head) :]}"


def style_sheet() -> str:
    """The CSS of the whole app; colours of types as variables for light and dark."""
    rules = (Path(__file__).parent / "look.css").read_text(encoding="utf-8")
    types = []
    for label, look in LOOKS.items():
        types.append(f".mg-{label} {{ --type: light-dark({look.light}, {look.dark}); }}")
    return "\n".join((rules, *types))
