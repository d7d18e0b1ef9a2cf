"""The second reader: trees that judge candidate mentions, and the best set of them that does not overlap."""

from __future__ import annotations

import gzip
import json
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np

from extract.recogniser.candidates import Candidates, Reading, candidates_of_all
from extract.recogniser.features import features_of_all
from extract.recogniser.labels import TYPES, LabelledSpan
from extract.recogniser.lexicon import Lexicon
from extract.recogniser.spans import Floats
from extract.trees import Forest
from schemas.errors import ModelError

FOREST, LEXICON = "judge.npz", "lexicon.json.gz"


@dataclass(slots=True)
class Judge:
    """Trees over ``features_of_all``, calibrated: what they say is the probability that a candidate is a mention.

    ``threshold`` is the probability from which a candidate is worth taking.
    """

    forest: Forest
    lexicon: Lexicon
    threshold: float

    def mentions(self, reading: Reading) -> list[LabelledSpan]:
        """The mentions of a text in order, with their probabilities."""
        return self.mentions_of_all([reading])[0]

    def mentions_of_all(self, readings: Sequence[Reading]) -> list[list[LabelledSpan]]:
        """``mentions`` of each text, all of them judged together."""
        candidates = candidates_of_all(readings)
        rows = features_of_all(readings, candidates, self.lexicon)
        probability = self.forest.probability(rows[:, self.forest.columns]) if len(rows) else np.zeros(0, np.float32)
        ends = np.cumsum([len(c) for c in candidates])[:-1]
        return [choose(c, p, self.threshold) for c, p in zip(candidates, np.split(probability, ends), strict=True)]

    def save(self, folder: Path) -> None:
        """Write the trees and the lexicon into ``folder``."""
        arrays: dict[str, Any] = {**self.forest.arrays("mention"), "threshold": np.array([self.threshold])}
        np.savez_compressed(folder / FOREST, **arrays)
        content = json.dumps({"phrases": self.lexicon.phrases, "words": self.lexicon.words}, sort_keys=True)
        (folder / LEXICON).write_bytes(gzip.compress(content.encode(), 9, mtime=0))

    @classmethod
    def from_bytes(cls, forest: bytes, lexicon: bytes) -> Judge:
        """The inverse of ``save``, from the contents of its two files.

        Raises:
            ModelError: the files are no judge.
        """
        try:
            with np.load(BytesIO(forest)) as arrays:
                trees = Forest.from_arrays(arrays, "mention")
                threshold = float(arrays["threshold"][0])
            tables = json.loads(gzip.decompress(lexicon))
            return cls(trees, Lexicon(tables["phrases"], tables["words"]), threshold)
        except (OSError, ValueError, KeyError) as error:
            raise ModelError(f"the recogniser's judge cannot be read: {error}") from error


def choose(candidates: Candidates, probability: Floats | Sequence[float], threshold: float) -> list[LabelledSpan]:
    """Candidates that do not overlap, with the largest sum of probability above ``threshold``.

    Weighted interval scheduling (Kleinberg and Tardos, Algorithm Design, 2005, 6.1), in O(n log n).
    """
    rows = sorted(
        ((last, first, kind, float(p)) for (first, last, kind), p in zip(candidates, probability, strict=True)),
    )
    rows = [row for row in rows if row[3] > threshold]
    ends = [row[0] for row in rows]
    best = [0.0]
    taken: list[tuple[bool, int]] = []
    for _, first, _, p in rows:
        before = bisect_right(ends, first - 1)
        gain = best[before] + p - threshold
        taken.append((gain > best[-1], before))
        best.append(max(gain, best[-1]))
    chosen = []
    at = len(rows)
    while at:
        take, before = taken[at - 1]
        if take:
            last, first, kind, p = rows[at - 1]
            chosen.append(LabelledSpan(first, last, TYPES[kind], p))
        at = before if take else at - 1
    return chosen[::-1]
