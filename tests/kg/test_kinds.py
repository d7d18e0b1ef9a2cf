"""Kinds: what names and sentences say is a kind of what, in one order without circles, and where it is shown."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterable

import networkx as nx
import pytest

from kg.assemble import assemble
from kg.kinds import kind_edges
from kg.kinds.names import shorter_names
from kg.kinds.order import reduced, without_circles
from kg.lookup import entity_view
from kg.names import Names, resolve_names
from kg.neighbourhood import expand
from kg.stores import GraphStore
from schemas import KIND, EdgeRow, EntityType, Extraction, GraphTables
from tests.conftest import DATA
from tests.kg.papers import extraction, naming


def kinds(*papers: Extraction) -> dict[tuple[str, str], str]:
    """(child, parent) by name to the rule, in the graph of ``papers``."""
    names, found = found_in(papers)
    name = {named.id: named.name for named in names.nodes.values()}
    edges = (edge for rows in found.values() for edge in rows)
    return {(name[edge.head], name[edge.tail]): edge.properties["rule"] for edge in edges}


def found_in(papers: Iterable[Extraction]) -> tuple[Names, dict[str, list[EdgeRow]]]:
    """Names and kinds of ``papers``, without the rest of a graph."""
    given = sorted(papers, key=lambda x: x.id)
    names = resolve_names(given)
    support = Counter(key for nodes in names.of_paper for key in set(nodes.values()))
    return names, kind_edges(given, names, support)


def named(*forms: str, type: EntityType = EntityType.METHOD, papers: int = 4) -> dict[tuple[str, str], str]:
    """The kinds in a graph where ``papers`` papers each name every one of ``forms``."""
    made = [naming(f"{form}-{i}", form, type=type) for form in forms for i in range(papers)]
    return kinds(*made)


METHODS = (
    ("equivariant graph neural network", "graph neural network"),
    ("model-free reinforcement learning", "reinforcement learning"),
    ("non-equivariant network pruning", "network pruning"),
    ("E(n)-equivariant transformer", "transformer"),
    ("SE(3)-Transformer", "transformer"),
    ("graph neural network pruning", "pruning"),
    ("large language model merging", "model merging"),
    ("attention over sets", "attention"),
    ("adversarial attack detection", "attack detection"),
)
TASKS = (
    ("3D object detection", "object detection"),
    ("text-to-image generation of scenes", "text-to-image generation"),
    ("detection of anomalies", "detection"),
    ("few-shot image classification", "few-shot classification"),
    ("classification of skin lesion images", "classification"),
)
NONE = (
    ("graph neural network pruning", "graph neural network"),
    ("large language model merging", "large language model"),
    ("adversarial attack detection", "adversarial attack"),
    ("semi-supervised learning", "supervised learning"),
    ("non-equivariant network", "equivariant network"),
    ("vision-language model", "language model"),
    ("GPT-4", "GPT"),
    ("Llama 2 7B", "Llama 2"),
    ("Tiny ImageNet", "ImageNet"),
    ("cross-entropy agreement loss", "cross-entropy loss"),
    ("accelerating diffusion models", "diffusion models"),
    ("learning from human feedback", "human feedback"),
    ("mixture of experts", "mixture"),
    ("convolution and attention", "attention"),
    ("root mean squared error", "mean squared error"),
    ("CNN-LSTM", "LSTMs"),
    ("world model", "model"),
)


@pytest.mark.parametrize(("longer", "shorter"), METHODS)
def test_kinds_by_names_of_methods(longer: str, shorter: str) -> None:
    """A method whose name is another's with words before it, or with a preposition behind it, is a kind of it."""
    assert (longer, shorter) in named(longer, shorter)


@pytest.mark.parametrize(("longer", "shorter"), TASKS)
def test_kinds_by_names_of_tasks(longer: str, shorter: str) -> None:
    """So is a task, where what stands before or behind the head narrows it."""
    assert (longer, shorter) in named(longer, shorter, type=EntityType.TASK)


@pytest.mark.parametrize(("longer", "shorter"), NONE)
def test_no_kind_by_names(longer: str, shorter: str) -> None:
    """Another head, a word that makes another thing of it, a version, a proper name or two things at once: no kind."""
    more = ("CNNs",) if longer == "CNN-LSTM" else ()
    assert (longer, shorter) not in named(longer, shorter, *more)


def test_names_of_data_sets_are_proper() -> None:
    """No kind is read from the words of a data set's name."""
    assert named("street scenes", "scenes", type=EntityType.DATASET) == {}


