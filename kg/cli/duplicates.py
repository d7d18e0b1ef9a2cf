"""Which records were one paper: what ``kg build`` says of it, and the file that lists them."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.text import plural
from schemas.errors import UsageError

if TYPE_CHECKING:
    from schemas.duplicates import Join, Joining

_RULES = {
    "arxiv": "arXiv number",
    "doi": "DOI",
    "id": "id",
    "title": "title",
    "abstract": "nearly the same abstract",
    "title and abstract": "title and abstract, under two ids",
}
_COLUMNS = (
    *("rule", "jaccard", "id", "title", "sources", "same_as", "same_as_title", "same_as_sources"),
    *("kept", "kept_title", "in_graph"),
)
_UNLIKE = 0.1
"""Jaccard of two abstracts below which one id over two titles is worth a look."""


def check_target(file: str | None) -> None:
    """See that a file for the list can be written.

    Raises:
        UsageError: its ending says no format, or its folder is not there.
    """
    if file is None:
        return
    if Path(file).suffix.lower() not in {".csv", ".jsonl"}:
        raise UsageError(f"--duplicates {file}: the name must end in .csv or .jsonl")
    if not Path(file).absolute().parent.is_dir() or Path(file).is_dir():
        raise UsageError(f"--duplicates {file}: is no place for a file")


def write_duplicates(file: str, joining: Joining) -> None:
    """Write one row or line for each record that was a paper known by then."""
    from kg.values import to_json

    with Path(file).open("w", encoding="utf-8", newline="") as stream:
        if Path(file).suffix.lower() == ".csv":
            rows = csv.DictWriter(stream, _COLUMNS)
            rows.writeheader()
            for join in joining.joins:
                row = as_row(join)
                rows.writerow({k: "; ".join(v) if isinstance(v, list) else v for k, v in row.items()})
        else:
            stream.writelines(to_json(as_row(join)) + "\n" for join in joining.joins)


def as_row(join: Join) -> dict[str, Any]:
    """A join with the paper that is kept, as JSON has it."""
    kept = join.kept
    values = (
        *(join.rule.value, join.jaccard, join.id, join.title, list(join.sources)),
        *(join.with_id, join.with_title, list(join.with_sources), kept.id, kept.title, join.held),
    )
    return dict(zip(_COLUMNS, values, strict=True))


def in_words(joining: Joining) -> str | None:
    """How many records were known papers, and by which rules; None where there were none."""
    if not joining.joins:
        return None
    rules = ", ".join(f"{n:,} by {_RULES[rule]}" for rule, n in joining.counts.items())
    held = sum(j.held for j in joining.joins)
    behind = f"; {held:,} with papers that the graph held" if held else ""
    return f"{plural(joining.records, 'record')}, {len(joining.joins):,} of papers known by then: {rules}{behind}"


def as_json(joining: Joining) -> dict[str, Any]:
    """The same for a program."""
    held = sum(j.held for j in joining.joins)
    return {"records": joining.records, "joined": len(joining.joins), "rules": joining.counts, "in_graph": held}


def doubts(joining: Joining) -> Iterator[str]:
    """What a person may want to look at."""
    unlike = [
        j for j in joining.joins if j.rule in ("arxiv", "doi", "id") and j.jaccard < _UNLIKE and j.title != j.with_title
    ]
    if unlike:
        first = unlike[0]
        yield (
            f"{plural(len(unlike), 'record')} taken for a known paper by id alone, though title and abstract differ: "
            f"{first.id} {first.title!r} and {first.with_title!r}, for one; --duplicates FILE.csv lists all"
        )
    if joining.renamed:
        yield (
            f"{plural(len(joining.renamed), 'paper')} came with an id that another paper has, such as "
            f"{joining.renamed[0]!r}, and got an id of its own"
        )
