"""Several processes behind ``kg extract`` and ``kg build``: the same result, and a quiet end."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.kg.cli.conftest import DEV, ROOT, Run


def test_jobs_change_nothing_but_the_time(program: Run, tmp_path: Path) -> None:
    """Two processes write the lines that one writes, in the same order."""
    file = tmp_path / "papers.jsonl"
    file.write_text("\n".join(DEV.read_text("utf-8").splitlines()[:6]), "utf-8")
    written = {}
    for jobs in (1, 2):
        out = tmp_path / f"found-{jobs}.jsonl"
        done = program("extract", file, "--jobs", jobs, "--no-cache", "-o", out)
        assert done.returncode == 0, done.stderr
        written[jobs] = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert written[1] == written[2]
    assert len(written[2]) == 6


def processes(group: int) -> int:
    """How many processes a process group has."""
    listed = subprocess.run(["ps", "-A", "-o", "pgid="], capture_output=True, text=True, check=True)
    return listed.stdout.split().count(str(group))


@pytest.mark.skipif(shutil.which("ps") is None, reason="needs ps")
@pytest.mark.parametrize("seconds", [0, 4])
def test_ctrl_c_ends_all_processes(tmp_path: Path, seconds: int) -> None:
    """An interrupt of the whole group, as a terminal sends it, leaves no process, no traceback and no half a file."""
    child = subprocess.Popen(
        [sys.executable, "-m", "kg.cli", "extract", str(DEV), "--jobs", "2", "-o", str(tmp_path / "out.jsonl")],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "METHODGRAPH_CACHE": ":memory:"},
        start_new_session=True,
        # A shell ignores the signal for what it starts in the background, and children inherit that.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    # The command, two that read, and one that Python starts to look after what processes share.
    deadline = time.monotonic() + 120
    while processes(child.pid) < 4 and time.monotonic() < deadline:
        time.sleep(0.2)
    time.sleep(seconds)
    assert processes(child.pid) == 4
    os.killpg(child.pid, signal.SIGINT)
    out, err = child.communicate(timeout=60)
    assert child.returncode == 130
    assert (out, err.strip()) == ("", "Stopped.")
    deadline = time.monotonic() + 20
    while processes(child.pid) and time.monotonic() < deadline:
        time.sleep(0.2)
    assert processes(child.pid) == 0
    assert not list(tmp_path.iterdir())
