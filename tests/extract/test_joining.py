"""Which groups of mentions are one entity, by the model that ships."""

from pathlib import Path

import numpy as np
import pytest

from extract.components.abbreviations import Abbreviations
from extract.components.entities import Entities
from extract.components.entities_joining import DEFAULT, Joiner, clusters, shared_joiner
from extract.components.entities_pairs import COLUMNS, Group, pair_features
from schemas.errors import ModelError
from tests.extract.papers import doc_of, grouped_forms


def _group(text: str, type: str, *forms: str) -> Group:
    places = [(text.index(form), text.index(form) + len(form)) for form in forms]
    return Group(type, forms, tuple(places))


def test_pairs_have_one_type_and_their_features_say_how_they_are_alike() -> None:
    """Pairs stay within a type; words, places and what stands between are seen; groups of symmetry are left out."""
    text = "Molecular docking with NewDock\nDocking, also called ligand placement, is hard under rotations and flips."
    groups = [
        _group(text, "Task", "Molecular docking"),
        _group(text, "Method", "NewDock"),
        _group(text, "Task", "Docking"),
        _group(text, "Task", "ligand placement"),
        _group(text, "SymmetryGroup", "rotations"),
        _group(text, "SymmetryGroup", "flips"),
    ]
    pairs, rows = pair_features(text, groups, [0, 31])
    assert pairs == [(0, 2), (0, 3), (2, 3)]
    assert rows.shape == (3, len(COLUMNS))
    first, _, third = (dict(zip(COLUMNS, row.tolist(), strict=True)) for row in rows)
    assert (first["words_short"], first["words_long"], first["same_words"]) == (1, 2, 1)
    assert (first["suffix"], first["prefix"], first["inside"], first["last_word"]) == (1, 0, 1, 1)
    assert (first["title_short"], first["title_long"], first["shared"], first["rivals"]) == (0, 1, 0, 0)
    assert (third["between_called"], third["gap"], third["same_words"], third["shared"]) == (1, 14, 0, 1)


def test_groups_are_joined_while_the_mean_over_their_pairs_is_high() -> None:
    """One unlikely pair keeps a third group out although it is likely with one of two; order is that of the text."""
    likely = {(0, 1): 0.2, (0, 2): 0.9, (1, 2): 0.7, (1, 3): 0.1}
    assert clusters(4, list(likely), list(likely.values()), 0.5) == [[0, 2], [1], [3]]
    likely[0, 1] = 0.4
    assert clusters(4, list(likely), list(likely.values()), 0.5) == [[0, 1, 2], [3]]


def test_a_task_is_one_entity_with_its_short_name_and_not_with_another_task() -> None:
    """In a paper on molecular docking, docking is that task; two tasks that are listed side by side stay two."""
    component = Entities(shared_joiner())
    doc = component(
        Abbreviations()(
            doc_of(
                "[M FastDock] for [T Molecular Docking]\n[T Molecular docking] is slow. We speed up [T docking] with "
                "[M FastDock] and test it on [T property prediction] and [T pose estimation]."
            )
        )
    )
    forms = [found for _, found in grouped_forms(doc)]
    assert {"Molecular Docking", "Molecular docking", "docking"} in forms
    assert {"property prediction"} in forms
    assert {"pose estimation"} in forms


def test_the_model_is_read_as_it_was_written(tmp_path: Path) -> None:
    """Saved and loaded again it says the same, and the bytes are those that ship."""
    joiner = Joiner.load(DEFAULT)
    joiner.save(tmp_path)
    for name in ("joining.json", "joining.npz"):
        assert (tmp_path / name).read_bytes() == (DEFAULT / name).read_bytes()
    rows = np.random.default_rng(0).random((20, len(COLUMNS)), np.float32)
    assert Joiner.load(tmp_path).forest.log_odds(rows).tolist() == joiner.forest.log_odds(rows).tolist()


def test_a_model_of_other_features_is_refused(tmp_path: Path) -> None:
    """A model that was trained on other columns, or is not there, is an error that says so."""
    Joiner.load(DEFAULT).save(tmp_path)
    card = (tmp_path / "joining.json").read_text("utf-8")
    (tmp_path / "joining.json").write_text(card.replace('"jaccard"', '"overlap"'), "utf-8")
    with pytest.raises(ModelError, match="train it again"):
        Joiner.load(tmp_path)
    with pytest.raises(ModelError, match="cannot be read"):
        Joiner.load(tmp_path / "nowhere")
