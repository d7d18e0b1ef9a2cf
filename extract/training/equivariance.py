"""Train the judge of EQUIVARIANT_TO: ``python -m extract.training.equivariance [--help]``, a minute on one core.

Needs a trained relation model (``extract.training.relations``), whose scores of words it reads and beside whose files
it writes its own. Few papers name a group, so their mentions of groups and what they propose must come from models that
have not seen them: groups are found anew by judges of ten folds, proposals by trees that learn from other papers. What
the papers of a fold say is judged by trees that have not seen it; so are threshold, calibration and the card's figures.

The general trees are not trained anew: they are those of the relation model, and only judged once more for the mean.
"""

from __future__ import annotations

import argparse
import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import ExtraTreesClassifier
from spacy.language import Language
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from extract.components.relations_equivariance import Equivariance, features_of, mean_log_odds
from extract.components.relations_layout import Floats, Layout
from extract.components.relations_lexicon import Lexicon
from extract.components.relations_model import DEFAULT, PaperFeatures
from extract.components.relations_strings import entity_strings
from extract.components.symmetry import SymmetryMentions
from extract.evaluation import align, surface_key
from extract.evaluation.marked import extraction_of, grouping_nlp, marked_doc
from extract.sentences import sentence_starts
from extract.symmetry import find_groups
from extract.symmetry.judge import Judge, judge
from extract.training import symmetry
from extract.training.joining import CORPUS, read_papers
from extract.training.relations import Example, Rows, proposal_rows, relation_rows
from extract.training.relations_fit import (
    FOLDS,
    Bools,
    Ints,
    best_threshold,
    fit_forest,
    fit_linear,
    platt,
    string_matrix,
)
from extract.trees import Forest, squash
from schemas import EntityType, Extraction, RelationType, digest
from schemas.errors import UsageError

log = logging.getLogger(__name__)
_STRENGTH, _STRENGTH_PROPOSED = 0.05, 0.3
"""Of regularisation, as for the linear scores of ``extract.training.relations``."""
_PROPOSING = 800
"""Papers without a group that teach what is proposed, at most."""
_FEWEST = 10
_SEEDS = 3
_VERSIONS = {"gold mentions": False, "found mentions": True}


def train(gold: Sequence[Extraction], predicted: Sequence[Extraction]) -> Equivariance:
    """Fit the model; ``predicted`` are gold papers with the mentions of a recogniser that has not seen them.

    Raises:
        UsageError: too few papers name a group.
    """
    with threadpool_limits(1):
        examples, others = _laid_out(gold, predicted)
        if sum(len(e.gold_pairs(RelationType.EQUIVARIANT_TO)) > 0 for e in examples) < _FEWEST:
            raise UsageError(f"fewer than {_FEWEST} of {len(gold)} papers say that a method respects a group")
        _propose(examples, others)
        strings = [entity_strings(example.layout) for example in examples]
        rows = relation_rows(RelationType.EQUIVARIANT_TO, examples, strings)
        words, _ = fit_linear(*string_matrix(rows.strings), rows.right, rows.fold, _STRENGTH)
        special, forest = _fit(_features(examples, words), rows.right, rows.fold)
        general, _ = fit_forest(_general_features(examples, words), rows.right, rows.fold)
        odds = mean_log_odds(special, general)
        slope, shift = platt(odds, rows.right)
        probability = squash(slope * odds + shift)
        figures = {name: _judged(rows, probability, examples, found) for name, found in _VERSIONS.items()}
        for name, found in _VERSIONS.items():
            figures[name]["general trees alone"] = _judged(rows, general, examples, found)["F1"]
        log.info("%s", figures)
        in_use = figures["found mentions" if any(e.found for e in examples) else "gold mentions"]
        card = {"papers": len({e.gold.id for e in examples}), "pairs": len(rows.keys), "cross_validation": figures}
        return Equivariance(forest, in_use["threshold"], card, slope, shift)


