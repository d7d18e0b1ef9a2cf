"""The names of the gold, by the decisions of the annotated papers and the table that ships."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from kg.aliases import known_table
from kg.curation import Curation
from kg.names.evaluation import NamesReport, evaluate_names
from kg.names.gold import read_clusters, read_pairs
from tests.kg.papers import gold

FOLDER = Path(__file__).parents[1] / "data" / "names"


@pytest.fixture(scope="module")
def report() -> NamesReport:
    """The gold judged as a build of all annotated papers would."""
    papers = [x for name in ("train", "train-arxiv", "dev", "dev-arxiv") for x in gold(name)]
    rules = Curation(tables=(known_table(),)).rules()
    return evaluate_names(papers, read_pairs(FOLDER), read_clusters(FOLDER), rules)


def test_the_gold_is_large_and_hard() -> None:
    """At least 500 pairs, of which at least half are hard, and 60 clusters."""
    pairs = read_pairs(FOLDER)
    hard = Counter(bool((p.model_extra or {}).get("hard")) for p in pairs)
    assert len(pairs) >= 500
    assert 2 * hard[True] >= len(pairs)
    assert len(read_clusters(FOLDER)) >= 60


def test_pairs_reach_the_target(report: NamesReport) -> None:
    """Precision 98, recall 88."""
    assert report.pairwise.precision >= 0.98, [(e.pair.a, e.pair.b) for e in report.wrongly_met]
    assert report.pairwise.recall >= 0.88, [(e.pair.a, e.pair.b) for e in report.missed]


def test_clusters_reach_the_target(report: NamesReport) -> None:
    """B-cubed F1 93."""
    assert report.bcubed.f1 >= 0.93, report.broken
