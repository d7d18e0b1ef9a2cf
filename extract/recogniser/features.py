"""What is known of each candidate mention, as one row of numbers: the input of the trees that judge candidates.

Four groups of columns: the recogniser's scores on and around the span; its shape and place; the other occurrences of
its words in the same text; and what annotated papers did with its phrase and its words (``Lexicon``).
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

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
        self._phrases: dict[str, list[int]] = {}
        self._words: dict[str, list[int]] = {}

    def phrase(self, key: str) -> list[int]:
        row = self._phrases.get(key)
        if row is None:
            own: Mapping[int, int] = self.own.phrases.get(key, {})
            row = self._phrases[key] = [n - own.get(i, 0) for i, n in enumerate(self.lexicon.phrase(key))]
        return row

    def word(self, word: str) -> list[int]:
        row = self._words.get(word)
        if row is None:
            own: Mapping[int, int] = self.own.words.get(word, {})
            row = self._words[word] = [n - own.get(i, 0) for i, n in enumerate(self.lexicon.word(word))]
        return row


def _odds(part: int, rest: int) -> float:
    """Log-odds of counts, drawn to nought where they are few."""
    return math.log((part + _PRIOR / 2) / (max(rest, 0) + _PRIOR / 2))


def features_of(reading: Reading, candidates: Candidates, lexicon: Lexicon, own: Own | None = None) -> Floats:
    """One row a candidate, in the order of ``candidates``; ``own`` is given while training on this very paper."""
    if not candidates:
        return np.zeros((0, 1), np.float32)
    keys = list(candidates)
    surfaces = [reading.surface(first, last) for first, last, _ in keys]
    network = _network(reading, candidates)
    text = _text(reading, candidates, surfaces, network[:, 0])
    counts = _Counts(lexicon, own)
    known = np.array([_known(reading, key, s, counts) for key, s in zip(keys, surfaces, strict=True)], np.float32)
    return np.concatenate([network, text, known], 1)


def _network(reading: Reading, candidates: Candidates) -> Floats:
    """Column 0 is the mean log-probability of the span's labels, its end included."""
    n = len(reading.scores)
    p = np.exp(reading.scores)
    log, none = reading.scores.tolist(), reading.scores[:, 0].tolist()
    prob = p.tolist()
    any_in, any_begin = p[:, 2::2].sum(1).tolist(), p[:, 1::2].sum(1).tolist()
    rows = []
    for (first, last, kind), bits in candidates.items():
        begin, inside, behind = 2 * kind + 1, 2 * kind + 2, last + 1
        picked = [log[first][begin], *(log[i][inside] for i in range(first + 1, behind))]
        ends = math.log1p(-min(prob[behind][inside], 1 - 1e-6)) if behind < n else 0.0
        total = sum(picked) + ends
        mean = reading.mean_mass(first, last)
        mine = mean[kind]
        mean[kind] = 0.0
        rows.append(
            (
                total / (len(picked) + 1),
                picked[0],
                min(picked),
                ends,
                total,
                max(none[first:behind]),
                min(none[first:behind]),
                prob[first - 1][0] if first else 1.0,
                prob[behind][0] if behind < n else 1.0,
                any_in[first],
                any_begin[first],
                any_begin[behind] if behind < n else 0.0,
                any_in[behind] if behind < n else 0.0,
                max(any_begin[first + 1 : behind], default=0.0),
                mine,
                max(mean),
                *(bits >> i & 1 for i in range(len(SHIFTS))),
                bits.bit_count(),
            )
        )
    return np.array(rows, np.float32)