def _laid_out(gold: Sequence[Extraction], predicted: Sequence[Extraction]) -> tuple[list[Example], list[Example]]:
    """Papers with a group, and some of the others; each with gold and, where there are any, with found mentions."""
    by_title = {surface_key(paper.title): paper for paper in predicted}
    nlp = grouping_nlp()
    models = symmetry.judges(symmetry.read_examples(symmetry.GOLD), judge().threshold)
    finders = [_with_judge(grouping_nlp(), each) for each in models]
    laid: list[tuple[bool, bool, Extraction, Layout, dict[int, str]]] = []
    others = 0
    for paper in gold:
        fold, found = symmetry.fold_of(paper.id), by_title.get(surface_key(paper.title))
        speaks = any(_is_group(m.type) for m in paper.mentions) or _has_groups(paper.text, models[fold])
        others += not speaks
        if not speaks and others > _PROPOSING:
            continue
        laid.append((speaks, False, paper, *_layout(nlp, paper, paper)))
        if found is not None:
            bare = found.model_copy(update={"mentions": tuple(m for m in found.mentions if not _is_group(m.type))})
            laid.append((speaks, True, paper, *_layout(finders[fold], paper, bare)))
    lexicon = Lexicon.count(layout for speaks, found, _, layout, _ in laid if not (speaks or found))
    number: dict[str, int] = {}
    sides: tuple[list[Example], list[Example]] = ([], [])
    for speaks, was_found, paper, layout, to_gold in laid:
        fold = number.setdefault(f"{speaks} {paper.id}", len(number)) % FOLDS
        features = PaperFeatures(layout, lexicon, own=0 if speaks else 1)
        none = np.zeros(len(layout.entities), np.float32)
        sides[not speaks].append(Example(paper, layout, to_gold, features, none, fold, was_found))
    return sides


def _is_group(kind: EntityType) -> bool:
    return kind is EntityType.SYMMETRY_GROUP


def _has_groups(text: str, model: Judge) -> bool:
    starts = sentence_starts(text)
    return bool(find_groups(text, list(zip(starts, [*starts[1:], len(text)], strict=True)), model=model))


def _with_judge(nlp: Language, model: Judge) -> Language:
    """The pipeline, with groups found by a judge of one's own."""
    nlp.add_pipe("methodgraph_symmetry", config={"mode": "replace"}, after="methodgraph_sentences")
    component = nlp.get_pipe("methodgraph_symmetry")
    assert isinstance(component, SymmetryMentions)
    component.judge = model
    return nlp


def _layout(nlp: Language, paper: Extraction, marked: Extraction) -> tuple[Layout, dict[int, str]]:
    doc = marked_doc(nlp, marked)
    layout = Layout.of_doc(doc)
    place = {entity.id: n for n, entity in enumerate(layout.entities)}
    return layout, {place[ours]: theirs for ours, theirs in align(paper, extraction_of(doc, paper)).items()}


def _propose(examples: Sequence[Example], others: Sequence[Example]) -> None:
    """Say of the entities of ``examples`` how likely they are proposed, by a model of ``others`` alone."""
    rows = proposal_rows(others, [entity_strings(e.layout) for e in others])
    matrix, strings = string_matrix(rows.strings)
    scores, linear = fit_linear(matrix, strings, rows.right, rows.fold, _STRENGTH_PROPOSED)
    _, forest = fit_forest(_of_entities(others, scores), rows.right, rows.fold)
    weights = dict(zip(linear.strings, linear.weights.tolist(), strict=True))
    asked = proposal_rows(examples, [entity_strings(e.layout) for e in examples])
    words = np.array([sum(weights.get(s, 0.0) for s in own) + linear.bias for own in asked.strings], np.float32)
    probability = forest.probability(_of_entities(examples, words)[:, forest.columns])
    at = 0
    for example in examples:
        chosen = example.features.candidates()
        example.proposed[chosen] = probability[at : at + len(chosen)]
        at += len(chosen)


def _of_entities(examples: Sequence[Example], scores: Floats) -> Floats:
    blocks, at = [], 0
    for example in examples:
        chosen = example.features.candidates()
        own = np.zeros(len(example.layout.entities), np.float32)
        own[chosen] = scores[at : at + len(chosen)]
        blocks.append(example.features.of_entities(own))
        at += len(chosen)
    return np.concatenate(blocks)


def _pairs(examples: Sequence[Example], words: Floats) -> Iterator[tuple[Example, NDArray[np.intp], Floats]]:
    """Papers that have pairs, with these and their scores of words."""
    at = 0
    for example in examples:
        pairs = example.features.pairs(RelationType.EQUIVARIANT_TO, example.proposed)
        if len(pairs):
            yield example, pairs, words[at : at + len(pairs)]
        at += len(pairs)


def _features(examples: Sequence[Example], words: Floats) -> Floats:
    return np.concatenate([features_of(e.layout, pairs, e.proposed, own) for e, pairs, own in _pairs(examples, words)])


def _general_features(examples: Sequence[Example], words: Floats) -> Floats:
    """What the general trees of the relation read."""
    return np.concatenate([e.features.of_pairs(pairs, e.proposed, own) for e, pairs, own in _pairs(examples, words)])


