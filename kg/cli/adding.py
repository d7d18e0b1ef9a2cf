"""``python -m kg.cli.adding look|add FILE…``: papers on their way into a graph, told as lines of JSON.

It is what the dashboard runs, which knows neither how papers are read nor how they are extracted: ``look`` says what
files hold and what they would add, ``add`` does what ``kg build --add`` does. The graph is that of METHODGRAPH_STORE.
Each line of standard output is an object that adds to what is known so far:

    {"stage", "done", "total"}   where it is; ``total`` is null where it is not known
    {"read"}                     files with their formats and numbers, papers, errors with file, line and field
    {"preview"}                  look: what would be added
    {"report"}                   add: what was added
    {"failed"}                   in words, why nothing was done
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from typing import TYPE_CHECKING, Any

from kg.cli.command import open_graph

if TYPE_CHECKING:
    from extract.readers import Reading
    from kg.stores import GraphStore
    from schemas import Extraction, Paper
    from schemas.errors import InputError

LISTED = 200
"""Papers, names, claims and errors that are told one by one; more are only counted."""
_OFTEN = 0.2
"""Seconds between two lines about one stage."""
_KEEP_EVERY = 20


def main(arguments: list[str] | None = None) -> int:
    """Do it; the exit code of ``kg``."""
    from schemas.errors import MethodGraphError

    parser = argparse.ArgumentParser(prog="python -m kg.cli.adding", description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=("look", "add"))
    parser.add_argument("--format", default=None)
    parser.add_argument("files", nargs="*")
    given = parser.parse_args(arguments)
    try:
        look(given.files, given.format) if given.what == "look" else add(given.files, given.format)
    except MethodGraphError as error:
        tell(failed=str(error))
        return error.exit_code
    except OSError as error:
        tell(failed=f"{f'{error.filename}: ' if error.filename else ''}{error.strerror or error}")
        return 1
    return 0


def formats() -> dict[str, str]:
    """What can be read: the name of each format with its shape in a line."""
    from extract.readers import readers

    return {name: reader.summary for name, reader in readers().items()}


def tell(**event: Any) -> None:
    """One line of JSON."""
    sys.stdout.write(json.dumps(event, ensure_ascii=True, default=str) + "\n")
    sys.stdout.flush()


class Steps:
    """Tells stages as they go on, not more often than a person can see."""

    def __init__(self) -> None:
        self._last: dict[str, float] = {}

    def __call__(self, stage: str, done: int, total: int | None) -> None:
        """One step; the first and the last of a stage are always told."""
        now = time.monotonic()
        if done != total and now - self._last.get(stage, -_OFTEN) < _OFTEN:
            return
        self._last[stage] = now
        tell(stage=stage, done=done, total=total)


def look(files: list[str], format: str | None) -> None:
    """Say what files hold and what they would add.

    Raises:
        MethodGraphError: nothing can be read, the curation is broken, or the store does not answer.
    """
    from kg.assemble import assemble_all
    from kg.cli.curation import read_curation
    from kg.cli.given import LazyExtractor
    from kg.preview import papers_ahead, preview
    from schemas import Extraction

    tell(stage="parse", done=0, total=None)
    reading = _read(files, format)
    store = _store()
    try:
        ahead = papers_ahead(reading.papers, store)
        new = [p for p, a in zip(reading.papers, ahead, strict=True) if not a.known]
        tell(read=_reading(reading) | {"listed": [a.model_dump() for a in ahead[:LISTED]], "new": len(new)})
        extractor = LazyExtractor("default", needed=not all(isinstance(p, Extraction) for p in new))
        skipped: list[InputError] = []
        found = _extractions(new, extractor, skipped)
        said, _, _ = read_curation(None, None)
        tell(stage="compare", done=0, total=None)
        shown = preview(assemble_all(found, curation=said).tables, store)
        meta = store.meta() if store else None
        again = meta.papers if meta and extractor.needed and meta.extractor != extractor.name else 0
    finally:
        if store:
            store.close()
    tell(
        preview={
            "new_entities": sum(e.id is None for e in shown.entities),
            "known_entities": sum(e.id is not None for e in shown.entities),
            "new_claims": sum(not c.known for c in shown.claims),
            "known_claims": sum(c.known for c in shown.claims),
            "entities": [e.model_dump(mode="json") for e in shown.entities[:LISTED]],
            "claims": [c.model_dump(mode="json") for c in shown.claims[:LISTED]],
            "skipped": [_error(e) for e in skipped[:LISTED]],
            "again": again,
        }
    )


def add(files: list[str], format: str | None) -> None:
    """Add the papers of files to the graph; with no file, build it anew from the papers that it holds.

    Raises:
        MethodGraphError: nothing was done, and the graph is as it was.
    """
    from kg.build import build_graph
    from kg.cli.curation import read_curation
    from kg.cli.given import GivenFirst, LazyExtractor
    from schemas import Extraction

    said, _, notes = read_curation(None, None)
    papers: tuple[Paper, ...] = ()
    if files:
        tell(stage="parse", done=0, total=None)
        papers = _read(files, format).papers
    store = _store()
    if store:
        store.close()
    given = sum(isinstance(p, Extraction) for p in papers)
    tell(stage="read", done=0, total=None)
    with open_graph(_address(), None, None, None, "write") as graph, GivenFirst() as memory:
        extractor = LazyExtractor("default", needed=store is not None or given < len(papers))
        report = build_graph(
            papers, extractor.extract, extractor.name, graph, cache=memory, curation=said, keep_existing=True,
            progress=Steps(),
        )  # fmt: skip
    tell(
        report={
            "papers": report.papers,
            "added": report.papers - report.kept,
            "extracted": report.extracted,
            "entities": report.entities,
            "claims": report.claims,
            "unchanged": report.write.unchanged,
            "version": report.version,
            "changed": [c.says for c in report.changed[:LISTED]],
            "applied": report.curated.entries,
            "warnings": [*notes, *report.warnings][:LISTED],
            "skipped": [_error(e) for e in report.skipped[:LISTED]],
        }
    )


def _read(files: list[str], format: str | None) -> Reading:
    from extract.readers import read_papers
    from schemas.errors import InputError

    reading = read_papers(files, format=format)
    if not reading.papers:
        tell(read=_reading(reading) | {"listed": [], "new": 0})
        raise InputError("no paper could be read; the graph is as it was")
    return reading


def _reading(reading: Reading) -> dict[str, Any]:
    counts = reading.counts.items()
    return {
        "files": [{"file": f, "format": reading.formats.get(f), "papers": n} for f, n in counts],
        "papers": len(reading.papers),
        "errors": [_error(e) for e in reading.errors[:LISTED]],
        "error_count": reading.error_count,
    }


def _error(error: InputError) -> dict[str, Any]:
    return {"file": error.file, "line": error.line, "field": error.field, "message": error.message}


def _extractions(papers: list[Paper], extractor: Any, skipped: list[Any]) -> list[Extraction]:
    """What is found in the papers, in their order; kept, so that adding them does not read them again."""
    from kg.cli.given import GivenFirst
    from kg.extracted import extracted

    step = Steps()
    with GivenFirst() as memory:
        tell(stage="extract", done=0, total=len(papers))
        known = [(p, x) for p, x in memory.get_many(papers, extractor.name)]
        found = {p.id: x for p, x in known if x is not None}
        missing = [p for p, x in known if x is None]
        kept: list[Extraction] = []
        for x in extracted(missing, extractor.extract, skipped):
            found[x.id] = x
            kept.append(x)
            step("extract", len(found), len(papers))
            if len(kept) >= _KEEP_EVERY:
                memory.put_many(kept, extractor.name)
                kept = []
        memory.put_many(kept, extractor.name)
    return [found[p.id] for p in papers if p.id in found]


def _address() -> str | None:
    import os

    return os.environ.get("METHODGRAPH_STORE")


def _store() -> GraphStore | None:
    """The graph, to read; None where there is none yet."""
    from schemas.errors import StoreUnavailableError

    address = _address() or "graph"
    try:
        store = open_graph(address, None, None, None)
    except StoreUnavailableError:
        if "://" in address:
            raise
        return None
    if store.meta() is None:
        store.close()
        return None
    return store


if __name__ == "__main__":
    sys.exit(main())
