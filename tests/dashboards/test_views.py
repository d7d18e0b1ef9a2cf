"""Every view on disk draws the golden graph, its empty states and its errors in words."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboards import access, views
from dashboards.shell import find_views
from kg.assemble import assemble
from kg.stores import open_store
from schemas import Extraction, GraphTables

ON_DISK = sorted(p.stem for p in Path(views.__file__).parent.glob("[!_]*.py"))


def run(view: str, **query: str | list[str]) -> AppTest:
    """A view drawn alone, with a state in its address."""
    app = AppTest.from_string(f"from dashboards.shell import show\nshow({view!r})", default_timeout=600)
    for name, value in query.items():
        app.query_params[name] = value
    return app.run()


def words(app: AppTest) -> str:
    """All HTML of a page."""
    return "\n".join(str(html.proto.body) for html in app.get("html"))


@pytest.fixture
def golden(graph_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The dashboard's store is the golden graph with the hostile papers."""
    access._held.clear()
    access._answer.clear()
    monkeypatch.setenv("METHODGRAPH_STORE", str(graph_folder))


def test_every_file_of_the_folder_is_a_view() -> None:
    """A file in ``dashboards/views`` is in the menu, and the first is the overview."""
    assert sorted(find_views()) == ON_DISK
    assert next(iter(find_views())) == "overview"


@pytest.mark.parametrize("view", ON_DISK)
@pytest.mark.usefixtures("golden")
def test_a_view_draws_without_an_error(view: str) -> None:
    """Each view draws something of the golden graph and raises nothing."""
    app = run(view)
    assert not app.exception
    assert len(app.main) > 0


@pytest.mark.parametrize("view", ON_DISK)
def test_a_view_without_a_graph_says_how_to_get_one(view: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With no graph in the folder a page shows the command that makes one."""
    access._held.clear()
    monkeypatch.setenv("METHODGRAPH_STORE", str(tmp_path / "none"))
    app = run(view)
    assert not app.exception
    assert access.FILL in words(app)


@pytest.mark.usefixtures("golden")
def test_an_entity_opens_the_sentence_behind_a_claim(graph_folder: Path) -> None:
    """The claim in the address is open: its sentence, its paper and its confidence stand on the page."""
    with open_store(str(graph_folder)) as store:
        claim, sentence, title = store.query(
            "MATCH (p:Paper)-[:STATES]->(e:Evidence {relation: 'EVALUATED_ON'}) "
            "MATCH (e)-[:SUBJECT]->(:Method {id: 'method:egnn'}) "
            "RETURN e.claim_id, e.sentence, p.title ORDER BY e.confidence DESC, e.id LIMIT 1"
        ).rows[0]
    page = words(run("entity", id="method:egnn", claim=claim))
    assert "mg-card" in page
    assert sentence.split()[0] in page
    assert title in page
    assert page.count("mg-mark") >= 2


@pytest.mark.usefixtures("golden")
def test_an_entity_says_what_it_is_a_kind_of() -> None:
    """A method links to its kind and to its own kinds, each with the rule or the sentence that says so."""
    page = words(run("entity", id="method:equivariant-graph-neural-network"))
    above, below = page.index("Is a kind of"), page.index("Kinds of it")
    assert ">graph neural networks<" in page[above:below]
    assert ">EGNN<" in page[below:]
    assert "head noun" in page[above:below]


@pytest.mark.usefixtures("golden")
def test_an_unknown_name_says_what_is_close() -> None:
    """A name with a slip in it gives no traceback but the names that are near."""
    app = run("entity", name="EGNM-QX")
    assert not app.exception
    assert "Nothing called ‘EGNM-QX’" in words(app)


@pytest.mark.usefixtures("golden")
def test_the_cypher_page_answers_a_named_query_from_its_link() -> None:
    """A link with a named query and its parameter shows the rows."""
    app = run("cypher", named="methods-for-task", p_task="molecular property prediction", run="1")
    assert not app.exception
    assert "EGNN" in list(app.dataframe[0].value["method"])


@pytest.mark.usefixtures("golden")
def test_the_cypher_page_refuses_to_write() -> None:
    """A query that would write gives words, no rows, and changes nothing."""
    app = run("cypher", q="MATCH (n) DETACH DELETE n", run="1")
    assert not app.exception
    assert "mg-state" in words(app)
    assert not app.dataframe
    app = run("cypher", q="MATCH (n:Method) RETURN count(n) > 0 AS there", run="1")
    assert list(app.dataframe[0].value["there"]) == [True]


@pytest.mark.usefixtures("golden")
def test_another_query_waits_for_run() -> None:
    """An answer stands under its own query only; an edited one is not asked before Run is pressed, and then it is."""
    app = run("cypher", q="MATCH (n:Method) RETURN count(n) AS methods", run="1")
    assert list(app.dataframe[0].value) == ["methods"]
    app.text_area(key="cypher-text").set_value("MATCH (n:Task) WHERE n.support >= $least RETURN n.name AS task").run()
    assert not app.dataframe
    assert "press Run" in words(app)
    assert "run" not in app.query_params
    app.text_input(key="cypher-p-least").set_value("1")
    next(b for b in app.button if b.label == "Run").click().run()
    assert not app.exception
    assert list(app.dataframe[0].value) == ["task"]
    assert app.query_params["p_least"] == "1"
    assert "at most 1,000 rows, and 15 s" in words(app)
    next(b for b in app.button if b.label == "Explain").click().run()
    assert not app.dataframe
    assert app.code


@pytest.mark.usefixtures("golden")
def test_the_overview_shows_growth_and_sparklines() -> None:
    """Papers over time stand as columns, and a line of small columns beside each entity that papers name most."""
    page = words(run("overview"))
    assert "Papers by " in page
    assert "mg-with-spark" in page


@pytest.mark.usefixtures("golden")
def test_five_methods_stand_side_by_side() -> None:
    """Methods of the address are columns; one that the graph does not hold is named, and the others are shown."""
    page = words(run("compare", m=["method:egnn", "method:no-such"]))
    assert "mg-beside" in page
    assert "does not hold method:no-such" in page


@pytest.mark.usefixtures("golden")
def test_hostile_names_are_escaped_in_all_html() -> None:
    """No tag of a paper's text is a tag of the page."""
    for view, query in (("overview", {}), ("entity", {"id": "task:hostile-naming"}), ("paper", {"id": "hostile-0"})):
        page = words(run(view, **query))
        assert "<img" not in page
        assert "<script" not in page
        assert 'href="javascript' not in page
    assert "&lt;img src=x onerror=" in page


def test_a_newer_graph_is_seen_without_a_restart(
    tmp_path: Path, golden_tables: GraphTables, golden_extractions: list[Extraction], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A build beside an open dashboard is on the next page."""
    folder = str(tmp_path / "graph")
    access._held.clear()
    monkeypatch.setenv("METHODGRAPH_STORE", folder)
    with open_store(folder, "write") as store:
        store.write(assemble(golden_extractions[:5]))
    before = words(run("overview"))
    with open_store(folder, "write") as store:
        store.write(golden_tables)
    after = words(run("overview"))
    assert before != after
    assert golden_tables.meta is not None
    assert golden_tables.meta.version[:10] in after
