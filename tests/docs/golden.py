"""The small graph whose answers the documentation shows, and commands run on it."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import chdir, contextmanager
from dataclasses import dataclass
from pathlib import Path

from typer.testing import CliRunner

from kg.cli import app
from kg.stores import GraphStore, open_store

ROOT = Path(__file__).parents[2]
PAPERS = ROOT / "tests" / "data" / "golden.jsonl"
_TIME = re.compile(r"[\d,]+ rows? in [\d,]+ ms")


@dataclass(frozen=True)
class Done:
    """How a command ended, and its answer; where it failed, all that it said."""

    code: int
    printed: str

    @property
    def text(self) -> str:
        """What a person sees, without spaces at the ends of lines and without the time that it took."""
        lines = [line.rstrip() for line in self.printed.splitlines()]
        return "\n".join(line for line in lines if not _TIME.fullmatch(line)).strip("\n")


@dataclass(frozen=True)
class Graph:
    """A folder for commands; the folder ``graph`` in it is the graph that they ask, open as ``store``."""

    folder: Path
    store: GraphStore

    def run(self, line: str) -> Done:
        """Run one line ``kg …`` in the folder, in this process, whose Java machine runs already.

        Only words and quotes of a shell are understood: no pipe, no redirection, no variable.
        """
        program, *words = shlex.split(line, comments=True)
        if program != "kg":
            raise ValueError(f"no kg command: {line}")
        unset = dict.fromkeys(name for name in os.environ if name.startswith("METHODGRAPH_"))
        own = {"METHODGRAPH_CACHE": str(self.folder / "cache.sqlite")}
        with chdir(self.folder):
            done = CliRunner().invoke(app, words, env={**unset, **own})
        if done.exception and not isinstance(done.exception, SystemExit):
            raise done.exception
        return Done(done.exit_code, done.output if done.exit_code else done.stdout)


@contextmanager
def golden_graph() -> Iterator[Graph]:
    """A graph of the golden papers in a folder of its own, which goes when the block ends."""
    from kg.assemble import assemble
    from schemas import Extraction

    papers = [Extraction.model_validate_json(line) for line in PAPERS.read_text("utf-8").splitlines() if line.strip()]
    with tempfile.TemporaryDirectory(prefix="kg-docs-") as name:
        folder = Path(name)
        shutil.copy(PAPERS, folder / "golden.jsonl")
        with open_store(str(folder / "graph"), "write") as writer:
            writer.write(assemble(papers))
        with open_store(str(folder / "graph")) as store:
            yield Graph(folder, store)
