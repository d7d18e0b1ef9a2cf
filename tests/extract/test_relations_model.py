"""The trained model of proposals and relations: arrays that say what scikit-learn says, saved and read."""

import json
from pathlib import Path

import numpy as np
import pytest

import extract
from extract.components.relations_layout import Layout
from extract.components.relations_lexicon import Lexicon
from extract.components.relations_model import DEFAULT, RelationModel
from extract.components.relations_strings import StringWeights, entity_strings, side_by_side
from extract.evaluation import evaluate
from extract.evaluation.marked import from_mentions
from extract.trees import Forest, squash
from schemas import Extraction, RelationType
from schemas.errors import ModelError, UsageError
from tests.extract.papers import processed

CORPUS = Path(extract.__file__).parent / "corpus"


def _papers(name: str, count: int) -> list[Extraction]:
    lines = (CORPUS / name).read_text("utf-8").splitlines()[:count]
    return [Extraction.model_validate_json(line) for line in lines]


def test_exported_trees_say_what_scikit_learn_says() -> None:
    """Log-odds of the arrays equal the decision function, and survive the way through an npz."""
    ensemble = pytest.importorskip("sklearn.ensemble", reason="needs the extra `train`")
    from extract.training.relations_fit import export

    rng = np.random.default_rng(0)
    features = rng.normal(size=(400, 6)).astype(np.float32)
    right = features[:, 1] * features[:, 4] + features[:, 2] > 0
    columns = np.array([1, 2, 4], dtype=np.intp)
    model = ensemble.HistGradientBoostingClassifier(max_iter=20, min_samples_leaf=5).fit(features[:, columns], right)
    forest = export(model, columns)
    forest = Forest.from_arrays(forest.arrays("x"), "x")
    assert forest.log_odds(features[:, columns]) == pytest.approx(
        model.decision_function(features[:, columns]), abs=1e-4
    )
    assert forest.probability(features[:0]).shape == (0,)


def test_the_mean_of_forests_gives_the_mean_of_their_log_odds() -> None:
    """Forests of other depths and sizes, averaged into one, say what they say on average."""
    ensemble = pytest.importorskip("sklearn.ensemble", reason="needs the extra `train`")
    from extract.training.relations_fit import export, mean_of

    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(400, 5)).astype(np.float32), rng.random(400) < 0.3
    settings = ({"max_iter": 5}, {"max_iter": 20, "max_depth": 2}, {"max_iter": 9, "max_leaf_nodes": 40})
    forests = [
        export(ensemble.HistGradientBoostingClassifier(random_state=0, **s).fit(x, y), np.arange(5)) for s in settings
    ]
    expected = np.mean([f.log_odds(x) for f in forests], axis=0)
    assert mean_of(forests).log_odds(x) == pytest.approx(expected, abs=1e-5)


def test_platt_finds_slope_and_shift() -> None:
    """Labels drawn from a logistic curve give its slope and shift back."""
    pytest.importorskip("sklearn", reason="needs the extra `train`")
    from extract.training.relations_fit import platt

    rng = np.random.default_rng(0)
    odds = rng.normal(scale=2, size=40_000).astype(np.float32)
    right = rng.random(len(odds)) < squash(0.7 * odds - 0.4)
    assert platt(odds, right) == pytest.approx((0.7, -0.4), abs=0.05)


def test_weights_of_words_add_up_and_unknown_words_are_nothing() -> None:
    """A group scores the sum of the rows of its known strings, for every task at once."""
    weights = StringWeights(["a", "b"], np.array([[1, 2], [10, 20]], dtype=np.float32))
    assert weights.score([{"a", "b", "x"}, set(), {"b"}]).tolist() == [[11, 22], [0, 0], [10, 20]]


