"""BIO labels over units, and the best sequence of them that is well formed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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


def best_path(log_probabilities: npt.NDArray[np.float32]) -> list[int]:
    """Viterbi over ``(units, labels)`` log-probabilities: the likeliest sequence in which no ``I-`` stands alone.

    Source: Viterbi (1967), with transitions that are either free or forbidden.
    """
    length = len(log_probabilities)
    if not length:
        return []
    score = log_probabilities[0].copy()
    score[2::2] = _FORBIDDEN
    back = np.zeros((length, len(LABELS)), np.int8)
    for i in range(1, length):
        through = score[:, None] + _TRANSITIONS
        back[i] = through.argmax(0)
        score = through.max(0) + log_probabilities[i]
    path = [int(score.argmax())]
    for i in range(length - 1, 0, -1):
        path.append(int(back[i, path[-1]]))
    return path[::-1]


def decode(log_probabilities: npt.NDArray[np.float32]) -> list[LabelledSpan]:
    """The spans of the best path over ``(units, labels)`` log-probabilities.

    A span's confidence is the geometric mean of the probabilities of its labels and of the label behind it (that it
    ends there).
    """
    path = best_path(log_probabilities)
    spans = []
    i = 0
    while i < len(path):
        label = path[i]
        if label == 0:
            i += 1
            continue
        last = i
        while last + 1 < len(path) and path[last + 1] == label + 1:
            last += 1
        picked: Sequence[float] = [float(log_probabilities[j, path[j]]) for j in range(i, last + 1)]
        ends = (
            float(np.log1p(-min(np.exp(log_probabilities[last + 1, label + 1]), 1 - 1e-6)))
            if last + 1 < len(path)
            else 0.0
        )
        confidence = float(np.exp((sum(picked) + ends) / (len(picked) + 1)))
        spans.append(LabelledSpan(i, last, TYPES[(label - 1) // 2], min(1.0, confidence)))
        i = last + 1
    return spans
