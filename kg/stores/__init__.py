"""Stores of one graph behind one interface: ``open_store`` finds the right one for an address."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

from kg.stores.base import EdgeValue, GraphStore, Hit, NodeValue, PathValue, Rows, WriteReport
from schemas.errors import UsageError

__all__ = [
    "EdgeValue",
    "GraphStore",
    "Hit",
    "NodeValue",
    "PathValue",
    "Rows",
    "WriteReport",
    "open_store",
]

_BOLT = ("neo4j", "neo4j+s", "neo4j+ssc", "bolt", "bolt+s", "bolt+ssc")
DEFAULT = "graph"


def open_store(
    url: str | None = None,
    mode: Literal["read", "write"] = "read",
    *,
    user: str | None = None,
    password: str | None = None,
    database: str | None = None,
) -> GraphStore:
    """Open the graph at an address; the caller closes it.

    Args:
        url: a folder, ``arcadedb:FOLDER``, or a server: ``neo4j://host``, ``bolt://host``, ``neo4j+s://host`` …
            Without it, ``METHODGRAPH_STORE``, else the folder ``graph``.
        mode: ``write`` makes the caller the one writer of an embedded graph until it is closed.
        user: of a server; else ``METHODGRAPH_USER``, else ``neo4j``.
        password: of a server; else ``METHODGRAPH_PASSWORD``.
        database: of a server; else ``METHODGRAPH_DATABASE``, else the server's default.

    Raises:
        UsageError: the address has a scheme that no store knows.
        StoreUnavailableError: there is no graph in the folder, or no server answers.
        StoreAuthError: the server refused user or password.
        StoreLockedError: another process writes to the folder.
        StoreVersionError: the graph was written by another version of the schema.
    """
    address = url or os.environ.get("METHODGRAPH_STORE") or DEFAULT
    scheme, colon, rest = address.partition(":")
    if colon and scheme.lower() in _BOLT:
        from kg.stores.neo4j import Neo4jStore

        return Neo4jStore(
            address,
            user=user or os.environ.get("METHODGRAPH_USER") or "neo4j",
            password=password or os.environ.get("METHODGRAPH_PASSWORD") or "",
            database=database or os.environ.get("METHODGRAPH_DATABASE") or None,
            mode=mode,
        )
    if colon and scheme.lower() == "arcadedb":
        address = rest.removeprefix("//")
    elif "://" in address:
        known = ", ".join(f"{name}://" for name in _BOLT)
        raise UsageError(f"no store knows the address {address!r}: give a folder or one of {known}")
    # Starting the engine takes a second: whoever only talks to a server does not wait for it.
    from kg.stores.arcadedb import ArcadeStore

    return ArcadeStore(Path(address), mode)
