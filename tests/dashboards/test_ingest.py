"""Ingest: papers are looked at, errors stand with their lines, a preview says what would be added, then they are."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboards import access, jobs
from kg.stores import open_store
from tests.dashboards.test_editing import button
from tests.dashboards.test_views import run, words

GOLDEN = Path(__file__).parents[1] / "data" / "golden.jsonl"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where a graph will be, with a dashboard that may edit it."""
    for name, value in (("STORE", tmp_path / "graph"), ("EDIT", "1"), ("CACHE", tmp_path / "cache.sqlite")):
        monkeypatch.setenv(f"METHODGRAPH_{name}", str(value))
    monkeypatch.delenv("METHODGRAPH_CURATION", raising=False)
    access._held.clear()
    access._answer.clear()
    return tmp_path / "graph"


def ended(app: AppTest) -> AppTest:
    """The page once its job has ended."""
    job: jobs.Job = app.session_state["mg-job"]
    until = time.monotonic() + 600
    while job.running:
        assert time.monotonic() < until, job.state
        time.sleep(0.2)
    return app.run()


def test_papers_are_looked_at_and_then_added(folder: Path) -> None:
    """A broken line is named by its number; names and claims are told before the graph exists, and are in it after."""
    lines = GOLDEN.read_text("utf-8").splitlines()
    app = run("ingest", by="Text")
    app.text_area(key="ingest-text").set_value("\n".join([lines[0], '{"title": "cut', *lines[1:4]])).run()
    app = ended(button(app, "Look at them"))
    assert not app.exception
    page = words(app)
    assert "pasted-" in page
    assert ">2</td>" in page, "the line of the error"
    assert "EGNN" in page
    assert ">new<" in page
    assert not folder.exists(), "looking changes nothing"
    app = ended(button(app, "Add 4 papers"))
    assert not app.exception
    assert "4 papers added." in words(app)
    with open_store(str(folder)) as store:
        assert store.query("MATCH (p:Paper) RETURN count(p)").rows == [(4,)]
    work: Path = app.session_state["mg-job"].folder
    button(app, "More papers")
    assert not work.exists(), "what was uploaded is taken away"


def test_what_is_no_paper_is_said_and_nothing_is_added(folder: Path) -> None:
    """A text that no reader knows gives the reason in words, and no button that adds."""
    app = run("ingest", by="Text")
    app.text_area(key="ingest-text").set_value('{"title": "cut').run()
    app = ended(button(app, "Look at them"))
    assert not app.exception
    assert "no paper could be read" in words(app).lower()
    assert not [b for b in app.button if b.label.startswith("Add")]
    assert not folder.exists()


def test_a_dashboard_that_only_reads_says_how_to_add(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without editing there is nothing to fill in, and the two ways to add papers are named."""
    monkeypatch.setenv("METHODGRAPH_EDIT", "0")
    app = run("ingest")
    assert not app.exception
    assert "kg explore --edit" in words(app)
    assert "kg build --add" in words(app)
    assert not app.button


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "-rf", "--help", "..", "", "a\u202eb/c\\d.txt", "x" * 300 + ".ris"]
)
def test_names_of_uploaded_files_stay_in_their_folder(name: str) -> None:
    """A name is one part of a path, no option, and keeps its ending."""
    made = jobs._safe(name)
    assert made not in ("", ".", "..")
    assert "/" not in made
    assert "\\" not in made
    assert made[0] not in "-."
    assert len(made) <= 101
    assert made.endswith(Path(name).suffix)


def test_two_files_of_one_name_are_two_files() -> None:
    """The second gets a number."""
    assert jobs._unlike("a.txt", ["a.txt", "2-a.txt"]) == "3-a.txt"
