"""``kg curate``: what a person says of names and claims, written into ``curation.yaml``."""

from __future__ import annotations

import datetime as dt
import os
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kg.cli.command import MAKE, Command, CurationFile, Example, Json, Store

if TYPE_CHECKING:
    from kg.curation import AnyEntry, Placed


class Action(StrEnum):
    """What can be said, and two ways to look at what was said."""

    MERGE = "merge"
    SPLIT = "split"
    RENAME = "rename"
    RETYPE = "retype"
    FORBID = "forbid"
    ALIAS = "alias"
    UNALIAS = "unalias"
    REJECT = "reject"
    LIST = "list"
    CHECK = "check"


class EntityLabel(StrEnum):
    """Types of what names name."""

    METHOD = "Method"
    TASK = "Task"
    DATASET = "Dataset"
    METRIC = "Metric"
    SYMMETRY_GROUP = "SymmetryGroup"


def curate(
    action: Annotated[Action, typer.Argument(metavar="ACTION", help="|".join(Action))],
    names: Annotated[
        list[str] | None, typer.Argument(metavar="NAME", help="Names as they are written; see above for each action.")
    ] = None,
    reason: Annotated[
        str | None, typer.Option("--reason", "-r", metavar="TEXT", help="Why; asked of every entry.")
    ] = None,
    author: Annotated[
        str | None,
        typer.Option("--author", envvar="METHODGRAPH_AUTHOR", show_default="the user's name", help="Who says so."),
    ] = None,
    type: Annotated[EntityLabel | None, typer.Option("--type", "-t", help="Only for names of this type.")] = None,
    sense: Annotated[
        str | None, typer.Option("--as", metavar="NAME", help="split: what the name is in --paper.")
    ] = None,
    paper: Annotated[
        list[str] | None,
        typer.Option("--paper", metavar="ID", help="split --as, reject: id, address or title. Repeatable."),
    ] = None,
    curation: CurationFile = None,
    store: Store = None,
    json: Json = False,
) -> None:
    """Say that names or claims of the graph are otherwise, or look at what was said.

    merge A B…: they are one thing. split A B…: they are different things. split A --as B --paper ID: in these papers,
    A is B. rename A B: the thing called A is shown as B. retype A TYPE: A is of another type. forbid A…: A makes no
    node. alias A… B: A is B, whatever else papers take it for. unalias A… B: A is no name of B. reject CLAIM HEAD TAIL:
    the claim is wrong, with --paper in that paper; reject PROPOSES NAME --paper ID: the paper does not introduce it.
    list: all entries with their lines. check: only say whether the file is right.

    The entry is added to the end of `curation.yaml`, which every build applies: it wins over the machine, and undo is
    deleting the entry. An entry that contradicts another is refused, with the other's line. docs/curation.md has more.
    """
    from kg.cli.output import note, print_json
    from kg.curation import append, curation_file
    from schemas.errors import UsageError

    file = curation_file(store, curation)
    if action in (Action.LIST, Action.CHECK):
        _look(file, action, list(names or ()), json)
        return
    if not reason:
        raise UsageError(f"kg curate {action} needs a reason: --reason '…'")
    fields = _fields(action, list(names or ()), sense, list(paper or ()), type)
    entry = _entry(action, fields, reason, author or _user())
    placed = append(file, entry)
    if json:
        print_json(_as_json(placed))
    else:
        note(f"{placed.file}:{placed.line}: {entry.action}: {entry.says}")
        note("Apply it: kg build --add")


def _fields(
    action: Action, names: list[str], sense: str | None, papers: list[str], type: EntityLabel | None
) -> dict[str, Any]:
    """The keys of the entry that the arguments say."""
    from schemas.errors import UsageError

    def need(fits: bool, usage: str) -> None:
        if not fits:
            raise UsageError(f"it is written: kg curate {usage} --reason '…'")

    fields: dict[str, Any] = {"type": type.value} if type else {}
    if sense is not None and action is not Action.SPLIT:
        raise UsageError("--as belongs to split")
    if papers and action is not Action.REJECT and sense is None:
        raise UsageError("--paper belongs to reject and to split --as")
    match action:
        case Action.SPLIT if sense is not None:
            need(len(names) == 1 and bool(papers), "split NAME --as NAME --paper ID")
            fields |= {"split": names[0], "as": sense, "papers": papers}
        case Action.MERGE | Action.SPLIT:
            need(len(names) > 1, f"{action} NAME NAME")
            fields[action.value] = names
        case Action.RENAME | Action.RETYPE:
            need(len(names) == 2, f"{action} NAME {'TYPE' if action is Action.RETYPE else 'NAME'}")
            fields |= {action.value: names[0], "to": names[1]}
        case Action.FORBID:
            need(bool(names), "forbid NAME")
            fields["forbid"] = names
        case Action.ALIAS | Action.UNALIAS:
            need(len(names) > 1, f"{action} ALIAS NAME")
            fields |= {action.value: names[:-1], "of": names[-1]}
        case _:
            proposes = names[:1] == ["PROPOSES"]
            usage = "reject PROPOSES NAME --paper ID" if proposes else "reject CLAIM NAME NAME [--paper ID]"
            need(len(names) == (2 if proposes else 3) and len(papers) < 2, usage)
            fields |= {"reject": names[0], "tail": names[-1]}
            if not proposes:
                fields["head"] = names[1]
            if papers:
                fields["paper"] = papers[0]
    return fields


def _entry(action: Action, fields: dict[str, Any], reason: str, author: str) -> AnyEntry:
    from kg.curation import make
    from schemas.errors import InputError, UsageError

    try:
        return make({**fields, "reason": reason, "author": author, "date": dt.date.today()})
    except InputError as error:
        raise UsageError(f"kg curate {action}: {error}") from None


def _user() -> str:
    import getpass

    from schemas.errors import UsageError

    try:
        return os.environ.get("METHODGRAPH_AUTHOR") or getpass.getuser()
    except (OSError, KeyError):
        raise UsageError("nobody is logged in; say who says so: --author NAME") from None


def _look(file: Path, action: Action, names: list[str], json: bool) -> None:
    from kg.cli.curation import checked
    from kg.cli.output import note, print_json, print_table
    from kg.cli.text import plural
    from schemas.errors import UsageError

    if names:
        raise UsageError(f"kg curate {action} takes no names")
    entries = checked(file)
    if json:
        print_json([_as_json(p) for p in entries])
    elif action is Action.LIST and entries:
        rows = [(p.line, p.entry.action, p.entry.says, p.entry.reason, p.entry.author, p.entry.date) for p in entries]
        print_table(("line", "action", "what", "reason", "author", "date"), rows)
    there = plural(len(entries), "entry", "entries") if file.exists() else "is not there: no entries"
    note(f"{file}: {there}{', none contradicts another' if len(entries) > 1 else ''}")


def _as_json(p: Placed) -> dict[str, Any]:
    fields = p.entry.model_dump(mode="json", by_alias=True, exclude_none=True)
    return {"file": p.file, "line": p.line, "action": p.entry.action, "says": p.entry.says, **fields}


COMMAND = Command(
    "curate",
    MAKE,
    curate,
    (
        Example("kg curate merge GNN 'graph network' --reason 'one thing, two names'", "two names are one thing"),
        Example(
            "kg curate split SSL --as 'semi-supervised learning' --paper 2503.11677 --reason 'see its title'",
            "what a name is in one paper",
        ),
        Example("kg curate list", "all that was said, with the lines of the file"),
    ),
)
