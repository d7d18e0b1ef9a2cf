"""A store holds one graph and answers Cypher.

Who calls it: ``kg.cli`` and the dashboard, through ``kg.stores.open_store``, and ``kg.build`` to write. Whoever opens
a store closes it (it is a context manager). The same Cypher means the same on every store; what cannot be the same
(full-text search, bulk load, the shape of the schema) is a method here.

Values that come back are plain Python: ``str, int, float, bool, None, list, dict``, dates as ``datetime``, a node as
``NodeValue``, an edge as ``EdgeValue``, a path as ``PathValue``.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from schemas import GraphMeta, GraphTables


@dataclass(frozen=True, slots=True)
class NodeValue:
    """A node as a query returns it; ``element_id`` is the store's own and lives no longer than the graph version."""

    element_id: str
    labels: tuple[str, ...]
    properties: dict[str, Any]


@dataclass(frozen=True, slots=True)
class EdgeValue:
    """An edge as a query returns it; ``start`` and ``end`` are element ids."""

    element_id: str
    type: str
    start: str
    end: str
    properties: dict[str, Any]


@dataclass(frozen=True, slots=True)
class PathValue:
    """A path as a query returns it: n + 1 nodes and n edges."""

    nodes: tuple[NodeValue, ...]
    edges: tuple[EdgeValue, ...]


@dataclass(frozen=True, slots=True)
class Rows:
    """The answer to a query. ``truncated`` says that the row limit cut it; ``seconds`` is the store's time."""

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    truncated: bool = False
    seconds: float = 0.0

    def dicts(self) -> list[dict[str, Any]]:
        """The rows as objects, column name to value."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


@dataclass(frozen=True, slots=True)
class Hit:
    """One answer of the full-text search: a node's label, id and name or title, and a score (higher is better)."""

    label: str
    id: str
    name: str
    support: int
    score: float


@dataclass(frozen=True, slots=True)
class WriteReport:
    """What a write changed; ``unchanged`` says that the store held this version already."""

    nodes_written: int = 0
    edges_written: int = 0
    nodes_deleted: int = 0
    edges_deleted: int = 0
    unchanged: bool = False
    seconds: float = 0.0
    warnings: list[str] = field(default_factory=list)


class GraphStore(ABC):
    """One graph in one backend."""

    url: str
    """How a person names it: a folder or a ``neo4j://`` address without the password."""

    @abstractmethod
    def query(
        self,
        cypher: str,
        params: Mapping[str, Any] | None = None,
        *,
        limit: int | None = None,
        timeout: float = 30.0,
    ) -> Rows:
        """Answer a read-only query that a stranger may have typed.

        Args:
            cypher: one statement; writes, ``LOAD CSV``, administration and procedures that are not allowed are refused.
            params: values for ``$name``.
            limit: stop after this many rows and say so in ``Rows.truncated``; None for all.
            timeout: seconds after which the store gives up.

        Raises:
            QuerySyntaxError: it does not parse, or a parameter is missing.
            QueryForbiddenError: it would do more than read.
            QueryTimeoutError: it ran past ``timeout``.
            StoreUnavailableError: the server went away.
        """

    @abstractmethod
    def explain(self, cypher: str, params: Mapping[str, Any] | None = None) -> str:
        """The store's own plan for a query, as text; the query is checked as in ``query`` and not run."""

    @abstractmethod
    def search(self, text: str, labels: Sequence[str] = (), limit: int = 20) -> list[Hit]:
        """Full-text search over entity names, aliases, titles and abstracts; the last word counts as a prefix.

        Special characters of the index's own query language in ``text`` are ordinary characters.
        """

    @abstractmethod
    def meta(self) -> GraphMeta | None:
        """What the graph says of itself; None where the store is empty.

        Raises:
            StoreVersionError: it was written by another version of the schema.
        """

    @abstractmethod
    def is_current(self) -> bool:
        """Whether a query sees the newest graph; False tells a long-lived reader to open the store again.

        Cheap enough to be asked before every page: it reads a link or one small node.
        """

    @abstractmethod
    def counts(self) -> dict[str, int]:
        """Number of nodes by label and of edges by type, labels first, both in the order of the schema."""

    @abstractmethod
    def write(self, tables: GraphTables) -> WriteReport:
        """Make the store hold exactly ``tables``.

        Readers see the old graph or the new one where the backend can do that (the embedded store swaps folders);
        elsewhere what is new comes before what is old goes. Writing the version that the store holds does nothing.

        Raises:
            StoreLockedError: another process is writing.
            StoreFullError: the disk is full.
        """

    @abstractmethod
    def close(self) -> None:
        """Let go of files and connections; closing twice is no error."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
