"""The answer to a query as a table, as a graph and as JSON."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Iterator, Mapping
from typing import Any

from dashboards.scene import MOST, WORDS
from kg.stores import EdgeValue, NodeValue, PathValue, Rows


def plain(value: Any) -> Any:
    """A value as JSON holds it: a node is its labels and properties, an edge its type and properties."""
    if isinstance(value, NodeValue):
        return {"labels": list(value.labels), **plain(value.properties)}
    if isinstance(value, EdgeValue):
        return {"type": value.type, **plain(value.properties)}
    if isinstance(value, PathValue):
        return {"nodes": plain(value.nodes), "edges": plain(value.edges)}
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    if isinstance(value, (dt.date, dt.datetime, dt.time)):
        return value.isoformat()
    return value if isinstance(value, (str, int, float, bool, type(None))) else str(value)


def cell(value: Any) -> Any:
    """A value as a table shows it: scalars as they are, all else in short words."""
    if isinstance(value, NodeValue):
        return str(value.properties.get("name") or value.properties.get("title") or value.properties.get("id") or "")
    if isinstance(value, EdgeValue):
        return WORDS.get(value.type, value.type)
    if isinstance(value, PathValue):
        words = [cell(value.nodes[0])]
        for edge, node in zip(value.edges, value.nodes[1:], strict=True):
            words += [f"–[{edge.type}]–", cell(node)]
        return " ".join(words)
    if isinstance(value, (list, tuple)):
        return "; ".join(str(cell(v)) for v in value)
    if isinstance(value, Mapping):
        return json.dumps(plain(value), ensure_ascii=False)
    return plain(value)


def columns(rows: Rows) -> dict[str, list[Any]]:
    """Column name to values, for a table; a column of several kinds of value becomes text."""
    out: dict[str, list[Any]] = {}
    for i, name in enumerate(rows.columns):
        values = [cell(row[i]) for row in rows.rows]
        kinds = {type(v) for v in values if v is not None}
        mixed = len(kinds) > 1 and not kinds <= {int, float}
        out[name] = [None if v is None else str(v) for v in values] if mixed else values
    return out


def to_json(rows: Rows) -> str:
    """A list of row objects."""
    objects = [{c: plain(v) for c, v in zip(rows.columns, row, strict=True)} for row in rows.rows]
    return json.dumps(objects, ensure_ascii=False, indent=2)


def to_csv(rows: Rows) -> bytes:
    """RFC 4180 in UTF-8 with a byte order mark, which spreadsheets need to see that it is UTF-8."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(rows.columns)
    for row in rows.rows:
        cells = [cell(v) for v in row]
        writer.writerow(["" if v is None else v for v in cells])
    return ("\ufeff" + buffer.getvalue()).encode("utf-8", "replace")


def to_parquet(rows: Rows) -> bytes:
    """A Parquet file with a column for each of the answer; what no column type holds becomes text."""
    import pyarrow as pa
    from pyarrow import parquet

    made = {}
    for name, values in columns(rows).items():
        try:
            made[name] = pa.array(values)
        except (pa.ArrowException, OverflowError):
            made[name] = pa.array([None if v is None else str(v) for v in values])
    buffer = io.BytesIO()
    parquet.write_table(pa.table(made), buffer)
    return buffer.getvalue()


def graph(rows: Rows) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """All nodes and edges that stand in the rows, for the canvas; edges without both ends are left out."""
    nodes: dict[str, dict[str, Any]] = {}
    edges: dict[str, dict[str, Any]] = {}
    for value in (v for row in rows.rows for v in row):
        for part in _parts(value):
            if isinstance(part, NodeValue) and len(nodes) < MOST:
                nodes.setdefault(part.element_id, _node(part))
            elif isinstance(part, EdgeValue):
                edges.setdefault(part.element_id, _edge(part))
    shown = [e for e in edges.values() if e["source"] in nodes and e["target"] in nodes]
    return list(nodes.values()), shown


def _parts(value: Any) -> Iterator[NodeValue | EdgeValue]:
    if isinstance(value, (NodeValue, EdgeValue)):
        yield value
    elif isinstance(value, PathValue):
        yield from value.nodes
        yield from value.edges
    elif isinstance(value, (list, tuple)):
        for part in value:
            yield from _parts(part)
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _parts(part)


def _node(node: NodeValue) -> dict[str, Any]:
    label = node.labels[0] if node.labels else ""
    name = node.properties.get("name") or node.properties.get("title") or node.properties.get("sentence") or label
    support = node.properties.get("support") or 1
    return {"id": node.element_id, "label": label, "name": str(name), "support": support}


def _edge(edge: EdgeValue) -> dict[str, Any]:
    words = WORDS.get(edge.type, edge.type.replace("_", " ").lower())
    support = edge.properties.get("support") or 1
    return {
        **{"id": f"e/{edge.element_id}", "type": edge.type, "source": edge.start, "target": edge.end},
        **{"words": words, "support": support, "confidence": edge.properties.get("confidence")},
    }