def _text(reading: Reading, candidates: Candidates, surfaces: list[str], score: Floats) -> Floats:
    text, units, words, n = reading.text, reading.units, reading.words, len(reading.units)
    title = text.find("\n")
    alike: defaultdict[str, list[int]] = defaultdict(list)
    for row, surface in enumerate(surfaces):
        alike[surface].append(row)
    keys = list(candidates)
    taken = [(f, last, k, float(score[i])) for i, ((f, last, k), bits) in enumerate(candidates.items()) if bits & 1]
    over: list[list[int]] = [[] for _ in range(n)]
    for t, (f, last, _, _) in enumerate(taken):
        for u in range(f, last + 1):
            over[u].append(t)
    found = {(f, last): k for f, last, k, _ in taken}
    rows = []
    for row, (first, last, kind) in enumerate(keys):
        start, end = units[first].start, units[last].end
        piece = text[start:end]
        same = [r for r in alike[surfaces[row]] if keys[r][:2] != (first, last)]
        places = {keys[r][:2] for r in same}
        marked = [found[p] for p in sorted(places) if p in found]
        mine = [float(score[r]) for r in same if keys[r][2] == kind]
        theirs = [float(score[r]) for r in same if keys[r][2] != kind]
        rivals = {t for u in range(first, last + 1) for t in over[u] if taken[t][:2] != (first, last)}
        wider = [taken[t] for t in rivals if taken[t][0] <= first and taken[t][1] >= last]
        partner = -1.0
        if last + 2 < n and words[last + 1] == "(":
            partner = float(reading.mass[last + 2, kind])
        elif first > 1 and words[first - 1] == "(":
            partner = float(reading.mass[first - 2, kind])
        letters = [text[u.start : u.end] for u in units[first : last + 1]]
        rows.append(
            (
                kind,
                last - first + 1,
                len(piece),
                start < title,
                start / max(1, len(text)),
                piece.count("(") - piece.count(")"),
                piece.count("("),
                reading.glued(first),
                reading.glued(last + 1),
                first > 0 and words[first - 1] == "-",
                last + 1 < n and words[last + 1] == "-" and reading.glued(last + 1),
                not words[first][0].isalnum(),
                not words[last][-1].isalnum(),
                sum(w[0].isupper() for w in letters) / len(letters),
                any(sum(c.isupper() for c in w) > 1 for w in letters),
                any(c.isdigit() for c in piece),
                "," in piece or " and " in piece,
                last + 1 < n and words[last + 1] == "(",
                first > 0 and words[first - 1] == "(",
                partner,
                len(places),
                sum(k == kind for k in marked),
                sum(k != kind for k in marked),
                max(mine, default=-9.0),
                sum(mine) / len(mine) if mine else -9.0,
                max(theirs, default=-9.0),
                max((taken[t][3] for t in rivals), default=-9.0),
                len(rivals),
                max((t[3] for t in wider), default=-9.0),
            )
        )
    return np.array(rows, np.float32)


def _known(reading: Reading, key: tuple[int, int, int], surface: str, counts: _Counts) -> list[float]:
    first, last, kind = key
    words = reading.words
    phrase = counts.phrase(surface)
    mine, marked = phrase[kind], sum(phrase[: len(TYPES)])
    row = [
        math.log1p(mine),
        math.log1p(marked - mine),
        math.log1p(phrase[COVERED]),
        math.log1p(phrase[FREE]),
        _odds(mine, marked - mine + phrase[FREE]),
        _odds(marked, phrase[FREE]),
        _odds(marked, phrase[COVERED]),
    ]
    for place, role in ((first, FIRST), (last, LAST)):
        w = counts.word(words[place])
        row += [_odds(w[role], w[OUTSIDE]), _odds(w[role], w[INSIDE] - w[role]), math.log1p(w[INSIDE] + w[OUTSIDE])]
    for place, role in ((first - 1, BEFORE), (last + 1, BEHIND)):
        w = counts.word(words[place]) if 0 <= place < len(words) else [0] * 6
        seen = w[INSIDE] + w[OUTSIDE]
        row += [_odds(w[role], seen - w[role]), _odds(w[OUTSIDE], w[INSIDE]), math.log1p(seen)]
    return row
