"""Notebooks show texts of strangers: as text, without anything that is fetched or run."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

import pytest
from defusedxml.ElementTree import fromstring

from kg import Graph, Table
from kg.api.drawing import Group, drawn
from kg.api.html import link, marked, text
from kg.api.neighbours import Neighbours
from kg.look import DARK, LIGHT, SINGULAR
from kg.neighbourhood import Edge, Neighbourhood, Node
from kg.stores.base import Rows
from schemas import NODES

EVIL = "<script>alert('x')</script> & \"q\" \x00\x1b[31m \u202e\ufffe \ud800"
SVG = "{http://www.w3.org/2000/svg}"


def hood(names: list[str]) -> Neighbours:
    """A node with neighbours of all types, joined in many ways."""
    types = [*SINGULAR]
    nodes = [Node(id="0", name=EVIL, type="Method")]
    edges = []
    for n, name in enumerate(names, start=1):
        nodes.append(Node(id=str(n), name=name, type=types[n % len(types)]))
        head, tail = ("0", str(n)) if n % 2 else (str(n), "0")
        edges.append(Edge(id=str(n), type="MENTIONS", head=head, tail=tail, words=f"says {n % 5}{EVIL}", support=n))
    return Neighbours(Neighbourhood(nodes=tuple(nodes), edges=tuple(edges), total=len(names) + 5))


@pytest.mark.parametrize("count", [0, 1, 40])
def test_the_drawing_is_one_file_of_xml(count: int) -> None:
    """Whatever names hold, the drawing parses, has no script, no style sheet and no address, and all names."""
    around = hood([f"name {n} {EVIL}" for n in range(count)])
    drawing = around.to_svg()
    tree = fromstring(drawing.encode("utf-8"))
    tags = {element.tag.removeprefix(SVG) for element in tree.iter()}
    assert tags <= {"svg", "g", "title", "rect", "path", "text", "tspan", "circle", "polygon"}
    assert not re.search(r"href|url\(|https?://(?!www\.w3\.org/2000/svg)", drawing)
    hints = "".join(element.text or "" for element in tree.iter(f"{SVG}title"))
    assert all(f"name {n} <script>" in hints for n in range(count))
    assert around._repr_svg_() == drawing
    assert around._repr_html_() is None
    assert around.to_svg() == drawing


def test_names_stay_inside_and_apart() -> None:
    """Every mark and every line of text is inside of the drawing, and no two of one side share a height."""
    groups = [Group(f"way {n}", [(f"{n}.{i} " + "w" * 60, "Task", i, "") for i in range(3 + n)]) for n in range(6)]
    tree = fromstring(drawn("middle", "Method", groups, "note"))
    width, height = float(tree.get("width")), float(tree.get("height"))
    places = [(float(e.get("x")), float(e.get("y")), e.get("text-anchor")) for e in tree.iter(f"{SVG}text")]
    assert len(places) == 6 + sum(len(g.neighbours) for g in groups) + 2
    assert all(0 < x < width and 10 < y < height for x, y, _ in places)
    for anchor in ("start", "end"):
        rows = sorted(y for _, y, a in places if a == anchor)
        assert rows
        assert all(below - above >= 17 for above, below in pairwise(rows))


def test_stronger_claims_have_thicker_lines() -> None:
    """The width of a line grows with the number of papers behind it."""
    some = [(str(n), "Task", n, "") for n in (1, 5, 50)]
    widths = [
        float(e.get("stroke-width")) for e in fromstring(drawn("m", "Method", [Group("w", some)])).iter(f"{SVG}path")
    ]
    assert widths == sorted(set(widths))


def test_html_holds_texts_as_texts() -> None:
    """Texts of papers are escaped wherever a notebook shows them; only web addresses are links."""
    shown: list[Any] = [
        Table(Rows((EVIL,), [(EVIL,), ({EVIL: EVIL},), ("javascript:alert(1)",)]))._repr_html_(),
        marked(EVIL, [(0, 8, "Method"), (4, 12, EVIL)]),
        link("javascript:alert(1)", text(EVIL)),
    ]
    for page in shown:
        assert "<script" not in page
        assert "href" not in page
        assert "\x00" not in page
        assert "\x1b" not in page
    assert 'href="https://example.org/?a=1&amp;b=2"' in link("https://example.org/?a=1&b=2", "x")
    assert "href" in str(Table(Rows(("url",), [("https://example.org",)]))._repr_html_())


def test_sentences_keep_their_letters() -> None:
    """A marked sentence, without its tags, is the sentence."""
    page = marked("EGNN beats <b>QM9</b>.", [(0, 4, "Method"), (14, 17, "Dataset"), (15, 40, "Task")])
    assert re.sub(r"<[^>]+>", "", page) == "EGNN beats &lt;b&gt;QM9&lt;/b&gt;."
    assert page.count("<span") == 2


def test_every_page_of_the_graph_is_balanced(g: Graph) -> None:
    """What entities, papers, claims and a graph show in a notebook is well-formed."""
    egnn = g.entity("EGNN")
    for thing in (g, egnn, egnn.claims, egnn.claims[0], egnn.evidence, egnn.papers, g.paper("g02")):
        fromstring(f"<div>{str(thing._repr_html_()).replace('&nbsp;', ' ')}</div>")


def test_colours_are_those_of_all_types() -> None:
    """Every entity type and papers have a colour on light and on dark ground, and a word."""
    types = {label for label in NODES if label not in ("Evidence", "Decision")}
    assert set(LIGHT) == set(DARK) == set(SINGULAR) == types
    assert len(set(LIGHT.values())) == len(set(DARK.values())) == len(types)
