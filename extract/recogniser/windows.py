"""Papers to the rows of numbers that the encoder reads, and back from its answers to units.

A row is one window of at most ``LONGEST`` word pieces of one paper; most papers are one row. Rows of similar length
share a batch, whose size is bounded by its number of word pieces, so that little of a batch is padding.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from extract.recogniser.units import Unit, units_of

LONGEST = 510
"""Word pieces of a window without the two marks at its ends; the encoder has 512 positions."""
_OVERLAP = 64
_MOST_KNOWN = 200_000
"""Units whose pieces are kept, about 30 MB."""

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Window:
    """Units ``first_unit`` … of one paper: word pieces with their shapes, and the place of each unit's first piece."""

    paper: int
    first_unit: int
    pieces: list[int]
    shapes: list[int]
    places: list[int]


@dataclass(frozen=True, slots=True)
class Batch:
    """Windows padded to the longest: ``pieces``, ``shapes`` and ``mask`` (B, L), ``places`` (B, U), 0 where padded."""

    windows: tuple[Window, ...]
    pieces: Ints
    shapes: Ints
    mask: Ints
    places: Ints


class WordPieces:
    """The word pieces of units, each asked of the tokenizer once: within a field, papers use the same words."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer
        self._known: dict[str, list[int]] = {}
        self.first_mark, self.last_mark, self._unknown = (
            tokenizer.token_to_id(mark) or 0 for mark in ("[CLS]", "[SEP]", "[UNK]")
        )

    def of(self, unit: str) -> list[int]:
        """Ids of one unit's pieces, at least one and at most ``LONGEST``; not to be changed."""
        pieces = self._known.get(unit)
        if pieces is None:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            found = self._tokenizer.encode(unit, add_special_tokens=False).ids[:LONGEST]
            pieces = self._known[unit] = found or [self._unknown]
        return pieces


def windows_of(text: str, paper: int, word_pieces: WordPieces) -> tuple[list[Unit], list[Window]]:
    """The units of ``text``, and the windows that cover them; neighbours overlap by about 64 word pieces."""
    units = units_of(text)
    pieces_of = [word_pieces.of(text[unit.start : unit.end]) for unit in units]
    windows: list[Window] = []
    first = 0
    while first < len(units):
        pieces, shapes, places = [word_pieces.first_mark], [0], []
        u = first
        for own, unit in zip(pieces_of[first:], units[first:], strict=True):
            if len(pieces) + len(own) > LONGEST + 1:
                break
            places.append(len(pieces))
            pieces += own
            shapes += [unit.shape] * len(own)
            u += 1
        windows.append(Window(paper, first, [*pieces, word_pieces.last_mark], [*shapes, 0], places))
        if u >= len(units):
            break
        back, first = 0, u
        while first - 1 > windows[-1].first_unit and back < _OVERLAP:
            first -= 1
            back += len(pieces_of[first])
    return units, windows


def batches_of(windows: Sequence[Window], most_pieces: int) -> Iterator[Batch]:
    """Batches of at most ``most_pieces`` word pieces with padding, longest windows first."""
    waiting: list[Window] = []
    for window in sorted(windows, key=lambda w: -len(w.pieces)):
        if waiting and (len(waiting) + 1) * len(waiting[0].pieces) > most_pieces:
            yield padded(waiting)
            waiting = []
        waiting.append(window)
    if waiting:
        yield padded(waiting)


def padded(windows: Sequence[Window]) -> Batch:
    """Windows side by side in arrays of the longest one's length."""
    length, width = max(len(w.pieces) for w in windows), max(1, *(len(w.places) for w in windows))
    pieces, shapes, mask = (np.zeros((len(windows), length), np.int64) for _ in range(3))
    places = np.zeros((len(windows), width), np.int64)
    for i, w in enumerate(windows):
        pieces[i, : len(w.pieces)] = w.pieces
        shapes[i, : len(w.shapes)] = w.shapes
        mask[i, : len(w.pieces)] = 1
        places[i, : len(w.places)] = w.places
    return Batch(tuple(windows), pieces, shapes, mask, places)


def joined(
    lengths: Sequence[int], answers: Iterable[tuple[Window, npt.NDArray[np.float32]]], labels: int
) -> list[npt.NDArray[np.float32]]:
    """Per paper one (units, labels) array; where windows overlap, the one in which the unit stands further inside."""
    whole = [np.zeros((n, labels), np.float32) for n in lengths]
    depth = [np.full(n, -1) for n in lengths]
    for window, answer in answers:
        n = len(window.places)
        inside = np.minimum(np.arange(n), np.arange(n)[::-1])
        at = slice(window.first_unit, window.first_unit + n)
        better = inside > depth[window.paper][at]
        whole[window.paper][at][better] = answer[:n][better]
        depth[window.paper][at][better] = inside[better]
    return whole
