"""The server store: Neo4j 5 and newer over Bolt. The one file that knows the driver."""

from __future__ import annotations

import datetime as dt
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Literal
from urllib.parse import urlsplit, urlunsplit

import neo4j
from neo4j import graph, spatial
from neo4j import time as neo4j_time
from neo4j.exceptions import DriverError, Neo4jError

from kg.stores import ddl, neo4j_write
from kg.stores.base import EdgeValue, GraphStore, Hit, NodeValue, PathValue, Rows, WriteReport
from kg.stores.gate import check_plan, check_text
from kg.stores.search import RANKED, candidates, lucene_query, searched_labels
from kg.stores.tables import checked, checked_meta, replaceable_meta
from schemas.errors import (
    QueryError,
    QueryForbiddenError,
    QuerySyntaxError,
    QueryTimeoutError,
    StoreAuthError,
    StoreError,
    StoreFullError,
    StoreLockedError,
    StoreUnavailableError,
    UsageError,
)
from schemas.graph import EDGES, NODES, GraphMeta, GraphTables

CONNECT_SECONDS = 5.0
"""How long a server may take to answer before it counts as down."""

WRITE_SECONDS = 300.0


class Neo4jStore(GraphStore):
    """A graph in one database of a Neo4j server."""

    def __init__(
        self,
        url: str,
        *,
        user: str,
        password: str,
        database: str | None = None,
        mode: Literal["read", "write"] = "read",
    ) -> None:
        parts = urlsplit(url)
        self.url = urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
        self._database = database
        self._closed = False
        self._bookmarks = neo4j.GraphDatabase.bookmark_manager()
        with self._errors():
            self._driver = neo4j.GraphDatabase.driver(
                self.url,
                auth=(parts.username or user, parts.password or password),
                connection_timeout=CONNECT_SECONDS,
                connection_acquisition_timeout=2 * CONNECT_SECONDS,
                max_transaction_retry_time=30.0,
                # A server that was started again since the last query must not cost a failed query.
                liveness_check_timeout=30.0,
                notifications_min_severity="OFF",
                user_agent="methodgraph",
            )
        try:
            self._seen = self._version()
            if mode == "read":
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
        started = time.perf_counter()
        fetch = 1000 if limit is None else max(1, min(limit + 1, 1000))
        with (
            self._errors(),
            self._session(read=True, fetch_size=fetch) as session,
            session.begin_transaction(timeout=timeout) as transaction,
        ):
            check_plan(self._plan(transaction, asked.text, params))
            result = transaction.run(asked.text, dict(params or {}))
            columns = tuple(result.keys())
            rows: list[tuple[Any, ...]] = []
            truncated = False
            for record in result:
                if limit is not None and len(rows) >= limit:
                    truncated = True
                    break
                rows.append(tuple(map(_python, record.values())))
                # The server's clock stops its work; this one stops ours, when it streams without end.
                if time.perf_counter() - started > timeout:
                    raise QueryTimeoutError(f"the query ran past its {timeout:g} seconds")
        return Rows(columns, rows, truncated, time.perf_counter() - started)

    def explain(self, cypher: str, params: Mapping[str, Any] | None = None) -> str:
        """See ``GraphStore.explain``."""
        asked = check_text(cypher)
        with self._errors(), self._session(read=True) as session, session.begin_transaction() as transaction:
            plan = self._plan(transaction, asked.text, params)
        check_plan(plan)
        return "\n".join(_plan_lines(plan))

    def search(self, text: str, labels: Sequence[str] = (), limit: int = 20) -> list[Hit]:
        """See ``GraphStore.search``."""
        words = lucene_query(text)
        if words is None:
            return []
        wanted = set(searched_labels(tuple(labels)))
        params = {"words": words, "text": text.strip().lower(), "limit": limit, "labels": sorted(wanted)}
        found: list[Any] = []
        with self._errors(), self._session(read=True) as session:
            for index, (indexed, _) in ddl.fulltext().items():
                if not wanted.intersection(indexed):
                    continue
                statement = (
                    f"CALL db.index.fulltext.queryNodes('{index}', $words, $options) YIELD node, score "
                    f"WITH node, score WHERE any(label IN labels(node) WHERE label IN $labels) {RANKED}"
                )
                options = {"limit": max(limit, *map(candidates, indexed))}
                try:
                    found += [record.values() for record in session.run(statement, params, options=options)]
                except Neo4jError as error:
                    # Before the first write there is no index: nothing can be found, and nothing is wrong.
                    if "no such fulltext schema index" not in str(error):
                        raise
        best = sorted(found, key=lambda row: (-row[5], -row[3], -row[4], row[1]))
        return [Hit(label, node, name, support, score) for label, node, name, support, score, _ in best[:limit]]

    def meta(self) -> GraphMeta | None:
        """See ``GraphStore.meta``."""
        row = self._meta_row()
        return checked_meta(row, self.url) if "version" in row else None

    def is_current(self) -> bool:
        """See ``GraphStore.is_current``; a query always sees the newest rows, so this tells of what was cached."""
        return self._version() == self._seen

    def counts(self) -> dict[str, int]:
        """See ``GraphStore.counts``."""
        counts = {}
        for label in NODES:
            ((counts[label],),) = self._read(f"MATCH (n:`{label}`) RETURN count(n)")
        for name in dict.fromkeys(str(edge.type) for edge in EDGES):
            ((counts[name],),) = self._read(f"MATCH ()-[r:`{name}`]->() RETURN count(r)")
        return counts

    def write(self, tables: GraphTables) -> WriteReport:
        """See ``GraphStore.write``."""
        started = time.perf_counter()
        meta = checked(tables)
        row = self._meta_row()
        held = replaceable_meta(row, self.url) if "version" in row else None
        # A write that was cut short left its mark: what is held is no version then.
        if held == meta and "pending" not in row:
            return WriteReport(unchanged=True, seconds=time.perf_counter() - started)
        with self._errors(), self._session() as session:
            for statement in ddl.statements():
                session.run(statement).consume()

            @neo4j.unit_of_work(timeout=WRITE_SECONDS)
            def in_transaction(transaction: neo4j.ManagedTransaction, statement: str, rows: Sequence[Any]) -> None:
                transaction.run(statement, rows=rows).consume()

            def run(statement: str, rows: Sequence[Any]) -> None:
                session.execute_write(in_transaction, statement, rows)

            report = neo4j_write.write(tables, meta, run, self._read)
            session.run("CALL db.awaitIndexes(300)").consume()
        self._seen = meta.version
        return WriteReport(
            report.nodes_written,
            report.edges_written,
            report.nodes_deleted,
            report.edges_deleted,
            seconds=time.perf_counter() - started,
        )

    def close(self) -> None:
        """See ``GraphStore.close``."""
        if not self._closed:
            self._closed = True
            self._driver.close()

    def _session(self, *, read: bool = False, fetch_size: int = 1000) -> neo4j.Session:
        mode = neo4j.READ_ACCESS if read else neo4j.WRITE_ACCESS
        return self._driver.session(
            database=self._database,
            default_access_mode=mode,
            fetch_size=fetch_size,
            # In a cluster, what this store wrote is what it reads next.
            bookmark_manager=self._bookmarks,
        )

    def _read(self, statement: str) -> Iterator[tuple[Any, ...]]:
        """Rows of a statement of this file, which a stranger has no part in."""
        with self._errors(), self._session(read=True, fetch_size=10_000) as session:
            for record in session.run(statement):
                yield tuple(record.values())

    def _meta_row(self) -> dict[str, Any]:
        rows = list(self._read(f"MATCH (g:`{ddl.META}` {{id: 'graph'}}) RETURN properties(g)"))
        return rows[0][0] if rows else {}

    def _version(self) -> str | None:
        return self._meta_row().get("version")

    def _plan(self, transaction: neo4j.Transaction, text: str, params: Mapping[str, Any] | None) -> dict[str, Any]:
        plan = transaction.run(f"EXPLAIN {text}", dict(params or {})).consume().plan
        if plan is None:
            raise QueryForbiddenError("the server gives no plan for this, so it cannot be judged")
        return plan

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except (DriverError, Neo4jError) as error:
            raise mapped(error, self.url) from error
        except (ValueError, TypeError, OSError) as error:
            # The driver checks addresses and parameters in Python and says so with Python's own errors.
            raise UsageError(f"{self.url}: {_line(str(error))}") from error


