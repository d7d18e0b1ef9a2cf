"""Pictures of every view, light and dark, at 1280 and 800 pixels: ``python -m dashboards.screenshots``.

It starts a dashboard of its own on 127.0.0.1, on the graph that ``METHODGRAPH_STORE`` names, and needs Chromium and
Playwright. ``--readme`` makes only the pictures that the README shows.
"""

from __future__ import annotations

import argparse
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from dashboards.shell import find_views
from kg.lookup import overview
from kg.stores import open_store
from schemas import EntityType

ROOT = Path(__file__).parents[1]
CHROMIUM = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--disable-sync")  # fmt: skip
_STRONGEST = """MATCH (m:Method)-[c:EQUIVARIANT_TO]->(g) WHERE m.support > 2
RETURN m.id, c.claim_id, g.id ORDER BY c.support DESC, m.support DESC, c.claim_id LIMIT 1"""
README = ("explore", "entity", "symmetry")


def addresses() -> dict[str, str]:
    """The address of each view with a state that shows something of this graph."""
    with open_store() as store:
        top = overview(store).top
        claim = store.query(_STRONGEST).rows
        found = {label: entities[0].id for label, entities in top.items() if entities}
    states = {name: name for name in find_views()}
    states["overview"] = ""
    start = found.get(EntityType.SYMMETRY_GROUP) or found.get(EntityType.TASK) or found.get(EntityType.METHOD)
    if start:
        states["explore"] = f"explore?id={quote(start)}&sel=node:{quote(start)}"
        states["entity"] = f"entity?id={quote(start)}"
        if EntityType.DATASET in found:
            states["paths"] = f"paths?from={quote(start)}&to={quote(found[EntityType.DATASET])}"
        states["symmetry"] = f"symmetry?sel=node:{quote(start)}" if start.startswith("group:") else "symmetry"
    if claim:
        method, claim_id, group = claim[0]
        states["explore"] = f"explore?id={quote(method)}&sel=edge:e/{quote(claim_id)}"
        states["entity"] = f"entity?id={quote(group)}&claim={quote(claim_id)}"
    states["cypher"] = "cypher?run=1"
    states["ingest"] = "ingest?by=Text"
    methods = "&".join(f"m={quote(e.id)}" for e in top.get(EntityType.METHOD, ())[:3])
    states["compare-side-by-side"] = f"compare?{methods}"
    states["entity-correct"] = f"{states['entity']}&correct=Rename" if "?" in states["entity"] else "entity"
    return states


@contextmanager
def dashboard(edit: bool) -> Iterator[str]:
    """A dashboard on a free port of this machine, with editing allowed or not; its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    app = Path(__file__).with_name("app.py")
    command = [sys.executable, "-m", "streamlit", "run", str(app), "--server.port", str(port)]
    command += ["--server.address", "127.0.0.1", "--server.headless", "true"]
    path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    variables = {"PYTHONPATH": path, "METHODGRAPH_EDIT": "1" if edit else "0"}
    server = subprocess.Popen(command, env={**os.environ, **variables}, stdout=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(240):
            try:
                urllib.request.urlopen(f"{address}/_stcore/health", timeout=2).close()
                break
            except OSError:
                time.sleep(0.25)
        yield address
    finally:
        server.terminate()
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()


def shoot(page: Any, address: str, to: Path) -> None:
    """One picture, once the page has come to rest."""
    page.goto(address)
    page.locator(".mg-title, .mg-h, .mg-state, .canvas").first.wait_for(timeout=180_000)
    page.locator("[data-test-script-state=notRunning]").first.wait_for(timeout=180_000)
    page.wait_for_timeout(1_500)
    page.screenshot(path=str(to))


def main() -> int:
    """Make the pictures; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m dashboards.screenshots", description=__doc__)
    parser.add_argument("-o", "--out", type=Path, default=ROOT / "docs" / "screenshots")
    parser.add_argument("--only", metavar="NAME", action="append", help="only pictures of this name; repeatable")
    parser.add_argument("--readme", action="store_true", help="only the pictures of the README, light, 1280 pixels")
    given = parser.parse_args()
    chromium = os.environ.get("METHODGRAPH_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not chromium:
        sys.stderr.write("no Chromium: apt-get install chromium, or set METHODGRAPH_CHROMIUM to its path\n")
        return 1
    from playwright.sync_api import sync_playwright

    given.out.mkdir(parents=True, exist_ok=True)
    states = {name: state for name, state in addresses().items() if not given.readme or name in README}
    states = {name: state for name, state in states.items() if not given.only or name in given.only}
    looks = [(1280, "light")] if given.readme else [(w, mode) for w in (1280, 800) for mode in ("light", "dark")]
    with dashboard(edit=not given.readme) as address, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=list(CHROMIUM))
        for width, mode in looks:
            context = browser.new_context(
                viewport={"width": width, "height": 860}, color_scheme="dark" if mode == "dark" else "light"
            )
            for name, state in states.items():
                suffix = "" if given.readme else f"-{width}-{mode}"
                shoot(context.new_page(), f"{address}/{state}", given.out / f"{name}{suffix}.png")
            context.close()
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
