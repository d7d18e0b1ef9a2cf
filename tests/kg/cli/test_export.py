"""``kg export`` as a person types it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kg.cli.export import ExportFormat
from kg.export import FORMATS
from tests.kg.cli.conftest import Run


def test_the_help_names_every_format() -> None:
    """The option's values are the formats, in their order."""
    assert [f.value for f in ExportFormat] == list(FORMATS)


@pytest.mark.parametrize("format", list(FORMATS))
def test_every_format_is_written(kg: Run, graph: Path, tmp_path: Path, format: str) -> None:
    """The whole graph goes to a path, said on standard error; a second time it asks for --force."""
    arguments = ("export", "--store", graph, "--format", format, "-o", "out")
    done = kg(*arguments, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "")
    assert "nodes and" in done.stderr
    assert done.stderr.endswith("edges in out\n")
    done = kg(*arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert "--force" in done.stderr
    assert kg(*arguments, "--force", cwd=tmp_path).returncode == 0


def test_a_part_goes_to_standard_output(kg: Run, graph: Path) -> None:
    """A query with a value, and a neighbourhood, each as JSON in a pipe."""
    query = "MATCH (m:Method)-[c:ADDRESSES]->(t) WHERE m.id = $m RETURN c"
    done = kg("export", "--store", graph, "--query", query, "-p", "m=method:egnn", "--no-evidence", "-o", "-")
    assert {e["type"] for e in json.loads(done.stdout)["edges"]} == {"ADDRESSES"}
    done = kg("export", "--store", graph, "--around", "EGNN", "--hops", "0", "--no-evidence", "-o", "-")
    assert [n["id"] for n in json.loads(done.stdout)["nodes"]] == ["method:egnn"]
    assert done.stderr == "1 node and 0 edges\n"


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("--query", "RETURN 1", "--around", "EGNN"), 2, "give one of them"),
        (("--param", "a=1"), 2, "--query"),
        (("--query", "RETURN 1"), 2, "nothing to export"),
        (("--query", "MATCH (m RETURN m"), 5, "Error"),
        (("--query", "MATCH (m) DELETE m"), 5, "Error"),
        (("--around", "no such thing at all"), 2, "no such thing at all"),
        (("-o", "nowhere/graph.json"), 2, "there is no folder"),
    ],
)
def test_errors_are_one_line(
    kg: Run, graph: Path, tmp_path: Path, arguments: tuple[str, ...], code: int, said: str
) -> None:
    """With the exit code of their kind, and nothing is written."""
    done = kg("export", "--store", graph, "-o", "out", *arguments, cwd=tmp_path)
    assert done.returncode == code
    assert said in done.stderr.splitlines()[-1]
    assert list(tmp_path.iterdir()) == []
