"""Papers in, a graph in a store out; what was read before is not read again.

A build makes the tables of all its papers anew and hands them to the store, which makes itself hold exactly these: the
evidence of a changed or removed paper goes, and claims without evidence go with it. The slow part, extraction, runs
only for papers whose title, abstract or extractor changed since they were last seen.
"""

from __future__ import annotations

import datetime as dt
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

from kg.assemble import Assembly, assemble_all
from kg.cache import ExtractionCache
from kg.curation import Applied, Curation
from kg.extracted import Extract, extracted
from kg.names.changes import NameChange, NamedNode, changes, named_nodes
from kg.stores.base import GraphStore, WriteReport
from schemas import EntityType, Extraction, Paper, RelationType
from schemas.duplicates import Joining
from schemas.errors import RecordError

Stage = Literal["read", "look up", "extract", "assemble", "write"]
Progress = Callable[[Stage, int, int | None], None]
"""Called with the stage, the papers done in it, and their number where it is known."""

_KEEP_EVERY = 200
"""Extractions per write to the cache: what a killed build does not have to read again."""
_PAPERS = (
    "MATCH (p:Paper) RETURN p.id AS id, p.title AS title, p.abstract AS abstract, p.url AS url, p.date AS date, "
    "p.authors AS authors, p.categories AS categories, p.sources AS sources, p.ids AS ids, "
    "p.urls AS urls ORDER BY p.position"
)


@dataclass(slots=True)
class BuildReport:
    """What a build did.

    ``papers`` were given or kept, ``extracted`` were read by the model, ``from_cache`` came from the cache;
    ``joining`` says which records were one paper, and why; ``skipped`` could not be used, each with its error.
    ``entities`` and ``claims`` count the graph's nodes by label and its claim edges by type; ``changed`` are the nodes
    that have another name or id since papers were added; ``dropped`` counts relations that were left out (see
    ``Assembly``); ``curated`` is what became of the curation, whose entries that match nothing are among the
    ``warnings``. ``seconds`` is by stage.
    """

    papers: int = 0
    joining: Joining = field(default_factory=Joining)
    extracted: int = 0
    from_cache: int = 0
    kept: int = 0
    skipped: list[RecordError] = field(default_factory=list)
    entities: dict[str, int] = field(default_factory=dict)
    claims: dict[str, int] = field(default_factory=dict)
    evidence: int = 0
    dropped: dict[str, int] = field(default_factory=dict)
    changed: list[NameChange] = field(default_factory=list)
    curated: Applied = field(default_factory=Applied)
    version: str = ""
    write: WriteReport = field(default_factory=WriteReport)
    seconds: dict[str, float] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)


def build_graph(
    papers: Iterable[Paper] | Joining,
    extract: Extract,
    extractor_name: str,
    store: GraphStore,
    *,
    cache: ExtractionCache,
    curation: Curation | None = None,
    least: float = 0.0,
    keep_existing: bool = False,
    progress: Progress | None = None,
) -> BuildReport:
    """Make ``store`` hold the graph of ``papers``.

    Args:
        papers: in the order of their sources; a paper that comes twice (see ``schemas.duplicates``) counts once, with
            all its sources. A ``Joining`` is taken as it is, and the papers of the store are added to it.
        extract: reads papers in order; called with those that the cache does not know, and again behind one that
            it fails on.
        extractor_name: name, version and digest of the model: a part of the cache's key.
        store: open for writing.
        cache: filled with what is read.
        curation: what people and tables of aliases say of names and claims; it wins over the machine.
        least: confidence (0 to 1) of the mentions, relations and proposals that make the graph; the cache keeps all.
        keep_existing: add ``papers`` to those that the store holds instead of replacing them.
        progress: called as the stages go on.

    Raises:
        StoreError: reading or writing the store failed; the cache has what was extracted.
    """
    report = BuildReport()
    tell = progress or (lambda stage, done, total: None)
    nodes_before: list[NamedNode] = []
    with _timed(report, "read"):
        report.joining = _joined(papers, tell)
        if keep_existing:
            for paper in read_papers(store):
                before = len(report.joining)
                report.joining.add(paper, held=True)
                report.kept += len(report.joining) > before
            nodes_before = named_nodes(store)
        given = list(report.joining)
    report.papers = len(given)
    found = [x.above(least) for x in _extractions(given, extract, extractor_name, cache, report, tell)]
    if cache.problem:
        report.warnings.append(cache.problem)
    with _timed(report, "assemble"):
        tell("assemble", 0, len(found))
        assembly = assemble_all(found, curation=curation)
        report.changed = changes(nodes_before, assembly.names)
        tell("assemble", len(found), len(found))
    with _timed(report, "write"):
        tell("write", 0, len(found))
        report.write = store.write(assembly.tables)
        tell("write", len(found), len(found))
    report.warnings += report.write.warnings
    _count(assembly, report)
    return report


def read_papers(store: GraphStore) -> list[Paper]:
    """The papers that a store holds, in their order; none where it is empty."""
    if store.meta() is None:
        return []
    rows = store.query(_PAPERS, timeout=600.0).dicts()
    return [Paper.model_validate({k: _plain(v) for k, v in row.items() if v is not None}) for row in rows]


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value


def _joined(papers: Iterable[Paper] | Joining, tell: Progress) -> Joining:
    if isinstance(papers, Joining):
        return papers
    joining = Joining()
    for n, paper in enumerate(papers, 1):
        joining.add(paper)
        tell("read", n, None)
    return joining


def _extractions(
    papers: list[Paper],
    extract: Extract,
    extractor: str,
    cache: ExtractionCache,
    report: BuildReport,
    tell: Progress,
) -> list[Extraction]:
    found: dict[str, Extraction] = {}
    missing: list[Paper] = []
    with _timed(report, "look up"):
        for n, (paper, known) in enumerate(cache.get_many(papers, extractor), 1):
            if known is None:
                missing.append(paper)
            else:
                found[paper.id] = known
            tell("look up", n, len(papers))
    report.from_cache = len(found)
    with _timed(report, "extract"):
        kept: list[Extraction] = []
        try:
            for n, x in enumerate(extracted(missing, extract, report.skipped), 1):
                report.extracted += 1
                found[x.id] = x
                kept.append(x)
                if len(kept) >= _KEEP_EVERY:
                    cache.put_many(kept, extractor)
                    kept = []
                tell("extract", n, len(missing))
        finally:
            cache.put_many(kept, extractor)
    return [found[p.id] for p in papers if p.id in found]


def _count(assembly: Assembly, report: BuildReport) -> None:
    tables = assembly.tables
    # The lattice brings groups that no paper names; they are no entities of these papers.
    report.entities = {t.value: sum(1 for row in tables.nodes[t.value] if row["support"]) for t in EntityType}
    claims: Counter[str] = Counter()
    for (type, _, _), rows in tables.edges.items():
        claims[type] += len(rows)
    report.claims = {t.value: claims[t.value] for t in RelationType}
    report.evidence = len(tables.nodes["Evidence"])
    report.dropped = assembly.dropped
    report.curated = assembly.curated
    report.warnings += assembly.curated.unmatched
    report.version = tables.meta.version if tables.meta else ""


@contextmanager
def _timed(report: BuildReport, stage: Stage) -> Iterator[None]:
    start = time.perf_counter()
    try:
        yield
    finally:
        report.seconds[stage] = round(report.seconds.get(stage, 0.0) + time.perf_counter() - start, 6)
