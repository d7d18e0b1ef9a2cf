"""Where rules end: names of the same stems that are one term, and those that are two."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.names import Rule, resolve_names
from kg.names import alike as model
from kg.names.alike_fit import crossed, fit, read
from schemas import EntityType
from tests.kg.papers import gold, naming

M, T, D, Q, G = EntityType
JUDGED = Path(__file__).parents[1] / "data" / "names" / "judged.jsonl"


def met(one: str, other: str, type: EntityType) -> bool:
    """Whether two names, each of a paper of its own, get one node."""
    names = resolve_names([naming("p", one, type=type), naming("q", other, type=type)])
    return len(names.nodes) == 1


@pytest.mark.parametrize(
    ("one", "other", "type"),
    [
        ("positional encoding", "position encoding", M),
        ("hallucination rate", "rate of hallucinations", Q),
        ("generating protein structures", "protein structure generation", T),
        ("image-text matching", "text-image matching", T),
        ("LLM-based agents", "LLM agents", M),
        ("detection of AI-generated text", "AI-generated text detection", T),
    ],
)
def test_one_term_in_two_forms(one: str, other: str, type: EntityType) -> None:
    """Inflections, "X of Y" and turned compounds are one term."""
    assert met(one, other, type)


@pytest.mark.parametrize(
    ("one", "other", "type"),
    [
        ("language model", "language modeling", M),
        ("text-to-image generation", "image-to-text generation", T),
        ("sim-to-real transfer", "real-to-sim transfer", T),
        ("mixture of experts", "expert mixture", M),
        ("layer normalization", "normalization layers", M),
        ("instructional video editing", "instruction-based video editing", T),
        ("energy-based model", "energy model", M),
        ("functional map", "function map", M),
        ("position 2 encoding", "positional 3 encoding", M),
        ("ImageNet corruptions", "corruption of ImageNet", D),
    ],
)
def test_two_terms_of_the_same_stems(one: str, other: str, type: EntityType) -> None:
    """The product is not its making, a direction is not its reverse, and a data set's name is proper."""
    assert not met(one, other, type)


def test_a_near_miss_is_left_to_a_person() -> None:
    """What scores less is kept apart and listed, with the score."""
    names = resolve_names([naming("p", "structural reasoning", type=T), naming("q", "structured reasoning", type=T)])
    (decision,) = names.decisions
    assert decision.rule is Rule.NEARLY_ALIKE
    assert decision.rule.near_miss
    assert model.NEAR <= decision.share < model.SURE


def test_the_rarer_name_joins_the_more_frequent() -> None:
    """The node is that of the name with more papers, and the decision counts the others."""
    papers = [*(naming(f"p{i}", "positional encoding") for i in range(3)), naming("q", "position encodings")]
    (decision,) = resolve_names(papers).decisions
    assert (decision.rule, decision.form.key, decision.target.key) == (
        Rule.ALIKE,
        "positionencoding",
        "positionalencoding",
    )
    assert (decision.papers, decision.examples) == (1, ("q",))


def test_names_that_stand_for_others_join_as_these() -> None:
    """An abbreviation follows its long form to the node that the model takes it to."""
    papers = [
        *(naming(f"p{i}", "graph convolutional network") for i in range(9)),
        *(naming(f"q{i}", "graph convolution network", "GCN") for i in range(3)),
        naming("r", "GCN"),
    ]
    assert len(resolve_names(papers).nodes) == 1


def test_the_weights_are_those_of_the_judged_pairs() -> None:
    """What ships is what the fit gives, up to its rounding."""
    x, y, _ = read(JUDGED)
    for name, weight in zip(model.FEATURES, fit(x, y), strict=True):
        assert model.WEIGHTS[name] == pytest.approx(weight, abs=0.0011)


def test_the_model_is_sure_of_little_that_is_wrong() -> None:
    """On judged pairs that it has not seen, most of them chosen to be hard, nine of ten sure ones are right."""
    x, y, _ = read(JUDGED)
    sure = crossed(x, y) >= model.SURE
    assert sure.sum() >= 50
    assert y[sure].mean() >= 0.9


def test_candidates_are_few() -> None:
    """Names meet by equal bags of stems: far fewer pairs than names."""
    names = resolve_names(gold("train-arxiv", 300))
    papers = {key: ["p"] for key in names.keys}
    pairs = list(model.candidates(names.surface, names.keys, papers))
    assert len(pairs) < len(names.nodes) / 20
