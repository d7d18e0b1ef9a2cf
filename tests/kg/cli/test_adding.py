"""What the dashboard runs to look at papers and to add them: lines of JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kg.cli import adding
from tests.kg.cli.conftest import GOLDEN, Run


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a graph that is not there yet."""
    monkeypatch.setenv("METHODGRAPH_STORE", str(tmp_path / "graph"))
    monkeypatch.setenv("METHODGRAPH_CACHE", str(tmp_path / "cache.sqlite"))
    return tmp_path / "graph"


def told(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, dict[str, Any]]:
    """The exit code, and all that was told, by its keys."""
    code = adding.main(list(map(str, arguments)))
    state: dict[str, Any] = {}
    for line in capsys.readouterr().out.splitlines():
        state |= json.loads(line)
    return code, state


def test_a_preview_tells_new_from_known(
    environment: Path, kg: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Papers, names and claims that the graph has are told apart from those that it gains; nothing is written."""
    lines = GOLDEN.read_text("utf-8").splitlines()
    first = tmp_path / "first.jsonl"
    first.write_text("\n".join(lines[:6]) + "\n", "utf-8")
    assert kg("build", first, "--store", environment).returncode == 0
    capsys.readouterr()
    code, state = told(capsys, "look", GOLDEN)
    assert code == 0
    assert state["read"]["papers"] == len(lines)
    assert [p["known"] for p in state["read"]["listed"]] == [True] * 6 + [False] * (len(lines) - 6)
    assert state["preview"]["again"] == 0, "no model is needed for extractions"
    entities = {e["name"]: e for e in state["preview"]["entities"]}
    assert any(e["id"] for e in entities.values())
    assert any(not e["id"] for e in entities.values())
    assert state["preview"]["new_claims"] > 0
    code, again = told(capsys, "look", first)
    assert again["read"]["new"] == 0
    assert again["preview"]["entities"] == []


def test_papers_are_added_to_no_graph(environment: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The first papers make the graph, and the report counts them."""
    code, state = told(capsys, "add", GOLDEN)
    assert code == 0
    assert state["report"]["added"] == state["report"]["papers"] > 10
    assert state["report"]["entities"]["Method"] > 0
    assert environment.exists()


def test_errors_are_told_with_their_lines(
    environment: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A line that is broken is told with file, line and words; where nothing is left, it failed with the code of kg."""
    broken = tmp_path / "broken.jsonl"
    broken.write_text('{"title": "cut\n', "utf-8")
    code, state = told(capsys, "look", broken)
    assert code == 2
    assert state["read"]["errors"][0]["line"] == 1
    assert "no paper could be read" in state["failed"]
    code, state = told(capsys, "look", tmp_path / "none.txt")
    assert code == 2
    assert "is not there" in state["read"]["errors"][0]["message"]


def test_a_broken_curation_stops_it_in_words(
    environment: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is built over a curation with errors."""
    (tmp_path / "curation.yaml").write_text("- merge: [one]\n", "utf-8")
    code, state = told(capsys, "add", GOLDEN)
    assert code == 2
    assert "curation.yaml" in state["failed"]
    assert not environment.exists()


def test_every_format_is_told_with_its_shape() -> None:
    """The page lists what can be read."""
    assert {"alternating", "jsonl", "csv"} <= adding.formats().keys()
    assert all(adding.formats().values())