def test_rare_names_are_no_kinds() -> None:
    """What a paper or two name in one word is too little to be what others are a kind of."""
    assert named("soft pruning", "pruning", papers=2) == {}


def test_an_abbreviation_inside_a_name() -> None:
    """A head that is written short is known by its long form, and the long form by the short one."""
    papers = [naming(f"p{i}", "graph neural network", "GNN") for i in range(3)]
    assert kinds(*papers, naming("q", "equivariant GNN")) == {("equivariant GNN", "graph neural network"): "head noun"}


SENTENCES = (
    ("[LieFlow|Method:a] is a normalising and simple [flow model|Method:b] that works.", "is a"),
    ("[LieFlow|Method:a] is a kind of [flow model|Method:b].", "is a"),
    ("We propose [LieFlow|Method:a], a new, light [flow model|Method:b] for molecules.", "apposition"),
    ("We compare [LieFlow|Method:a] (a [flow model|Method:b]) with others.", "in brackets"),
    ("We train a new [flow model|Method:b], called [LieFlow|Method:a], on molecules.", "called"),
    ("They outperform [flow models|Method:b] such as [LieFlow|Method:a].", "such as"),
    ("They outperform [flow models|Method:b] (e.g., [LieFlow|Method:a]) by far.", "such as"),
    ("They outperform [LieFlow|Method:a] and other [flow models|Method:b].", "and other"),
)
SAYS_NOTHING = (
    "[LieFlow|Method:a] is not a [flow model|Method:b].",
    "[LieFlow|Method:a] is a replacement of a [flow model|Method:b].",
    "We propose [LieFlow|Method:a], a [flow model|Method:b] benchmark.",
    "We propose [LieFlow|Method:a], a framework leveraging a [flow model|Method:b].",
    "At the core of [LieFlow|Method:a], a [flow model|Method:b] is trained.",
    "We combine [LieFlow|Method:a], a strong [flow model|Method:b], and luck.",
    "We combine [LieFlow|Method:a], a strong suite, and a [flow model|Method:b].",
    "The performance of [LieFlow|Method:a] is a [flow model|Method:b].",
    "They outperform transformers and [flow models|Method:b] such as [LieFlow|Method:a].",
    "They replace parts of [flow models|Method:b] such as [coupling|Method:a].",
    "Methods based on [flow models|Method:b] such as [LieFlow|Method:a] are slow.",
    "[LieFlow|Method:a] is fast. A [flow model|Method:b] is not.",
    "[LieFlow|Method:a] is a [flow model|Task:b].",
)


@pytest.mark.parametrize(("text", "rule"), SENTENCES)
def test_kinds_by_sentences(text: str, rule: str) -> None:
    """A sentence that says what something is makes an edge, with the rule, the sentence and its paper."""
    tables = assemble([extraction("p", f"On flows\nFlows are old. {text} The end is near.")])
    (edge,) = tables.edges[KIND, "Method", "Method"]
    assert (edge.head, edge.tail) == ("method:lieflow", "method:flow-model")
    says = {"rule": rule, "support": 1, "paper": "p", "start": 24}
    assert edge.properties.items() >= says.items()
    bare = text.replace("[", "").replace("|Method:a]", "").replace("|Method:b]", "")
    assert edge.properties["sentence"] == bare
    assert edge.properties["end"] == 24 + len(bare)


@pytest.mark.parametrize("text", SAYS_NOTHING)
def test_no_kind_by_sentences(text: str) -> None:
    """A negation, a longer phrase, a fronted phrase, a list, a part or another sentence say of nothing what it is."""
    assert kinds(extraction("p", f"On flows\n{text}")) == {}


def test_lists_of_examples() -> None:
    """Each name of a list before or behind the pattern is a kind, but no longer phrase at its end."""
    one = "We test [LLMs|Method:z] such as [Alpaca|Method:a], [Vicuna|Method:b], and [GPT-4|Method:c] embeddings."
    other = "We test [GCN|Method:a], [GAT|Method:b], and other [GNNs|Method:z]."
    assert set(kinds(extraction("p", f"Title\n{one}"))) == {("Alpaca", "LLMs"), ("Vicuna", "LLMs")}
    assert set(kinds(extraction("p", f"Title\n{other}"))) == {("GCN", "GNNs"), ("GAT", "GNNs")}


def test_a_name_and_a_sentence_together() -> None:
    """An edge that names and a sentence both say has the names' rule and the sentence."""
    papers = [naming(f"p{i}", form) for i in range(3) for form in ("attention", "linear attention")]
    stated = extraction("q", "T\n[Linear attention|Method:a] is an [attention|Method:b] that is fast.")
    papers = [x.model_copy(update={"id": f"{x.id}-{i}"}) for i, x in enumerate(papers)]
    (edge,) = assemble([*papers, stated]).edges[KIND, "Method", "Method"]
    assert (edge.properties["rule"], edge.properties["paper"], edge.properties["support"]) == ("head noun", "q", 4)


