from __future__ import annotations

import random
import time

import pytest

from kg.names import NameKey, Rule, resolve_names
from kg.names.abbreviations import near
from kg.names.forms import abbreviates, read_forms
from schemas import EntityType, Extraction
from tests.kg.papers import gold, ids, naming, resolved

M, T, D, Q, G = EntityType


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("GNNs", "graph neural networks"),
        ("CLER", "Continual Learning via Equivariant Regularization"),
        ("3DGS", "3D Gaussian Splatting"),
        ("KL divergence", "Kullback-Leibler divergence"),
        ("StyleGAN", "style-based generative adversarial network"),
        ("ViT", "Vision Transformer"),
        ("RLHF", "reinforcement learning from human feedback"),
    ],
)
def test_abbreviations_that_stand_for_the_whole(short: str, long: str) -> None:
    """The letters of a short form run through its long form from the first word on."""
    assert abbreviates(short, long)


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("VAE", "point map variational autoencoder"),
        ("LMs", "large language models"),
        ("GPT-4", "large language models"),
        ("detection", "anomaly detection"),
        ("AB", "A B"),
        ("EGNN", "EGNN layers"),
    ],
)
def test_words_that_are_no_abbreviation(short: str, long: str) -> None:
    """A general word, the abbreviation of the end alone, and a part of the name stand for nothing."""
    assert not abbreviates(short, long)


def test_the_long_form_of_a_paper_is_its_name() -> None:
    """A paper that writes both forms knows the entity by the long one, whatever the extraction calls it."""
    forms = read_forms("CLER", M, {"CLER": 3, "Continual Learning via Equivariant Regularization": 1})
    assert forms.surface == "Continual Learning via Equivariant Regularization"
    assert forms.pairs == (("CLER", "Continual Learning via Equivariant Regularization"),)


def test_a_proper_name_is_preferred_to_its_description() -> None:
    """The descriptive half of a title does not name the node, or it would meet every other description."""
    assert read_forms("tree-guided CNN", M, {"tree-guided CNN": 1, "TSRNet": 3}).surface == "TSRNet"


def test_a_general_word_does_not_rename_a_special_thing() -> None:
    """A paper's MLP that refers back to its equivariant perceptron leaves that entity its own name."""
    name = "equivariant multilayer perceptron"
    assert read_forms(name, M, {name: 1, "MLP": 2}).surface == name


def test_lone_short_forms_follow_a_unanimous_corpus() -> None:
    """A paper that writes GNN alone meets papers that expand it, when these agree."""
    papers = [naming(f"p{i}", "graph neural networks", "GNNs") for i in range(3)]
    names = resolved(*papers, naming("q1", "GNN"), naming("q2", "Graph Neural Network"))
    assert set(ids(names)) == {"method:graph-neural-network"}
    (node,) = names.nodes.values()
    assert node.name == "graph neural networks"
    assert {"GNN", "GNNs", "Graph Neural Network"} <= set(node.aliases)
    (decision,) = [d for d in names.decisions if d.form == NameKey("Method", "gnn")]
    assert (decision.rule, decision.papers, decision.examples) == (Rule.CORPUS_ABBREVIATION, 3, ("p0", "p1", "p2"))


def test_an_ambiguous_short_form_stays_apart_per_sense() -> None:
    """SSL is self-supervised in one paper, semi-supervised in another, and itself where a paper does not say."""
    names = resolved(
        naming("p1", "self-supervised learning", "SSL"),
        naming("p2", "semi-supervised learning", "SSL"),
        naming("p3", "SSL"),
    )
    assert ids(names) == ["method:self-supervised-learning", "method:semi-supervised-learning", "method:ssl"]
    assert {d.rule for d in names.decisions} == {Rule.AMBIGUOUS}
    assert not any(d.rule.merges for d in names.decisions)


def test_an_expansion_of_one_paper_does_not_capture_a_famous_name() -> None:
    """A paper's own CLIP leaves the CLIP of many papers alone, and the near miss is kept."""
    clips = [naming(f"q{i}", "CLIP") for i in range(9)]
    names = resolved(naming("p1", "clinical longitudinal image pretraining", "CLIP"), *clips)
    assert set(ids(names)) == {"method:clinical-longitudinal-image-pretraining", "method:clip"}
    assert [d.rule for d in names.decisions] == [Rule.RARE_EXPANSION]