def test_the_lexicon_takes_a_paper_off_itself() -> None:
    """A name that no other paper has is unknown to a paper that was counted."""
    layout = Layout.of_doc(processed("T\n[M EGNN] beats [M GNN].", model="rules"))
    lexicon = Lexicon.count([layout, layout])
    assert lexicon.features(layout, own=1)[0, 0] == pytest.approx(np.log(2))
    assert Lexicon.count([layout]).features(layout, own=1)[0].tolist() == [0] * 6
    assert lexicon.frequent(3, 3).names == {}


def test_strings_of_an_entity_name_its_neighbours() -> None:
    """Words of the name, and what stands before and behind its mentions, with numbers made equal."""
    layout = Layout.of_doc(processed("T\nWe propose [M EGNN] in 2024.", model="rules"))
    (strings,) = entity_strings(layout)
    assert {"Mn=egnn", "Mb2=we propose", "Ma2=in 0"} <= strings


@pytest.fixture(scope="module")
def small() -> RelationModel:
    """A model of 120 papers: poor, but made by the whole way of training."""
    pytest.importorskip("sklearn", reason="needs the extra `train`")
    from extract.training.relations import train

    return train(_papers("train-arxiv.jsonl", 120))


def test_training_is_deterministic_and_saves_equal_bytes(small: RelationModel, tmp_path: Path) -> None:
    """Saved, read and saved again, a model is the same file; what it says does not change on the way."""
    small.save(tmp_path / "a")
    again = RelationModel.load(tmp_path / "a")
    again.save(tmp_path / "b")
    for name in ("model.npz", "card.json"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()
    layout = Layout.of_doc(processed("T\nWe propose [M EGNN] for [T docking] on [D QM9].", model="rules"))
    assert again.read(layout).proposed == pytest.approx(small.read(layout).proposed, abs=0.02)


def test_too_few_papers_are_an_error() -> None:
    """Two papers cannot teach every relation: the message names the one that lacks examples."""
    pytest.importorskip("sklearn", reason="needs the extra `train`")
    from extract.training.relations import train

    with pytest.raises(UsageError, match="PROPOSES: fewer than 10 examples"):
        train(_papers("train.jsonl", 2))


def test_a_model_of_other_features_is_refused(small: RelationModel, tmp_path: Path) -> None:
    """Features that this version does not compute, or another format, are an error that says to train again."""
    small.save(tmp_path)
    card = json.loads((tmp_path / "card.json").read_text())
    (tmp_path / "card.json").write_text(json.dumps({**card, "pair_columns": ["other"]}))
    with pytest.raises(ModelError, match="train it again"):
        RelationModel.load(tmp_path)
    (tmp_path / "card.json").write_text(json.dumps({**card, "format": 0}))
    with pytest.raises(ModelError, match="format 0"):
        RelationModel.load(tmp_path)


def test_the_shipped_model_is_small_and_reaches_its_figures() -> None:
    """Under 4 MB; on gold mentions of dev, proposals and relations stay near what was measured."""
    assert sum(file.stat().st_size for file in DEFAULT.iterdir()) < 4_000_000
    gold = _papers("dev.jsonl", 60)
    report = evaluate(gold, from_mentions(gold))
    assert report.figure("proposes").f1 >= 77
    assert report.figure("relations").f1 >= 70
    assert all(report.figure("relations", kind).f1 > 25 for kind in RelationType)


def test_strings_are_scored_alike_alone_and_side_by_side() -> None:
    """Groups without a known string score 0; two tables side by side give what each gives."""
    left = StringWeights(["a", "b"], np.array([[1, 2], [10, 20]], dtype=np.float32))
    right = StringWeights(["b", "c"], np.array([[3, 4], [30, 40]], dtype=np.float32))
    groups = [{"a", "b", "x"}, set[str](), {"x"}, {"c"}]
    assert left.score(groups).tolist() == [[11, 22], [0, 0], [0, 0], [0, 0]]
    assert np.array_equal(side_by_side(left, right).score(groups), np.hstack([left.score(groups), right.score(groups)]))
    assert left.score([]).shape == (0, 2)
