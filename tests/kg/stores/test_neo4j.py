"""The server store: all that every store does, and what only a server does."""

from __future__ import annotations

import inspect
import socket
import threading
import time
from collections.abc import Iterator

import neo4j.exceptions
import pytest

from kg.stores import GraphStore, open_store
from kg.stores.neo4j import _BY_CLASS, mapped
from schemas import SCHEMA_VERSION, GraphMeta, GraphTables
from schemas.errors import (
    QueryForbiddenError,
    StoreAuthError,
    StoreError,
    StoreFullError,
    StoreUnavailableError,
    StoreVersionError,
    UsageError,
)
from tests.kg.stores.conformance import StoreConformance, copy_of, small_tables
from tests.kg.stores.differences import DIFFERENCES
from tests.neo4j.server import Server

needs_server = pytest.mark.neo4j
DRIVERS_OWN = [
    found
    for _, found in inspect.getmembers(neo4j.exceptions, inspect.isclass)
    if issubclass(found, Exception) and found.__module__.startswith("neo4j")
]


@needs_server
class TestNeo4j(StoreConformance):
    """The conformance suite on a real Neo4j."""

    kind = "neo4j"

    @pytest.mark.parametrize("cypher", [d.refused for d in DIFFERENCES if d.refused])
    def test_what_only_the_embedded_store_refuses_has_an_answer(self, store: GraphStore, cypher: str) -> None:
        """A query that is listed as refused by the embedded store is one that a server answers with rows."""
        assert store.query(cypher).rows


@pytest.fixture
def empty(neo4j_url: Server) -> Iterator[Server]:
    """The server, emptied before and after."""
    neo4j_url.empty()
    yield neo4j_url
    neo4j_url.empty()


def opened(server: Server, mode: str = "read", **other: str) -> GraphStore:
    """The server's store, with its own user and password where no other is given."""
    options = {"user": server.user, "password": server.password, **other}
    return open_store(server.url, mode, **options)  # type: ignore[arg-type]


@needs_server
def test_an_empty_database_is_no_error(empty: Server) -> None:
    """A server without a graph has no meta, no hits, and answers."""
    with opened(empty) as store:
        assert store.meta() is None
        assert store.search("anything") == []
        assert sum(store.counts().values()) == 0


@needs_server
def test_the_first_write_makes_constraints_and_indexes(empty: Server, golden_tables: GraphTables) -> None:
    """Ids are unique in each label, and the indexes of the schema are there and online; twice is no error."""
    with opened(empty, "write") as store:
        store.write(golden_tables)
        store.write(copy_of(golden_tables, "again"))
    with empty.driver() as driver:
        constraints = driver.execute_query("SHOW CONSTRAINTS YIELD labelsOrTypes RETURN labelsOrTypes[0] AS l").records
        assert {r["l"] for r in constraints} >= {"Paper", "Method", "Evidence", "Graph"}
        indexes = driver.execute_query("SHOW INDEXES YIELD name, type, state WHERE type = 'FULLTEXT'").records
        assert {(r["name"], r["state"]) for r in indexes} == {
            ("methodgraph_text_search", "ONLINE"),
            ("methodgraph_text_title_abstract", "ONLINE"),
        }


@needs_server
def test_what_others_keep_in_the_database_stays(empty: Server, golden_tables: GraphTables) -> None:
    """Labels and edge types that are not the schema's are left alone by writing and not counted."""
    with empty.driver() as driver:
        driver.execute_query("CREATE (a:Person {id: 'x'})-[:KNOWS]->(b:Person {id: 'y'})")
        with opened(empty, "write") as store:
            store.write(golden_tables)
            store.write(small_tables("small", 2))
            assert sum(store.counts().values()) == 2
        assert driver.execute_query("MATCH (:Person)-[r:KNOWS]->() RETURN count(r) AS c").records[0]["c"] == 1


@needs_server
def test_only_the_difference_is_written(empty: Server, golden_tables: GraphTables) -> None:
    """A graph that differs in one node costs one node."""
    with opened(empty, "write") as store:
        store.write(golden_tables)
        other = copy_of(golden_tables, "other")
        other.nodes["Method"][0]["support"] += 1
        report = store.write(other)
    assert (report.nodes_written, report.edges_written, report.nodes_deleted, report.edges_deleted) == (1, 0, 0, 0)


@needs_server
def test_a_write_that_was_cut_short_is_no_version(empty: Server, golden_tables: GraphTables) -> None:
    """What a killed writer left is put right by writing the version that stood there before."""
    with opened(empty, "write") as store:
        store.write(golden_tables)
        with empty.driver() as driver:
            driver.execute_query("MATCH (g:Graph) SET g.pending = 'other' WITH g MATCH (e:Evidence) DETACH DELETE e")
        assert not store.write(golden_tables).unchanged
        assert store.counts()["Evidence"] == len(golden_tables.nodes["Evidence"])


@needs_server
def test_a_reader_learns_of_a_newer_graph(empty: Server, golden_tables: GraphTables) -> None:
    """A long-lived reader sees new rows at once, and that its own memory of old ones is out of date."""
    with opened(empty, "write") as writer:
        writer.write(small_tables("one", 1))
        with opened(empty) as reader:
            assert reader.is_current()
            writer.write(small_tables("two", 2))
            assert not reader.is_current()
            assert reader.query("MATCH (p:Paper) RETURN count(p)").rows == [(2,)]