@pytest.mark.parametrize("lone", ["PaLM", "MUSE"])
def test_names_chosen_for_their_sound_do_not_meet_by_one_expansion(lone: str) -> None:
    """Two papers may both call their method MUSE, and PaLM is not PALM."""
    long = {"PaLM": "prototypical learning with a mixture", "MUSE": "multi-scale unified semantic enhancer"}[lone]
    names = resolved(naming("p1", long, lone.upper()), naming("p2", lone))
    assert len(names.nodes) == 2


def test_long_forms_of_one_abbreviation_meet_when_nearly_equal() -> None:
    """Convolution neural network is convolutional neural network, since both are CNN."""
    names = resolved(
        naming("p1", "convolutional neural network", "CNN"),
        naming("p2", "convolutional neural networks", "CNNs"),
        naming("p3", "convolution neural network", "CNN"),
    )
    assert set(ids(names)) == {"method:convolutional-neural-network"}
    assert Rule.NEAR_EXPANSION in {d.rule for d in names.decisions}


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("convolution neural network", "convolutional neural network", True),
        ("learning from verifiable reward", "learning with verifiable reward", True),
        ("large langauge model", "large language model", True),
        ("recurrent neural network", "recursive neural network", False),
        ("self supervised learning", "semi supervised learning", False),
        ("visual language model", "vision language model", False),
        ("layer 12 probe", "layer 13 probe", False),
    ],
)
def test_near_terms(one: str, other: str, same: bool) -> None:
    """Inflections, function words and slips are near; other words and numbers are not."""
    assert near(tuple(one.split()), tuple(other.split())) is same


def test_settled_abbreviations_are_spelled_out_inside_longer_names() -> None:
    """GNN encoder and graph neural network encoder are one node, once the corpus is sure of GNN."""
    papers = [naming(f"p{i}", "graph neural network", "GNN") for i in range(3)]
    names = resolved(*papers, naming("q1", "GNN encoders"), naming("q2", "graph neural network encoder"))
    assert len({*ids(names)[-2:]}) == 1
    assert Rule.EMBEDDED in {d.rule for d in names.decisions}


def test_a_spelled_out_head_is_not_doubled() -> None:
    """KV cache compression is key-value cache compression, with one cache."""
    papers = [naming(f"p{i}", "out-of-distribution generalization", "OOD", type=T) for i in range(3)]
    names = resolved(
        *papers,
        naming("q1", "OOD generalization score", type=T),
        naming("q2", "out-of-distribution generalization score", type=T),
    )
    assert len({*ids(names)[-2:]}) == 1


def test_versions_are_not_spelled_out() -> None:
    """ViT-B/16 keeps its letters: it is the name of one model."""
    papers = [naming(f"p{i}", "Vision Transformer", "ViT") for i in range(3)]
    assert ids(resolved(*papers, naming("q", "ViT-B/16")))[-1] == "method:vit-b-16"


def test_a_dominant_type_takes_the_others() -> None:
    """A task that one paper of five marks as a method is a task everywhere; the disagreement is kept."""
    names = resolved(
        *(naming(f"p{i}", "model merging", type=T) for i in range(4)), naming("q", "model merging", type=M)
    )
    assert set(ids(names)) == {"task:model-merging"}
    (decision,) = names.decisions
    assert (decision.rule, decision.form.type, decision.share, decision.examples) == (
        Rule.TYPE_MAJORITY,
        M,
        0.8,
        ("q",),
    )


def test_types_without_a_majority_stay_two_nodes() -> None:
    """Where papers are divided on the type, each type has its node."""
    names = resolved(naming("p", "pansharpening", type=T), naming("q", "pansharpening", type=M))
    assert ids(names) == ["task:pansharpening", "method:pansharpening"]
    assert [d.rule for d in names.decisions] == [Rule.TYPE_SPLIT]


def test_a_symmetry_group_meets_no_other_type() -> None:
    """Translation the task and translations the group are two nodes, however frequent one is."""
    names = resolved(*(naming(f"p{i}", "translation", type=T) for i in range(9)), naming("q", "translation", type=G))
    assert set(ids(names)) == {"task:translation", "group:T(n)"}


