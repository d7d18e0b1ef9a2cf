"""The formats, by name, in the order of the help."""

from __future__ import annotations

from kg.export import neo4j_import, tables
from kg.export.cypher import write_cypher
from kg.export.json_graph import write_json
from kg.export.rdf import write_jsonld, write_turtle
from kg.export.rows import Format
from kg.export.xml import write_gexf, write_graphml

FORMATS: dict[str, Format] = {
    format.name: format
    for format in (
        Format("graphml", "GraphML for networkx, yEd, igraph and Cytoscape", to_stream=write_graphml),
        Format("gexf", "GEXF for Gephi", to_stream=write_gexf),
        Format("json", "node-link JSON for networkx and d3", to_stream=write_json),
        Format("jsonld", "linked data as JSON", to_stream=write_jsonld),
        Format("rdf", "linked data as Turtle", to_stream=write_turtle),
        Format("csv", "a table for each label and type", to_folder=tables.write_csv, files=tables.names(".csv")),
        Format("parquet", "the same, typed", to_folder=tables.write_parquet, files=tables.names(".parquet")),
        Format("cypher", "statements for a Neo4j server", to_stream=write_cypher),
        Format(
            "neo4j-import",
            "files for neo4j-admin database import full",
            to_folder=neo4j_import.write_neo4j_import,
            files=neo4j_import.file_names(),
        ),
    )
}
