"""``kg explore``: the dashboard starts on a free port of this machine, knows its graph, and ends with the command."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

from tests.kg.cli.conftest import ROOT, Run


def test_the_dashboard_starts_answers_and_ends(graph: Path, tmp_path: Path) -> None:
    """Its address is printed when it answers; ended by a signal, it is gone, and the command with it."""
    command = [sys.executable, "-m", "kg.cli", "explore", "--store", str(graph), "--port", "0", "--no-browser"]
    child = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "METHODGRAPH_CACHE": str(tmp_path / "cache.sqlite")},
    )
    try:
        assert child.stdout is not None
        line = child.stdout.readline()
        found = re.fullmatch(r"Dashboard: (http://127\.0\.0\.1:(\d+))\n", line)
        assert found, line + (child.stderr.read() if child.stderr and child.poll() is not None else "")
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(found[1], timeout=10) as page:
            assert b"streamlit" in page.read().lower()
    finally:
        child.send_signal(signal.SIGTERM)
        _, err = child.communicate(timeout=30)
    assert child.returncode == 130
    assert "Traceback" not in err
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", int(found[2]))) != 0


def test_a_port_that_is_taken_is_said(kg: Run, graph: Path) -> None:
    """A port that somebody listens on is one line that says how to get a free one."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = kg("explore", "--store", graph, "--port", taken.getsockname()[1])
    assert done.returncode == 2
    assert "--port 0 takes a free port" in done.stderr
