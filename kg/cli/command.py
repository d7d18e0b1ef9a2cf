"""What a command is made of, and the options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

if TYPE_CHECKING:
    from kg.stores import GraphStore

MAKE, ASK, LOOK = "Make a graph", "Ask it", "Look around"
"""The groups under which ``kg --help`` lists the commands."""


@dataclass(frozen=True, slots=True)
class Example:
    """A line that a person may type, and what it does."""

    line: str
    says: str


@dataclass(frozen=True, slots=True)
class Command:
    """One command: ``run`` has its arguments as a signature and its help as a docstring."""

    name: str
    group: str
    run: Callable[..., Any]
    examples: tuple[Example, ...]


Store = Annotated[
    str | None,
    typer.Option(
        "--store",
        "-s",
        metavar="FOLDER|URL",
        envvar="METHODGRAPH_STORE",
        show_default="graph",
        help="The graph: a folder, or a server such as neo4j://localhost:7687.",
    ),
]
User = Annotated[
    str | None,
    typer.Option("--user", envvar="METHODGRAPH_USER", show_default="neo4j", help="User of a server."),
]
Password = Annotated[
    str | None,
    typer.Option(
        "--password", envvar="METHODGRAPH_PASSWORD", help="Password of a server; the variable keeps it out of `ps`."
    ),
]
Database = Annotated[
    str | None,
    typer.Option("--database", envvar="METHODGRAPH_DATABASE", help="Database of a server, if not its default."),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for a program instead of a table.")]
Format = Annotated[
    str | None,
    typer.Option(
        "--format",
        "-f",
        metavar="NAME",
        help="Read all files as this format: alternating, arxiv-atom, arxiv-oai, arxiv-snapshot, bibtex, blocks, csv, "
        "hf-daily, json, jsonl, openalex, parquet, pubmed, ris or semantic-scholar.",
    ),
]
Columns = Annotated[
    list[str] | None,
    typer.Option(
        "--columns",
        metavar="FIELD=COLUMN,…",
        help="Which columns of a CSV, TSV or Parquet table are title, abstract, id, doi, url, date, year, authors or "
        "categories, where their names do not tell. Repeatable.",
    ),
]
Model = Annotated[
    str,
    typer.Option(
        "--model",
        metavar="NAME|FOLDER|URL",
        help="What reads the papers: `default`, a spaCy pipeline, a GLiNER checkpoint, or https://HOST/v1#MODEL.",
    ),
]


class OwnProfile(StrEnum):
    """The profiles of the extractor that ships, see ``extract.pipeline.PROFILES``."""

    DEFAULT = "default"
    FAST = "fast"


Profile = Annotated[
    OwnProfile,
    typer.Option("--profile", help="Our own model: `default` finds most, `fast` reads many times as many papers."),
]
Labels = Annotated[
    list[str] | None,
    typer.Option("--label", metavar="LABEL=TYPE", help="What a label of a spaCy pipeline or of GLiNER is. Repeatable."),
]
Threshold = Annotated[
    float | None,
    typer.Option("--threshold", min=0, max=1, help="Least confidence of mentions of a spaCy pipeline or of GLiNER."),
]
MinConfidence = Annotated[
    float,
    typer.Option("--min-confidence", min=0, max=1, help="Leave out mentions, relations and proposals less sure."),
]
Jobs = Annotated[
    int | None,
    typer.Option(
        "--jobs",
        "-j",
        metavar="N",
        min=0,
        show_default="one a core, at most 4; 1 for fewer than 40 papers",
        help="Processes that read papers with our own model or a spaCy pipeline, each on one core.",
    ),
]
PriceIn = Annotated[
    float | None,
    typer.Option(
        "--price-in",
        min=0,
        envvar="METHODGRAPH_PRICE_IN",
        help="Price of a million tokens that a server reads, to tell the cost.",
    ),
]
PriceOut = Annotated[
    float | None,
    typer.Option(
        "--price-out", min=0, envvar="METHODGRAPH_PRICE_OUT", help="Price of a million tokens that a server writes."
    ),
]
CurationFile = Annotated[
    str | None,
    typer.Option(
        "--curation",
        metavar="FILE",
        envvar="METHODGRAPH_CURATION",
        show_default="curation.yaml beside the graph's folder",
        help="What people say of names and claims; for a server, its default is in the current folder.",
    ),
]
Timeout = Annotated[float, typer.Option("--timeout", min=0.1, metavar="SECONDS", help="Give up after this time.")]
Param = Annotated[
    list[str] | None,
    typer.Option("--param", "-p", metavar="NAME=VALUE", help="A value for $NAME: JSON, or else text. Repeatable."),
]


class RowFormat(StrEnum):
    """How rows are printed."""

    TABLE = "table"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"


class AnswerFormat(StrEnum):
    """How an answer that is no list of rows is printed."""

    TABLE = "table"
    JSON = "json"


def open_graph(
    store: str | None,
    user: str | None,
    password: str | None,
    database: str | None,
    mode: Literal["read", "write"] = "read",
) -> GraphStore:
    """The graph that the options name; the caller closes it."""
    from kg.stores import open_store

    return open_store(store or "graph", mode, user=user, password=password, database=database)


def parameters(given: list[str] | None) -> dict[str, Any]:
    """``--param`` values by name: JSON where it is some, text where it is none.

    Raises:
        UsageError: one has no name or no equals sign.
    """
    import json

    from schemas.errors import UsageError

    values: dict[str, Any] = {}
    for pair in given or ():
        name, equals, value = pair.partition("=")
        name = name.strip().removeprefix("$")
        if not equals or not name:
            raise UsageError(f"--param is written NAME=VALUE, not {pair!r}")
        try:
            values[name] = json.loads(value)
        except (ValueError, RecursionError):
            values[name] = value
    return values
