"""``kg path`` as a person types it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.kg.cli.conftest import Run, read


def test_ways_are_told_with_evidence(kg: Run, graph: Path) -> None:
    """A heading for each way, a line for each step with its support, a sentence and its paper."""
    done = kg("path", "lieflow", "point cloud classification", "-k", 2, "--store", graph)
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[0].startswith("1. LieFlow → QM9 → SE(3)-Transformer → ")
    assert lines[1].startswith("  LieFlow is evaluated on QM9 · 1 paper, confidence ")
    assert lines[2].startswith("      “")
    assert sum(line.startswith(("1. ", "2. ", "3. ")) for line in lines) == 2


def test_json_has_ends_steps_and_cards(kg: Run, graph: Path) -> None:
    """`--format json` and `--json` are the same: both ends, each step forward or not, its evidence with the paper."""
    arguments = ("path", "EGNN", "QM9", "-k", 1, "--sentences", 2, "--store", graph)
    found = read(kg(*arguments, "--format", "json"))
    assert found == read(kg(*arguments, "--json"))
    assert (found["start"]["id"], found["end"]["id"]) == ("method:egnn", "dataset:qm9")
    (step,) = found["paths"][0]["steps"]
    assert step["sentence"] == "EGNN is evaluated on QM9"
    assert (step["step"]["relation"], step["step"]["forward"]) == ("EVALUATED_ON", True)
    assert len(step["evidence"]) == min(2, step["step"]["support"])
    assert step["evidence"][0]["paper"]["title"]


def test_no_way_ends_with_one(kg: Run, graph: Path) -> None:
    """Nothing on standard output, one line that says how far was looked; JSON has an empty list."""
    arguments = (
        "path",
        "EGNN",
        "vision transformer",
        "--hops",
        2,
        "--relations",
        "based-on,addresses",
        "--store",
        graph,
    )
    done = kg(*arguments)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("No way from EGNN (Method) to ")
    assert done.stderr.endswith("of at most 2 steps along based-on, addresses.\n")
    assert '"paths": []' in kg(*arguments, "--json").stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("EGNN", "EGMN"), "Nothing called ‘EGMN’. Close to it: EGNN"),
        (("EGNN", "egnn"), "name two different things"),
        (("EGNN", "QM9", "--relations", "eats"), "no claim of type 'eats'"),
        (("EGNN", "QM9", "--types", "Method"), "--types is written TYPE,TYPE"),
        (("EGNN", "QM9", "--types", "Method,Planet"), "Metric"),
    ],
)
def test_errors_are_one_line(kg: Run, graph: Path, arguments: tuple[str, ...], said: str) -> None:
    """Unknown names come with what is close; all end with 2."""
    done = kg("path", *arguments, "--store", graph)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("Error: ")
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1
