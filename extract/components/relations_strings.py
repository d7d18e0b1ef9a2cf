"""Sparse features: the words of an entity's name, the words beside its mentions, and the words between two entities.

A linear model over them scores head, tail and the words between on their own, so that the scores of the parts add up
and every entity of a paper is scored once, not once a pair.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, pairwise

import numpy as np

from extract.components.entities_variants import variant_words
from extract.components.relations_features import PairTable
from extract.components.relations_layout import Floats, Layout

_TOKEN = re.compile(r"[a-z]+(?:-[a-z]+)*|\d+(?:\.\d+)?|[^\s\w]")
_REACH = 60
_LONGEST = 14


def tokens_of(lower: str) -> list[str]:
    """Words and marks of a text in lower case; every number is "0"."""
    return ["0" if token[0].isdigit() else token for token in _TOKEN.findall(lower)]


def entity_strings(layout: Layout) -> list[set[str]]:
    """For every entity the words of its name (n, h, f, w), the n-grams before (b, B) and behind (a, A) its mentions."""
    strings: list[set[str]] = []
    for entity in layout.entities:
        words, kind = variant_words(entity.name), entity.type.value[0]
        own = {f"{kind}n={word}" for word in words}
        if words:
            own |= {f"{kind}h={words[-1]}", f"{kind}f={words[0]}", f"{kind}w={' '.join(words)}"}
        strings.append(own)
    for place in layout.places:
        start, end = layout.sentences[place.sentence]
        kind, own = layout.entities[place.entity].type.value[0], strings[place.entity]
        before = tokens_of(layout.lower[max(start, place.start - _REACH) : place.start])
        behind = tokens_of(layout.lower[place.end : min(end, place.end + _REACH)])
        if place.start - _REACH > start:
            before = before[1:]
        own.update(f"{kind}b{n}={' '.join(before[-n:])}" for n in (1, 2, 3))
        own.update(f"{kind}a{n}={' '.join(behind[:n])}" for n in (1, 2, 3))
        own.update(f"{kind}B={word}" for word in before[-6:])
        own.update(f"{kind}A={word}" for word in behind[:5])
    return strings


def between_strings(table: PairTable) -> dict[tuple[int, int], set[str]]:
    """For every two entities that meet in a sentence, in the order of their meeting, the words between and around."""
    layout, out = table.layout, {}
    for (x, _), (i, j) in table.meeting.items():
        first, second = layout.places[i], layout.places[j]
        if x != first.entity:
            continue
        start, end = layout.sentences[first.sentence]
        words = tokens_of(layout.lower[first.end : second.start])
        own = {f"b={word}" for word in words[:_LONGEST]}
        own.update(f"bb={a} {b}" for a, b in pairwise(words[:_LONGEST]))
        if words:
            own |= {f"b1={words[0]}", f"b9={words[-1]}"}
        if len(words) <= 6:
            own.add(f"B={' '.join(words)}")
        own.update(f"p={word}" for word in tokens_of(layout.lower[max(start, first.start - 40) : first.start])[-4:])
        own.update(f"q={word}" for word in tokens_of(layout.lower[second.end : min(end, second.end + 40)])[:4])
        out[first.entity, second.entity] = own
    return out


class StringWeights:
    """Weights of strings for several tasks at once: a matrix with one row a string and one column a task."""

    def __init__(self, strings: Sequence[str], weights: Floats) -> None:
        self._row: Mapping[str, int] = {string: row for row, string in enumerate(strings)}
        self.strings = list(strings)
        self.weights = weights.astype(np.float32)

    def score(self, groups: Iterable[set[str]]) -> Floats:
        """Groups of strings x tasks: the sum of the weights of each group's strings, in the order of the table."""
        row = self._row
        known = [sorted([row[string] for string in group if string in row]) for group in groups]
        sums = np.zeros((len(known), self.weights.shape[1]), dtype=np.float32)
        lengths = np.array([len(rows) for rows in known], dtype=np.intp)
        some = np.flatnonzero(lengths)
        if len(some):
            starts = (lengths.cumsum() - lengths)[some]
            sums[some] = np.add.reduceat(self.weights[list(chain.from_iterable(known))], starts, axis=0)
        return sums


def side_by_side(left: StringWeights, right: StringWeights) -> StringWeights:
    """The strings of both tables with the weights of both, so that a string is looked up once for the two."""
    strings = list(dict.fromkeys((*left.strings, *right.strings)))
    place = {string: row for row, string in enumerate(strings)}
    width = left.weights.shape[1]
    weights = np.zeros((len(strings), width + right.weights.shape[1]), dtype=np.float32)
    weights[[place[string] for string in left.strings], :width] = left.weights
    weights[[place[string] for string in right.strings], width:] = right.weights
    return StringWeights(strings, weights)


def meeting_scores(table: PairTable, both_ways: StringWeights) -> Floats:
    """Entities x entities x tasks: scores of the words between head and tail; 0 for pairs that never meet.

    ``both_ways`` holds the weights where the head comes first, and beside them those where the tail does.
    """
    count, tasks = len(table.layout.entities), both_ways.weights.shape[1] // 2
    out = np.zeros((count, count, tasks), dtype=np.float32)
    strings = between_strings(table)
    if strings:
        first, second = np.array(list(strings)).T
        scores = both_ways.score(strings.values())
        out[first, second] = scores[:, :tasks]
        out[second, first] = scores[:, tasks:]
    return out
