"""What is known of each candidate mention, as one row of numbers: the input of the trees that judge candidates.

Four groups of columns: the recogniser's scores on and around the span; its shape and place; the other occurrences of
its words in the same text; and what annotated papers did with its phrase and its words (``Lexicon``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
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
from extract.recogniser.spans import Bools, Doubles, Floats, Ints, Spans, Units, counted

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


def features_of(reading: Reading, candidates: Candidates, lexicon: Lexicon, own: Own | None = None) -> Floats:
    """One row a candidate, in the order of ``candidates``; ``own`` is given while training on this very paper."""
    return _features([reading], [candidates], _Counts(lexicon, own))


def features_of_all(readings: Sequence[Reading], candidates: Sequence[Candidates], lexicon: Lexicon) -> Floats:
    """``features_of`` each text, one below the other: much faster than one by one."""
    return _features(readings, candidates, _Counts(lexicon, None))


def _features(readings: Sequence[Reading], candidates: Sequence[Candidates], counts: _Counts) -> Floats:
    keys = [key for found in candidates for key in found]
    if not keys:
        return np.zeros((0, 1), np.float32)
    surfaces = [
        r.surface(first, last) for r, found in zip(readings, candidates, strict=True) for first, last, _ in found
    ]
    number = {surface: n for n, surface in enumerate(dict.fromkeys(surfaces))}
    units = Units(readings)
    text = np.repeat(np.arange(len(readings)), [len(found) for found in candidates])
    first, last, kind = np.array(keys, np.intp).T
    begin, stop = units.bounds[text], units.bounds[text + 1]
    bits = np.array([bits for found in candidates for bits in found.values()], np.intp)
    surface = np.array([number[s] for s in surfaces], np.intp)
    spans = Spans(first + begin, last + begin, kind, bits, text, begin, stop, surface)
    network = _network(units, spans)
    blocks = (
        network,
        _shape(units, spans),
        _elsewhere(spans, network[0].astype(np.float32)),
        _known(units, spans, list(number), counts),
    )
    columns = [column for block in blocks for column in block]
    rows = np.empty((len(keys), len(columns)), np.float32)
    for n, column in enumerate(columns):
        rows[:, n] = column
    return rows


def _network(units: Units, spans: Spans) -> Columns:
    """Column 0 is the mean log-probability of the span's labels, its end included."""
    first, last, kind = spans.first, spans.last, spans.kind
    p = np.exp(units.scores)
    none, any_in, any_begin = units.scores[:, 0], p[:, 2::2].sum(1), p[:, 1::2].sum(1)
    label = np.repeat(2 * kind + 2, spans.length)
    label[spans.starts] -= 1
    picked = units.scores[spans.places, label].astype(np.float64)
    (before, has_before), (behind, has_behind) = spans.beside(-1), spans.beside(1)
    goes_on = p[behind, 2 * kind + 2].astype(np.float64)
    ends = np.where(has_behind, np.log1p(-np.minimum(goes_on, 1 - 1e-6)), 0.0)
    total = np.add.reduceat(picked, spans.starts) + ends
    begins_within = any_begin[spans.places]
    begins_within[spans.starts] = 0.0
    mean = (units.sums[last + spans.text + 1] - units.sums[first + spans.text]) / spans.length[:, None]
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
        np.where(has_before, p[before, 0], 1),
        np.where(has_behind, p[behind, 0], 1),
        any_in[first],
        any_begin[first],
        np.where(has_behind, any_begin[behind], 0),
        np.where(has_behind, any_in[behind], 0),
        np.maximum.reduceat(begins_within, spans.starts),
        mine,
        mean.max(1),
        *found,
        np.sum(found, axis=0),
    ]


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


