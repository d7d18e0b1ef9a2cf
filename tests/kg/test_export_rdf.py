"""Turtle and JSON-LD read back by rdflib."""

from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import RDF, SDO, Graph, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.compare import isomorphic

from kg.export import Part, of_query, whole
from kg.export.rdf import iri
from kg.stores import GraphStore
from schemas import GraphTables
from tests.kg.export_reading import edges_of, written

MG = Namespace("urn:methodgraph:term:")


def read(part: Part, format: str, folder: Path) -> Graph:
    """The part as rdflib reads it."""
    return Graph().parse(written(part, format, folder), format={"rdf": "turtle", "jsonld": "json-ld"}[format])


@pytest.mark.parametrize("format", ["rdf", "jsonld"])
def test_rdflib_reads_the_graph(
    golden_store: GraphStore, golden_tables: GraphTables, tmp_path: Path, format: str
) -> None:
    """Classes and words of schema.org, a triple for each edge, and a statement with what is known of it."""
    graph = read(whole(golden_store), format, tmp_path)
    for label, kind in (("Paper", SDO.ScholarlyArticle), ("Dataset", SDO.Dataset)):
        found = set(graph.subjects(RDF.type, kind))
        assert found == {URIRef(iri(row["id"])) for row in golden_tables.nodes[label]}
    for label in ("Method", "Task", "Metric", "SymmetryGroup"):
        for row in golden_tables.nodes[label]:
            thing = URIRef(iri(row["id"]))
            assert {MG[label], SDO.DefinedTerm} == set(graph.objects(thing, RDF.type))
            assert str(graph.value(thing, SDO.name)) == row["name"]
            names = graph.value(thing, SDO.alternateName)
            assert names is not None
            assert [str(a) for a in Collection(graph, names)] == row["aliases"]
    for head, tail, type in edges_of(golden_tables):
        word = SDO.mentions if type == "MENTIONS" else MG[type]
        assert (URIRef(iri(head)), word, URIRef(iri(tail))) in graph
    for (head, tail, type), properties in edges_of(golden_tables).items():
        if "claim_id" in properties:
            claim = URIRef(iri(properties["claim_id"]))
            assert graph.value(claim, RDF.subject) == URIRef(iri(head))
            assert graph.value(claim, RDF.predicate) == MG[type]
            assert graph.value(claim, RDF.object) == URIRef(iri(tail))
            assert graph.value(claim, MG.confidence).toPython() == properties["confidence"]  # type: ignore[union-attr]


def test_both_say_the_same(golden_store: GraphStore, tmp_path: Path) -> None:
    """Turtle and JSON-LD hold the same triples."""
    query = "MATCH (m:Method {id: 'method:egnn'})-[c]->(o) RETURN c"
    turtle, jsonld = (read(of_query(golden_store, query), format, tmp_path) for format in ("rdf", "jsonld"))
    assert len(turtle) > 50
    assert isomorphic(turtle, jsonld)
