"""Tables: columns told by their names, rows over several lines, and what is wrong with single rows."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from extract.readers import read_papers

SAMPLE = Path(__file__).parents[2] / "data" / "readers" / "papers.csv"


def test_a_csv_file_is_read_by_the_names_of_its_columns() -> None:
    """Quoted cells keep commas, quotes and line breaks; broken rows are named with the line where they begin."""
    reading = read_papers(SAMPLE)
    first, last = reading
    assert set(reading.formats.values()) == {"csv"}
    assert (first.id, first.title) == ("doi:10.1234/sample.1", "Steerable Networks, for Molecules")
    assert first.abstract == 'We say "build",\nand go on here.'
    assert first.authors == ("Ada Example", "Bela Muster")
    assert (first.date, last.date) == (dt.date(2025, 1, 1), dt.date(2023, 1, 1))
    assert (last.title, last.authors) == ("Plain", ("Cem Örnek",))
    assert [str(e).rpartition("/")[2] for e in reading.errors] == [
        "papers.csv:4: has 2 columns where the header has 5",
        "papers.csv:5 [abstract]: is missing",
    ]


@pytest.mark.parametrize("delimiter", ["\t", ";", "|"])
def test_other_delimiters_are_seen(tmp_path: Path, delimiter: str) -> None:
    """Tabs, semicolons and bars between columns are told from the header."""
    file = tmp_path / "x"
    rows = [("id", "title", "abstract"), ("2510.26852v2", "One", "We, too."), ("7", "Two", "We do.")]
    file.write_text("\n".join(map(delimiter.join, rows)))
    assert [(p.id, p.abstract) for p in read_papers(file)] == [("arxiv:2510.26852", "We, too."), ("7", "We do.")]


def test_bytes_that_are_not_utf8_cost_one_row(tmp_path: Path) -> None:
    """The row that holds them is an error with its line, the others are papers."""
    file = tmp_path / "x.csv"
    file.write_bytes(b"title,abstract\nOne,We do.\ncaf\xe9,We drink.\nTwo,We go.\n")
    reading = read_papers(file)
    assert [p.title for p in reading] == ["One", "Two"]
    assert [e.line for e in reading.errors] == [3]


def test_a_quote_without_end_is_bounded(tmp_path: Path) -> None:
    """A quote that is never closed is an error, not a cell of the whole file."""
    file = tmp_path / "x.csv"
    file.write_text('title,abstract\nOne,We do.\nTwo,"We\n' + "x" * 300_000 + "\nThree,We go.\n")
    reading = read_papers(file)
    assert [p.title for p in reading] == ["One", "Three"]
    assert [e.line for e in reading.errors][:1] == [3]


def test_a_forced_table_without_the_columns_says_which_there_are(tmp_path: Path) -> None:
    """A header without a column of abstracts is one error that lists the columns."""
    file = tmp_path / "x.csv"
    file.write_text("id,title\n1,One\n")
    reading = read_papers(file, format="csv")
    assert len(reading) == 0
    assert str(reading.errors[0]).endswith("x.csv:1 [abstract]: no column is named so; columns are id, title")
