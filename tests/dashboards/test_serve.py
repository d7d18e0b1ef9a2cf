"""The server opens its graph while it starts, and starts without one too."""

from __future__ import annotations

import sys
import time
import urllib.request
from pathlib import Path

import pytest

from tests.dashboards.conftest import serving


def _engines(graph: Path) -> list[Path]:
    """Processes that read files of a graph's database right now."""
    found = []
    for process in Path("/proc").iterdir():
        try:
            files = [entry.readlink() for entry in (process / "fd").iterdir()]
        except OSError:  # it has ended, or is another person's
            continue
        if any(graph.resolve() in file.parents for file in files):
            found.append(process)
    return found


@pytest.mark.skipif(sys.platform != "linux", reason="open files are read from /proc")
def test_the_graph_is_open_before_the_first_person_comes(graph_folder: Path, tmp_path: Path) -> None:
    """A server that nobody has visited reads the graph's files."""
    before = set(_engines(graph_folder))
    with serving(tmp_path / "log", STORE=str(graph_folder)):
        until = time.monotonic() + 300
        while not set(_engines(graph_folder)) - before and time.monotonic() < until:
            time.sleep(0.2)
        assert set(_engines(graph_folder)) - before


def test_a_server_without_a_graph_starts_and_says_nothing(tmp_path: Path) -> None:
    """Without a graph the server answers all the same: it is for the pages to say what is missing."""
    log = tmp_path / "log"
    with serving(log, STORE=str(tmp_path / "none")) as url:
        time.sleep(5)
        with urllib.request.urlopen(f"{url}/_stcore/health", timeout=60) as answer:
            assert answer.status == 200
    assert "Traceback" not in log.read_text()
