"""Values of a graph as JSON for programs and as short text for people."""

from __future__ import annotations

import base64
import datetime as dt
import json
import math
from typing import Any

from kg.stores.base import EdgeValue, NodeValue, PathValue
from kg.text import one_line


def jsonable(value: Any) -> Any:
    """The value as JSON has it: times in ISO 8601, nodes, edges and paths as objects, what is no number as null."""
    if isinstance(value, NodeValue):
        return {"id": value.element_id, "labels": list(value.labels), "properties": jsonable(value.properties)}
    if isinstance(value, EdgeValue):
        return {
            "id": value.element_id,
            "type": value.type,
            "start": value.start,
            "end": value.end,
            "properties": jsonable(value.properties),
        }
    if isinstance(value, PathValue):
        return {"nodes": jsonable(value.nodes), "edges": jsonable(value.edges)}
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, dict):
        return {str(k): jsonable(v) for k, v in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [jsonable(v) for v in value]
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, bytes | bytearray):
        return base64.b64encode(value).decode()
    return str(value)


def to_json(value: Any, *, indent: int | None = None) -> str:
    """JSON text, not escaped beyond what JSON asks for."""
    return json.dumps(jsonable(value), ensure_ascii=False, indent=indent, allow_nan=False)


def cell(value: Any) -> str:
    """The value as a field of a CSV file: nothing for null, JSON for what has parts."""
    if value is None:
        return ""
    plain = jsonable(value)
    return plain if isinstance(plain, str) else to_json(plain)


def shown(value: Any) -> str:
    """The value as a person reads it in a table, on one line."""
    if value is None:
        return ""
    if isinstance(value, str):
        return one_line(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}" if abs(value) >= 10_000 else str(value)
    if isinstance(value, float):
        return f"{value:.3g}" if abs(value) < 1e6 else f"{value:,.0f}"
    if isinstance(value, NodeValue):
        name = value.properties.get("name") or value.properties.get("title") or value.properties.get("id", "")
        return one_line(f"(:{':'.join(value.labels)} {name})")
    if isinstance(value, EdgeValue):
        support = value.properties.get("support")
        return f"[:{value.type}]" if support is None else f"[:{value.type} support {support}]"
    if isinstance(value, PathValue):
        return _path(value)
    if isinstance(value, list | tuple):
        return ", ".join(map(shown, value))
    return one_line(cell(value))


def _path(path: PathValue) -> str:
    parts = [shown(path.nodes[0])] if path.nodes else []
    for before, edge, node in zip(path.nodes, path.edges, path.nodes[1:], strict=False):
        forward = edge.start == before.element_id
        parts.append(f"-[:{edge.type}]->" if forward else f"<-[:{edge.type}]-")
        parts.append(shown(node))
    return "".join(parts)
