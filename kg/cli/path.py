"""``kg path``: how two things hang together, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.command import (
    ASK,
    AnswerFormat,
    Command,
    Database,
    Example,
    Json,
    Password,
    Store,
    User,
    open_graph,
)
from kg.cli.search import Label

if TYPE_CHECKING:
    from kg.paths import ToldStep, Ways
    from schemas import EntityType


def path(
    start: Annotated[str, typer.Argument(metavar="A", help="Name, alias or id of a method, task, data set …")],
    end: Annotated[str, typer.Argument(metavar="B", help="Name, alias or id of another.")],
    k: Annotated[int, typer.Option("--k", "-k", min=1, metavar="N", help="Ways at most, the shortest first.")] = 5,
    hops: Annotated[int, typer.Option("--hops", min=1, max=8, metavar="N", help="Longest way, in steps.")] = 4,
    relations: Annotated[
        list[str] | None,
        typer.Option(
            "--relations", "-r", metavar="TYPES", help="Walk only these claims: BASED_ON,ADDRESSES. Repeatable."
        ),
    ] = None,
    types: Annotated[
        str | None,
        typer.Option("--types", metavar="TYPE,TYPE", help="Types of A and B, where several things have a name."),
    ] = None,
    sentences: Annotated[int, typer.Option("--sentences", min=0, metavar="N", help="Sentences of each step.")] = 1,
    format: Annotated[
        AnswerFormat, typer.Option("--format", "-f", help="For a person or for a program.")
    ] = AnswerFormat.TABLE,
    json: Json = False,
    store: Store = None,
    user: User = None,
    password: Password = None,
    database: Database = None,
) -> None:
    """Tell how two things hang together: the shortest ways between them, step by step, with a sentence behind each.

    A step is a claim of papers, walked in either direction: "EGNN is evaluated on QM9", "QM9 evaluates SchNet". The
    ways with the fewest steps come first; of equally long ones the better supported. From something with very many
    neighbours the best supported 2,000 are followed.

    Ends with 0 where there is a way, with 1 where there is none of at most --hops steps, and with 2 where nothing in
    the graph has a name.
    """
    from kg.cli.output import note, print_json
    from kg.cli.text import plural
    from kg.paths import ways_between

    wanted = [name for given in relations or () for name in given.split(",") if name.strip()]
    with open_graph(store, user, password, database) as graph:
        ways = ways_between(graph, start, end, k, wanted or None, hops, sentences, _types(types))
    if json or format is AnswerFormat.JSON:
        print_json(ways.model_dump(mode="json"))
    elif ways.paths:
        _print(ways)
    if ways.others:
        others = ", ".join(f"{o.name} ({o.type}, {o.id})" for o in ways.others)
        note(f"A name here means more than one thing; also: {others}.")
    if not ways.paths:
        only = f" along {', '.join(wanted)}" if wanted else ""
        note(
            f"No way from {ways.start.name} ({ways.start.type}) to {ways.end.name} ({ways.end.type}) "
            f"of at most {plural(hops, 'step')}{only}."
        )
        raise typer.Exit(1)


def _types(given: str | None) -> tuple[EntityType | None, EntityType | None]:
    from schemas import EntityType
    from schemas.errors import UsageError

    if given is None:
        return None, None
    known = {label.value.lower(): EntityType(label.value) for label in Label if label is not Label.PAPER}
    names = [name.strip().lower() for name in given.split(",")]
    if len(names) != 2 or any(name and name not in known for name in names):
        raise UsageError(f"--types is written TYPE,TYPE with types of {', '.join(known.values())}, not {given!r}")
    return known.get(names[0]), known.get(names[1])


def _print(ways: Ways) -> None:
    from kg.cli.output import heading

    for n, way in enumerate(ways.paths):
        heading(f"{chr(10) if n else ''}{n + 1}. {' → '.join(way.names)}")
        for step in way.steps:
            _print_step(step)


def _print_step(told: ToldStep) -> None:
    from kg.cli.output import line
    from kg.cli.show import cited
    from kg.cli.text import plural
    from schemas.readable import readable

    support = plural(told.step.support, "paper")
    line(f"  {told.sentence} · {support}, confidence {told.step.confidence:.2f}")
    for card in told.evidence:
        line(f"      “{readable(card.sentence)}”", dim=True)
        line(f"      {cited(card.paper)}", dim=True)


COMMAND = Command(
    "path",
    ASK,
    path,
    (
        Example("kg path EGNN QM9", "the five shortest ways, with a sentence behind each step"),
        Example("kg path transformers 'drug discovery' -k 3 --relations based-on,addresses", "only along some claims"),
        Example(
            "kg path SSL ViT --types Task,Method --format json", "where a name means several things; for a program"
        ),
    ),
)
