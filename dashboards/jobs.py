"""Work in a process of its own: looking at papers, adding them, building the graph anew.

A job runs ``python -m kg.cli.adding`` and keeps what its lines say. It outlives the run of a page and the page itself;
there is one at a time for the whole server, because each loads the model and a graph has one writer.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import streamlit as st

import kg
from dashboards import editing

_KEY = "mg-job"
_SAFE = re.compile(r"[^\w.()+ -]")


@dataclass(slots=True)
class Job:
    """A process with what it has said so far; ``state`` holds the objects of ``kg.cli.adding`` by their keys."""

    what: Literal["look", "add"]
    files: tuple[str, ...]
    format: str | None
    folder: Path
    process: subprocess.Popen[str]
    state: dict[str, Any] = field(default_factory=dict)
    complaints: deque[str] = field(default_factory=lambda: deque(maxlen=20))
    stopped: bool = False
    readers: list[threading.Thread] = field(default_factory=list)

    @property
    def running(self) -> bool:
        """Whether it goes on, or its last lines are still being read."""
        return self.process.poll() is None or any(t.is_alive() for t in self.readers)

    @property
    def failure(self) -> str:
        """Why it ended without its answer, in words; empty where it goes on or has one."""
        if self.running or self.stopped or {"preview", "report"} & self.state.keys():
            return ""
        if "failed" in self.state:
            return str(self.state["failed"])
        last = self.complaints[-1] if self.complaints else f"it ended with code {self.process.returncode}"
        return f"The work broke off: {last}"

    def stop(self) -> None:
        """End it; a graph that was being written stays as it was."""
        self.stopped = True
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()

    def forget(self) -> None:
        """Stop it and take away its files."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


@dataclass(slots=True)
class _Desk:
    """The one job of the server, and the folders of all that were."""

    job: Job | None = None
    folders: set[Path] = field(default_factory=set)
    lock: threading.Lock = field(default_factory=threading.Lock)


@st.cache_resource(show_spinner=False)
def _desk() -> _Desk:
    desk = _Desk()
    atexit.register(_tidy, desk)
    return desk


def _tidy(desk: _Desk) -> None:
    """The server ends: a look at papers is of no use any more; a graph that is being written is finished."""
    if desk.job is not None and desk.job.what == "look":
        desk.job.stop()
    for folder in desk.folders:
        if desk.job is None or folder != desk.job.folder or not desk.job.running:
            shutil.rmtree(folder, ignore_errors=True)


def mine() -> Job | None:
    """The job of this session, running or ended."""
    return st.session_state.get(_KEY)


def other() -> Job | None:
    """A running job of another session."""
    job = _desk().job
    return job if job is not None and job.running and job is not mine() else None


def clear() -> None:
    """Forget the job of this session with its files."""
    if job := st.session_state.pop(_KEY, None):
        job.forget()


def look(files: Sequence[tuple[str, bytes]], format: str | None = None) -> Job | None:
    """Begin to look at papers: names of files with their contents; None where another job is running."""
    folder = Path(tempfile.mkdtemp(prefix="methodgraph-"))
    names: list[str] = []
    for name, content in files:
        names.append(_unlike(_safe(name), names))
        (folder / names[-1]).write_bytes(content)
    return _begin("look", tuple(names), format, folder)


def add(job: Job) -> Job | None:
    """Begin to add the papers that a job has looked at."""
    return _begin("add", job.files, job.format, job.folder)


def rebuild() -> Job | None:
    """Begin to build the graph anew from the papers that it holds."""
    return _begin("add", (), None, Path(tempfile.mkdtemp(prefix="methodgraph-")))


def _begin(what: Literal["look", "add"], files: tuple[str, ...], format: str | None, folder: Path) -> Job | None:
    desk = _desk()
    with desk.lock:
        desk.folders.add(folder)
        if desk.job is not None and desk.job.running:
            return None
        before = st.session_state.get(_KEY)
        if before is not None and before.folder != folder:
            before.forget()
        # -P: the folder holds files of strangers, and a json.py among them is not to be imported.
        command = [sys.executable, "-P", "-m", "kg.cli.adding", *(("--format", format) if format else ()), what]
        process = subprocess.Popen(
            [*command, "--", *files],
            cwd=folder,
            env=_environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            errors="replace",
        )
        job = Job(what, files, format, folder, process)
        for target in (_follow, _listen):
            thread = threading.Thread(target=target, args=(job,), daemon=True)
            job.readers.append(thread)
            thread.start()
        desk.job = job
        st.session_state[_KEY] = job
        return job


def _follow(job: Job) -> None:
    assert job.process.stdout is not None
    for line in job.process.stdout:
        with contextlib.suppress(ValueError):
            said = json.loads(line)
            if isinstance(said, dict):
                job.state.update(said)
    job.process.wait()


def _listen(job: Job) -> None:
    assert job.process.stderr is not None
    for line in job.process.stderr:
        if words := line.strip():
            job.complaints.append(words)


def _environment() -> dict[str, str]:
    """This server's variables, with paths in full: the process works in a folder of its own."""
    given = dict(os.environ)
    store = given.get("METHODGRAPH_STORE") or "graph"
    if "://" not in store and not store.startswith("arcadedb:"):
        given["METHODGRAPH_STORE"] = str(Path(store).absolute())
    if cache := given.get("METHODGRAPH_CACHE"):
        given["METHODGRAPH_CACHE"] = str(Path(cache).absolute())
    given["METHODGRAPH_CURATION"] = str(editing.file().absolute())
    home = str(Path(kg.__file__).parents[1])
    given["PYTHONPATH"] = os.pathsep.join(p for p in (home, given.get("PYTHONPATH")) if p)
    return given


def _safe(name: str) -> str:
    """A name that is one file of a folder and no option: the end of a long one, since readers look at endings."""
    plain = _SAFE.sub("_", name.replace("\\", "/").rpartition("/")[2]).strip(" .")[-100:]
    return plain if plain and plain[0] not in "-." else f"_{plain or 'papers'}"


def _unlike(name: str, others: Sequence[str]) -> str:
    n, made = 1, name
    while made in others:
        n += 1
        made = f"{n}-{name}"
    return made
