"""Who is meant by a name, and what the graph says of an entity, a claim, a paper and itself, on both stores."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kg.lookup import entity_view, evidence_of, find_entity, find_paper, overview, paper_view, suggest
from kg.lookup.models import EntityView, EvidenceCard
from kg.stores import GraphStore, open_store
from schemas import SCHEMA_VERSION, EntityType, GraphMeta, GraphTables, RelationType
from schemas.errors import NotFoundError

EGNN = "method:egnn"
SE3T = "method:se-3-transformer"
G01 = "EGNN: Equivariant Graph Neural Networks for Molecular Property Prediction"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (EGNN, EGNN),
        ("EGNN", EGNN),
        ("egnn", EGNN),
        ("  Egnn ", EGNN),
        ("E(n)-equivariant graph neural network", EGNN),
        ("vit", "method:vision-transformer"),
        ("GNNs", "method:graph-neural-network"),
        ("qm-9", "dataset:qm9"),
        ("cifar10", "dataset:cifar-10"),
        ("$E(n)$", "group:E(n)"),
        ("mae", "metric:mean-absolute-error"),
        ("the SE(3)-Transformer", SE3T),
        ("self-superv", "method:self-supervised-learning"),
        ("egn", EGNN),
        ("molecular proprety prediction", "task:molecular-property-prediction"),
    ],
)
def test_find_entity(golden_store: GraphStore, typed: str, meant: str) -> None:
    """An id, a name, an alias in another case or spelling, the start of one name, or a slip of the finger is enough."""
    assert find_entity(golden_store, typed).id == meant


def test_find_entity_of_a_type(golden_store: GraphStore) -> None:
    """A type leaves other entities out, whatever their names."""
    assert find_entity(golden_store, "mol", EntityType.DATASET).id == "dataset:molbench"
    with pytest.raises(NotFoundError):
        find_entity(golden_store, "EGNN", EntityType.DATASET)


def test_digits_are_no_slip(golden_store: GraphStore) -> None:
    """A name that differs in a digit is close and not meant."""
    with pytest.raises(NotFoundError) as caught:
        find_entity(golden_store, "ResNet-51")
    assert caught.value.close[0] == "ResNet-50"
    assert str(caught.value) == "Nothing called ‘ResNet-51’. Close to it: ResNet-50."


def test_several_starts_are_told(golden_store: GraphStore) -> None:
    """Where several names start so, none is taken and all are told, the best supported first."""
    with pytest.raises(NotFoundError) as caught:
        find_entity(golden_store, "cifar")
    assert caught.value.close[:2] == ("CIFAR-10", "CIFAR-100")


@pytest.mark.parametrize("typed", ["", "   ", "zzzz", "((", '"', "a:b AND -c*", "\\"])
def test_nothing_of_that_name(golden_store: GraphStore, typed: str) -> None:
    """A name that nothing has, or no name, is an error of ours, whatever its characters."""
    with pytest.raises(NotFoundError):
        find_entity(golden_store, typed)


def test_find_paper(golden_store: GraphStore) -> None:
    """A paper is found by its id, by its title in any case and punctuation, and by the start of its title."""
    for typed in ("g01", G01, G01.upper().replace(":", " -"), "EGNN: Equivariant Graph"):
        assert find_paper(golden_store, typed) == "g01"
    with pytest.raises(NotFoundError, match="No paper is called so"):
        find_paper(golden_store, "molecular")


def test_suggestions_start_with_names_that_start_so(golden_store: GraphStore) -> None:
    """Names and aliases that start with the text come first, by support; an alias is shown; papers follow."""
    found = suggest(golden_store, "mol", 10)
    assert [s.id for s in found[:2]] == ["task:molecular-property-prediction", "dataset:molbench"]
    assert "Paper" in {s.type for s in found[4:]}
    by_alias = suggest(golden_store, "GNN", 3)[0]
    assert (by_alias.name, by_alias.matched) == ("graph neural networks", "GNN")
    assert suggest(golden_store, "graph ne", 1)[0].id == "method:graph-neural-network"


def test_suggestions_inside_names_and_alike(golden_store: GraphStore) -> None:
    """A word inside a name is found after the names that start so; a slip is found where nothing else is."""
    inside = [s.id for s in suggest(golden_store, "attention", 10)]
    assert inside[0] == "method:attention"
    assert "method:self-attention" in inside
    assert suggest(golden_store, "egnm", 3)[0].id == EGNN


def test_suggestions_keep_to_limit_and_types(golden_store: GraphStore) -> None:
    """No more than asked for, only of the types asked for, nothing for nothing."""
    assert len(suggest(golden_store, "m", 3)) == 3
    assert {s.type for s in suggest(golden_store, "m", 10, ["Metric"])} == {"Metric"}
    assert suggest(golden_store, "  ") == []
    assert suggest(golden_store, "*") == []


def test_entity_view(golden_store: GraphStore) -> None:
    """An entity's page: names, claims by relation and direction with support, newest papers, kin, years."""
    view = entity_view(golden_store, EGNN)
    assert (view.name, view.type, view.support) == ("EGNN", EntityType.METHOD, 4)
    assert (view.first_year, view.last_year) == (2021, 2023)
    claims = {(g.relation.value, g.direction): [(c.other.id, c.support) for c in g.claims] for g in view.claims}
    assert claims == {
        ("ADDRESSES", "out"): [("task:molecular-property-prediction", 1)],
        ("EVALUATED_ON", "out"): [("dataset:molbench", 1), ("dataset:qm9", 1), ("dataset:md17", 1)],
        ("EQUIVARIANT_TO", "out"): [("group:E(n)", 2), ("group:S_n", 1)],
        ("BASED_ON", "out"): [("method:equivariant-graph-neural-network", 2), ("method:graph-neural-network", 1)],
        ("COMPARED_WITH", "out"): [(SE3T, 2)],
        ("COMPARED_WITH", "in"): [(SE3T, 1)],
        ("MEASURED_BY", "out"): [("metric:mean-absolute-error", 3)],
    }
    assert [p.id for p in view.papers] == ["g09", "g12", "g03", "g01"]
    assert [p.id for p in view.proposed_by] == ["g01"]
    assert [(y.year, y.papers) for y in view.years] == [(2021, 1), (2022, 2), (2023, 1)]
    # In three of the four papers each: GNN not in g09, SE(3)-Transformer and MAE not in g12, and property
    # prediction not in g03.
    assert {(r.entity.id, r.papers) for r in view.related[:4]} == {
        ("method:graph-neural-network", 3),
        (SE3T, 3),
        ("metric:mean-absolute-error", 3),
        ("task:molecular-property-prediction", 3),
    }
    assert EntityView.model_validate(json.loads(view.model_dump_json())) == view


