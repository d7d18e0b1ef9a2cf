"""``kg evaluate --names``: figures and errors of names."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.kg.cli.conftest import Run, read
from tests.kg.test_names_evaluation import CORPUS, pair


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Gold of two pairs and two clusters, and papers to judge it by."""
    made = tmp_path_factory.mktemp("gold")
    pairs = [pair("GNNs", "graph neural network"), pair("attention", "attention map", kind="one-word")]
    (made / "pairs.jsonl").write_text("".join(p.model_dump_json() + "\n" for p in pairs), "utf-8")
    clusters = [{"type": "Method", "names": ["GNN", "GNNs"]}, {"type": "Method", "names": ["a b", "c d"]}]
    (made / "clusters.jsonl").write_text("".join(json.dumps(c) + "\n" for c in clusters), "utf-8")
    (made / "papers.jsonl").write_text("".join(p.model_dump_json() + "\n" for p in CORPUS), "utf-8")
    return made


def test_the_command_prints_figures_and_errors(kg: Run, folder: Path) -> None:
    """``kg evaluate --names`` says precision, recall, B-cubed F1, and lists what is wrong."""
    done = kg("evaluate", folder / "papers.jsonl", "--names", folder, "--errors", 5, "--no-known-aliases")
    assert done.returncode == 0, done.stderr
    assert "2 pairs and 2 clusters, by the decisions of 4 papers" in done.stdout
    assert "attention = attention map · Method · one-word" in done.stdout
    assert "a b | c d" in done.stdout
    found = read(kg("evaluate", folder / "papers.jsonl", "--names", folder, "--json"))
    assert found["pairwise"] == {"precision": 100.0, "recall": 50.0, "f1": 66.7}
    assert found["bcubed"]["precision"] == 100.0
    assert [e["a"] for e in found["missed"]] == ["attention"]


def test_a_folder_without_gold_is_an_error(kg: Run, folder: Path, tmp_path: Path) -> None:
    """Nothing to judge by is said in one line."""
    done = kg("evaluate", folder / "papers.jsonl", "--names", tmp_path)
    assert done.returncode == 2
    assert "holds neither pairs.jsonl nor clusters.jsonl" in done.stderr
