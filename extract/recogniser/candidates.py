"""Candidate mentions of one text: what the recogniser's scores could mean, more than the one best reading.

The scores are decoded several times, with the label for "no mention" made likelier or less likely; each span found is
also cut and stretched by a word, taken to the borders of its hyphenated word, and looked up in the rest of the text.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from extract.recogniser.labels import TYPES, Labels, best_paths, runs
from extract.recogniser.units import Unit

Scores = npt.NDArray[np.float32]

SHIFTS = (0.0, -2.0, -4.0, 1.5, 3.0)
"""What is added to the log-probability of no mention, reading by reading; the first is the network's own."""
_LONGEST = 24
_SECOND = 0.15
"""A second type is tried where the units of a span give it this probability on average."""


@dataclass(slots=True)
class Reading:
    """One text as the recogniser read it.

    ``scores`` are log-probabilities (units, labels); ``words`` are the units in lower case; ``mass`` (units, types) is
    the probability that a unit is in a mention of a type.
    """

    text: str
    units: Sequence[Unit]
    scores: Scores
    words: list[str] = field(init=False)
    mass: Scores = field(init=False)
    _sums: list[list[float]] = field(init=False)

    def __post_init__(self) -> None:
        self.words = [self.text[u.start : u.end].casefold() for u in self.units]
        p = np.exp(self.scores)
        self.mass = p[:, 1::2] + p[:, 2::2]
        self._sums = np.vstack([np.zeros((1, len(TYPES))), self.mass.cumsum(0, dtype=np.float64)]).tolist()

    def mean_mass(self, first: int, last: int) -> list[float]:
        """The mean of ``mass`` over a span, type by type."""
        n = last - first + 1
        return [(b - a) / n for a, b in zip(self._sums[first], self._sums[last + 1], strict=True)]

    def glued(self, place: int) -> bool:
        """Whether no white space stands between a unit and the one before it."""
        return 0 < place < len(self.units) and self.units[place].start == self.units[place - 1].end

    def surface(self, first: int, last: int) -> str:
        """The key by which spans are alike: words in lower case, the last one without a plural s."""
        return surface_of(self.words[first : last + 1])


def surface_of(words: Sequence[str]) -> str:
    """``words`` (lower case) as one key; hyphens and the plural of the last word make no difference."""
    kept = [w for w in words if w != "-"] or list(words)
    last = kept[-1]
    if len(last) > 3 and last.endswith("s") and not last.endswith("ss"):
        kept[-1] = last[:-1]
    return " ".join(kept)


Span = tuple[int, int]
Candidates = dict[tuple[int, int, int], int]
"""(first unit, last unit, type's place in ``TYPES``) to the readings that found it, a bit each; 0 for none."""


def candidates_of(reading: Reading) -> Candidates:
    """The candidates of a text in a fixed order; spans that cross the end of the title are none."""
    return candidates_of_all([reading])[0]


def candidates_of_all(readings: Sequence[Reading]) -> list[Candidates]:
    """``candidates_of`` each text, the texts decoded in step: much faster than one after the other."""
    decoded = best_paths([reading.scores for reading in readings], SHIFTS)
    return [_around(reading, paths) for reading, paths in zip(readings, decoded, strict=True)]


def _around(reading: Reading, paths: Labels) -> Candidates:
    found: Candidates = {}
    for bit, first, last, label in runs(paths):
        key = (first, last, (label - 1) // 2)
        found[key] = found.get(key, 0) | 1 << bit
    decoded = list(found)
    for first, last, kind in decoded:
        for span in _variants(reading, first, last):
            found.setdefault((*span, kind), 0)
    for first, last, kind in _repeats(reading, decoded):
        found.setdefault((first, last, kind), 0)
    for first, last, kind in list(found):
        mean = reading.mean_mass(first, last)
        mean[kind] = 0.0
        if (most := max(mean)) >= _SECOND:
            found.setdefault((first, last, mean.index(most)), 0)
    title = reading.text.find("\n")
    return {
        key: bits
        for key, bits in sorted(found.items())
        if key[1] - key[0] < _LONGEST and not reading.units[key[0]].start <= title < reading.units[key[1]].end
    }


def _variants(reading: Reading, first: int, last: int) -> Iterator[Span]:
    """The span without its first or last word, with the word before or behind it, and to the ends of its compound."""
    end = len(reading.units) - 1
    left, right = first, last
    while left > 0 and reading.glued(left) and (reading.words[left] == "-" or reading.words[left - 1] == "-"):
        left -= 1
    while right < end and reading.glued(right + 1) and (reading.words[right] == "-" or reading.words[right + 1] == "-"):
        right += 1
    yield left, last
    yield first, right
    yield left, right
    after = next((i for i in range(first + 1, last + 1) if not reading.glued(i)), None)
    if after is not None:
        yield after, last
    before = next((i - 1 for i in range(last, first, -1) if not reading.glued(i)), None)
    if before is not None:
        yield first, before
    wider = first - 1
    while wider > 0 and reading.glued(wider):
        wider -= 1
    if wider >= 0 and reading.words[wider][0].isalnum():
        yield wider, last
    wider = right + 1
    while wider < end and reading.glued(wider + 1) and reading.words[wider + 1] == "-":
        wider = min(wider + 2, end)
    if wider <= end and reading.words[wider][0].isalnum():
        yield first, wider


def _repeats(reading: Reading, decoded: Sequence[tuple[int, int, int]]) -> Iterator[tuple[int, int, int]]:
    """Other places where the words of a decoded span stand."""
    kinds: defaultdict[str, set[int]] = defaultdict(set)
    lengths: set[int] = set()
    for first, last, kind in decoded:
        kinds[reading.surface(first, last)].add(kind)
        lengths.add(last - first + 1)
    for length in sorted(lengths):
        for first in range(len(reading.units) - length + 1):
            for kind in sorted(kinds.get(reading.surface(first, first + length - 1), ())):
                yield first, first + length - 1, kind
