"""CSV and TSV: a table with a header, whose columns of titles and abstracts are told by their names."""

from __future__ import annotations

import csv
from collections.abc import Iterator

from extract.readers.base import Head, Reader, Source
from extract.readers.columns import column_places, fields_of, has_papers
from extract.readers.records import checked
from schemas import Paper

_DELIMITERS = ",\t;|"


class Tables(Reader):
    """One paper a row; commas, tabs, semicolons or bars between the columns."""

    name = "csv"
    summary = "a table (CSV, TSV) whose header names a column of titles and one of abstracts"

    def sniff(self, head: Head) -> float:
        """Sure where the first row names both columns."""
        return 0.96 if has_papers(_header(head)[1], head.columns) else 0.0

    def read(self, source: Source) -> Iterator[Paper]:
        """The rows in their order; a row that has too many or too few columns is an error."""
        delimiter, header = _header(source.head)
        columns = column_places(header, source.head.columns, source, 1)
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
                paper = checked(fields_of({f: row[n] for f, n in columns.items()}), source, line=line)
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
