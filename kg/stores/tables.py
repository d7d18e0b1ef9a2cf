"""What both stores ask of the rows that they are to hold, before they touch anything."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from schemas.errors import StoreVersionError
from schemas.graph import EDGES, NODES, SCHEMA_VERSION, GraphMeta, GraphTables

_KINDS = {(edge.type, edge.head, edge.tail) for edge in EDGES}


def checked(tables: GraphTables) -> GraphMeta:
    """The meta of ``tables``, after a look that the rows make a graph of this schema.

    Raises:
        ValueError: no meta, an unknown label or edge type, two nodes with one id, or an edge that ends nowhere.
    """
    if tables.meta is None:
        raise ValueError("the tables carry no GraphMeta")
    ids: dict[str, set[str]] = {}
    for label, rows in tables.nodes.items():
        if label not in NODES:
            raise ValueError(f"no node label {label!r} in the schema")
        ids[label] = {row["id"] for row in rows}
        if len(ids[label]) != len(rows):
            raise ValueError(f"two {label} nodes have one id")
    for (kind, head, tail), edges in tables.edges.items():
        if (kind, head, tail) not in _KINDS:
            raise ValueError(f"no edge {head}-{kind}->{tail} in the schema")
        heads, tails = ids.get(head, set()), ids.get(tail, set())
        for edge in edges:
            if edge.head not in heads or edge.tail not in tails:
                raise ValueError(f"the edge {edge.head}-{kind}->{edge.tail} ends at no node")
    return tables.meta


def meta_row(meta: GraphMeta) -> dict[str, object]:
    """``GraphMeta`` as the properties of its node."""
    return {
        "id": "graph",
        "version": meta.version,
        "schema": meta.schema,
        "extractor": meta.extractor,
        "papers": meta.papers,
        "sources": list(meta.sources),
    }


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


def replaceable_meta(row: Mapping[str, Any], url: str) -> GraphMeta | None:
    """What a write finds: the meta, or None where an older version of the schema may be overwritten.

    Raises:
        StoreVersionError: a newer package wrote the graph; it is not thrown away by an older one.
    """
    version = row.get("schema")
    if isinstance(version, int) and version < SCHEMA_VERSION:
        return None
    return checked_meta(row, url)
