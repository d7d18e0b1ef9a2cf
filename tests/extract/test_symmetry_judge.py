"""The trained model over places of symmetry mentions: its clues, its file, its training."""

from __future__ import annotations

from pathlib import Path

import pytest

from extract.symmetry import find_groups
from extract.symmetry.clues import clues_of
from extract.symmetry.judge import Judge, judge
from extract.symmetry.places import places_of
from extract.training.symmetry import CORPUS, figures, fit, read_examples, standing
from schemas.errors import ModelError

ALIGNED = "The method aligns frames by a rotation. It is trained on symmetric pairs."


def test_places_say_what_the_rules_think() -> None:
    """A place is marked by the word of symmetry that governs it, by its list, or by another place of its kind."""
    text = "Translation and rotation-equivariant maps. They hold under rotations, not under shears."
    places = places_of(text, [(0, 42), (43, len(text))])
    assert [(text[p.start : p.end], p.mark) for p in places] == [
        ("Translation", "right"),
        ("rotation", "right"),
        ("rotations", "echo"),
        ("shears", ""),
    ]
    assert [p.joined for p in places[:2]] == [(None, "right"), ("right", None)]


def test_clues_name_form_and_neighbours() -> None:
    """Clues hold the form of the place, the words beside it and what its text speaks of."""
    text = "SO(3)-equivariant nets"
    (clues,) = clues_of(text, places_of(text, [(0, len(text))]))
    assert {"kind symbol", "stem SO", "governs", "equi behind", "title", "rule right", "+1 -"} <= clues.keys()


def test_another_recogniser_can_tip_the_scale() -> None:
    """A place that is not sure enough becomes a mention where an overlapping span of another recogniser adds weight."""
    bounds = [(0, len(ALIGNED))]
    start = ALIGNED.index("rotation")
    support = [(start, start + 8, 0.9)]
    assert find_groups(ALIGNED, bounds) == find_groups(ALIGNED, bounds, support) == []
    (found,) = find_groups(ALIGNED, bounds, support, weight=8.0)
    assert (found.start, found.end) == (start, start + 8)
    assert found.confidence >= judge().threshold


def test_training_is_deterministic(tmp_path: Path) -> None:
    """The same papers give the same bytes, and the model read back judges as before."""
    examples = read_examples([CORPUS / "train.jsonl"])[:100]
    for name in ("a", "b"):
        fit(examples).write(tmp_path / name, {"papers": 100})
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    again = Judge.read(tmp_path / "a")
    found = [
        [(p.start, p.end) for p, clues in zip(e.places, e.clues, strict=True) if again.probability(clues) >= 0.5]
        for e in examples
    ]
    assert figures(examples, found)["F1"] > 85


def test_longer_of_two_overlapping_mentions_stands() -> None:
    """A group inside a longer mention of another type falls, one that holds a shorter one stands."""
    assert standing([(0, 4), (10, 20)], [(0, 8), (12, 15)]) == {(10, 20)}


def test_a_file_that_is_no_model(tmp_path: Path) -> None:
    """A missing or broken file is an error of ours that names the file."""
    (tmp_path / "broken.json").write_text("{}", "utf-8")
    for name in ("broken.json", "missing.json"):
        with pytest.raises(ModelError, match=name):
            Judge.read(tmp_path / name)
