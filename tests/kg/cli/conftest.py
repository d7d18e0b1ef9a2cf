"""The program ``kg`` on real input: in this process for most tests, in one of its own where that is what is tested."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import chdir
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from kg.cli import app

ROOT = Path(__file__).parents[3]
LISTING = ROOT / "examples" / "listings" / "listing-4.txt"
GOLDEN = ROOT / "tests" / "data" / "golden.jsonl"
DEV = ROOT / "extract" / "corpus" / "dev.jsonl"


@dataclass(frozen=True)
class Done:
    """How a command ended, and what it printed."""

    returncode: int
    stdout: str
    stderr: str


Run = Callable[..., Done]


@pytest.fixture(scope="session")
def own_environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Variables that keep the commands of the tests away from the user's own files."""
    return {"METHODGRAPH_CACHE": str(tmp_path_factory.mktemp("home") / "cache.sqlite"), "PYTHONPATH": str(ROOT)}


@pytest.fixture(scope="session")
def kg(own_environment: dict[str, str]) -> Run:
    """Run a command in this process, whose Java machine runs already; ``stdin``, ``cwd``, variables by name."""

    def run(*arguments: object, stdin: str = "", cwd: Path | None = None, **environment: str) -> Done:
        with chdir(cwd or Path.cwd()):
            unset = dict.fromkeys(k for k in os.environ if k.startswith("METHODGRAPH_"))
            done = CliRunner().invoke(
                app, list(map(str, arguments)), input=stdin, env={**unset, **own_environment, **environment}
            )
        if done.exception and not isinstance(done.exception, SystemExit):
            raise done.exception
        return Done(done.exit_code, done.stdout, done.stderr)

    return run


@pytest.fixture(scope="session")
def program(own_environment: dict[str, str]) -> Run:
    """Run ``kg`` as a person does, in a process of its own."""
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("METHODGRAPH_")}

    def run(*arguments: object, stdin: str = "", cwd: Path | None = None, **environment: str) -> Done:
        done = subprocess.run(
            [sys.executable, "-m", "kg.cli", *map(str, arguments)],
            input=stdin,
            capture_output=True,
            text=True,
            encoding="utf-8",
            cwd=cwd,
            env={**inherited, **own_environment, **environment},
            timeout=300,
            check=False,
        )
        return Done(done.returncode, done.stdout, done.stderr)

    return run


@pytest.fixture(scope="session")
def annotated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Extractions that need no model: the golden papers, and eight annotated papers of the listings."""
    file = tmp_path_factory.mktemp("input") / "annotated.jsonl"
    listed = DEV.read_text("utf-8").splitlines()[:8]
    file.write_text("\n".join([*GOLDEN.read_text("utf-8").splitlines(), *listed]) + "\n", "utf-8")
    return file


@pytest.fixture(scope="session")
def graph(kg: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the graph of the golden papers, built by ``kg build``."""
    folder = tmp_path_factory.mktemp("graph") / "graph"
    done = kg("build", GOLDEN, "--store", folder)
    assert done.returncode == 0, done.stderr
    return folder


def read(done: Done) -> Any:
    """What a command that succeeded printed as JSON."""
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
