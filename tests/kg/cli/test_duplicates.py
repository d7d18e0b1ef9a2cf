"""``kg build``: what is said of papers that came twice, and the file that lists them."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from tests.kg.cli.conftest import GOLDEN, Run, read


@pytest.fixture
def twice(tmp_path: Path) -> Path:
    """Extractions of which two are written again: one in capitals, one under a DOI."""
    lines = [json.loads(line) for line in GOLDEN.read_text("utf-8").splitlines()[:3]]
    bare = [{k: x[k] for k in ("title", "abstract")} | {"mentions": []} for x in lines]
    again = [bare[0] | {"title": bare[0]["title"].upper()}, bare[1] | {"id": "10.5555/x.1"}]
    file = tmp_path / "twice.jsonl"
    file.write_text("\n".join(json.dumps(x) for x in (*lines, *again)), "utf-8")
    return file


def test_build_says_how_many_records_were_one_paper(kg: Run, twice: Path, tmp_path: Path) -> None:
    """The numbers of records, of those that were known papers, and of each rule; the same in JSON."""
    done = kg("build", twice, "--store", tmp_path / "graph")
    assert done.returncode == 0
    assert "5 records, 2 of papers known by then: 2 by title" in done.stdout
    found = read(kg("build", twice, "--store", tmp_path / "graph", "--add", "--json"))
    assert found["papers"] == 3
    assert found["duplicates"]["records"] == 8
    assert found["duplicates"]["in_graph"] == 3


@pytest.mark.parametrize("ending", ["csv", "jsonl"])
def test_the_list_has_a_row_for_each_record_that_was_known(kg: Run, twice: Path, tmp_path: Path, ending: str) -> None:
    """With the rule, the Jaccard of the abstracts, both records and the paper that is kept."""
    file = tmp_path / f"joined.{ending}"
    assert kg("build", twice, "--store", tmp_path / "graph", "--duplicates", file).returncode == 0
    text = file.read_text("utf-8")
    rows = list(csv.DictReader(text.splitlines())) if ending == "csv" else [json.loads(x) for x in text.splitlines()]
    assert [row["rule"] for row in rows] == ["title", "title"]
    assert float(rows[0]["jaccard"]) == 1.0
    assert rows[0]["title"] == rows[0]["same_as_title"].upper()
    assert rows[1]["kept"].startswith("10.5555/") or rows[1]["kept"].startswith("doi:")


def test_a_place_where_no_list_can_be_written_is_said_before_the_work(kg: Run, twice: Path, tmp_path: Path) -> None:
    """An ending that says no format and a folder that is not there: one line, code 2 and no graph."""
    for file in ("joined.xml", "nowhere/joined.csv"):
        done = kg("build", twice, "--store", tmp_path / "graph", "--duplicates", tmp_path / file)
        assert done.returncode == 2
        assert "--duplicates" in done.stderr
        assert not (tmp_path / "graph").exists()
