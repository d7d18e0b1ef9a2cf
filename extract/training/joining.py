"""Train the model that joins entities of one paper: ``python -m extract.training.joining [--help]``; some minutes.

Learns from annotated papers, with their mentions as annotated and, where ``--predicted`` gives them, as a recogniser
finds them unseen. Calibration, threshold and the card's figures come from cross-validation over papers.
"""

from __future__ import annotations

import argparse
import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from extract.components.entities_joining import DEFAULT, Joiner, clusters
from extract.components.entities_pairs import COLUMNS, Floats, Group, pair_features
from extract.evaluation import align, surface_key
from extract.evaluation.marked import extraction_of, grouping_nlp, marked_doc, with_joiner
from extract.sentences import sentence_starts
from extract.training.relations_fit import FOLDS, Bools, export, platt
from extract.trees import squash
from schemas import EntityType, Extraction, digest

log = logging.getLogger(__name__)
CORPUS = Path(__file__).parents[1] / "corpus"
_THRESHOLDS = tuple(n / 100 for n in range(40, 62, 2))
"""Below, a join is more often wrong than right."""
_TYPES = tuple(EntityType)
_FEWEST = 50
"""Pairs that are one entity; fewer teach nothing."""


@dataclass(slots=True)
class Example:
    """One paper grouped by the rules: its groups, the gold entity of each, pairs of them and their features."""

    gold: Extraction
    found: bool
    fold: int
    groups: list[Group]
    entities: list[str | None]
    pairs: list[tuple[int, int]]
    rows: Floats

    @property
    def right(self) -> list[bool]:
        """For each pair whether both are one gold entity."""
        return [self.entities[a] is not None and self.entities[a] == self.entities[b] for a, b in self.pairs]


def read_examples(gold: Sequence[Extraction], predicted: Sequence[Extraction]) -> list[Example]:
    """The papers with annotated mentions, and once more with found ones."""
    nlp = with_joiner(grouping_nlp(), None)
    by_title = {surface_key(paper.title): paper for paper in predicted}
    examples = []
    for n, paper in enumerate(gold):
        for found, marked in ((False, paper), (True, by_title.get(surface_key(paper.title)))):
            if marked is None:
                continue
            grouped = extraction_of(marked_doc(nlp, marked), paper)
            members: dict[str, list[Any]] = {}
            for mention in grouped.mentions:
                members.setdefault(mention.entity, []).append(mention)
            groups = [
                Group(own[0].type.value, tuple(m.text for m in own), tuple((m.start, m.end) for m in own))
                for own in members.values()
            ]
            to_gold = align(paper, grouped)
            pairs, rows = pair_features(paper.text, groups, sentence_starts(paper.text))
            examples.append(Example(paper, found, n % FOLDS, groups, [to_gold.get(e) for e in members], pairs, rows))
    return examples


def fit(rows: Floats, right: Bools) -> HistGradientBoostingClassifier:
    """Boosted trees over pairs."""
    return HistGradientBoostingClassifier(
        max_iter=150, learning_rate=0.06, max_leaf_nodes=15, min_samples_leaf=20, l2_regularization=1.0,
        max_features=0.5, early_stopping=False, random_state=0,
    ).fit(rows, right)  # fmt: skip


