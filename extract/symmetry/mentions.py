"""Mentions of symmetry groups in a text: the places that rules find, judged by a small trained model."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from extract.symmetry.clues import clues_of
from extract.symmetry.judge import Judge, judge
from extract.symmetry.places import places_of
from schemas.symmetry import SymmetryGroup, parse_around
from schemas.symmetry.parser import read


class Found(NamedTuple):
    """Offsets of a mention in the text, its group where the ontology has it, and its probability."""

    start: int
    end: int
    group: SymmetryGroup | None
    confidence: float = 1.0


def find_groups(
    text: str,
    sentences: Sequence[tuple[int, int]],
    support: Iterable[tuple[int, int, float]] = (),
    weight: float = 0.0,
    model: Judge | None = None,
) -> list[Found]:
    """Mentions of symmetry groups in a text, in its order; they do not overlap.

    Rules find the places and say what speaks for each; a trained model over that and the words around decides
    (``extract.symmetry.judge``).

    Args:
        text: the text.
        sentences: the bounds of its sentences.
        support: start, end and confidence of spans that another recogniser takes for groups.
        weight: what confidence 1 of such a span that overlaps a place adds to the log-odds of the place.
        model: the judge; None for the one that ships.
    """
    model = model or judge()
    others, found = list(support), []
    places = places_of(text, sentences)
    for place, said in zip(places, clues_of(text, places), strict=True):
        beside = max((sure for start, end, sure in others if start < place.end and place.start < end), default=0.0)
        probability = model.probability(said, weight * beside)
        if probability >= model.threshold:
            span, (first, last) = text[place.start : place.end], place.sentence
            left, right = text[first : place.start], text[place.end : last]
            group = parse_around(span, left, right) or parse_around(span, "", "", contextual=False)
            found.append(Found(place.start, place.end, group, probability))
    return found


def is_trap(span: str, left: str, right: str) -> bool:
    """Whether the span is a symbol that means something else here: O(n) of a running time, the corpus C4."""
    reading = read(span)
    return reading is not None and reading.symbol is not None and parse_around(span, left, right) is None