def test_a_group_read_from_its_context_wins() -> None:
    """An entity that carries the id of its group is that group, whatever its name says alone."""
    paper = naming("p", "rotations", type=G)
    entity = paper.entities[0].model_copy(update={"group": "SO(3)"})
    told = Extraction.model_validate({**paper.model_dump(), "entities": [{**entity.model_dump(), "group": "SO(3)"}]})
    assert ids(resolved(told)) == ["group:SO(3)"]
    assert ids(resolved(paper)) == ["group:SO(n)"]


def test_a_merge_can_be_explained() -> None:
    """Asking for a form gives its node and the decisions that brought it there."""
    names = resolved(*(naming(f"p{i}", "graph neural networks", "GNN") for i in range(2)), naming("q", "GNNs"))
    ((node, why),) = names.explain("GNNs")
    assert node.id == "method:graph-neural-network"
    assert [(d.rule, d.share) for d in why] == [(Rule.CORPUS_ABBREVIATION, 1.0)]
    assert list(names.explain("no such name")) == []


def test_the_order_of_papers_changes_nothing_on_real_papers() -> None:
    """200 annotated papers in three orders give the same names and the same decisions."""
    papers = gold("train-arxiv", 200)

    def outcome(order: list[Extraction]) -> object:
        names = resolve_names(order)
        by_paper = {x.id: names.of_paper[i] for i, x in enumerate(order)}
        return by_paper, names.nodes, {(d.rule, d.form, d.target, d.papers, d.share) for d in names.decisions}

    first = outcome(papers)
    for seed in (1, 2):
        shuffled = papers[:]
        random.Random(seed).shuffle(shuffled)
        assert outcome(shuffled) == first


def test_frequent_names_of_real_papers_meet() -> None:
    """Over the annotated papers, the common names of the field are one node each and versions are not."""
    names = resolve_names(gold("train-arxiv", 500) + gold("train", 200))
    node = {form: {n.id for n, _ in names.explain(form) if n.id.startswith("method:")} for form in (
        "LLMs", "large language model", "GNN", "Graph Neural Networks", "ViTs", "Vision Transformer", "GPT-3", "GPT-4",
        "attention", "linear attention",
    )}  # fmt: skip
    assert node["LLMs"] == node["large language model"] == {"method:large-language-model"}
    assert node["GNN"] == node["Graph Neural Networks"] == {"method:graph-neural-network"}
    assert node["ViTs"] == node["Vision Transformer"] == {"method:vision-transformer"}
    assert node["GPT-3"] != node["GPT-4"]
    assert node["attention"] != node["linear attention"]


def test_time_grows_with_the_number_of_papers_only() -> None:
    """Four times the papers, all with names of their own, take far less than sixteen times the time."""

    def seconds(count: int) -> float:
        papers = [naming(f"p{i}", f"{i} graph method", f"{i}GM") for i in range(count)]
        times = []
        for _ in range(3):
            start = time.process_time()
            resolve_names(papers)
            times.append(time.process_time() - start)
        return min(times)

    assert seconds(2000) < 10 * seconds(500)


def proposing(paper: Extraction, own: str) -> Extraction:
    """The paper, with a method of its own beside what it names."""
    fields = paper.model_dump()
    start = len(paper.text) + 1
    fields["abstract"] += f" {own}"
    fields["mentions"] = [
        *fields["mentions"], {"start": start, "end": start + len(own), "text": own, "type": M, "entity": "own"}
    ]  # fmt: skip
    fields["entities"] = [*fields["entities"], {"id": "own", "type": M, "name": own}]
    return Extraction.model_validate({**fields, "proposes": ["own"]})


def test_what_a_paper_spells_out_of_others_is_trusted() -> None:
    """BERT, spelled out by a paper of another model, is everybody's BERT; what no paper can own is as well."""
    long = "bidirectional encoder representations from transformers"
    lone = [naming(f"q{i}", "BERT") for i in range(9)]
    assert len(resolved(proposing(naming("p", long, "BERT"), "OurNet"), *lone).nodes) == 2
    assert len(resolved(naming("p", long, "BERT"), *lone).nodes) == 2
    rmse = [naming(f"q{i}", "RMSE", type=Q) for i in range(9)]
    assert len(resolved(naming("p", "root mean square error", "RMSE", type=Q), *rmse).nodes) == 1


