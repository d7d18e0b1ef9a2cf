"""Linked data: Turtle and JSON-LD with the same triples, in the words of schema.org where they fit.

A paper is a ``schema:ScholarlyArticle``, a data set a ``schema:Dataset``, every other entity a ``schema:DefinedTerm``;
all have a class of our own too. An edge is a triple, and where it has properties also an ``rdf:Statement`` with them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, TextIO
from urllib.parse import quote

from kg.export.part import Part
from kg.export.rows import EdgeOut, NodeOut, Properties
from schemas import NODES

THING = "urn:methodgraph:thing:"
"""Before the id of a node or an edge."""

PREFIXES = {
    "mg": "urn:methodgraph:term:",
    "schema": "https://schema.org/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
CLASSES = {
    "Paper": "schema:ScholarlyArticle",
    "Dataset": "schema:Dataset",
    "Evidence": "schema:Quotation",
    **dict.fromkeys(("Method", "Task", "Metric", "SymmetryGroup"), "schema:DefinedTerm"),
}
TERMS = {
    "name": "schema:name",
    "title": "schema:name",
    "abstract": "schema:abstract",
    "aliases": "schema:alternateName",
    "url": "schema:url",
    "date": "schema:datePublished",
    "authors": "schema:author",
    "sentence": "schema:text",
    "MENTIONS": "schema:mentions",
}
"""Our properties and edge types that schema.org has a word for; the others are ``mg:`` and their name."""

_TYPES = {int: "xsd:integer", float: "xsd:double", bool: "xsd:boolean"}


def term(name: str) -> str:
    """The prefixed name of a property or a type of edges."""
    return TERMS.get(name, f"mg:{name}")


def iri(id: str) -> str:
    """The name of a node or an edge on the web of data."""
    return THING + quote(id, safe=":")


def write_turtle(part: Part, stream: TextIO) -> None:
    """Write Turtle; lists are RDF lists."""
    for prefix, namespace in PREFIXES.items():
        stream.write(f"@prefix {prefix}: <{namespace}> .\n")
    for node in part.nodes():
        stream.write(f"<{iri(node.id)}> a {', '.join(_classes(node))}{_turtle(node.properties)} .\n")
    for edge in part.edges():
        head, tail = iri(edge.head), iri(edge.tail)
        stream.write(f"<{head}> {term(edge.type)} <{tail}> .\n")
        if edge.properties:
            stream.write(
                f"<{iri(edge.id)}> a rdf:Statement ; rdf:subject <{head}> ; rdf:predicate {term(edge.type)} ; "
                f"rdf:object <{tail}>{_turtle(edge.properties)} .\n"
            )


def write_jsonld(part: Part, stream: TextIO) -> None:
    """Write JSON-LD; the context names the terms of schema.org, and lists keep their order."""
    stream.write(f'{{"@context": {json.dumps(_context())},\n"@graph": [')
    for n, thing in enumerate(_things(part)):
        stream.write(("," if n else "") + "\n" + json.dumps(thing, ensure_ascii=False))
    stream.write("\n]}\n")


def _context() -> dict[str, Any]:
    names = {p.name for spec in NODES.values() for p in spec.properties}
    return {**PREFIXES, **{name: word for name, word in TERMS.items() if name in names}}


def _things(part: Part) -> Iterator[dict[str, Any]]:
    for node in part.nodes():
        yield {"@id": iri(node.id), "@type": _classes(node), **_values(node.properties)}
    for edge in part.edges():
        yield {"@id": iri(edge.head), term(edge.type): {"@id": iri(edge.tail)}}
        if edge.properties:
            yield _statement(edge)


def _statement(edge: EdgeOut) -> dict[str, Any]:
    prefix, _, name = term(edge.type).partition(":")
    return {
        "@id": iri(edge.id),
        "@type": "rdf:Statement",
        "rdf:subject": {"@id": iri(edge.head)},
        "rdf:predicate": {"@id": PREFIXES[prefix] + name},
        "rdf:object": {"@id": iri(edge.tail)},
        **_values(edge.properties),
    }


def _classes(node: NodeOut) -> list[str]:
    return [f"mg:{node.label}", *([CLASSES[node.label]] if node.label in CLASSES else [])]


def _values(properties: Properties) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, value in properties.items():
        key = name if name in TERMS else term(name)
        values[key] = {"@list": [_typed(v) for v in value]} if isinstance(value, list) else _typed(value)
    return values


def _typed(value: Any) -> Any:
    """Numbers with their type and digits, which readers of bare JSON numbers would round or write otherwise."""
    return value if isinstance(value, str) else {"@value": _digits(value), "@type": _TYPES[type(value)]}


def _turtle(properties: Properties) -> str:
    text = ""
    for name, value in properties.items():
        shown = f"({' '.join(map(_literal, value))})" if isinstance(value, list) else _literal(value)
        text += f" ;\n    {term(name)} {shown}"
    return text


def _literal(value: Any) -> str:
    if isinstance(value, str):
        # Turtle's escapes are JSON's, but for the slash, which is not escaped here, and DEL.
        return json.dumps(value, ensure_ascii=False)
    return f'"{_digits(value)}"^^{_TYPES[type(value)]}'


def _digits(value: float) -> str:
    return str(value).lower() if isinstance(value, bool) else repr(value)
