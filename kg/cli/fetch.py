"""``kg fetch``: papers of a public source, as JSON Lines that ``kg build`` reads."""

from __future__ import annotations

import sys
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from kg.cli.command import MAKE, Command, Example


class FetchSource(StrEnum):
    """Where papers are fetched from."""

    ARXIV = "arxiv"


class Sort(StrEnum):
    """The keys of ``extract.readers.arxiv_api.SORTED_BY``, named here so that help loads nothing."""

    NEWEST = "newest"
    UPDATED = "updated"
    RELEVANCE = "relevance"


def fetch(
    source: Annotated[FetchSource, typer.Argument(metavar="SOURCE", help="Where from: arxiv.")],
    query: Annotated[
        str,
        typer.Option("--query", "-q", metavar="QUERY", help="What is asked, in the words of arXiv's API told above."),
    ],
    limit: Annotated[int, typer.Option("--max", "-n", min=1, max=30_000, metavar="N", help="Papers at most.")] = 100,
    out: Annotated[
        str, typer.Option("--out", "-o", metavar="FILE", help="Where to write; - is standard output.")
    ] = "-",
    sort: Annotated[Sort, typer.Option("--sort", help="Which of the results come first.")] = Sort.NEWEST,
    delay: Annotated[
        float, typer.Option("--delay", min=0, metavar="SECONDS", help="Pause between two requests; arXiv asks for 3.")
    ] = 3.0,
    restart: Annotated[bool, typer.Option("--restart", help="Begin anew what an earlier run left of FILE.")] = False,
    base_url: Annotated[
        str | None,
        typer.Option(
            "--base-url",
            metavar="URL",
            show_default="https://export.arxiv.org/api/query",
            help="Another server that speaks arXiv's API.",
        ),
    ] = None,
) -> None:
    """Fetch papers of a public source and write them as JSON Lines.

    A query has fields and words: `ti:` title, `au:` author, `abs:` abstract, `cat:` category, `all:` everything, and
    `submittedDate:[202501010000 TO 202512312359]`, joined by AND, OR and ANDNOT, in brackets where needed, several
    words in double quotes. One query gives 30,000 results at most: ask for a year at a time then.

    What the server cannot answer now is asked again after growing pauses. FILE appears when it is whole; until then
    there is FILE.part, and after a cut the same command goes on where it stopped.
    """
    from extract.readers import arxiv_api
    from extract.readers.fetched import Fetched, begun, line_of
    from kg.cli.faults import list_errors
    from kg.cli.output import note, progress
    from kg.cli.text import plural
    from schemas.errors import InputError, MethodGraphError

    asked = arxiv_api.Query(query, sort.value, base_url or arxiv_api.BASE_URL)
    to_file = out != "-"
    file = begun(Path(out), asdict(asked), restart=restart) if to_file else Fetched(Path("-"), {})
    if file.next:
        note(f"{file.part} holds {plural(file.papers, 'paper')}; going on behind result {file.next:,}")
    total = None
    try:
        with progress() as bars:
            task = bars.add_task("fetching", total=limit, completed=file.next)
            for page in arxiv_api.fetch(asked, limit, start=file.next, delay=delay, report=file.report):
                if to_file:
                    file.add(page.papers, page.end)
                else:
                    sys.stdout.writelines(map(line_of, page.papers))
                    sys.stdout.flush()
                    file.papers += len(page.papers)
                total = page.total
                bars.update(task, completed=page.end, total=min(limit, total))
    except (KeyboardInterrupt, MethodGraphError):
        if file.papers and to_file:
            note(f"{plural(file.papers, 'paper')} in {file.part}; the same command goes on from there")
        raise
    if total == 0:
        if to_file:
            file.discard()
        raise InputError(f"no paper fits {query!r}; nothing was written", file=asked.base_url)
    if to_file:
        file.finish()
        of = f" of {total:,} that fit" if total is not None and total > limit else ""
        note(f"{plural(file.papers, 'paper')}{of} written to {out}")
    if file.error_count:
        list_errors([InputError(error) for error in file.errors], file.error_count)
        raise typer.Exit(2)


COMMAND = Command(
    "fetch",
    MAKE,
    fetch,
    (
        Example(
            "kg fetch arxiv --query 'cat:cs.LG AND abs:equivariant' --max 500 --out equivariant.jsonl",
            "the 500 newest; run it again where it was cut",
        ),
        Example(
            "kg fetch arxiv -q 'ti:\"graph neural network\"' --sort relevance | kg build -", "straight into a graph"
        ),
        Example(
            "kg fetch arxiv -q 'cat:cs.CV AND submittedDate:[202501010000 TO 202501312359]' -n 5000 -o 2025-01.jsonl",
            "one month of a category",
        ),
    ),
)