@needs_server
def test_readers_answer_beside_a_writer(empty: Server, golden_tables: GraphTables) -> None:
    """While a graph is written, a reader's queries go on, and what stays is never missing."""
    with opened(empty, "write") as writer, opened(empty) as reader:
        writer.write(golden_tables)
        thread = threading.Thread(target=writer.write, args=(copy_of(golden_tables, "other"),))
        thread.start()
        while thread.is_alive():
            assert reader.query("MATCH (p:Paper) RETURN count(p)").rows == [(len(golden_tables.nodes["Paper"]),)]
        thread.join()


@needs_server
def test_a_graph_of_another_schema_is_refused(empty: Server) -> None:
    """A newer graph is neither read nor overwritten; an older one is replaced by a build."""
    for schema, replaceable in ((SCHEMA_VERSION - 1, True), (SCHEMA_VERSION + 1, False)):
        other = small_tables("other", 1)
        other.meta = GraphMeta("other", schema, "test", 1, ())
        with opened(empty, "write") as store:
            store.write(other)
            with pytest.raises(StoreVersionError, match=f"version {schema}"):
                opened(empty)
            if replaceable:
                store.write(small_tables("new", 2))
            else:
                with pytest.raises(StoreVersionError):
                    store.write(small_tables("new", 2))


@needs_server
def test_a_wrong_password_is_one_clear_line(neo4j_url: Server) -> None:
    """A refused password names the server and not the password."""
    with pytest.raises(StoreAuthError) as caught:
        opened(neo4j_url, password="not-it-at-all")
    assert neo4j_url.url in str(caught.value)
    assert "not-it-at-all" not in str(caught.value)
    assert "\n" not in str(caught.value)


@needs_server
def test_a_password_in_the_address_is_used_and_not_shown(neo4j_url: Server) -> None:
    """``bolt://user:password@host`` works, and the store's name of itself leaves both out."""
    address = neo4j_url.url.replace("://", f"://{neo4j_url.user}:{neo4j_url.password}@")
    with open_store(address) as store:
        assert store.url == neo4j_url.url


@needs_server
def test_the_chosen_database_is_used_everywhere(neo4j_url: Server) -> None:
    """A database that is not there is an error from the first step on; the one that is there works by name."""
    with pytest.raises(StoreUnavailableError, match="nonexistent"):
        opened(neo4j_url, database="nonexistent")
    with opened(neo4j_url, database="neo4j") as store:
        assert store.query("RETURN 1 AS x").rows == [(1,)]


@needs_server
def test_routing_addresses_work_too(neo4j_url: Server) -> None:
    """``neo4j://`` reaches a single server."""
    with open_store(
        neo4j_url.url.replace("bolt://", "neo4j://"), user=neo4j_url.user, password=neo4j_url.password
    ) as store:
        assert store.query("RETURN 1 AS x").rows == [(1,)]


@needs_server
def test_the_servers_own_reading_is_not_enough(neo4j_url: Server) -> None:
    """What a plan does not show is refused by the text: a procedure that an expression nests."""
    hidden = "RETURN [x IN [1] | COLLECT { CALL dbms.listConfig() YIELD name RETURN name }] AS settings"
    with neo4j_url.driver() as driver, driver.session(default_access_mode="READ") as session:
        assert "ProcedureCall" not in str(session.run(f"EXPLAIN {hidden}").consume().plan)
        assert session.run(hidden).single() is not None
    with opened(neo4j_url) as store, pytest.raises(QueryForbiddenError):
        store.query(hidden)


@pytest.mark.parametrize("scheme", ["bolt", "neo4j"])
def test_a_server_that_is_down_is_told_fast(scheme: str) -> None:
    """Nobody listens: one clear line within seconds."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    started = time.perf_counter()
    with pytest.raises(StoreUnavailableError) as caught:
        open_store(f"{scheme}://127.0.0.1:{port}", password="x")
    assert time.perf_counter() - started < 15
    assert "\n" not in str(caught.value)
    assert str(port) in str(caught.value)


def test_a_server_that_says_nothing_is_given_up() -> None:
    """Something listens and never answers: the wait is bounded."""
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        started = time.perf_counter()
        with pytest.raises(StoreUnavailableError):
            open_store(f"bolt://127.0.0.1:{silent.getsockname()[1]}", password="x")
        assert time.perf_counter() - started < 60


@pytest.mark.parametrize("address", ["bolt://127.0.0.1:notaport", "bolt://"])
def test_a_broken_address_is_a_mistake_of_use(address: str) -> None:
    """An address that cannot be read is told before anything is sent."""
    with pytest.raises((UsageError, StoreUnavailableError)) as caught:
        open_store(address, password="x")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("kind", DRIVERS_OWN, ids=lambda kind: kind.__name__)
def test_every_exception_of_the_driver_is_mapped(kind: type[Exception]) -> None:
    """A new exception in a new driver fails here until somebody has decided what it means for people."""
    assert kind.__name__ in _BY_CLASS
    error = mapped(kind.__new__(kind), "bolt://host")
    assert isinstance(error, StoreError)
    assert str(error)
    assert "\n" not in str(error)


def test_a_full_disk_of_the_server_is_told() -> None:
    """What the server says about its disk becomes our error for it."""
    error = neo4j.exceptions.DatabaseError("java.io.IOException: No space left on device")
    assert isinstance(mapped(error, "bolt://host"), StoreFullError)
    assert isinstance(mapped(neo4j.exceptions.DatabaseError("something else"), "bolt://host"), StoreError)