def train(examples: Sequence[Example]) -> tuple[Joiner, list[Joiner]]:
    """The model of all papers, and for each fold the one that has not seen it."""
    with threadpool_limits(1):
        rows = np.concatenate([e.rows for e in examples])
        right = np.concatenate([np.array(e.right, bool) for e in examples])
        fold = np.concatenate([np.full(len(e.pairs), e.fold) for e in examples])
        odds = np.zeros(len(right), np.float32)
        models = []
        for number in range(FOLDS):
            seen = fold != number
            models.append(fit(rows[seen], right[seen]))
            odds[~seen] = models[-1].decision_function(rows[~seen])
        slope, shift = platt(odds, right)
        probability = squash(slope * odds + shift)
        columns: NDArray[np.intp] = np.arange(len(COLUMNS))
        calibrated = [replace(export(m, columns), slope=slope, shift=shift) for m in (fit(rows, right), *models)]
    figures = {t: entities_f1(examples, probability, t) for t in (*_THRESHOLDS, 2.0)}
    smooth = np.convolve(np.pad([figures[t] for t in _THRESHOLDS], 1, mode="edge"), np.ones(3) / 3, mode="valid")
    threshold = _THRESHOLDS[int(smooth.argmax())]
    said = probability >= threshold
    card = {
        "papers": len({e.gold.id for e in examples}),
        "pairs": len(right),
        "joined": int(right.sum()),
        "cross_validation": {
            "precision of pairs": round(100 * float((said & right).sum() / max(1, said.sum())), 1),
            "recall of pairs": round(100 * float((said & right).sum() / max(1, right.sum())), 1),
            "F1 of entities": round(figures[threshold], 1),
            "F1 of entities by rules": round(figures[2.0], 1),
        },
    }
    whole, *folds = (Joiner(forest, threshold, card) for forest in calibrated)
    return whole, folds


def unseen_joiners(gold: Sequence[Extraction], predicted: Sequence[Extraction]) -> Sequence[Joiner | None]:
    """For each fold of ``gold`` (place modulo ``FOLDS``) a model that has not seen it; few papers teach none."""
    examples = read_examples(gold, predicted)
    if sum(sum(e.right) for e in examples) < _FEWEST:
        return [None] * FOLDS
    _, joiners = train(examples)
    return joiners


def entities_f1(examples: Sequence[Example], probability: Floats, threshold: float) -> float:
    """F1 of entities as ``kg evaluate`` counts it, 0 to 100; on found mentions where there are any."""
    in_use = any(e.found for e in examples)
    hit = guessed = wanted = at = 0
    for e in examples:
        own = probability[at : at + len(e.pairs)].tolist()
        at += len(e.pairs)
        if e.found is not in_use:
            continue
        forms: dict[tuple[str, EntityType], set[str]] = {}
        for mention in e.gold.mentions:
            forms.setdefault((mention.entity, mention.type), set()).add(surface_key(mention.text))
        joined = clusters(len(e.groups), e.pairs, own, threshold)
        for kind in _TYPES:
            gold = [keys for (_, type), keys in forms.items() if type is kind]
            ours = [
                {surface_key(form) for n in cluster for form in e.groups[n].forms}
                for cluster in joined
                if e.groups[cluster[0]].type == kind.value
            ]
            found = sum(any(keys & other for other in ours) for keys in gold)
            right = sum(any(keys & other for other in gold) for keys in ours)
            hit, guessed, wanted = hit + min(found, right), guessed + len(ours), wanted + len(gold)
    return 200 * hit / max(1, guessed + wanted)


def read_papers(files: Sequence[Path]) -> list[Extraction]:
    """All papers of JSON Lines files."""
    lines = (line for file in files for line in file.read_text("utf-8").splitlines() if line.strip())
    return [Extraction.model_validate_json(line) for line in lines]


def main(arguments: Sequence[str] | None = None) -> None:
    """Train and write the model."""
    parser = argparse.ArgumentParser(
        prog="python -m extract.training.joining", description=(__doc__ or "").split("\n")[0]
    )
    default = [CORPUS / name for name in ("train.jsonl", "train-arxiv.jsonl", "train-arxiv-2.jsonl")]
    parser.add_argument("--gold", type=Path, nargs="+", default=default, help="annotated papers")
    parser.add_argument("--predicted", type=Path, nargs="*", default=[], help="the same papers with predicted mentions")
    parser.add_argument("--out", type=Path, default=DEFAULT, help="folder of the model")
    given = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    model, _ = train(read_examples(read_papers(given.gold), read_papers(given.predicted)))
    model.card["corpus"] = digest(*(file.read_text("utf-8") for file in (*given.gold, *given.predicted)))
    model.save(given.out)
    log.info("%s, threshold %.2f", model.card, model.threshold)


if __name__ == "__main__":
    main()
