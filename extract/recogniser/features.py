"""What is known of each candidate mention, as one row of numbers: the input of the trees that judge candidates.

Four groups of columns: the recogniser's scores on and around the span; its shape and place; the other occurrences of
its words in the same text; and what annotated papers did with its phrase and its words (``Lexicon``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from extract.recogniser.candidates import SHIFTS, Candidates, Reading
from extract.recogniser.labels import TYPES
from extract.recogniser.lexicon import (
    BEFORE,
    BEHIND,
    COVERED,
    FIRST,
    FREE,
    INSIDE,
    LAST,
    OUTSIDE,
    Lexicon,
    count_phrases,
    count_words,
)

Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]
Ints = npt.NDArray[np.intp]
Bools = npt.NDArray[np.bool_]
Columns = Sequence[npt.NDArray[Any]]
"""Some columns of the features, one number a candidate in each."""

_PRIOR = 2.0
"""Papers' worth of belief in the mean, added to every share of counts."""


@dataclass(slots=True)
class Own:
    """What the lexicon holds of one paper itself, to be taken off while training on it."""

    phrases: Mapping[str, Counter[int]] = field(default_factory=dict)
    words: Mapping[str, Counter[int]] = field(default_factory=dict)

    @classmethod
    def of(cls, words: list[str], spans: list[tuple[int, int, int]], lexicon: Lexicon) -> Own:
        """The share of a paper with these words and mentions."""
        return cls(count_phrases(words, spans, lexicon.phrases), count_words(words, spans))


class _Counts:
    """The lexicon without the paper itself."""

    def __init__(self, lexicon: Lexicon, own: Own | None) -> None:
        self.lexicon, self.own = lexicon, own or Own()
        self._phrases: dict[str, Sequence[int]] = {}
        self._words: dict[str, Sequence[int]] = {}

    def phrase(self, key: str) -> Sequence[int]:
        row = self._phrases.get(key)
        if row is None:
            row = self._phrases[key] = _without(self.lexicon.phrase(key), self.own.phrases.get(key))
        return row

    def word(self, word: str) -> Sequence[int]:
        row = self._words.get(word)
        if row is None:
            row = self._words[word] = _without(self.lexicon.word(word), self.own.words.get(word))
        return row


def _without(counts: Sequence[int], own: Mapping[int, int] | None) -> Sequence[int]:
    return [n - own.get(i, 0) for i, n in enumerate(counts)] if own else counts


@dataclass(slots=True)
class _Spans:
    """The candidates of a text, sorted, as columns: units ``first`` to ``last`` (both included), type, readings' bits.

    ``surface`` numbers what they read, ``span`` where they stand. ``places`` are the units of all spans, one span
    behind the other, and ``starts`` says where in them each span begins.
    """

    first: Ints
    last: Ints
    kind: Ints
    bits: Ints
    surface: Ints
    span: Ints = field(init=False)
    length: Ints = field(init=False)
    starts: Ints = field(init=False)
    places: Ints = field(init=False)

    def __post_init__(self) -> None:
        self.span = np.zeros_like(self.first)
        self.span[1:] = ((self.first[1:] != self.first[:-1]) | (self.last[1:] != self.last[:-1])).cumsum()
        self.length = self.last - self.first + 1
        self.starts = self.length.cumsum() - self.length
        self.places = np.arange(self.length.sum()) + np.repeat(self.first - self.starts, self.length)


def features_of(reading: Reading, candidates: Candidates, lexicon: Lexicon, own: Own | None = None) -> Floats:
    """One row a candidate, in the order of ``candidates``; ``own`` is given while training on this very paper."""
    if not candidates:
        return np.zeros((0, 1), np.float32)
    surfaces = [reading.surface(first, last) for first, last, _ in candidates]
    number = {surface: n for n, surface in enumerate(dict.fromkeys(surfaces))}
    first, last, kind = np.array(list(candidates), np.intp).T
    bits = np.array(list(candidates.values()), np.intp)
    spans = _Spans(first, last, kind, bits, np.array([number[s] for s in surfaces], np.intp))
    network = _network(reading, spans)
    shape = _shape(reading, spans)
    elsewhere = _elsewhere(spans, network[0].astype(np.float32))
    known = _known(reading, spans, list(number), _Counts(lexicon, own))
    columns = [*network, *shape, *elsewhere, *known]
    rows = np.empty((len(first), len(columns)), np.float32)
    for n, column in enumerate(columns):
        rows[:, n] = column
    return rows


