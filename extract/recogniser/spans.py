"""The units and the candidate mentions of several texts as arrays, for ``features``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate

import numpy as np
import numpy.typing as npt

from extract.recogniser.candidates import Reading

Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]
Ints = npt.NDArray[np.intp]
Bools = npt.NDArray[np.bool_]


@dataclass(slots=True)
class Units:
    """The units of several texts, one text behind the other; see ``Reading`` for what is known of each.

    ``bounds`` are the places where texts begin, and the end of the last. ``sums`` and ``glued_before`` have one more
    place for the end of each text.
    """

    readings: Sequence[Reading]
    bounds: Ints = field(init=False)
    scores: Floats = field(init=False)
    starts: Ints = field(init=False)
    ends: Ints = field(init=False)
    mass: Floats = field(init=False)
    sums: Doubles = field(init=False)
    glued_before: Bools = field(init=False)
    pieces: list[str] = field(init=False)
    words: list[str] = field(init=False)

    def __post_init__(self) -> None:
        readings = self.readings
        self.bounds = np.array([0, *accumulate(len(r.units) for r in readings)], np.intp)
        self.scores = np.concatenate([r.scores for r in readings])
        self.starts = np.concatenate([r.starts for r in readings])
        self.ends = np.concatenate([r.ends for r in readings])
        self.mass = np.concatenate([r.mass for r in readings])
        self.sums = np.concatenate([r.sums for r in readings])
        self.glued_before = np.concatenate([r.glued_before for r in readings])
        self.pieces = [piece for r in readings for piece in r.pieces]
        self.words = [word for r in readings for word in r.words]


@dataclass(slots=True)
class Spans:
    """The candidates of several texts, sorted, as columns: ``first`` and ``last`` unit, type, readings' bits, text.

    The text of a candidate has the units from ``begin`` to before ``stop``. ``surface`` numbers what candidates read,
    ``span`` where they stand. ``places`` are the units of all spans, one span behind the other, and ``starts`` says
    where in them each span begins.
    """

    first: Ints
    last: Ints
    kind: Ints
    bits: Ints
    text: Ints
    begin: Ints
    stop: Ints
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

    def beside(self, step: int) -> tuple[Ints, Bools]:
        """The unit so many steps before or behind each span, and whether it is one of the text: else any unit."""
        place = self.last + step if step > 0 else self.first + step
        inside = (place >= self.begin) & (place < self.stop)
        return np.where(inside, place, self.first), inside


def counted(flags: Ints, first: Ints, stop: Ints) -> Ints:
    """How many of ``flags`` (units, …) are set from unit ``first`` to before ``stop``."""
    until = np.zeros((len(flags) + 1, *flags.shape[1:]), np.intp)
    flags.cumsum(0, out=until[1:])
    counted: Ints = until[stop] - until[first]
    return counted
