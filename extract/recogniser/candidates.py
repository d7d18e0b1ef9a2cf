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
Ints = npt.NDArray[np.intp]

SHIFTS = (0.0, -2.0, -4.0, 1.5, 3.0)
"""What is added to the log-probability of no mention, reading by reading; the first is the network's own."""
_LONGEST = 24
_SECOND = 0.15
"""A second type is tried where the units of a span give it this probability on average."""


@dataclass(slots=True)
class Reading:
    """One text as the recogniser read it.

    ``scores`` are log-probabilities (units, labels); ``pieces`` are the units' texts, ``words`` the same in lower
    case, ``starts`` and ``ends`` their offsets; ``mass`` (units, types) is the probability that a unit is in a mention
    of a type. ``glued_before`` says of each unit, and of the end of the text, whether no white space stands between it
    and the unit before it.
    """

    text: str
    units: Sequence[Unit]
    scores: Scores
    pieces: list[str] = field(init=False)
    words: list[str] = field(init=False)
    starts: Ints = field(init=False)
    ends: Ints = field(init=False)
    mass: Scores = field(init=False)
    glued_before: npt.NDArray[np.bool_] = field(init=False)
    _glued: list[bool] = field(init=False)
    sums: npt.NDArray[np.float64] = field(init=False)
    _surfaces: dict[tuple[int, int], str] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.pieces = [self.text[u.start : u.end] for u in self.units]
        self.words = [piece.casefold() for piece in self.pieces]
        self.starts = np.array([u.start for u in self.units], np.intp)
        self.ends = np.array([u.end for u in self.units], np.intp)
        self.glued_before = np.zeros(len(self.units) + 1, bool)
        self.glued_before[1:-1] = self.starts[1:] == self.ends[:-1]
        self._glued = self.glued_before.tolist()
        p = np.exp(self.scores)
        self.mass = p[:, 1::2] + p[:, 2::2]
        self.sums = np.zeros((len(self.units) + 1, len(TYPES)))
        self.mass.cumsum(0, dtype=np.float64, out=self.sums[1:])

    def mean_mass(self, first: Ints, last: Ints) -> npt.NDArray[np.float64]:
        """The mean of ``mass`` over each of some spans, type by type."""
        mean: npt.NDArray[np.float64] = (self.sums[last + 1] - self.sums[first]) / (last - first + 1)[:, None]
        return mean

    def glued(self, place: int) -> bool:
        """Whether no white space stands between a unit and the one before it."""
        return self._glued[place]

    def surface(self, first: int, last: int) -> str:
        """The key by which spans are alike: words in lower case, the last one without a plural s."""
        surface = self._surfaces.get((first, last))
        if surface is None:
            surface = self._surfaces[first, last] = surface_of(self.words[first : last + 1])
        return surface


def surface_of(words: Sequence[str]) -> str:
    """``words`` (lower case) as one key; hyphens and the plural of the last word make no difference."""
    kept = [w for w in words if w != "-"] or list(words)
    kept[-1] = _singular(kept[-1])
    return " ".join(kept)


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word[-1] == "s" and word[-2] != "s" else word


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
    for first, last, kind in _second_kinds(reading, found):
        found.setdefault((first, last, kind), 0)
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


def _second_kinds(reading: Reading, found: Candidates) -> Iterator[tuple[int, int, int]]:
    """Spans with the likeliest type that is not the one they were found with."""
    if not found:
        return
    first, last, kind = np.array(list(found), np.intp).T
    mean = reading.mean_mass(first, last)
    mean[np.arange(len(kind)), kind] = 0.0
    rows = np.flatnonzero(mean.max(1) >= _SECOND)
    yield from zip(first[rows].tolist(), last[rows].tolist(), mean.argmax(1)[rows].tolist(), strict=True)


def _repeats(reading: Reading, decoded: Sequence[tuple[int, int, int]]) -> Iterator[tuple[int, int, int]]:
    """Other places where the words of a decoded span stand."""
    kinds: defaultdict[str, set[int]] = defaultdict(set)
    lengths: set[int] = set()
    for first, last, kind in decoded:
        kinds[reading.surface(first, last)].add(kind)
        lengths.add(last - first + 1)
    # Only where a span may begin and end; hyphens may stand at both, since surfaces leave them out.
    openings = {surface.split(" ", 1)[0] for surface in kinds}
    endings = {surface.rsplit(" ", 1)[-1] for surface in kinds}
    words = reading.words
    singular = [_singular(word) for word in words]
    places = [i for i, word in enumerate(words) if word in openings or singular[i] in openings or word == "-"]
    ends = [word == "-" or stem in endings for word, stem in zip(words, singular, strict=True)]
    for length in sorted(lengths):
        for first in places:
            last = first + length - 1
            if last >= len(words):
                break
            if ends[last] and (known := kinds.get(reading.surface(first, last))):
                for kind in sorted(known):
                    yield first, last, kind
