"""The part of the relation model that judges EQUIVARIANT_TO: trees over ``relations_symmetry``, in files of their own.

Its log-odds and those of the general trees of the relation are averaged: both learn from few papers, and err apart.
``extract.training.equivariance`` writes ``equivariance.npz`` and ``equivariance.json`` beside the other files of the
model; where they are missing, the general trees decide alone.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from extract.components.relations_layout import Floats, Layout
from extract.components.relations_symmetry import COLUMNS, symmetry_features
from extract.trees import Forest, squash
from schemas.errors import ModelError

WORDS = "words"
"""The last column: the linear score of the words of a pair, from the relation model."""
_NAME = "equivariance"
_NUMBERS = ("threshold", "slope", "shift")
_SUREST = 1e-4
"""Probabilities nearer to 0 or 1 than this count as this."""


@dataclass(frozen=True)
class Equivariance:
    """Trees, the probability from which a relation is said, and a card of how they were made.

    ``slope`` and ``shift`` calibrate the mean log-odds, see ``Forest.probability``.
    """

    forest: Forest
    threshold: float
    card: dict[str, Any]
    slope: float = 1.0
    shift: float = 0.0

    def probability(
        self, layout: Layout, pairs: NDArray[np.intp], proposed: Floats, words: Floats, general: Floats
    ) -> Floats:
        """For each pair (method, group) the probability that the text says that the method respects the group.

        Args:
            layout: the paper.
            pairs: n x 2 places of entities.
            proposed: for each entity the probability that the paper proposes it.
            words: the linear score of the words of each pair.
            general: what the general trees of the relation say of each pair, a probability.
        """
        rows = features_of(layout, pairs, proposed, words)
        special = self.forest.probability(rows[:, self.forest.columns])
        return squash(self.slope * mean_log_odds(special, general) + self.shift)

    @classmethod
    def load(cls, folder: Path) -> Equivariance | None:
        """What ``save`` wrote into a folder, None where nothing is.

        Raises:
            ModelError: the files are broken, or the features of this version are others.
        """
        if not (folder / f"{_NAME}.json").exists():
            return None
        try:
            card = json.loads((folder / f"{_NAME}.json").read_text("utf-8"))
            with np.load(folder / f"{_NAME}.npz", allow_pickle=False) as file:
                forest = Forest.from_arrays(file, _NAME)
            threshold, slope, shift = (float(card.pop(name)) for name in _NUMBERS)
            columns = card.pop("columns")
        except (OSError, ValueError, KeyError) as error:
            raise ModelError(f"the model of EQUIVARIANT_TO in {folder} cannot be read: {error}") from error
        if columns != [*COLUMNS, WORDS]:
            raise ModelError(f"the model of EQUIVARIANT_TO in {folder} was trained on other features: train it again")
        return cls(forest, threshold, card, slope, shift)

    def save(self, folder: Path) -> None:
        """Write both files; equal models give equal bytes."""
        folder.mkdir(parents=True, exist_ok=True)
        arrays = self.forest.arrays(_NAME)
        np.savez_compressed(folder / f"{_NAME}.npz", **arrays)  # type: ignore[arg-type]  # the stub takes bool for **
        numbers = {name: getattr(self, name) for name in _NUMBERS}
        content = {**self.card, **numbers, "columns": [*COLUMNS, WORDS]}
        (folder / f"{_NAME}.json").write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", "utf-8")


def mean_log_odds(*probabilities: Floats) -> Floats:
    """The mean of the log-odds of several probabilities of the same things."""
    clipped = np.clip(np.stack(probabilities), _SUREST, 1 - _SUREST)
    result: Floats = np.log(clipped / (1 - clipped)).mean(axis=0).astype(np.float32)
    return result


def features_of(layout: Layout, pairs: NDArray[np.intp], proposed: Floats, words: Floats) -> Floats:
    """Pairs x (``COLUMNS`` and ``WORDS``)."""
    return np.concatenate([symmetry_features(layout, pairs, proposed), words[:, None]], axis=1).astype(np.float32)
