"""The XML formats: arXiv's Atom feed, arXiv's OAI-PMH and PubMed, on samples after their documentation."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from extract.readers import read_papers
from schemas.errors import InputError

DATA = Path(__file__).parents[2] / "data" / "readers"


def said(errors: list[InputError]) -> list[str]:
    """The errors as a person reads them, without the folder."""
    return [str(e).rpartition("/")[2] for e in errors]


def test_an_atom_feed_gives_all_that_it_says_of_a_paper() -> None:
    """Wrapped titles and abstracts become lines and paragraphs; id, day, authors, categories, address and DOI stay."""
    reading = read_papers(DATA / "arxiv-atom.xml")
    first, last = reading
    assert set(reading.formats.values()) == {"arxiv-atom"}
    assert first.id == "arxiv:2599.00001"
    assert first.title == "Steerable Networks for Molecules & Crystals"
    assert first.abstract == (
        "We build a network that is equivariant to $SE(3)$. It is tested on QM9 where $a < b$."
        "\n\nIt also works on crystals."
    )
    assert first.authors == ("Ada Example", "Bela Muster")
    assert first.categories == ("cs.LG", "physics.chem-ph")
    assert first.date == dt.date(2025, 10, 30)
    assert first.url == "http://arxiv.org/abs/2599.00001v2"
    assert (first.model_extra or {})["doi"] == "10.1234/sample.1"
    assert first.sources == ("arxiv-atom.xml",)
    assert (last.id, last.authors) == ("arxiv:hep-th/9901001", ("Cem Örnek",))
    assert said(reading.errors) == ["arxiv-atom.xml:35 [abstract]: is missing"]


def test_oai_answers_are_read_in_three_kinds_of_metadata() -> None:
    """arXiv, arXivRaw and Dublin Core give papers, deleted records nothing, a record without abstract an error."""
    reading = read_papers(DATA / "arxiv-oai.xml")
    own, raw, dublin = reading
    assert set(reading.formats.values()) == {"arxiv-oai"}
    assert (own.id, own.date, own.categories) == (
        "arxiv:2599.00001",
        dt.date(2025, 10, 30),
        ("cs.LG", "physics.chem-ph"),
    )
    assert own.authors == ("Ada Example", "Bela Muster Jr")
    assert own.abstract == "We build a network that is equivariant to $SE(3)$."
    assert own.url == "https://arxiv.org/abs/2599.00001"
    assert (raw.id, raw.date) == ("arxiv:math/0309136", dt.date(2003, 9, 8))
    assert (dublin.id, dublin.date) == ("arxiv:2599.00003", dt.date(2025, 10, 29))
    assert dublin.abstract == "We describe with few elements."
    assert said(reading.errors) == ["arxiv-oai.xml:56 [abstract]: is missing"]


def test_an_error_of_the_oai_server_is_said(tmp_path: Path) -> None:
    """An answer that holds an error instead of records is that error, with the server's words."""
    file = tmp_path / "x.xml"
    file.write_text('<OAI-PMH xmlns="x"><error code="noRecordsMatch">Nothing in May</error></OAI-PMH>')
    reading = read_papers(file)
    assert len(reading) == 0
    assert said(reading.errors) == ["x.xml:1: the server answered: Nothing in May"]


def test_pubmed_articles_are_read() -> None:
    """Marked-up titles become text, parts of an abstract paragraphs; a DOI is the id where there is one."""
    reading = read_papers(DATA / "pubmed.xml")
    first, last = reading
    assert set(reading.formats.values()) == {"pubmed"}
    assert first.title == "Uptake of Ca2+ learned by a graph network."
    assert first.abstract == "BACKGROUND: Little is known.\n\nMETHODS: We train a graph network with p<0.05."
    assert (first.id, (first.model_extra or {})["pmid"]) == ("doi:10.1234/sample.2", "99000001")
    assert first.authors == ("Ada B Example", "Samples Consortium")
    assert first.categories == ("Calcium",)
    assert (first.date, last.date) == (dt.date(2024, 2, 9), dt.date(1998, 12, 1))
    assert (last.id, last.url) == ("pmid:99000003", "https://pubmed.ncbi.nlm.nih.gov/99000003/")
    assert said(reading.errors) == ["pubmed.xml:24 [abstract]: is missing"]


