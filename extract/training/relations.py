"""Train the model of proposals and relations: ``python -m extract.training.relations [--help]``.

Reads annotated papers, optionally with predicted instead of gold mentions, and writes ``extract/relation_model``.
Papers are cut into five folds. Whatever a later step reads of an earlier one (scores of words, the probability of being
proposed) comes from models that have not seen the paper; so do calibration, thresholds and the figures of the card.
"""

from __future__ import annotations

import argparse
import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from extract.components.relations_layout import Floats, Layout
from extract.components.relations_lexicon import Lexicon
from extract.components.relations_model import DEFAULT, OUTPERFORMS, PROPOSES, TASKS, PaperFeatures, RelationModel
from extract.components.relations_strings import between_strings, entity_strings
from extract.evaluation import align, surface_key
from extract.evaluation.marked import extraction_of, grouping_nlp, marked_doc, with_joiner
from extract.training.joining import CORPUS, read_papers, unseen_joiners
from extract.training.relations_fit import (
    FOLDS,
    Bools,
    Ints,
    Linear,
    best_threshold,
    fit_forest,
    fit_linear,
    merge_linear,
    string_matrix,
)
from schemas import Extraction, RelationType, digest
from schemas.errors import UsageError

log = logging.getLogger(__name__)
_STRENGTH = {PROPOSES: 0.3, OUTPERFORMS: 0.02}
"""Inverse strength of regularisation of the linear scores of a task; 0.05 for the others."""
_FEWEST = 10
MARKS = ("head", "tail", "forward", "backward")


@dataclass(slots=True)
class Example:
    """One annotated paper as the model sees it; ``to_gold`` maps places of its entities to gold entity ids."""

    gold: Extraction
    layout: Layout
    to_gold: dict[int, str]
    features: PaperFeatures
    proposed: Floats
    fold: int
    found: bool
    """its mentions are those of a recogniser, as in use, and not the annotated ones"""

    def gold_pairs(self, kind: RelationType) -> set[tuple[str, str]]:
        """Heads and tails of the annotated relations of a type."""
        return {(r.head, r.tail) for r in self.gold.relations if r.type is kind}


def read_examples(gold: Sequence[Extraction], predicted: Sequence[Extraction]) -> list[Example]:
    """Papers laid out with their gold mentions, and once more with predicted mentions where there are any.

    Entities are joined by models that have not seen the paper.
    """
    nlps = [with_joiner(grouping_nlp(), joiner) for joiner in unseen_joiners(gold, predicted)]
    by_title = {surface_key(paper.title): paper for paper in predicted}
    versions = [(n % FOLDS, False, paper, paper) for n, paper in enumerate(gold)]
    versions += [
        (n % FOLDS, True, paper, by_title[key])
        for n, paper in enumerate(gold)
        if (key := surface_key(paper.title)) in by_title
    ]
    laid = []
    for fold, found, paper, marked in versions:
        doc = marked_doc(nlps[fold], marked)
        layout = Layout.of_doc(doc)
        place = {entity.id: n for n, entity in enumerate(layout.entities)}
        to_gold = {place[ours]: theirs for ours, theirs in align(paper, extraction_of(doc, paper)).items()}
        laid.append((fold, found, paper, layout, to_gold))
    lexicon = Lexicon.count(layout for _, found, _, layout, _ in laid if not found)
    return [
        Example(
            paper, layout, to_gold, PaperFeatures(layout, lexicon, own=1), np.zeros(len(layout.entities), np.float32),
            fold, found,
        )
        for fold, found, paper, layout, to_gold in laid
    ]  # fmt: skip


@dataclass(slots=True)
class Rows:
    """What one task is trained on: one row a candidate."""

    strings: list[set[str]]
    right: Bools
    keys: Sequence[tuple[object, ...]]
    """paper and gold ids: what the scorer counts once"""
    gold: set[tuple[object, ...]]
    fold: Ints
    kept: Bools | None = None
    """rows to learn from; None: all"""

    def only(self) -> Rows:
        """The rows to learn from alone."""
        if self.kept is None:
            return self
        chosen = np.flatnonzero(self.kept).tolist()
        strings, keys = [self.strings[n] for n in chosen], [self.keys[n] for n in chosen]
        return Rows(strings, self.right[chosen], keys, self.gold, self.fold[chosen])


def proposal_rows(examples: Sequence[Example], words: Sequence[list[set[str]]]) -> Rows:
    """One row an entity that may be proposed."""
    strings, right, keys, fold = [], [], [], []
    for number, (example, own) in enumerate(zip(examples, words, strict=True)):
        proposed = set(example.gold.proposes)
        for place in example.features.candidates().tolist():
            theirs = example.to_gold.get(place, f"?{place}")
            strings.append({f"head {s}" for s in own[place]})
            right.append(theirs in proposed)
            keys.append((number, theirs))
            fold.append(example.fold)
    gold: set[tuple[object, ...]] = {(n, e) for n, example in enumerate(examples) for e in example.gold.proposes}
    return Rows(strings, np.array(right), keys, gold, np.array(fold))


