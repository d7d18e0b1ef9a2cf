"""The parts of pages that need no browser: highlights, links, results, steps, the Hasse diagram, colours."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest

from dashboards import component, hasse, look, markup, results
from dashboards.scene import Filters, edges_among, extended, neighbours, node_of
from kg.lookup import PaperRef
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