@pytest.mark.parametrize(
    "declared",
    [
        '<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">',
        '<!ENTITY a SYSTEM "file:///etc/passwd">',
        '<!ENTITY % a SYSTEM "http://127.0.0.1:9/x.dtd"> %a;',
    ],
    ids=["expansion", "file", "network"],
)
def test_entities_are_refused(tmp_path: Path, declared: str) -> None:
    """Declared entities, with which a small file can grow without end or read others, end the reading with an error."""
    text = (DATA / "pubmed.xml").read_text("utf-8").replace('.dtd">', f'.dtd" [{declared}]>')
    file = tmp_path / "bomb.xml"
    file.write_text(text.replace("Old trials.", "&a;"), "utf-8")
    reading = read_papers(file)
    assert len(reading) == 0
    assert said(reading.errors) == ["bomb.xml:2: declares entities, which can be used as a bomb; they are not expanded"]


def test_what_stands_before_a_break_is_read(tmp_path: Path) -> None:
    """XML that is cut or not well-formed is an error with its line, behind the papers before it."""
    text = (DATA / "arxiv-atom.xml").read_text("utf-8")
    file = tmp_path / "cut.xml"
    file.write_text(text[: text.index("<title>Old")], "utf-8")
    reading = read_papers(file)
    assert [p.id for p in reading] == ["arxiv:2599.00001"]
    assert said(reading.errors)[1:] == ["cut.xml:44: is no well-formed XML from here on: no element found"]

    file.write_text(text.replace("<title>Old Numbers</title>", "<title>Old Numbers</tilte>"), "utf-8")
    reading = read_papers(file)
    assert [p.id for p in reading] == ["arxiv:2599.00001"]
    assert said(reading.errors)[1:] == ["cut.xml:44: is no well-formed XML from here on: mismatched tag"]


def test_records_that_are_too_long_or_too_deep_cost_themselves_only(tmp_path: Path) -> None:
    """A record past the limits is an error with the line where it begins; its neighbours are papers."""
    text = (DATA / "arxiv-atom.xml").read_text("utf-8")
    file = tmp_path / "x.xml"
    deep = "<i>" * 500 + "</i>" * 500
    file.write_text(text.replace("<title>An Entry", f"<title>{deep}An Entry"), "utf-8")
    reading = read_papers(file)
    assert len(reading) == 2
    assert said(reading.errors) == ["x.xml:35: has more than 100 elements inside each other"]

    file.write_text(text.replace("<title>An Entry", "<title>" + "long \n" * 3_000), "utf-8")
    reading = read_papers(file, line_limit=10_000)
    assert len(reading) == 2
    assert said(reading.errors) == ["x.xml:35: is longer than 10,000 characters"]


def test_a_tag_without_end_is_not_held_in_memory(tmp_path: Path) -> None:
    """A comment or tag longer than the limit ends the reading with an error."""
    text = (DATA / "arxiv-atom.xml").read_text("utf-8")
    file = tmp_path / "x.xml"
    file.write_text(text.replace("<id>http://arxiv.org/abs/hep", f'<id x="{"y" * 3_000_000}">http://arxiv.org/abs/hep'))
    reading = read_papers(file, line_limit=1_000_000)
    assert [p.id for p in reading] == ["arxiv:2599.00001"]
    assert "holds a tag or a comment longer than 1,000,000 bytes" in said(reading.errors)[-1]


def test_other_xml_is_not_guessed(tmp_path: Path) -> None:
    """XML of another kind is a shape that no reader knows."""
    file = tmp_path / "x.xml"
    file.write_text("<rss><channel><title>News</title></channel></rss>")
    reading = read_papers(file)
    assert len(reading) == 0
    assert "no reader knows its shape" in str(reading.errors[0])
