"""The import files, read by Neo4j's own import tool."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kg.export import FORMATS, around, whole, write
from kg.export.neo4j_import import AFTER, ARGUMENTS, README
from kg.stores import GraphStore, open_store
from schemas import GraphTables
from tests.conftest import skip_or_fail
from tests.kg.export_reading import written
from tests.neo4j.server import NotHereError, running

ODD = 'He said "no", \\ \'; C:\\users\n\t\r\u2028" and ","'


def as_json(store: GraphStore) -> str:
    """All that a store holds."""
    stream = io.StringIO()
    write(whole(store), FORMATS["json"], stream)
    return stream.getvalue()


@pytest.fixture(scope="module")
def source(empty_store: Any, golden_tables: GraphTables) -> Iterator[GraphStore]:
    """The golden graph with odd texts, in an embedded store."""
    papers = [{**row, "abstract": ODD, "authors": [ODD, "a;b,c", "|"]} for row in golden_tables.nodes["Paper"]]
    papers[0] |= {"categories": [], "abstract": ""}
    nodes = {**golden_tables.nodes, "Paper": papers}
    with empty_store("arcadedb") as store:
        store.write(GraphTables(nodes=nodes, edges=golden_tables.edges, meta=golden_tables.meta))
        yield store


def test_a_folder_says_how_it_is_read(source: GraphStore, golden_tables: GraphTables, tmp_path: Path) -> None:
    """Headers have ids by label, types and lists; the arguments name every table and nothing else is there."""
    folder = written(whole(source), "neo4j-import", tmp_path)
    names = {p.name for p in folder.iterdir()}
    assert names <= FORMATS["neo4j-import"].files
    arguments = (folder / ARGUMENTS).read_text().splitlines()
    tables = {a.partition("=")[2] for a in arguments if a.startswith(("--nodes=", "--relationships="))}
    assert names == {*tables, ARGUMENTS, AFTER, README}
    header = (folder / "nodes-Paper.csv").read_text().partition("\n")[0].split(",")
    assert header[0] == "id:ID(Paper)"
    assert header[-1] == ":LABEL"
    assert {"title:string", "year:long", "authors:string[]"} <= set(header)
    header = (folder / "edges-Paper-MENTIONS-Method.csv").read_text().partition("\n")[0]
    assert header == ":START_ID(Paper),count:long,starts:long[],ends:long[],confidence:double,:END_ID(Method),:TYPE"
    assert f"import full neo4j @{ARGUMENTS}" in (folder / README).read_text()
    assert f"UNWIND ['{min(r['id'] for r in golden_tables.nodes['Paper'])}'] AS id " in (folder / AFTER).read_text()


def test_a_part_has_only_its_own_tables(source: GraphStore, tmp_path: Path) -> None:
    """One method alone: one table, and no node that calls it the whole graph."""
    folder = written(around(source, "EGNN", 0, evidence=False), "neo4j-import", tmp_path)
    assert [p.name for p in folder.glob("*.csv")] == ["nodes-Method.csv"]


@pytest.mark.neo4j
def test_the_import_tool_makes_the_same_graph(source: GraphStore, tmp_path: Path) -> None:
    """In an empty data folder it makes every node, edge and property, and the version; what it made is searched."""
    folder = written(whole(source), "neo4j-import", tmp_path)
    try:
        with running(os.environ.get("METHODGRAPH_TEST_NEO4J_VERSION", "5"), imported=folder) as server:
            with server.driver() as driver, driver.session() as session:
                for line in (folder / AFTER).read_text().split(";\n"):
                    if line:
                        session.run(line).consume()
                session.run("CALL db.awaitIndexes(120)").consume()
            with open_store(server.url, user=server.user, password=server.password) as imported:
                assert imported.counts() == source.counts()
                assert imported.meta() == source.meta()
                assert as_json(imported) == as_json(source)
                assert imported.search("egnn")[0].id == source.search("egnn")[0].id
    except NotHereError as missing:
        skip_or_fail(str(missing))
