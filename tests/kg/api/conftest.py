"""The golden graph as a notebook has it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg import Graph, open_graph
from kg.stores import GraphStore, open_store
from schemas import GraphTables


@pytest.fixture(scope="module")
def g(golden_store: GraphStore) -> Graph:
    """The golden graph in each kind of store in turn."""
    return Graph(golden_store)


@pytest.fixture(scope="session")
def golden_folder(golden_tables: GraphTables, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds the embedded golden graph under ``graph``, and an empty folder ``examples``."""
    folder = tmp_path_factory.mktemp("notebook")
    with open_store(str(folder / "graph"), "write") as writer:
        writer.write(golden_tables)
    (folder / "examples").mkdir()
    return folder


@pytest.fixture
def opened(golden_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Graph]:
    """The embedded golden graph, open, in the current directory of a person who built it."""
    monkeypatch.chdir(golden_folder)
    for name in [n for n in os.environ if n.startswith("METHODGRAPH_") and n != "METHODGRAPH_REQUIRE_ALL"]:
        monkeypatch.delenv(name)
    with open_graph("graph") as graph:
        yield graph
