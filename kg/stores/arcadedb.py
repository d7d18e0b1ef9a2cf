"""The embedded store: ArcadeDB in this process, one folder, read-only for everybody but one build."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar, Literal

from kg.stores import arcadedb_jvm as jvm
from kg.stores.arcadedb_errors import translated
from kg.stores.arcadedb_folder import GraphFolder, disk_error
from kg.stores.arcadedb_load import load
from kg.stores.arcadedb_rewrite import rewritten
from kg.stores.arcadedb_run import within
from kg.stores.arcadedb_values import next_rows, to_java
from kg.stores.base import GraphStore, Hit, Rows, WriteReport
from kg.stores.ddl import META
from kg.stores.gate import check_text
from kg.stores.search import RANKED, Found, candidates, lucene_query, searched_labels
from kg.stores.tables import checked, checked_meta, replaceable_meta
from schemas.errors import QueryForbiddenError, QueryTimeoutError, StoreUnavailableError
from schemas.graph import EDGES, NODES, GraphMeta, GraphTables

CYPHER = "opencypher"
SEARCH_SECONDS = 30.0
BATCH = 1000
"""Rows that come out of Java at once."""


class _Opened:
    """One database of this process, shared by the stores that read it: the engine opens a folder once a process."""

    by_path: ClassVar[dict[Path, _Opened]] = {}
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
        # One folder by two ways (a link, `../graph`) is one folder: the engine opens it once.
        self._folder = GraphFolder(path.resolve())
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
        asked = check_text(cypher)
        if asked.explain:
            return Rows(("plan",), [(self.explain(asked.text, params),)])
        return self._query(asked.text, params or {}, limit, timeout)

    def explain(self, cypher: str, params: Mapping[str, Any] | None = None) -> str:
        """See ``GraphStore.explain``."""
        asked = check_text(cypher)
        java = self._database()
        with translated(self.url):
            # The engine explains what it would refuse to run; asking it to analyse comes first.
            if not java.getQueryEngine(CYPHER).analyze(asked.text).isIdempotent():
                raise QueryForbiddenError("only reading is allowed here")
            results = java.query(CYPHER, f"EXPLAIN {rewritten(asked.text).cypher}", to_java(params or {}))
            return str(results.next().getProperty("executionPlanAsString"))

    def search(self, text: str, labels: Sequence[str] = (), limit: int = 20) -> list[Hit]:
        """See ``GraphStore.search``."""
        words = lucene_query(text)
        if words is None:
            return []
        found: dict[tuple[str, str], Found] = {}
        for label in searched_labels(tuple(labels)):
            best = max(limit, candidates(label))
            for name in NODES[label].fulltext:
                statement = (
                    f"CALL db.index.fulltext.queryNodes('{label}[{name}]', $words, {{limit: {best}}}) "
                    f"YIELD node, score {RANKED}"
                )
                params = {"words": words, "text": text.strip().lower(), "limit": limit}
                for row in self._query(statement, params, None, SEARCH_SECONDS).rows:
                    before = found.get((row[0], row[1]))
                    if before is None or before[4] < row[4]:
                        found[row[0], row[1]] = row
        ranked = sorted(found.values(), key=lambda row: (-row[5], -row[3], -row[4], row[1]))
        return [Hit(label, node, name, support, score) for label, node, name, support, score, _ in ranked[:limit]]

    def meta(self) -> GraphMeta | None:
        """See ``GraphStore.meta``."""
        row = self._meta_row()
        return None if row is None else checked_meta(row, self.url)

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
        meta = checked(tables)
        row = self._meta_row()
        held = None if row is None else replaceable_meta(row, self.url)
        if held == meta and self.is_current():
            return WriteReport(unchanged=True, seconds=time.perf_counter() - started)
        before = self.counts() if self._opened else {}
        build = self._folder.begin()
        try:
            with translated(self.url):
                load(build, tables, meta)
            self._folder.publish(build, meta.version)
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

    def _meta_row(self) -> dict[str, Any] | None:
        if self._opened is None:
            return None
        rows = self._query(f"MATCH (g:{META}) RETURN properties(g)", {}, 1, SEARCH_SECONDS).rows
        return rows[0][0] if rows else None

    def _open(self) -> None:
        path = self._folder.published()
        if path is not None:
            with translated(self.url):
                self._opened = _Opened.get(path)

    def _release(self) -> None:
        if self._opened is not None:
            self._opened.release()
            self._opened = None

    def _query(self, cypher: str, params: Mapping[str, Any], limit: int | None, timeout: float) -> Rows:
        started = time.perf_counter()
        java = self._database()

        def run() -> tuple[tuple[str, ...], list[tuple[Any, ...]], bool]:
            columns: tuple[str, ...] = ()
            rows: list[tuple[Any, ...]] = []
            java.getConfiguration().setValue(_timeout_setting(), jvm.java_class("java.lang.Long")(int(timeout * 1000)))
            asked = rewritten(cypher)
            results = java.query(CYPHER, asked.cypher, to_java(params))
            try:
                more = True
                while more and (limit is None or len(rows) <= limit):
                    objects, more = next_rows(results, BATCH if limit is None else min(BATCH, limit + 1 - len(rows)))
                    columns = columns or asked.columns(objects[0] if objects else ())
                    # By name: the parts of a UNION may name the same columns in another order.
                    rows.extend(tuple(one[name] for name in columns) for one in objects)
                    if time.perf_counter() - started > timeout:
                        raise QueryTimeoutError(f"the query ran past its {timeout:g} seconds")
            finally:
                results.close()
            truncated = limit is not None and len(rows) > limit
            return columns or _named_columns(java, asked.cypher), rows[:limit], truncated

        with translated(self.url):
            columns, rows, truncated = within(timeout, run)
        return Rows(columns, rows, truncated, time.perf_counter() - started)

    def _database(self) -> Any:
        if self._opened is None:
            raise StoreUnavailableError(
                f"there is no graph in {self.url}: make one with `kg build FILE… --store {self.url}`"
            )
        return self._opened.java


def _timeout_setting() -> Any:
    return jvm.java_class("com.arcadedb.GlobalConfiguration").COMMAND_TIMEOUT


def _named_columns(java: Any, cypher: str) -> tuple[str, ...]:
    """Names of the columns of a query that gave no row; empty where only a row could tell (``RETURN *``)."""
    clause = java.getCypherStatementCache().get(cypher).getReturnClause()
    if clause is None or clause.isReturnAll():
        return ()
    return tuple(str(returned.getOutputName()) for returned in clause.getReturnItems())
