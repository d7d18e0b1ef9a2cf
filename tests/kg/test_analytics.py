"""The graph in networkx, ways between entities, and what is central, on both stores."""

from __future__ import annotations

import networkx as nx
import pytest

from kg.analytics import important, pagerank, paths, to_networkx
from kg.lookup import evidence_of
from kg.stores import GraphStore
from schemas.errors import UsageError

EGNN, SE3T, LIEFLOW, VIT = "method:egnn", "method:se-3-transformer", "method:lieflow", "method:vision-transformer"
CLOUDS, PROPERTIES = "task:point-cloud-classification", "task:molecular-property-prediction"


def test_to_networkx(golden_store: GraphStore) -> None:
    """The whole graph comes with its attributes: entities with a type, claims keyed by theirs."""
    graph = to_networkx(golden_store)
    assert graph.nodes[EGNN] == {
        **{"name": "EGNN", "type": "Method", "support": 4, "first_year": 2021, "last_year": 2023},
    }
    claim = graph.edges[EGNN, SE3T, "COMPARED_WITH"]
    assert (claim["support"], claim["outperforms"], claim["type"]) == (2, 2, "COMPARED_WITH")
    # 12 + 19 + 7 + 8 + 11 + 6 + 10 claims of the seven types.
    assert graph.number_of_edges() == 73


def test_to_networkx_in_part(golden_store: GraphStore) -> None:
    """Types, relations and support leave out what does not fit; a lattice edge comes by its name."""
    graph = to_networkx(golden_store, types=["Method"], relations=["BASED_ON"])
    assert {t for _, t in graph.nodes(data="type")} == {"Method"}
    assert (graph.number_of_nodes(), graph.number_of_edges()) == (22, 11)
    assert nx.descendants(graph, EGNN) == {
        *{"method:equivariant-graph-neural-network", "method:graph-neural-network", "method:message-passing"},
    }
    strong = to_networkx(golden_store, min_support=2)
    assert {s for _, _, s in strong.edges(data="support")} == {2, 3, 4}
    lattice = to_networkx(golden_store, types=["SymmetryGroup"], relations=["SUBGROUP_OF"])
    assert lattice.edges["group:SO(3)", "group:SE(3)", "SUBGROUP_OF"]["source"]
    with pytest.raises(UsageError, match="EATS"):
        to_networkx(golden_store, relations=["EATS"])


def test_shortest_path_first(golden_store: GraphStore) -> None:
    """The shortest way comes first, told step by step, each step with sentences that can be shown."""
    first, *others = paths(golden_store, LIEFLOW, CLOUDS, k=3)
    assert [(s.start.id, s.relation.value, s.forward, s.end.id) for s in first.steps] == [
        (LIEFLOW, "EVALUATED_ON", True, "dataset:qm9"),
        ("dataset:qm9", "EVALUATED_ON", False, SE3T),
        (SE3T, "ADDRESSES", True, CLOUDS),
    ]
    assert first.sentences()[1].startswith("QM9 evaluates SE(3)-Transformer")
    assert [len(p.steps) for p in others] == [4, 4]
    for step in first.steps:
        assert list(step.evidence_ids) == [card.id for card in evidence_of(golden_store, step.claim_id)]


def test_paths_have_no_circle_and_no_double(golden_store: GraphStore) -> None:
    """No path visits an entity twice, no path comes twice, and lengths never fall."""
    found = paths(golden_store, EGNN, "metric:accuracy", k=8)
    walked = [tuple(s.start.id for s in p.steps) for p in found]
    assert len(set(walked)) == len(found) == 8
    assert all(len(set(way)) == len(way) for way in walked)
    assert [len(p.steps) for p in found] == sorted(len(p.steps) for p in found)


def test_paths_are_those_of_the_whole_graph(golden_store: GraphStore) -> None:
    """What grows from two ends finds as many ways of each length as a search of the whole graph."""
    whole = nx.Graph(to_networkx(golden_store))
    for a, b in ((LIEFLOW, CLOUDS), (EGNN, "metric:accuracy"), (PROPERTIES, "dataset:scanobjectnn")):
        expected = sorted(len(way) - 1 for way in nx.all_simple_paths(whole, a, b, cutoff=4))
        assert [len(p.steps) for p in paths(golden_store, a, b, k=10_000, max_hops=4)] == expected


def test_paths_over_chosen_relations(golden_store: GraphStore) -> None:
    """Only the relations that were named are walked, and never further than asked."""
    found = paths(golden_store, EGNN, SE3T, relations=["ADDRESSES", "EVALUATED_ON"], max_hops=2)
    assert {s.relation.value for p in found for s in p.steps} == {"ADDRESSES", "EVALUATED_ON"}
    assert [p.steps[0].end.id for p in found] != []
    assert {len(p.steps) for p in found} == {2}
    assert paths(golden_store, EGNN, VIT, max_hops=2) == []
    assert paths(golden_store, EGNN, EGNN) == []
    with pytest.raises(UsageError, match="MENTIONS"):
        paths(golden_store, EGNN, SE3T, relations=["MENTIONS"])


def test_important(golden_store: GraphStore) -> None:
    """The task and the metric that most claims lead to are the most central of their types."""
    assert important(golden_store, "Task", 1)[0].entity.id == PROPERTIES
    ranked = important(golden_store, "Metric")
    # Six and five claims lead to the first two, one to the last.
    assert ranked[2].entity.id == "metric:mean-average-precision"
    assert [r.score for r in ranked] == sorted((r.score for r in ranked), reverse=True)


def test_pagerank_of_small_graphs() -> None:
    """PageRank is even on a ring, adds up to 1, follows support, and is empty for nothing."""
    ring: nx.MultiDiGraph[str] = nx.MultiDiGraph([("a", "b"), ("b", "c"), ("c", "a")])
    assert pagerank(ring) == pytest.approx({"a": 1 / 3, "b": 1 / 3, "c": 1 / 3})
    fork: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    fork.add_edge("a", "b", support=3)
    fork.add_edge("a", "c", support=1)
    # x = score of a: x = (0.15 + 0.85 (1 - x)) / 3, since b and c give all they have to everybody; then
    # b = x + 0.85 · 3/4 · x and c = x + 0.85 · 1/4 · x.
    x = (1 / 3) / (1 + 0.85 / 3)
    assert pagerank(fork) == pytest.approx({"a": x, "b": x * (1 + 0.85 * 0.75), "c": x * (1 + 0.85 * 0.25)})
    # Where attention enters at a alone, x = 0.15 + 0.85 (1 - x), and b and c have what a passes.
    fork.add_node("a", support=5)
    fork.add_nodes_from("bc", support=0)
    x = 1 / 1.85
    assert pagerank(fork) == pytest.approx({"a": x, "b": x * 0.85 * 0.75, "c": x * 0.85 * 0.25})
    assert pagerank(nx.MultiDiGraph()) == {}
