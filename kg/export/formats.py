"""The formats, by name, in the order of the help."""

from __future__ import annotations

from kg.export.json_graph import write_json
from kg.export.rows import Format

FORMATS: dict[str, Format] = {
    format.name: format for format in (Format("json", "node-link JSON for networkx and d3", to_stream=write_json),)
}
