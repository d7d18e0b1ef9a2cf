"""``kg schema``: what a graph and a line of a file are made of."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

import typer

from kg.cli.command import LOOK, Command, Example, Json


class Subject(StrEnum):
    """What has a schema."""

    GRAPH = "graph"
    PAPER = "paper"
    EXTRACTION = "extraction"


def schema(
    subject: Annotated[
        Subject, typer.Argument(help="The graph, or one line of a file of papers or of extractions.")
    ] = Subject.GRAPH,
    json: Json = False,
) -> None:
    """Show the node and edge types of the graph, or the JSON Schema of papers and extractions.

    JSON Schema is always printed as JSON.
    """
    from kg.cli.output import heading, print_json, print_table
    from schemas import EDGES, NODES, Extraction, Paper

    if subject is not Subject.GRAPH:
        model = Paper if subject is Subject.PAPER else Extraction
        print_json(model.model_json_schema())
        return
    if json:
        print_json(_graph())
        return
    heading("Nodes")
    rows = [(n.label, p.name, p.type, p.meaning) for n in NODES.values() for p in n.properties]
    print_table(("label", "property", "type", "meaning"), _once(rows))
    heading("\nEdges")
    print_table(("edge", "meaning"), [(f"(:{e.head})-[:{e.type}]->(:{e.tail})", e.meaning) for e in EDGES])
    heading("\nProperties of edges")
    properties = dict.fromkeys((e.type, p.name, p.type, p.meaning) for e in EDGES for p in e.properties)
    print_table(("edge", "property", "type", "meaning"), _once(properties))


def _once(rows: Any) -> list[tuple[str, ...]]:
    """The rows with their first column only where it changes."""
    shown: list[tuple[str, ...]] = []
    before = None
    for first, *rest in rows:
        shown.append(("" if first == before else first, *rest))
        before = first
    return shown


def _graph() -> dict[str, Any]:
    from dataclasses import asdict

    from schemas import EDGES, NODES, SCHEMA_VERSION

    return {
        "version": SCHEMA_VERSION,
        "nodes": [asdict(n) for n in NODES.values()],
        "edges": [asdict(e) for e in EDGES],
    }


COMMAND = Command(
    "schema",
    LOOK,
    schema,
    (
        Example("kg schema", "labels, edge types and their properties"),
        Example("kg schema --json", "the same, for a program"),
        Example("kg schema extraction > extraction.schema.json", "JSON Schema of one line of `kg extract`"),
    ),
)
