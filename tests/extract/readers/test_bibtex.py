"""BibTeX: fields, ids, LaTeX, strings, and entries that are broken."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from extract.readers import read_papers

SAMPLE = Path(__file__).parents[2] / "data" / "readers" / "references.bib"
ONE = "@Article {a, title = {One}, abstract = {We do.},}"
TWO = '@misc(b,title="Two",abstract="We go.")'


def test_entries_are_read() -> None:
    """Ids are of arXiv or DOIs; braces, accents and dashes are characters and math stays; strings are put in."""
    reading = read_papers(SAMPLE)
    first, second, third = reading
    assert set(reading.formats.values()) == {"bibtex"}
    assert (first.id, first.title) == (
        "doi:10.1234/sample.1",
        "E(n) Equivariant Graph Neural Networks for Schrödinger's Cat",
    )
    assert first.abstract == (
        "This paper introduces a model that is equivariant to $\\mathrm{E}(n)$, in 50% of cases, "
        'at a cost of 5% — we say "cheap".\n\nA second paragraph.'
    )
    assert first.authors == ("Víctor García Satorras", "Ada Müller Jr", "The ATLAS Collaboration")
    assert first.categories == ("graph networks", "equivariance")
    assert (second.id, second.title) == ("arxiv:2510.26852", "Second Shape")
    assert (second.authors, second.categories) == (("FAIR",), ("one", "two"))
    assert second.url == "https://arxiv.org/abs/2510.26852"
    assert [p.date for p in reading] == [dt.date(2021, 7, 1), dt.date(2025, 10, 30), dt.date(1999, 1, 1)]
    assert third.abstract == "We need no braces, mail@example.org."
    assert third.id.startswith("p:")
    assert (third.model_extra or {})["bibtex_key"] == "paren"


def test_what_is_broken_is_named_and_the_rest_is_read() -> None:
    """A missing abstract, an entry without end and a title that stands twice are errors with their lines."""
    reading = read_papers(SAMPLE)
    assert len(reading) == 3
    assert [str(e).rpartition("/")[2] for e in reading.errors] == [
        "references.bib:25 [abstract]: is missing",
        "references.bib:27: is no entry that can be read: Unexpectedly reached end of file",
        "references.bib:30 [title]: stands twice in one entry",
    ]


def test_equal_keys_of_two_files_are_no_ids(tmp_path: Path) -> None:
    """Two entries that carry one key by chance stay two papers."""
    files = []
    for name in ("One", "Two"):
        files.append(tmp_path / f"{name}.bib")
        files[-1].write_text(f"@misc{{smith2020, title = {{{name}}}, abstract = {{We do {name}.}}}}\n")
    assert [p.title for p in read_papers(files)] == ["One", "Two"]


@pytest.mark.parametrize(
    "text",
    [
        f"{ONE}{TWO}\n",
        f"\ufeff{ONE}\n{TWO}".replace(",", ",\r\n ").replace("title", " TITLE "),
        f"@comment{{@misc{{c, title={{Three}}}}}}\n{ONE}\ntext between\n  {TWO}",
        '@preamble{"\\newcommand{\\x}{y}"}\n' + f"{ONE}\n{TWO} % end",
    ],
    ids=["one line", "windows", "comments", "preamble"],
)
def test_shapes_of_entries(tmp_path: Path, text: str) -> None:
    """Entries on one line, with other line ends, capitals, comments and a preamble are read."""
    file = tmp_path / "x.bib"
    file.write_bytes(text.encode("utf-8"))
    reading = read_papers(file)
    assert [(p.title, p.abstract) for p in reading] == [("One", "We do."), ("Two", "We go.")]
    assert reading.errors == []


def test_bytes_and_length_cost_one_entry(tmp_path: Path) -> None:
    """An entry with bytes that are no UTF-8, and one past the limit, are errors with their lines."""
    file = tmp_path / "x.bib"
    long = b"".join(b" line %d\n" % n for n in range(2_000))
    file.write_bytes(
        b"@misc{a, title={One}, abstract={We do.}}\n@misc{b, title={caf\xe9}, abstract={We drink.}}\n"
        b"@misc{c, title={Long}, abstract={" + long + b"}}\n@misc{d, title={Two}, abstract={We go.}}\n"
    )
    reading = read_papers(file, line_limit=10_000)
    assert [p.title for p in reading] == ["One", "Two"]
    assert [(e.line, e.message) for e in reading.errors] == [
        (2, "is not UTF-8 (byte 0xe9 at 20)"),
        (3, "is longer than 10,000 characters"),
    ]
