"""BIO labels over units, and the best sequence of them that is well formed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from schemas import EntityType

TYPES: tuple[str, ...] = tuple(t.value for t in EntityType)
LABELS: tuple[str, ...] = ("O", *(f"{mark}-{t}" for t in TYPES for mark in "BI"))
"""``O``, then ``B-`` and ``I-`` of each type: label 2k + 1 begins type k, label 2k + 2 goes on in it."""

_FORBIDDEN = -1e9


@dataclass(frozen=True, slots=True)
class LabelledSpan:
    """Units ``first`` to ``last`` (both included), a type, and a confidence from 0 to 1."""

    first: int
    last: int
    type: str
    confidence: float = 1.0


def _transitions() -> npt.NDArray[np.float32]:
    allowed = np.zeros((len(LABELS), len(LABELS)), np.float32)
    for k in range(len(TYPES)):
        inside = 2 * k + 2
        allowed[:, inside] = _FORBIDDEN
        allowed[2 * k + 1, inside] = allowed[inside, inside] = 0
    return allowed


_TRANSITIONS = _transitions()


def encode(spans: Iterable[LabelledSpan], length: int) -> list[int]:
    """Label ids of ``length`` units; spans must not overlap."""
    ids = [0] * length
    for span in spans:
        k = TYPES.index(span.type)
        ids[span.first] = 2 * k + 1
        ids[span.first + 1 : span.last + 1] = [2 * k + 2] * (span.last - span.first)
    return ids


def best_paths(log_probabilities: npt.NDArray[np.float32]) -> npt.NDArray[np.int8]:
    """Viterbi over ``(readings, units, labels)``: of each reading the likeliest labels in which no ``I-`` stands alone.

    Source: Viterbi (1967), with transitions that are either free or forbidden.
    """
    readings, length, _ = log_probabilities.shape
    path = np.zeros((readings, length), np.int8)
    if not length:
        return path
    score = log_probabilities[:, 0].copy()
    score[:, 2::2] = _FORBIDDEN
    back = np.zeros((length, readings, len(LABELS)), np.int8)
    for i in range(1, length):
        through = score[:, :, None] + _TRANSITIONS
        back[i] = through.argmax(1)
        score = through.max(1) + log_probabilities[:, i]
    path[:, -1] = score.argmax(1)
    row = np.arange(readings)
    for i in range(length - 1, 0, -1):
        path[:, i - 1] = back[i, row, path[:, i]]
    return path


def decode(log_probabilities: npt.NDArray[np.float32]) -> list[LabelledSpan]:
    """The spans of the best path over ``(units, labels)`` log-probabilities.

    A span's confidence is the geometric mean of the probabilities of its labels and of the label behind it (that it
    ends there).
    """
    (path,) = best_paths(log_probabilities[None]).tolist()
    spans = []
    for first, last, label in runs(path):
        picked: Sequence[float] = [float(log_probabilities[j, path[j]]) for j in range(first, last + 1)]
        ends = (
            float(np.log1p(-min(np.exp(log_probabilities[last + 1, label + 1]), 1 - 1e-6)))
            if last + 1 < len(path)
            else 0.0
        )
        confidence = float(np.exp((sum(picked) + ends) / (len(picked) + 1)))
        spans.append(LabelledSpan(first, last, TYPES[(label - 1) // 2], min(1.0, confidence)))
    return spans


def runs(path: Sequence[int]) -> Iterator[tuple[int, int, int]]:
    """The mentions of a well-formed path: first unit, last unit, and the label that begins them."""
    i = 0
    while i < len(path):
        label = path[i]
        last = i
        if label:
            while last + 1 < len(path) and path[last + 1] == label + 1:
                last += 1
            yield i, last, label
        i = last + 1