def _network(reading: Reading, spans: _Spans) -> Columns:
    """Column 0 is the mean log-probability of the span's labels, its end included."""
    n, first, kind, behind = len(reading.scores), spans.first, spans.kind, spans.last + 1
    p = np.exp(reading.scores)
    none, any_in, any_begin = reading.scores[:, 0], p[:, 2::2].sum(1), p[:, 1::2].sum(1)
    label = np.repeat(2 * kind + 2, spans.length)
    label[spans.starts] -= 1
    picked = reading.scores[spans.places, label].astype(np.float64)
    goes_on = p[behind.clip(max=n - 1), 2 * kind + 2].astype(np.float64)
    ends = np.where(behind < n, np.log1p(-np.minimum(goes_on, 1 - 1e-6)), 0.0)
    total = np.add.reduceat(picked, spans.starts) + ends
    begins_within = any_begin[spans.places]
    begins_within[spans.starts] = 0.0
    mean = reading.mean_mass(first, spans.last)
    rows = np.arange(len(first))
    mine = mean[rows, kind]
    mean[rows, kind] = 0.0
    found = [spans.bits >> i & 1 for i in range(len(SHIFTS))]
    return [
        total / (spans.length + 1),
        picked[spans.starts],
        np.minimum.reduceat(picked, spans.starts),
        ends,
        total,
        np.maximum.reduceat(none[spans.places], spans.starts),
        np.minimum.reduceat(none[spans.places], spans.starts),
        _beside(p[:, 0], first - 1, 1.0),
        _beside(p[:, 0], behind, 1.0),
        any_in[first],
        any_begin[first],
        _beside(any_begin, behind, 0.0),
        _beside(any_in, behind, 0.0),
        np.maximum.reduceat(begins_within, spans.starts),
        mine,
        mean.max(1),
        *found,
        np.sum(found, axis=0),
    ]


def _beside(values: npt.NDArray[Any], places: Ints, beyond: float) -> npt.NDArray[Any]:
    """``values`` at ``places``, and ``beyond`` where a place is before the first or behind the last."""
    inside = (places >= 0) & (places < len(values))
    found: npt.NDArray[Any] = np.where(inside, values[places.clip(0, len(values) - 1)], values.dtype.type(beyond))
    return found


_OPENS, _CLOSES, _COMMA, _AND, _HYPHEN, _CAPITAL, _CAPITALS, _DIGIT, _MARK_FIRST, _MARK_LAST = range(10)
"""What the characters of a unit say, a bit each; see ``_letters``."""
_BITS = np.arange(10)


@lru_cache(maxsize=65536)
def _letters(unit: str) -> int:
    word = unit.casefold()
    said = (
        unit == "(",
        unit == ")",
        unit == ",",
        unit == "and",
        unit == "-",
        unit[0].isupper(),
        sum(c.isupper() for c in unit) > 1,
        any(c.isdigit() for c in unit),
        not word[0].isalnum(),
        not word[-1].isalnum(),
    )
    return sum(1 << n for n, yes in enumerate(said) if yes)


def _shape(reading: Reading, spans: _Spans) -> Columns:
    """Type, size, place, and what stands in the span and beside it."""
    text, starts, ends, n = reading.text, reading.starts, reading.ends, len(reading.units)
    first, last, kind = spans.first, spans.last, spans.kind
    # A unit without letters stands before the first and behind the last, so that all have neighbours.
    said = np.array([0, *map(_letters, reading.pieces), 0])[:, None] >> _BITS & 1
    until = said.cumsum(0)
    within = until[last + 1] - until[first]
    bracket_behind, bracket_before = said[last + 2, _OPENS] > 0, said[first, _OPENS] > 0
    partner = np.where(
        bracket_behind & (last + 2 < n),
        reading.mass[(last + 2).clip(max=n - 1), kind],
        np.where(bracket_before & (first > 1), reading.mass[(first - 2).clip(min=0), kind], np.float32(-1)),
    )
    return [
        kind,
        spans.length,
        ends[last] - starts[first],
        starts[first] < text.find("\n"),
        starts[first] / max(1, len(text)),
        within[:, _OPENS] - within[:, _CLOSES],
        within[:, _OPENS],
        reading.glued_before[first],
        reading.glued_before[last + 1],
        said[first, _HYPHEN],
        said[last + 2, _HYPHEN] & reading.glued_before[last + 1],
        said[first + 1, _MARK_FIRST],
        said[last + 1, _MARK_LAST],
        within[:, _CAPITAL] / spans.length,
        within[:, _CAPITALS] > 0,
        within[:, _DIGIT] > 0,
        (within[:, _COMMA] > 0) | _joins(reading, spans, np.flatnonzero(said[:, _AND]) - 1),
        bracket_behind,
        bracket_before,
        partner,
    ]


