"""JSON as networkx and d3 have it: the node-link form of a directed multigraph."""

from __future__ import annotations

import dataclasses
import json
from typing import Any, TextIO

from kg.export.part import Part

ORIGIN = "origin"
"""What the property ``source`` of lattice edges is called, because ``source`` is an edge's head in this form."""


def write_json(part: Part, stream: TextIO) -> None:
    """Write ``{directed, multigraph, graph, nodes, edges}``; one node or edge a line, lists as lists."""
    meta = dataclasses.asdict(part.meta) if part.meta else {}
    stream.write(f'{{"directed": true, "multigraph": true, "graph": {_json(meta)},\n"nodes": [')
    for n, node in enumerate(part.nodes()):
        row = {"id": node.id, "label": node.label, **node.properties}
        stream.write(("," if n else "") + "\n" + _json(row))
    stream.write('\n],\n"edges": [')
    for n, edge in enumerate(part.edges()):
        properties = {ORIGIN if name == "source" else name: value for name, value in edge.properties.items()}
        row = {"source": edge.head, "target": edge.tail, "key": edge.type, "type": edge.type, **properties}
        stream.write(("," if n else "") + "\n" + _json(row))
    stream.write("\n]}\n")


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