_BY_CLASS: dict[str, type[StoreError]] = {
    "GqlError": StoreError,
    "Neo4jError": StoreError,
    "ClientError": QueryError,
    "CypherSyntaxError": QuerySyntaxError,
    "CypherTypeError": QueryError,
    "ConstraintError": StoreError,
    "AuthError": StoreAuthError,
    "TokenExpired": StoreAuthError,
    "Forbidden": StoreAuthError,
    "DatabaseError": StoreError,
    "TransientError": StoreUnavailableError,
    "DatabaseUnavailable": StoreUnavailableError,
    "NotALeader": StoreUnavailableError,
    "ForbiddenOnReadOnlyDatabase": StoreUnavailableError,
    "DriverError": StoreError,
    "SessionError": StoreError,
    "SessionExpired": StoreUnavailableError,
    "TransactionError": StoreError,
    "TransactionNestingError": StoreError,
    "ResultError": StoreError,
    "ResultFailedError": StoreError,
    "ResultConsumedError": StoreError,
    "ResultNotSingleError": StoreError,
    "BrokenRecordError": StoreError,
    "ServiceUnavailable": StoreUnavailableError,
    "RoutingServiceUnavailable": StoreUnavailableError,
    "WriteServiceUnavailable": StoreUnavailableError,
    "ReadServiceUnavailable": StoreUnavailableError,
    "IncompleteCommit": StoreUnavailableError,
    "ConnectionPoolError": StoreUnavailableError,
    "ConnectionAcquisitionTimeoutError": StoreUnavailableError,
    "ConfigurationError": StoreUnavailableError,
    "AuthConfigurationError": StoreAuthError,
    "CertificateConfigurationError": StoreUnavailableError,
    "UnsupportedServerProduct": StoreUnavailableError,
}
"""Every exception of the driver by its class; a test compares this with the driver's own list."""

