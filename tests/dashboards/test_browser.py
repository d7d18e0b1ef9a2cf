"""The ways a person takes, in a real Chromium."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.browser

VIEWS = ("", "explore?id=method%3Aegnn", "entity?id=method%3Aegnn", "compare", "symmetry", "cypher", "paper")
HOSTILE_VIEWS = (
    *("", "entity?id=task%3Ahostile-naming", "explore?id=task%3Ahostile-naming", "compare?against=tasks", "paper"),
    *(f"paper?id=hostile-{i}" for i in range(5)),
)
NODES = "el => Object.fromEntries(el._cyreg.cy.nodes().map(n => [n.id(), [n.position('x'), n.position('y')]]))"
CENTRE = """(el, id) => { const cy = el._cyreg.cy; const e = cy.getElementById(id);
  const p = e.isNode() ? e.renderedPosition() : e.renderedMidpoint(); return [p.x, p.y]; }"""


def search(page: Page, text: str, at: int = 0) -> None:
    """Type into the page's search box and take the first suggestion."""
    box = page.get_by_role("combobox", name="earch").nth(at)
    box.fill(text)
    expect(page.locator("[role=option]").first).to_be_visible()  # not the options of the canvas's lists
    box.press("Enter")


def canvas(page: Page, nodes: int = 1) -> Locator:
    """The canvas, once it holds so many nodes and has come to rest."""
    found = page.locator(".canvas").first
    found.wait_for()
    page.wait_for_function(
        """n => { const find = root => { for (const el of root.querySelectorAll('*')) {
             if (el.classList.contains('canvas') && el._cyreg) return el;
             if (el.shadowRoot) { const inner = find(el.shadowRoot); if (inner) return inner; } } return null; };
           const el = find(document);
           return el && el._cyreg.cy.nodes().length >= n && !el._cyreg.cy.nodes().some(x => x.animated()); }""",
        arg=nodes,
    )
    page.wait_for_timeout(450)
    return found


def places(page: Page, nodes: int = 1) -> dict[str, list[float]]:
    """Positions of all nodes by id."""
    found: dict[str, list[float]] = canvas(page, nodes).evaluate(NODES)
    return found


def press(page: Page, id: str, double: bool = False) -> None:
    """Click a node or an edge on the canvas."""
    spot = canvas(page)
    x, y = spot.evaluate(CENTRE, id)
    where: Any = {"x": x, "y": y}
    if double:
        spot.dblclick(position=where)
    else:
        spot.click(position=where)


def test_from_search_to_the_sentence_and_to_cypher(page: Page, address: str) -> None:
    """Search leads to the entity, its claim to the sentence with both ends marked, and Cypher answers with rows."""
    page.goto(address)
    search(page, "egnn")
    expect(page.locator(".mg-title")).to_have_text("EGNN")
    assert "/entity?id=" in page.url
    page.locator(".mg-claim .mg-count a").first.click()
    card = page.locator(".mg-card")
    expect(card.locator("blockquote .mg-mark").first).to_be_visible()
    assert card.locator("blockquote .mg-mark").count() >= 2
    assert "claim=" in page.url
    page.get_by_role("link", name="Cypher").click()
    page.get_by_role("button", name="Run").click()
    expect(page.locator(".mg-note", has_text="rows in")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV", exact=True).click()
    assert download.value.path().read_bytes().startswith(b"\xef\xbb\xbfm,c,g")


def test_expanding_keeps_every_node_where_it_stands(page: Page, address: str) -> None:
    """A double click brings neighbours; those that stood stay to the pixel; undo takes the new ones away again."""
    page.goto(f"{address}/explore?do=a.task%3Amolecular-property-prediction&do=x1.task%3Amolecular-property-prediction")
    before = places(page, 2)
    press(page, "task:molecular-property-prediction", double=True)
    after = places(page, len(before) + 1)
    assert {id: after[id] for id in before} == before
    page.get_by_role("button", name="Undo").click()
    page.wait_for_url(lambda url: "x51" not in url)
    page.wait_for_timeout(800)
    assert places(page) == before


def test_selecting_an_edge_shows_its_sentence(page: Page, address: str) -> None:
    """A click on an edge opens its evidence beside the canvas, and the canvas does not move for it."""
    page.goto(f"{address}/explore?do=a.method%3Aegnn&do=x25.method%3Aegnn")
    before = places(page, 3)
    edge = canvas(page).evaluate("el => el._cyreg.cy.edges('[type = \"EVALUATED_ON\"]')[0].id()")
    press(page, edge)
    expect(page.locator(".mg-card blockquote")).to_be_visible()
    assert "sel=edge" in page.url
    assert places(page) == before


def test_a_link_shows_the_same_picture(page: Page, address: str) -> None:
    """The address of a picture with a node that was dragged gives the same nodes at the same places elsewhere."""
    page.goto(f"{address}/explore?id=method%3Aegnn")
    spot = canvas(page, 3)
    x, y = spot.evaluate(CENTRE, "method:egnn")
    box = spot.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + x, box["y"] + y)
    page.mouse.down()
    page.mouse.move(box["x"] + x + 60, box["y"] + y + 40, steps=6)
    page.mouse.up()
    page.wait_for_timeout(700)
    here = places(page)
    other = page.context.new_page()
    other.goto(page.url)
    there = places(other, len(here))
    assert there.keys() == here.keys()
    for id, place in here.items():
        assert there[id] == pytest.approx(place, abs=1)


@pytest.mark.parametrize("view", HOSTILE_VIEWS)
def test_hostile_titles_stay_text(page: Page, address: str, view: str) -> None:
    """Tags, scripts, LaTeX, Markdown and 10,000 characters in a title are shown as letters and run nothing."""
    page.goto(f"{address}/{view}")
    page.locator(".mg-title, .mg-h").first.wait_for()
    page.wait_for_timeout(1_500)
    assert page.title() != "caught"
    assert page.locator("img[src='x'], .katex, .stHtml strong").count() == 0
    assert page.locator("a[href^='javascript']").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1")


def test_a_hostile_name_is_found_and_shown_letter_by_letter(page: Page, address: str) -> None:
    """A name with a tag in it comes as text in the suggestions and as the page's title."""
    page.goto(address)
    search(page, "<img src")
    expect(page.locator(".mg-title")).to_contain_text("<img src=x onerror=")


def test_writes_are_refused_in_words(page: Page, address: str) -> None:
    """A query that would write is refused with a sentence, and the graph is as it was."""
    page.goto(f"{address}/cypher?run=1&q=CREATE%20(n%3AMethod)%20RETURN%20n")
    state = page.locator(".mg-state")
    expect(state).to_be_visible()
    assert "Traceback" not in state.inner_text()
    page.goto(
        f"{address}/cypher?run=1&view=JSON&q=MATCH%20(n%3AMethod)%20WHERE%20n.name%20IS%20NULL%20RETURN%20count(n)%20AS%20n"
    )
    assert json.loads(page.locator("[data-testid=stCode] code").inner_text()) == [{"n": 0}]


@pytest.mark.parametrize("width", [800, 1280])
@pytest.mark.parametrize("view", VIEWS)
def test_no_page_is_wider_than_the_window(page: Page, address: str, view: str, width: int) -> None:
    """At 800 and at 1280 pixels nothing makes the page scroll sideways."""
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{address}/{view}")
    page.locator(".mg-title, .mg-h, .canvas").first.wait_for()
    page.wait_for_timeout(1_000)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1")
