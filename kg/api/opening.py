"""``open_graph``: from an address to a graph."""

from __future__ import annotations

import os
from pathlib import Path

from kg.api.graph import Graph
from kg.stores import open_store


def open_graph(
    url: str | os.PathLike[str] | None = None,
    *,
    user: str | None = None,
    password: str | None = None,
    database: str | None = None,
) -> Graph:
    """Open a graph to read it.

    >>> with open_graph("graph") as g:
    ...     g.counts()["Paper"]
    13

    Args:
        url: a folder that ``kg build`` made, or a server: ``neo4j://host``, ``bolt://host``, ``neo4j+s://host`` …
            Without it, ``METHODGRAPH_STORE``, else the folder ``graph``.
        user: of a server; else ``METHODGRAPH_USER``, else ``neo4j``.
        password: of a server; else ``METHODGRAPH_PASSWORD``.
        database: of a server; else ``METHODGRAPH_DATABASE``, else the server's default.

    Raises:
        UsageError: the address has a scheme that no store knows.
        StoreUnavailableError: there is no graph in the folder, or no server answers.
        StoreAuthError: the server refused user or password.
        StoreVersionError: the graph was written by another version of the schema.
    """
    address = None if url is None else _home(os.fspath(url))
    return Graph(open_store(address, user=user, password=password, database=database))


def _home(address: str) -> str:
    """``~`` as a shell reads it; an address of a server stays."""
    return str(Path(address).expanduser()) if address.startswith("~") else address
