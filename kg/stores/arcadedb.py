"""The embedded store: ArcadeDB in this process, one folder, read-only for everybody but one build."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from kg.stores import arcadedb_jvm as jvm
from kg.stores.arcadedb_errors import translated
from kg.stores.arcadedb_folder import GraphFolder, disk_error
from kg.stores.arcadedb_load import META, load
from kg.stores.arcadedb_values import to_java, to_python
from kg.stores.base import GraphStore, Hit, Rows, WriteReport
from schemas.errors import StoreUnavailableError, StoreVersionError
from schemas.graph import EDGES, NODES, SCHEMA_VERSION, GraphMeta, GraphTables


class _Opened:
    """One database of this process, shared by the stores that read it: the engine opens a folder once a process."""

    by_path: dict[Path, _Opened] = {}
    guard = threading.Lock()

    def __init__(self, path: Path) -> None:
        self.path, self.users = path, 0
        mode = jvm.java_class("com.arcadedb.engine.ComponentFile").MODE.READ_ONLY
        self.java = jvm.java_class("com.arcadedb.database.DatabaseFactory")(str(path)).open(mode)

    @classmethod
    def get(cls, path: Path) -> _Opened:
        with cls.guard:
            opened = cls.by_path.get(path) or cls.by_path.setdefault(path, cls(path))
            opened.users += 1
            return opened

    def release(self) -> None:
        with self.guard:
            self.users -= 1
            if self.users == 0:
                del self.by_path[self.path]
                self.java.close()


class ArcadeStore(GraphStore):
    """A graph in a folder.

    Open it in a process of its own kind: the Java machine does not survive a fork.
    """

    def __init__(self, path: Path, mode: Literal["read", "write"] = "read") -> None:
        self.url = str(path)
        self._folder = GraphFolder(path.absolute())
        self._opened: _Opened | None = None
        self._mode = mode
        jvm.start()
        if mode == "write":
            self._folder.lock()
        try:
            self._open()
            if mode == "read":
                self._database()
                self.meta()
        except BaseException:
            self.close()
            raise

    def query(
        self,
        cypher: str,
        params: Mapping[str, Any] | None = None,
        *,
        limit: int | None = None,
        timeout: float = 30.0,
    ) -> Rows:
        """See ``GraphStore.query``."""
        started = time.perf_counter()
        columns: tuple[str, ...] = ()
        rows: list[tuple[Any, ...]] = []
        truncated = False
        with translated(self.url):
            results = self._database().query("opencypher", cypher, to_java(params or {}))
            while results.hasNext():
                if limit is not None and len(rows) >= limit:
                    truncated = True
                    break
                row = results.next()
                if not columns:
                    columns = tuple(str(name) for name in row.getPropertyNames())
                rows.append(tuple(to_python(row.getProperty(name)) for name in columns))
        return Rows(columns, rows, truncated, time.perf_counter() - started)

    def explain(self, cypher: str, params: Mapping[str, Any] | None = None) -> str:
        """See ``GraphStore.explain``."""
        with translated(self.url):
            results = self._database().query("opencypher", f"EXPLAIN {cypher}", to_java(params or {}))
            return str(results.next().getProperty("executionPlanAsString"))

    def search(self, text: str, labels: Sequence[str] = (), limit: int = 20) -> list[Hit]:
        """See ``GraphStore.search``."""
        raise NotImplementedError

    def meta(self) -> GraphMeta | None:
        """See ``GraphStore.meta``."""
        if self._opened is None:
            return None
        rows = self.query(f"MATCH (g:{META}) RETURN properties(g)").rows
        if not rows:
            return None
        return checked_meta(rows[0][0], self.url)

    def is_current(self) -> bool:
        """See ``GraphStore.is_current``."""
        return (self._opened.path if self._opened else None) == self._folder.published()

    def counts(self) -> dict[str, int]:
        """See ``GraphStore.counts``."""
        java = self._database()
        names = (*NODES, *dict.fromkeys(str(edge.type) for edge in EDGES))
        with translated(self.url):
            return {name: int(java.countType(name, False)) for name in names}

    def write(self, tables: GraphTables) -> WriteReport:
        """See ``GraphStore.write``."""
        started = time.perf_counter()
        self._folder.lock()
        held = self.meta() if self._opened else None
        if tables.meta is None:
            raise ValueError("tables have no meta")
        if held == tables.meta and self.is_current():
            return WriteReport(unchanged=True, seconds=time.perf_counter() - started)
        before = self.counts() if self._opened else {}
        build = self._folder.begin()
        try:
            with translated(self.url):
                load(build, tables)
            self._folder.publish(build, tables.meta.version)
        except OSError as error:
            self._folder.abandon(build)
            raise disk_error(error, self._folder.path) from error
        except BaseException:
            self._folder.abandon(build)
            raise
        self._release()
        self._open()
        nodes = sum(map(len, tables.nodes.values()))
        edges = sum(map(len, tables.edges.values()))
        return WriteReport(
            nodes_written=nodes,
            edges_written=edges,
            nodes_deleted=sum(before.get(label, 0) for label in NODES),
            edges_deleted=sum(count for name, count in before.items() if name not in NODES),
            seconds=time.perf_counter() - started,
        )

    def close(self) -> None:
        """See ``GraphStore.close``."""
        self._release()
        self._folder.unlock()

    def _open(self) -> None:
        path = self._folder.published()
        if path is not None:
            with translated(self.url):
                self._opened = _Opened.get(path)

    def _release(self) -> None:
        if self._opened is not None:
            self._opened.release()
            self._opened = None

    def _database(self) -> Any:
        if self._opened is None:
            raise StoreUnavailableError(
                f"there is no graph in {self.url}: make one with `kg build FILE… --store {self.url}`"
            )
        return self._opened.java


def checked_meta(row: Mapping[str, Any], url: str) -> GraphMeta:
    """``GraphMeta`` of its node's properties.

    Raises:
        StoreVersionError: the schema is not the one that this package knows.
    """
    if row.get("schema") != SCHEMA_VERSION:
        raise StoreVersionError(
            f"the graph at {url} has version {row.get('schema')} of the schema and this package reads version "
            f"{SCHEMA_VERSION}: build it again, or use the package that wrote it"
        )
    return GraphMeta(
        version=row["version"],
        schema=row["schema"],
        extractor=row["extractor"],
        papers=row["papers"],
        sources=tuple(row["sources"]),
    )
