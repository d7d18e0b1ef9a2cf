"""Train the judge of candidate mentions: ``python -m extract.training.judge --readings … --papers … --out FOLDER``.

Needs scores of networks that have not seen the papers (``extract.training.readings``). Calibration, the threshold and
the figures come from five-fold cross-validation over papers; the lexicon never counts the paper itself.
"""

from __future__ import annotations

import argparse
import json
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from extract.components import symmetry  # noqa: F401  registers the component
from extract.evaluation.marked import extraction_of, grouping_nlp, marked_doc
from extract.recogniser.candidates import Candidates, candidates_of
from extract.recogniser.component import NETWORKS
from extract.recogniser.features import Own, features_of
from extract.recogniser.judge import LEXICON, Judge, choose
from extract.recogniser.labels import TYPES
from extract.recogniser.lexicon import Lexicon
from extract.recogniser.units import units_of
from extract.training.readings import AnnotatedText, annotated_texts, blended, kept_readings
from extract.training.relations_fit import FOLDS, Bools, Ints, export, mean_of, platt
from extract.trees import Floats, Forest, squash
from schemas import EntityType, Extraction, Mention, PaperEntity

log = logging.getLogger(__name__)
_SEEDS = 3
"""Forests that are averaged: one alone moves the F1 of 40 papers by a point when two rows of 413,000 change."""
_THRESHOLDS = tuple(n / 100 for n in range(20, 61, 2))
_EARLY = 50
_LOST = 0.0005
"""See ``with_early_exit``."""


@dataclass(slots=True)
class Rows:
    """The candidates of all papers, one row each; ``ends[i]`` is the end of paper i's rows."""

    papers: list[AnnotatedText]
    candidates: list[Candidates]
    features: Floats
    right: Bools
    fold: Ints
    ends: list[int]


def rows_of(papers: Sequence[AnnotatedText], readings: dict[str, Floats], lexicon: Lexicon) -> Rows:
    """Rows of the papers that have a reading."""
    kept: list[AnnotatedText] = []
    found, blocks, right, fold = [], [], [], []
    for paper in papers:
        if paper.id not in readings:
            continue
        reading = paper.reading(readings[paper.id])
        candidates = candidates_of(reading)
        if not candidates:
            continue
        blocks.append(features_of(reading, candidates, lexicon, Own.of(paper.words, paper.spans, lexicon)))
        gold = set(paper.spans)
        right.append(np.array([key in gold for key in candidates]))
        fold.append(np.full(len(candidates), len(kept) % FOLDS))
        kept.append(paper)
        found.append(candidates)
    ends = np.cumsum([len(c) for c in found]).tolist()
    return Rows(kept, found, np.concatenate(blocks), np.concatenate(right), np.concatenate(fold), ends)


def _trees(seed: int = 0) -> HistGradientBoostingClassifier:
    return HistGradientBoostingClassifier(
        max_iter=250, learning_rate=0.06, max_leaf_nodes=31, max_depth=8, min_samples_leaf=40, l2_regularization=1.0,
        max_features=0.3, early_stopping=False, random_state=seed,
    )  # fmt: skip


def exact_f1(rows: Rows, probability: Floats, threshold: float) -> float:
    """Exact F1 of the mentions chosen at ``threshold``, 0 to 100."""
    hit = guessed = gold = start = 0
    for paper, candidates, end in zip(rows.papers, rows.candidates, rows.ends, strict=True):
        chosen = choose(candidates, probability[start:end], threshold)
        found = {(s.first, s.last, TYPES.index(s.type)) for s in chosen}
        hit += len(found & set(paper.spans))
        guessed += len(found)
        gold += len(paper.spans)
        start = end
    return 200 * hit / max(1, guessed + gold)


@dataclass(frozen=True, slots=True)
class Trained:
    """The judge; its exact F1 by cross-validation; what every row's probability was without its own fold."""

    judge: Judge
    f1: float
    unseen: Floats


