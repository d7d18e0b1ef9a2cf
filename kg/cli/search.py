"""``kg search``: words in, things of the graph out."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from kg.cli.command import ASK, Command, Database, Example, Json, Password, Store, User, open_graph


class Label(StrEnum):
    """What can be searched for."""

    PAPER = "Paper"
    METHOD = "Method"
    TASK = "Task"
    DATASET = "Dataset"
    METRIC = "Metric"
    SYMMETRY_GROUP = "SymmetryGroup"


def search(
    text: Annotated[list[str], typer.Argument(metavar="TEXT", help="Words; the last may be a beginning.")],
    type: Annotated[
        list[Label] | None, typer.Option("--type", "-t", help="Only things of this type. Repeatable.")
    ] = None,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, metavar="N", help="Answers at most.")] = 20,
    json: Json = False,
    store: Store = None,
    user: User = None,
    password: Password = None,
    database: Database = None,
) -> None:
    """Search names, aliases, titles and abstracts for TEXT; the best answers come first."""
    from kg.cli.output import note, print_json, print_table
    from kg.lookup import suggest

    words = " ".join(text)
    labels = [str(label) for label in type or ()]
    close: list[str] = []
    with open_graph(store, user, password, database) as graph:
        hits = graph.search(words, labels, limit)
        if not hits:
            close = [s.name for s in suggest(graph, words, 5, labels)]
    if json:
        fields = ("label", "id", "name", "support", "score")
        print_json([{f: getattr(hit, f) for f in fields} for hit in hits])
    elif hits:
        rows = [(h.name, h.label, h.support if h.label != "Paper" else None, h.id) for h in hits]
        print_table(("name", "type", "papers", "id"), rows)
    if not hits:
        note(f"Nothing called ‘{words}’." + (f" Close to it: {', '.join(close)}." if close else ""))


COMMAND = Command(
    "search",
    ASK,
    search,
    (
        Example("kg search graph neural", "names and papers that hold graph and neural…"),
        Example("kg search QM9 --type Dataset --json", "for a program"),
    ),
)
