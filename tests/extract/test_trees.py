"""Boosted trees on onnxruntime: every row gets what a walk through the trees by hand gives."""

import numpy as np
import pytest

from extract.components.relations_model import shared_model
from extract.trees import Floats, Forest


def walked(forest: Forest, row: list[float]) -> float:
    """Log-odds of one row, node by node."""
    total = forest.base
    for node in forest.roots.tolist():
        while forest.left[node] != node:
            goes_left = np.float32(row[forest.feature[node]]) <= forest.threshold[node]
            node = int((forest.left if goes_left else forest.right)[node])
        total += float(forest.value[node])
    return total


def on_and_beside_thresholds(forest: Forest, rows: int) -> Floats:
    """Rows whose numbers are thresholds of their column, or the next float above or below."""
    rng = np.random.default_rng(0)
    inner = forest.left != np.arange(len(forest.left))
    features = np.zeros((rows, len(forest.columns)), dtype=np.float32)
    for column in range(len(forest.columns)):
        known = forest.threshold[inner & (forest.feature == column)]
        if len(known):
            drawn = rng.choice(known, rows)
            side = np.array([-np.inf, np.inf], np.float32)[rng.integers(0, 2, rows)]
            features[:, column] = np.where(rng.random(rows) < 0.5, drawn, np.nextafter(drawn, side))
    return features


@pytest.mark.parametrize("task", ["PROPOSES", "BASED_ON"])
def test_a_forest_says_what_its_trees_say(task: str) -> None:
    """A number equal to a threshold goes left, the next larger one right, in every tree that ships for the task."""
    forest = shared_model().forests[task]
    features = on_and_beside_thresholds(forest, 60)
    expected = [walked(forest, row) for row in features.tolist()]
    assert np.ptp(expected) > 1
    assert forest.log_odds(features) == pytest.approx(expected, abs=1e-5)


def test_a_tree_may_be_one_leaf() -> None:
    """A tree without a question adds its value to every row; no rows give no numbers."""
    forest = Forest(
        columns=np.array([3, 8]),
        roots=np.array([0, 1]),
        feature=np.array([0, 1, 0, 0]),
        threshold=np.array([0, 0.5, 0, 0], np.float32),
        left=np.array([0, 2, 2, 3]),
        right=np.array([0, 3, 2, 3]),
        value=np.array([1, 0, 10, 20], np.float32),
        depth=1,
        base=0.25,
    )
    rows = np.array([[9, 0.5], [9, 0.6]], np.float32)
    assert forest.log_odds(rows).tolist() == [11.25, 21.25]
    assert forest.log_odds(rows[:0]).shape == (0,)


def test_hopeless_rows_leave_after_the_first_trees() -> None:
    """A row below the bound goes through the early trees alone and falls by the mean; the others go through all."""
    forest = Forest(
        columns=np.array([0]),
        roots=np.array([0, 3]),
        feature=np.zeros(6, np.intp),
        threshold=np.array([0.5, 0, 0, 0.7, 0, 0], np.float32),
        left=np.array([1, 1, 2, 4, 4, 5]),
        right=np.array([2, 1, 2, 5, 4, 5]),
        value=np.array([0, -2, 1, 0, 5, 7], np.float32),
        depth=1,
        base=0.25,
        early=1,
        hopeless=0.0,
        fall=-3.0,
    )
    rows = np.array([[0.1], [0.6], [0.9]], np.float32)
    assert forest.early_log_odds(rows).tolist() == [-1.75, 1.25, 1.25]
    assert forest.log_odds(rows).tolist() == [-4.75, 6.25, 8.25]
    assert forest.log_odds(rows[:1]).tolist() == [-4.75]
    kept = Forest.from_arrays(forest.arrays("x"), "x")
    assert kept.log_odds(rows).tolist() == [-4.75, 6.25, 8.25]
