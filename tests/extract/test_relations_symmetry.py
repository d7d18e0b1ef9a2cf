"""Which method respects a group: features of pairs, the trees over them, and their place in the relation model."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from extract.components.relations_equivariance import Equivariance, mean_log_odds
from extract.components.relations_layout import Layout
from extract.components.relations_model import DEFAULT, RelationModel
from extract.components.relations_symmetry import COLUMNS, symmetry_features
from extract.evaluation import evaluate
from extract.evaluation.marked import from_mentions
from extract.trees import Forest
from schemas import EntityType, Extraction, RelationType
from schemas.errors import ModelError
from tests.extract.papers import processed

WIDTH = len(COLUMNS) + 1


def described(marked: str, method: str, group: str, proposed: str = "") -> dict[str, float]:
    """The features of one pair by their names; ``proposed`` names the method that the paper proposes."""
    layout = Layout.of_doc(processed(f"Title\n{marked}", model="rules"))
    names = [entity.name for entity in layout.entities]
    likely = np.array([0.9 if name == proposed else 0.0 for name in names], dtype=np.float32)
    pair = np.array([(names.index(method), names.index(group))], dtype=np.intp)
    return dict(zip(COLUMNS, symmetry_features(layout, pair, likely)[0].tolist(), strict=True))


def constant(value: float) -> Equivariance:
    """A model that says the same of every pair: one tree that is a leaf."""
    leaf, one = np.zeros(1, dtype=np.intp), np.full(1, value, dtype=np.float32)
    forest = Forest(np.arange(WIDTH), leaf, leaf, np.zeros(1, np.float32), leaf, leaf, one, depth=0, base=0.0)
    return Equivariance(forest, threshold=0.5, card={"papers": 0}, slope=2.0)


@pytest.mark.parametrize(
    ("marked", "method", "group", "name", "value"),
    [
        ("An [G SE(3)]-equivariant [M diffusion policy] is built.", "diffusion policy", "SE(3)", "modified", 1),
        ("The [G SE(3)]-equivariance of [M GATr] is proved.", "GATr", "SE(3)", "modified", 0),
        ("The [G SE(3)]-equivariance of [M GATr] is proved.", "GATr", "SE(3)", "noun_of", 1),
        ("[M GATr] is equivariant to [G SE(3)].", "GATr", "SE(3)", "governed_before", 1),
        ("[M GATr] is equivariant to [G SE(3)].", "GATr", "SE(3)", "near_before", 1),
        ("[M GATr] is equivariant to [G SE(3)].", "GATr", "SE(3)", "gap_before", 19),
        ("[M GATr] uses [M EGNN], equivariant to [G SE(3)].", "GATr", "SE(3)", "between", 1),
        ("[M GATr] uses [M EGNN], equivariant to [G SE(3)].", "EGNN", "SE(3)", "nearness", 0),
        ("[M CNNs] and [M ViTs] lack [G rotation] invariance.", "CNNs", "rotation", "joined", 1),
        ("[M CNNs] lack [G rotation] invariance.", "CNNs", "rotation", "denied", 1),
        ("[G rotation] and [G translation] equivariant [M CNNs].", "CNNs", "rotation", "adjective", 1),
        ("[M rotation equivariant nets] exist. [G rotation] matters.", "rotation equivariant nets", "rotation",
         "names_it", 1),
        ("[M GATr] is new. Our method is invariant to [G rotations].", "GATr", "rotations", "own_alone", 1),
        ("[M GATr] is new. Our method is invariant to [G rotations].", "GATr", "rotations", "method_one_before", 1),
        ("[M GATr] is new. Existing work ignores [G rotations].", "GATr", "rotations", "own_apart", 0),
        ("[M GATr] is new. Existing work ignores [G rotations].", "GATr", "rotations", "prior_share", 1),
    ],
)  # fmt: skip
def test_features(marked: str, method: str, group: str, name: str, value: float) -> None:
    """Each feature says what its name says of a plain sentence."""
    assert described(marked, method, group)[name] == pytest.approx(value)


def test_the_main_method_is_the_likeliest_one() -> None:
    """The method that is most likely proposed is the paper's main one; below a likelihood there is none."""
    text = "[M GATr] beats [M EGNN] under [G rotations]."
    assert described(text, "GATr", "rotations", proposed="GATr")["is_main"] == 1
    assert described(text, "EGNN", "rotations", proposed="GATr")["is_main"] == 0
    assert described(text, "GATr", "rotations")["main_exists"] == 0