def test_two_borrowed_senses_are_trusted_by_nobody() -> None:
    """Two papers that spell a short form out in two ways leave it ambiguous."""
    names = resolved(
        naming("p", "mean average precision", "MAP", type=Q),
        naming("q", "maximum a posteriori", "MAP", type=Q),
        naming("r", "MAP", type=Q),
    )
    assert len(names.nodes) == 3


@pytest.mark.parametrize(
    ("one", "other", "type"),
    [
        ("ViT", "Vision Transformer", M),
        ("QM9", "QM-9", D),
        ("colour constancy", "color constancy", T),
        ("$\\mathrm{SE}(3)$-Transformer", "SE(3)-Transformer", M),
        ("MTL", "multi-task learning", T),
        ("GNNs", "Graph Neural Networks (GNNs)", M),
    ],
)
def test_names_that_the_field_takes_for_one(one: str, other: str, type: EntityType) -> None:
    """Two ways to write a name are one node, by their letters or by a corpus that spells the short one out."""
    corpus = [
        *(naming(f"v{i}", "Vision Transformer", "ViT") for i in range(3)),
        *(naming(f"m{i}", "multi-task learning", "MTL", type=T) for i in range(3)),
        *(naming(f"g{i}", "graph neural networks", "GNN") for i in range(3)),
    ]
    assert len({*ids(resolved(*corpus, naming("y", one, type=type), naming("z", other, type=type)))[-2:]}) == 1


@pytest.mark.parametrize(
    ("one", "other", "type"),
    [
        ("attention", "linear attention", M),
        ("GPT-3", "GPT-4", M),
        ("Llama 2 7B", "Llama 27B", M),
        ("Llama 2 7B", "Llama 2 13B", M),
        ("CIFAR-10", "CIFAR-100", D),
        ("text-to-image generation", "image-to-text generation", T),
        ("language modeling", "language model", M),
    ],
)
def test_names_that_never_meet(one: str, other: str, type: EntityType) -> None:
    """Versions, sizes, directions and special cases stay apart, even where every paper names both."""
    papers = [naming(f"{i}{n}", form, type=type) for i in range(4) for n, form in enumerate((one, other))]
    assert len(resolved(*papers).nodes) == 2


@pytest.mark.parametrize(("short", "one", "other"), [
    ("SSL", "self-supervised learning", "semi-supervised learning"),
    ("PPO", "proximal policy optimization", "preference policy oracle"),
])  # fmt: skip
def test_two_senses_are_two_nodes(short: str, one: str, other: str) -> None:
    """An abbreviation means in each paper what that paper says, whatever it means in most."""
    papers = [*(naming(f"p{i}", one, short) for i in range(30)), naming("z", other, short)]
    found = ids(resolved(*papers))
    assert len(set(found[:-1])) == 1
    assert found[-1] not in found[:-1]


@pytest.mark.parametrize(
    ("one", "other", "type", "same"),
    [
        ("Adam", "Adam optimizer", M, True),
        ("attention", "attention mechanism", M, True),
        ("LSTM", "LSTM networks", M, True),
        ("Dice", "Dice score", Q, True),
        ("graph", "graph network", M, False),
        ("diffusion", "diffusion model", M, False),
    ],
)
def test_head_nouns_that_papers_leave_out(one: str, other: str, type: EntityType, same: bool) -> None:
    """A head noun that says only what kind of thing a name is goes, where papers name the thing without it."""
    names = resolved(naming("p", one, type=type), naming("q", other, type=type))
    assert (len(names.nodes) == 1) is same
    assert [d.rule for d in names.decisions] == [Rule.SPELLING] * same
    assert len(resolved(naming("q", other, type=type)).nodes) == 1


def test_one_paper_of_many_does_not_unsettle_an_abbreviation() -> None:
    """Five papers that agree are enough against one; three are not."""
    other = naming("q", "neon red fox", "NeRF")
    for count, nodes in ((5, 2), (3, 3)):
        agreeing = [naming(f"p{i}", "neural radiance field", "NeRF") for i in range(count)]
        assert len(resolved(*agreeing, other, naming("r", "NeRF")).nodes) == nodes
