"""The embedded store: all that every store does, and what only a folder does."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from kg.stores import open_store
from kg.stores.arcadedb_folder import GraphFolder
from kg.stores.base import GraphStore
from schemas import SCHEMA_VERSION, GraphMeta
from schemas.errors import (
    QueryError,
    QuerySyntaxError,
    QueryTimeoutError,
    StoreFullError,
    StoreLockedError,
    StoreUnavailableError,
    StoreVersionError,
    UsageError,
)
from tests.kg.stores.conformance import StoreConformance, small_tables
from tests.kg.stores.differences import DIFFERENCES

ROOT = Path(__file__).parents[3]

REFUSED = [difference.refused for difference in DIFFERENCES if difference.refused]


class TestArcadeDB(StoreConformance):
    """The conformance suite on the embedded store."""

    kind = "arcadedb"

    @pytest.mark.parametrize("cypher", REFUSED)
    def test_what_has_no_right_answer_is_refused(self, store: GraphStore, cypher: str) -> None:
        """Rather than rows that are wrong, a query gets an error that says what to write."""
        for ask in (store.query, store.explain):
            with pytest.raises(QueryError, match=r"^the embedded store .*; "):
                ask(cypher)

    def test_nesting_without_end_is_a_mistake_of_the_query(self, store: GraphStore) -> None:
        """Brackets deeper than any stack are a syntax error, and the store answers the next query."""
        with pytest.raises(QuerySyntaxError, match="nested"):
            store.query(f"RETURN [1] AS a, {'(' * 10_000}1{')' * 10_000} AS b", timeout=300)
        assert store.query("RETURN [1] AS a").rows == [([1],)]


def run(code: str, *arguments: object, cwd: Path | None = None) -> subprocess.Popen[str]:
    """A Python process of its own that runs ``code`` with our packages."""
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


READ = """
import sys
from kg.stores import open_store
with open_store(sys.argv[1]) as store:
    print(store.query("MATCH (p:Paper) RETURN count(p)").rows[0][0], flush=True)
    if len(sys.argv) > 2:
        sys.stdin.readline()
"""
WRITE = """
import sys, time
from kg.stores import arcadedb_load, open_store
from tests.kg.stores.conformance import small_tables
store = open_store(sys.argv[1], "write")
indexes = arcadedb_load._indexes
def slow(database):
    print("building", flush=True)
    time.sleep(60)
arcadedb_load._indexes = slow
store.write(small_tables("killed", 500))
"""


def papers(folder: Path) -> int:
    """How many papers a reader sees that opens the folder now."""
    with open_store(str(folder)) as store:
        return int(store.query("MATCH (p:Paper) RETURN count(p)").rows[0][0])


def write(folder: Path, version: str, count: int) -> None:
    """Publish a version with so many papers."""
    with open_store(str(folder), "write") as store:
        store.write(small_tables(version, count))


def test_a_folder_without_a_graph_says_how_to_make_one(tmp_path: Path) -> None:
    """Reading a missing or an empty folder is one clear line with the command, and makes nothing."""
    for folder in (tmp_path / "missing", tmp_path):
        with pytest.raises(StoreUnavailableError, match="kg build"):
            open_store(str(folder))
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_scheme_is_a_mistake_of_use() -> None:
    """An address that no store knows names the ones that are known."""
    with pytest.raises(UsageError, match="bolt://"):
        open_store("mysql://localhost")


def test_the_environment_names_the_store(arcadedb_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without an address, METHODGRAPH_STORE counts; the prefix ``arcadedb:`` is understood."""
    write(arcadedb_path, "one", 1)
    monkeypatch.setenv("METHODGRAPH_STORE", f"arcadedb:{arcadedb_path}")
    with open_store() as store:
        assert store.url == str(arcadedb_path)


def test_a_killed_build_leaves_the_old_graph(arcadedb_path: Path) -> None:
    """SIGKILL in the middle of a build: the old graph is served, and the next build cleans up behind it."""
    write(arcadedb_path, "old", 3)
    process = run(WRITE, arcadedb_path)
    assert process.stdout is not None
    assert process.stdout.readline().strip() == "building"
    assert list(arcadedb_path.glob("building.*"))
    process.kill()
    process.wait()
    assert papers(arcadedb_path) == 3
    write(arcadedb_path, "new", 4)
    assert papers(arcadedb_path) == 4
    assert not list(arcadedb_path.glob("building.*"))


