"""Ways between two things, told in sentences with their evidence, on both stores."""

from __future__ import annotations

import pytest

from kg.analytics import paths
from kg.lookup import evidence_of
from kg.paths import relation_named, ways_between
from kg.stores import GraphStore
from schemas import EntityType, RelationType
from schemas.errors import NotFoundError, UsageError

LIEFLOW, CLOUDS = "method:lieflow", "task:point-cloud-classification"


def test_ways_are_told_in_order(golden_store: GraphStore) -> None:
    """Names in any case lead to the ways between them; each step is a sentence that reads along the way."""
    ways = ways_between(golden_store, "lieflow", "Point cloud classification", k=3)
    assert (ways.start.id, ways.end.id, ways.others) == (LIEFLOW, CLOUDS, ())
    first = ways.paths[0]
    assert first.names == ["LieFlow", "QM9", "SE(3)-Transformer", ways.end.name]
    assert [s.sentence for s in first.steps] == [
        "LieFlow is evaluated on QM9",
        "QM9 evaluates SE(3)-Transformer",
        f"SE(3)-Transformer addresses {ways.end.name}",
    ]
    assert [[s.step for s in way.steps] for way in ways.paths] == [
        list(path.steps) for path in paths(golden_store, LIEFLOW, CLOUDS, k=3)
    ]


def test_every_step_has_its_sentences(golden_store: GraphStore) -> None:
    """As many as were asked for, the surest first, each of that very claim; none where none are wanted."""
    for wanted in (1, 3):
        for way in ways_between(golden_store, "EGNN", "accuracy", k=4, sentences=wanted).paths:
            for told in way.steps:
                assert list(told.evidence) == evidence_of(golden_store, told.step.claim_id, wanted)
                assert told.evidence[0].sentence
    without = ways_between(golden_store, "EGNN", "accuracy", sentences=0)
    assert {told.evidence for way in without.paths for told in way.steps} == {()}


def test_only_the_chosen_claims_are_walked(golden_store: GraphStore) -> None:
    """Types of claims in any spelling; a way along others does not count."""
    ways = ways_between(golden_store, "EGNN", "SE(3)-Transformer", relations=["evaluated-on", "Addresses"])
    assert {t.step.relation for way in ways.paths for t in way.steps} == {"EVALUATED_ON", "ADDRESSES"}
    assert ways_between(golden_store, "EGNN", "SE(3)-Transformer", relations=["BENCHMARKS"]).paths == ()


@pytest.mark.parametrize("name", ["BASED_ON", "based-on", " Based on "])
def test_a_relation_has_several_spellings(name: str) -> None:
    """Case, hyphens, underscores and spaces do not matter."""
    assert relation_named(name) is RelationType.BASED_ON


def test_an_unknown_relation_is_an_error() -> None:
    """It names the types that there are."""
    with pytest.raises(UsageError, match="no claim of type 'mentions': there are ADDRESSES, EVALUATED_ON"):
        relation_named("mentions")


def test_unknown_and_equal_names_are_errors(golden_store: GraphStore) -> None:
    """A slip of the finger says what is close; two names of one thing are no way."""
    with pytest.raises(NotFoundError) as error:
        ways_between(golden_store, "EGNN", "EGMN")
    assert "EGNN" in error.value.close
    with pytest.raises(UsageError, match="are both EGNN"):
        ways_between(golden_store, "egnn", "method:egnn")


def test_a_type_chooses_among_names(golden_store: GraphStore) -> None:
    """The type of an end must fit: there is no task called EGNN."""
    method = ways_between(golden_store, "EGNN", "QM9", types=(EntityType.METHOD, None))
    assert method.start.id == "method:egnn"
    with pytest.raises(NotFoundError):
        ways_between(golden_store, "EGNN", "QM9", types=(EntityType.TASK, None))
