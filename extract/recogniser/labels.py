"""BIO labels over units, and the best sequence of them that is well formed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from schemas import EntityType

TYPES: tuple[str, ...] = tuple(t.value for t in EntityType)
LABELS: tuple[str, ...] = ("O", *(f"{mark}-{t}" for t in TYPES for mark in "BI"))
"""``O``, then ``B-`` and ``I-`` of each type: label 2k + 1 begins type k, label 2k + 2 goes on in it."""

Floats = npt.NDArray[np.float32]
Labels = npt.NDArray[np.int8]

_FORBIDDEN = -1e9
_LONG = 1000
"""Units of a text above which it is decoded alone, so that no others are padded to its length."""


@dataclass(frozen=True, slots=True)
class LabelledSpan:
    """Units ``first`` to ``last`` (both included), a type, and a confidence from 0 to 1."""

    first: int
    last: int
    type: str
    confidence: float = 1.0


def encode(spans: Iterable[LabelledSpan], length: int) -> list[int]:
    """Label ids of ``length`` units; spans must not overlap."""
    ids = [0] * length
    for span in spans:
        k = TYPES.index(span.type)
        ids[span.first] = 2 * k + 1
        ids[span.first + 1 : span.last + 1] = [2 * k + 2] * (span.last - span.first)
    return ids


def normalised(scores: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Scores of labels (…, labels) as log-probabilities."""
    scores = scores - scores.max(-1, keepdims=True)
    result: npt.NDArray[np.float32] = scores - np.log(np.exp(scores).sum(-1, keepdims=True))
    return result


def best_paths(texts: Sequence[Floats], shifts: Sequence[float] = (0.0,)) -> list[Labels]:
    """Of each text the likeliest labels in which no ``I-`` stands alone, once for each of ``shifts``.

    Args:
        texts: log-probabilities as (units, labels); texts of common length go through one loop over units, in step.
        shifts: what is added to the log-probability of no mention.

    Returns:
        For each text an array (shifts, units).
    """
    found = iter(_in_step([text for text in texts if len(text) <= _LONG], shifts))
    return [next(found) if len(text) <= _LONG else _in_step([text], shifts)[0] for text in texts]


def _in_step(texts: Sequence[Floats], shifts: Sequence[float]) -> list[Labels]:
    """Viterbi (1967) over texts padded to the longest.

    Every label may follow every other but ``I-``, which follows its own ``B-`` and itself, so that a step needs two
    maxima: over all labels, and over the two of a type.
    """
    longest = max(map(len, texts), default=0)
    if not longest:
        return [np.zeros((len(shifts), 0), np.int8) for _ in texts]
    # Behind its end a text goes on with labels of no mention, which change nothing.
    padded = np.full((longest + 1, len(LABELS), len(texts), len(shifts)), _FORBIDDEN, np.float32)
    padded[:, 0] = 0
    for n, text in enumerate(texts):
        padded[: len(text), :, n] = text[:, :, None]
        padded[: len(text), 0, n] += np.array(shifts, np.float32)
    score = padded.reshape(longest + 1, len(LABELS), -1)
    score[0, 2::2] = _FORBIDDEN
    for before, here in pairwise(score):
        inside = np.maximum(before[1::2], before[2::2])
        best = before.max(0)
        here[0] += best
        here[1::2] += best
        here[2::2] += inside
    # The label before: for I- its B- or itself, for all others the best. The first of equals wins.
    previous = np.empty(score.shape, np.int8)
    previous[:] = score.argmax(1).astype(np.int8)[:, None]
    begins = np.arange(1, len(LABELS), 2, dtype=np.int8)[:, None]
    previous[:, 2::2] = begins + (score[:, 1::2] < score[:, 2::2])
    lanes = np.arange(score.shape[2])
    path = np.zeros((longest + 1, len(lanes)), np.int8)
    for i in range(longest, 0, -1):
        path[i - 1] = previous[i - 1, path[i], lanes]
    lanes_of = path.reshape(longest + 1, len(texts), len(shifts))
    return [np.ascontiguousarray(lanes_of[: len(text), n].T) for n, text in enumerate(texts)]


def decode(log_probabilities: Floats) -> list[LabelledSpan]:
    """The spans of the best path over ``(units, labels)`` log-probabilities.

    A span's confidence is the geometric mean of the probabilities of its labels and of the label behind it (that it
    ends there).
    """
    (paths,) = best_paths([log_probabilities])
    (path,) = paths.tolist()
    spans = []
    for _, first, last, label in runs(paths):
        picked: Sequence[float] = [float(log_probabilities[j, path[j]]) for j in range(first, last + 1)]
        ends = (
            float(np.log1p(-min(np.exp(log_probabilities[last + 1, label + 1]), 1 - 1e-6)))
            if last + 1 < len(path)
            else 0.0
        )
        confidence = float(np.exp((sum(picked) + ends) / (len(picked) + 1)))
        spans.append(LabelledSpan(first, last, TYPES[(label - 1) // 2], min(1.0, confidence)))
    return spans


def runs(paths: Labels) -> Iterator[tuple[int, int, int, int]]:
    """The mentions of well-formed paths (paths, units): path, first unit, last unit, and the label that begins them."""
    inside = (paths > 0) & (paths % 2 == 0)
    ends = paths > 0
    ends[:, :-1] &= ~inside[:, 1:]
    path, first = np.nonzero(paths % 2)
    _, last = np.nonzero(ends)
    yield from zip(path.tolist(), first.tolist(), last.tolist(), paths[path, first].tolist(), strict=True)
