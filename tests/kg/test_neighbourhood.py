"""The neighbours of a node, the strongest first and a part at a time, on both stores."""

from __future__ import annotations

import pytest

from kg.neighbourhood import edges_between, expand
from kg.stores import GraphStore
from schemas.errors import NotFoundError, UsageError

EGNN, SE3T = "method:egnn", "method:se-3-transformer"


def test_all_neighbours(golden_store: GraphStore) -> None:
    """All neighbours come once each, the strongest first, with every edge between them and the node."""
    around = expand(golden_store, EGNN)
    assert around.nodes[0].id == EGNN
    assert (around.total, len(around.nodes)) == (10, 11)
    # Support of the strongest edge, then its confidence: MAE 3, E(n) 0.9972, SE(3)-T. 0.994, equivariant GNN 0.99.
    assert [n.id for n in around.nodes[1:5]] == [
        "metric:mean-absolute-error",
        "group:E(n)",
        SE3T,
        "method:equivariant-graph-neural-network",
    ]
    # Two edges with the SE(3)-Transformer, one in either direction.
    assert len(around.edges) == 11
    both = [(e.head, e.tail, e.support) for e in around.edges if e.type == "COMPARED_WITH"]
    assert both == [(EGNN, SE3T, 2), (SE3T, EGNN, 1)]
    assert all(e.claim_id == e.id for e in around.edges)


def test_parts_add_up(golden_store: GraphStore) -> None:
    """Parts follow each other without gap or double, and each says how many there are."""
    whole = [n.id for n in expand(golden_store, EGNN).nodes[1:]]
    parts = [expand(golden_store, EGNN, limit=4, offset=offset) for offset in (0, 4, 8)]
    assert [n.id for part in parts for n in part.nodes[1:]] == whole
    assert {part.total for part in parts} == {10}
    beyond = expand(golden_store, EGNN, limit=4, offset=40)
    assert (len(beyond.nodes), beyond.edges, beyond.total) == (1, (), 10)


def test_filters(golden_store: GraphStore) -> None:
    """Relations, types, support and confidence each leave out what does not fit, and the total follows."""
    some = expand(golden_store, EGNN, relations=["EVALUATED_ON"])
    assert {n.id for n in some.nodes[1:]} == {"dataset:qm9", "dataset:md17", "dataset:molbench"}
    methods = expand(golden_store, EGNN, types=["Method", "Metric"])
    assert {n.type for n in methods.nodes[1:]} == {"Method", "Metric"}
    assert methods.total == 4
    strong = expand(golden_store, EGNN, min_support=2)
    assert (strong.total, {e.support for e in strong.edges}) == (4, {2, 3})
    sure = expand(golden_store, EGNN, min_confidence=0.99)
    assert [n.id for n in sure.nodes[1:]] == [n.id for n in strong.nodes[1:]]


def test_no_edge_of_that_kind(golden_store: GraphStore) -> None:
    """A relation that a node's type cannot have gives the node alone."""
    around = expand(golden_store, "metric:accuracy", relations=["BASED_ON"])
    assert ([n.id for n in around.nodes], around.edges, around.total) == (["metric:accuracy"], (), 0)


def test_papers(golden_store: GraphStore) -> None:
    """Papers are neighbours where they are asked for, and what a paper is about are its own."""
    around = expand(golden_store, "dataset:molbench", papers=True)
    assert {(e.type, e.head) for e in around.edges if e.tail == "dataset:molbench" and e.head == "g09"} == {
        ("MENTIONS", "g09"),
        ("PROPOSES", "g09"),
    }
    paper = expand(golden_store, "g08")
    assert (paper.nodes[0].type, paper.total) == ("Paper", 5)
    assert {e.type for e in paper.edges} == {"MENTIONS"}


def test_lattice(golden_store: GraphStore) -> None:
    """A group's neighbours are its methods and its relatives in the lattice, whose edges have no claim."""
    around = expand(golden_store, "group:SE(3)", relations=["SUBGROUP_OF"])
    edge = next(e for e in around.edges if e.head == "group:SO(3)")
    assert (edge.words, edge.claim_id, edge.id) == ("is a subgroup of", None, "SUBGROUP_OF:group:SO(3):group:SE(3)")


def test_edges_between(golden_store: GraphStore) -> None:
    """Edges among given nodes are all found, and no others."""
    nodes = [n for n in expand(golden_store, EGNN).nodes if n.id in {EGNN, SE3T, "dataset:qm9", "dataset:md17"}]
    found = {(e.type, e.head, e.tail) for e in edges_between(golden_store, nodes)}
    assert found == {
        ("COMPARED_WITH", EGNN, SE3T),
        ("COMPARED_WITH", SE3T, EGNN),
        *{("EVALUATED_ON", m, d) for m in (EGNN, SE3T) for d in ("dataset:qm9", "dataset:md17")},
    }
    assert edges_between(golden_store, nodes[:1]) == ()


def test_unknown_is_told(golden_store: GraphStore) -> None:
    """An unknown node, relation or type is told."""
    with pytest.raises(NotFoundError):
        expand(golden_store, "method:nope")
    with pytest.raises(UsageError, match="no type 'EATS'"):
        expand(golden_store, EGNN, relations=["EATS"])
    with pytest.raises(UsageError, match="no type 'Animal'"):
        expand(golden_store, EGNN, types=["Animal"])
