"""``--model`` with a language model on a server: what is printed, paid, kept and left out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.extract.models.server import Asked, ChatServer, Said, completion, serving
from tests.kg.cli.conftest import Run, read

PAPERS = 4


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    """Four papers as JSON Lines."""
    file = tmp_path / "papers.jsonl"
    rows = [
        {"id": f"p{n}", "title": f"Net{n}: a network", "abstract": f"We propose Net{n} for molecular docking."}
        for n in range(PAPERS)
    ]
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return file


def answer(asked: Asked) -> Said:
    """Right for all papers but the second, which the model refuses."""
    if "Net1" in asked.text:
        return Said(body=completion("", refusal="I will not"))
    name, sentence = asked.text.split(":")[0], asked.text.split("\n")[1]
    entities = [
        {"id": id, "type": type, "mentions": [{"text": text, "occurrence": None}]}
        for id, type, text in (("a", "Method", name), ("b", "Task", "molecular docking"))
    ]
    relation = {"type": "ADDRESSES", "head": "a", "tail": "b", "evidence": sentence, "outperforms": None}
    return Said(body=completion({"entities": entities, "proposes": [], "relations": [relation]}))


@pytest.fixture
def server() -> Iterator[ChatServer]:
    """A server that answers so."""
    with serving(answer) as running:
        yield running


def test_build_reports_the_cost_and_goes_on_behind_a_failure(
    kg: Run, papers: Path, server: ChatServer, tmp_path: Path
) -> None:
    """The graph holds the other papers, the failure is listed, the report has tokens and cost, the command ends 2."""
    build = ("build", papers, "--model", server.model, "--store", tmp_path / "graph", "--json")
    done = kg(*build, "--price-in", 1, METHODGRAPH_PRICE_OUT="5")
    assert done.returncode == 2
    report = json.loads(done.stdout)
    assert (report["papers"], report["extracted"], report["claims"]["ADDRESSES"]) == (PAPERS, 3, 3)
    assert report["errors"] == ["papers.jsonl [p1]: the model refuses: I will not"]
    assert (report["model"]["requests"], report["model"]["failed"], report["model"]["cost"]) == (4, 1, 0.006)
    assert "The model was asked 4 times about 4 papers. 4,000 tokens in, 400 out; cost 0.0060" in done.stderr
    again = json.loads(kg(*build).stdout)
    assert (again["extracted"], again["from_cache"], again["model"]["requests"]) == (0, 3, 1)


def test_extract_writes_what_was_answered(kg: Run, papers: Path, server: ChatServer, tmp_path: Path) -> None:
    """The papers that were answered are written in order, the other is listed; nothing is paid for twice."""
    out = tmp_path / "found.jsonl"
    done = kg("extract", papers, "--model", server.model, "-o", out, "--no-cache")
    assert done.returncode == 2
    assert [json.loads(line)["id"] for line in out.read_text("utf-8").splitlines()] == ["p0", "p2", "p3"]
    assert done.stderr.splitlines() == [
        "The model was asked 4 times about 4 papers. 4,000 tokens in, 400 out.",
        f"3 papers written to {out}",
        "  papers.jsonl [p1]: the model refuses: I will not",
        "1 error in the input. The rest was read.",
    ]
    assert len(server.asked) == PAPERS


def test_evaluate_scores_a_model_on_a_server(kg: Run, papers: Path, server: ChatServer, tmp_path: Path) -> None:
    """The model's own answers as gold: all is found but what it refuses, which counts as missed."""
    gold = tmp_path / "gold.jsonl"
    kg("extract", papers, "--model", server.model, "-o", gold)
    report = read(kg("evaluate", gold, "--model", server.model, "--json"))
    assert {f["f1"] for f in report["figures"] if f["gold"]} == {100.0}


def test_a_model_that_cannot_be_used_ends_with_3_or_2(kg: Run, papers: Path, tmp_path: Path) -> None:
    """Nothing at the address is an error of the model; an address without a model one of usage; no file is left."""
    out = tmp_path / "found.jsonl"
    with serving(lambda asked: Said(401, {"error": {"message": "bad key"}})) as server:
        done = kg("extract", papers, "--model", server.model, "-o", out)
    assert done.returncode == 3
    assert "says 401: bad key; the key is read from METHODGRAPH_LLM_KEY" in done.stderr
    done = kg("extract", papers, "--model", "http://localhost/v1", "-o", out)
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    done = kg("extract", papers, "--label", "ORG=Person", "-o", out)
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert not out.exists()
