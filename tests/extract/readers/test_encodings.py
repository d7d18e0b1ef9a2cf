"""UTF-16 and UTF-32: any format in them is read as it is in UTF-8."""

from __future__ import annotations

import codecs
import gzip
from pathlib import Path

import pytest

from extract.readers import Reading, read_papers

SAMPLES = Path(__file__).parents[2] / "data" / "readers"
LISTING = Path(__file__).parents[3] / "examples" / "listings" / "listing-3.txt"


def papers(reading: Reading) -> list[tuple[str, str, str]]:
    """What was read, without the names of the files."""
    return [(p.id, p.title, p.abstract) for p in reading]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("name", ["arxiv-atom.xml", "pubmed.xml", "papers.csv", "semantic-scholar.jsonl", "listing"])
def test_text_in_wide_characters_is_read(tmp_path: Path, name: str, encoding: str) -> None:
    """With a byte order mark, XML, tables, JSON Lines and listings give the same papers and errors as in UTF-8."""
    plain = LISTING if name == "listing" else SAMPLES / name
    text = plain.read_text("utf-8").replace('encoding="UTF-8"', f'encoding="{encoding[:6].upper()}"')
    file = tmp_path / plain.name
    mark = codecs.BOM_UTF16_BE if encoding.endswith("be") else b""
    file.write_bytes(mark + text.encode(encoding))
    reading, expected = read_papers(file), read_papers(plain)
    assert papers(reading) == papers(expected)
    assert [(e.message, e.line, e.field) for e in reading.errors] == [
        (e.message, e.line, e.field) for e in expected.errors
    ]
    assert len(reading) > 0


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_xml_without_a_mark_declares_itself(tmp_path: Path, encoding: str) -> None:
    """XML in UTF-16 without a byte order mark is known by its declaration, packed or not."""
    text = (SAMPLES / "arxiv-atom.xml").read_text("utf-8").replace('encoding="UTF-8"', "encoding='UTF-16'")
    file = tmp_path / "feed.xml"
    for content in (text.encode(encoding), gzip.compress(text.encode(encoding))):
        file.write_bytes(content)
        assert papers(read_papers(file)) == papers(read_papers(SAMPLES / "arxiv-atom.xml"))


def test_half_a_pair_costs_one_line(tmp_path: Path) -> None:
    """Half of a surrogate pair in UTF-16 is an error with its line, and the lines around it are read."""
    file = tmp_path / "x.csv"
    text = "title\tabstract\nOne\tWe do.\nT\ud800wo\tWe go.\nThree\tWe stay.\n"
    file.write_bytes(b"\xff\xfe" + text.encode("utf-16-le", "surrogatepass"))
    reading = read_papers(file)
    assert [p.title for p in reading] == ["One", "Three"]
    assert [e.line for e in reading.errors] == [3]


def test_text_that_is_cut_inside_a_character_says_so(tmp_path: Path) -> None:
    """Lines before the cut are read, and the cut is an error."""
    file = tmp_path / "x.csv"
    file.write_bytes("title\tabstract\nOne\tWe do.\nTwo\tWe go.\n".encode("utf-16") + b"x")
    reading = read_papers(file)
    assert [p.title for p in reading] == ["One", "Two"]
    assert "is no UTF-16 from here on" in str(reading.errors[0])
