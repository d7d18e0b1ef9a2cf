"""``kg diff``: what a rebuild changed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kg.cli.command import (
    ASK,
    AnswerFormat,
    Command,
    Database,
    Example,
    Json,
    Password,
    User,
    open_graph,
)

if TYPE_CHECKING:
    from kg.diff import ClaimChange, Difference, EntityChange, EntityState, KindChange, PaperChange, Snapshot

_SHOWN = 20
"""Changes of a kind in its table, unless --limit says otherwise; JSON has all."""


def diff(
    old: Annotated[
        str, typer.Argument(metavar="OLD", help="A graph (folder, server), a JSON export, or a file of extractions.")
    ],
    new: Annotated[
        str | None, typer.Argument(metavar="NEW", help="Another; without it, OLD after its last build against before.")
    ] = None,
    limit: Annotated[
        int | None, typer.Option("--limit", "-n", min=0, metavar="N", help="Changes of each kind at most; 0 for all.")
    ] = None,
    format: Annotated[
        AnswerFormat, typer.Option("--format", "-f", help="For a person or for a program.")
    ] = AnswerFormat.TABLE,
    json: Json = False,
    user: User = None,
    password: Password = None,
    database: Database = None,
) -> None:
    """Say what a rebuild changed: papers, entities, claims and kinds that came, went or changed in support.

    Entities that have another name or type now, or that met in one or came apart, are told as that; their claims are
    followed, so that a new name alone changes no claim. Tables list 20 changes of each kind, what most papers are
    behind first; JSON lists all, unless --limit says otherwise.

    With one folder alone, the graph in it is compared with the one that stood there before its last build. A file of
    `kg export --format json` stands for the graph that it was made from; extractions, as `kg extract` writes them,
    for the graph that `kg build` makes of them without a curation.

    Ends like diff: with 0 where nothing that is compared differs, with 1 where something does, with more on trouble.
    """
    from kg.cli.output import note, print_json
    from kg.diff import difference

    before, after = _both(old, new, lambda place: _snapshot(place, user, password, database))
    found = difference(before, after)
    if json or format is AnswerFormat.JSON:
        print_json(found.as_json(limit or None))
    elif not found.same:
        _print(found, _SHOWN if limit is None else limit or None)
    if found.same and found.old.version != found.new.version and None not in (found.old.version, found.new.version):
        note("Nothing that is compared differs; offsets, sentences, decisions or the extractor do.")
    if not found.same:
        raise typer.Exit(1)


def _both(old: str, new: str | None, read: Callable[[str], Snapshot]) -> tuple[Snapshot, Snapshot]:
    from kg.cli.output import progress
    from kg.diff import of_store, opened_version, previous_version
    from schemas.errors import UsageError

    if new is None and not Path(old).is_dir():
        raise UsageError("name two graphs; one alone must be a folder, which keeps the graph before its last build")
    with progress() as bars:
        bars.add_task("reading", total=None)
        if new is not None:
            return read(old), read(new)
        version = previous_version(Path(old))
        with opened_version(version) as graph:
            return of_store(graph, f"{old} before its last build"), read(old)


def _snapshot(place: str, user: str | None, password: str | None, database: str | None) -> Snapshot:
    from kg.diff import of_export, of_store

    path = Path(place)
    if path.is_file():
        with path.open("rb") as stream:
            start = stream.read(200)
        return of_export(path) if b'"directed"' in start else _of_extractions(place)
    with open_graph(place, user, password, database) as graph:
        return of_store(graph)


def _of_extractions(file: str) -> Snapshot:
    from extract.readers import read_papers
    from kg.aliases import known_table
    from kg.assemble import assemble
    from kg.cli.faults import list_errors
    from kg.curation import Curation
    from kg.diff import of_tables
    from schemas import Extraction
    from schemas.errors import InputError

    reading = read_papers([file])
    papers = list(reading.papers)
    if reading.error_count:
        list_errors(reading.errors, reading.error_count)
        raise InputError("has errors; nothing was compared", file=file)
    extractions = [paper for paper in papers if isinstance(paper, Extraction)]
    if len(extractions) < len(papers) or not papers:
        raise InputError("holds papers that nothing has read yet: kg extract makes extractions of them", file=file)
    return of_tables(assemble(extractions, curation=Curation(tables=(known_table(),))), file)


def _print(found: Difference, limit: int | None) -> None:
    from kg.cli.output import heading, print_table
    from kg.diff.models import PARTS

    heading(f"{found.old.name} → {found.new.name}")
    counts = found.counts()
    columns = list(dict.fromkeys(kind for kinds in PARTS.values() for kind in kinds))
    columns = [c for c in columns if any(c in of for of in counts.values())]
    rows = [
        (what, getattr(found.old, what), getattr(found.new, what), *(counts.get(what, {}).get(c, 0) for c in columns))
        for what in PARTS
    ]
    print_table(("", "old", "new", *(_WORDS.get(c, c) for c in columns)), rows)
    for title, what, kind, head, cells in _TABLES:
        changes = found.of(what, kind)
        if changes:
            heading(f"\n{title} ({len(changes):,})")
            print_table(head, [cells(change) for change in (changes if limit is None else changes[:limit])])
            _rest(len(changes), limit)


def _rest(count: int, limit: int | None) -> None:
    from kg.cli.output import line

    if limit is not None and count > limit:
        line(f"and {count - limit:,} more; --limit 0 shows all", dim=True)


def _paper(change: PaperChange) -> tuple[Any, ...]:
    return change.title, change.id


def _entity(change: EntityChange) -> tuple[Any, ...]:
    return change.state.name, change.state.type, change.state.support, change.state.id


def _pair(change: EntityChange) -> tuple[Any, ...]:
    before, after = _ends(change)
    return before.name, before.type, after.name, after.type, after.id


def _support(change: EntityChange) -> tuple[Any, ...]:
    before, after = _ends(change)
    return after.name, after.type, before.support, after.support, f"{change.moved:+,}"


def _ends(change: EntityChange) -> tuple[EntityState, EntityState]:
    assert change.before is not None
    assert change.after is not None
    return change.before, change.after


def _told(change: ClaimChange | KindChange) -> str:
    from kg.diff import ClaimChange
    from schemas import SIGNATURES, RelationType

    words = SIGNATURES[RelationType(change.type)].words if isinstance(change, ClaimChange) else "is a kind of"
    return f"{change.head.name} {words} {change.tail.name}"


def _claim(change: ClaimChange) -> tuple[Any, ...]:
    place = 0 if change.kind == "gone" else 1
    return _told(change), change.support[place], change.confidence[place]


def _claim_support(change: ClaimChange) -> tuple[Any, ...]:
    return _told(change), *change.support, f"{change.moved:+,}"


def _claim_papers(change: ClaimChange) -> tuple[Any, ...]:
    return _told(change), change.support[1], change.papers_added, change.papers_gone


def _claim_confidence(change: ClaimChange) -> tuple[Any, ...]:
    return _told(change), *change.confidence, *(change.mode if change.mode[0] != change.mode[1] else (None, None))


def _kind(change: KindChange) -> tuple[Any, ...]:
    return (_told(change), change.head.type)


_WORDS = {"support": "support changed", "papers": "papers changed", "confidence": "confidence changed"}
_NAMED = ("name", "type", "papers", "id")
_MOVED = ("name was", "type was", "name is", "type is", "id is")
_TABLES: tuple[tuple[str, str, str, tuple[str, ...], Callable[[Any], tuple[Any, ...]]], ...] = (
    ("Papers added", "papers", "added", ("title", "id"), _paper),
    ("Papers gone", "papers", "gone", ("title", "id"), _paper),
    ("Papers with another title", "papers", "retitled", ("title is", "id"), _paper),
    ("Entities added", "entities", "added", _NAMED, _entity),
    ("Entities gone", "entities", "gone", _NAMED, _entity),
    ("Entities renamed", "entities", "renamed", _MOVED, _pair),
    ("Entities of another type", "entities", "retyped", _MOVED, _pair),
    ("Entities merged into others", "entities", "merged", _MOVED, _pair),
    ("Entities split from others", "entities", "split", _MOVED, _pair),
    ("Entities with other support", "entities", "support", ("name", "type", "papers were", "are", "change"), _support),
    ("Claims added", "claims", "added", ("claim", "papers", "confidence"), _claim),
    ("Claims gone", "claims", "gone", ("claim", "papers", "confidence"), _claim),
    ("Claims with other support", "claims", "support", ("claim", "papers were", "are", "change"), _claim_support),
    ("Claims of other papers", "claims", "papers", ("claim", "papers", "added", "gone"), _claim_papers),
    (
        "Claims with another confidence or mode",
        "claims",
        "confidence",
        ("claim", "confidence was", "is", "mode was", "mode is"),
        _claim_confidence,
    ),
    ("Kinds added", "kinds", "added", ("is said", "type"), _kind),
    ("Kinds gone", "kinds", "gone", ("was said", "type"), _kind),
)
"""The tables in their order: title, what changed how, columns, and the cells of a change."""


COMMAND = Command(
    "diff",
    ASK,
    diff,
    (
        Example("kg diff graph", "what the last build changed"),
        Example("kg diff before.json neo4j://localhost:7687 --limit 0", "an export against a server, every change"),
        Example("kg diff graph-old graph --format json > changes.json", "two folders, for a program"),
    ),
)