_BY_CODE: tuple[tuple[str, type[StoreError]], ...] = (
    ("Neo.ClientError.Statement.ParameterMissing", QuerySyntaxError),
    ("Neo.ClientError.Statement.SemanticError", QuerySyntaxError),
    ("Neo.ClientError.Procedure.ProcedureNotFound", QuerySyntaxError),
    ("Neo.ClientError.Statement.AccessMode", QueryForbiddenError),
    ("Neo.ClientError.Transaction.TransactionTimedOut", QueryTimeoutError),
    ("Neo.ClientError.Transaction.LockClientStopped", QueryTimeoutError),
    ("Neo.TransientError.Transaction.Terminated", QueryTimeoutError),
    ("Neo.TransientError.Transaction.LockClientStopped", QueryTimeoutError),
    ("Neo.TransientError.Transaction.DeadlockDetected", StoreLockedError),
    ("Neo.TransientError.Transaction.LockAcquisitionTimeout", StoreLockedError),
    ("Neo.TransientError.General.MemoryPoolOutOfMemoryError", QueryError),
    ("Neo.TransientError.General.TransactionMemoryLimit", QueryError),
    ("Neo.TransientError.General.OutOfMemoryError", QueryError),
    ("Neo.ClientError.Security.", StoreAuthError),
    ("Neo.ClientError.Database.", StoreUnavailableError),
)
"""Beginnings of the server's codes that say more than the class."""


def mapped(error: BaseException, url: str) -> StoreError:
    """The most specific of our errors for one of the driver's, in one line that names the server."""
    code = getattr(error, "code", None) or ""
    said = _line(getattr(error, "message", None) or str(error))
    if "No space left on device" in f"{error} {said}":
        return StoreFullError(f"the disk of the server at {url} is full")
    kind = next((kind for start, kind in _BY_CODE if code.startswith(start)), None)
    if kind is None:
        names = (c.__name__ for c in type(error).__mro__)
        kind = next((_BY_CLASS[name] for name in names if name in _BY_CLASS), StoreError)
    if kind is StoreAuthError:
        return StoreAuthError(f"the server at {url} refuses user or password: {said}")
    if kind is StoreUnavailableError:
        return StoreUnavailableError(f"no answer from the server at {url}: {said}")
    if kind is QueryTimeoutError:
        return QueryTimeoutError(f"the query ran past its time limit: {said}")
    return kind(said)


def _line(text: str) -> str:
    first = re.split(r"\n|\(?line \d+, column", text.strip(), maxsplit=1)[0] if '\n"' in text else text
    return re.sub(r"\s+", " ", first).strip() or "no message"


def _plan_lines(plan: Mapping[str, Any], depth: int = 0) -> Iterator[str]:
    arguments = plan.get("args", {})
    name = str(plan.get("operatorType", "")).partition("@")[0]
    rows = arguments.get("EstimatedRows")
    estimate = f" [rows about {rows:.0f}]" if isinstance(rows, int | float) else ""
    yield f"{'  ' * depth}+ {name} {arguments.get('Details', '')}".rstrip() + estimate
    for child in plan.get("children", ()):
        yield from _plan_lines(child, depth + 1)


def _python(value: Any) -> Any:
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, list):
        return [_python(inner) for inner in value]
    if isinstance(value, dict):
        return {name: _python(inner) for name, inner in value.items()}
    if isinstance(value, graph.Node):
        return NodeValue(value.element_id, tuple(sorted(value.labels)), _properties(value))
    if isinstance(value, graph.Relationship):
        start, end = value.start_node, value.end_node
        assert start is not None
        assert end is not None
        return EdgeValue(value.element_id, value.type, start.element_id, end.element_id, _properties(value))
    if isinstance(value, graph.Path):
        return PathValue(tuple(map(_python, value.nodes)), tuple(map(_python, value.relationships)))
    if isinstance(value, neo4j_time.Duration):
        return value.iso_format()
    if isinstance(value, neo4j_time.Date):
        return value.to_native()
    if isinstance(value, neo4j_time.Time | neo4j_time.DateTime):
        native, offset = value.to_native(), value.utcoffset()
        return native if offset is None else native.replace(tzinfo=dt.timezone(offset))
    if isinstance(value, spatial.Point):
        system = {"crs": _SYSTEMS.get(value.srid or 0), "srid": value.srid}
        return {**dict(zip("xyz", map(float, value), strict=False)), **system}
    return value


_SYSTEMS = {7203: "cartesian", 9157: "cartesian-3d", 4326: "wgs-84", 4979: "wgs-84-3d"}
"""Names of coordinate systems, as Cypher has them, by the number that the driver gives."""


def _properties(value: graph.Entity) -> dict[str, Any]:
    return {name: _python(inner) for name, inner in value.items()}
