"""Which part of a graph is exported, where it is written, and JSON read back by networkx."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from kg.export import FORMATS, Part, around, of_query, whole, write
from kg.export import part as part_module
from kg.stores import GraphStore
from schemas import GraphTables
from schemas.errors import NotFoundError, QueryForbiddenError, UsageError
from tests.kg.export_reading import edges_of, nodes_of, written

CLAIM = "MATCH (:Method {id: 'method:egnn'})-[c:EQUIVARIANT_TO]->(:SymmetryGroup) RETURN c"


def graph_of(part: Part) -> nx.MultiDiGraph[str]:
    """The part through JSON, as networkx reads it."""
    stream = io.StringIO()
    write(part, FORMATS["json"], stream)
    return nx.node_link_graph(json.loads(stream.getvalue()))


def by_label(graph: nx.MultiDiGraph[str]) -> dict[str, set[str]]:
    """Ids of the nodes by label."""
    labels: dict[str, set[str]] = {}
    for id, node in graph.nodes(data=True):
        labels.setdefault(node["label"], set()).add(id)
    return labels


def test_json_holds_the_whole_graph(golden_store: GraphStore, golden_tables: GraphTables, tmp_path: Path) -> None:
    """Every node and edge with every property; `source` of a lattice edge is called `origin`."""
    text = written(whole(golden_store), "json", tmp_path).read_text("utf-8")
    graph = nx.node_link_graph(json.loads(text))
    assert isinstance(graph, nx.MultiDiGraph)
    assert {id: {**node, "id": id} for id, node in graph.nodes(data=True)} == nodes_of(golden_tables)
    expected = {
        key: {"origin" if name == "source" else name: value for name, value in p.items()} | {"type": key[2]}
        for key, p in edges_of(golden_tables).items()
    }
    assert {(a, b, key): edge for a, b, key, edge in graph.edges(keys=True, data=True)} == expected
    assert golden_tables.meta is not None
    assert graph.graph["version"] == golden_tables.meta.version


def test_pages_change_nothing(golden_store: GraphStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read seven rows at a time the export is the same, and progress counts every row."""
    once = io.StringIO()
    write(whole(golden_store), FORMATS["json"], once)
    paged, seen = io.StringIO(), {}
    part = whole(golden_store)
    part.progress = lambda what, done, total: seen.update({what: (done, total)})
    monkeypatch.setattr("kg.export.rows.batches.__defaults__", (7,))
    monkeypatch.setattr(part_module, "PAGE", 7)
    write(part, FORMATS["json"], paged)
    assert paged.getvalue() == once.getvalue()
    assert seen == {what: (count, count) for what, count in part.written.items()}
    assert part.written["nodes"] == len(json.loads(once.getvalue())["nodes"])


def test_evidence_and_decisions_can_stay_away(golden_store: GraphStore) -> None:
    """Without them, neither their nodes nor their edges are there; everything else is."""
    full, less = graph_of(whole(golden_store)), graph_of(whole(golden_store, evidence=False, decisions=False))
    assert by_label(full).keys() - by_label(less).keys() == {"Evidence", "Decision"}
    types = {edge["type"] for *_, edge in less.edges(data=True)}
    assert {edge["type"] for *_, edge in full.edges(data=True)} - types == {"STATES", "SUBJECT", "OBJECT"}


def test_a_query_for_edges_brings_their_ends_and_evidence(golden_store: GraphStore, golden_tables: GraphTables) -> None:
    """The claims alone, both ends of them, each sentence behind them and its paper."""
    graph = graph_of(of_query(golden_store, CLAIM))
    claims = {(a, b): e for a, b, e in graph.edges(data=True) if e["type"] == "EQUIVARIANT_TO"}
    expected = {
        key[:2]: p for key, p in edges_of(golden_tables).items() if key[0::2] == ("method:egnn", "EQUIVARIANT_TO")
    }
    assert claims.keys() == expected.keys()
    ids = {p["claim_id"] for p in expected.values()}
    evidence = {row["id"] for row in golden_tables.nodes["Evidence"] if row["claim_id"] in ids}
    found = by_label(graph)
    assert found["Evidence"] == evidence
    assert found["Method"] == {"method:egnn"}
    assert found["Paper"] == {a for a, b, type in edges_of(golden_tables) if type == "STATES" and b in evidence}
    assert {e["type"] for *_, e in graph.edges(data=True)} == {"EQUIVARIANT_TO", "STATES", "SUBJECT", "OBJECT"}


@pytest.mark.parametrize(
    "result", ["p", "nodes(p), relationships(p)", "{nodes: nodes(p), edges: [r IN relationships(p) | r]}", "a, c, b"]
)
def test_paths_lists_and_maps_are_searched(golden_store: GraphStore, result: str) -> None:
    """A path gives the same as its parts, wherever in the row they are."""
    query = f"MATCH p = (a:Method {{id: 'method:egnn'}})-[c:EQUIVARIANT_TO]->(b) RETURN {result}"
    expected = graph_of(of_query(golden_store, CLAIM, evidence=False))
    found = graph_of(of_query(golden_store, query, evidence=False))
    assert nx.utils.graphs_equal(found, expected)
    assert set(by_label(found)) == {"Method", "SymmetryGroup"}


