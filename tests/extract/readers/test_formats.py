"""What each format gives: fields, ids, sources, extraction lines, compressed files and standard input."""

from __future__ import annotations

import datetime as dt
import gzip
import json
import subprocess
import sys
from pathlib import Path

import pytest

import extract.readers
from extract.readers import Reader, read_papers, readers
from schemas import Extraction, paper_id

ROOT = Path(__file__).parents[3]
LISTING = ROOT / "examples" / "listings" / "listing-3.txt"
DEV = ROOT / "extract" / "corpus" / "dev.jsonl"
ARXIV = {
    "id": "2510.26852",
    "title": "A Title",
    "abstract": "An abstract.",
    "authors": ["A. Author", "B. Author"],
    "categories": ["cs.LG"],
    "date": "2025-10-30",
    "url": "https://arxiv.org/abs/2510.26852",
    "comment": "5 pages",
}


def jsonl(path: Path, *records: dict[str, object]) -> Path:
    """The path, holding the records as JSON Lines."""
    path.write_text("".join(json.dumps(r) + "\n" for r in records), "utf-8")
    return path


def test_every_reader_is_found_by_its_file() -> None:
    """The registry names each module that holds a reader, without a list of them anywhere."""
    folder = Path(extract.readers.__file__).parent
    with_reader = {p.stem for p in folder.glob("*.py") if "(Reader):" in p.read_text("utf-8")}
    assert {r.__class__.__module__.rpartition(".")[2] for r in readers().values()} == with_reader
    assert all(f"| `{name}` |" in (ROOT / "docs" / "readers.md").read_text("utf-8") for name in readers())
    assert all(name in (ROOT / "kg" / "cli" / "command.py").read_text("utf-8") for name in readers())
    assert set(readers()) >= {"alternating", "arxiv-atom", "arxiv-oai", "blocks", "jsonl", "pubmed"}
    assert all(isinstance(r, Reader) and r.summary for r in readers().values())


def test_a_new_reader_is_a_new_file(tmp_path: Path) -> None:
    """A file that is put into the package is a format, without another line of code."""
    (tmp_path / "shouted.py").write_text(
        "from extract.readers.base import Reader\n"
        "class Shouted(Reader):\n"
        "    name, summary = 'shouted', 'all capitals'\n"
        "    def sniff(self, head): return 0.0\n"
        "    def read(self, source): return iter(())\n"
    )
    program = (
        "import extract.readers, sys; extract.readers.__path__.append(sys.argv[1]);"
        "print(list(extract.readers.readers()))"
    )
    out = subprocess.run([sys.executable, "-c", program, str(tmp_path)], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == str(sorted([*readers(), "shouted"]))


def test_a_line_of_arxiv_metadata_keeps_all_its_fields(tmp_path: Path) -> None:
    """Id with its scheme, date, authors, categories, address, source, and a key that we do not know."""
    (paper,) = read_papers(jsonl(tmp_path / "2025-10.jsonl", ARXIV))
    assert paper.id == "arxiv:2510.26852"
    assert paper.date == dt.date(2025, 10, 30)
    assert paper.authors == ("A. Author", "B. Author")
    assert paper.categories == ("cs.LG",)
    assert paper.url == ARXIV["url"]
    assert paper.sources == ("2025-10.jsonl",)
    assert (paper.model_extra or {})["comment"] == "5 pages"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("2510.26852", "arxiv:2510.26852"),
        ("2510.26852v3", "arxiv:2510.26852"),
        ("arXiv:2510.26852", "arxiv:2510.26852"),
        ("http://arxiv.org/abs/1502.03167v3", "arxiv:1502.03167"),
        ("hep-th/9901001", "arxiv:hep-th/9901001"),
        ("math.GT/0309136", "arxiv:math.GT/0309136"),
        ("p0017", "p0017"),
        ("10.1000/182", "10.1000/182"),
        ("W2741809807", "W2741809807"),
        (42, "42"),
        (None, paper_id("A Title")),
        ("", paper_id("A Title")),
    ],
)
def test_ids_are_the_source_s_own(tmp_path: Path, given: object, expected: str) -> None:
    """ArXiv numbers get their scheme and lose their version; other ids stay; without one, the title makes it."""
    (paper,) = read_papers(jsonl(tmp_path / "x.jsonl", {**ARXIV, "id": given}))
    assert paper.id == expected