def test_a_long_list_without_an_end_is_read_at_once() -> None:
    """Brackets and hyphens without end behind a group do not make the patterns slow."""
    text = "[G rotation] " + "((a-(b-" * 2_000 + " [M GATr]."
    assert described(text, "GATr", "rotation")["bare"] == 1


def test_no_pairs() -> None:
    """A paper without a group has no rows."""
    layout = Layout.of_doc(processed("T\n[M EGNN] is fast.", model="rules"))
    none = np.zeros((0, 2), dtype=np.intp)
    assert symmetry_features(layout, none, np.zeros(1, np.float32)).shape == (0, len(COLUMNS))


def test_the_mean_of_log_odds() -> None:
    """Opposite probabilities cancel; a certain one is as sure as the limit, not infinite."""
    a, b = np.array([0.8, 1.0], np.float32), np.array([0.2, 1.0], np.float32)
    assert mean_log_odds(a, b) == pytest.approx([0, np.log(9_999)], abs=1e-2)


def test_saved_and_read(tmp_path: Path) -> None:
    """A model read again says the same; a folder without one has none; broken files and other features are refused."""
    assert Equivariance.load(tmp_path) is None
    model = constant(0.3)
    model.save(tmp_path)
    again = Equivariance.load(tmp_path)
    assert again is not None
    assert (again.threshold, again.slope, again.shift, again.card) == (0.5, 2.0, 0.0, {"papers": 0})
    rows = np.ones((2, WIDTH), np.float32)
    assert again.forest.log_odds(rows) == pytest.approx(model.forest.log_odds(rows))
    file = tmp_path / "equivariance.json"
    content = json.loads(file.read_text())
    file.write_text(json.dumps({**content, "columns": ["other"]}))
    with pytest.raises(ModelError, match="train it again"):
        Equivariance.load(tmp_path)
    file.write_text("{")
    with pytest.raises(ModelError, match="cannot be read"):
        Equivariance.load(tmp_path)


def test_it_decides_in_the_relation_model() -> None:
    """With a model of its own that denies or affirms everything, no or every method respects the group."""
    general = RelationModel.load(DEFAULT)
    text = "[M EGNN]: A Net\nWe propose [M EGNN], equivariant to [G rotations]. [M GNNs] are not."
    layout = Layout.of_doc(processed(text))
    for value, heads in ((-30.0, set()), (30.0, set(layout.by_type[EntityType.METHOD]))):
        model = RelationModel(
            general.forests, general.thresholds, general.words, general.bias, general.lexicon, {}, constant(value)
        )
        found = model.read(layout).relations()
        assert {f.head for f in found if f.type is RelationType.EQUIVARIANT_TO} == heads


def test_the_shipped_model_reaches_its_figures() -> None:
    """On gold mentions of training papers that name a group, F1 of EQUIVARIANT_TO is far above that of dev papers."""
    lines = (DEFAULT.parent / "corpus" / "train.jsonl").read_text("utf-8").splitlines()
    papers = [Extraction.model_validate_json(line) for line in lines if '"EQUIVARIANT_TO"' in line]
    report = evaluate(papers, from_mentions(papers))
    assert report.figure("relations", RelationType.EQUIVARIANT_TO).f1 >= 80


def test_classification_trees_as_arrays() -> None:
    """The arrays give the mean share of positive examples that scikit-learn's trees give."""
    ensemble = pytest.importorskip("sklearn.ensemble", reason="needs the extra `train`")
    from extract.training.equivariance import forest_of

    rng = np.random.default_rng(0)
    x = rng.normal(size=(500, 6)).astype(np.float32)
    right = x[:, 1] * x[:, 4] + x[:, 2] > 0
    model = ensemble.ExtraTreesClassifier(20, min_samples_leaf=3, random_state=0).fit(x, right)
    forest = forest_of(model.estimators_, 6)
    assert forest.log_odds(x) == pytest.approx(model.predict_proba(x)[:, 1], abs=1e-5)
