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


def windows_of(text: str, paper: int, tokenizer: Tokenizer) -> tuple[list[Unit], list[Window]]:
    """The units of ``text``, and the windows that cover them; neighbours overlap by about 64 word pieces."""
    units = units_of(text)
    encoded = tokenizer.encode(text, add_special_tokens=False)
    pieces_of: list[list[int]] = [[] for _ in units]
    u = 0
    for piece, (start, end) in zip(encoded.ids, encoded.offsets, strict=True):
        while u < len(units) and units[u].end <= start:
            u += 1
        if u < len(units) and end > units[u].start:
            pieces_of[u].append(piece)
    first_mark, last_mark, unknown = (tokenizer.token_to_id(mark) or 0 for mark in ("[CLS]", "[SEP]", "[UNK]"))
    windows = []
    first = 0
    while first < len(units):
        pieces, shapes, places = [first_mark], [0], []
        u = first
        while u < len(units) and len(pieces) + max(1, len(pieces_of[u])) <= LONGEST + 1:
            places.append(len(pieces))
            own = pieces_of[u][:LONGEST] or [unknown]
            pieces += own
            shapes += [units[u].shape] * len(own)
            u += 1
        windows.append(Window(paper, first, [*pieces, last_mark], [*shapes, 0], places))
        if u >= len(units):
            break
        back, first = 0, u
        while first - 1 > windows[-1].first_unit and back < _OVERLAP:
            first -= 1
            back += max(1, len(pieces_of[first]))
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
