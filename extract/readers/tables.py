"""CSV and TSV: a table with a header, whose columns of titles and abstracts are told by their names."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator

from extract.readers.base import Head, Reader, Source
from extract.readers.records import best_id, checked, doi_of, first_day
from schemas import Paper
from schemas.errors import InputError

_NAMES = {
    "title": ("title", "papertitle", "articletitle", "documenttitle", "name"),
    "abstract": ("abstract", "abstracts", "paperabstract", "abstracttext", "summary", "abstractnote"),
    "id": ("arxivid", "arxiv", "id", "paperid", "key", "pmid"),
    "doi": ("doi", "digitalobjectidentifier"),
    "url": ("url", "link", "address", "urlabs"),
    "date": ("date", "published", "publicationdate", "publisheddate", "created"),
    "year": ("year", "publicationyear", "pubyear"),
    "authors": ("authors", "author", "authornames", "authorfullnames"),
    "categories": ("categories", "category", "subjects", "keywords", "authorkeywords"),
}
_DELIMITERS = ",\t;|"


class Tables(Reader):
    """One paper a row; commas, tabs, semicolons or bars between the columns."""

    name = "csv"
    summary = "a table (CSV, TSV) whose header names a column of titles and one of abstracts"

    def sniff(self, head: Head) -> float:
        """Sure where the first row names both columns."""
        return 0.96 if {"title", "abstract"} <= _columns(_header(head)[1]).keys() else 0.0

    def read(self, source: Source) -> Iterator[Paper]:
        """The rows in their order; a row that has too many or too few columns is an error."""
        delimiter, header = _header(source.head)
        columns = _columns(header)
        for field in ("title", "abstract"):
            if field not in columns:
                message = f"no column is named so; columns are {', '.join(header)[:200]}"
                raise InputError(message, file=source.label, line=1, field=field)
        bad: list[tuple[int, str]] = []
        rows = csv.reader(_lines(source, bad), delimiter=delimiter)
        begin = 1
        while True:
            bad.clear()
            try:
                row = next(rows)
            except StopIteration:
                return
            except csv.Error as error:
                source.broken(f"is no row that can be read: {error}", begin)
                begin = rows.line_num + 1
                continue
            line, begin = begin, rows.line_num + 1
            if bad:
                source.broken(bad[0][1], bad[0][0])
            elif line == 1 or not row:
                continue
            elif len(row) != len(header):
                source.broken(f"has {len(row)} columns where the header has {len(header)}", line)
            else:
                paper = checked(_fields(columns, row), source, line=line)
                if paper is not None:
                    yield paper


def _lines(source: Source, bad: list[tuple[int, str]]) -> Iterator[str]:
    for line in source.lines():
        if line.problem:
            bad.append((line.number, line.problem))
        yield "" if line.problem and "longer" in line.problem else f"{line.text}\n"


def _header(head: Head) -> tuple[str, list[str]]:
    """The delimiter that gives the first line most columns, and the names of those."""
    first = head.text.partition("\n")[0].rstrip("\r")
    best = max(_DELIMITERS, key=first.count)
    try:
        return best, next(csv.reader([first], delimiter=best), [])
    except csv.Error:
        return best, []


def _columns(header: list[str]) -> dict[str, int]:
    """Which column holds which field; of several names the first of our list."""
    keys = [re.sub(r"[\W_]+", "", name.casefold()) for name in header]
    found = {field: next((keys.index(n) for n in names if n in keys), None) for field, names in _NAMES.items()}
    return {field: place for field, place in found.items() if place is not None}


def _fields(columns: dict[str, int], row: list[str]) -> dict[str, object]:
    value = {field: row[place].strip() or None for field, place in columns.items()}
    authors = value.get("authors")
    own = value.get("id")
    return {
        "id": best_id(arxiv=own, doi=value.get("doi"), own=own),
        "title": value.get("title"),
        "abstract": value.get("abstract"),
        "url": value.get("url"),
        "date": value.get("date") or first_day(value.get("year")),
        "authors": tuple(filter(None, map(str.strip, re.split(r";|\||\band\b", authors)))) if authors else None,
        "categories": _subjects(value.get("categories")),
        "doi": doi_of(value.get("doi")),
    }


def _subjects(cell: str | None) -> tuple[str, ...] | None:
    """Subjects between semicolons, else commas; with neither, arXiv's way of spaces between."""
    if cell is None:
        return None
    parts = cell.split(";" if ";" in cell else "," if "," in cell else None)
    return tuple(filter(None, map(str.strip, parts)))