def test_lists_and_times_as_text_are_understood(tmp_path: Path) -> None:
    """A time stamp gives its day, categories in one string are split, one author in a string is one author."""
    record = {**ARXIV, "date": "2025-10-30T17:59:01Z", "categories": "cs.LG stat.ML", "authors": "A. Author"}
    (paper,) = read_papers(jsonl(tmp_path / "x.jsonl", record))
    assert paper.date == dt.date(2025, 10, 30)
    assert paper.categories == ("cs.LG", "stat.ML")
    assert paper.authors == ("A. Author",)


def test_a_paper_that_was_written_is_read_again(tmp_path: Path) -> None:
    """Our own lines give equal papers back, sources included."""
    papers = read_papers(LISTING).papers
    file = tmp_path / "papers.jsonl"
    file.write_text("".join(p.model_dump_json() + "\n" for p in papers), "utf-8")
    assert read_papers(file).papers == papers


def test_lines_with_mentions_are_extractions() -> None:
    """Annotated lines come with their mentions, entities and relations."""
    reading = read_papers(DEV)
    assert len(reading) == 60
    assert all(isinstance(p, Extraction) and p.mentions for p in reading)
    assert reading.errors == []


def test_what_was_found_in_a_paper_is_kept_when_its_listing_is_read_first() -> None:
    """A listing and annotations of its papers give the annotations, with the listing's ids and both sources."""
    listing = {p.title: p for p in read_papers(LISTING)}
    both = {p.title: p for p in read_papers([LISTING, DEV]) if p.title in listing}
    annotated = {p.title for p in read_papers(DEV)} & set(listing)
    assert len(annotated) > 3
    for title in annotated:
        assert isinstance(both[title], Extraction)
        assert both[title].id == listing[title].id
        assert both[title].sources == ("listing-3.txt", "dev.jsonl")


def test_gzip_is_seen_by_content(tmp_path: Path) -> None:
    """A gzip file is read whatever it is called, several members and a byte order mark included."""
    plain = read_papers(LISTING).papers
    content = LISTING.read_bytes()
    packed = tmp_path / "listing-3.txt"
    packed.write_bytes(gzip.compress(b"\xef\xbb\xbf" + content[:5000]) + gzip.compress(content[5000:]))
    assert read_papers(packed).papers == plain


def test_line_ends_of_windows_are_line_ends(tmp_path: Path) -> None:
    """Carriage returns are no part of a title or an abstract."""
    other = tmp_path / "listing-3.txt"
    other.write_bytes(LISTING.read_bytes().replace(b"\n", b"\r\n"))
    assert read_papers(other).papers == read_papers(LISTING).papers


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gzip"])
def test_standard_input(packed: bool) -> None:
    """``-`` reads standard input, gunzipped where it must be; the source is called stdin."""
    content = LISTING.read_bytes()
    program = (
        "from extract.readers import read_papers; r = read_papers('-'); print(len(r), r.papers[0].sources, r.errors)"
    )
    out = subprocess.run(
        [sys.executable, "-c", program],
        input=gzip.compress(content) if packed else content,
        capture_output=True,
        check=True,
    )
    assert out.stdout.decode().strip() == "64 ('stdin',) []"


def test_a_forced_format_is_used_as_it_is(tmp_path: Path) -> None:
    """Lines of JSON read as a listing are no papers; read as themselves they are."""
    file = jsonl(tmp_path / "x.jsonl", ARXIV)
    assert len(read_papers(file, format="jsonl")) == 1
    assert len(read_papers(file, format="alternating")) == 0


