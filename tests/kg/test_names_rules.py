"""What a person or a table says about names wins over papers, and nothing else changes."""

from __future__ import annotations

import pytest

from kg.names import Decision, NameKey, NameRules, Names, Rule, canonical_key, resolve_names
from schemas import EntityType, Extraction
from tests.kg.papers import gold, naming

M, T, D, Q, G = EntityType
HERE = "curation.yaml:7"


def key(name: str, type: EntityType = M) -> NameKey:
    """The key of a written form."""
    return NameKey(type.value, canonical_key(name, type))


def apart(one: str, other: str, type: EntityType = M) -> dict[tuple[NameKey, NameKey], str]:
    """The rule that two names never meet."""
    first, second = sorted((key(one, type), key(other, type)))
    return {(first, second): HERE}


def ids(names: Names) -> list[str]:
    """The node of every entity, in the order of papers."""
    return [names.nodes[k].id for paper in names.of_paper for k in paper.values()]


def said(names: Names, rule: Rule) -> list[Decision]:
    """The decisions of a rule."""
    return [d for d in names.decisions if d.rule is rule]


GNN = [naming(f"p{i}", "graph neural network", "GNN") for i in range(3)]
LONE = naming("q1", "GNN")


def test_no_rules_change_nothing_on_real_papers() -> None:
    """Rules about names that no paper writes leave every name and decision as it is."""
    papers = gold("train", 150)
    plain = resolve_names(papers)
    rules = NameRules(joined={key("nobody writes this"): (key("nor that"), HERE)}, apart=apart("x y z", "z y x"))
    ruled = resolve_names(papers, rules)
    assert (ruled.of_paper, ruled.nodes, ruled.keys) == (plain.of_paper, plain.nodes, {**plain.keys})
    assert set(ruled.decisions) == set(plain.decisions)


@pytest.mark.parametrize("rule", [Rule.CURATED, Rule.TABLE])
def test_a_rule_joins_two_names(rule: Rule) -> None:
    """Two names meet in the one that the rule points to, and the decision says where the rule stands."""
    said_so = {key("ViT"): (key("Vision Transformer"), HERE)}
    rules = NameRules(joined=said_so) if rule is Rule.CURATED else NameRules(known=said_so)
    names = resolve_names([naming("p1", "ViT"), naming("p2", "Vision Transformer"), naming("p3", "ViTs")], rules)
    assert set(ids(names)) == {"method:vit"}
    assert set(names.nodes) == {key("Vision Transformer")}
    assert said(names, rule) == [
        Decision(rule, key("ViT"), key("Vision Transformer"), 2, 1.0, ("p1", "p3"), source=HERE)
    ]


def test_a_person_wins_over_a_table_and_a_table_over_papers() -> None:
    """One short form with three meanings has the one that the strongest voice gives it."""
    papers = [*GNN, LONE]
    table = {key("GNN"): (key("gated neural net"), "aliases.csv:3")}
    person = {key("GNN"): (key("graph network"), HERE)}
    assert ids(resolve_names(papers))[-1] == "method:graph-neural-network"
    by_table = resolve_names(papers, NameRules(known=table))
    assert by_table.of_paper[-1]["e1"] == key("gated neural net")
    assert by_table.of_paper[0]["e1"] == key("graph neural network")
    assert not said(by_table, Rule.CORPUS_ABBREVIATION)
    by_person = resolve_names(papers, NameRules(known=table, joined=person))
    assert by_person.of_paper[-1]["e1"] == key("graph network")
    assert not said(by_person, Rule.TABLE)


def test_a_chain_of_rules_and_papers_ends_in_one_node() -> None:
    """What papers join to a name follows the name where a rule takes it."""
    rules = NameRules(joined={key("graph neural network"): (key("graph network"), HERE)})
    names = resolve_names([*GNN, LONE, naming("r", "graph network")], rules)
    assert len(names.nodes) == 1
    assert set(names.nodes) == {key("graph network")}


def test_a_near_expansion_follows_its_twin() -> None:
    """A rule for one of two spellings of a term takes the other along."""
    papers = [
        naming("p1", "convolution neural network", "CNN"),
        naming("p2", "convolutional neural network", "CNN"),
        naming("p3", "convolutional neural network", "CNN"),
        naming("p4", "ConvNet"),
    ]
    rules = NameRules(joined={key("convolution neural network"): (key("ConvNet"), HERE)})
    assert set(resolve_names(papers, rules).nodes) == {key("ConvNet")}


def test_a_retype_moves_the_name_whatever_the_majority_says() -> None:
    """A person's type wins over that of most papers, and does not go round in a circle with it."""
    papers = [*(naming(f"p{i}", "model merging", type=T) for i in range(4)), naming("q", "model merging")]
    rules = NameRules(joined={key("model merging", T): (key("model merging"), HERE)})
    assert set(ids(resolve_names(papers, rules))) == {"method:model-merging"}


