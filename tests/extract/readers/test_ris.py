"""RIS: both sets of tags, and references that lack something."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from extract.readers import read_papers

SAMPLE = Path(__file__).parents[2] / "data" / "readers" / "references.ris"


def test_references_are_read() -> None:
    """TI and T1, AU and A1, AB and N2 give papers; a reference without an abstract is an error with its line."""
    reading = read_papers(SAMPLE)
    first, last = reading
    assert set(reading.formats.values()) == {"ris"}
    assert (first.id, first.title, first.abstract) == (
        "doi:10.1234/sample.1",
        "Steerable Networks",
        "We build a network.",
    )
    assert first.authors == ("Example, Ada", "Muster, Bela")
    assert (first.categories, first.url) == (("graph networks",), "https://example.org/1")
    assert (first.date, last.date) == (dt.date(2025, 10, 30), dt.date(2024, 1, 1))
    assert (last.title, last.authors, last.abstract) == ("Second Shape", ("Örnek, Cem",), "We use other tags.")
    assert [str(e).rpartition("/")[2] for e in reading.errors] == ["references.ris:12 [abstract]: is missing"]


def test_a_reference_without_an_end_is_an_error(tmp_path: Path) -> None:
    """A reference that runs into the next one, or to the end of the file, costs itself only."""
    file = tmp_path / "x.ris"
    text = SAMPLE.read_text("utf-8")
    file.write_text(text.replace("ER  - ", "", 1).rstrip().removesuffix("ER  -"), "utf-8")
    reading = read_papers(file)
    assert len(reading) == 0
    assert [e.line for e in reading.errors] == [1, 12, 16]