def relation_rows(kind: RelationType, examples: Sequence[Example], words: Sequence[list[set[str]]]) -> Rows:
    """One row a pair of entities of the types that the relation joins."""
    strings, right, keys, fold = [], [], [], []
    for number, (example, own) in enumerate(zip(examples, words, strict=True)):
        wanted = example.gold_pairs(kind)
        meeting = between_strings(example.features.table)
        for head, tail in example.features.pairs(kind, example.proposed).tolist():
            theirs = example.to_gold.get(head, f"?{head}"), example.to_gold.get(tail, f"?{tail}")
            row = {f"head {s}" for s in own[head]} | {f"tail {s}" for s in own[tail]}
            row.update(f"forward {s}" for s in meeting.get((head, tail), ()))
            row.update(f"backward {s}" for s in meeting.get((tail, head), ()))
            strings.append(row)
            right.append(theirs in wanted)
            keys.append((number, *theirs))
            fold.append(example.fold)
    gold: set[tuple[object, ...]] = {
        (n, *pair) for n, example in enumerate(examples) for pair in example.gold_pairs(kind)
    }
    return Rows(strings, np.array(right), keys, gold, np.array(fold))


def comparison_rows(examples: Sequence[Example], words: Sequence[list[set[str]]]) -> Rows:
    """One row an annotated comparison; right where the first is annotated as the better one."""
    rows = relation_rows(RelationType.COMPARED_WITH, examples, words)
    better: set[tuple[object, ...]] = {
        (number, r.head, r.tail) for number, e in enumerate(examples) for r in e.gold.relations if r.outperforms
    }
    right = np.array([key in better for key in rows.keys])
    return Rows(rows.strings, right, rows.keys, better, rows.fold, kept=rows.right)


def train(
    gold: Sequence[Extraction], predicted: Sequence[Extraction] = (), proposing: Collection[str] | None = None
) -> RelationModel:
    """Fit everything; the card holds the figures of cross-validation.

    ``proposing`` are ids of the papers that teach what is proposed; None is all.

    Raises:
        UsageError: there are too few papers for a relation.
    """
    with threadpool_limits(1):  # more threads than free processors make boosting many times slower
        return _train(gold, predicted, {paper.id for paper in gold} if proposing is None else proposing)


def _train(gold: Sequence[Extraction], predicted: Sequence[Extraction], proposing: Collection[str]) -> RelationModel:
    examples = read_examples(gold, predicted)
    words = [entity_strings(example.layout) for example in examples]
    parts: dict[str, Linear] = {}
    forests, thresholds, figures = {}, {}, {}
    for task in TASKS:
        all_rows = _rows(task, examples, words)
        rows = all_rows.only()
        if min(rows.right.sum(), len(rows.right) - rows.right.sum()) < _FEWEST:
            raise UsageError(f"{task}: fewer than {_FEWEST} examples for or against it in {len(gold)} papers")
        teachers = {n for n, e in enumerate(examples) if task != PROPOSES or e.gold.id in proposing}
        teaches = np.array([key[0] in teachers for key in rows.keys])
        matrix, strings = string_matrix(rows.strings)
        scores = np.zeros(len(teaches), dtype=np.float32)
        scores[teaches], parts[task] = fit_linear(
            matrix[teaches], strings, rows.right[teaches], rows.fold[teaches], _STRENGTH.get(task, 0.05)
        )
        scores[~teaches] = parts[task].scores(matrix[~teaches], strings)
        features = _features(task, examples, scores, all_rows.kept)
        probability = np.zeros(len(teaches), dtype=np.float32)
        probability[teaches], forests[task] = fit_forest(features[teaches], rows.right[teaches], rows.fold[teaches])
        probability[~teaches] = forests[task].probability(features[~teaches][:, forests[task].columns])
        judged = _as_in_use(rows, probability, examples, teachers)
        thresholds[task], f1 = best_threshold(*judged)
        figures[task] = _figures(*judged, thresholds[task], f1)
        log.info("%s %s", task, figures[task])
        if task == PROPOSES:
            _hand_out(probability, examples)
    lexicon = Lexicon.count(example.layout for example in examples).frequent()
    return RelationModel(
        forests,
        thresholds,
        merge_linear(parts, TASKS, MARKS),
        np.array([parts[task].bias for task in TASKS], dtype=np.float32),
        lexicon,
        {"papers": len(gold), "predicted_mentions": len(predicted), "cross_validation": figures},
    )


