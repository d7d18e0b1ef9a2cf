from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

from kg.build import BuildReport, build_graph, read_papers
from kg.cache import ExtractionCache
from kg.stores import GraphStore, open_store
from schemas import Extraction, Paper
from schemas.errors import RecordError


class Reader:
    """Stands where the model stands: knows the golden extractions and remembers what it was asked."""

    def __init__(self, known: Iterable[Extraction], *, ahead: int = 1) -> None:
        self.known = {x.digest: x for x in known}
        self.asked: list[str] = []
        self.ahead = ahead

    def __call__(self, papers: Iterable[Paper]) -> Iterator[Extraction]:
        """Read papers in batches of ``ahead``, as a model does; a text that it does not know is an error."""
        batch: list[Extraction] = []
        for paper in papers:
            self.asked.append(paper.id)
            known = self.known.get(paper.digest)
            if known is None:
                raise ValueError(f"cannot read\n{paper.id}")
            fields = {k: getattr(known, k) for k in ("mentions", "entities", "proposes", "proposals", "relations")}
            batch.append(Extraction.model_validate({**paper.model_dump(), **fields, "extractor": "m1"}))
            if len(batch) == self.ahead:
                yield from batch
                batch = []
        yield from batch


@pytest.fixture
def store(tmp_path: Path) -> Iterator[GraphStore]:
    """An embedded graph that does not exist yet, open for writing."""
    with open_store(str(tmp_path / "graph"), "write") as opened:
        yield opened


@pytest.fixture
def cache() -> Iterator[ExtractionCache]:
    """A cache that leaves nothing behind."""
    with ExtractionCache(":memory:") as opened:
        yield opened


@pytest.fixture
def papers(golden_extractions: list[Extraction]) -> list[Paper]:
    """The golden papers without what was found in them."""
    return [x.paper for x in golden_extractions]


def scalar(store: GraphStore, cypher: str) -> object:
    """The one value of a query."""
    ((value,),) = store.query(cypher).rows
    return value


def test_a_build_makes_the_graph_of_its_papers(
    store: GraphStore, cache: ExtractionCache, papers: list[Paper], golden_extractions: list[Extraction]
) -> None:
    """All papers are read, assembled and written, and the report says what there is."""
    report = build_graph(papers, Reader(golden_extractions), "m1", store, cache=cache)
    assert (report.papers, report.extracted, report.from_cache, report.kept) == (13, 13, 0, 0)
    assert report.entities["Method"] == scalar(store, "MATCH (m:Method) RETURN count(m)") == 22
    assert report.claims["BENCHMARKS"] == scalar(store, "MATCH ()-[c:BENCHMARKS]->() RETURN count(c)")
    assert report.evidence == scalar(store, "MATCH (e:Evidence) RETURN count(e)")
    assert not report.skipped
    assert not report.warnings
    assert set(report.seconds) == {"read", "look up", "extract", "assemble", "write"}
    meta = store.meta()
    assert meta is not None
    assert meta.version == report.version


def test_an_unchanged_paper_is_not_read_again(
    store: GraphStore, cache: ExtractionCache, papers: list[Paper], golden_extractions: list[Extraction]
) -> None:
    """The second build asks the model for the changed paper alone, and an equal build writes nothing."""
    build_graph(papers, Reader(golden_extractions), "m1", store, cache=cache)
    reader = Reader(golden_extractions)
    again = build_graph(papers, reader, "m1", store, cache=cache)
    assert (reader.asked, again.extracted, again.from_cache) == ([], 0, 13)
    assert again.write.unchanged
    changed = papers[0].model_copy(update={"abstract": "Nothing is named."})
    changed = Paper.model_validate(changed.model_dump())
    reader = Reader([Extraction.model_validate(changed.model_dump())])
    third = build_graph([changed, *papers[1:]], reader, "m1", store, cache=cache)
    assert (reader.asked, third.extracted, third.from_cache) == (["g01"], 1, 12)


def test_evidence_of_a_removed_paper_goes_and_its_claims_with_it(
    store: GraphStore, cache: ExtractionCache, papers: list[Paper], golden_extractions: list[Extraction]
) -> None:
    """A claim that only the removed paper stated goes; one that others state keeps them."""
    claim = "MATCH (:Method {id:'method:egnn'})-[c:EQUIVARIANT_TO]->(:SymmetryGroup {id:'group:%s'}) RETURN count(c)"
    support = "MATCH (:Method {id:'method:egnn'})-[c:EQUIVARIANT_TO]->({id:'group:E(n)'}) RETURN c.support"
    build_graph(papers, Reader(golden_extractions), "m1", store, cache=cache)
    assert scalar(store, claim % "S_n") == 1
    assert scalar(store, support) == 2
    build_graph(papers[1:], Reader(golden_extractions), "m1", store, cache=cache)
    assert scalar(store, claim % "S_n") == 0
    assert scalar(store, support) == 1
    assert scalar(store, "MATCH (p:Paper {id:'g01'}) RETURN count(p)") == 0
    left = "MATCH (e:Evidence) WHERE NOT (e)<-[:STATES]-(:Paper) RETURN count(e)"
    assert scalar(store, left) == 0