def _joins(reading: Reading, spans: _Spans, ands: Ints) -> Bools:
    """Which spans hold an "and" between single blanks; ``ands`` are the units that are this word."""
    blank = [u for u in ands.tolist() if reading.text[max(reading.starts[u] - 1, 0) : reading.ends[u] + 1] == " and "]
    place = np.array(blank, np.intp)
    joins: Bools = np.any((spans.first[:, None] < place) & (place < spans.last[:, None]), axis=1)
    return joins


_NOWHERE = -9.0
"""The score of a candidate that is not there."""
_CELLS = 1 << 20
"""Candidates are compared with all others in blocks of about as many pairs."""


def _elsewhere(spans: _Spans, score: Floats) -> Columns:
    """What the readings say of the same words elsewhere, and of spans of the network's best reading that overlap."""
    rows = max(1, _CELLS // len(score))
    blocks = [_compared(spans, score.astype(np.float64), slice(n, n + rows)) for n in range(0, len(score), rows)]
    return list(np.concatenate(blocks, axis=1))


def _compared(spans: _Spans, score: Doubles, rows: slice) -> Doubles:
    first, last, kind, span, surface = (
        column[rows, None] for column in (spans.first, spans.last, spans.kind, spans.span, spans.surface)
    )
    alike = (surface == spans.surface) & (span != spans.span)
    agree = kind == spans.kind
    new = np.ones(len(score), bool)
    new[1:] = spans.span[1:] != spans.span[:-1]
    mine = alike & agree
    count = mine.sum(1)
    taken = np.flatnonzero(spans.bits & 1)
    other = span != spans.span[taken]
    marked, agrees = other & alike[:, taken], agree[:, taken]
    rival = other & (spans.first[taken] <= last) & (spans.last[taken] >= first)
    wider = rival & (spans.first[taken] <= first) & (spans.last[taken] >= last)
    return np.array(
        [
            (alike & new).sum(1),
            (marked & agrees).sum(1),
            (marked & ~agrees).sum(1),
            _most(score, mine),
            np.where(count > 0, (mine * score).sum(1) / np.maximum(count, 1), _NOWHERE),
            _most(score, alike & ~agree),
            _most(score[taken], rival),
            rival.sum(1),
            _most(score[taken], wider),
        ]
    )


def _most(score: Doubles, where: Bools) -> Doubles:
    """Row by row the largest ``score`` of those that ``where`` marks."""
    most = np.where(where, score, -np.inf).max(1, initial=-np.inf)
    return np.where(where.any(1), most, _NOWHERE)


def _known(reading: Reading, spans: _Spans, surfaces: Sequence[str], counts: _Counts) -> Columns:
    """What papers do with the phrase, and with the words at its ends and beside them."""
    phrase = np.array([counts.phrase(surface) for surface in surfaces])[spans.surface]
    mine, marked = phrase[np.arange(len(phrase)), spans.kind], phrase[:, : len(TYPES)].sum(1)
    columns = [
        np.log1p(mine),
        np.log1p(marked - mine),
        np.log1p(phrase[:, COVERED]),
        np.log1p(phrase[:, FREE]),
        _odds(mine, marked - mine + phrase[:, FREE]),
        _odds(marked, phrase[:, FREE]),
        _odds(marked, phrase[:, COVERED]),
    ]
    first, last, n = spans.first, spans.last, len(reading.words)
    # Row 0 is for what stands before the first word and behind the last.
    row_of = np.zeros(n + 2, np.intp)
    row_of[np.concatenate([first, first + 1, last + 1, last + 2])] = 1
    row_of[[0, n + 1]] = 0
    asked = np.flatnonzero(row_of)
    row_of[asked] = np.arange(1, len(asked) + 1)
    words = np.array([[0] * 6, *(counts.word(reading.words[u]) for u in (asked - 1).tolist())])
    for place, role in ((first, FIRST), (last, LAST)):
        w = words[row_of[place + 1]].T
        columns += [_odds(w[role], w[OUTSIDE]), _odds(w[role], w[INSIDE] - w[role]), np.log1p(w[INSIDE] + w[OUTSIDE])]
    for place, role in ((first - 1, BEFORE), (last + 1, BEHIND)):
        w = words[row_of[place + 1]].T
        seen = w[INSIDE] + w[OUTSIDE]
        columns += [_odds(w[role], seen - w[role]), _odds(w[OUTSIDE], w[INSIDE]), np.log1p(seen)]
    return columns


def _odds(part: Ints, rest: Ints) -> Doubles:
    """Log-odds of counts, drawn to nought where they are few."""
    odds: Doubles = np.log((part + _PRIOR / 2) / (np.maximum(rest, 0) + _PRIOR / 2))
    return odds
