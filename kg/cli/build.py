"""``kg build``: files of papers in, a graph out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from kg.cli.command import (
    MAKE,
    Command,
    Database,
    Example,
    Format,
    Json,
    Model,
    Password,
    Store,
    User,
    open_graph,
)

if TYPE_CHECKING:
    from extract.readers import Reading
    from kg.build import BuildReport


def build(
    files: Annotated[list[str], typer.Argument(metavar="FILE", help="Papers or extractions; - is standard input.")],
    store: Store = None,
    add: Annotated[bool, typer.Option("--add", help="Keep the papers that the graph holds and add these.")] = False,
    format: Format = None,
    model: Model = "default",
    cache: Annotated[
        bool, typer.Option("--cache/--no-cache", help="Take what was extracted before from the cache, and fill it.")
    ] = True,
    json: Json = False,
    user: User = None,
    password: Password = None,
    database: Database = None,
) -> None:
    """Make the graph of the papers in the files.

    The graph then holds exactly these papers: what a file no longer has leaves the graph, and with it the claims that
    nothing else supports. --add keeps what is there. Papers that have not changed are not read by the model again.

    Files are listings of titles and abstracts or JSON Lines, plain or gzip, told apart by content. Lines that hold
    `mentions`, as `kg extract` writes them, are taken as they are; a relation without its sentence is left out.

    A folder is replaced when the new graph is complete: until then, and if the build is stopped, the old one answers.
    """
    from extract.readers import read_papers
    from kg.build import build_graph
    from kg.cli.faults import list_errors
    from kg.cli.given import GivenFirst, LazyExtractor
    from kg.cli.output import note, progress
    from schemas import Extraction
    from schemas.errors import InputError

    reading = read_papers(files, format=format)
    with progress(quiet=json) as bars:
        bars.add_task("reading", total=None)
        papers = reading.papers
    if not papers:
        list_errors(reading.errors, reading.error_count)
        raise InputError("no paper could be read; the graph is as it was")
    given = sum(isinstance(p, Extraction) for p in papers)
    with (
        open_graph(store, user, password, database, "write") as graph,
        GivenFirst(None if cache else ":memory:") as memory,
        progress(quiet=json) as bars,
    ):
        extractor = LazyExtractor(model, needed=add or given < len(papers))
        tasks: dict[str, Any] = {}

        def step(stage: str, done: int, total: int | None) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(_STAGES.get(stage, stage), total=total)
            bars.update(tasks[stage], completed=done, total=total)

        report = build_graph(
            papers, extractor.extract, extractor.name, graph, cache=memory, keep_existing=add, progress=step
        )
        url = graph.url
    if json:
        _print_json(reading, report, given, url)
    else:
        _print(reading, report, given, url)
    for warning in report.warnings:
        note(warning)
    errors = [*reading.errors, *report.skipped]
    list_errors(errors, reading.error_count + len(report.skipped))
    if errors:
        raise typer.Exit(2)


_STAGES = {
    "read": "collecting papers",
    "look up": "looking up the cache",
    "extract": "extracting",
    "assemble": "joining names and claims",
    "write": "writing the graph",
}


def _print(reading: Reading, report: BuildReport, given: int, url: str) -> None:
    from kg.cli.output import heading, note, print_table
    from kg.cli.text import plural

    rows = [(file, reading.formats.get(file, "not read"), count) for file, count in reading.counts.items()]
    print_table(("file", "format", "papers"), rows)
    parts = [
        f"{report.extracted:,} extracted",
        f"{report.from_cache - given:,} from the cache",
        f"{given:,} given as extractions",
        f"{report.kept:,} kept",
    ]
    heading(f"\n{plural(report.papers, 'paper')}: {', '.join(p for p in parts if not p.startswith('0 '))}")
    print_table(("in the graph", "number"), [*report.entities.items(), *report.claims.items()], bars="number")
    for reason, count in report.dropped.items():
        if count:
            note(f"{plural(count, 'relation')} left out: {_WHY.get(reason, reason)}")
    unchanged = "held this graph already" if report.write.unchanged else "written"
    heading(f"\n{url} {unchanged} in {sum(report.seconds.values()):.1f} s. Look at it: kg explore")


_WHY = {
    "no evidence": "without a sentence that states it",
    "self loop": "both ends are the same thing",
    "type": "an end has another type in the other papers",
}


def _print_json(reading: Reading, report: BuildReport, given: int, url: str) -> None:
    from kg.cli.output import print_json

    files = [
        {"file": file, "format": reading.formats.get(file), "papers": count} for file, count in reading.counts.items()
    ]
    print_json(
        {
            "store": url,
            "version": report.version,
            "unchanged": report.write.unchanged,
            "files": files,
            "papers": report.papers,
            "extracted": report.extracted,
            "from_cache": report.from_cache - given,
            "given": given,
            "kept": report.kept,
            "nodes": report.entities,
            "claims": report.claims,
            "evidence": report.evidence,
            "dropped": report.dropped,
            "seconds": report.seconds,
            "warnings": report.warnings,
            "errors": [str(e) for e in (*reading.errors, *report.skipped)],
            "error_count": reading.error_count + len(report.skipped),
        }
    )


COMMAND = Command(
    "build",
    MAKE,
    build,
    (
        Example("kg build examples/listings/*.txt", "the graph of five listings, in the folder graph"),
        Example("kg build --add 2025-11.jsonl.gz -s neo4j://localhost:7687", "more papers, on a server"),
        Example("kg extract papers.txt -o x.jsonl && kg build x.jsonl", "extract once, build from the result"),
    ),
)
