"""``kg why`` and ``kg review``: names explained and names to decide on, from a graph in a store."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
import yaml

from kg.build import BuildReport
from kg.cli.build import print_changes
from kg.curation.entries import model_of
from kg.names.changes import NameChange, NamedNode
from schemas import EntityType, Extraction
from tests.kg.cli.conftest import Run, read
from tests.kg.papers import naming

LONG, SEMI = "self-supervised learning", "semi-supervised learning"


def papers() -> list[Extraction]:
    """An abbreviation that all agree on, one with two senses, one that one paper expands, and a name of two types."""
    return [
        *(naming(f"g{i}", "graph neural networks", "GNN") for i in range(3)),
        naming("g8", "GNNs"),
        *(naming(f"s{i}", LONG, "SSL") for i in range(2)),
        naming("s2", SEMI, "SSL"),
        *(naming(f"s{i}", "SSL") for i in (3, 4, 5)),
        naming("c0", "clinical longitudinal image pretraining", "CLIP"),
        *(naming(f"c{i}", "CLIP") for i in range(1, 6)),
        naming("t0", "pansharpening", type=EntityType.TASK),
        naming("t1", "pansharpening"),
    ]


def build(kg: Run, folder: Path, curation: str = "") -> Path:
    """The graph of these papers; its folder."""
    lines = folder / "papers.jsonl"
    lines.write_text("\n".join(p.model_dump_json() for p in papers()), "utf-8")
    (folder / "curation.yaml").write_text(curation, "utf-8")
    done = kg("build", lines, "--store", folder / "graph", "--no-known-aliases")
    assert done.returncode == 0, done.stderr
    return folder / "graph"


@pytest.fixture(scope="module")
def named(kg: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The graph of these papers, nobody having decided anything."""
    return build(kg, tmp_path_factory.mktemp("named"))


def test_a_merge_says_its_rule_and_its_papers(kg: Run, named: Path) -> None:
    """A short form in any spelling leads to its node with the rule, the count and titles of papers."""
    done = kg("why", "gnns", "--store", named, "--papers", 1)
    assert "gnns → graph neural networks · Method · 4 papers" in done.stdout
    assert "GNN = graph neural networks · corpus abbreviation: papers that expand it agree · 3 papers" in done.stdout
    assert "Paper g0 · g0" in done.stdout
    assert "Paper g1" not in done.stdout


def test_a_name_that_was_kept_apart_says_why(kg: Run, named: Path) -> None:
    """An ambiguous abbreviation is a node for each sense and one for papers that don't say which."""
    found = read(kg("why", "SSL", "--store", named, "--json"))
    assert {n["name"] for n in found["nodes"]} == {"SSL", LONG, SEMI}
    (lone,) = [n for n in found["nodes"] if n["name"] == "SSL"]
    assert [(r["rule"], r["target"], r["papers"]) for r in lone["apart"]] == [
        ("ambiguous abbreviation", LONG, 2),
        ("ambiguous abbreviation", SEMI, 1),
    ]
    assert lone["apart"][0]["examples"] == [{"id": "s0", "title": "Paper s0"}, {"id": "s1", "title": "Paper s1"}]


def test_spellings_need_no_decision(kg: Run, named: Path) -> None:
    """Two spellings of one key are explained too, with the papers that write this one."""
    found = read(kg("why", "GNNs", "--store", named, "--json"))
    (node,) = found["nodes"]
    assert node["met"][0]["about"] is True
    found = read(kg("why", "Graph neural network", "--store", named, "--json"))
    assert found["nodes"][0]["name"] == "graph neural networks"


def test_a_name_alone_needs_no_reason(kg: Run, named: Path) -> None:
    """Where one name leads to a node, that is said."""
    done = kg("why", "pansharpening", "--type", "Task", "--store", named)
    assert "kept apart" in done.stdout
    assert "papers are divided on its type" in done.stdout


def test_an_unknown_name_is_one_line_with_what_is_close(kg: Run, named: Path) -> None:
    """A name that nothing has ends with an error and a suggestion."""
    done = kg("why", "graph neural netwrks", "--store", named)
    assert done.returncode != 0
    assert done.stderr.count("\n") == 1
    assert "graph neural networks" in done.stderr


def test_near_misses_come_by_the_papers_that_they_touch(kg: Run, named: Path) -> None:
    """Every near miss is a question, and the one with most papers comes first."""
    found = read(kg("review", "--store", named, "--format", "json"))
    assert [(q["name"], q["rule"], q["papers"]) for q in found] == [
        ("CLIP", "rare expansion", 5),
        ("SSL", "ambiguous abbreviation", 3),
        ("pansharpening", "type split", 1),
    ]
    assert [c["name"] for c in found[1]["candidates"]] == [LONG, SEMI]


def test_every_entry_can_be_put_into_the_curation(kg: Run, named: Path) -> None:
    """The entries that a question shows are entries of curation.yaml as they stand."""
    found = read(kg("review", "--store", named, "--format", "json"))
    entries = [yaml.safe_load(s["entry"])[0] for q in found for s in q["settlements"]]
    assert len(entries) == 7
    for fields in entries:
        model = model_of(fields)
        assert model is not None
        assert model.model_validate({**fields, "date": str(fields["date"])}).action in fields


def test_an_entry_settles_its_question(kg: Run, named: Path, tmp_path: Path) -> None:
    """A build with the entries obeys them, asks no more, and says where they stand."""
    found = read(kg("review", "--store", named, "--format", "json"))
    chosen = "".join(q["settlements"][0]["entry"] + "\n" for q in found)
    graph = build(kg, tmp_path, chosen)
    assert read(kg("review", "--store", graph, "--format", "json")) == []
    nodes = {n["name"]: n for n in read(kg("why", "SSL", "--store", graph, "--json"))["nodes"]}
    assert set(nodes) == {LONG, SEMI} or set(nodes) == {"SSL", SEMI}
    sources = [r["source"] for n in nodes.values() for r in n["met"] if r["rule"] == "curated"]
    assert sources == ["curation.yaml:2"]


def test_csv_has_a_line_for_each_question(kg: Run, named: Path) -> None:
    """A spreadsheet gets the same questions, cut to the limit."""
    done = kg("review", "--store", named, "--format", "csv", "--limit", 2)
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert [r["name"] for r in rows] == ["CLIP", "SSL"]
    assert "3 questions, of which 2 are listed" in done.stderr


def test_the_list_can_be_read(kg: Run, named: Path) -> None:
    """For people, a question shows its candidates and the entries that settle it."""
    done = kg("review", "--store", named, "--type", "Task", "--type", "Method")
    assert "CLIP · Method · 5 papers · rare expansion: too few papers expand it" in done.stdout
    assert "# they stay apart" in done.stdout


def test_nothing_to_decide_is_said(kg: Run, named: Path) -> None:
    """Without near misses there is one line that says so."""
    done = kg("review", "--store", named, "--type", "Metric")
    assert done.stdout == ""
    assert done.stderr.startswith("Nothing to decide")


def test_added_papers_say_which_names_changed(capsys: pytest.CaptureFixture[str]) -> None:
    """What changed is listed for people, the first twenty of it."""
    nodes = [NamedNode(f"method:n{i}", f"n{i}", EntityType.METHOD) for i in range(23)]
    print_changes(BuildReport(changed=[NameChange(n, None) for n in nodes]))
    out = capsys.readouterr().out
    assert "23 names changed by the papers that came" in out
    assert "n19 (Method) is no node now" in out
    assert "n20 " not in out
    assert "and 3 more" in out
    print_changes(BuildReport())
    assert capsys.readouterr().out == ""
