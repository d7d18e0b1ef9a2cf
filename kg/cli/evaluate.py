"""``kg evaluate``: extractions against gold."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kg.cli.command import MAKE, Command, Example, Json, Model

if TYPE_CHECKING:
    from extract.readers import Reading
    from schemas import Extraction


def evaluate(
    gold: Annotated[str, typer.Argument(metavar="GOLD.jsonl", help="Annotated papers.")],
    predicted: Annotated[
        str | None,
        typer.Argument(metavar="PREDICTED.jsonl", help="Extractions; without it, the model reads the gold papers."),
    ] = None,
    errors: Annotated[int, typer.Option("--errors", min=0, metavar="N", help="List the N most frequent errors.")] = 0,
    html: Annotated[str | None, typer.Option("--html", metavar="FILE", help="Write the errors in their texts.")] = None,
    model: Model = "default",
    json: Json = False,
) -> None:
    """Score extractions against annotated papers: mentions, entities, relations and proposals.

    Papers are matched by title. Figures are precision, recall and F1 in per cent.
    """
    from extract.readers import read_papers
    from kg.cli.faults import list_errors
    from kg.cli.given import LazyExtractor, bare
    from kg.cli.output import print_json, print_table, progress

    gold_reading = read_papers(gold)
    annotated = _extractions(gold_reading, gold)
    readings = [gold_reading]
    if predicted is None:
        with progress(quiet=json) as bars:
            task = bars.add_task("extracting", total=len(annotated))
            found = []
            for x in LazyExtractor(model).extract([bare(p) for p in annotated]):
                found.append(x)
                bars.advance(task)
    else:
        readings.append(read_papers(predicted))
        found = _extractions(readings[1], predicted)
    from extract.evaluation import evaluate as scored

    report = scored(annotated, found)
    for reading in readings:
        list_errors(reading.errors, reading.error_count)
    rows = [_row(r) for r in report.table()]
    if json:
        print_json(rows)
    elif rows:
        print_table(tuple(rows[0]), [tuple(r.values()) for r in rows])
    if any(r.errors for r in readings):
        raise typer.Exit(2)


def _row(row: Any) -> dict[str, Any]:
    return dict(row) if isinstance(row, dict) else asdict(row)


def _extractions(reading: Reading, file: str) -> list[Extraction]:
    """The annotated papers of a file.

    Raises:
        InputError: it holds none.
    """
    from schemas import Extraction
    from schemas.errors import InputError

    found = [p for p in reading if isinstance(p, Extraction)]
    if not found:
        raise reading.errors[0] if reading.errors else InputError("holds no line with mentions", file=file)
    return found


COMMAND = Command(
    "evaluate",
    MAKE,
    evaluate,
    (
        Example("kg evaluate extract/corpus/dev.jsonl", "the model that is installed"),
        Example("kg evaluate gold.jsonl found.jsonl --errors 20", "extractions of any origin"),
    ),
)
