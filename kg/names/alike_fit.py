"""Fit the weights of ``kg.names.alike`` to judged pairs: ``python -m kg.names.alike_fit JUDGED.jsonl``.

A logistic regression with a quadratic penalty, by Newton's method. What is printed is the table of weights for
``kg/names/alike.py``, and how the model does on pairs that it was not fitted to (ten folds).
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from kg.names.alike import FEATURES, SURE, features, term

_PENALTY = 0.1
_FOLDS = 10
_ROUNDS = 30
Array = npt.NDArray[np.float64]


def read(file: str | Path) -> tuple[Array, Array, list[dict[str, Any]]]:
    """The features of the judged pairs, their answers, and the pairs; pairs that are no candidates are left out."""
    rows, answers, pairs = [], [], []
    for line in Path(file).read_text(encoding="utf-8").splitlines():
        pair = json.loads(line)
        one, other = (term(pair[end], pair["type"]) for end in ("a", "b"))
        if one is None or other is None or one.bag != other.bag:
            continue
        seen = features(one, other, pair["together"])
        rows.append([seen.get(name, 0.0) for name in FEATURES])
        answers.append(float(pair["same"]))
        pairs.append(pair)
    return np.array(rows), np.array(answers), pairs


def fit(x: Array, y: Array) -> Array:
    """The weights of most likelihood under the penalty, in the order of ``FEATURES``."""
    weights = np.zeros(x.shape[1])
    for _ in range(_ROUNDS):
        p = 1 / (1 + np.exp(-x @ weights))
        gradient = x.T @ (p - y) + _PENALTY * weights
        curvature = (x * (p * (1 - p))[:, None]).T @ x + _PENALTY * np.eye(x.shape[1])
        weights = weights - np.linalg.solve(curvature, gradient)
    return np.asarray(weights)


def crossed(x: Array, y: Array) -> Array:
    """The probability of each pair by a model that has not seen it."""
    out = np.zeros(len(y))
    for fold in range(_FOLDS):
        held = np.arange(len(y)) % _FOLDS == fold
        out[held] = 1 / (1 + np.exp(-x[held] @ fit(x[~held], y[~held])))
    return out


def main(arguments: Sequence[str]) -> int:
    """Fit and print."""
    x, y, pairs = read(arguments[0])
    weights = fit(x, y)
    print("WEIGHTS: dict[str, float] = {")
    for name, weight in zip(FEATURES, weights, strict=True):
        print(f'    "{name}": {math.trunc(weight * 1000) / 1000},')
    print("}")
    p = crossed(x, y)
    sure = p >= SURE
    right = int(y[sure].sum())
    print(f"# {len(y)} pairs, {int(y.sum())} the same; of {int(sure.sum())} sure ones {right} are")
    for i in np.flatnonzero(sure & (y == 0)):
        print(f"#   wrong: {pairs[i]['a']} = {pairs[i]['b']} ({p[i]:.2f})")
    for i in np.flatnonzero(~sure & (y == 1)) if len(arguments) > 1 else ():
        print(f"#   missed: {pairs[i]['a']} = {pairs[i]['b']} ({p[i]:.2f})")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
