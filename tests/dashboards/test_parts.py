"""The parts of pages that need no browser: highlights, links, results, steps, the Hasse diagram, colours."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest
from pyarrow import parquet

from dashboards import access, component, hasse, look, markup, results, trends
from dashboards.scene import Filters, edges_among, evaluate, extended, neighbours, node_of
from dashboards.views import compare
from kg.lookup import PaperRef, entity_view
from kg.stores import EdgeValue, NodeValue, PathValue, Rows, open_store
from schemas import KIND


def luminance(colour: str) -> float:
    """Relative luminance of ``#rrggbb`` (WCAG 2.2)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, other: str) -> float:
    """Contrast of two colours, 1 to 21."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def mixed(colour: str, ground: str, share: float) -> str:
    """A colour at an opacity over a ground."""
    parts = [round(int(colour[i : i + 2], 16) * share + int(ground[i : i + 2], 16) * (1 - share)) for i in (1, 3, 5)]
    return "#" + "".join(f"{p:02x}" for p in parts)


@pytest.mark.parametrize("label", list(look.LOOKS))
def test_highlighted_text_is_legible(label: str) -> None:
    """Text on a highlight has a contrast of 4.5 at least, shapes one of 3, on light and on dark ground."""
    type_look = look.LOOKS[label]
    for colour, ground, ink in ((type_look.light, "#FFFEFB", "#1B1F24"), (type_look.dark, "#14171A", "#ECE9E2")):
        assert contrast(ink, mixed(colour, ground, 0.18)) >= 4.5
        assert contrast(colour, ground) >= 3


def test_no_two_types_share_a_colour_or_a_shape() -> None:
    """A type is known by its colour, and by its shape without it."""
    looks = look.LOOKS.values()
    assert len({x.light for x in looks}) == len({x.dark for x in looks}) == len({x.shape for x in looks}) == len(looks)


@pytest.mark.parametrize(
    ("value", "words"),
    [(1.0, "very likely, 1.00"), (0.999, "very likely, 0.99"), (0.83, "likely, 0.83"), (0.2, "doubtful, 0.20")],
)
def test_confidence_is_a_word_and_a_number(value: float, words: str) -> None:
    """Only certainty is written 1.00."""
    assert look.confidence_words(value) == words


def test_marks_escape_what_they_mark_and_what_stands_between() -> None:
    """A highlighted sentence keeps every letter, and no letter becomes a tag."""
    sentence = "<b>A</b> beats & B"
    html = markup.marked(sentence, [(3, 4, "Method", "m:1"), (2, 5, "Task", ""), (17, 18, "Method", "")])
    assert "<b>" not in html
    assert html.count("mg-mark") == 2
    assert re.sub(r"<[^>]*>", "", html).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") == sentence


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "//host", "http://[", " java\nscript:x", None]
)
def test_only_web_addresses_become_links(url: str | None) -> None:
    """An address of a paper that is not http or https stays words."""
    assert markup.outside(url, "source") == "source"
    assert "<a" not in markup.paper_line(PaperRef(id="p", title="t", url=url)).split("</a>", 1)[1]


def test_a_long_name_is_cut_in_its_middle() -> None:
    """The chip is short and its tooltip whole."""
    name = "Continual Learning via Equivariant Regularization"
    html = markup.chip("m", name, "Method", 3, 20)
    assert f"<bdi>{look.cut(name, 20)}</bdi>" in html
    assert f'title="{name} (method)"' in html
    assert len(look.cut(name, 20)) == 20


def test_every_row_of_a_query_survives_csv_and_json() -> None:
    """Commas, quotes, line feeds, lists, nodes and nothing come back from both formats."""
    node = NodeValue("1", ("Method",), {"id": "m", "name": 'a, "b"\nc'})
    rows = Rows(("n", "list", "none"), [(node, [1, 2], None)])
    read = list(csv.reader(io.StringIO(results.to_csv(rows).decode("utf-8-sig"))))
    assert read == [["n", "list", "none"], ['a, "b"\nc', "1; 2", ""]]
    assert json.loads(results.to_json(rows))[0]["n"]["name"] == 'a, "b"\nc'


def test_a_path_in_a_row_is_drawn() -> None:
    """Nodes and edges come out of paths, lists and maps; an edge without its ends is left out."""
    a, b = NodeValue("1", ("Method",), {"name": "A"}), NodeValue("2", ("Task",), {"name": "B"})
    edge = EdgeValue("9", "ADDRESSES", "1", "2", {})
    nodes, edges = results.graph(
        Rows(("p", "x"), [(PathValue((a, b), (edge,)), {"k": [EdgeValue("8", "X", "1", "7", {})]})])
    )
    assert [n["name"] for n in nodes] == ["A", "B"]
    assert [e["words"] for e in edges] == ["addresses"]


def test_expanding_again_asks_for_fifty_more() -> None:
    """Steps grow by what a person asks for, for each node apart."""
    assert extended(["a.x", "x25.x", "x50.y"], "x") == ["a.x", "x25.x", "x50.y", "x75.x"]


def test_neighbours_are_counted_and_filtered(graph_folder: Path) -> None:
    """The strongest come first, the total counts all, and a filter leaves out what is below it."""
    with open_store(str(graph_folder)) as store:
        everything, total = neighbours(store, "method:egnn", "Method", 100, Filters())
        some, same = neighbours(store, "method:egnn", "Method", 2, Filters())
        strong, _ = neighbours(store, "method:egnn", "Method", 100, Filters(support=2))
        late, _ = neighbours(store, "method:egnn", "Method", 100, Filters(first=2023))
        assert total == same == len(everything) > 2
        assert some == everything[:2]
        assert 0 < len(strong) < total
        assert len(late) < total
        labels = {n["id"]: n["label"] for n in everything} | {"method:egnn": "Method"}
        edges = edges_among(store, labels, Filters())
        assert {e["source"] for e in edges} | {e["target"] for e in edges} <= labels.keys()
        assert all(e["claim"] for e in edges if e["type"] not in ("MENTIONS", KIND))
        assert all(e["proof"] for e in edges if e["type"] == KIND)
        assert node_of(store, "method:no-such") is None


def test_larger_groups_stand_above_what_they_contain() -> None:
    """Each line of the diagram leads upwards, and no two nodes share a place."""
    lines = [("a", "b"), ("b", "d"), ("c", "d"), ("a", "e")]
    places = hasse.positions("abcdef", lines)
    assert all(places[low][1] > places[high][1] for low, high in lines)
    assert len(set(places.values())) == 6


def test_the_vendored_library_is_the_one_that_is_named() -> None:
    """The bundle has the digest of VENDORED.md, and nothing in the component names another site to load from."""
    import hashlib

    vendor = Path(component.__file__).parent / "vendor"
    digest = hashlib.sha256((vendor / "cytoscape-fcose.min.js").read_bytes()).hexdigest()
    assert digest in (vendor / "VENDORED.md").read_text(encoding="utf-8")
    for source in Path(component.__file__).parent.glob("*.*"):
        assert not re.search(r"(?:import|src|href)\W+https?:", source.read_text(encoding="utf-8")), source.name


def test_every_row_of_a_query_survives_parquet() -> None:
    """Numbers stay numbers, nothing stays nothing, and what no type holds becomes text."""
    rows = Rows(("n", "share", "mixed", "big"), [(1, 0.5, "a", 2**70), (None, 1.0, [1, 2], 3)])
    table = parquet.read_table(io.BytesIO(results.to_parquet(rows))).to_pydict()
    assert table == {"n": [1, None], "share": [0.5, 1.0], "mixed": ["a", "1; 2"], "big": [str(2**70), "3"]}


def test_an_expansion_brings_new_neighbours(graph_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neighbours that stand already do not use up what was asked for; together they are as many as there are."""
    access._held.clear()
    access._answer.clear()
    monkeypatch.setenv("METHODGRAPH_STORE", str(graph_folder))
    with open_store(str(graph_folder)) as store:
        strongest, total = neighbours(store, "method:egnn", "Method", 100, Filters())
    steps = [*(f"a.{n['id']}" for n in strongest[:2]), "a.method:egnn", "x2.method:egnn"]
    scene = evaluate(steps, Filters())
    assert [n["id"] for n in scene.nodes[3:]] == [n["id"] for n in strongest[2:4]]
    assert scene.expanded["method:egnn"] == (4, total)
    assert len(evaluate([*steps, "x1000.method:egnn"], Filters()).nodes) == total + 1
    access._held.clear()


