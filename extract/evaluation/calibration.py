"""Whether a confidence of 0.8 is right eight times in ten."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

BINS = 10


@dataclass(frozen=True, slots=True)
class ReliabilityBin:
    """Predictions whose confidence lies in ``[low, high)`` (the last bin includes 1)."""

    low: float
    high: float
    count: int
    confidence: float
    """mean confidence, 0 to 1"""
    right: float
    """share that is right, 0 to 1"""


@dataclass(frozen=True, slots=True)
class Calibration:
    """Reliability of one kind of prediction.

    ``error`` is the expected calibration error: the mean over predictions of the distance between mean confidence and
    share of right ones in their bin (Naeini, Cooper and Hauskrecht, "Obtaining well calibrated probabilities using
    Bayesian binning", AAAI 2015), 0 to 1.
    """

    kind: str
    count: int
    error: float
    bins: tuple[ReliabilityBin, ...]


def reliability(kind: str, predictions: Iterable[tuple[float, bool]], bins: int = BINS) -> Calibration:
    """Sort ``(confidence, right)`` into ``bins`` of equal width and compare; empty bins are left out."""
    pairs = list(predictions)
    groups: dict[int, list[tuple[float, bool]]] = {}
    for confidence, right in pairs:
        groups.setdefault(min(int(confidence * bins), bins - 1), []).append((confidence, right))
    rows = []
    error = 0.0
    for number, group in sorted(groups.items()):
        mean = sum(confidence for confidence, _ in group) / len(group)
        share = sum(right for _, right in group) / len(group)
        error += len(group) / len(pairs) * abs(mean - share)
        rows.append(ReliabilityBin(number / bins, (number + 1) / bins, len(group), mean, share))
    return Calibration(kind, len(pairs), error, tuple(rows))
