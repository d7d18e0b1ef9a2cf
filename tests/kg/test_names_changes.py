"""Papers that come later: the same names as at once, and every change of a name is said."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from kg.assemble import assemble
from kg.build import BuildReport, build_graph
from kg.cache import ExtractionCache
from kg.names import resolve_names
from kg.names.changes import NameChange, NamedNode, changes, named_nodes
from kg.stores import GraphStore, open_store
from schemas import EntityType, Extraction, Paper
from tests.kg.papers import gold, naming

M, T = EntityType.METHOD, EntityType.TASK
OLD = [naming("q1", "GNN"), naming("q2", "GNNs"), naming("q3", "transformer"), naming("q4", "merging", type=M)]
NEW = [
    *(naming(f"p{i}", "graph neural network", "GNN") for i in range(3)),
    naming("p3", "Transformer"),
    naming("p4", "Transformer"),
    *(naming(f"p{i}", "merging", type=T) for i in range(5, 9)),
]


def build(store: GraphStore, papers: Sequence[Extraction], cache: ExtractionCache, *, add: bool = False) -> BuildReport:
    """Build with a model that finds in each paper what is marked in it."""
    known = {x.digest: x for x in [*OLD, *NEW]}

    def read(wanted: Iterable[Paper]) -> Iterator[Extraction]:
        return (known[paper.digest] for paper in wanted)

    given = [x.paper for x in papers]
    return build_graph(given, read, "test 1", store, cache=cache, keep_existing=add)


def test_added_papers_give_the_names_of_one_build_and_say_what_changed(tmp_path: Path) -> None:
    """The graph is that of all papers, whichever came first, and the report names each node that moved."""
    with ExtractionCache(":memory:") as cache:
        with open_store(str(tmp_path / "grown"), "write") as store:
            assert build(store, OLD, cache).changed == []
            grown = build(store, NEW, cache, add=True)
            names = {n.id: n.name for n in named_nodes(store)}
        with open_store(str(tmp_path / "at-once"), "write") as store:
            build(store, [*OLD, *NEW], cache)
            assert {n.id: n.name for n in named_nodes(store)} == names
    assert [c.says for c in grown.changed] == [
        "GNN (Method) is in graph neural network now",
        "merging (Method) is in merging, a Task, now",
        "transformer (Method) is called Transformer now",
    ]
    assert grown.changed[0].as_json() == {
        "before": {"id": "method:gnn", "name": "GNN", "type": "Method"},
        "after": {"id": "method:graph-neural-network", "name": "graph neural network", "type": "Method"},
        "says": "GNN (Method) is in graph neural network now",
    }


def test_papers_that_change_nothing_say_nothing(tmp_path: Path) -> None:
    """Adding what is there already changes no name."""
    with ExtractionCache(":memory:") as cache, open_store(str(tmp_path / "graph"), "write") as store:
        build(store, OLD, cache)
        assert build(store, OLD[:2], cache, add=True).changed == []


def test_a_name_that_is_gone_is_said() -> None:
    """Where nothing has the name any more, the change says so."""
    before = NamedNode("method:x", "X", M)
    (change,) = changes([before], resolve_names(OLD))
    assert change == NameChange(before, None)
    assert change.says == "X (Method) is no node now"


def test_an_empty_store_has_no_names(tmp_path: Path) -> None:
    """Before the first build there is nothing that could change."""
    with open_store(str(tmp_path / "graph"), "write") as store:
        assert named_nodes(store) == []


def test_same_graph_twice_and_in_any_order() -> None:
    """200 real papers give one graph, to the digest of all its rows but the order of the listing."""
    papers = gold("train-arxiv", 200)
    versions = set()
    for seed in range(3):
        shuffled = papers[:]
        random.Random(seed).shuffle(shuffled)
        tables = assemble(shuffled)
        for row in tables.nodes["Paper"]:
            del row["position"]
        versions.add(str(tables.nodes) + str(tables.edges))
    assert len(versions) == 1