def test_a_query_for_nodes_brings_the_edges_between_them(golden_store: GraphStore, golden_tables: GraphTables) -> None:
    """Methods alone come with what is said between methods, and with the evidence of that."""
    graph = graph_of(of_query(golden_store, "MATCH (m:Method) WHERE m.name <> $n RETURN m", {"n": "x"}))
    between = {
        k for k in edges_of(golden_tables) if k[2] in ("BASED_ON", "COMPARED_WITH", "IS_A") and "method:" in k[0]
    }
    found = {k for k in graph.edges(keys=True) if k[2] not in ("STATES", "SUBJECT", "OBJECT", "MENTIONS", "PROPOSES")}
    assert found == {k for k in between if k[1].startswith("method:")}
    assert by_label(graph)["Evidence"]


@pytest.mark.parametrize(
    ("query", "said"),
    [("MATCH (m:Method) RETURN m.name", "returns no node"), ("MATCH (m:Method {id: 'x'}) RETURN m", "gives no row")],
)
def test_a_query_without_nodes_is_an_error(golden_store: GraphStore, query: str, said: str) -> None:
    """Values and an empty answer each say why there is nothing to export."""
    with pytest.raises(UsageError, match=said):
        of_query(golden_store, query)


def test_a_query_may_only_read(golden_store: GraphStore) -> None:
    """What would write is refused as in every query."""
    with pytest.raises(QueryForbiddenError):
        of_query(golden_store, "CREATE (m:Method {id: 'x'}) RETURN m")


def test_around_grows_by_hops(golden_store: GraphStore, golden_tables: GraphTables) -> None:
    """No hop is the thing alone, one its neighbours by claims and kinds; alias and case do not matter."""
    alone = graph_of(around(golden_store, "egnn", 0, evidence=False))
    assert by_label(alone) == {"Method": {"method:egnn"}}
    structural = ("MENTIONS", "PROPOSES", "STATES", "SUBJECT", "OBJECT")
    pairs = [k[:2] for k in edges_of(golden_tables) if k[2] not in structural]
    near = {"method:egnn"}
    for hops in (1, 2):
        near |= {b for a, b in pairs if a in near} | {a for a, b in pairs if b in near}
        graph = graph_of(around(golden_store, "EGNN", hops, evidence=False))
        assert set(graph) == near
    assert set(graph.edges(keys=True)) == {k for k in edges_of(golden_tables) if k[0] in near and k[1] in near}


def test_around_a_paper_begins_with_what_it_mentions(golden_store: GraphStore, golden_tables: GraphTables) -> None:
    """A title is a name too."""
    paper = golden_tables.nodes["Paper"][0]
    graph = graph_of(around(golden_store, paper["title"], 1, evidence=False))
    assert set(graph) == {paper["id"]} | {k[1] for k in edges_of(golden_tables) if k[0::2] == (paper["id"], "MENTIONS")}


def test_around_nothing_says_what_is_close(golden_store: GraphStore) -> None:
    """The error of `kg show`."""
    with pytest.raises(NotFoundError):
        around(golden_store, "no such thing at all")


def test_nothing_is_overwritten_by_chance(golden_store: GraphStore, tmp_path: Path) -> None:
    """A file stays as it is without `force`, and where writing fails; no half of a file is left behind."""
    target = tmp_path / "graph.json"
    target.write_text("mine")
    part = around(golden_store, "EGNN", 0, evidence=False)
    with pytest.raises(UsageError, match="--force"):
        write(part, FORMATS["json"], target)
    broken = around(golden_store, "EGNN", 0, evidence=False)

    def fail(*_: Any) -> None:
        raise RuntimeError("stop")

    broken.progress = fail
    with pytest.raises(RuntimeError, match="stop"):
        write(broken, FORMATS["json"], target, force=True)
    assert target.read_text() == "mine"
    write(part, FORMATS["json"], target, force=True)
    assert json.loads(target.read_text())["nodes"][0]["id"] == "method:egnn"
    assert [p.name for p in tmp_path.iterdir()] == ["graph.json"]


def test_a_target_of_the_wrong_sort_is_refused(golden_store: GraphStore, tmp_path: Path) -> None:
    """A folder where a file goes, and a folder that is not there."""
    part = around(golden_store, "EGNN", 0, evidence=False)
    with pytest.raises(UsageError, match="is a folder"):
        write(part, FORMATS["json"], tmp_path, force=True)
    with pytest.raises(UsageError, match="there is no folder"):
        write(part, FORMATS["json"], tmp_path / "no" / "graph.json")
