"""Train the model that judges places of symmetry mentions: ``python -m extract.training.symmetry [--help]``.

Reads annotated papers and writes ``extract/symmetry/judge.json``, plain numbers. The card holds exact precision, recall
and F1 of mentions by cross-validation over papers, with the rules alone beside them. The rules were written with these
papers in sight and are too right on them; so that the model does not trust them too much, every place is learned twice,
once without the clues that repeat what the rules say.
"""

from __future__ import annotations

import argparse
import json
import logging
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy import sparse  # type: ignore[import-untyped]
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from extract.sentences import sentence_starts
from extract.symmetry.clues import Clues, clues_of
from extract.symmetry.judge import DEFAULT, Judge
from extract.symmetry.places import Place, places_of
from schemas import EntityType, digest

CORPUS = Path(__file__).parents[1] / "corpus"
GOLD = [CORPUS / f"{name}.jsonl" for name in ("train", "train-arxiv", "train-arxiv-2", "train-groups")]
log = logging.getLogger(__name__)
FOLDS = 10
_FEWEST = 3
"""A clue of fewer places gets no weight."""
_STRENGTH = 0.2
"""Inverse strength of regularisation."""
_DIGITS = 3
Spot = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Example:
    """One annotated paper: its places with their clues, where its groups are and where its other mentions are."""

    id: str
    text: str
    places: list[Place]
    clues: list[Clues]
    gold: set[Spot]
    others: list[Spot]


def read_examples(files: Iterable[Path]) -> list[Example]:
    """The papers of gold files in their order; of a paper no more than its text and mentions is needed."""
    lines = (line for file in files for line in file.read_text("utf-8").splitlines() if line.strip())
    return [_example(json.loads(line)) for line in lines]


def _example(record: dict[str, Any]) -> Example:
    text = f"{record['title']}\n{record['abstract']}"
    starts = sentence_starts(text)
    places = places_of(text, list(zip(starts, [*starts[1:], len(text)], strict=True)))
    mentions = [(m["start"], m["end"], m["type"] == EntityType.SYMMETRY_GROUP) for m in record["mentions"]]
    groups = {(start, end) for start, end, is_group in mentions if is_group}
    others = [(start, end) for start, end, is_group in mentions if not is_group]
    return Example(record["id"], text, places, clues_of(text, places), groups, others)


def standing(found: Iterable[Spot], others: Sequence[Spot]) -> set[Spot]:
    """What of ``found`` stands beside mentions of other types: where two overlap, the longer one does."""
    return {
        (start, end) for start, end in found if all(b <= start or end <= a or b - a < end - start for a, b in others)
    }


def figures(examples: Sequence[Example], found: Sequence[Iterable[Spot]]) -> dict[str, float]:
    """Exact precision, recall and F1 of mentions, in per cent."""
    right = taken = wanted = 0
    for example, spots in zip(examples, found, strict=True):
        kept = standing(spots, example.others)
        right, taken, wanted = right + len(kept & example.gold), taken + len(kept), wanted + len(example.gold)
    shares = {"precision": right / max(taken, 1), "recall": right / max(wanted, 1)}
    return {name: round(100 * x, 1) for name, x in {"F1": 2 * right / max(taken + wanted, 1), **shares}.items()}


def fit(examples: Sequence[Example], threshold: float = 0.5) -> Judge:
    """A model of the places of these papers."""
    rows, right = [], []
    for example in examples:
        for place, clues in zip(example.places, example.clues, strict=True):
            rows += [clues, {name: value for name, value in clues.items() if not name.startswith("rule ")}]
            right += [(place.start, place.end) in example.gold] * 2
    counts = Counter(clue for row in rows for clue in row)
    # Clues that the rules do not repeat count twice.
    names = sorted(c for c, n in counts.items() if n >= (_FEWEST if c.startswith("rule ") else 2 * _FEWEST))
    column = {name: n for n, name in enumerate(names)}
    cells = [(n, column[c], value) for n, row in enumerate(rows) for c, value in sorted(row.items()) if c in column]
    at, of, values = zip(*cells, strict=True)
    matrix = sparse.csr_matrix((values, (at, of)), shape=(len(rows), len(names)))
    model = LogisticRegression(C=_STRENGTH / 2, solver="liblinear", max_iter=300, random_state=0)
    model.fit(matrix, np.array(right))
    weights = {name: round(float(w), _DIGITS) for name, w in zip(names, model.coef_[0], strict=True)}
    return Judge({c: w for c, w in weights.items() if w}, round(float(model.intercept_[0]), _DIGITS), threshold)


def fold_of(id: str) -> int:
    """The fold of a paper, by its id."""
    return int(digest(id, size=4), 16) % FOLDS


def judges(examples: Sequence[Example], threshold: float = 0.5) -> list[Judge]:
    """For every fold a model of the other papers."""
    return [fit([e for e in examples if fold_of(e.id) != fold], threshold) for fold in range(FOLDS)]


def probabilities(examples: Sequence[Example]) -> list[list[float]]:
    """For every paper those of its places, by models that have not seen it."""
    models = judges(examples)
    return [[models[fold_of(e.id)].probability(clues) for clues in e.clues] for e in examples]


def train(examples: Sequence[Example]) -> tuple[Judge, dict[str, object]]:
    """The model of all papers, and its card. The threshold is the one of the best F1 averaged with its neighbours."""
    with threadpool_limits(1):
        unseen = probabilities(examples)
        thresholds = [round(0.2 + 0.02 * n, 2) for n in range(26)]
        scores = [figures(examples, _above(examples, unseen, t)) for t in thresholds]
        smooth = np.convolve(np.pad([s["F1"] for s in scores], 2, mode="edge"), np.ones(5) / 5, mode="valid")
        best = int(smooth.argmax())
        by_rules = [[(p.start, p.end) for p in example.places if p.mark] for example in examples]
        card: dict[str, object] = {
            "papers": len(examples),
            "corpus": digest(*(example.text for example in examples)),
            "cross_validation": scores[best],
            "rules_alone": figures(examples, by_rules),
        }
        return fit(examples, thresholds[best]), card


def _above(examples: Sequence[Example], probability: Sequence[Sequence[float]], threshold: float) -> list[list[Spot]]:
    return [
        [(p.start, p.end) for p, sure in zip(e.places, ps, strict=True) if sure >= threshold]
        for e, ps in zip(examples, probability, strict=True)
    ]


def main(arguments: Sequence[str] | None = None) -> None:
    """Train and write the model."""
    parser = argparse.ArgumentParser(
        prog="python -m extract.training.symmetry", description=(__doc__ or "").split("\n")[0]
    )
    parser.add_argument("--gold", type=Path, nargs="+", default=GOLD, help="annotated papers")
    parser.add_argument("--out", type=Path, default=DEFAULT, help="file of the model")
    given = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    model, card = train(read_examples(given.gold))
    model.write(given.out, card)
    log.info("%s; threshold %s, %s clues", card, model.threshold, len(model.weights))


if __name__ == "__main__":
    main()
