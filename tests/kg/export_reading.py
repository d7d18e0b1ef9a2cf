"""What the tests of exports share: a part written to a file, and what the golden graph holds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kg.export import FORMATS, Part, write
from schemas import GraphTables


def written(part: Part, format: str, folder: Path) -> Path:
    """Write the part below ``folder`` and say where."""
    target = folder / f"graph-{format}"
    write(part, FORMATS[format], target)
    return target


def nodes_of(tables: GraphTables) -> dict[str, dict[str, Any]]:
    """All nodes by id with their properties and a ``label``."""
    return {row["id"]: {**row, "label": label} for label, rows in tables.nodes.items() for row in rows}


def edges_of(tables: GraphTables) -> dict[tuple[str, str, str], dict[str, Any]]:
    """All edges by head, tail and type with their properties."""
    return {(e.head, e.tail, kind[0]): e.properties for kind, rows in tables.edges.items() for e in rows}
