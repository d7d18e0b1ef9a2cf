"""The two stores of a run, empty, in places of their own; and the graphs that are loaded into them."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from benchmarks.synthetic import synthetic
from extract.readers import read_papers
from kg.assemble import assemble
from kg.stores import GraphStore, open_store
from schemas import Extraction, GraphTables
from tests.neo4j.server import Server, for_tests

CORPUS = Path(__file__).parents[1] / "extract" / "corpus"
_ENDS = re.compile(r"[.!?] |\n")


@dataclass(slots=True)
class Place:
    """One store, open for writing. ``server`` is None for the embedded one, which lives below ``folder``."""

    name: str
    version: str
    store: GraphStore
    folder: Path
    server: Server | None = None
    used: int = 0

    def empty(self) -> GraphStore:
        """A store that holds nothing: a new folder, or the server with everything removed."""
        self.store.close()
        if self.server is None:
            self.used += 1
            self.store = open_store(str(self.folder / f"graph-{self.used}"), "write")
        else:
            self.server.empty()
            self.store = open_store(self.server.url, "write", user=self.server.user, password=self.server.password)
        return self.store


@contextmanager
def places(neo4j: bool) -> Iterator[list[Place]]:
    """Both stores, or the embedded one alone; closed, stopped and removed at the end.

    Raises:
        tests.neo4j.server.NotHereError: there is no server and none can be started; says how to get one.
    """
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="methodgraph-bench-")))
        made = [Place("ArcadeDB", "", open_store(str(folder / "graph-0"), "write"), folder)]
        stack.callback(lambda: made[0].store.close())
        if neo4j:
            server = stack.enter_context(for_tests())
            with server.driver() as driver, driver.session() as session:
                version = str(session.run("CALL dbms.components() YIELD versions RETURN versions[0]").single(True)[0])
            store = open_store(server.url, "write", user=server.user, password=server.password)
            made.append(Place("Neo4j", version, store, folder, server))
            stack.callback(lambda: made[1].store.close())
        yield made


@cache
def synthetic_tables(papers: int) -> GraphTables:
    """The graph of ``papers`` made-up papers."""
    return assemble(synthetic(papers))


def listing_tables() -> GraphTables:
    """The graph of the shipped listings' papers as people annotated them: the same on every machine and model.

    The annotation has relations without their sentences. The sentence of the tail's first mention stands in, so that
    the graph has the size that a real one has; what it claims is not looked at here.
    """
    papers = read_papers([str(CORPUS / name) for name in ("train.jsonl", "dev.jsonl")]).papers
    return assemble(_with_evidence(p) for p in papers if isinstance(p, Extraction))


def _with_evidence(x: Extraction) -> Extraction:
    first: dict[str, dict[str, int]] = {}
    for mention in sorted(x.mentions, key=lambda m: m.start):
        first.setdefault(mention.entity, _sentence(x.text, mention.start))
    body = x.model_dump()
    body["relations"] = [r | {"evidence": first[r["tail"]]} for r in body["relations"] if r["tail"] in first]
    body["proposals"] = [{"entity": e, "evidence": first[e]} for e in x.proposes if e in first]
    return Extraction.model_validate(body)


def _sentence(text: str, place: int) -> dict[str, int]:
    ends = [m.end() for m in _ENDS.finditer(text)]
    start = max((end for end in ends if end <= place), default=0)
    return {"start": start, "end": min((end for end in ends if end > place), default=len(text))}
