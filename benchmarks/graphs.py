"""The two stores of a run, empty, in places of their own; and the graphs that are loaded into them."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from benchmarks.synthetic import synthetic
from kg.assemble import assemble
from kg.stores import GraphStore, open_store
from schemas import Extraction, GraphTables
from tests.neo4j.server import Server, for_tests

LISTINGS = Path(__file__).parents[1] / "examples" / "listings"


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
    """The graph of the shipped listings; what the user's cache does not hold is extracted now, and kept there."""
    from extract.pipeline import load_extractor
    from extract.readers import read_papers
    from kg.cache import ExtractionCache

    papers = list(read_papers([str(p) for p in sorted(LISTINGS.glob("*.txt"))]).papers)
    extractor = load_extractor()
    with ExtractionCache() as memory:
        known: dict[str, Extraction] = {p.id: x for p, x in memory.get_many(papers, extractor.name) if x is not None}
        found = {x.id: x for x in extractor.extract(p for p in papers if p.id not in known)}
        memory.put_many(found.values(), extractor.name)
    return assemble({**known, **found}[p.id] for p in papers)
