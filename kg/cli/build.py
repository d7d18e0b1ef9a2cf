"""``kg build``: files of papers in, a graph out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from kg.cli.command import (
    MAKE,
    Columns,
    Command,
    CurationFile,
    Database,
    Example,
    Format,
    Jobs,
    Json,
    Labels,
    MinConfidence,
    Model,
    OwnProfile,
    Password,
    PriceIn,
    PriceOut,
    Profile,
    Store,
    Threshold,
    User,
    open_graph,
)

if TYPE_CHECKING:
    from extract.models import Usage
    from extract.readers import Reading
    from kg.build import BuildReport
    from kg.curation import Curation


def build(
    files: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="FILE",
            help="Papers or extractions: files, folders, zip archives; - is standard input. None with --add alone.",
        ),
    ] = None,
    store: Store = None,
    add: Annotated[bool, typer.Option("--add", help="Keep the papers that the graph holds and add these.")] = False,
    format: Format = None,
    columns: Columns = None,
    model: Model = "default",
    profile: Profile = OwnProfile.DEFAULT,
    label: Labels = None,
    threshold: Threshold = None,
    min_confidence: MinConfidence = 0.0,
    jobs: Jobs = None,
    price_in: PriceIn = None,
    price_out: PriceOut = None,
    cache: Annotated[
        bool, typer.Option("--cache/--no-cache", help="Take what was extracted before from the cache, and fill it.")
    ] = True,
    curation: CurationFile = None,
    aliases: Annotated[
        list[str] | None,
        typer.Option(
            "--aliases", metavar="FILE.csv", help="Names with their aliases: name,alias,type,source. Repeatable."
        ),
    ] = None,
    known_aliases: Annotated[
        bool, typer.Option("--known-aliases/--no-known-aliases", help="Use the table of well-known names that we ship.")
    ] = True,
    duplicates: Annotated[
        str | None,
        typer.Option(
            "--duplicates", metavar="FILE", help="List which records were one paper, and why: FILE.csv or FILE.jsonl."
        ),
    ] = None,
    json: Json = False,
    user: User = None,
    password: Password = None,
    database: Database = None,
) -> None:
    """Make the graph of the papers in the files.

    The graph then holds exactly these papers: what a file no longer has leaves the graph, and with it the claims that
    nothing else supports. --add keeps what is there. Papers that have not changed are not read by the model again.

    A paper that comes from several places is one paper with all its sources: the same arXiv number, DOI or title, or
    nearly the same abstract. --duplicates lists what was joined, and by which rule.

    Files are listings of titles and abstracts, JSON Lines, tables (CSV, TSV, Parquet), BibTeX, RIS, XML of arXiv or
    PubMed and more, plain, gzip or Zstandard, told apart by content; of a folder or a zip archive all that is one of
    these. docs/readers.md has the list. Lines that hold `mentions`, as `kg extract` writes them, are taken as they
    are; a relation without its sentence is left out.

    Names meet by what papers say, by tables of aliases, and first of all by `curation.yaml`, which `kg curate` writes:
    it stands beside the graph's folder, for a server in the current folder. After a change of it, `kg build --add`
    without files makes the graph anew from the papers that it holds; what the model read of them is in the cache.

    --profile fast reads with a small network: many times as many papers a minute, and less exact.

    A folder is replaced when the new graph is complete: until then, and if the build is stopped, the old one answers.
    """
    from extract.readers import parsed_columns, read_papers
    from kg.build import build_graph
    from kg.cli.curation import read_curation
    from kg.cli.duplicates import check_target, doubts, write_duplicates
    from kg.cli.faults import list_errors, passed_over
    from kg.cli.given import GivenFirst, LazyExtractor, model_options, named_model
    from kg.cli.output import note, progress
    from schemas import Extraction
    from schemas.errors import InputError, UsageError

    if not files and not add:
        raise UsageError("name files of papers; or give --add to build anew from the papers that the graph holds")
    check_target(duplicates)
    said, wrong, notes = read_curation(store, curation, aliases or (), known=known_aliases)
    reading = read_papers(files or (), format=format, columns=parsed_columns(columns or ()))
    with progress(quiet=json) as bars:
        bars.add_task("reading", total=None)
        papers = reading.papers
    if not papers and files:
        list_errors(reading.errors, reading.error_count)
        raise InputError("no paper could be read; the graph is as it was")
    given = sum(isinstance(p, Extraction) for p in papers)
    with (
        open_graph(store, user, password, database, "write") as graph,
        GivenFirst(None if cache else ":memory:") as memory,
        progress(quiet=json) as bars,
        LazyExtractor(
            named_model(model, profile),
            model_options(label, threshold, price_in, price_out),
            needed=add or given < len(papers),
            jobs=jobs,
        ) as extractor,
    ):
        tasks: dict[str, Any] = {}

        def step(stage: str, done: int, total: int | None) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(_STAGES.get(stage, stage), total=total)
            bars.update(tasks[stage], completed=done, total=total)

        report = build_graph(
            reading.joining,
            extractor.extract,
            extractor.name,
            graph,
            cache=memory,
            curation=said,
            least=min_confidence,
            keep_existing=add,
            progress=step,
        )
        url = graph.url
    if duplicates:
        write_duplicates(duplicates, report.joining)
    report.warnings = [*notes, *doubts(report.joining), *report.warnings]
    errors = [*wrong, *reading.errors, *report.skipped]
    count = len(wrong) + reading.error_count + len(report.skipped)
    usage = extractor.usage
    if json:
        _print_json(reading, report, said, given, url, list(map(str, errors)), count, usage)
    else:
        _print(reading, report, said, given, url)
    passed = passed_over(reading.passed_over)
    for warning in (*passed, *(usage.lines() if usage else ()), *report.warnings):
        note(warning)
    list_errors(errors, count)
    if errors:
        raise typer.Exit(2)


_STAGES = {
    "read": "collecting papers",
    "look up": "looking up the cache",
    "extract": "extracting",
    "assemble": "joining names and claims",
    "write": "writing the graph",
}


def _print(reading: Reading, report: BuildReport, said: Curation, given: int, url: str) -> None:
    from kg.cli.duplicates import in_words
    from kg.cli.output import heading, line, note, print_table
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
    if joined := in_words(report.joining):
        line(joined)
    print_table(("in the graph", "number"), [*report.entities.items(), *report.claims.items()], bars="number")
    curated = report.curated
    if said.file:
        actions = ", ".join(f"{count:,} {action}" for action, count in curated.entries.items())
        applied = f"{sum(curated.entries.values()):,} of {plural(len(said.entries), 'entry', 'entries')} applied"
        heading(f"\n{said.file}: {applied}{f' ({actions})' if actions else ''}")
    for table, count in curated.aliases.items():
        if count:
            line(f"{plural(count, 'alias', 'aliases')} of {table} in these papers")
    for reason, count in report.dropped.items():
        if count:
            note(f"{plural(count, 'relation')} left out: {_WHY.get(reason, reason)}")
    print_changes(report)
    unchanged = "held this graph already" if report.write.unchanged else "written"
    heading(f"\n{url} {unchanged} in {sum(report.seconds.values()):.1f} s. Look at it: kg explore")


_CHANGES = 20
"""Names that changed, as many as are listed for people; JSON has them all."""


def print_changes(report: BuildReport) -> None:
    """Say which names the new papers changed."""
    from kg.cli.output import heading, line
    from kg.cli.text import plural

    if report.changed:
        heading(f"\n{plural(len(report.changed), 'name')} changed by the papers that came")
        for change in report.changed[:_CHANGES]:
            line(f"  {change.says}")
        if len(report.changed) > _CHANGES:
            line(f"  and {len(report.changed) - _CHANGES:,} more; --json lists all")


_WHY = {
    "no evidence": "without a sentence that states it",
    "self loop": "both ends are the same thing",
    "type": "an end has another type in the other papers",
    "forbidden": "an end is a name that a person forbids",
    "rejected": "a person rejects it",
}


def _print_json(
    reading: Reading,
    report: BuildReport,
    said: Curation,
    given: int,
    url: str,
    errors: list[str],
    error_count: int,
    usage: Usage | None,
) -> None:
    from kg.cli.duplicates import as_json
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
            "passed_over": reading.passed_over,
            "papers": report.papers,
            "extracted": report.extracted,
            "from_cache": report.from_cache - given,
            "given": given,
            "kept": report.kept,
            "duplicates": as_json(report.joining),
            "nodes": report.entities,
            "claims": report.claims,
            "evidence": report.evidence,
            "dropped": report.dropped,
            "changed": [c.as_json() for c in report.changed],
            "curation": {
                "file": said.file,
                "entries": len(said.entries),
                "applied": report.curated.entries,
                "unmatched": report.curated.unmatched,
                "rejected": report.curated.rejected,
            },
            "aliases": report.curated.aliases,
            "model": usage.as_json() if usage else None,
            "seconds": report.seconds,
            "warnings": report.warnings,
            "errors": errors,
            "error_count": error_count,
        }
    )


COMMAND = Command(
    "build",
    MAKE,
    build,
    (
        Example("kg build examples/listings/*.txt", "the graph of five listings, in the folder graph"),
        Example("kg build library.bib export.ris papers/ dump.zip", "references, a folder and an archive"),
        Example("kg build lab.csv --columns 'title=Name,abstract=What we did,date=Day'", "a table of one's own"),
        Example(
            "kg build --add 2025-11.jsonl.gz --aliases lab.csv -s neo4j://localhost:7687",
            "more papers, on a server, with names that a lab knows",
        ),
        Example("kg extract papers.txt -o x.jsonl && kg build x.jsonl", "extract once, build from the result"),
    ),
)
