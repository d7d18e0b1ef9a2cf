"""Which records are one paper, on pairs that are and pairs that only look so, and what is kept of them."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from schemas import Extraction, Paper, paper_id
from schemas.duplicates import Joining, Rule, known_ids
from schemas.duplicates.signatures import AbstractIndex
from schemas.duplicates.words import jaccard, shingles, title_key
from schemas.ids import identity

PAIRS = [
    json.loads(line)
    for line in (Path(__file__).parents[1] / "data" / "duplicates.jsonl").read_text("utf-8").splitlines()
]
ABSTRACT = (
    "We count single trees in satellite images of dry land. Our network learns from points instead of outlines, needs "
    "4,000 labelled trees, and transfers to three countries that it was never trained on."
)
OTHER = (
    "Teams of robots must cross ground that may break. We plan joint paths by a game in which each robot risks its own "
    "loss, and prove that the price of anarchy is bounded for convex costs of failure."
)


def paper(title: str = "Counting Trees from Space with Points", abstract: str = ABSTRACT, **fields: Any) -> Paper:
    """A paper with the id that its title makes, unless one is given."""
    return Paper(**{"id": paper_id(title), "title": title, "abstract": abstract, **fields})


def joined(*records: Paper) -> Paper:
    """The one paper that the records are."""
    (one,) = Joining(records)
    return one


def test_the_pairs_are_enough_and_of_both_kinds() -> None:
    """At least sixty pairs with a reason each, a third and more of either kind, some of them of real listings."""
    assert len(PAIRS) >= 60
    assert len({json.dumps(p, sort_keys=True) for p in PAIRS}) == len(PAIRS)
    assert all(p["reason"] for p in PAIRS)
    assert len(PAIRS) / 3 < sum(p["same"] for p in PAIRS) < 2 * len(PAIRS) / 3
    assert sum(p.get("real", False) for p in PAIRS) >= 10


@pytest.mark.parametrize("turned", [False, True], ids=["in order", "turned"])
def test_precision_and_recall_on_the_pairs(turned: bool, record_property: Callable[[str, object], None]) -> None:
    """No two papers are taken for one, and nearly every paper that comes twice is found, whichever comes first."""
    wrong: list[str] = []
    missed: list[str] = []
    found = 0
    for pair in PAIRS:
        records = [paper(**pair["one"]), paper(**pair["other"])]
        one = len(Joining(reversed(records) if turned else records)) == 1
        found += one and pair["same"]
        if one != pair["same"]:
            (missed if pair["same"] else wrong).append(pair["reason"])
    precision, recall = found / (found + len(wrong)), found / (found + len(missed))
    record_property("precision", precision)
    record_property("recall", recall)
    print(f"{len(PAIRS)} pairs: precision {precision:.3f}, recall {recall:.3f}; wrong {wrong}, missed {missed}")
    assert wrong == []
    assert recall >= 0.95, missed


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("arxiv:2401.00001", "https://arxiv.org/abs/2401.00001v3"),
        ("2401.00001", "http://www.arxiv.org/pdf/2401.00001v1.pdf"),
        ("arXiv:2401.00001", "https://huggingface.co/papers/2401.00001"),
        ("10.48550/ARXIV.2401.00001", "oai:arXiv.org:2401.00001"),
        ("math.GT/0309136", "arxiv:math/0309136v2"),
        ("https://doi.org/10.1000/ABC", "doi:10.1000/abc"),
        ("http://dx.doi.org/10.1000%2Fabc", "DOI: 10.1000/abc"),
        ("10.1101/2020.01.01.123456v1", "doi:10.1101/2020.01.01.123456v2"),
        ("10.21203/rs.3.rs-12345/v1", "10.21203/rs.3.rs-12345"),
    ],
)
def test_one_id_in_two_spellings(one: str, other: str) -> None:
    """Versions, resolvers, mirrors, case and prefixes do not make another id."""
    assert identity(one) == identity(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("2401.0001", "2401.00011"), ("10.1000/abc", "10.1000/abc.v2"), ("10.1000/a", "10.1001/a"), ("x1", "X1")],
)
def test_two_ids(one: str, other: str) -> None:
    """A longer number, another prefix, and a source's own id in other letters are other ids."""
    assert identity(one) != identity(other)


