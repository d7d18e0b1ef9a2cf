"""The graph component in a real Chromium: tools, keys, themes, and the files that it writes."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import networkx as nx
import pytest
from playwright.sync_api import Page, expect

from tests.dashboards.test_browser import CENTRE, canvas, places, press

pytestmark = pytest.mark.browser

EXPLORE = "explore?id=method%3Aegnn"
SELECTED = "el => el._cyreg.cy.$(':selected').map(x => x.id())"
FAR = """(el, id) => { const cy = el._cyreg.cy; const near = cy.getElementById(id).closedNeighborhood();
  return cy.nodes().difference(near).map(x => x.hasClass('dim')); }"""
CLASSES = "(el, id) => [...el._cyreg.cy.getElementById(id).classes()]"


def exported(page: Page, format: str, to: Path) -> Path:
    """The file that the export of a format gives."""
    with page.expect_download() as download:
        page.get_by_label("Export").select_option(format)
    assert download.value.suggested_filename == f"methodgraph.{format}"
    download.value.save_as(to / download.value.suggested_filename)
    return to / download.value.suggested_filename


def test_what_is_shown_is_what_is_exported(page: Page, address: str, tmp_path: Path) -> None:
    """PNG is a picture; SVG, JSON and GraphML hold each node and edge that is shown, and no type that is hidden."""
    page.goto(f"{address}/{EXPLORE}")
    spot = canvas(page, 3)
    page.get_by_role("button", name="Tasks").click()
    shown = spot.evaluate("el => el._cyreg.cy.nodes(':visible').map(n => [n.id(), n.data('name')])")
    edges = spot.evaluate("el => el._cyreg.cy.edges(':visible').length")
    everything = spot.evaluate("el => el._cyreg.cy.nodes().length")
    assert 1 < len(shown) < everything
    assert exported(page, "png", tmp_path).read_bytes().startswith(b"\x89PNG")
    svg = ElementTree.parse(exported(page, "svg", tmp_path))
    titles = {t.text for t in svg.iterfind(".//{http://www.w3.org/2000/svg}g/{http://www.w3.org/2000/svg}title")}
    assert titles == {name for _, name in shown}
    found = json.loads(exported(page, "json", tmp_path).read_text("utf-8"))
    assert {n["id"] for n in found["nodes"]} == {id for id, _ in shown}
    assert len(found["edges"]) == edges
    graph = nx.read_graphml(exported(page, "graphml", tmp_path), force_multigraph=True)
    assert set(graph) == {id for id, _ in shown}
    assert graph.number_of_edges() == edges
    assert graph.nodes["method:egnn"]["name"] == "EGNN"


def test_tools_of_the_canvas(page: Page, address: str) -> None:
    """Box selection, holding, undo, layouts, search and full screen each do what their button says."""
    page.goto(f"{address}/{EXPLORE}")
    spot = canvas(page, 3)
    before = places(page)
    page.get_by_role("button", name="Box", exact=True).click()
    box = spot.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 3, box["y"] + 3)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 3, box["y"] + box["height"] - 3, steps=8)
    page.mouse.up()
    page.wait_for_timeout(500)
    assert len([id for id in spot.evaluate(SELECTED) if id in before]) == len(before)
    assert places(page) == before, "a box moves nothing"
    page.get_by_role("button", name="Box", exact=True).click()
    page.get_by_role("button", name="Pin", exact=True).click()
    assert "pinned" in spot.evaluate(CLASSES, "method:egnn")
    page.wait_for_url(lambda url: "pin=" in url)
    page.get_by_label("Layout", exact=True).select_option("concentric")
    page.wait_for_timeout(600)
    assert places(page) == before, "what is held stays"
    page.get_by_role("button", name="Undo").click()
    page.get_by_role("button", name="Undo").click()
    assert "pinned" not in spot.evaluate(CLASSES, "method:egnn")
    page.get_by_label("Layout", exact=True).select_option("layered")
    page.wait_for_timeout(600)
    assert places(page) != before
    page.get_by_role("button", name="Undo").click()
    page.wait_for_timeout(400)
    assert places(page) == before
    find = page.get_by_label("Find on canvas")
    find.fill("egnn")
    find.press("Enter")
    assert spot.evaluate(SELECTED) == ["method:egnn"]
    page.get_by_role("button", name="Full screen").click()
    page.wait_for_function("document.fullscreenElement !== null")


def test_a_hover_shows_the_neighbours(page: Page, address: str) -> None:
    """What is not joined to the node under the pointer steps back, and comes again when the pointer leaves."""
    page.goto(f"{address}/{EXPLORE}")
    spot = canvas(page, 3)
    leaf = spot.evaluate("el => el._cyreg.cy.nodes().min(n => n.degree(false)).ele.id()")
    x, y = spot.evaluate(CENTRE, leaf)
    spot.hover(position={"x": x, "y": y})
    far = spot.evaluate(FAR, leaf)
    assert far
    assert all(far)
    spot.hover(position={"x": 4, "y": 4})
    assert spot.evaluate("el => el._cyreg.cy.$('.dim').length") == 0


def test_the_keyboard_alone_reads_a_sentence(page: Page, address: str) -> None:
    """Arrows reach a node, E its edges, and the sentence of the edge stands beside; Escape lets go."""
    page.goto(f"{address}/{EXPLORE}")
    spot = canvas(page, 3)
    page.get_by_role("application").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(300)
    assert len(spot.evaluate(SELECTED)) == 1
    press(page, "method:egnn")
    page.get_by_role("application").focus()
    page.keyboard.press("e")
    expect(page.locator(".mg-card blockquote, .mg-state").first).to_be_visible()
    assert spot.evaluate(SELECTED)[0].startswith("e/")
    assert page.locator(".say").first.inner_text() != ""
    page.keyboard.press("Escape")
    page.wait_for_timeout(300)
    assert spot.evaluate(SELECTED) == []


def test_every_tool_has_a_name(page: Page, address: str) -> None:
    """Each button, field and list of the canvas has a name for a screen reader, at both widths."""
    for width in (1280, 800):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"{address}/{EXPLORE}")
        canvas(page, 3)
        for role in ("button", "combobox", "searchbox"):
            for tool in page.locator(".mg").get_by_role(role).all():
                assert tool.evaluate(
                    "el => (el.getAttribute('aria-label') || el.innerText.trim() || el.title || '').length"
                ), tool.evaluate("el => el.outerHTML")


def test_the_canvas_follows_the_theme(page: Page, address: str) -> None:
    """Colours change with light and dark, and no node moves for it."""
    page.emulate_media(color_scheme="light")
    page.goto(f"{address}/{EXPLORE}")
    spot = canvas(page, 3)
    before = places(page)
    light = spot.evaluate("el => el._cyreg.cy.getElementById('method:egnn').style('background-color')")
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(
        """() => { const find = root => { for (const el of root.querySelectorAll('*')) {
             if (el.classList.contains('mg') && el.dataset.mode) return el.dataset.mode;
             if (el.shadowRoot) { const inner = find(el.shadowRoot); if (inner) return inner; } } return null; };
           return find(document) === 'dark'; }"""
    )
    assert spot.evaluate("el => el._cyreg.cy.getElementById('method:egnn').style('background-color')") != light
    assert places(page) == before
