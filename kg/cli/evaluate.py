"""``kg evaluate``: extractions against gold."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.command import (
    MAKE,
    Command,
    Example,
    Jobs,
    Json,
    Labels,
    Model,
    OwnProfile,
    PriceIn,
    PriceOut,
    Profile,
    Threshold,
)

if TYPE_CHECKING:
    from extract.evaluation import Report
    from extract.readers import Reading
    from kg.cli.given import LazyExtractor
    from schemas import Extraction
    from schemas.errors import RecordError


def evaluate(
    gold: Annotated[str, typer.Argument(metavar="GOLD.jsonl", help="Annotated papers; - is standard input.")],
    predicted: Annotated[
        str | None,
        typer.Argument(metavar="PREDICTED.jsonl", help="Extractions; without it, the model reads the gold papers."),
    ] = None,
    errors: Annotated[
        int, typer.Option("--errors", min=0, metavar="N", help="List the N mentions most often missed and made up.")
    ] = 0,
    names: Annotated[
        Path | None,
        typer.Option("--names", metavar="FOLDER", help="Judge names instead: a folder of pairs.jsonl, clusters.jsonl."),
    ] = None,
    known_aliases: Annotated[
        bool,
        typer.Option(
            "--known-aliases/--no-known-aliases", help="With --names: use the table that we ship, as a build."
        ),
    ] = True,
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Write a page with every paper, gold and found.")
    ] = None,
    model: Model = "default",
    profile: Profile = OwnProfile.DEFAULT,
    label: Labels = None,
    threshold: Threshold = None,
    jobs: Jobs = None,
    price_in: PriceIn = None,
    price_out: PriceOut = None,
    json: Json = False,
) -> None:
    """Score extractions against annotated papers: mentions, entities, relations and what papers propose.

    Papers are matched by title; a gold paper that was not predicted counts as all missed. Figures are precision,
    recall and F1 in per cent.

    With --names, score how well names meet: each name of the gold pairs and clusters gets its node as if a paper of its
    own came to those of GOLD.jsonl (or PREDICTED.jsonl, where given), without a vote in what these decide. Pairwise
    precision and recall count the pairs that met, B-cubed the clusters.
    """
    from extract.readers import read_papers
    from kg.cli.faults import list_errors
    from kg.cli.given import LazyExtractor, model_options, named_model
    from kg.cli.output import note

    if names is not None:
        from kg.cli.names import judge

        reading = read_papers(predicted or gold)
        corpus = _extractions(reading, predicted or gold)
        judge(names, corpus, known=known_aliases, errors=errors, json=json)
        list_errors(reading.errors, reading.error_count)
        if reading.errors:
            raise typer.Exit(2)
        return
    readings = [read_papers(gold)]
    skipped: list[RecordError] = []
    annotated = _extractions(readings[0], gold)
    if predicted is None:
        options = model_options(label, threshold, price_in, price_out)
        with LazyExtractor(named_model(model, profile), options, jobs=jobs) as extractor:
            found = _found(annotated, extractor, skipped, quiet=json)
        for said in extractor.usage.lines() if extractor.usage else ():
            note(said)
    else:
        readings.append(read_papers(predicted))
        found = _extractions(readings[1], predicted)

    from extract.evaluation import error_page
    from extract.evaluation import evaluate as score

    report = score(annotated, found)
    if json:
        print(report.to_json(errors))
    else:
        _print(report, errors)
    if html is not None:
        html.write_text(error_page(annotated, found), "utf-8")
        note(f"Written: {html}")
    for reading in readings:
        list_errors(reading.errors, reading.error_count)
    list_errors(skipped, len(skipped))
    if skipped or any(reading.errors for reading in readings):
        raise typer.Exit(2)


def _found(
    annotated: list[Extraction], extractor: LazyExtractor, skipped: list[RecordError], *, quiet: bool
) -> list[Extraction]:
    """What the model finds in the annotated papers, of which it sees title and abstract alone."""
    from kg.cli.given import bare
    from kg.cli.output import progress
    from kg.extracted import extracted

    found = []
    with progress(quiet=quiet) as bars:
        task = bars.add_task("extracting", total=len(annotated))
        for extraction in extracted([bare(paper) for paper in annotated], extractor.extract, skipped):
            found.append(extraction)
            bars.advance(task)
    return found


def _extractions(reading: Reading, file: str) -> list[Extraction]:
    """The annotated papers of a file.

    Raises:
        InputError: it holds none.
    """
    from schemas import Extraction
    from schemas.errors import InputError

    found = [paper for paper in reading if isinstance(paper, Extraction)]
    if not found:
        raise reading.errors[0] if reading.errors else InputError("holds no line with mentions", file=file)
    return found


def _print(report: Report, errors: int) -> None:
    from kg.cli.output import heading, print_table
    from kg.cli.text import plural

    heading(f"{plural(report.papers, 'gold paper')}, {report.matched:,} of them predicted")
    rows = [
        (r.measure, r.type, f"{r.precision:.1f}", f"{r.recall:.1f}", f"{r.f1:.1f}", r.gold, r.predicted)
        for r in report.table()
    ]
    print_table(("measure", "type", "precision", "recall", "F1", "gold", "predicted"), rows, right=(2, 3, 4))
    for title, worst in (("missed", report.most_missed(errors)), ("made up", report.most_spurious(errors))):
        if worst:
            heading(f"\nMost often {title}")
            print_table(("times", "type", "text"), [(e.count, e.type, e.text) for e in worst])


COMMAND = Command(
    "evaluate",
    MAKE,
    evaluate,
    (
        Example("kg evaluate extract/corpus/dev.jsonl", "the model that is installed"),
        Example("kg evaluate gold.jsonl found.jsonl --html errors.html", "extractions of any origin, and their errors"),
        Example("kg evaluate found.jsonl --names tests/data/names --errors 50", "names: pairs and clusters"),
    ),
)
