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

    def log_odds(self, features: Floats) -> Floats:
        """Rows of ``columns`` of the feature matrix to log-odds, one each; there must be no missing values."""
        if not len(features):
            return np.zeros(0, dtype=np.float32)
        (odds,) = self._session.run(["odds"], {"features": np.ascontiguousarray(features, dtype=np.float32)})
        result: Floats = odds[:, 0]
        return result

    @cached_property
    def _session(self) -> onnxruntime.InferenceSession:
        """The trees as a network on one thread, made at first use."""
        network = trees_network(
            columns=len(self.columns),
            roots=self.roots,
            feature=self.feature,
            threshold=self.threshold,
            left=self.left,
            right=self.right,
            value=self.value,
            base=self.base,
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
        numbers = np.array([self.depth, self.base, self.slope, self.shift], dtype=np.float64)
        named = {name: getattr(self, name).astype(kind) for name, kind in _ARRAYS.items()}
        return {f"{prefix}:{name}": array for name, array in {**named, "numbers": numbers}.items()}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]], prefix: str) -> Forest:
        """The inverse of ``arrays``.

        Raises:
            KeyError: an array is missing.
        """
        depth, base, slope, shift = arrays[f"{prefix}:numbers"].tolist()
        wide = {np.int32: np.intp, np.int16: np.intp, np.float32: np.float32}
        named = {name: arrays[f"{prefix}:{name}"].astype(wide[kind]) for name, kind in _ARRAYS.items()}
        return cls(**named, depth=int(depth), base=base, slope=slope, shift=shift)


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


def squash(log_odds: Floats) -> Floats:
    """The logistic function, safe for large arguments."""
    clipped = np.minimum(np.maximum(log_odds, -30), 30)
    result: Floats = (1 / (1 + np.exp(-clipped))).astype(np.float32)
    return result