def test_entity_view_from_the_tail(golden_store: GraphStore) -> None:
    """At the tail of a relation it reads backwards; a limit keeps the best supported and the total."""
    view = entity_view(golden_store, "dataset:qm9", claims=2, papers=1, related=1)
    group = next(g for g in view.claims if g.relation is RelationType.EVALUATED_ON)
    assert (group.direction, group.words, group.total, len(group.claims)) == ("in", "evaluates", 5, 2)
    assert (len(view.papers), len(view.related)) == (1, 1)
    # The one paper without a date counts without a year.
    assert [(y.year, y.papers) for y in view.years] == [(2021, 2), (2022, 2), (2023, 1), (None, 1)]


def test_group_view_has_its_lattice(golden_store: GraphStore) -> None:
    """A symmetry group shows what only groups have, and its place in the lattice."""
    view = entity_view(golden_store, "group:SE(3)")
    assert view.properties["dim"] == 6
    assert ("SUBGROUP_OF", "in", "group:SO(3)") in {(e.relation, e.direction, e.other.id) for e in view.lattice}


def test_entity_view_of_nothing(golden_store: GraphStore) -> None:
    """An id that no entity has, a paper's too, is told as a name that nothing has."""
    for id in ("method:nope", "g01"):
        with pytest.raises(NotFoundError, match="Nothing called"):
            entity_view(golden_store, id)


def _claim(store: GraphStore, head: str, relation: str, tail: str) -> str:
    found = store.query(
        f"MATCH (a {{id: $a}})-[c:{relation}]->(b {{id: $b}}) RETURN c.claim_id", {"a": head, "b": tail}
    )
    return str(found.rows[0][0])


def test_evidence(golden_store: GraphStore) -> None:
    """A claim's sentences come with their papers and with the places of both ends inside the sentence."""
    cards = evidence_of(golden_store, _claim(golden_store, EGNN, "COMPARED_WITH", SE3T))
    assert [(c.paper.id, c.confidence, c.outperforms) for c in cards] == [("g01", 0.94, True), ("g09", 0.9, True)]
    first = cards[0]
    assert (first.head.id, first.words, first.tail.id) == (EGNN, "is compared with", SE3T)
    assert (first.paper.title, first.paper.date) == (G01, "2021-02-19")
    marked = [(first.sentence[h.start : h.end], h.role) for h in first.highlights]
    assert marked == [("EGNN", "head"), ("SE(3)-Transformer", "tail")]
    assert EvidenceCard.model_validate(json.loads(first.model_dump_json())) == first


