"""``kg diff`` as a person types it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.kg.cli.conftest import GOLDEN, Run, read


@pytest.fixture(scope="module")
def rebuilt(kg: Run, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A folder that was built from all golden papers but three and then from all, and the file of the fewer papers."""
    folder = tmp_path_factory.mktemp("rebuilt")
    less, graph = folder / "less.jsonl", folder / "graph"
    less.write_text("".join(GOLDEN.read_text("utf-8").splitlines(keepends=True)[:-3]), "utf-8")
    for file in (less, GOLDEN):
        done = kg("build", file, "--store", graph)
        assert done.returncode == 0, done.stderr
    return graph, less


def test_one_folder_is_compared_with_what_stood_there_before(kg: Run, rebuilt: tuple[Path, Path]) -> None:
    """Tables of what came and of what changed in support; the code says that they differ."""
    graph, _ = rebuilt
    done = kg("diff", graph)
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.splitlines()[0] == f"{graph} before its last build → {graph}"
    assert "Papers added (3)" in done.stdout
    assert "Claims added (" in done.stdout
    assert "gone" not in done.stdout


def test_graphs_exports_and_extractions_can_be_compared(kg: Run, rebuilt: tuple[Path, Path], tmp_path: Path) -> None:
    """The file of fewer papers, and an export, each stand for their graph: the same difference, or none."""
    graph, less = rebuilt
    first = read_difference(kg, graph)
    second = read_difference(kg, less, graph)
    assert {k: v for k, v in first.items() if k != "old"} == {k: v for k, v in second.items() if k != "old"}
    export = tmp_path / "graph.json"
    assert kg("export", "--store", graph, "-o", export).returncode == 0
    same = read(kg("diff", export, graph, "--format", "json"))
    assert (same["same"], same["counts"]) == (True, {})
    done = kg("diff", GOLDEN, graph)
    assert (done.returncode, done.stdout) == (0, "")


def test_a_limit_cuts_tables_and_lists(kg: Run, rebuilt: tuple[Path, Path]) -> None:
    """A table says how many there are more; JSON has all without it."""
    graph, _ = rebuilt
    assert "more; --limit 0 shows all" in kg("diff", graph, "-n", 1).stdout
    assert "more; --limit 0" not in kg("diff", graph, "-n", 0).stdout
    full, cut = read_difference(kg, graph), read_difference(kg, graph, "-n", 1)
    assert cut["counts"] == full["counts"]
    assert len(cut["claims"]["added"]) == 1 < len(full["claims"]["added"])


def read_difference(kg: Run, *arguments: object) -> dict[str, object]:
    """The JSON of two graphs that differ."""
    import json

    done = kg("diff", *arguments, "--json")
    assert done.returncode == 1, done.stderr
    found: dict[str, object] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize(
    ("old", "new", "code", "said"),
    [
        ("nowhere", "nowhere", 4, "nowhere"),
        ("broken.json", "broken.json", 2, "broken.json: is no JSON"),
        ("papers.jsonl", "papers.jsonl", 2, "kg extract"),
        ("papers.jsonl", None, 2, "one alone must be a folder"),
        (".", None, 4, "holds no graph"),
    ],
)
def test_trouble_is_neither_same_nor_different(
    kg: Run, tmp_path: Path, old: str, new: str | None, code: int, said: str
) -> None:
    """A line, and a code above 1."""
    (tmp_path / "broken.json").write_text('{"directed": true, "nodes": [')
    (tmp_path / "papers.jsonl").write_text('{"id": "p", "title": "A title", "abstract": "An abstract."}\n')
    done = kg("diff", old, *([new] if new else []), cwd=tmp_path)
    assert (done.returncode, done.stdout) == (code, "")
    assert done.stderr.splitlines()[-1].startswith("Error: ")
    assert said in done.stderr


def test_a_graph_that_was_built_once_has_nothing_before(kg: Run, graph: Path) -> None:
    """The error says what to keep."""
    done = kg("diff", graph)
    assert done.returncode == 4
    assert "keeps no version from before the last build" in done.stderr
