"""Entities of one paper that have different words for one thing: "docking" in a paper on "molecular docking".

Rules join what differs in spelling; what else names one thing is learned. Boosted trees say of every two groups of one
type how likely they are one entity, and groups are joined as long as the mean over their pairs reaches the threshold
(average linkage, Sokal and Michener 1958).
"""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from extract.components.entities_pairs import COLUMNS, Group, pair_features
from extract.trees import Forest
from schemas.errors import ModelError

log = logging.getLogger(__name__)
DEFAULT = Path(__file__).parents[1] / "entity_model"
_NAME = "joining"


@dataclass(frozen=True)
class Joiner:
    """Trees over ``COLUMNS``, the mean probability from which groups are joined, and a card of how they were made."""

    forest: Forest
    threshold: float
    card: dict[str, Any]

    def join(self, text: str, groups: Sequence[Group], starts: Sequence[int]) -> list[list[int]]:
        """Places in ``groups`` that are one entity, each list and their order by first appearance.

        Args:
            text: the paper's.
            groups: mentions that the rules hold for one thing, in order of the text.
            starts: offsets at which sentences start.
        """
        pairs, rows = pair_features(text, groups, starts)
        if not pairs:
            return [[n] for n in range(len(groups))]
        probabilities = self.forest.probability(rows[:, self.forest.columns]).tolist()
        return clusters(len(groups), pairs, probabilities, self.threshold)

    def save(self, folder: Path) -> None:
        """Write both files; equal models give equal bytes."""
        folder.mkdir(parents=True, exist_ok=True)
        np.savez_compressed(folder / f"{_NAME}.npz", **self.forest.arrays(_NAME))  # type: ignore[arg-type]  # the stub takes bool for **
        content = {**self.card, "threshold": self.threshold, "columns": COLUMNS}
        (folder / f"{_NAME}.json").write_text(json.dumps(content, indent=1) + "\n", "utf-8")

    @classmethod
    def load(cls, folder: Path) -> Joiner:
        """What ``save`` wrote.

        Raises:
            ModelError: the files are missing or broken, or the features of this version are others.
        """
        try:
            card = json.loads((folder / f"{_NAME}.json").read_text("utf-8"))
            with np.load(folder / f"{_NAME}.npz", allow_pickle=False) as file:
                forest = Forest.from_arrays(file, _NAME)
            threshold, columns = float(card.pop("threshold")), card.pop("columns")
        except (OSError, ValueError, KeyError) as error:
            raise ModelError(f"the model of entities in {folder} cannot be read: {error}") from error
        if columns != COLUMNS:
            raise ModelError(f"the model of entities in {folder} was trained on other features: train it again")
        return cls(forest, threshold, card)


def clusters(
    count: int, pairs: Sequence[tuple[int, int]], probabilities: Sequence[float], threshold: float
) -> list[list[int]]:
    """Groups 0 to ``count`` - 1 joined while some mean over pairs reaches ``threshold``; pairs not given count 0."""
    found = [[n] for n in range(count)]
    # A mean reaches it only where a pair does.
    if max(probabilities, default=0.0) < threshold:
        return found
    likely = dict(zip(pairs, probabilities, strict=True))
    while True:
        best, at = threshold, None
        for i, one in enumerate(found):
            for j in range(i + 1, len(found)):
                shares = [likely.get((min(a, b), max(a, b)), 0.0) for a in one for b in found[j]]
                mean = sum(shares) / len(shares)
                if mean >= best:
                    best, at = mean, (i, j)
        if at is None:
            return [sorted(cluster) for cluster in found]
        found[at[0]] += found.pop(at[1])


@lru_cache(maxsize=1)
def shared_joiner() -> Joiner | None:
    """The model that ships, read once a process; None before it was ever trained."""
    if (DEFAULT / f"{_NAME}.json").exists():
        return Joiner.load(DEFAULT)
    log.warning("no trained model of entities in %s: rules alone are used", DEFAULT)
    return None
