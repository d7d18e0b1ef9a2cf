"""Features of two groups of mentions of one type: do they name the same thing?

All are counts, flags and ratios over the words of the two, where they stand, and what stands between them.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz

from extract.components.entities_variants import variant_words

Floats = NDArray[np.float32]

_NAMEISH = re.compile(r"[a-z][A-Z]|[A-Z]{2}|\d|^[A-Z][a-z]+$")
_CALLED = re.compile(r"\b(?:called|named|dubbed|termed|namely|i\.e|aka|denoted|coined|abbreviated)\b", re.IGNORECASE)
_IS_A = re.compile(r"^\W{0,3}\s*(?:,|is|are|as)\s+(?:an?\s+|the\s+)?(?:\w+[\s-]+){0,2}$")
_LISTED = re.compile(r"^\W{0,3}\s*(?:,|and|or|and/or|as well as)\s*(?:and\s+|or\s+)?$")
_TYPES = ("Method", "Task", "Dataset", "Metric")
"""Groups of other types are joined by what they are, not by how they are called."""
_FAR = 400
_COLUMNS = """
method task dataset metric
words_short words_long same_words jaccard inside stems first_word last_word suffix prefix edit letters
initials short_in_initials names_short names_long capitals_short capitals_long
rivals rivals_long of_type extra_words
mentions_short mentions_long title_short title_long both_title before_colon behind_colon
first_short first_long last_short last_long short_later shared gap between_bracket between_listed between_called
between_is_a between_words sentences_apart short_first
"""
COLUMNS = _COLUMNS.split()
"""``short`` has fewer words; a rival is another group that has all words of the short one, or lies in the long one."""


class Group(NamedTuple):
    """Mentions that name the same thing so far: type, surface forms in order, half-open character ranges."""

    type: str
    forms: tuple[str, ...]
    places: tuple[tuple[int, int], ...]


class _Seen(NamedTuple):
    words: tuple[str, ...]
    bag: frozenset[str]
    stems: frozenset[str]
    key: str
    initials: str
    nameish: bool
    capitals: bool
    sentences: frozenset[int]


def _stem(word: str) -> str:
    return word[:5]


def _seen(group: Group, starts: Sequence[int]) -> _Seen:
    form = max(Counter(group.forms).items(), key=lambda f: (f[1], len(f[0])))[0]
    words = max((variant_words(f) for f in dict.fromkeys(group.forms)), key=len) or (form.lower(),)
    return _Seen(
        words,
        frozenset(words),
        frozenset(map(_stem, words)),
        "".join(words),
        "".join(w[0] for w in words),
        any(_NAMEISH.search(f) is not None for f in group.forms),
        any(f.isupper() and len(f) > 1 for f in group.forms),
        frozenset(bisect_right(starts, s) - 1 for s, _ in group.places),
    )


def pair_features(text: str, groups: Sequence[Group], starts: Sequence[int]) -> tuple[list[tuple[int, int]], Floats]:
    """Pairs of places in ``groups`` that have one type, and a row of ``COLUMNS`` for each.

    ``starts`` are the offsets at which sentences start; the first is the title.
    """
    seen = [_seen(g, starts) for g in groups]
    same: dict[str, list[int]] = {}
    for n, group in enumerate(groups):
        if group.type in _TYPES:
            same.setdefault(group.type, []).append(n)
    pairs = [(a, b) for own in same.values() for i, a in enumerate(own) for b in own[i + 1 :]]
    rows = [_row(text, groups, seen, same[groups[a].type], a, b, len(starts)) for a, b in pairs]
    return pairs, np.array(rows, np.float32).reshape(len(pairs), len(COLUMNS))


def _row(
    text: str, groups: Sequence[Group], seen: Sequence[_Seen], own: Sequence[int], a: int, b: int, sentences: int
) -> list[float]:
    # The one with fewer words first.
    if len(seen[b].words) < len(seen[a].words) or (len(seen[b].words) == len(seen[a].words) and b < a):
        a, b = b, a
    short, long, s, g = seen[a], seen[b], groups[a], groups[b]
    common = short.bag & long.bag
    n, m = len(short.words), len(long.words)
    title_end = text.find("\n")
    in_title = [any(e <= title_end for _, e in x.places) for x in (s, g)]
    head = text[:title_end]
    colon = head.find(":")
    heads = [any(e <= colon for _, e in x.places) for x in (s, g)] if colon > 0 else [False, False]
    tails = [any(colon < st and e <= title_end for st, e in x.places) for x in (s, g)] if colon > 0 else [False, False]
    gap, between, forward = _closest(text, s, g)
    capitals = "".join(c for f in s.forms for c in f if c.isupper()).lower()
    rivals = sum(1 for o in own if len(seen[o].words) > n and short.bag <= seen[o].bag and o not in (a, b))
    rivals_long = sum(1 for o in own if seen[o].bag < long.bag and o not in (a, b))
    return [
        *(s.type == t for t in _TYPES),
        n,
        m,
        len(common),
        len(common) / len(short.bag | long.bag),
        len(common) == len(short.bag),
        len(short.stems & long.stems) / len(short.stems | long.stems),
        short.words[0] == long.words[0],
        short.words[-1] == long.words[-1],
        long.words[-n:] == short.words,
        long.words[:n] == short.words,
        fuzz.ratio(short.key, long.key) / 100,
        len(short.key) / len(long.key),
        short.key == long.initials,
        bool(capitals) and _inside(capitals[:6], long.initials),
        short.nameish,
        long.nameish,
        short.capitals,
        long.capitals,
        rivals,
        rivals_long,
        len(own),
        m - len(common),
        len(s.places),
        len(g.places),
        *in_title,
        all(in_title),
        any(heads),
        any(tails),
        min(short.sentences) / sentences,
        min(long.sentences) / sentences,
        max(short.sentences) / sentences,
        max(long.sentences) / sentences,
        min(st for st, _ in s.places) > min(st for st, _ in g.places),
        len(short.sentences & long.sentences),
        gap,
        "(" in between,
        _LISTED.match(between) is not None,
        _CALLED.search(between) is not None,
        _IS_A.match(between) is not None,
        len(between.split()),
        min(abs(x - y) for x in short.sentences for y in long.sentences),
        forward,
    ]


def _inside(letters: str, initials: str) -> bool:
    rest = iter(initials)
    return all(c in rest for c in letters)


def _closest(text: str, a: Group, b: Group) -> tuple[int, str, bool]:
    """Characters between the two mentions that stand closest, what they are, and whether ``a``'s comes first."""
    best, between, forward = _FAR, "", False
    for s, e in a.places:
        for t, f in b.places:
            if e <= t and t - e < best:
                best, between, forward = t - e, text[e:t], True
            elif f <= s and s - f < best:
                best, between, forward = s - f, text[f:s], False
    return best, between, forward
