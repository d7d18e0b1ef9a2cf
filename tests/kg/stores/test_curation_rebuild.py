"""Curation on both stores: applied by every build, without reading a paper again, and undone by deleting the entry."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from kg.build import BuildReport, build_graph
from kg.cache import ExtractionCache
from kg.curation import Curation, append, load, make
from kg.stores import GraphStore
from schemas import Extraction, Paper

SIGNED = {"reason": "r", "author": "a", "date": "2026-11-26"}


def test_a_curated_rebuild(
    store_kind: str, empty_store: Callable[[str], GraphStore], golden_extractions: list[Extraction], tmp_path: Path
) -> None:
    """Rename, forbid and reject hold after a rebuild and after --add; the model is asked once for each paper."""
    asked: list[str] = []
    known = {x.digest: x for x in golden_extractions}

    def model(papers: Iterable[Paper]) -> Iterator[Extraction]:
        for paper in papers:
            asked.append(paper.id)
            yield known[paper.digest]

    file = tmp_path / "curation.yaml"
    papers = [x.paper for x in golden_extractions]
    with empty_store(store_kind) as store, ExtractionCache(":memory:") as cache:

        def build(*, add: bool = False) -> BuildReport:
            entries, errors = load(file)
            assert errors == []
            curation = Curation(tuple(entries), file=str(file))
            given = [] if add else papers
            return build_graph(given, model, "m1", store, cache=cache, curation=curation, keep_existing=add)

        plain = build()
        assert len(asked) == len(papers)
        (head, tail, claim), *others = store.query(
            "MATCH (m:Method)-[r:ADDRESSES]->(t:Task) RETURN m.name, t.name, r.claim_id ORDER BY m.name, t.name"
        ).rows
        append(file, make({"reject": "ADDRESSES", "head": head, "tail": tail, **SIGNED}))
        append(file, make({"rename": "QM9", "to": "QM9 molecules", "type": "Dataset", **SIGNED}))
        metric = store.query("MATCH (m:Metric) RETURN m.name ORDER BY m.name LIMIT 1").rows[0][0]
        append(file, make({"forbid": metric, "type": "Metric", **SIGNED}))

        for add in (False, True):
            report = build(add=add)
            assert report.extracted == 0
            assert report.curated.entries == {"forbid": 1, "reject": 1, "rename": 1}
            left = store.query(
                "MATCH (m:Method)-[r:ADDRESSES]->(t:Task) RETURN m.name, t.name, r.claim_id ORDER BY m.name, t.name"
            ).rows
            assert left == others
            evidence = "MATCH (e:Evidence {claim_id: $id}) RETURN count(e)"
            assert store.query(evidence, {"id": claim}).rows == [(0,)]
            named = "MATCH (d:Dataset {name: $name}) RETURN d.id"
            assert store.query(named, {"name": "QM9 molecules"}).rows == [("dataset:qm9-molecule",)]
            assert store.query("MATCH (m:Metric {name: $name}) RETURN m.id", {"name": metric}).rows == []

        file.unlink()
        undone = build()
        assert (undone.version, undone.extracted) == (plain.version, 0)
        assert len(asked) == len(papers)
