"""``kg export``: the graph, or a part of it, as a file for other programs."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kg.cli.command import (
    ASK,
    Command,
    Database,
    Example,
    Param,
    Password,
    Store,
    Timeout,
    User,
    open_graph,
    parameters,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.export import Part
    from kg.stores import GraphStore


class ExportFormat(StrEnum):
    """The formats of ``kg.export.FORMATS``; named here so that help loads nothing."""

    GRAPHML = "graphml"
    GEXF = "gexf"
    JSON = "json"
    JSONLD = "jsonld"
    RDF = "rdf"
    CSV = "csv"
    PARQUET = "parquet"
    CYPHER = "cypher"
    NEO4J_IMPORT = "neo4j-import"


def export(
    output: Annotated[
        str, typer.Option("--output", "-o", metavar="PATH", help="File or folder to write; - is standard output.")
    ],
    format: Annotated[ExportFormat, typer.Option("--format", "-f", help="What is written.")] = ExportFormat.JSON,
    query: Annotated[
        str | None,
        typer.Option("--query", "-q", metavar="CYPHER", help="Only the nodes, relationships and paths it returns."),
    ] = None,
    param: Param = None,
    timeout: Timeout = 30.0,
    around: Annotated[
        str | None, typer.Option("--around", metavar="NAME", help="Only what stands around this entity or paper.")
    ] = None,
    hops: Annotated[int, typer.Option("--hops", min=0, metavar="N", help="Steps from it.")] = 1,
    evidence: Annotated[
        bool, typer.Option("--evidence/--no-evidence", help="With the sentences behind the claims and their papers.")
    ] = True,
    decisions: Annotated[
        bool, typer.Option("--decisions/--no-decisions", help="Of a whole graph: with the records of why names met.")
    ] = True,
    force: Annotated[bool, typer.Option("--force", help="Replace what an earlier export wrote to PATH.")] = False,
    store: Store = None,
    user: User = None,
    password: Password = None,
    database: Database = None,
) -> None:
    """Write the graph, or a part of it, for other programs.

    `--query` takes what a query returns, with the ends of its relationships; where it returns nodes alone, the
    relationships between them too. `--around` takes what can be reached from one thing in `--hops` steps.

    docs/exports.md says for each format what is in it and how it is read.
    """
    from kg.cli.output import note
    from kg.cli.text import plural
    from kg.export import FORMATS, write
    from kg.export.files import check
    from schemas.errors import UsageError

    if query is not None and around is not None:
        raise UsageError("--query and --around each choose a part: give one of them")
    if param and query is None:
        raise UsageError("--param gives values to --query, which is not there")
    chosen = FORMATS[format.value]
    path = None if output == "-" else Path(output)
    if path is None and chosen.to_stream is None:
        raise UsageError(f"{format} writes a folder of files: name one with -o")
    if path is not None:
        check(chosen, path, force=force)
    with open_graph(store, user, password, database) as graph, _watched() as step:
        part = _part(graph, query, parameters(param), timeout, around, hops, evidence, decisions)
        part.progress = step
        write(part, chosen, path or sys.stdout, force=force)
    nodes, edges = part.written["nodes"], part.written["edges"]
    note(f"{plural(nodes, 'node')} and {plural(edges, 'edge')}{f' in {path}' if path else ''}")


def _part(
    graph: GraphStore,
    query: str | None,
    values: dict[str, Any],
    timeout: float,
    name: str | None,
    hops: int,
    evidence: bool,
    decisions: bool,
) -> Part:
    from kg.export import around, of_query, whole

    if query is not None:
        return of_query(graph, query, values, evidence=evidence, timeout=timeout)
    if name is not None:
        return around(graph, name, hops, evidence=evidence)
    return whole(graph, evidence=evidence, decisions=decisions)


@contextmanager
def _watched() -> Iterator[Any]:
    """A callback that shows progress on standard error."""
    from kg.cli.output import progress

    with progress() as bars:
        first = bars.add_task("choosing", total=None)
        tasks: dict[str, Any] = {}

        def step(what: str, done: int, total: int | None) -> None:
            if what not in tasks:
                bars.update(first, visible=False)
                tasks[what] = bars.add_task(what, total=total)
            bars.update(tasks[what], completed=done, total=total)

        yield step


COMMAND = Command(
    "export",
    ASK,
    export,
    (
        Example("kg export --format graphml -o graph.graphml", "the whole graph for networkx, yEd or Cytoscape"),
        Example("kg export --around EGNN --hops 2 --no-evidence -o egnn.json", "what stands around a method"),
        Example("kg export --query 'MATCH p = (:Method)-[:ADDRESSES]->(:Task) RETURN p' -o part.json", "a part"),
    ),
)
