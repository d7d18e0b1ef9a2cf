"""``kg search``, ``show``, ``stats``, ``schema`` and ``doctor``: what a person and a program get to see."""

from __future__ import annotations

from pathlib import Path

from tests.kg.cli.conftest import GOLDEN, Run, read

PAPERS = len(GOLDEN.read_text("utf-8").splitlines())


def test_search_finds_names_and_papers(kg: Run, graph: Path) -> None:
    """Words find entities and papers; a type narrows it; a program gets label, id, name, support and score."""
    hits = read(kg("search", "egnn", "--json", "--store", graph))
    assert {"Method", "Paper"} <= {h["label"] for h in hits}
    assert set(hits[0]) == {"label", "id", "name", "support", "score"}
    only = read(kg("search", "egnn", "--type", "Method", "--json", "--store", graph))
    assert {h["label"] for h in only} == {"Method"}
    assert only[0]["name"] in kg("search", "egnn", "--store", graph).stdout


def test_search_that_finds_nothing_says_what_is_close(kg: Run, graph: Path) -> None:
    """A slip of the finger gets names that are like it, and ends well."""
    done = kg("search", "EGMN", "--store", graph)
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.startswith("Nothing called ‘EGMN’. Close to it: ")
    assert "EGNN" in done.stderr
    assert read(kg("search", "EGMN", "--json", "--store", graph)) == []


def test_show_of_an_entity(kg: Run, graph: Path) -> None:
    """Other names, claims by kind with support, a sentence behind each, and the newest papers."""
    text = kg("show", "egnn", "--store", graph).stdout
    assert text.splitlines()[0].endswith(" · Method · 4 papers, 2021–2023")
    assert "EGNN" in "".join(text.splitlines()[:2])
    assert "is equivariant to (2)\n  E(n) · 2 papers" in text
    assert "“We introduce EGNN, a graph neural network that is equivariant to the E(n) group" in text
    assert "Newest of 4 papers\n  MolBench" in text
    view = read(kg("show", "egnn", "--json", "--store", graph))
    assert view["support"] == 4
    claims = {c["claim_id"] for g in view["claims"] for c in g["claims"]}
    assert {card["claim_id"] for card in view["evidence"]} == claims


def test_show_of_a_paper(kg: Run, graph: Path) -> None:
    """A title that no entity has is a paper: its abstract, what it introduces and what it states."""
    title = "MolBench: A Benchmark for Molecular Property Prediction under Distribution Shift"
    text = kg("show", title, "--store", graph).stdout
    assert text.startswith(title)
    assert "Introduces\n  MolBench · Dataset" in text
    assert read(kg("show", title, "--type", "Paper", "--json", "--store", graph))["paper"]["title"] == title


def test_show_of_nothing_says_what_is_close(kg: Run, graph: Path) -> None:
    """A name that nothing has is one line, with names that are like it."""
    done = kg("show", "MolBanch-9", "--store", graph)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("Error: Nothing called ‘MolBanch-9’.")


def test_stats_counts_nodes_and_edges(kg: Run, graph: Path) -> None:
    """Counts by label and type, and what the graph was made from."""
    stats = read(kg("stats", "--json", "--store", graph))
    assert stats["papers"] == stats["counts"]["Paper"] == PAPERS
    assert stats["sources"] == ["arxiv", "golden-a.txt", "golden-b.txt"]
    text = kg("stats", "--store", graph).stdout
    assert f"{PAPERS} papers from " in text
    assert "EQUIVARIANT_TO" in text


def test_schema_names_every_label_and_edge(kg: Run) -> None:
    """Types of the graph for people and programs, JSON Schema of papers and extractions."""
    schema = read(kg("schema", "--json"))
    table = kg("schema").stdout
    assert all(node["label"] in table for node in schema["nodes"])
    assert all(edge["type"] in table for edge in schema["edges"])
    assert read(kg("schema", "paper"))["required"] == ["id", "title", "abstract"]
    assert "mentions" in read(kg("schema", "extraction"))["properties"]


def test_doctor_sees_a_graph_and_misses_one(kg: Run, graph: Path, tmp_path: Path) -> None:
    """Each part has a state; a graph that is not there is missing, with the command that makes it."""
    findings = {f["subject"]: f for f in _findings(kg, graph)}
    assert findings["graph"]["state"] == "ok"
    assert f"{PAPERS} papers" in findings["graph"]["detail"]
    assert "Java" in findings["embedded engine"]["detail"]
    assert findings["streamlit"]["state"] == findings["cache"]["state"] == "ok"
    missing = {f["subject"]: f for f in _findings(kg, tmp_path / "none")}["graph"]
    assert (missing["state"], missing["remedy"]) == ("missing", "kg build FILE...")


def _findings(kg: Run, store: Path) -> list[dict[str, str]]:
    import json

    found: list[dict[str, str]] = json.loads(kg("doctor", "--json", "--store", store).stdout)
    return found
