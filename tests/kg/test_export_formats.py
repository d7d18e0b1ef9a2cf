"""Each format read back by what its users read it with."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import networkx as nx
import pandas as pd
import pyarrow.parquet as pq
import pytest

from kg.export import FORMATS, of_query, whole, write
from kg.stores import GraphStore
from kg.stores.base import NodeValue
from schemas import GraphTables
from tests.conftest import reading, skip_or_fail
from tests.gephi.reading import as_gephi_reads
from tests.kg.export_reading import edges_of, nodes_of, written
from tests.neo4j.server import NotHereError, Server


def as_text(properties: dict[str, Any]) -> dict[str, Any]:
    """Properties as a format without lists has them."""
    lists = {n: json.dumps(v, ensure_ascii=False) for n, v in properties.items() if isinstance(v, list)}
    return {**properties, **lists}


@pytest.mark.parametrize("format", ["graphml", "gexf"])
def test_networkx_reads_xml(golden_store: GraphStore, golden_tables: GraphTables, tmp_path: Path, format: str) -> None:
    """Every node and edge with every property and its type; lists as JSON."""
    path = written(whole(golden_store), format, tmp_path)
    graph = nx.read_gexf(path) if format == "gexf" else nx.read_graphml(path, force_multigraph=True)
    expected = {id: as_text({n: v for n, v in p.items() if n != "id"}) for id, p in nodes_of(golden_tables).items()}
    found = {id: dict(node) for id, node in graph.nodes(data=True)}
    if format == "gexf":
        for id, node in found.items():
            title = nodes_of(golden_tables)[id].get("name") or nodes_of(golden_tables)[id].get("title")
            assert title is None or node["label"] == title
            node["label"] = node.pop("type")
    assert found == expected
    edges = {(a, b, e["type"]): e for a, b, e in graph.edges(data=True)}
    known = edges_of(golden_tables)
    assert edges.keys() == known.keys()
    for key, properties in known.items():
        assert as_text(properties).items() <= edges[key].items()


def test_gephi_reads_gexf(empty_store: Any, golden_tables: GraphTables, tmp_path: Path) -> None:
    """Gephi's own importer has no complaint, finds every node, edge and property, and keeps edges by type."""
    with empty_store("arcadedb") as store:
        store.write(golden_tables)
        path = written(whole(store), "gexf", tmp_path)
    try:
        found = as_gephi_reads(path)
    except NotHereError as missing:
        skip_or_fail(str(missing))
    # Versions are told as information; warnings and errors are not.
    assert [issue for issue in found["issues"] if not issue.startswith("INFO")] == []
    nodes = {id: as_text({n: v for n, v in p.items() if n != "id"}) for id, p in nodes_of(golden_tables).items()}
    assert found["nodes"].keys() == nodes.keys()
    for id, properties in nodes.items():
        node = found["nodes"][id]
        assert node["label"] in (properties.get("name"), properties.get("title"), *properties.values(), id)
        assert node["values"] == {"type": properties.pop("label"), **properties}
    known = edges_of(golden_tables)
    edges = {(e["source"], e["target"], e["kind"]): e for e in found["edges"]}
    assert len(edges) == len(found["edges"])
    assert edges.keys() == known.keys()
    for key, properties in known.items():
        assert edges[key]["values"] == {"type": key[2], **as_text(properties)}
        assert edges[key]["weight"] == properties.get("support", 1)


def test_pandas_reads_csv(golden_store: GraphStore, golden_tables: GraphTables, tmp_path: Path) -> None:
    """A table for each label and type with all rows; lists are JSON in their cells."""
    folder = written(whole(golden_store), "csv", tmp_path)
    assert {p.name for p in folder.iterdir()} <= FORMATS["csv"].files
    for label, rows in golden_tables.nodes.items():
        frame = pd.read_csv(folder / f"nodes-{label}.csv", dtype={"id": str})
        assert list(frame["id"]) == sorted(row["id"] for row in rows)
    papers = pd.read_csv(folder / "nodes-Paper.csv").set_index("id")
    paper = golden_tables.nodes["Paper"][0]
    assert papers.loc[paper["id"], "abstract"] == paper["abstract"]
    methods = pd.read_csv(folder / "nodes-Method.csv").set_index("id")
    for row in golden_tables.nodes["Method"]:
        assert json.loads(methods.loc[row["id"], "aliases"]) == row["aliases"]
    mentions = pd.read_csv(folder / "edges-MENTIONS.csv")
    assert list(mentions.columns[:4]) == ["head", "head_label", "tail", "tail_label"]
    assert len(mentions) == sum(key[2] == "MENTIONS" for key in edges_of(golden_tables))


def test_parquet_has_types(golden_store: GraphStore, golden_tables: GraphTables, tmp_path: Path) -> None:
    """Every row of every table as it was, lists and truth values included."""
    folder = written(whole(golden_store), "parquet", tmp_path)
    for label, rows in golden_tables.nodes.items():
        found = pq.read_table(folder / f"nodes-{label}.parquet").to_pylist()
        known = [{name: value for name, value in row.items() if value is not None} for row in found]
        assert known == sorted(rows, key=lambda row: row["id"])
    found_edges = {}
    for path in folder.glob("edges-*.parquet"):
        for row in pq.read_table(path).to_pylist():
            ends = (row.pop("head"), row.pop("tail"), path.stem.removeprefix("edges-"))
            del row["head_label"], row["tail_label"]
            found_edges[ends] = {name: value for name, value in row.items() if value is not None}
    assert found_edges == edges_of(golden_tables)


def test_a_folder_keeps_what_is_not_ours(golden_store: GraphStore, tmp_path: Path) -> None:
    """A smaller export replaces the tables of a larger one and leaves other files alone."""
    folder = written(whole(golden_store), "csv", tmp_path)
    (folder / "notes.txt").write_text("mine")
    write(of_query(golden_store, "MATCH (t:Task) RETURN t"), FORMATS["csv"], folder, force=True)
    assert {p.name for p in folder.iterdir() if p.stem.startswith("nodes-")} == {"nodes-Task.csv"}
    assert (folder / "notes.txt").read_text() == "mine"


@pytest.mark.neo4j
def test_neo4j_runs_the_cypher(
    neo4j_url: Server, empty_store: Any, golden_tables: GraphTables, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """The statements, run twice, build the graph again: the same counts, version, nodes; odd characters survive."""
    odd = r"\upsilon \u0041 '; C:\users\new" + '\n\t\r\u2028"`'
    with empty_store("arcadedb") as store:
        tables = GraphTables(nodes=dict(golden_tables.nodes), edges=golden_tables.edges, meta=golden_tables.meta)
        tables.nodes["Paper"] = [{**row, "abstract": odd} for row in tables.nodes["Paper"]]
        store.write(tables)
        counts, meta = store.counts(), store.meta()
        path = written(whole(store), "cypher", tmp_path)
    neo4j_url.empty()
    with neo4j_url.driver() as driver, driver.session() as session:
        for _ in range(2):
            for line in path.read_text("utf-8").split(";\n"):
                if line:
                    session.run(line).consume()
    with reading(neo4j_url.url, request) as again:
        assert (again.counts(), again.meta()) == (counts, meta)
        papers = [row[0] for row in again.query("MATCH (p:Paper) RETURN p ORDER BY p.id").rows]
        assert all(isinstance(p, NodeValue) for p in papers)
        assert [p.properties for p in papers] == sorted(tables.nodes["Paper"], key=lambda row: row["id"])