def test_ids_are_found_wherever_a_record_has_them() -> None:
    """In the id, in keys such as doi, and in addresses of arXiv and of DOI resolvers; a publisher's page has none."""
    found = known_ids(
        paper(
            id="x1", doi="10.1000/ABC", url="https://arxiv.org/abs/2401.00001v2", urls=("https://example.org/10.1/x",)
        )
    )
    assert found == ("x1", "doi:10.1000/abc", "arxiv:2401.00001")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("$\\mathrm{SE}(3)$-Nets: A Study", "SE(3)-nets – a study."),
        ('Schr\\"odinger &amp; <i>co</i>', "Schrödinger & Co"),
        ("$\\beta$-VAE at $\\times$4", "β-VAE at ×4"),
        ("$\\ell_1$ norms", "ℓ1 Norms"),
    ],
)
def test_titles_up_to_case_punctuation_and_latex(one: str, other: str) -> None:
    """Fonts, accents, Greek letters, mark-up and entities of one title are the same."""
    assert title_key(one) == title_key(other)


def test_a_record_can_make_two_papers_one() -> None:
    """A record with the arXiv number of one and the DOI of another joins both, at the place of the first."""
    joining = Joining(
        [
            paper("Preprint Title of It", id="arxiv:2401.00001", sources=("a",)),
            paper("Something Else Entirely Here", OTHER, sources=("b",)),
            paper("Journal Title of It", "Short.", id="doi:10.1000/abc", sources=("c",)),
            paper(
                "Catalogue", "None.", id="w1", doi="10.1000/abc", url="https://arxiv.org/abs/2401.00001", sources=("d",)
            ),
        ]
    )
    first, second = joining
    assert (first.id, first.sources) == ("arxiv:2401.00001", ("a", "c", "d"))
    assert first.ids[0] != first.id
    assert {"doi:10.1000/abc", "w1"} < set(first.ids)
    assert second.sources == ("b",)
    assert (len(joining), joining.records, len(joining.joins)) == (2, 4, 2)


def test_two_arxiv_numbers_are_not_joined_through_a_third_record() -> None:
    """A record without an id that looks like both of two papers belongs to one of them."""
    joining = Joining(
        [
            paper(id="arxiv:2401.00001"),
            paper(),
            paper(abstract=OTHER, id="arxiv:2401.00002"),
        ]
    )
    assert [p.id for p in joining] == ["arxiv:2401.00001", "arxiv:2401.00002"]


def test_an_id_that_two_papers_have_is_left_to_the_first() -> None:
    """The second gets an id made of its text, the same in every build, and is found again under the shared one."""
    records = [paper(id="1"), paper("Walking on Thin Ice Together", OTHER, id="1")]
    joining = Joining([*records, *records])
    first, second = joining
    assert (first.id, second.title) == ("1", "Walking on Thin Ice Together")
    assert second.id.startswith("p:")
    assert joining.renamed == ["1"]
    assert [p.id for p in Joining(records)] == [first.id, second.id]


def test_one_title_of_two_papers_gives_two_ids() -> None:
    """Papers without ids under one title, whose abstracts have nothing to do with each other, have ids of their own."""
    joining = Joining([paper("Editorial"), paper("Editorial", OTHER)])
    assert len({p.id for p in joining}) == len(joining) == 2


def test_the_widest_known_id_is_kept_whatever_comes_first() -> None:
    """ArXiv's number before a DOI, a DOI before a register's, that before a source's own."""
    records = [paper(id=id) for id in ("x1", "s2:77", "doi:10.1000/abc", "arxiv:2401.00001")]
    assert joined(*records).id == joined(*reversed(records)).id == "arxiv:2401.00001"
    assert set(joined(*records).ids) == {"x1", "s2:77", "doi:10.1000/abc"}
    assert joined(*records[:3]).id == "doi:10.1000/abc"
    assert joined(*records[:2]).id == "s2:77"