def test_one_id_is_one_paper(tmp_path: Path) -> None:
    """A second version with another title joins the first, and fills what was empty."""
    first = {**ARXIV, "id": "2510.26852v1", "url": None}
    second = {**ARXIV, "id": "2510.26852v2", "title": "A Better Title"}
    (paper,) = read_papers([jsonl(tmp_path / "a.jsonl", first), jsonl(tmp_path / "b.jsonl", second)])
    assert (paper.title, paper.url, paper.sources) == ("A Title", ARXIV["url"], ("a.jsonl", "b.jsonl"))


def test_an_abstract_of_several_paragraphs_is_one(tmp_path: Path) -> None:
    """Further paragraphs, a line with the address of the code among them, stay with the abstract."""
    first, second = "We study this problem at length. " * 12, "Then we turn to that one, with care. " * 12
    code = "Code: https://github.com/someone/something"
    text = f"Title One\n\n{first}\n\n{second}\n\n{code}\n\nTitle Two\n\n{second}"
    file = tmp_path / "x.txt"
    file.write_text(text, "utf-8")
    one, two = read_papers(file)
    assert one.abstract == f"{first.strip()}\n\n{second.strip()}\n\n{code}"
    assert (two.title, two.abstract) == ("Title Two", second.strip())


def test_a_cut_abstract_is_kept_as_it_stands(tmp_path: Path) -> None:
    """An abstract that ends in three dots is an abstract, dots included."""
    file = tmp_path / "x.txt"
    file.write_text("Title One\n\nWe study a problem which...\n\nTitle Two\n\nWe do that.", "utf-8")
    assert [p.abstract for p in read_papers(file)] == ["We study a problem which...", "We do that."]


@pytest.mark.parametrize("between", ["Apr 29", "+ 12 authors", "·4 authors", "45", "Daily Papers", "2025-04-29"])
def test_boilerplate_between_papers_is_no_paper(tmp_path: Path, between: str) -> None:
    """Dates, author counts, votes and headings are skipped wherever they stand."""
    file = tmp_path / "x.txt"
    file.write_text(
        f"Title One\n\n{between}\n\nWe do this.\n\n{between}\n\nTitle Two\n\nWe do that.\n\n{between}", "utf-8"
    )
    reading = read_papers(file)
    assert [(p.title, p.abstract) for p in reading] == [("Title One", "We do this."), ("Title Two", "We do that.")]
    assert reading.errors == []


@pytest.mark.parametrize(
    ("glued", "title"),
    [
        ("SubscribeOn the Effect", "On the Effect"),
        ("SubscribeDaily PapersbyAK and the research communityApr 29On the Effect", "On the Effect"),
        ("Get trending papers in your email inbox!SubscribeOn the Effect", "On the Effect"),
        ("Subscribe to Newsletters with Graphs", "Subscribe to Newsletters with Graphs"),
        ("New Methods for Old Problems", "New Methods for Old Problems"),
        ("May 3D Vision Help", "May 3D Vision Help"),
        ("Dec2Vec", "Dec2Vec"),
    ],
)
def test_the_header_is_taken_off_the_first_title(tmp_path: Path, glued: str, title: str) -> None:
    """Words of the page that are glued to the first title go; a title that begins with the same words stays."""
    file = tmp_path / "x.txt"
    file.write_text(f"{glued}\nWe do this.\nTitle Two\nWe do that.\n", "utf-8")
    assert [p.title for p in read_papers(file)] == [title, "Title Two"]


def test_title_and_abstract_in_one_block_and_wrapped_lines(tmp_path: Path) -> None:
    """A block may hold both, and a paragraph may be wrapped: the text is the same with one space between."""
    file = tmp_path / "x.txt"
    file.write_text(
        "Title of the\nFirst Paper\n\nWe study this and\nthat. It works.\n\nTitle Two\nWe do that.\n", "utf-8"
    )
    assert [(p.title, p.abstract) for p in read_papers(file, format="blocks")] == [
        ("Title of the First Paper", "We study this and that. It works."),
        ("Title Two", "We do that."),
    ]