def test_a_second_writer_is_told_at_once(arcadedb_path: Path) -> None:
    """While one process builds, another is refused with the builder's number, and readers are served."""
    write(arcadedb_path, "old", 3)
    process = run(WRITE, arcadedb_path)
    try:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == "building"
        started = time.perf_counter()
        with pytest.raises(StoreLockedError, match=str(process.pid)):
            open_store(str(arcadedb_path), "write")
        assert time.perf_counter() - started < 5
        assert papers(arcadedb_path) == 3
    finally:
        process.kill()
        process.wait()


def test_a_second_writer_in_this_process_is_told_too(arcadedb_path: Path) -> None:
    """The lock counts within a process, and closing gives it back."""
    with open_store(str(arcadedb_path), "write"), pytest.raises(StoreLockedError):
        open_store(str(arcadedb_path), "write")
    open_store(str(arcadedb_path), "write").close()


def test_a_reader_keeps_its_graph_while_versions_change(arcadedb_path: Path) -> None:
    """An open reader answers on what it opened, knows that there is news, and sees it when opened again."""
    write(arcadedb_path, "one", 1)
    with open_store(str(arcadedb_path)) as reader:
        write(arcadedb_path, "two", 2)
        assert reader.query("MATCH (p:Paper) RETURN p.title").rows == [("title 0",)]
        assert not reader.is_current()
        write(arcadedb_path, "three", 3)
        assert reader.query("MATCH (p:Paper) RETURN count(p)").rows == [(1,)]
    assert papers(arcadedb_path) == 3


def test_only_the_version_before_is_kept(arcadedb_path: Path) -> None:
    """Old versions do not pile up."""
    for number, version in enumerate(("one", "two", "three", "four"), 1):
        write(arcadedb_path, version, number)
    assert sorted(p.name for p in arcadedb_path.glob("graph.*")) == ["graph.four", "graph.three"]
    assert (arcadedb_path / "current").readlink() == Path("graph.four")


def test_a_version_can_come_back(arcadedb_path: Path) -> None:
    """Writing an earlier version again publishes it again."""
    for version, number in (("one", 1), ("two", 2), ("one", 1)):
        write(arcadedb_path, version, number)
    assert papers(arcadedb_path) == 1


def test_two_processes_read_one_graph(arcadedb_path: Path) -> None:
    """Several processes hold the graph open at once, beside this one."""
    write(arcadedb_path, "one", 7)
    processes = [run(READ, arcadedb_path, "wait") for _ in range(2)]
    with open_store(str(arcadedb_path)) as here:
        for process in processes:
            assert process.stdout is not None
            assert process.stdout.readline().strip() == "7"
        assert here.query("MATCH (p:Paper) RETURN count(p)").rows == [(7,)]
        for process in processes:
            process.kill()
            process.wait()


def test_many_threads_share_one_graph(arcadedb_path: Path) -> None:
    """Stores opened and closed by threads of one process do not disturb each other."""
    write(arcadedb_path, "one", 5)
    seen: list[int] = []
    threads = [threading.Thread(target=lambda: seen.append(papers(arcadedb_path))) for _ in range(8)]
    with open_store(str(arcadedb_path)) as store:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert store.query("RETURN 1 AS x").rows == [(1,)]
    assert seen == [5] * 8


def test_a_user_sees_nothing_of_the_engine(arcadedb_path: Path, tmp_path: Path) -> None:
    """Opening, writing and reading print nothing of the engine's own and leave nothing in the current directory."""
    here = tmp_path / "here"
    here.mkdir()
    write(arcadedb_path, "one", 2)
    process = run(READ, arcadedb_path, cwd=here)
    output, errors = process.communicate(timeout=120)
    assert (output, errors, process.returncode) == ("2\n", "", 0)
    assert list(here.iterdir()) == []
    leftovers = {path.name for path in arcadedb_path.iterdir()} - {"current", "graph.one", ".writing"}
    assert leftovers == set()


