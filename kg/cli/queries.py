"""``kg queries``: the prepared questions, listed, described and asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from kg.cli.command import (
    ASK,
    Command,
    Database,
    Example,
    Json,
    Param,
    Password,
    RowFormat,
    Store,
    Timeout,
    User,
    open_graph,
    parameters,
)
from kg.cli.query import Limit, Rows

if TYPE_CHECKING:
    from kg.queries import NamedQuery


def queries(
    name: Annotated[str | None, typer.Argument(metavar="NAME", help="A prepared question; without it, all.")] = None,
    param: Param = None,
    format: Rows = RowFormat.TABLE,
    limit: Limit = 1000,
    timeout: Timeout = 30.0,
    describe: Annotated[
        bool, typer.Option("--describe", help="Print what NAME asks, its parameters and its Cypher.")
    ] = False,
    json: Json = False,
    store: Store = None,
    user: User = None,
    password: Password = None,
    database: Database = None,
) -> None:
    """List the prepared questions, describe one, or ask it.

    Entities are given by name, alias or id. `--json` is short for `--format json`; with a list or `--describe` it
    prints the questions themselves.
    """
    from kg.cli.output import note, print_json, print_rows
    from kg.queries import find_query, named_queries, run_named

    if name is None:
        if json:
            print_json([_described(q) for q in named_queries().values()])
        else:
            _list()
        return
    question = find_query(name)
    if describe:
        if json:
            print_json(_described(question))
        else:
            _describe(question)
        return
    with open_graph(store, user, password, database) as graph:
        answer = run_named(graph, name, parameters(param), limit=limit or None, timeout=timeout)
    if format is RowFormat.TABLE and not json:
        for parameter, entity in answer.resolved.items():
            note(f"{parameter}: {entity.name} ({entity.type}, {entity.id})")
        answer = _without_ids(answer, question)
    print_rows(answer, RowFormat.JSON if json else format)


def _without_ids(answer: Any, question: NamedQuery) -> Any:
    """The rows as people read them; ids are for programs."""
    from kg.stores.base import Rows

    keep = [i for i, c in enumerate(question.columns) if not c.is_id] or list(range(len(question.columns)))
    rows = [tuple(row[i] for i in keep) for row in answer.rows]
    return Rows(tuple(answer.columns[i] for i in keep), rows, answer.truncated, answer.seconds)


def _list() -> None:
    """All questions in one table, each group under a line of its own."""
    from kg.cli.output import print_table
    from kg.queries import grouped_queries

    rows: list[tuple[str, str, str]] = []
    for group, questions in grouped_queries().items():
        if questions:
            rows += [*([("", "", "")] if rows else []), (f"{group}:", "", "")]
            rows += [(f"  {q.name}", " ".join(_signature(q)), q.title) for q in questions]
    print_table(("name", "parameters", "question"), rows)


def _signature(question: NamedQuery) -> list[str]:
    return [p.name if p.required else f"[{p.name}]" for p in question.parameters]


def _described(question: NamedQuery) -> dict[str, Any]:
    return {
        "name": question.name,
        "title": question.title,
        "group": question.group,
        "summary": question.summary,
        "parameters": [
            {
                "name": p.name,
                "type": p.type,
                "types": [str(t) for t in p.types],
                "meaning": p.meaning,
                "required": p.required,
                "default": p.default,
            }
            for p in question.parameters
        ],
        "columns": [{"name": c.name, "meaning": c.meaning} for c in question.columns],
        "cypher": question.cypher,
    }


def _describe(question: NamedQuery) -> None:
    from kg.cli.output import heading, print_table
    from kg.cli.values import to_json

    heading(question.title)
    print(question.summary + "\n")
    if question.parameters:
        rows = [
            (
                p.name,
                " or ".join(map(str, p.types)) or p.type,
                "must be given" if p.required else to_json(p.default),
                p.meaning,
            )
            for p in question.parameters
        ]
        print_table(("parameter", "type", "default", "meaning"), rows)
        print()
    print_table(("column", "meaning"), [(c.name, c.meaning) for c in question.columns])
    print(f"\n{question.cypher}")


COMMAND = Command(
    "queries",
    ASK,
    queries,
    (
        Example("kg queries", "all prepared questions"),
        Example("kg queries methods-for-task -p task='continual learning'", "ask one"),
        Example("kg queries methods-for-task --describe", "its parameters, columns and Cypher"),
    ),
)
