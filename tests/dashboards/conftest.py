"""The golden graph with hostile papers in an embedded store, a dashboard that serves it, and a real Chromium."""

from __future__ import annotations

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

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from kg.assemble import assemble
from kg.stores import open_store
from schemas import Extraction
from tests.conftest import skip_or_fail

ROOT = Path(__file__).parents[2]
CHROMIUM = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--disable-sync")  # fmt: skip
HOSTILE = (
    "<img src=x onerror=\"document.title='caught'\">Net",
    "$\\alpha$ **bold** [link](javascript:document.title='caught') `code` # head",
    "\u202eABC שלום مرحبا",
    "🧪🦆 emoji " + "x" * 10_000,
    "</script><script>document.title='caught'</script>",
)


def hostile() -> list[Extraction]:
    """A paper for each hostile title; the title's text is also the name of a method that addresses a task."""
    made = []
    for i, name in enumerate(HOSTILE):
        short = name[:60]
        title = f"{name} solves hostile naming"
        made.append(
            Extraction.model_validate(
                {
                    **{"id": f"hostile-{i}", "title": title, "abstract": f"{short} is tried on hostile naming."},
                    **{"url": "javascript:document.title='caught'", "date": f"2024-01-0{i + 1}", "extractor": "hand"},
                    "mentions": [
                        {"start": 0, "end": len(short), "text": short, "type": "Method", "entity": "e1"},
                        {"start": len(title) - 14, "end": len(title), "text": "hostile naming", "type": "Task",
                         "entity": "e2"},
                    ],
                    "entities": [
                        {"id": "e1", "type": "Method", "name": short},
                        {"id": "e2", "type": "Task", "name": "hostile naming"},
                    ],
                    "relations": [
                        {"type": "ADDRESSES", "head": "e1", "tail": "e2", "evidence": {"start": 0, "end": len(title)}}
                    ],
                }
            )
        )  # fmt: skip
    return made


@pytest.fixture(scope="session")
def graph_folder(golden_extractions: list[Extraction], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the golden graph and the hostile papers."""
    folder = tmp_path_factory.mktemp("dashboard") / "graph"
    with open_store(str(folder), "write") as store:
        store.write(assemble([*golden_extractions, *hostile()]))
    return folder


@contextmanager
def serving(log: Path, **variables: str) -> Iterator[str]:
    """The address of a dashboard on 127.0.0.1 with these variables of METHODGRAPH; ended by its process id."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = {"server.port": port, "server.address": "127.0.0.1", "server.headless": "true"}
    command = [sys.executable, "-m", "dashboards.serve", "run", str(ROOT / "dashboards" / "app.py")]
    command += [part for name, value in options.items() for part in (f"--{name}", str(value))]
    others = {k: v for k, v in os.environ.items() if not k.startswith("METHODGRAPH_")}
    environment = {**others, **{f"METHODGRAPH_{k}": v for k, v in variables.items()}, "PYTHONPATH": str(ROOT)}
    with log.open("wb") as out:
        server = subprocess.Popen(command, env=environment, stdout=out, stderr=out, cwd=ROOT)
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(1200):
            if server.poll() is not None:
                pytest.fail(f"the dashboard ended: {log.read_text()[-2000:]}")
            try:
                urllib.request.urlopen(f"{url}/_stcore/health", timeout=2).close()
                break
            except OSError:
                time.sleep(0.25)
        yield url
    finally:
        server.terminate()
        server.wait(20)


@pytest.fixture(scope="session")
def address(graph_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A dashboard that serves the graph and only reads."""
    with serving(tmp_path_factory.mktemp("log") / "dashboard.log", STORE=str(graph_folder)) as url:
        yield url


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A real Chromium."""
    path = os.environ.get("METHODGRAPH_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not path:
        skip_or_fail("no Chromium: apt-get install chromium, or set METHODGRAPH_CHROMIUM to its path")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=path, args=list(CHROMIUM))
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A fresh page of 1280 by 900 pixels; an error of our scripts fails the test."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True)
    context.set_default_timeout(300_000)
    expect.set_options(timeout=300_000)  # the first page starts the engine, on a machine that may be busy
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    assert not errors