def _shape(units: Units, spans: Spans) -> Columns:
    """Type, size, place, and what stands in the span and beside it."""
    first, last, kind = spans.first, spans.last, spans.kind
    start, end = units.starts[first], units.ends[last]
    said = np.array([_letters(piece) for piece in units.pieces])[:, None] >> _BITS & 1
    within = counted(said, first, last + 1)
    (before, has_before), (behind, has_behind) = spans.beside(-1), spans.beside(1)
    bracket_before, hyphen_before = said[before][:, [_OPENS, _HYPHEN]].T & has_before
    bracket_behind, hyphen_behind = said[behind][:, [_OPENS, _HYPHEN]].T & has_behind
    (two_before, has_two_before), (two_behind, has_two_behind) = spans.beside(-2), spans.beside(2)
    partner = np.where(
        (bracket_behind > 0) & has_two_behind,
        units.mass[two_behind, kind],
        np.where((bracket_before > 0) & has_two_before, units.mass[two_before, kind], -1),
    )
    glued_behind = units.glued_before[last + spans.text + 1]
    joins = counted(_joining(units), np.minimum(first + 1, last), last)
    title = np.array([reading.text.find("\n") for reading in units.readings])
    length = np.array([max(1, len(reading.text)) for reading in units.readings])
    return [
        kind,
        spans.length,
        end - start,
        start < title[spans.text],
        start / length[spans.text],
        within[:, _OPENS] - within[:, _CLOSES],
        within[:, _OPENS],
        units.glued_before[first + spans.text],
        glued_behind,
        hyphen_before,
        hyphen_behind & glued_behind,
        said[first, _MARK_FIRST],
        said[last, _MARK_LAST],
        within[:, _CAPITAL] / spans.length,
        within[:, _CAPITALS] > 0,
        within[:, _DIGIT] > 0,
        (within[:, _COMMA] > 0) | (joins > 0),
        bracket_behind,
        bracket_before,
        partner,
    ]


def _joining(units: Units) -> Ints:
    """Which units are an "and" between single blanks."""
    flags = np.zeros(len(units.pieces), np.intp)
    for text, start in zip(units.readings, units.bounds.tolist(), strict=False):
        for n, piece in enumerate(text.pieces):
            if piece == "and":
                flags[start + n] = text.text[max(text.starts[n] - 1, 0) : text.ends[n] + 1] == " and "
    return flags


_NOWHERE = -9.0
"""The score of a candidate that is not there."""
_CELLS = 1 << 20
"""Candidates are compared with all others in blocks of about as many pairs."""


def _elsewhere(spans: Spans, score: Floats) -> Columns:
    """What the readings say of the same words elsewhere, and of spans of the network's best reading that overlap."""
    ends = np.searchsorted(spans.text, np.arange(spans.text[-1] + 1), side="right").tolist()
    blocks = []
    for start, end in pairwise([0, *ends]):
        rows = max(1, _CELLS // max(1, end - start))
        for first in range(start, end, rows):
            block, all_rows = slice(first, min(first + rows, end)), slice(start, end)
            blocks.append(_compared(spans, score[all_rows].astype(np.float64), block, all_rows))
    return list(np.concatenate(blocks, axis=1))


def _compared(spans: Spans, score: Doubles, block: slice, text: slice) -> Doubles:
    """The candidates of ``block`` compared with all those of their text, whose scores are given."""
    columns = (spans.first, spans.last, spans.kind, spans.span, spans.surface)
    first, last, kind, span, surface = (column[block, None] for column in columns)
    firsts, lasts, kinds, all_spans, surfaces = (column[text] for column in columns)
    alike = (surface == surfaces) & (span != all_spans)
    agree = kind == kinds
    new = np.ones(len(score), bool)
    new[1:] = all_spans[1:] != all_spans[:-1]
    mine = alike & agree
    count = mine.sum(1)
    taken = np.flatnonzero(spans.bits[text] & 1)
    other = span != all_spans[taken]
    marked, agrees = other & alike[:, taken], agree[:, taken]
    rival = other & (firsts[taken] <= last) & (lasts[taken] >= first)
    wider = rival & (firsts[taken] <= first) & (lasts[taken] >= last)
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


def _known(units: Units, spans: Spans, surfaces: Sequence[str], counts: _Counts) -> Columns:
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
    (before, has_before), (behind, has_behind) = spans.beside(-1), spans.beside(1)
    asked, at = np.unique(np.concatenate([spans.first, spans.last, before, behind]), return_inverse=True)
    rows = np.array([counts.word(units.words[unit]) for unit in asked.tolist()])
    words_first, words_last, words_before, words_behind = np.split(rows[at], 4)
    for words, role in ((words_first, FIRST), (words_last, LAST)):
        w = words.T
        columns += [_odds(w[role], w[OUTSIDE]), _odds(w[role], w[INSIDE] - w[role]), np.log1p(w[INSIDE] + w[OUTSIDE])]
    for words, has, role in ((words_before, has_before, BEFORE), (words_behind, has_behind, BEHIND)):
        w = words.T * has
        seen = w[INSIDE] + w[OUTSIDE]
        columns += [_odds(w[role], seen - w[role]), _odds(w[OUTSIDE], w[INSIDE]), np.log1p(seen)]
    return columns


def _odds(part: Ints, rest: Ints) -> Doubles:
    """Log-odds of counts, drawn to nought where they are few."""
    odds: Doubles = np.log((part + _PRIOR / 2) / (np.maximum(rest, 0) + _PRIOR / 2))
    return odds
