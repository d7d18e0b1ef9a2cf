"""Parquet: rows to papers, typed cells, damage and limits."""

from __future__ import annotations

import datetime as dt
import gzip
import subprocess
import sys
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from extract.readers import Reading, parquet, read_papers

SAMPLE = Path(__file__).parents[2] / "data" / "readers" / "papers.parquet"


def written(path: Path, rows: int = 10, group: int = 1_000, **columns: list[object]) -> Path:
    """A table of numbered papers."""
    table = {"title": [f"T{n}" for n in range(rows)], "abstract": [f"We do {n}." for n in range(rows)], **columns}
    pq.write_table(pa.table(table), path, row_group_size=group, compression="none", use_dictionary=False)
    return path


def said(reading: Reading) -> list[str]:
    """The errors, without the folder."""
    assert len(reading) >= 0
    return [str(e).rpartition("/")[2] for e in reading.errors]


def test_a_table_is_read() -> None:
    """Ids, times with nanoseconds, lists, lists of records and a DOI become fields; a missing abstract is an error."""
    reading = read_papers(SAMPLE)
    first, second, third = reading
    assert set(reading.formats.values()) == {"parquet"}
    assert (first.id, first.title) == ("arxiv:2510.26852", "Steerable Networks, for Molecules")
    assert first.abstract == "We build a network for molecules."
    assert first.authors == ("Ada Example", "Bela Muster")
    assert first.categories == ("cs.LG", "physics.chem-ph")
    assert [p.date for p in reading] == [dt.date(2025, 10, 30), dt.date(2025, 1, 1), dt.date(2023, 1, 1)]
    assert second.authors == ("Cem Örnek",)
    assert third.id == "doi:10.1234/sample.4"
    assert first.sources == ("papers.parquet",)
    assert said(reading) == ["papers.parquet [abstract]: is missing (record 2)"]


def test_packed_tables_and_pipes(tmp_path: Path) -> None:
    """A table in gzip, in an archive or on standard input gives the papers of the plain one."""
    packed, archive = tmp_path / "x.parquet.gz", tmp_path / "x.zip"
    packed.write_bytes(gzip.compress(SAMPLE.read_bytes()))
    with zipfile.ZipFile(archive, "w") as members:
        members.write(SAMPLE, "papers.parquet")
    expected = [p.id for p in read_papers(SAMPLE)]
    assert [p.id for p in read_papers(packed)] == expected
    assert [p.id for p in read_papers(archive)] == expected
    program = "from extract.readers import read_papers; print([p.id for p in read_papers('-')])"
    command = [sys.executable, "-c", program]
    out = subprocess.run(command, input=SAMPLE.read_bytes(), capture_output=True, check=True)
    assert out.stdout.decode().strip() == str(expected)


def test_columns_are_named(tmp_path: Path) -> None:
    """Columns that a person names are taken before those that are guessed."""
    file = written(tmp_path / "x.parquet", 1, Titel=["Ein Titel"], Kurz=["Wir tun es."])
    (paper,) = read_papers(file, columns={"title": "Titel", "abstract": "kurz"})
    assert (paper.title, paper.abstract) == ("Ein Titel", "Wir tun es.")
    assert said(read_papers(file, columns={"title": "Tittel"})) == [
        "x.parquet [title]: has no column 'Tittel'; columns are title, abstract, Titel, Kurz"
    ]


def test_a_damaged_group_costs_its_rows(tmp_path: Path) -> None:
    """Bytes that are damaged inside a group of rows are an error that says which rows, and the others are read."""
    file = written(tmp_path / "x.parquet", 3_000, 1_000)
    metadata = pq.ParquetFile(file).metadata
    content = bytearray(file.read_bytes())
    place = metadata.row_group(1).column(1).data_page_offset
    content[place : place + 40] = b"\xff" * 40
    file.write_bytes(content)
    reading = read_papers(file)
    assert {f"T{n}" for n in (*range(1_000), *range(2_000, 3_000))} <= {p.title for p in reading}
    assert len(reading) < 3_000
    assert said(reading)[0].startswith("x.parquet: rows 1,001 to 2,000 cannot all be read (")


@pytest.mark.parametrize("content", [SAMPLE.read_bytes()[:-20], b"PAR1" + b"\0" * 50], ids=["cut", "empty"])
def test_a_cut_table_is_an_error(tmp_path: Path, content: bytes) -> None:
    """A table without its end is one error; a text format that is forced on a table, too."""
    file = tmp_path / "x.parquet"
    file.write_bytes(content)
    assert said(read_papers(file))[0].startswith("x.parquet: is no Parquet file that can be read (")
    assert said(read_papers(SAMPLE, format="csv")) == ["papers.parquet: is a Parquet file, which cannot be read as csv"]
    file.write_text("title,abstract\n")
    assert said(read_papers(file, format="parquet"))[0].startswith("x.parquet: is no Parquet file that can be read (")


def test_a_table_without_papers(tmp_path: Path) -> None:
    """A table of other columns is an error that lists them, and passed over in a folder."""
    pq.write_table(pa.table({"id": [1], "title": ["T"]}), tmp_path / "x.parquet")
    (error,) = said(read_papers(tmp_path / "x.parquet"))
    assert error.startswith("x.parquet [abstract]: no column is named so; columns are id, title; --columns abstract=")
    written(tmp_path / "y.parquet", 2)
    folder = read_papers(tmp_path)
    assert len(folder) == 2
    assert folder.passed_over == [str(tmp_path / "x.parquet")]


def test_limits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A row past the limit of a line costs itself, a group past its limit costs its rows."""
    rows: list[object] = ["We do it.", "x" * 5_000, "We stay."]
    file = written(tmp_path / "x.parquet", 3, abstract=rows)
    reading = read_papers(file, line_limit=1_000)
    assert [p.title for p in reading] == ["T0", "T2"]
    assert said(reading) == ["x.parquet: is longer than 1,000 characters (record 2)"]
    monkeypatch.setattr(parquet, "GROUP_LIMIT", 1_000)
    assert "unpack to" in said(read_papers(file))[0]


def test_missing_numbers_of_pandas(tmp_path: Path) -> None:
    """NaN where a year or an id is missing is nothing; numbers with a fraction of zero are whole ones."""
    file = written(tmp_path / "x.parquet", 2, id=[7.0, float("nan")], year=[2024.0, float("nan")])
    first, second = read_papers(file)
    assert (first.id, first.date) == ("7", dt.date(2024, 1, 1))
    assert (second.id.startswith("p:"), second.date) == (True, None)
