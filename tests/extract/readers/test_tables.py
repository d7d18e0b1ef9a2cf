"""Tables: columns told by their names, rows over several lines, and what is wrong with single rows."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest

from extract.readers import parsed_columns, read_papers
from schemas.errors import UsageError

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
    assert str(reading.errors[0]).endswith(
        "x.csv:1 [abstract]: no column is named so; columns are id, title; --columns abstract=NAME says which it is"
    )


def test_columns_are_named(tmp_path: Path) -> None:
    """Columns that a person names are found whatever they are called, beside those that are guessed."""
    file = tmp_path / "x.csv"
    file.write_text('Titel,"Kurz, deutsch",DOI,Jahr,Name\nEins,Wir tun es.,10.1234/A,2024-03,Ada\n', "utf-8")
    assert len(read_papers(file)) == 0
    columns = parsed_columns(["title=Titel,abstract=Kurz, deutsch", "date=jahr, authors = Name"])
    reading = read_papers(file, columns=columns)
    (paper,) = reading
    assert (paper.id, paper.title, paper.abstract) == ("doi:10.1234/a", "Eins", "Wir tun es.")
    assert (paper.date, paper.authors) == (dt.date(2024, 3, 1), ("Ada",))
    assert set(reading.formats.values()) == {"csv"}


def test_a_column_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    """A column that a person names and the table lacks is an error with the columns that there are."""
    file = tmp_path / "x.csv"
    file.write_text("title,abstract\nOne,We do.\n")
    reading = read_papers(file, format="csv", columns={"id": "number"})
    assert len(reading) == 0
    assert str(reading.errors[0]).endswith("x.csv:1 [id]: has no column 'number'; columns are title, abstract")


def test_columns_without_a_table_are_an_error(tmp_path: Path) -> None:
    """Where no file is a table, columns that a person names are not passed over in silence."""
    file = tmp_path / "x.jsonl"
    file.write_text('{"title": "One", "abstract": "We do."}\n')
    reading = read_papers(file, columns={"id": "number"})
    assert len(reading) == 1
    assert [str(e) for e in reading.errors] == ["columns were named, but no file is a table"]


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("title", "columns are written FIELD=COLUMN,FIELD=COLUMN, not 'title'"),
        ("title=", "not 'title='"),
        ("titel=Name", "there is no field 'titel' for a column; fields are title, abstract, id"),
        ("title=One,title=Two", "two columns are named for title: 'One' and 'Two'"),
    ],
)
def test_columns_that_are_written_wrong(text: str, error: str) -> None:
    """What is no FIELD=COLUMN, an unknown field and a field that is named twice are refused."""
    with pytest.raises(UsageError, match=re.escape(error)):
        parsed_columns([text])