def test_papers_are_added_to_those_that_are_there(
    store: GraphStore, cache: ExtractionCache, papers: list[Paper], golden_extractions: list[Extraction]
) -> None:
    """Adding in two steps gives the graph of one step, though the later papers come first in the order."""
    reader = Reader(golden_extractions)
    whole = build_graph([*papers[5:], *papers[:5]], reader, "m1", store, cache=cache).version
    build_graph(papers[:5], reader, "m1", store, cache=cache)
    report = build_graph(papers[5:], reader, "m1", store, cache=cache, keep_existing=True)
    assert (report.papers, report.kept) == (13, 5)
    assert report.version == whole


def test_adding_to_an_empty_store_is_building(
    store: GraphStore, cache: ExtractionCache, papers: list[Paper], golden_extractions: list[Extraction]
) -> None:
    """There is nothing to keep, and no error."""
    report = build_graph(papers, Reader(golden_extractions), "m1", store, cache=cache, keep_existing=True)
    assert (report.papers, report.kept) == (13, 0)


def test_an_added_paper_that_changed_replaces_the_old_one(
    store: GraphStore, cache: ExtractionCache, papers: list[Paper], golden_extractions: list[Extraction]
) -> None:
    """A paper given again with another abstract stands once, with the new text and all its sources."""
    build_graph(papers, Reader(golden_extractions), "m1", store, cache=cache)
    changed = Paper(id="g01", title=papers[0].title, abstract="Nothing is named.", sources=("new",))
    reader = Reader([Extraction.model_validate(changed.model_dump())])
    report = build_graph([changed], reader, "m1", store, cache=cache, keep_existing=True)
    assert (report.papers, report.kept) == (13, 12)
    ((abstract, sources),) = store.query("MATCH (p:Paper {id:'g01'}) RETURN p.abstract, p.sources").rows
    assert (abstract, sources) == ("Nothing is named.", ["new", "golden-a.txt", "arxiv"])


def test_papers_come_back_from_the_store_as_they_went_in(
    store: GraphStore, cache: ExtractionCache, papers: list[Paper], golden_extractions: list[Extraction]
) -> None:
    """Title, abstract, date, authors, categories and sources survive the store, in their order."""
    assert read_papers(store) == []
    build_graph(papers, Reader(golden_extractions), "m1", store, cache=cache)
    assert read_papers(store) == papers


def test_one_paper_of_two_listings_is_one_paper(
    store: GraphStore, cache: ExtractionCache, papers: list[Paper], golden_extractions: list[Extraction]
) -> None:
    """Equal ids or equal titles are one paper with all sources."""
    same_id = papers[0].model_copy(update={"sources": ("b",)})
    same_title = Paper(id="other", title=papers[1].title.upper(), abstract="Shorter.", sources=("c",))
    report = build_graph([*papers, same_id, same_title], Reader(golden_extractions), "m1", store, cache=cache)
    assert report.papers == 13
    sources = dict(store.query("MATCH (p:Paper) RETURN p.id, p.sources").rows)
    assert sources["g01"] == ["golden-a.txt", "arxiv", "b"]
    assert sources["g02"] == ["golden-a.txt", "c"]


def test_a_cached_extraction_carries_the_papers_fields_of_today(
    store: GraphStore, cache: ExtractionCache, papers: list[Paper], golden_extractions: list[Extraction]
) -> None:
    """A date that the source adds later reaches the graph without reading the paper again."""
    build_graph(papers, Reader(golden_extractions), "m1", store, cache=cache)
    dated = [p.model_copy(update={"date": dt.date(2030, 5, 6)}) if p.id == "g11" else p for p in papers]
    reader = Reader(golden_extractions)
    build_graph(dated, reader, "m1", store, cache=cache)
    assert reader.asked == []
    assert scalar(store, "MATCH (p:Paper {id:'g11'}) RETURN p.year") == 2030


