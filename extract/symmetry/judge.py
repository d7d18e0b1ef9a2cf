"""A logistic regression over clues that says how likely a place is a mention of a symmetry group."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from schemas.errors import ModelError

DEFAULT = Path(__file__).parent / "judge.json"
"""Weights of the model that ships, written by ``python -m extract.training.symmetry``."""


@dataclass(frozen=True, slots=True)
class Judge:
    """Plain numbers: one weight a clue, a bias, and the probability from which a place is a mention."""

    weights: Mapping[str, float]
    bias: float
    threshold: float

    def probability(self, clues: Mapping[str, float], more: float = 0.0) -> float:
        """The probability of a place with these clues; ``more`` is added to its log-odds."""
        odds = self.bias + more + sum(value * self.weights.get(clue, 0.0) for clue, value in clues.items())
        return 1 / (1 + math.exp(-odds)) if odds > -700 else 0.0

    @classmethod
    def read(cls, path: Path) -> Judge:
        """The model in a file.

        Raises:
            ModelError: there is no such file, or it is no model.
        """
        try:
            content = json.loads(path.read_text("utf-8"))
            return cls(content["weights"], float(content["bias"]), float(content["threshold"]))
        except (OSError, ValueError, KeyError) as error:
            raise ModelError(
                f"{path} is no model of symmetry mentions: train it (extract.training.symmetry)"
            ) from error

    def write(self, path: Path, card: Mapping[str, object]) -> None:
        """Write the model, with a card of how it was made; the same model gives the same bytes."""
        content = {"card": card, "threshold": self.threshold, "bias": self.bias, "weights": dict(self.weights)}
        path.write_text(json.dumps(content, ensure_ascii=False, indent=0) + "\n", "utf-8")


@cache
def judge() -> Judge:
    """The model that ships."""
    return Judge.read(DEFAULT)
