"""Longer ways that a person takes: explore to a sentence, queries again, correct and rebuild, add papers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pyarrow import parquet

from tests.dashboards.conftest import serving
from tests.dashboards.test_browser import canvas, places, press, search
from tests.dashboards.test_editing import GOLDEN, rebuild

pytestmark = pytest.mark.browser


@pytest.fixture
def editable(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """A dashboard that may edit, and the folder of its graph, which is not there yet."""
    folder = tmp_path / "graph"
    cache = str(tmp_path / "cache.sqlite")
    with serving(tmp_path / "log", STORE=str(folder), EDIT="1", AUTHOR="ada", CACHE=cache) as url:
        yield url, folder


def test_search_expand_select_read(page: Page, address: str) -> None:
    """From an empty canvas: search, expand a neighbour, select an edge, read its sentence with both ends marked."""
    page.goto(f"{address}/explore")
    search(page, "egnn")
    before = places(page, 3)
    other = next(id for id in before if id != "method:egnn")
    press(page, other)
    page.get_by_role("button", name="Expand").click()
    page.wait_for_url(lambda url: "x50" in url)
    page.wait_for_timeout(1_000)
    after = places(page, len(before))
    assert {id: after[id] for id in before} == before
    edge = canvas(page).evaluate("el => el._cyreg.cy.edges('[?claim]')[0].id()")
    press(page, edge)
    expect(page.locator(".mg-card blockquote .mg-mark").nth(1)).to_be_visible()


def test_a_query_is_asked_again_from_the_history(page: Page, address: str, tmp_path: Path) -> None:
    """What was run stands in the history, a kept one among the favourites after a reload; Parquet comes as rows."""
    page.goto(f"{address}/cypher?run=1&q=MATCH%20(m%3AMethod)%20RETURN%20count(m)%20AS%20methods")
    expect(page.locator(".mg-note", has_text="1 row in")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="Parquet").click()
    assert parquet.read_table(download.value.path()).column_names == ["methods"]
    page.get_by_role("button", name="Keep this query").click()
    page.goto(f"{address}/cypher")
    page.get_by_role("button", name="History").click()
    expect(page.locator(".shelf li", has_text="AS methods")).to_be_visible()
    page.get_by_role("button", name="Favourites").click()
    page.locator(".shelf li .take", has_text="AS methods").click()
    expect(page.get_by_label("Query", exact=True)).to_have_value("MATCH (m:Method) RETURN count(m) AS methods")
    assert "run=1" not in page.url
    page.get_by_role("button", name="Run").click()
    expect(page.locator(".mg-note", has_text="1 row in")).to_be_visible()
    page.wait_for_url(lambda url: "run=1" in url)
    other = page.context.new_page()
    other.goto(page.url)
    expect(other.locator(".mg-note", has_text="1 row in")).to_be_visible()


def test_a_correction_is_in_the_rebuilt_graph(page: Page, editable: tuple[str, Path]) -> None:
    """Rename on the page, rebuild on the command line, and the page has the new name; the file has the reason."""
    url, folder = editable
    rebuild(folder)
    page.goto(f"{url}/entity?id=method%3Aegnn")
    page.get_by_test_id("stButtonGroup").get_by_text("Rename", exact=True).click()
    name = page.get_by_label("New name")
    name.fill("E(n) graph network")
    name.press("Enter")
    why = page.get_by_label("Why")
    why.fill("its long name")
    why.press("Enter")
    expect(page.locator(".mg-will", has_text="E(n) graph network")).to_be_visible()
    page.get_by_role("button", name="Write it to curation.yaml").click()
    expect(page.locator(".mg-said", has_text="curation.yaml:")).to_be_visible()
    expect(page.locator(".mg-title")).to_have_text("EGNN")
    assert "its long name" in (folder.parent / "curation.yaml").read_text("utf-8")
    rebuild(folder)
    page.goto(f"{url}/entity?name=EGNN")
    expect(page.locator(".mg-title")).to_have_text("E(n) graph network")


def test_pasted_papers_are_added(page: Page, editable: tuple[str, Path]) -> None:
    """Paste, look, see what would be added, add, and find the paper in the graph."""
    url, _ = editable
    lines = GOLDEN.read_text("utf-8").splitlines()[:3]
    page.goto(f"{url}/ingest?by=Text")
    text = page.get_by_label("Papers", exact=True)
    text.fill("\n".join([*lines, '{"title": "<img src=x onerror=alert(1)>"}']))
    text.press("Control+Enter")
    page.get_by_role("button", name="Look at them").click()
    add = page.get_by_role("button", name="Add 3 papers")
    expect(add).to_be_visible()
    expect(page.locator(".mg-table td", has_text="4").first).to_be_visible()
    add.click()
    expect(page.locator(".mg-state", has_text="3 papers added.")).to_be_visible()
    page.get_by_role("link", name="Paper", exact=True).click()
    expect(page.locator(".mg-papers li")).to_have_count(3)
    assert page.locator("img[src='x']").count() == 0