def test_periods_without_papers_keep_their_place() -> None:
    """Years and months run from the first to the last; growth says the last two."""
    assert trends.periods(["2021", "2024"]) == ("2021", "2022", "2023", "2024")
    assert trends.periods(["2024-11", "2025-02"]) == ("2024-11", "2024-12", "2025-01", "2025-02")
    assert trends.periods([]) == ()
    assert trends.growth({"2023": 7, "2025": 1204}) == "1,204 papers in 2025, after 0 in 2024"
    assert trends.growth({"2025": 3}) == ""


def test_a_sparkline_says_its_numbers() -> None:
    """Columns are relative to the largest, and the numbers are there for eyes and for screen readers."""
    html = markup.spark({"2021": 2, "2023": 4}, ("2021", "2022", "2023"))
    assert re.findall(r"height:(\d+)%", html) == ["50", "0", "100"]
    assert html.count("2021: 2, 2023: 4") == 2


def test_papers_by_period_are_counted(graph_folder: Path) -> None:
    """The years of an entity's papers add up to its dated papers, and so do the months."""
    with open_store(str(graph_folder)) as store:
        dated = store.query(
            "MATCH (p:Paper)-[:MENTIONS]->(:Method {id: 'method:egnn'}) WHERE p.date > '' RETURN count(p)"
        ).rows[0][0]
        years = trends.by_period(store, "Method", ["method:egnn"], months=False)["method:egnn"]
        months = trends.by_period(store, "Method", ["method:egnn"], months=True)["method:egnn"]
        whole = store.query("MATCH (p:Paper) WHERE p.date > '' RETURN count(p)").rows[0][0]
        assert sum(trends.by_month(store).values()) == whole
    assert sum(years.values()) == sum(months.values()) == dated > 0
    assert all(len(y) == 4 for y in years)
    assert all(len(m) == 7 for m in months)


def test_methods_side_by_side_mark_what_they_share(graph_folder: Path) -> None:
    """Each method is a column, what two of them have in common is marked, and each can be taken away."""
    with open_store(str(graph_folder)) as store:
        ids = [
            r[0]
            for r in store.query(
                "MATCH (m:Method)-[:EVALUATED_ON]->(d:Dataset)<-[:EVALUATED_ON]-(o:Method) WHERE m.id < o.id "
                "WITH m, o ORDER BY m.id LIMIT 1 UNWIND [m.id, o.id] AS id RETURN id"
            ).rows
        ]
        methods = [entity_view(store, id, claims=8) for id in ids]
    html = compare.beside(methods, {"m": ids})
    assert html.count('scope="col"') == 2
    assert 'class="mg-shared"' in html
    assert html.count("mg-off") == 2
    alone = compare.beside(methods[:1], {"m": ids[:1]})
    assert "mg-shared" not in alone
