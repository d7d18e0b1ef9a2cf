"""Corrections: what a page writes into ``curation.yaml``, what it says will change, and that a rebuild does it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

from dashboards import access, editing
from kg.cli import app as program
from kg.curation import load
from kg.lookup import entity_view, find_entity
from kg.stores import open_store
from schemas import EntityType
from tests.dashboards.test_views import run, words

GOLDEN = Path(__file__).parents[1] / "data" / "golden.jsonl"


@pytest.fixture
def graph(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A graph of the golden papers, built by the command, with a dashboard that may edit it."""
    folder = tmp_path / "graph"
    for name, value in (("STORE", folder), ("EDIT", "1"), ("AUTHOR", "ada"), ("CACHE", tmp_path / "cache.sqlite")):
        monkeypatch.setenv(f"METHODGRAPH_{name}", str(value))
    monkeypatch.delenv("METHODGRAPH_CURATION", raising=False)
    rebuild(folder)
    access._held.clear()
    access._answer.clear()
    yield folder
    access._held.clear()


def rebuild(folder: Path) -> None:
    """What a person does after a correction."""
    done = CliRunner().invoke(program, ["build", str(GOLDEN), "--store", str(folder)])
    assert done.exit_code == 0, done.output


def button(app: AppTest, label: str) -> AppTest:
    """Press the button of that label."""
    next(b for b in app.button if b.label == label).click()
    return app.run()


def test_a_rename_is_written_and_a_rebuild_shows_it(graph: Path) -> None:
    """The page writes the entry with reason, author and place, says what will change, and the next graph has it."""
    app = run("entity", id="method:egnn", correct="Rename")
    app.text_input(key="correct-to-method:egnn").set_value("E(n) graph network")
    app.text_input(key="correct-rename-method:egnn-reason").set_value("its long name")
    app.run()
    assert "is called ‘E(n) graph network’" in words(app)
    button(app, "Write it to curation.yaml")
    assert not app.exception
    page = words(app)
    assert "curation.yaml:" in page
    assert f"kg build --add --store {graph}" in page
    (placed,) = load(graph.parent / "curation.yaml")[0]
    assert (placed.entry.action, placed.entry.says, placed.entry.author) == (
        "rename",
        "EGNN → E(n) graph network (Method)",
        "ada",
    )
    assert ">EGNN<" in words(run("entity", name="EGNN")), "nothing changes before a rebuild"
    rebuild(graph)
    assert "<bdi>E(n) graph network</bdi></div>" in words(run("entity", name="EGNN"))


def test_a_merge_joins_two_nodes_after_a_rebuild(graph: Path) -> None:
    """The two names of the form are one node of the next graph."""
    with open_store(str(graph)) as store:
        other = store.query(
            "MATCH (m:Method) WHERE m.id <> 'method:egnn' RETURN m.id, m.name ORDER BY m.id LIMIT 1"
        ).rows[0]
    app = run("entity", id="method:egnn", correct="Merge", **{"with": other[0]})
    app.text_input(key="correct-merge-method:egnn-reason").set_value("one thing").run()
    button(app, "Write it to curation.yaml")
    assert not app.exception
    rebuild(graph)
    with open_store(str(graph)) as store:
        assert find_entity(store, "EGNN").id == find_entity(store, other[1]).id


def test_a_claim_that_is_wrong_leaves_the_next_graph(graph: Path) -> None:
    """Under a sentence stands the form that rejects its claim in every paper."""
    with open_store(str(graph)) as store:
        claim, papers = store.query(
            "MATCH (:Method {id: 'method:egnn'})-[c:EVALUATED_ON]->() "
            "RETURN c.claim_id, c.support ORDER BY c.support LIMIT 1"
        ).rows[0]
    app = run("entity", id="method:egnn", claim=claim)
    key = f"entity-card-{claim}-0"
    app.radio(key=f"{key}-where").set_value("In every paper")
    app.text_input(key=f"{key}-reason").set_value("it is another data set").run()
    assert editing.rejected(papers, True) in words(app)
    app.button(key=f"{key}-go").click().run()
    assert not app.exception
    rebuild(graph)
    with open_store(str(graph)) as store:
        assert not store.query("MATCH ()-[c:EVALUATED_ON {claim_id: $claim}]->() RETURN c", {"claim": claim}).rows


def test_a_contradiction_is_said_and_not_written(graph: Path) -> None:
    """An entry that cannot hold beside another one is refused with the other's line."""
    editing.say({"rename": "EGNN", "to": "one name", "type": "Method"}, "so", "ada")
    before = (graph.parent / "curation.yaml").read_text("utf-8")
    app = run("entity", id="method:egnn", correct="Rename")
    app.text_input(key="correct-to-method:egnn").set_value("another name")
    app.text_input(key="correct-rename-method:egnn-reason").set_value("no, so").run()
    button(app, "Write it to curation.yaml")
    assert not app.exception
    assert "mg-state" in words(app)
    assert "Said of it before" in words(app)
    assert (graph.parent / "curation.yaml").read_text("utf-8") == before


def test_without_edit_there_is_no_button(graph: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A dashboard that was not started with editing allowed shows no form, whatever the address says."""
    monkeypatch.setenv("METHODGRAPH_EDIT", "0")
    app = run("entity", id="method:egnn", correct="Rename")
    assert not app.exception
    assert not app.text_input
    assert not [b for b in app.button if "curation" in b.label]


def test_a_new_type_says_which_claims_it_loses(graph: Path) -> None:
    """A method that becomes a data set keeps what is said of data sets and loses the rest, with counts."""
    with open_store(str(graph)) as store:
        entity = entity_view(store, "method:egnn")
    lost = editing.retyped(entity, EntityType.DATASET)
    for group in entity.claims:
        assert (f"{group.words} ({group.total:,})" in lost) == (group.relation != "BENCHMARKS")
    assert "keeps all its claims" in editing.retyped(
        entity.model_copy(update={"claims": (), "proposed_by": ()}), EntityType.TASK
    )
