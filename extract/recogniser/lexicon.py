"""What annotated papers did with each phrase and each word: marked it, as which type, or left it alone."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from extract.recogniser.candidates import surface_of
from extract.recogniser.labels import TYPES

_LONGEST = 10
COVERED, FREE = len(TYPES), len(TYPES) + 1
"""Columns behind the types: inside a longer mention; in no mention."""
FIRST, LAST, INSIDE, OUTSIDE, BEFORE, BEHIND = range(6)
"""What a word can be to a mention: its first or last word, between, in none; directly before or behind one."""

Marked = tuple[Sequence[str], Sequence[tuple[int, int, int]]]
"""Words of a text in lower case, and its mentions as (first, last, type's place)."""


@dataclass(slots=True)
class Lexicon:
    """Counts over annotated papers.

    ``phrases``: per surface key, how often it is a mention of each type, inside a longer one, and in none.
    ``words``: per word, its place in or by mentions (``FIRST`` …).
    """

    phrases: dict[str, list[int]] = field(default_factory=dict)
    words: dict[str, list[int]] = field(default_factory=dict)

    @classmethod
    def count(cls, papers: Iterable[Marked]) -> Lexicon:
        """The counts over ``papers``."""
        papers = list(papers)
        known = {surface_of(words[f : last + 1]) for words, spans in papers for f, last, _ in spans}
        lexicon = cls()
        for words, spans in papers:
            lexicon.add(count_phrases(words, spans, known), count_words(words, spans))
        return lexicon

    def add(self, phrases: Mapping[str, Counter[int]], words: Mapping[str, Counter[int]], sign: int = 1) -> None:
        """Add the counts of one paper, or take them off."""
        for table, counts, width in ((self.phrases, phrases, len(TYPES) + 2), (self.words, words, 6)):
            for key, found in counts.items():
                row = table.setdefault(key, [0] * width)
                for column, n in found.items():
                    row[column] += sign * n

    def phrase(self, key: str) -> Sequence[int]:
        """The counts of a phrase, zeros where it is unknown."""
        return self.phrases.get(key, _NO_PHRASE)

    def word(self, word: str) -> Sequence[int]:
        """The counts of a word, zeros where it is unknown."""
        return self.words.get(word, _NO_WORD)


_NO_PHRASE = (0,) * (len(TYPES) + 2)
_NO_WORD = (0,) * 6


def count_phrases(
    words: Sequence[str], spans: Sequence[tuple[int, int, int]], known: Iterable[str]
) -> dict[str, Counter[int]]:
    """What one paper does with the phrases that some paper marks."""
    known = known if isinstance(known, (set, dict)) else set(known)
    kind_of = {(first, last): kind for first, last, kind in spans}
    inside = [-1] * len(words)
    for n, (first, last, _) in enumerate(spans):
        inside[first : last + 1] = [n] * (last - first + 1)
    out: defaultdict[str, Counter[int]] = defaultdict(Counter)
    for first in range(len(words)):
        if words[first] == "-":
            continue
        for last in range(first, min(first + _LONGEST, len(words))):
            if words[last] == "-":
                continue
            key = surface_of(words[first : last + 1])
            if key not in known:
                continue
            if (first, last) in kind_of:
                out[key][kind_of[first, last]] += 1
            elif inside[first] >= 0 and inside[first] == inside[last]:
                out[key][COVERED] += 1
            elif inside[first] < 0 and inside[last] < 0:
                out[key][FREE] += 1
    return out


def count_words(words: Sequence[str], spans: Sequence[tuple[int, int, int]]) -> dict[str, Counter[int]]:
    """Where the words of one paper stand in and by its mentions."""
    role = [OUTSIDE] * len(words)
    out: defaultdict[str, Counter[int]] = defaultdict(Counter)
    for first, last, _ in spans:
        role[first : last + 1] = [INSIDE] * (last - first + 1)
        out[words[first]][FIRST] += 1
        out[words[last]][LAST] += 1
        if first:
            out[words[first - 1]][BEFORE] += 1
        if last + 1 < len(words):
            out[words[last + 1]][BEHIND] += 1
    for word, r in zip(words, role, strict=True):
        out[word][r] += 1
    return out