def train(rows: Rows, lexicon: Lexicon) -> Trained:
    """Fit the judge."""
    odds = np.zeros(len(rows.right), np.float32)
    for number in range(FOLDS):
        seen = rows.fold != number
        odds[~seen] = _trees().fit(rows.features[seen], rows.right[seen]).decision_function(rows.features[~seen])
    slope, shift = platt(odds, rows.right)
    probability = squash(slope * odds + shift)
    scores = [exact_f1(rows, probability, threshold) for threshold in _THRESHOLDS]
    # Averaged over neighbours, so that a peak of chance is not followed.
    smooth = np.convolve(np.pad(scores, 2, mode="edge"), np.ones(5) / 5, mode="valid")
    best = int(smooth.argmax())
    columns = np.arange(rows.features.shape[1])
    forest = mean_of([export(_trees(seed).fit(rows.features, rows.right), columns) for seed in range(_SEEDS)])
    forest = with_early_exit(replace(forest, slope=slope, shift=shift), rows.features, _THRESHOLDS[best])
    return Trained(Judge(forest, lexicon, _THRESHOLDS[best]), scores[best], probability)


def with_early_exit(forest: Forest, features: Floats, threshold: float) -> Forest:
    """The forest, made to leave rows that are hopeless after the first trees.

    ``_LOST`` of the rows that reach half of ``threshold`` are lost by that.
    """
    level = threshold / 2
    odds = forest.log_odds(features)
    early = replace(forest, early=_EARLY).early_log_odds(features)
    hopeless = float(np.quantile(early[squash(forest.slope * odds + forest.shift) >= level], _LOST))
    left = early < hopeless
    log.info("%.0f %% of the candidates are left after %d of %d trees", 100 * left.mean(), _EARLY, len(forest.roots))
    return replace(
        forest, early=_EARLY, hopeless=hopeless, fall=float((odds - early)[left].mean()) if left.any() else 0
    )


def unseen_extractions(rows: Rows, trained: Trained) -> Iterator[Extraction]:
    """The training papers with the mentions that the pipeline would find, had it not been trained on them.

    What reads mentions later (the model of relations) learns from these how mentions come that are not quite right.
    """
    nlp = grouping_nlp()
    nlp.add_pipe("methodgraph_symmetry", config={"mode": "replace"}, after="methodgraph_sentences")
    start = 0
    for paper, candidates, end in zip(rows.papers, rows.candidates, rows.ends, strict=True):
        title, abstract = paper.text.split("\n", 1)
        units = units_of(paper.text)
        chosen = choose(candidates, trained.unseen[start:end], trained.judge.threshold)
        entities = [PaperEntity(id=f"e{n}", type=EntityType(s.type), name="") for n, s in enumerate(chosen)]
        mentions = []
        for entity, span in zip(entities, chosen, strict=True):
            first, last = units[span.first].start, units[span.last].end
            mentions.append(
                Mention(
                    start=first, end=last, text=paper.text[first:last], type=entity.type, entity=entity.id,
                    confidence=round(span.confidence, 4),
                )
            )  # fmt: skip
        given = Extraction(
            id=paper.id, title=title, abstract=abstract, mentions=tuple(mentions), entities=tuple(entities)
        )
        yield extraction_of(marked_doc(nlp, given), given)
        start = end


def main() -> None:
    """Read the options and train."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--readings", type=Path, nargs="+", required=True, help="scores of unseen papers (.npz)")
    parser.add_argument(
        "--second", type=Path, nargs="*", default=[], help="the same of the second network in OUT/networks.json"
    )
    parser.add_argument("--papers", type=Path, nargs="+", required=True, help="annotated papers, JSON Lines")
    parser.add_argument("--out", type=Path, required=True, help="folder of the recogniser's model")
    parser.add_argument("--mentions", type=Path, help="write the papers with the mentions of cross-validation (.jsonl)")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    papers = annotated_texts(options.papers)
    lexicon = Lexicon.count((p.words, p.spans) for p in papers)
    readings = kept_readings(options.readings)
    if options.second:
        _, share = json.loads((options.out / NETWORKS).read_text("utf-8")).values()
        readings = blended(readings, kept_readings(options.second), share)
    rows = rows_of(papers, readings, lexicon)
    log.info("%d papers, %d candidates, %d of them right", len(rows.papers), len(rows.right), rows.right.sum())
    with threadpool_limits(options.threads):
        trained = train(rows, lexicon)
    options.out.mkdir(parents=True, exist_ok=True)
    trained.judge.save(options.out)
    above = options.out.parent / LEXICON
    if above.exists() and above.read_bytes() == (options.out / LEXICON).read_bytes():
        (options.out / LEXICON).unlink()  # a profile finds in the folder above what it shares with the default
    log.info("exact F1 %.2f by cross-validation at threshold %.2f", trained.f1, trained.judge.threshold)
    if options.mentions:
        lines = (x.model_dump_json(exclude_none=True) + "\n" for x in unseen_extractions(rows, trained))
        options.mentions.write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
