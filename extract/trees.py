"""Gradient-boosted trees as plain arrays: trained with scikit-learn, run by onnxruntime."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from extract.trees_network import trees_network

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Forest:
    """Regression trees whose values add up, on top of ``base``, to log-odds.

    The nodes of a tree stand side by side, its root first.

    Attributes:
        columns: which columns of the full feature matrix the trees read, ascending.
        roots: first node of each tree.
        feature: column read at a node (numbered within ``columns``), 0 at a leaf.
        threshold: go left where the feature is at most this.
        left, right: numbers of the children; a leaf points to itself.
        value: what a leaf adds.
        depth: longest way from a root to a leaf.
        base: log-odds before any tree.
        slope, shift: Platt's calibration, see ``probability``.
        early: how many trees every row goes through; 0 is all.
        hopeless: rows whose log-odds after ``early`` trees are lower go through no more of them (Cambazoglu et al.,
            "Early exit optimizations for additive machine learned ranking systems", WSDM 2010).
        fall: what the other trees add to such rows on average.
    """

    columns: NDArray[np.intp]
    roots: NDArray[np.intp]
    feature: NDArray[np.intp]
    threshold: Floats
    left: NDArray[np.intp]
    right: NDArray[np.intp]
    value: Floats
    depth: int
    base: float
    slope: float = 1.0
    shift: float = 0.0
    early: int = 0
    hopeless: float = -np.inf
    fall: float = 0.0

    def log_odds(self, features: Floats) -> Floats:
        """Rows of ``columns`` of the feature matrix to log-odds, one each; there must be no missing values."""
        rows = np.ascontiguousarray(features, dtype=np.float32)
        if not self.early:
            return _run(self._first, rows)
        odds = self.early_log_odds(rows)
        hopeful = odds >= self.hopeless
        odds[hopeful] += _run(self._rest, rows[hopeful])
        odds[~hopeful] += np.float32(self.fall)
        return odds

    def early_log_odds(self, features: Floats) -> Floats:
        """Log-odds after the first ``early`` trees."""
        return _run(self._first, np.ascontiguousarray(features, dtype=np.float32))

    @cached_property
    def _first(self) -> onnxruntime.InferenceSession:
        return self._session(0, self.early or len(self.roots), self.base)

    @cached_property
    def _rest(self) -> onnxruntime.InferenceSession:
        return self._session(self.early, len(self.roots), 0.0)

    def _session(self, first: int, end: int, base: float) -> onnxruntime.InferenceSession:
        """The trees ``first`` to ``end`` (exclusive) as a network on one thread, made at first use."""
        start, *_ = bounds = [*self.roots.tolist(), len(self.feature)][first : end + 1]
        nodes = slice(start, bounds[-1])
        network = trees_network(
            columns=len(self.columns),
            roots=self.roots[first:end] - start,
            feature=self.feature[nodes],
            threshold=self.threshold[nodes],
            left=self.left[nodes] - start,
            right=self.right[nodes] - start,
            value=self.value[nodes],
            base=base,
        )
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        return onnxruntime.InferenceSession(network, options, providers=["CPUExecutionProvider"])

    def probability(self, features: Floats) -> Floats:
        """Calibrated probabilities: ``1 / (1 + exp(-(slope * log_odds + shift)))``.

        ``slope`` and ``shift`` are fitted on log-odds of papers that the trees had not seen (cross-validation), after
        J. Platt, "Probabilistic outputs for support vector machines and comparisons to regularized likelihood
        methods", Advances in Large Margin Classifiers (1999).
        """
        return squash(self.slope * self.log_odds(features) + self.shift)

    def arrays(self, prefix: str) -> dict[str, NDArray[Any]]:
        """Everything as named arrays, for an ``npz`` file."""
        numbers = np.array([getattr(self, name) for name in _NUMBERS], dtype=np.float64)
        named = {name: getattr(self, name).astype(kind) for name, kind in _ARRAYS.items()}
        return {f"{prefix}:{name}": array for name, array in {**named, "numbers": numbers}.items()}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]], prefix: str) -> Forest:
        """The inverse of ``arrays``.

        Raises:
            KeyError: an array is missing.
        """
        numbers: dict[str, Any] = dict(zip(_NUMBERS, arrays[f"{prefix}:numbers"].tolist(), strict=True))
        whole: dict[str, Any] = {name: int(numbers.pop(name)) for name in ("depth", "early")}
        wide = {np.int32: np.intp, np.int16: np.intp, np.float32: np.float32}
        named: dict[str, Any] = {name: arrays[f"{prefix}:{name}"].astype(wide[kind]) for name, kind in _ARRAYS.items()}
        return cls(**named, **whole, **numbers)


_ARRAYS: dict[str, Any] = {
    "columns": np.int16,
    "roots": np.int32,
    "feature": np.int16,
    "threshold": np.float32,
    "left": np.int32,
    "right": np.int32,
    "value": np.float32,
}
"""How each array is kept in a file; in memory whole numbers have the width that indexing wants."""
_NUMBERS = ("depth", "base", "slope", "shift", "early", "hopeless", "fall")


def _run(session: onnxruntime.InferenceSession, rows: Floats) -> Floats:
    if not len(rows):
        return np.zeros(0, dtype=np.float32)
    (odds,) = session.run(["odds"], {"features": rows})
    result: Floats = odds[:, 0].copy()
    return result


def squash(log_odds: Floats) -> Floats:
    """The logistic function, safe for large arguments."""
    clipped = np.minimum(np.maximum(log_odds, -30), 30)
    result: Floats = (1 / (1 + np.exp(-clipped))).astype(np.float32)
    return result
