"""``kg review``: names that a person should decide on."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kg.cli.command import ASK, Command, Database, Example, Password, Store, User, open_graph
from kg.cli.search import Label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.names.review import Question


class ReviewFormat(StrEnum):
    """How questions are printed."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


def review(
    type: Annotated[
        list[Label] | None, typer.Option("--type", "-t", help="Only names of this type. Repeatable.")
    ] = None,
    limit: Annotated[int, typer.Option("--limit", "-n", min=0, metavar="N", help="Questions at most; 0 for all.")] = 20,
    format: Annotated[
        ReviewFormat, typer.Option("--format", "-f", help="As text for people, or for a program.")
    ] = ReviewFormat.TABLE,
    store: Store = None,
    user: User = None,
    password: Password = None,
    database: Database = None,
) -> None:
    """List names that were nearly joined, those that touch most papers first.

    These are abbreviations that papers expand to different things or too rarely, names that papers give different
    types, and names that are nearly alike. Each comes with the entries for `curation.yaml` that would settle it: put
    one there with a reason, and the next build obeys it.
    """
    from kg.cli.output import note
    from kg.cli.text import plural
    from kg.names.review import questions
    from schemas import EntityType

    types = [EntityType(t.value) for t in type or () if t is not Label.PAPER] or list(EntityType)
    with open_graph(store, user, password, database) as graph:
        found = questions(graph, types)
    shown = found[:limit] if limit else found
    if format is ReviewFormat.JSON:
        from kg.cli.output import print_json

        print_json([as_json(q) for q in shown])
    elif format is ReviewFormat.CSV:
        _print_csv(shown)
    else:
        _print(shown)
    if not found:
        note("Nothing to decide: no name of this graph was nearly joined to another.")
    elif len(shown) < len(found):
        note(f"{plural(len(found), 'question')}, of which {len(shown):,} are listed; --limit 0 lists all.")


def entry(fields: dict[str, Any]) -> str:
    """An entry of ``curation.yaml`` on one line, of today, with reason and author left to the person."""
    import datetime as dt

    import yaml

    said = {**fields, "reason": "…", "author": "…", "date": dt.date.today()}
    flow = yaml.safe_dump(said, default_flow_style=True, allow_unicode=True, sort_keys=False, width=10_000)
    return f"- {flow.strip()}"


def as_json(question: Question) -> dict[str, Any]:
    """A question for a program; ``entry`` of a settlement is what goes into ``curation.yaml``."""
    from dataclasses import asdict

    settlements = [{"says": s.says, "entry": entry(s.fields), **asdict(s)} for s in question.settlements]
    return {**asdict(question), "says": question.rule.says, "settlements": settlements}


def _print(questions: Sequence[Question]) -> None:
    from kg.cli.output import heading, line
    from kg.cli.text import plural

    for n, q in enumerate(questions):
        gap = "\n" if n else ""
        heading(f"{gap}{q.name} · {q.type} · {plural(q.papers, 'paper')} · {q.rule.value}: {q.rule.says}")
        for c in q.candidates:
            type = f" ({c.type})" if c.type != q.type else ""
            line(f"  {c.name}{type} · {plural(c.papers, 'paper')}")
        for s in q.settlements:
            line(f"    # {s.says}", dim=True)
            line(f"    {entry(s.fields)}", dim=True)


def _print_csv(questions: Sequence[Question]) -> None:
    import csv
    import sys

    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(("rule", "name", "type", "id", "papers", "candidates", "examples", "entries"))
    for q in questions:
        candidates = "; ".join(c.name for c in q.candidates)
        entries = "\n".join(entry(s.fields) for s in q.settlements)
        writer.writerow((q.rule.value, q.name, q.type, q.id, q.papers, candidates, "; ".join(q.examples), entries))


COMMAND = Command(
    "review",
    ASK,
    review,
    (
        Example("kg review", "the twenty names that touch most papers"),
        Example("kg review --type Method --limit 0 --format csv", "all methods, for a spreadsheet"),
        Example("kg review --format json", "for a program, with the entries of curation.yaml"),
    ),
)
