"""Which addresses of the dashboard are measured, and how long each takes in a real browser."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator, Mapping
from urllib.parse import urlencode

from playwright.sync_api import BrowserContext, sync_playwright

from benchmarks.client import CONTENT, Answer
from benchmarks.places import Known

Query = dict[str, str | list[str]]

_FLAGS = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync")
_CONTENT = ", ".join((*(f".{name}" for name in CONTENT), "[part=root] canvas"))
_ENDED = "[data-testid=stApp][data-test-script-state=notRunning]"
_PATIENCE = 180.0
_CLICK = """href => { const link = document.createElement("a"); link.href = href; link.dataset.mg = "1";
  document.body.append(link); link.click(); link.remove(); }"""


def views(known: Known) -> dict[str, Query]:
    """A query string for each view, about the entities that most papers mention: the worst case of each."""
    (hub, _), (other, _) = known.hubs[:2]
    return {
        "overview": {},
        "explore": {"id": hub},
        "entity": {"id": hub},
        "paper": {"id": known.papers[0]},
        "paths": {"from": hub, "to": other},
        "compare": {},
        "symmetry": {},
        "cypher": {"named": "newest-papers", "p_entity": hub, "run": "1"},
        "ingest": {},
    }


def in_browser(address: str, asked: Mapping[str, Query]) -> Iterator[tuple[str, Answer, Answer, float]]:
    """Each view in one headless Chromium: its name, its first visit, its second, and seconds for a link to it.

    The visits are loads of the whole page; the link is one of the app's own, on the overview, until all is there. The
    browser keeps Streamlit's own files from page to page, as a person's does: the first visit of all fetches them.

    Raises:
        RuntimeError: there is no Chromium.
    """
    path = os.environ.get("METHODGRAPH_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not path:
        raise RuntimeError("no Chromium: apt-get install chromium, set METHODGRAPH_CHROMIUM, or give --no-browser")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=path, args=list(_FLAGS))
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        try:
            for view, query in asked.items():
                url = f"{address}/{'' if view == 'overview' else view}?{urlencode(query, doseq=True)}"
                yield view, _visit(context, url), _visit(context, url), _followed(context, address, view, query)
        finally:
            browser.close()


def _visit(context: BrowserContext, url: str) -> Answer:
    page = context.new_page()
    page.set_default_timeout(1000 * _PATIENCE)
    answer = Answer()
    try:
        started = time.perf_counter()
        page.goto(url, wait_until="commit")
        page.locator(_CONTENT).first.wait_for()
        answer.first = time.perf_counter() - started
        page.locator(_ENDED).wait_for()
        answer.seconds = time.perf_counter() - started
    finally:
        page.close()
    return answer


def _followed(context: BrowserContext, address: str, view: str, query: Query) -> float:
    """Seconds from a click on a link of the app until the page that it names is there and the server has ended."""
    page = context.new_page()
    page.set_default_timeout(1000 * _PATIENCE)
    # The overview is left for any view but itself.
    start = "ingest" if view == "overview" else ""
    try:
        page.goto(f"{address}/{start}")
        page.locator(_CONTENT).first.wait_for()
        page.locator(_ENDED).wait_for()
        started = time.perf_counter()
        page.evaluate(_CLICK, f"{view}?{urlencode(query, doseq=True)}")
        page.wait_for_url(lambda url: url.partition("?")[0].removeprefix(address).strip("/") != start)
        page.locator(_ENDED).wait_for()
        page.locator(_CONTENT).first.wait_for()
        return time.perf_counter() - started
    finally:
        page.close()