def test_a_full_disk_leaves_the_old_graph(arcadedb_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the system says that the disk is full, the error says it, and the old graph is served."""
    write(arcadedb_path, "old", 3)

    def full(self: GraphFolder, build: Path, version: str) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with open_store(str(arcadedb_path), "write") as store:
        monkeypatch.setattr(GraphFolder, "publish", full)
        with pytest.raises(StoreFullError, match="full"):
            store.write(small_tables("new", 4))
    assert papers(arcadedb_path) == 3
    assert not list(arcadedb_path.glob("building.*"))


@pytest.mark.skipif(not Path("/dev/full").exists() or os.geteuid() != 0, reason="needs root to mount a small disk")
def test_a_disk_that_is_really_full(tmp_path: Path) -> None:
    """On a disk of a few megabytes the build fails with one line, and the old graph is served."""
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(disk)], capture_output=True).returncode:
        pytest.skip("this machine does not let a test mount a disk")
    try:
        write(disk / "graph", "old", 3)
        with open_store(str(disk / "graph"), "write") as store, pytest.raises(StoreFullError, match="full"):
            store.write(small_tables("new", 200_000))
        assert papers(disk / "graph") == 3
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=False)


def test_a_graph_of_another_schema_is_refused(arcadedb_path: Path) -> None:
    """A newer graph is neither read nor overwritten; an older one is not read, and a build replaces it."""
    for schema, replaceable in ((SCHEMA_VERSION + 1, False), (SCHEMA_VERSION - 1, True)):
        folder = arcadedb_path / str(schema)
        other = small_tables("other", 1)
        other.meta = GraphMeta("other", schema, "test", 1, ())
        with open_store(str(folder), "write") as store:
            store.write(other)
        with pytest.raises(StoreVersionError, match=f"version {schema}"):
            open_store(str(folder))
        with open_store(str(folder), "write") as store:
            if replaceable:
                store.write(small_tables("new", 2))
            else:
                with pytest.raises(StoreVersionError):
                    store.write(small_tables("new", 2))
        if replaceable:
            assert papers(folder) == 2


def test_an_expression_without_end_gives_its_caller_an_error(arcadedb_path: Path) -> None:
    """Where the engine cannot stop itself, the caller is let go in time, and the process can still end."""
    write(arcadedb_path, "one", 1)
    code = """
import sys, time
from kg.stores import open_store
from schemas.errors import QueryTimeoutError
store = open_store(sys.argv[1])
try:
    store.query("WITH range(1, 100000) AS l RETURN reduce(s = 0, x IN l | s + reduce(t = 0, y IN l | t + x * y)) AS r",
                timeout=1.0)
except QueryTimeoutError as error:
    print(error, store.query("RETURN 1 AS x").rows, flush=True)
store.close()
"""
    process = run(code, arcadedb_path)
    try:
        output, errors = process.communicate(timeout=60)
    finally:
        process.kill()
    assert output == "the query ran past its 1 seconds [(1,)]\n"
    assert errors == ""


def test_terminating_a_reader_is_quiet(arcadedb_path: Path) -> None:
    """SIGTERM ends a process that waits in the engine, without a crash report."""
    write(arcadedb_path, "one", 1)
    code = """
import sys
from kg.stores import open_store
store = open_store(sys.argv[1])
print("ready", flush=True)
store.query("UNWIND range(1, 1000000) AS a UNWIND range(1, 1000000) AS b RETURN count(*)", timeout=50)
"""
    process = run(code, arcadedb_path)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    time.sleep(1)
    process.terminate()
    _, errors = process.communicate(timeout=30)
    assert (process.returncode, errors) == (-signal.SIGTERM, "")


def test_closing_twice_is_no_error(arcadedb_path: Path) -> None:
    """A closed store can be closed again, and says that it is closed when asked."""
    write(arcadedb_path, "one", 1)
    store = open_store(str(arcadedb_path))
    store.close()
    store.close()
    with pytest.raises(StoreUnavailableError):
        store.query("RETURN 1 AS x")


def test_time_limits_differ_by_query(arcadedb_path: Path) -> None:
    """A short limit of one query is not that of the next."""
    write(arcadedb_path, "one", 1)
    with open_store(str(arcadedb_path)) as store:
        with pytest.raises(QueryTimeoutError):
            store.query("UNWIND range(1, 1000000) AS a UNWIND range(1, 1000000) AS b RETURN count(*)", timeout=0.3)
        assert store.query("UNWIND range(1, 1000000) AS a RETURN count(a)", timeout=60).rows == [(1_000_000,)]
