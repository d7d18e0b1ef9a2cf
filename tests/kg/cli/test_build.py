"""``kg build`` with extractions, which need no model: what the graph holds afterwards, and what is said."""

from __future__ import annotations

import json
from pathlib import Path

from tests.kg.cli.conftest import GOLDEN, Run, read

GOLDEN_PAPERS = len(GOLDEN.read_text("utf-8").splitlines())


def counts(kg: Run, store: Path) -> dict[str, int]:
    """Nodes and edges of a graph."""
    found: dict[str, int] = read(kg("stats", "--store", store, "--json"))["counts"]
    return found


def test_build_is_declarative(kg: Run, tmp_path: Path) -> None:
    """The graph holds exactly what was given last; building twice changes nothing."""
    lines = GOLDEN.read_text("utf-8").splitlines()
    one, two = tmp_path / "one.jsonl", tmp_path / "two.jsonl"
    one.write_text("\n".join(lines[:4]), "utf-8")
    two.write_text("\n".join(lines[4:7]), "utf-8")
    store = tmp_path / "graph"

    first = read(kg("build", one, "--store", store, "--json"))
    assert (first["papers"], first["given"], first["extracted"]) == (4, 4, 0)
    again = read(kg("build", one, "--store", store, "--json"))
    assert again["unchanged"]
    assert again["version"] == first["version"]
    assert counts(kg, store)["Paper"] == 4

    assert read(kg("build", two, "--store", store, "--json"))["papers"] == 3
    assert counts(kg, store)["Paper"] == 3


def test_build_says_what_it_did(kg: Run, tmp_path: Path) -> None:
    """Files with their formats, papers by origin, counts of the graph, and what to do next, for people."""
    done = kg("build", GOLDEN, "--store", tmp_path / "graph")
    assert done.returncode == 0
    assert f"{GOLDEN_PAPERS} papers: {GOLDEN_PAPERS} given as extractions" in done.stdout
    assert "golden.jsonl" in done.stdout
    assert "EQUIVARIANT_TO" in done.stdout
    assert "kg explore" in done.stdout
    assert done.stderr == ""


def test_gold_relations_without_a_sentence_are_left_out_and_said(kg: Run, annotated: Path, tmp_path: Path) -> None:
    """Annotated papers of the corpus give mentions; their relations have no evidence and are counted."""
    done = kg("build", annotated, "--store", tmp_path / "graph")
    assert done.returncode == 0
    assert "relations left out: without a sentence that states it" in done.stderr


def test_bad_input_is_listed_and_the_rest_is_built(kg: Run, tmp_path: Path) -> None:
    """Good papers are in the graph, the first twenty errors and their number on standard error, the code is 2."""
    broken = tmp_path / "broken.jsonl"
    broken.write_text(GOLDEN.read_text("utf-8") + "{\n" * 30, "utf-8")
    done = kg("build", broken, tmp_path / "missing.txt", "--store", tmp_path / "graph")
    assert done.returncode == 2
    errors = [line for line in done.stderr.splitlines() if line.startswith("  ")]
    assert len(errors) == 20
    assert errors[0].endswith(
        f"broken.jsonl:{GOLDEN_PAPERS + 1}: is no JSON: expecting property name enclosed in "
        "double quotes at character 2"
    )
    assert "31 errors in the input; 11 more are not listed. The rest was read." in done.stderr
    assert counts(kg, tmp_path / "graph")["Paper"] == GOLDEN_PAPERS


def test_no_paper_at_all_leaves_the_graph_as_it_was(kg: Run, tmp_path: Path) -> None:
    """Where nothing could be read, the graph that stands is not emptied."""
    store = tmp_path / "graph"
    assert kg("build", GOLDEN, "--store", store).returncode == 0
    done = kg("build", tmp_path / "typo.jsonl", "--store", store)
    assert done.returncode == 2
    assert "typo.jsonl: is not there" in done.stderr
    assert done.stderr.splitlines()[-1] == "Error: no paper could be read; the graph is as it was"
    assert counts(kg, store)["Paper"] == GOLDEN_PAPERS


def test_standard_input_and_the_store_of_the_environment(kg: Run, tmp_path: Path) -> None:
    """``kg build -`` reads a pipe; METHODGRAPH_STORE says where the graph is, and without it the folder ``graph``."""
    assert kg("build", "-", stdin=GOLDEN.read_text("utf-8"), METHODGRAPH_STORE=str(tmp_path / "x")).returncode == 0
    assert counts(kg, tmp_path / "x")["Paper"] == GOLDEN_PAPERS
    assert kg("build", GOLDEN, cwd=tmp_path).returncode == 0
    assert (tmp_path / "graph").exists()
    assert json.loads(kg("stats", "--json", cwd=tmp_path).stdout)["papers"] == GOLDEN_PAPERS


def test_a_wrong_format_is_one_line(kg: Run, tmp_path: Path) -> None:
    """A format that does not exist ends before anything is opened."""
    done = kg("build", GOLDEN, "--format", "docx", "--store", tmp_path / "graph")
    assert done.returncode == 2
    assert done.stderr.startswith("Error: there is no format 'docx'; known are alternating, ")
    assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "graph").exists()