def test_statements_in_a_circle() -> None:
    """Of statements that go round in a circle the one that fewest papers make goes."""
    one = "T\nWe use [alphas|Method:a] such as [betas|Method:b]."
    other = "T\nWe use [betas|Method:b] such as [alphas|Method:a]."
    papers = [extraction("1", one), extraction("2", other), extraction("3", other)]
    assert kinds(*papers) == {("alphas", "betas"): "such as"}


@pytest.mark.parametrize("seed", range(30))
def test_an_order_and_no_edge_too_many(seed: int) -> None:
    """Whatever is said, what stands has no circle, reaches what it reached where there was none, and is minimal."""
    chance = random.Random(seed)
    edges = list({(chance.randrange(12), chance.randrange(12)) for _ in range(chance.randrange(5, 50))})
    kept = without_circles(edges)
    order = nx.DiGraph(kept)
    assert nx.is_directed_acyclic_graph(order)
    least = reduced(kept)
    assert least == set(nx.transitive_reduction(order).edges)
    for a, b in set(edges) - kept:
        assert a == b or nx.has_path(order, b, a)


@pytest.mark.parametrize("seed", range(5))
def test_random_names_in_any_order(seed: int) -> None:
    """Random names give an order that is reduced, the same in whatever order the papers come."""
    chance = random.Random(seed)
    words = ["deep", "equivariant", "graph", "sparse", "few-shot", "multimodal", "language", "model", "network"]
    forms = [" ".join(chance.choices(words, k=chance.randrange(1, 5))) for _ in range(40)]
    papers = [naming(f"{i}-{j}", form) for i, form in enumerate(forms) for j in range(chance.randrange(1, 4))]
    found = found_in(papers)[1]["Method"]
    order = nx.DiGraph((edge.head, edge.tail) for edge in found)
    assert found
    assert nx.is_directed_acyclic_graph(order)
    assert set(order.edges) == set(nx.transitive_reduction(order).edges)
    chance.shuffle(papers)
    assert found_in(papers)[1]["Method"] == found
    renamed = [x.model_copy(update={"id": f"{chance.random()}"}) for x in papers]
    assert [(e.head, e.tail) for e in found_in(renamed)[1]["Method"]] == [(e.head, e.tail) for e in found]


def test_judged_edges_are_still_found() -> None:
    """Of the edges that were read and found right, those by a head noun come from the words of the name shown."""
    rows = [json.loads(line) for line in (DATA / "kinds_judged.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len(rows) == 200
    assert sum(row["right"] for row in rows) >= 190
    heads = [row for row in rows if row["rule"] == "head noun" and row["right"]]
    found = [row for row in heads if any(True for _ in shorter_names(row["child"], row["type"]))]
    assert len(found) == len(heads)


def test_golden_kinds(golden_tables: GraphTables) -> None:
    """The golden papers have three kinds; what two steps say is not said in one."""
    found = [(e.head, e.tail) for e in golden_tables.edges[KIND, "Method", "Method"]]
    assert found == [
        ("method:egnn", "method:equivariant-graph-neural-network"),
        ("method:equivariant-graph-neural-network", "method:graph-neural-network"),
        ("method:lieflow", "method:normalizing-flow"),
    ]


def test_an_entity_shows_its_kinds(golden_store: GraphStore) -> None:
    """A view of an entity has what it is a kind of and the kinds of it, with the rule and the sentence."""
    view = entity_view(golden_store, "method:equivariant-graph-neural-network")
    up, down = view.kinds
    assert (up.direction, up.other.id, up.rule, up.sentence) == (
        "out",
        "method:graph-neural-network",
        "head noun",
        None,
    )
    assert (down.direction, down.other.id, down.paper) == ("in", "method:egnn", "g03")
    assert down.sentence == "EGNN is an equivariant graph neural network and keeps an advantage in speed."


def test_kinds_in_a_neighbourhood(golden_store: GraphStore) -> None:
    """Asked for by its type, an edge to a kind is among those around a node, and counted with the others."""
    around = expand(golden_store, "method:lieflow", relations=[KIND])
    assert [(e.head, e.words, e.tail) for e in around.edges] == [
        ("method:lieflow", "is a kind of", "method:normalizing-flow")
    ]
    assert golden_store.counts()[KIND] == 3