def _rows(task: str, examples: Sequence[Example], words: Sequence[list[set[str]]]) -> Rows:
    if task == PROPOSES:
        return proposal_rows(examples, words)
    if task == OUTPERFORMS:
        return comparison_rows(examples, words)
    return relation_rows(RelationType(task), examples, words)


def _features(task: str, examples: Sequence[Example], scores: Floats, kept: Bools | None) -> Floats:
    """The dense features of the rows of a task; ``scores`` are the linear ones of the ``kept`` rows, in their order."""
    if kept is not None:
        every = np.zeros(len(kept), dtype=np.float32)
        every[kept] = scores
        scores = every
    kind = None if task == PROPOSES else RelationType.COMPARED_WITH if task == OUTPERFORMS else RelationType(task)
    blocks, at = [], 0
    for example in examples:
        if kind is None:
            chosen = example.features.candidates()
            own = np.zeros(len(example.layout.entities), dtype=np.float32)
            own[chosen] = scores[at : at + len(chosen)]
            blocks.append(example.features.of_entities(own))
            at += len(chosen)
        elif len(pairs := example.features.pairs(kind, example.proposed)):
            block = example.features.of_pairs(pairs, example.proposed, scores[at : at + len(pairs)])
            blocks.append(block if kept is None else block[kept[at : at + len(pairs)]])
            at += len(pairs)
    return np.concatenate(blocks)


def _hand_out(probability: Floats, examples: Sequence[Example]) -> None:
    at = 0
    for example in examples:
        chosen = example.features.candidates()
        example.proposed[chosen] = probability[at : at + len(chosen)]
        at += len(chosen)


Judged = tuple[Floats, Sequence[tuple[object, ...]], set[tuple[object, ...]]]
"""Probabilities of rows, the keys of the rows, and the gold keys."""


def _as_in_use(rows: Rows, probability: Floats, examples: Sequence[Example], teachers: set[int]) -> Judged:
    """The rows by which thresholds and figures are found: those of predicted mentions, where there are any."""
    wanted = {n for n in teachers if examples[n].found} or teachers
    kept = [n for n, key in enumerate(rows.keys) if key[0] in wanted]
    return probability[kept], [rows.keys[n] for n in kept], {key for key in rows.gold if key[0] in wanted}


def _figures(
    probability: Floats, keys: Sequence[tuple[object, ...]], gold: set[tuple[object, ...]], threshold: float, f1: float
) -> dict[str, float | int]:
    found = {keys[int(n)] for n in np.flatnonzero(probability >= threshold)}
    return {
        "F1": round(100 * f1, 1),
        "precision": round(100 * len(found & gold) / max(len(found), 1), 1),
        "recall": round(100 * len(found & gold) / max(len(gold), 1), 1),
        "gold": len(gold),
        "candidates": len(keys),
        "threshold": threshold,
    }


def _total(figures: dict[str, dict[str, Any]], gold: int) -> float:
    """F1 over all relation types, from the figures of each."""
    kinds = [kind.value for kind in RelationType]
    hits = sum(figures[k]["recall"] * figures[k]["gold"] for k in kinds) / 100
    found = sum(figures[k]["recall"] * figures[k]["gold"] / max(figures[k]["precision"], 1e-9) for k in kinds)
    return float(round(200 * hits / max(found + gold, 1), 1))


def main(arguments: Sequence[str] | None = None) -> None:
    """Train and write the model."""
    parser = argparse.ArgumentParser(
        prog="python -m extract.training.relations", description=(__doc__ or "").split("\n")[0]
    )
    first = [CORPUS / name for name in ("train.jsonl", "train-arxiv.jsonl")]
    parser.add_argument(
        "--gold", type=Path, nargs="+", default=[*first, CORPUS / "train-arxiv-2.jsonl"], help="annotated papers"
    )
    parser.add_argument(
        "--proposals", type=Path, nargs="+", default=first, help="those of them that teach what is proposed"
    )
    parser.add_argument("--predicted", type=Path, nargs="*", default=[], help="the same papers with predicted mentions")
    parser.add_argument("--out", type=Path, default=DEFAULT, help="folder of the model")
    given = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    gold, predicted = read_papers(given.gold), read_papers(given.predicted)
    model = train(gold, predicted, {paper.id for paper in read_papers(given.proposals)})
    figures = model.card["cross_validation"]
    figures["relations"] = _total(figures, sum(figures[kind.value]["gold"] for kind in RelationType))
    model.card["corpus"] = digest(*(file.read_text("utf-8") for file in (*given.gold, *given.predicted)))
    model.save(given.out)
    log.info("relations, all: F1 %s", figures["relations"])


if __name__ == "__main__":
    main()
