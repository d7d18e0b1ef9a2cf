"""The gold of names in tests/data/names: enough, hard enough, no line twice, every name where it says it is."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from kg.names.gold import GoldCluster, GoldPair, read_clusters, read_pairs

ROOT = Path(__file__).parents[2]
GOLD = ROOT / "tests" / "data" / "names"
HARD = {"plural", "hyphen", "one-word", "abbreviation-sense", "version", "size", "variant"}


@pytest.fixture(scope="module")
def pairs() -> list[GoldPair]:
    """The gold pairs."""
    return read_pairs(GOLD)


@pytest.fixture(scope="module")
def clusters() -> list[GoldCluster]:
    """The gold clusters."""
    return read_clusters(GOLD)


@cache
def _texts() -> dict[str, str]:
    """Listings and annotated papers that lie in the repository, by what a gold line calls them."""
    texts = {f.stem: f.read_text(encoding="utf-8") for f in (ROOT / "examples" / "listings").glob("*.txt")}
    for name in ("train", "dev", "train-arxiv", "dev-arxiv"):
        for line in (ROOT / "extract" / "corpus" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
            paper = json.loads(line)
            texts[paper["id"]] = f"{paper['title']}\n{paper['abstract']}"
    return texts


def _named(pairs: list[GoldPair], clusters: list[GoldCluster]) -> Iterator[tuple[str, str]]:
    """Each name with its source; two sources of a pair stand in the order of its names."""
    for pair in pairs:
        sources = pair.source.split()
        yield pair.a, sources[0]
        yield pair.b, sources[-1]
    for cluster in clusters:
        yield from zip(cluster.names, cluster.model_extra["source"], strict=True)  # type: ignore[index]


def test_there_are_enough_pairs_of_both_answers(pairs: list[GoldPair]) -> None:
    """At least 500 pairs, and neither answer is right for more than six in ten."""
    assert len(pairs) >= 500
    assert 0.4 <= sum(p.same for p in pairs) / len(pairs) <= 0.6


def test_half_of_the_pairs_are_hard(pairs: list[GoldPair]) -> None:
    """At least half differ by one word, sense, version, size, variant, plural or hyphen, of both answers."""
    hard = [p for p in pairs if p.kind in HARD]
    assert len(hard) * 2 >= len(pairs)
    assert {p.kind for p in hard} == HARD
    assert min(sum(p.same for p in hard), sum(not p.same for p in hard)) >= 100
    assert all((p.model_extra or {})["hard"] == (p.kind in HARD) for p in pairs)


def test_no_pair_stands_twice(pairs: list[GoldPair]) -> None:
    """Neither as it is nor turned round; one abbreviation may come again in other contexts."""
    seen = [(p.type, frozenset({(p.a, p.context_a), (p.b, p.context_b)})) for p in pairs]
    assert len(seen) == len(set(seen))
    assert all((p.a, p.context_a) != (p.b, p.context_b) for p in pairs)


def test_there_are_enough_clusters_and_no_name_is_in_two(clusters: list[GoldCluster]) -> None:
    """At least 60 clusters of two names or more; they share none of one type."""
    names = [(c.type, n) for c in clusters for n in c.names]
    assert len(clusters) >= 60
    assert all(len(c.names) >= 2 for c in clusters)
    assert len(names) == len(set(names))


def test_every_name_is_in_its_source(pairs: list[GoldPair], clusters: list[GoldCluster]) -> None:
    """In the text of its listing or paper, where the repository has it, as it has for nine in ten."""
    named, texts = list(_named(pairs, clusters)), _texts()
    here = [(name, source) for name, source in named if source in texts]
    assert [x for x in here if x[0] not in texts[x[1]]] == []
    assert all(source.startswith(("arxiv:", "listing-")) for _, source in named)
    assert len(here) >= 0.9 * len(named)


def test_a_context_names_its_name(pairs: list[GoldPair]) -> None:
    """A pair's context is a sentence with the name in it."""
    asked = [(n, c) for p in pairs for n, c in ((p.a, p.context_a), (p.b, p.context_b)) if c is not None]
    assert len(asked) >= 60
    assert [n for n, c in asked if n not in c] == []