@pytest.mark.parametrize("cut", [ABSTRACT[:90] + " …", ABSTRACT[:90] + "...", ABSTRACT[:90]])
def test_a_whole_abstract_is_kept_before_a_cut_one(cut: str) -> None:
    """Dots at the end, or an end where the other goes on, lose against the whole text, whichever came first."""
    for records in ((paper(abstract=cut), paper()), (paper(), paper(abstract=cut))):
        assert joined(*records).abstract == ABSTRACT


def test_what_was_found_in_a_text_is_kept_with_the_text() -> None:
    """An extraction stays one, with its own text, when a richer record of the paper comes."""
    found = Extraction(
        id="x1", title="Counting Trees from Space with Points", abstract=ABSTRACT + " Yes.", extractor="e"
    )
    for records in ((found, paper(id="arxiv:2401.00001")), (paper(id="arxiv:2401.00001"), found)):
        kept = joined(*records)
        assert isinstance(kept, Extraction)
        assert (kept.id, kept.abstract) == ("arxiv:2401.00001", found.abstract)


def test_nothing_is_lost_but_the_other_text() -> None:
    """Sources, addresses, authors, day, categories and a source's own keys come together; other titles leave an id."""
    one = paper(url="https://a.org/1", sources=("a.txt",), authors=("A. Weber",))
    other = paper(
        "Counting Trees by Points from Space",
        url="https://b.org/2",
        sources=("b.ris",),
        date="2024-01-02",
        categories=("cs.CV",),
        venue="X",
    )
    kept = joined(one, other)
    assert (kept.url, kept.urls, kept.sources) == ("https://a.org/1", ("https://b.org/2",), ("a.txt", "b.ris"))
    assert (str(kept.date), kept.categories, kept.authors) == ("2024-01-02", ("cs.CV",), ("A. Weber",))
    assert (kept.model_extra or {})["venue"] == "X"
    assert paper_id(other.title) in kept.ids
    assert len(Joining([kept, paper(other.title, "Short.")])) == 1


def test_every_join_is_explained() -> None:
    """The rule, the Jaccard of the abstracts, the two records and the paper that is kept."""
    joining = Joining(
        [
            paper(sources=("a",)),
            paper("Counting single trees from space with points", sources=("b",)),
            paper("COUNTING TREES FROM SPACE WITH POINTS", sources=("c",), id="arxiv:2401.00001"),
        ]
    )
    by_abstract, by_title = joining.joins
    assert (by_abstract.rule, by_abstract.jaccard, by_abstract.sources) == (Rule.ABSTRACT, 1.0, ("b",))
    assert (by_title.rule, by_title.with_sources) == (Rule.TITLE, ("a", "b"))
    assert {j.kept.id for j in joining.joins} == {"arxiv:2401.00001"}
    assert joining.counts == {"abstract": 1, "title": 1}


def test_abstracts_that_are_nearly_the_same_meet() -> None:
    """Of 200 abstracts with a Jaccard of 0.8 and more, all are found by their signatures; unlike ones are not."""
    index, near = AbstractIndex(), 0
    for n in range(200):
        words = [f"w{(n * 7919 + i * i * 31) % 5003}" for i in range(120)]
        index.find_and_add(" ".join(words), 2 * n)
        changed = " ".join([*words[:50], f"x{n}", *words[51:90], f"y{n}", *words[91:]])
        assert jaccard(shingles(" ".join(words)), shingles(changed)) >= 0.8
        near += 2 * n in index.find_and_add(changed, 2 * n + 1)
    assert near == 200
    assert index.find_and_add(OTHER, 1_000) == []


def test_many_records_of_one_template_are_read_in_time() -> None:
    """A thousand editorials of one text, each with a DOI, stay apart; each is compared with a few of the others."""
    begin = time.process_time()
    records = (paper("Editorial", id=f"doi:10.1000/{n}", abstract=f"Number {n}. {ABSTRACT}") for n in range(1_000))
    assert len(Joining(records)) == 1_000
    assert time.process_time() - begin < 10
