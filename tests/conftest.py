"""Fixtures that all tests share: the golden graph, both stores, and a Neo4j server where one can be had."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kg.stores import GraphStore, open_store
from schemas import Extraction, GraphTables
from tests.neo4j.server import NotHereError, Server, for_tests

DATA = Path(__file__).parent / "data"
STORES = ("arcadedb", pytest.param("neo4j", marks=pytest.mark.neo4j))


def skip_or_fail(reason: str) -> None:
    """Skip a test for want of something on this machine; where ``METHODGRAPH_REQUIRE_ALL=1``, fail instead."""
    if os.environ.get("METHODGRAPH_REQUIRE_ALL") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def neo4j_url() -> Iterator[Server]:
    """A Neo4j server of this test run's own: ``.url``, ``.user``, ``.password``."""
    try:
        with for_tests() as server:
            yield server
    except NotHereError as missing:
        skip_or_fail(str(missing))


@pytest.fixture
def arcadedb_path(tmp_path: Path) -> Path:
    """A folder for an embedded graph, not made yet."""
    return tmp_path / "graph"


@pytest.fixture(params=STORES, scope="module")
def store_kind(request: pytest.FixtureRequest) -> str:
    """Each kind of store in turn."""
    return str(request.param)


@pytest.fixture(scope="session")
def golden_extractions() -> list[Extraction]:
    """The small hand-written papers of ``tests/data/golden.jsonl``."""
    lines = (DATA / "golden.jsonl").read_text(encoding="utf-8").splitlines()
    return [Extraction.model_validate_json(line) for line in lines if line.strip()]


@pytest.fixture(scope="session")
def golden_tables(golden_extractions: list[Extraction]) -> GraphTables:
    """The golden papers as a graph; read-only, every test shares it."""
    from kg.assemble import assemble

    return assemble(golden_extractions)


OpenEmpty = Callable[[str], GraphStore]


@pytest.fixture(scope="module")
def empty_store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenEmpty]:
    """A function that opens an empty store of a kind for writing; a Neo4j store empties the server's database."""
    opened: list[GraphStore] = []

    def open_empty(kind: str) -> GraphStore:
        if kind == "neo4j":
            server: Server = request.getfixturevalue("neo4j_url")
            server.empty()
            store = open_store(server.url, "write", user=server.user, password=server.password)
        else:
            store = open_store(str(tmp_path_factory.mktemp("store") / "graph"), "write")
        opened.append(store)
        return store

    yield open_empty
    for store in opened:
        store.close()


@pytest.fixture(scope="module")
def golden_store(
    store_kind: str, empty_store: OpenEmpty, golden_tables: GraphTables, request: pytest.FixtureRequest
) -> Iterator[GraphStore]:
    """Each kind of store in turn, holding the golden graph, opened for reading."""
    with empty_store(store_kind) as writer:
        writer.write(golden_tables)
        url = writer.url
    with reading(url, request) as store:
        yield store


@contextmanager
def reading(url: str, request: pytest.FixtureRequest) -> Iterator[GraphStore]:
    """The store at ``url`` opened for reading, with the test server's password where it is one."""
    if "://" in url:
        server: Server = request.getfixturevalue("neo4j_url")
        store = open_store(url, user=server.user, password=server.password)
    else:
        store = open_store(url)
    with store:
        yield store
