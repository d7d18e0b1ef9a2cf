"""Every format writes the part that a query or a neighbourhood chooses: that and nothing else."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import networkx as nx
import pyarrow.parquet as pq
import pytest
from rdflib import RDF, Graph

from kg.export import FORMATS, Part, around, of_query
from kg.export.rdf import iri
from kg.stores import GraphStore
from schemas import GraphTables
from tests.kg.export_reading import written

QUERY = "MATCH p = (m:Method {name: $name})-[:EQUIVARIANT_TO]->(:SymmetryGroup) RETURN p"


@pytest.fixture(scope="module")
def store(empty_store: Any, golden_tables: GraphTables) -> Iterator[GraphStore]:
    """The golden graph in an embedded store."""
    with empty_store("arcadedb") as store:
        store.write(golden_tables)
        yield store


def chosen(part: Part) -> set[str]:
    """Ids of the nodes of the part."""
    return {id for ids in part.ids.values() for id in ids}


def ids_in(path: Path, format: str) -> set[str]:
    """Ids of the nodes that a file or a folder of a format holds; of linked data their names."""
    if format == "json":
        return {node["id"] for node in json.loads(path.read_text("utf-8"))["nodes"]}
    if format in ("graphml", "gexf"):
        return set(nx.read_gexf(path) if format == "gexf" else nx.read_graphml(path))
    if format in ("rdf", "jsonld"):
        graph = Graph().parse(path, format="turtle" if format == "rdf" else "json-ld")
        return {str(s) for s, kind in graph.subject_objects(RDF.type) if kind != RDF.Statement}
    if format == "cypher":
        nodes = (line for line in path.read_text("utf-8").splitlines() if "AS row MERGE (n:" in line)
        return {id for line in nodes for id in re.findall(r"\{`id`: '([^']*)'", line)}
    if format == "parquet":
        return {id for file in path.glob("nodes-*") for id in pq.read_table(file)["id"].to_pylist()}
    found = set()
    for file in path.glob("nodes-*.csv"):
        with file.open(encoding="utf-8", newline="") as stream:
            found |= {row[0] for row in list(csv.reader(stream))[1:]}
    return found


@pytest.mark.parametrize("format", list(FORMATS))
@pytest.mark.parametrize("evidence", [True, False])
def test_a_query_and_a_neighbourhood_in_every_format(
    store: GraphStore, tmp_path: Path, format: str, evidence: bool
) -> None:
    """The nodes that were chosen, with evidence and the papers that it stands in where it is wanted."""
    for n, part in enumerate(
        (
            of_query(store, QUERY, {"name": "EGNN"}, evidence=evidence),
            around(store, "EGNN", 2, evidence=evidence),
        )
    ):
        (tmp_path / str(n)).mkdir()
        expected = chosen(part)
        assert ("Evidence" in part.ids, "Paper" in part.ids) == (evidence, evidence)
        found = ids_in(written(part, format, tmp_path / str(n)), format)
        assert found == ({iri(id) for id in expected} if format in ("rdf", "jsonld") else expected)