def test_evidence_by_parts(golden_store: GraphStore) -> None:
    """Parts of the evidence add up to all of it, the surest first; an unknown claim has none."""
    claim = _claim(golden_store, "dataset:qm9", "BENCHMARKS", "task:molecular-property-prediction")
    cards = evidence_of(golden_store, claim)
    assert [(c.paper.id, c.confidence) for c in cards] == [("g12", 0.95), ("g02", 0.86), ("g06", 0.82), ("g11", 0.75)]
    assert [*evidence_of(golden_store, claim, 3), *evidence_of(golden_store, claim, 3, 3)] == cards
    assert evidence_of(golden_store, "c:none") == []


def test_paper_view(golden_store: GraphStore) -> None:
    """A paper shows its mentions as spans of its text, what it proposes, and its relations with both ends marked."""
    view = paper_view(golden_store, "g10")
    spans = [(view.text[m.start : m.end], m.entity.id) for m in view.mentions]
    assert spans == [
        ("LieFlow", "method:lieflow"),
        ("Rotation", "group:SO(n)"),
        ("LieFlow", "method:lieflow"),
        ("normalizing flow", "method:normalizing-flow"),
        ("SO(3)", "group:SO(3)"),
        ("permutation", "group:S_n"),
        ("molecule generation", "task:molecule-generation"),
        ("QM9", "dataset:qm9"),
    ]
    assert [(p.entity.id, view.text[p.start : p.end] == p.sentence) for p in view.proposals] == [
        ("method:lieflow", True)
    ]
    assert {(r.relation.value, r.tail.id, r.mode) for r in view.relations} == {
        ("BASED_ON", "method:normalizing-flow", None),
        ("EQUIVARIANT_TO", "group:SO(3)", "broken"),
        ("EQUIVARIANT_TO", "group:S_n", "invariant"),
        ("ADDRESSES", "task:molecule-generation", None),
        ("EVALUATED_ON", "dataset:qm9", None),
    }
    assert all(view.text[r.start : r.end] == r.sentence for r in view.relations)
    assert all(r.highlights for r in view.relations)


def test_paper_without_anything_found(golden_store: GraphStore) -> None:
    """A paper in which nothing was found is shown, and an unknown one is told."""
    view = paper_view(golden_store, "g13")
    assert (view.mentions, view.proposals, view.relations) == ((), (), ())
    with pytest.raises(NotFoundError):
        paper_view(golden_store, "g99")


def test_overview(golden_store: GraphStore) -> None:
    """The overview counts, names what is best supported, and lists sources, years and newest papers."""
    view = overview(golden_store, top=2, newest=12)
    assert view.counts["Paper"] == 13
    assert 0 < view.counts["SymmetryGroup"] < golden_store.counts()["SymmetryGroup"]
    assert [(e.name, e.support) for e in view.top[EntityType.DATASET]] == [("QM9", 6), ("CIFAR-10", 3)]
    assert [(s.source, s.papers) for s in view.sources] == [("golden-b.txt", 7), ("golden-a.txt", 6), ("arxiv", 3)]
    assert [(y.year, y.papers) for y in view.years] == [(2021, 3), (2022, 4), (2023, 4), (None, 2)]
    # Eleven papers have a date; the first without one follows them.
    dated = ["g08", "g09", "g05", "g10", "g12", "g06", "g03", "g04", "g02", "g07", "g01"]
    assert [p.id for p in view.newest] == [*dated, "g11"]
    # What no paper mentions, as most groups of the lattice, is no example.
    assert all(e.support for chosen in view.top.values() for e in chosen)


def test_overview_of_an_empty_graph(arcadedb_path: Path) -> None:
    """A graph without papers has an overview of zeros, and nothing to suggest."""
    with open_store(str(arcadedb_path), "write") as store:
        store.write(GraphTables(meta=GraphMeta("empty", SCHEMA_VERSION, "", 0, ())))
        view = overview(store)
        assert (view.counts["Paper"], view.newest, view.years) == (0, (), ())
        assert suggest(store, "egnn") == []
