"""Gold pairs and clusters: how they are read, and that the judge is one that cannot be bribed."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.names import NameKey, NameRules, canonical_key, resolve_names
from kg.names.evaluation import evaluate_names
from kg.names.gold import GoldCluster, GoldPair, expansions, read_clusters, read_pairs
from schemas import EntityType
from schemas.errors import InputError
from tests.kg.papers import gold, naming

M = EntityType.METHOD
LONG, SEMI = "self-supervised learning", "semi-supervised learning"
CORPUS = [*(naming(f"p{i}", "graph neural networks", "GNN") for i in range(3)), naming("q", "attention")]


def pair(a: str, b: str, same: bool = True, **more: str) -> GoldPair:
    """A gold pair of methods."""
    return GoldPair.model_validate({"a": a, "b": b, "type": M, "same": same, **more})


def test_pairs_count_where_both_names_get_one_node() -> None:
    """Precision is of the pairs that met, recall of those that are the same; errors come with their decisions."""
    pairs = [
        pair("GNNs", "graph neural network", kind="abbreviation"),
        pair("QM9", "QM-9", kind="hyphen"),
        pair("attention", "linear attention", same=False),
        pair("transformers", "the Transformer", same=False),
        pair("neural operator", "operator network"),
    ]
    report = evaluate_names(CORPUS, pairs, [])
    assert report.pairwise.precision == pytest.approx(2 / 3)
    assert report.pairwise.recall == pytest.approx(2 / 3)
    assert [e.pair.b for e in report.wrongly_met] == ["the Transformer"]
    assert [(e.pair.a, e.node_a, e.node_b) for e in report.missed] == [
        ("neural operator", "method:neural-operator", "method:operator-network")
    ]
    (hyphen,) = [k for k in report.kinds if k.kind == "hyphen"]
    assert (hyphen.pairs, hyphen.same, hyphen.met, hyphen.wrongly_met) == (1, 1, 1, 0)


def test_b_cubed_by_hand() -> None:
    """Two clusters of which one falls apart: precision 1, recall (2·1 + 2·2/3 + 1/3) / 5."""
    clusters = [
        GoldCluster(type=M, names=("GNN", "GNNs")),
        GoldCluster(type=M, names=("attention", "attentions", "attention map")),
    ]
    report = evaluate_names(CORPUS, [], clusters)
    assert report.bcubed.precision == 1
    assert report.bcubed.recall == pytest.approx((2 + 2 * 2 / 3 + 1 / 3) / 5)
    assert [nodes for _, nodes in report.broken] == [[["attention", "attentions"], ["attention map"]]]
    mixed = evaluate_names(CORPUS, [], [GoldCluster(type=M, names=("GNN",)), GoldCluster(type=M, names=("GNNs",))])
    assert mixed.bcubed.precision == 0.5
    assert mixed.mixed == [[("GNN", "GNN"), ("GNNs", "GNNs")]]


def test_the_gold_has_no_vote() -> None:
    """A gold that says a thing a hundred times does not teach the corpus, nor unsettle what it knows."""
    asked = [pair("XYZ", "xenon yield zone", context_a="We use xenon yield zone (XYZ).")] * 100
    other = [pair("GNN", "graph neural network", context_a="A GNN (gated neuron net) is used.")] * 100
    report = evaluate_names(CORPUS, [*asked, *other, pair("XYZ", "xenon yield zone"), pair("GNNs", LONG, False)], [])
    assert [e.pair.context_a for e in report.missed] == [None, *[other[0].context_a] * 100][::-1]
    assert not report.wrongly_met


def test_each_name_comes_to_the_corpus_alone() -> None:
    """A name of the gold gets the node that it would get as the one new paper of a build."""
    papers = gold("train", 200)
    lone = [naming(f"z{i}", form) for i, form in enumerate(("SSL", "GNNs", "LLM agents", "RL", "MLP", "SE(3)"))]
    together = resolve_names([*papers, *lone], voters=len(papers)).of_paper[len(papers) :]
    alone = [resolve_names([*papers, one]).of_paper[-1] for one in lone]
    assert together == alone


def test_a_context_says_what_an_abbreviation_stands_for() -> None:
    """One abbreviation with two senses is judged by what its sentence says."""
    pairs = [
        pair("SSL", SEMI, context_a=f"{SEMI.capitalize()} (SSL) needs few labels."),
        pair("SSL", SEMI, same=False, context_a=f"We pretrain by {LONG} (SSL)."),
        pair("SSL", "SSL", same=False, context_a=LONG, context_b=SEMI),
    ]
    report = evaluate_names(CORPUS, pairs, [])
    assert (report.pairwise.precision, report.pairwise.recall) == (1, 1)


@pytest.mark.parametrize(
    ("name", "context", "found"),
    [
        ("SSL", f"We use {LONG} (SSL).", [LONG]),
        ("SSL", LONG, [LONG]),
        (LONG, f"We use {LONG} (SSL).", ["SSL"]),
        ("ViTs", "Large vision transformers (ViTs) win", ["vision transformers"]),
        ("SSL", "SSL (as in other work) helps", []),
        ("SSL", "", []),
        ("GAN loss", "", []),
    ],
)
def test_expansions_of_a_context(name: str, context: str, found: list[str]) -> None:
    """Brackets behind the long form, and the long form alone; other brackets say nothing."""
    assert list(expansions(name, context)) == found


def test_rules_count_as_in_a_build() -> None:
    """What a table says holds for the gold's names too."""
    form, target = (NameKey(M.value, canonical_key(n, M)) for n in ("ConvNet", "convolutional network"))
    rules = NameRules(known={form: (target, "known.csv:2")})
    pairs = [pair("ConvNets", "convolutional networks")]
    assert evaluate_names(CORPUS, pairs, []).pairwise.recall == 0
    assert evaluate_names(CORPUS, pairs, [], rules).pairwise.recall == 1


def test_a_wrong_line_is_named(tmp_path: Path) -> None:
    """The error says the file, the line and the field; a folder without gold has none."""
    (tmp_path / "pairs.jsonl").write_text('{"a": "x", "b": "y", "type": "Method", "same": true}\n{"a": "x"}\n')
    with pytest.raises(InputError, match=r"pairs\.jsonl:2") as error:
        read_pairs(tmp_path)
    assert error.value.field == "b"
    assert read_clusters(tmp_path) == []
