"""The five shipped listings, read whole and compared with counts that were made another way and with the corpus."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from extract.readers import read_papers

ROOT = Path(__file__).parents[3]
LISTINGS = [ROOT / "examples" / "listings" / f"listing-{n}.txt" for n in range(1, 6)]
PAPERS = dict(zip(LISTINGS, (186, 118, 64, 57, 80), strict=True))
CORPUS = [ROOT / "extract" / "corpus" / f"{part}.jsonl" for part in ("train", "dev")]

TWICE = "$\\textbf{Only-IF}$:Revealing the Decisive Effect of Instruction Diversity on Generalization"
"""A paper that stands in another listing without LaTeX."""


def corpus() -> dict[str, str]:
    """Title to abstract of every annotated paper of the listings."""
    lines = [json.loads(line) for file in CORPUS for line in file.read_text("utf-8").splitlines()]
    return {line["title"]: line["abstract"] for line in lines}


@pytest.mark.parametrize("listing", LISTINGS, ids=lambda p: p.name)
def test_every_abstract_of_a_listing_is_a_paper(listing: Path) -> None:
    """The number of papers is the number of lines that only an abstract can be: 300 characters and more."""
    long_lines = [line for line in listing.read_text("utf-8").split("\n") if len(line) > 300]
    reading = read_papers(listing)
    assert len(reading) == len(long_lines) == PAPERS[listing]
    assert [p.abstract for p in reading] == long_lines
    assert reading.errors == []


@pytest.mark.parametrize("listing", LISTINGS, ids=lambda p: p.name)
def test_no_title_is_boilerplate_or_a_sentence(listing: Path) -> None:
    """Titles are short, end without a full stop, and hold nothing of the page's header."""
    for paper in read_papers(listing):
        assert len(paper.title) < 150
        assert not paper.title.endswith(".")
        assert not re.match(r"(?i)subscribe|new$|get trending|daily papers|byAK|(mar|apr|aug) \d", paper.title)


def test_union_of_the_listings_is_the_corpus() -> None:
    """The five listings hold the annotated papers, text for text; one of the 436 is written with LaTeX and without."""
    reading = read_papers(LISTINGS)
    assert {p.title: p.abstract for p in reading} == {t: a for t, a in corpus().items() if t != TWICE}
    assert len(reading) == len({p.id for p in reading}) == 435


def test_a_paper_in_several_listings_has_all_of_them_as_sources() -> None:
    """One paper that stands in listings 1, 3 and 4 is one paper that names the three, in their order."""
    papers = {p.title: p for p in read_papers(LISTINGS)}
    paper = papers["Knowledge Composition using Task Vectors with Learned Anisotropic Scaling"]
    assert paper.sources == ("listing-1.txt", "listing-3.txt", "listing-4.txt")


def test_papers_come_in_the_order_of_their_first_appearance() -> None:
    """The papers of the first listing come first, in its order, then what the second adds."""
    alone = [p.title for p in read_papers(LISTINGS[0])]
    both = [p.title for p in read_papers(LISTINGS[:2])]
    assert both[: len(alone)] == alone
    assert alone[0] == "On the Effectiveness of Equivariant Regularization for Robust Online Continual Learning"
    assert both[len(alone)] == "CLUTR: Curriculum Learning via Unsupervised Task Representation Learning"


def test_listings_in_one_stream_are_read_through_their_headers(tmp_path: Path) -> None:
    """Several listings one behind the other in one file give the same papers."""
    joined = tmp_path / "all.txt"
    joined.write_text("\n\n".join(p.read_text("utf-8") for p in LISTINGS), "utf-8")
    assert {p.title for p in read_papers(joined)} == set(corpus()) - {TWICE}


def test_each_shape_is_found_by_content() -> None:
    """The glued listing is read as alternating lines, the others as blocks."""
    reading = read_papers(LISTINGS)
    assert len(reading) > 0
    assert [reading.formats[str(p)] for p in LISTINGS] == ["alternating"] + 4 * ["blocks"]


def test_a_listing_loses_nothing_when_one_abstract_is_taken_out(tmp_path: Path) -> None:
    """Behind a title without an abstract, titles and abstracts stay together; the title is an error with its line."""
    lines = LISTINGS[0].read_text("utf-8").split("\n")
    del lines[9]
    broken = tmp_path / "listing.txt"
    broken.write_text("\n".join(lines), "utf-8")
    reading = read_papers(broken)
    assert len(reading) == 185
    assert [(e.line, e.field) for e in reading.errors] == [(9, "abstract")]
    assert {p.title: p.abstract for p in reading}.items() <= corpus().items()


def test_a_listing_loses_nothing_when_one_title_is_taken_out(tmp_path: Path) -> None:
    """A title that is missing never shifts the pairs behind it."""
    lines = [line for line in LISTINGS[1].read_text("utf-8").split("\n") if line][5:]
    pairs = [pair for n, pair in enumerate(zip(lines[::2], lines[1::2], strict=True)) if n != 7]
    broken = tmp_path / "listing.txt"
    broken.write_text("\n\n".join(text for pair in pairs for text in pair), "utf-8")
    assert [(p.title, p.abstract) for p in read_papers(broken)] == pairs