def _trees(seed: int) -> ExtraTreesClassifier:
    return ExtraTreesClassifier(50, min_samples_leaf=3, max_features=0.3, random_state=seed)


def _fit(features: Floats, right: Bools, fold: Ints) -> tuple[Floats, Forest]:
    """Calibrated probability of every row by trees that have not seen its fold, and the forest of all rows."""
    shares = np.zeros(len(right), np.float32)
    for number in np.unique(fold):
        seen = fold != number
        models = [_trees(seed).fit(features[seen], right[seen]) for seed in range(_SEEDS)]
        shares[~seen] = np.mean([model.predict_proba(features[~seen])[:, 1] for model in models], axis=0)
    slope, shift = platt(shares, right)
    trees = [tree for seed in range(_SEEDS) for tree in _trees(seed).fit(features, right).estimators_]
    return squash(slope * shares + shift), replace(forest_of(trees, features.shape[1]), slope=slope, shift=shift)


def forest_of(trees: Sequence[Any], columns: int) -> Forest:
    """Classification trees as arrays whose values add up to the mean share of positive examples in their leaves."""
    parts: dict[str, list[NDArray[Any]]] = {name: [] for name in ("feature", "threshold", "left", "right", "value")}
    roots, base = [], 0
    for each in trees:
        tree = each.tree_
        node, leaf = np.arange(tree.node_count), tree.children_left < 0
        roots.append(base)
        parts["feature"].append(np.where(leaf, 0, tree.feature))
        parts["threshold"].append(np.where(leaf, 0.0, _not_above(tree.threshold)))
        parts["left"].append(base + np.where(leaf, node, tree.children_left))
        parts["right"].append(base + np.where(leaf, node, tree.children_right))
        share = tree.value[:, 0, 1] / tree.value[:, 0].sum(axis=1)
        parts["value"].append(np.where(leaf, share / len(trees), 0.0))
        base += tree.node_count
    joined = {name: np.concatenate(arrays) for name, arrays in parts.items()}
    return Forest(
        columns=np.arange(columns),
        roots=np.array(roots, dtype=np.intp),
        feature=joined["feature"].astype(np.intp),
        threshold=joined["threshold"].astype(np.float32),
        left=joined["left"].astype(np.intp),
        right=joined["right"].astype(np.intp),
        value=joined["value"].astype(np.float32),
        depth=max(each.tree_.max_depth for each in trees),
        base=0.0,
    )


def _not_above(threshold: NDArray[np.float64]) -> NDArray[np.float32]:
    """The largest numbers of single precision that are not above: a feature of that precision goes the same way."""
    near = threshold.astype(np.float32)
    return np.where(near > threshold, np.nextafter(near, np.float32(-np.inf)), near).astype(np.float32)


def _judged(rows: Rows, probability: Floats, examples: Sequence[Example], found: bool) -> dict[str, Any]:
    """Figures on papers with gold or with found mentions, each at its own best threshold."""
    wanted = {number for number, example in enumerate(examples) if example.found is found}
    kept = [n for n, key in enumerate(rows.keys) if key[0] in wanted]
    keys = [rows.keys[n] for n in kept]
    gold = {key for key in rows.gold if key[0] in wanted}
    threshold, f1 = best_threshold(probability[kept], keys, gold)
    said = {keys[n] for n in np.flatnonzero(probability[kept] >= threshold).tolist()}
    right = len(said & gold)
    shares = {"precision": right / max(len(said), 1), "recall": right / max(len(gold), 1)}
    return {name: round(100 * x, 1) for name, x in {"F1": f1, **shares}.items()} | {"threshold": threshold}


def main(arguments: Sequence[str] | None = None) -> None:
    """Train and write the model."""
    parser = argparse.ArgumentParser(
        prog="python -m extract.training.equivariance", description=(__doc__ or "").split("\n")[0]
    )
    default = [CORPUS / name for name in ("train.jsonl", "train-arxiv.jsonl", "train-arxiv-2.jsonl")]
    parser.add_argument("--gold", type=Path, nargs="+", default=default, help="annotated papers")
    parser.add_argument("--predicted", type=Path, nargs="*", default=[], help="the same papers with predicted mentions")
    parser.add_argument("--out", type=Path, default=DEFAULT, help="folder of the relation model")
    given = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    model = train(read_papers(given.gold), read_papers(given.predicted))
    model.card["corpus"] = digest(*_texts(given.gold), *_texts(given.predicted))
    model.save(given.out)


def _texts(files: Iterable[Path]) -> Iterator[str]:
    return (file.read_text("utf-8") for file in files)


if __name__ == "__main__":
    main()
