"""A paper that comes again, in one build or in a later one, is the paper that the graph holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from kg.build import BuildReport, build_graph
from kg.cache import ExtractionCache
from kg.stores import GraphStore, open_store
from schemas import Extraction, Paper
from schemas.duplicates import Joining

TITLE = "Counting Trees of Dry Land from Space"
ABSTRACT = (
    "We count single trees in satellite images of dry land. Our network learns from points instead of outlines, needs "
    "4,000 labelled trees, and transfers to three countries that it was never trained on."
)
PREPRINT = Paper(
    id="arxiv:2301.04811",
    title=TITLE,
    abstract=ABSTRACT,
    url="https://arxiv.org/abs/2301.04811",
    sources=("oai.xml",),
    doi="10.5555/RSE.2023.1139",  # a key of the source
)


def nothing(papers: Iterable[Paper]) -> Iterator[Extraction]:
    """An extractor that finds nothing."""
    for p in papers:
        yield Extraction.model_validate(p.model_dump())


def build(store: GraphStore, papers: Iterable[Paper] | Joining, *, add: bool = False) -> BuildReport:
    """Build with an extractor that finds nothing and a cache that keeps nothing."""
    with ExtractionCache(":memory:") as cache:
        return build_graph(papers, nothing, "nothing", store, cache=cache, keep_existing=add)


def held(store: GraphStore) -> list[dict[str, object]]:
    """The papers of the graph."""
    return store.query(
        "MATCH (p:Paper) RETURN p.id AS id, p.abstract AS abstract, p.ids AS ids, p.urls AS urls, p.sources AS sources "
        "ORDER BY p.position"
    ).dicts()


def test_papers_that_come_later_meet_those_of_the_graph(tmp_path: Path) -> None:
    """By DOI, title or nearly the same abstract; ids, addresses and sources gather, and the whole text stays."""
    with open_store(str(tmp_path / "graph"), "write") as store:
        build(store, [PREPRINT, Paper(id="p:1", title="Another Paper on Other Things", abstract="It is short.")])
        journal = Paper(
            id="doi:10.5555/rse.2023.1139",
            title="Trees, Counted",
            abstract="Cut …",
            url="https://j.org/9",
            sources=("j",),
        )
        listing = Paper(id="p:2", title="COUNTING TREES OF DRY LAND FROM SPACE.", abstract="Trees.", sources=("l",))
        retitled = Paper(
            id="p:3", title="Counting the Trees of Dry Places", abstract=f"{ABSTRACT} Code is out.", sources=("r",)
        )
        report = build(store, [journal, listing, retitled], add=True)
        one, other = held(store)
        assert (report.papers, report.kept) == (2, 1)
        assert (one["id"], one["abstract"]) == (PREPRINT.id, ABSTRACT)
        assert one["sources"] == ["j", "oai.xml", "l", "r"]
        assert {"doi:10.5555/rse.2023.1139", "p:2", "p:3"} <= set(one["ids"])  # type: ignore[call-overload]
        assert one["urls"] == ["https://j.org/9"]
        assert other["id"] == "p:1"
        assert {j.rule.value for j in report.joining.joins if j.held} == {"doi", "title", "abstract"}
        again = build(store, [retitled.model_copy(update={"abstract": "We count."})], add=True)
        assert again.papers == 2


def test_a_new_version_replaces_the_text_that_the_graph_holds(tmp_path: Path) -> None:
    """The same arXiv number with another abstract: the one that is given now stays."""
    with open_store(str(tmp_path / "graph"), "write") as store:
        build(store, [PREPRINT])
        later = Paper(
            id="arxiv:2301.04811", title="Counting Trees, Revised", abstract="All is new here.", sources=("v2",)
        )
        build(store, [later], add=True)
        (one,) = held(store)
        assert (one["abstract"], one["sources"]) == ("All is new here.", ["v2", "oai.xml"])


def test_papers_that_only_look_alike_are_added(tmp_path: Path) -> None:
    """Another arXiv number under the same title with another abstract is another paper, also for a graph."""
    with open_store(str(tmp_path / "graph"), "write") as store:
        build(store, [PREPRINT])
        other = Paper(id="arxiv:2402.00007", title=TITLE, abstract="Drones fly at dawn over forty farms. " * 5)
        assert build(store, [other], add=True).papers == 2
        assert {row["id"] for row in held(store)} == {PREPRINT.id, other.id}
