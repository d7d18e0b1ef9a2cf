"""``kg extract``: files of papers in, JSON Lines of extractions out."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, TextIO

import typer

from kg.cli.command import (
    MAKE,
    Columns,
    Command,
    Example,
    Format,
    Jobs,
    Labels,
    MinConfidence,
    Model,
    OwnProfile,
    PriceIn,
    PriceOut,
    Profile,
    Threshold,
)


def extract(
    files: Annotated[
        list[str], typer.Argument(metavar="FILE", help="Papers: files, folders, archives; - is standard input.")
    ],
    out: Annotated[
        str, typer.Option("--out", "-o", metavar="OUT.jsonl", help="Where to write; - is standard output.")
    ] = "-",
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
) -> None:
    """Find methods, tasks, data sets, metrics, symmetry groups and relations in the papers in the files.

    One line a paper, as JSON: id, title, abstract, mentions, entities, proposes and relations, each relation with the
    sentence that states it. `kg build` and `kg evaluate` read these lines. Lines that hold mentions already are
    extracted anew.

    --model is `default`; a folder or package with a spaCy pipeline, whose other labels are mapped as in
    `--label PRODUCT=Method`; a folder with a GLiNER checkpoint; or the address of a server that speaks OpenAI's
    protocol, with the model's name behind #, such as https://api.openai.com/v1#gpt-4o-mini and
    http://localhost:11434/v1#qwen3:8b. docs/models.md has more.

    OUT.jsonl is replaced when the last paper is written.
    """
    from extract.readers import parsed_columns, read_papers
    from kg.cache import ExtractionCache
    from kg.cli.faults import list_errors, passed_over
    from kg.cli.given import LazyExtractor, bare, model_options, named_model
    from kg.cli.output import note, progress
    from kg.cli.text import plural
    from kg.extracted import extracted
    from schemas.errors import InputError, RecordError

    reading = read_papers(files, format=format, columns=parsed_columns(columns or ()))
    papers = [bare(p) for p in reading.papers]
    if not papers:
        list_errors(reading.errors, reading.error_count)
        raise InputError("no paper could be read; nothing was written")
    skipped: list[RecordError] = []
    with (
        LazyExtractor(
            named_model(model, profile), model_options(label, threshold, price_in, price_out), jobs=jobs
        ) as extractor,
        _written(out) as stream,
        ExtractionCache(None if cache else ":memory:") as memory,
        progress() as bars,
    ):
        task = bars.add_task("extracting", total=len(papers))
        for start in range(0, len(papers), _AT_ONCE):
            known = list(memory.get_many(papers[start : start + _AT_ONCE], extractor.name))
            found = extracted([p for p, x in known if x is None], extractor.extract, skipped)
            fresh = []
            try:
                following = next(found, None)
                for paper, kept in known:
                    bars.advance(task)
                    if kept is None:
                        if following is None or (following.id, following.digest) != (paper.id, paper.digest):
                            continue
                        kept = following
                        fresh.append(kept)
                        following = next(found, None)
                    stream.write(kept.above(min_confidence).model_dump_json(exclude_none=True) + "\n")
            finally:
                memory.put_many(fresh, extractor.name)
        if memory.problem:
            note(memory.problem)
    for said in passed_over(reading.passed_over):
        note(said)
    for said in extractor.usage.lines() if extractor.usage else ():
        note(said)
    if out != "-":
        note(f"{plural(len(papers) - len(skipped), 'paper')} written to {out}")
    list_errors([*reading.errors, *skipped], reading.error_count + len(skipped))
    if reading.errors or skipped:
        raise typer.Exit(2)


_AT_ONCE = 256
"""Papers between two looks into the cache."""


@contextmanager
def _written(out: str) -> Iterator[TextIO]:
    """Standard output, or a file that appears under its name when it is whole."""
    if out == "-":
        yield sys.stdout
        return
    target = Path(out)
    if target.exists() and not target.is_file():
        with target.open("w", encoding="utf-8") as stream:
            yield stream
        return
    part = target.with_name(target.name + ".part")
    try:
        with part.open("w", encoding="utf-8") as stream:
            yield stream
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


COMMAND = Command(
    "extract",
    MAKE,
    extract,
    (
        Example("kg extract examples/listings/*.txt -o found.jsonl", "five listings, one line a paper"),
        Example("kg extract works.parquet --columns abstract=summary -o found.jsonl", "a table of one's own"),
        Example("zcat 2025-11.jsonl.gz | kg extract - | head -1", "from and to a pipe"),
        Example(
            "kg extract papers.txt --model http://localhost:11434/v1#qwen3:8b -o found.jsonl",
            "a language model on a server that speaks OpenAI's protocol; the key is in METHODGRAPH_LLM_KEY",
        ),
    ),
)