@pytest.mark.parametrize("ahead", [1, 4])
def test_a_paper_that_cannot_be_read_is_reported_and_the_rest_goes_on(
    store: GraphStore, cache: ExtractionCache, papers: list[Paper], golden_extractions: list[Extraction], ahead: int
) -> None:
    """Whatever batches the model reads in, the broken papers are named and all others are in the graph."""
    readable = [x for x in golden_extractions if x.id not in {"g03", "g04", "g13"}]
    report = build_graph(papers, Reader(readable, ahead=ahead), "m1", store, cache=cache)
    assert [(e.field, e.message, e.file) for e in report.skipped] == [
        ("g03", "cannot read g03", "golden-b.txt"),
        ("g04", "cannot read g04", "golden-b.txt"),
        ("g13", "cannot read g13", "golden-b.txt"),
    ]
    assert all(isinstance(e, RecordError) for e in report.skipped)
    assert (report.extracted, scalar(store, "MATCH (p:Paper) RETURN count(p)")) == (10, 10)


def answer_for_another(papers: Iterable[Paper]) -> Iterator[Extraction]:
    """An extractor that mixes up its answers."""
    for paper in papers:
        yield Extraction(id=paper.id, title=paper.title, abstract="Another text.")


def stop_early(papers: Iterable[Paper]) -> Iterator[Extraction]:
    """An extractor that answers for no paper."""
    return iter(())


@pytest.mark.parametrize("extract", [answer_for_another, stop_early])
def test_a_wrong_extractor_puts_nothing_wrong_into_the_graph(
    store: GraphStore,
    cache: ExtractionCache,
    papers: list[Paper],
    extract: Callable[[Iterable[Paper]], Iterator[Extraction]],
) -> None:
    """An answer for another text, or none, is reported paper by paper, and neither cached nor written."""
    report = build_graph(papers[:3], extract, "m1", store, cache=cache)
    assert [e.field for e in report.skipped] == ["g01", "g02", "g03"]
    assert len(cache) == 0
    assert scalar(store, "MATCH (p:Paper) RETURN count(p)") == 0


def test_what_was_read_before_a_stop_is_kept(
    store: GraphStore, cache: ExtractionCache, papers: list[Paper], golden_extractions: list[Extraction]
) -> None:
    """A build that is interrupted has its extractions in the cache, and the old graph stands."""

    def interrupted(given: Iterable[Paper]) -> Iterator[Extraction]:
        for i, x in enumerate(Reader(golden_extractions)(given)):
            if i == 4:
                raise KeyboardInterrupt
            yield x

    with pytest.raises(KeyboardInterrupt):
        build_graph(papers, interrupted, "m1", store, cache=cache)
    assert store.meta() is None
    report = build_graph(papers, Reader(golden_extractions), "m1", store, cache=cache)
    assert (report.from_cache, report.extracted) == (4, 9)


def test_a_broken_cache_is_a_warning(
    store: GraphStore, papers: list[Paper], golden_extractions: list[Extraction], tmp_path: Path
) -> None:
    """The build goes on without its cache and says so."""
    (tmp_path / "cache").write_bytes(b"no database" * 1000)
    with ExtractionCache(tmp_path / "cache") as broken:
        report = build_graph(papers, Reader(golden_extractions), "m1", store, cache=broken)
    assert report.extracted == 13
    assert len(report.warnings) == 1
    assert "going on without it" in report.warnings[0]


def test_progress_tells_every_stage(
    store: GraphStore, cache: ExtractionCache, papers: list[Paper], golden_extractions: list[Extraction]
) -> None:
    """The callback hears each stage in order, up to its end."""
    heard: list[tuple[str, int, int | None]] = []
    build_graph(papers, Reader(golden_extractions), "m1", store, cache=cache, progress=lambda *step: heard.append(step))
    assert list(dict.fromkeys(stage for stage, *_ in heard)) == ["read", "look up", "extract", "assemble", "write"]
    for stage in ("look up", "extract", "assemble", "write"):
        assert [(done, total) for s, done, total in heard if s == stage][-1] == (13, 13)


def test_building_twice_gives_the_same_graph_on_both_stores(
    store_kind: str,
    empty_store: Callable[[str], GraphStore],
    papers: list[Paper],
    golden_extractions: list[Extraction],
    cache: ExtractionCache,
) -> None:
    """A rebuild from nothing has the same version and the same counts, on each store."""
    store = empty_store(store_kind)
    reports: list[BuildReport] = []
    for _ in range(2):
        with ExtractionCache(":memory:") as fresh:
            reports.append(build_graph(papers, Reader(golden_extractions), "m1", store, cache=fresh))
    assert reports[0].version == reports[1].version
    assert reports[1].write.unchanged
    assert read_papers(store) == papers
    kept = build_graph(papers[:2], Reader(golden_extractions), "m1", store, cache=cache, keep_existing=True)
    assert (kept.papers, kept.kept) == (13, 11)
