"""Fitting of the parts of the relation model with scikit-learn, and their export to plain arrays.

Everything is deterministic: fixed seeds, fixed folds, one thread.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse  # type: ignore[import-untyped]
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression

from extract.components.relations_strings import StringWeights
from extract.trees import Floats, Forest, squash

FOLDS = 5
_LEAST = 5
"""A string of fewer examples gets no weight."""
_FAINT = 0.02
"""A weight nearer to zero is left out of the shipped model."""
_COLUMNS = 100
"""How many features the trees of one task may read."""
_SAMPLE = (3000, 7000)
"""Positive and negative examples on which features are chosen."""

Bools = NDArray[np.bool_]
Ints = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Linear:
    """Logistic regression over strings, exported: one weight a kept string, and a bias."""

    strings: list[str]
    weights: Floats
    bias: float

    def scores(self, matrix: sparse.csr_matrix, strings: Sequence[str]) -> Floats:
        """Scores of the rows of a matrix whose columns are ``strings``, see ``string_matrix``."""
        own = dict(zip(self.strings, self.weights.tolist(), strict=True))
        weights = np.array([own.get(string, 0.0) for string in strings], dtype=np.float32)
        result: Floats = (matrix @ weights + self.bias).astype(np.float32)
        return result


def string_matrix(groups: Sequence[set[str]]) -> tuple[sparse.csr_matrix, list[str]]:
    """Groups of strings as a sparse matrix of ones, with the strings of its columns; rare strings are left out."""
    counts = Counter(string for group in groups for string in group)
    strings = sorted(string for string, count in counts.items() if count >= _LEAST)
    column = {string: n for n, string in enumerate(strings)}
    rows = [sorted(n for n in map(column.get, group) if n is not None) for group in groups]
    indices = np.fromiter((n for row in rows for n in row), dtype=np.int32)
    bounds = np.concatenate([[0], np.cumsum([len(row) for row in rows])])
    ones = np.ones(len(indices), dtype=np.float32)
    return sparse.csr_matrix((ones, indices, bounds), shape=(len(rows), len(strings))), strings


def fit_linear(
    matrix: sparse.csr_matrix, strings: list[str], right: Bools, fold: Ints, c: float
) -> tuple[Floats, Linear]:
    """Scores of every row by a model that has not seen its fold, and the model of all rows."""
    scores = np.zeros(len(right), dtype=np.float32)
    for number in np.unique(fold):
        seen = fold != number
        scores[~seen] = _logistic(matrix[seen], right[seen], c).decision_function(matrix[~seen])
    model = _logistic(matrix, right, c)
    weights = model.coef_[0].astype(np.float32)
    kept = np.flatnonzero(np.abs(weights) >= _FAINT)
    return scores, Linear([strings[n] for n in kept], weights[kept], float(model.intercept_[0]))


def _logistic(matrix: sparse.csr_matrix, right: Bools, c: float) -> LogisticRegression:
    return LogisticRegression(C=c, solver="liblinear", max_iter=300, random_state=0).fit(matrix, right)


def merge_linear(parts: dict[str, Linear], tasks: Sequence[str], marks: Sequence[str]) -> dict[str, StringWeights]:
    """One table of weights a mark (the beginning of a string that says which part it is from), one column a task."""
    tables = {}
    for mark in marks:
        strings = sorted(
            {s[len(mark) + 1 :] for part in parts.values() for s in part.strings if s.startswith(f"{mark} ")}
        )
        place = {string: n for n, string in enumerate(strings)}
        weights = np.zeros((len(strings), len(tasks)), dtype=np.float32)
        for task, part in parts.items():
            for string, weight in zip(part.strings, part.weights, strict=True):
                if string.startswith(f"{mark} "):
                    weights[place[string[len(mark) + 1 :]], tasks.index(task)] = weight
        tables[mark] = StringWeights(strings, weights)
    return tables


def fit_forest(features: Floats, right: Bools, fold: Ints) -> tuple[Floats, Forest]:
    """Calibrated probability of every row by trees that have not seen its fold, and the forest of all rows."""
    columns = _best_columns(features, right)
    chosen = np.ascontiguousarray(features[:, columns])
    odds = np.zeros(len(right), dtype=np.float32)
    for number in np.unique(fold):
        seen = fold != number
        odds[~seen] = _boosted(100).fit(chosen[seen], right[seen]).decision_function(chosen[~seen])
    slope, shift = platt(odds, right)
    forest = replace(export(_boosted(100).fit(chosen, right), columns), slope=slope, shift=shift)
    return squash(slope * odds + shift), forest


def _boosted(rounds: int) -> HistGradientBoostingClassifier:
    return HistGradientBoostingClassifier(
        max_iter=rounds,
        learning_rate=0.08,
        max_leaf_nodes=15,
        max_depth=8,
        min_samples_leaf=20,
        l2_regularization=1.0,
        max_features=0.2,
        early_stopping=False,
        random_state=0,
    )


def _best_columns(features: Floats, right: Bools) -> NDArray[np.intp]:
    """The columns with the largest gain in trees over a sample of the rows."""
    rng = np.random.default_rng(0)
    sample = np.concatenate(
        [
            rng.permutation(np.flatnonzero(right == value))[:most]
            for value, most in zip((True, False), _SAMPLE, strict=True)
        ]
    )
    model = _boosted(50).fit(features[sample], right[sample])
    gain = np.zeros(features.shape[1])
    for (tree,) in model._predictors:
        inner = tree.nodes["is_leaf"] == 0
        np.add.at(gain, tree.nodes["feature_idx"][inner], tree.nodes["gain"][inner])
    best = np.argsort(-gain, kind="stable")[:_COLUMNS]
    useful = best[gain[best] > 0]
    return np.sort(useful if len(useful) else best[:1]).astype(np.intp)


def export(model: HistGradientBoostingClassifier, columns: NDArray[np.intp]) -> Forest:
    """The trees of a fitted model as arrays; the features must be free of missing values and categories."""
    roots: list[int] = []
    feature: list[int] = []
    threshold: list[float] = []
    left: list[int] = []
    right: list[int] = []
    value: list[float] = []
    depth = 0
    for (tree,) in model._predictors:
        nodes, base = tree.nodes, len(feature)
        roots.append(base)
        depth = max(depth, int(nodes["depth"].max()))
        for number, node in enumerate(nodes):
            leaf = bool(node["is_leaf"])
            feature.append(0 if leaf else int(node["feature_idx"]))
            threshold.append(0.0 if leaf else float(node["num_threshold"]))
            left.append(base + (number if leaf else int(node["left"])))
            right.append(base + (number if leaf else int(node["right"])))
            value.append(float(node["value"]) if leaf else 0.0)
    return Forest(
        columns=columns,
        roots=np.array(roots, dtype=np.intp),
        feature=np.array(feature, dtype=np.intp),
        threshold=np.array(threshold, dtype=np.float32),
        left=np.array(left, dtype=np.intp),
        right=np.array(right, dtype=np.intp),
        value=np.array(value, dtype=np.float32),
        depth=depth,
        base=float(np.ravel(model._baseline_prediction)[0]),
    )


def mean_of(forests: Sequence[Forest]) -> Forest:
    """One forest that gives the mean of the log-odds of several over the same columns."""
    first, *_ = forests
    starts = np.cumsum([0, *(len(f.feature) for f in forests)])[:-1]

    def joined(name: str, shifted: bool = False) -> NDArray[Any]:
        arrays = [getattr(f, name) + (start if shifted else 0) for f, start in zip(forests, starts, strict=True)]
        return np.concatenate(arrays).astype(getattr(first, name).dtype)

    return Forest(
        columns=first.columns,
        roots=joined("roots", shifted=True),
        feature=joined("feature"),
        threshold=joined("threshold"),
        left=joined("left", shifted=True),
        right=joined("right", shifted=True),
        value=(joined("value") / len(forests)).astype(np.float32),
        depth=max(f.depth for f in forests),
        base=float(np.mean([f.base for f in forests])),
    )


def platt(odds: Floats, right: Bools) -> tuple[float, float]:
    """Slope and shift of the logistic function that fits ``right`` best: log-loss, by Newton's method."""
    slope, shift = 1.0, 0.0
    for _ in range(50):
        p = squash(slope * odds + shift).astype(np.float64)
        w, error = p * (1 - p) + 1e-9, p - right
        gradient = np.array([(error * odds).sum(), error.sum()])
        hessian = np.array([[(w * odds * odds).sum(), (w * odds).sum()], [(w * odds).sum(), w.sum()]])
        step = np.linalg.solve(hessian, gradient)
        slope, shift = slope - step[0], shift - step[1]
        if np.abs(step).max() < 1e-6:
            break
    return float(slope), float(shift)


def best_threshold(
    probability: Floats, keys: Sequence[tuple[object, ...]], gold: set[tuple[object, ...]]
) -> tuple[float, float]:
    """The threshold with the best F1 and the F1 there; rows with one key count once, as the scorer counts them.

    F1 is averaged over five neighbouring thresholds first, so that a peak of chance is not followed.
    """
    thresholds = np.arange(0.2, 0.705, 0.02).round(2)
    scores = []
    for threshold in thresholds:
        found = {keys[int(n)] for n in np.flatnonzero(probability >= threshold)}
        scores.append(2 * len(found & gold) / max(len(found) + len(gold), 1))
    padded = np.pad(np.array(scores), 2, mode="edge")
    best = int(np.convolve(padded, np.ones(5) / 5, mode="valid").argmax())
    return float(thresholds[best]), scores[best]