def test_names_that_are_kept_apart_do_not_meet() -> None:
    """A split undoes a merge of papers; the decision says who split it, and aliases go apart too."""
    names = resolve_names([*GNN, LONE], NameRules(apart=apart("GNN", "graph neural network")))
    assert ids(names) == ["method:graph-neural-network"] * 3 + ["method:gnn"]
    (decision,) = said(names, Rule.SPLIT)
    assert (decision.form, decision.target, decision.source) == (key("GNN"), key("graph neural network"), HERE)
    assert not said(names, Rule.CORPUS_ABBREVIATION)
    assert names.nodes[key("graph neural network")].aliases == ()


def test_a_split_holds_over_any_chain() -> None:
    """Two names kept apart don't meet through a third one either, and the third stays with one of them."""
    table = {key("a b c"): (key("d e f"), "t.csv:1"), key("d e f"): (key("g h i"), "t.csv:2")}
    papers = [naming("p1", "a b c"), naming("p2", "d e f"), naming("p3", "g h i")]
    names = resolve_names(papers, NameRules(known=table, apart=apart("a b c", "g h i")))
    assert len(names.nodes) == 2
    assert names.of_paper[0]["e1"] != names.of_paper[2]["e1"]
    assert [d.source for d in said(names, Rule.SPLIT)] == [HERE]


def test_a_split_of_two_types_holds_against_the_majority() -> None:
    """Names of two types stay two nodes where a person says so."""
    papers = [*(naming(f"p{i}", "model merging", type=T) for i in range(4)), naming("q", "model merging")]
    pair = (key("model merging"), key("model merging", T))
    assert len(resolve_names(papers, NameRules(apart={pair: HERE})).nodes) == 2


def test_a_person_says_what_a_node_is_called() -> None:
    """The given name is shown and makes the id, and what papers write are aliases."""
    names = resolve_names([*GNN, LONE], NameRules(shown={key("GNN"): ("Graph neural nets", HERE)}))
    (node,) = names.nodes.values()
    assert (node.id, node.name) == ("method:graph-neural-net", "Graph neural nets")
    assert set(node.aliases) == {"GNN", "graph neural network"}
    assert [HERE in d.source for d in said(names, Rule.RENAMED)] == [True]


def test_a_renamed_group_keeps_its_place_in_the_lattice() -> None:
    """The id of a symmetry group is the ontology's, whatever it is called."""
    group = naming("p", "SO(3)", type=G)
    names = resolve_names([group], NameRules(shown={NameKey(G.value, "SO(3)"): ("rotations of space", HERE)}))
    assert [(n.id, n.name) for n in names.nodes.values()] == [("group:SO(3)", "rotations of space")]


def test_a_forbidden_name_makes_no_node() -> None:
    """A forbidden name and what joins it are left out of every paper, and the decision counts the papers."""
    papers = [*GNN, LONE, naming("r", "transformer")]
    names = resolve_names(papers, NameRules(forbidden={key("graph neural network"): HERE}))
    assert [n.id for n in names.nodes.values()] == ["method:transformer"]
    assert names.of_paper[:4] == [{}, {}, {}, {}]
    assert [(d.papers, d.source) for d in said(names, Rule.FORBIDDEN)] == [(3, HERE)]
    assert key("GNN") not in names.keys


def test_dropped_aliases_are_not_shown() -> None:
    """A form that is no alias is neither alias nor name, though its papers still lead to the node."""
    rules = NameRules(hidden={key("graph neural network"): (frozenset({"gnn"}), HERE)})
    names = resolve_names([*GNN, LONE], rules)
    (node,) = names.nodes.values()
    assert node.aliases == ()
    assert len(set(ids(names))) == 1


def test_a_node_keeps_a_name_when_all_its_forms_are_dropped() -> None:
    """Dropping the only form leaves it, since a node needs a name."""
    rules = NameRules(hidden={key("ViT"): (frozenset({"ViT"}), HERE)})
    assert [n.name for n in resolve_names([naming("p", "ViT")], rules).nodes.values()] == ["ViT"]


def test_short_forms_that_a_rule_settles_are_spelled_out_as_it_says() -> None:
    """A table that agrees with the papers keeps "GNN encoder" with its long form; a split does not."""
    papers: list[Extraction] = [*GNN, naming("q1", "GNN encoder"), naming("q2", "graph neural network encoder")]
    agreeing = NameRules(known={key("GNN"): (key("graph neural network"), "aliases.csv:2")})
    assert len({*ids(resolve_names(papers, agreeing))[-2:]}) == 1
    split = NameRules(apart=apart("GNN", "graph neural network"))
    assert len({*ids(resolve_names(papers, split))[-2:]}) == 2


def test_the_order_of_papers_and_rules_changes_nothing() -> None:
    """Rules in another order over papers in another order give the same names."""
    papers = gold("train", 120)
    forms = sorted(resolve_names(papers).keys)[:60]
    joins = {a: (b, HERE) for a, b in zip(forms[::2], forms[1::2], strict=True) if a.label == b.label}
    pairs = {(min(p), max(p)): HERE for p in zip(forms[1::3], forms[2::3], strict=False)}
    one = resolve_names(papers, NameRules(joined=joins, apart=pairs))
    back = NameRules(joined=dict(reversed(joins.items())), apart=dict(reversed(pairs.items())))
    two = resolve_names(papers[::-1], back)
    assert one.nodes == two.nodes
    assert all(one.keys.get(a) is None or one.keys.get(a) != one.keys.get(b) for a, b in pairs)
