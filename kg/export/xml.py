"""GraphML for networkx, yEd, igraph and Cytoscape, and GEXF for Gephi; written as rows come."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, TextIO
from xml.sax.saxutils import escape, quoteattr

from kg.export.part import Part
from kg.export.rows import all_types, edge_properties, node_properties, plain

_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_GRAPHML = {"integer": "long", "float": "double", "boolean": "boolean"}
_GEXF = {"integer": "long", "float": "double", "boolean": "boolean"}
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def write_graphml(part: Part, stream: TextIO) -> None:
    """Write GraphML; keys are the names of properties, lists are JSON in a string, the type of an edge is its ``type``.

    GraphML has no lists. Node ids are the graph's own.
    """
    nodes, edges = _types(part)
    stream.write(_HEAD + '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n')
    for of, types in (("node", nodes), ("edge", edges)):
        for name, type in types.items():
            stream.write(
                f'<key id="{of}-{name}" for="{of}" attr.name="{name}" attr.type="{_GRAPHML.get(type, "string")}"/>\n'
            )
    stream.write('<graph id="methodgraph" edgedefault="directed">\n')
    for node in part.nodes():
        stream.write(f"<node id={_attribute(node.id)}>")
        stream.write(_each("node", {"label": node.label, **node.properties}, nodes) + "</node>\n")
    for edge in part.edges():
        ends = f"id={_attribute(edge.id)} source={_attribute(edge.head)} target={_attribute(edge.tail)}"
        stream.write(f"<edge {ends}>{_each('edge', {'type': edge.type, **edge.properties}, edges)}</edge>\n")
    stream.write("</graph>\n</graphml>\n")


def write_gexf(part: Part, stream: TextIO) -> None:
    """Write GEXF 1.3; ``label`` is what a node is called and ``type`` its label; lists are JSON in a string.

    The weight of an edge is its support, where it has one; its kind is its type, so that Gephi keeps two edges of two
    types between the same nodes apart.
    """
    nodes, edges = _types(part)
    stream.write(_HEAD + '<gexf xmlns="http://gexf.net/1.3" version="1.3">\n')
    stream.write('<graph defaultedgetype="directed" mode="static">\n')
    nodes = {"type": "string", **{name: type for name, type in nodes.items() if name != "label"}}
    for of, types in (("node", nodes), ("edge", edges)):
        stream.write(f'<attributes class="{of}">\n')
        for name, type in types.items():
            stream.write(f'<attribute id="{name}" title="{name}" type="{_GEXF.get(type, "string")}"/>\n')
        stream.write("</attributes>\n")
    stream.write("<nodes>\n")
    for node in part.nodes():
        stream.write(f"<node id={_attribute(node.id)} label={_attribute(node.name)}>")
        stream.write(_values({"type": node.label, **node.properties}) + "</node>\n")
    stream.write("</nodes>\n<edges>\n")
    for edge in part.edges():
        ends = f"id={_attribute(edge.id)} source={_attribute(edge.head)} target={_attribute(edge.tail)}"
        weight = edge.properties.get("support", 1)
        type = _attribute(edge.type)
        stream.write(f"<edge {ends} label={type} kind={type} weight={_attribute(str(float(weight)))}>")
        stream.write(_values({"type": edge.type, **edge.properties}) + "</edge>\n")
    stream.write("</edges>\n</graph>\n</gexf>\n")


def _types(part: Part) -> tuple[dict[str, str], dict[str, str]]:
    """Types of all properties that nodes and edges of the part can have."""
    nodes = all_types([p for label in part.labels() for p in node_properties(label)])
    edges = all_types([p for spec in part.kinds() for p in edge_properties(spec.type)])
    return {"label": "string", **nodes}, {"type": "string", **edges}


def _each(of: str, properties: Mapping[str, Any], types: Mapping[str, str]) -> str:
    return "".join(f'<data key="{of}-{name}">{_text(properties[name])}</data>' for name in types if name in properties)


def _values(properties: Mapping[str, Any]) -> str:
    values = (f'<attvalue for="{name}" value={_attribute(plain(v))}/>' for name, v in properties.items())
    return f"<attvalues>{''.join(values)}</attvalues>"


def _text(value: Any) -> str:
    # A reader of XML takes a carriage return for a line feed.
    return escape(_NO_XML.sub("\ufffd", plain(value)), {"\r": "&#13;"})


def _attribute(value: str) -> str:
    return quoteattr(_NO_XML.sub("\ufffd", value), {"\r": "&#13;", "\n": "&#10;", "\t": "&#9;"})
