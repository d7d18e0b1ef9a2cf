"""Answers of a language model, read and put on the text of a paper."""

from __future__ import annotations

import json
from typing import Any

import pytest

from extract.models.answer import Answer, AnswerError, read_answer
from extract.models.grounding import Grounded, ground, occurrences
from schemas import Extraction, Paper

PAPER = Paper(
    id="p",
    title="EqMotion: Equivariant Motion Prediction",
    abstract="We propose EqMotion, which is SO(3)-equivariant. On  Human3.6M it outperforms GNN baselines.\n"
    "GNNs do not respect SO(3). A GNN is slow.",
)


def entity(id: str, type: str, *forms: str | tuple[str, int | None]) -> dict[str, Any]:
    """An entity as a model answers it."""
    pairs = [f if isinstance(f, tuple) else (f, None) for f in forms]
    return {"id": id, "type": type, "mentions": [{"text": t, "occurrence": n} for t, n in pairs]}


def grounded(entities: list[Any], proposes: list[Any] = (), relations: list[Any] = ()) -> Grounded:  # type: ignore[assignment]
    """An answer put on the paper."""
    answer = {"entities": entities, "proposes": list(proposes), "relations": list(relations)}
    return ground(read_answer(json.dumps(answer)), PAPER)


def relation(type: str, head: str, tail: str, evidence: str, outperforms: bool | None = None) -> dict[str, Any]:
    """A relation as a model answers it."""
    return {"type": type, "head": head, "tail": tail, "evidence": evidence, "outperforms": outperforms}


METHOD = entity("m", "Method", "EqMotion")
GROUP = entity("g", "SymmetryGroup", "SO(3)")
GNN = entity("b", "Method", "GNN", "GNNs")


def test_the_schema_is_in_the_strict_subset() -> None:
    """Every object requires all its keys and allows no other, and nothing has a default."""
    schema = Answer.schema_of_answers()
    objects = [schema, *(d for d in schema["$defs"].values() if d["type"] == "object")]
    assert len(objects) == 5
    for node in objects:
        assert (node["required"], node["additionalProperties"]) == (list(node["properties"]), False)
    assert '"default"' not in json.dumps(schema)
    assert schema["$defs"]["EntityType"]["enum"] == ["Method", "Task", "Dataset", "Metric", "SymmetryGroup"]


def test_offsets_are_found_for_every_occurrence() -> None:
    """Without a number, a form is marked wherever the text has it as whole words, and the result is an extraction."""
    result = grounded([METHOD, GROUP, GNN])
    extraction = Extraction.model_validate({**PAPER.model_dump(), **result.fields()})
    assert [(m.text, m.entity) for m in extraction.mentions] == [
        ("EqMotion", "e1"),
        ("EqMotion", "e1"),
        ("SO(3)", "e2"),
        ("GNN", "e3"),
        ("GNNs", "e3"),
        ("SO(3)", "e2"),
        ("GNN", "e3"),
    ]
    assert [(e.id, e.name) for e in extraction.entities] == [("e1", "EqMotion"), ("e2", "SO(3)"), ("e3", "GNN")]
    assert result.faults == []


def test_an_occurrence_picks_one_place() -> None:
    """The second GNN is the one in the last sentence; a third there is not."""
    result = grounded([entity("b", "Method", ("GNN", 2))])
    (mention,) = result.mentions
    assert PAPER.text[mention.start :] == "GNN is slow."
    (fault,) = grounded([METHOD, entity("b", "Method", ("GNN", 3))]).faults
    assert fault.says == "entities: 'GNN' is 2 times in the text, not 3"


def test_white_space_is_bridged_but_no_title_end() -> None:
    """Two blanks in the text are one in the answer; words on both sides of the title's end are no mention."""
    text = "A b\nc  d"
    assert occurrences(text, " c d ") == [(4, 8)]
    assert occurrences(text, "b c") == []
    assert occurrences(text, "  ") == []


def test_the_longer_of_two_mentions_stays() -> None:
    """A mention inside another goes, with its entity where it has no other; that is told."""
    inner = entity("x", "Task", "Motion Prediction")
    result = grounded([inner, entity("y", "Method", "Equivariant Motion Prediction")])
    assert [m.text for m in result.mentions] == ["Equivariant Motion Prediction"]
    assert [f.reason for f in result.faults] == ["an entity whose mentions lie inside longer ones"]


def test_claims_stand_on_whole_sentences() -> None:
    """Evidence becomes the sentence that holds it; how a group is respected comes from the sentence."""
    relations = [
        relation("EQUIVARIANT_TO", "m", "g", "which is SO(3)-equivariant"),
        relation("COMPARED_WITH", "m", "b", "On Human3.6M it outperforms GNN baselines.", True),
        relation("EQUIVARIANT_TO", "b", "g", "GNNs do not respect SO(3)."),
        relation("EQUIVARIANT_TO", "m", "g", "We propose EqMotion"),
    ]
    result = grounded([METHOD, GROUP, GNN], [{"entity": "m", "evidence": "We propose EqMotion"}], relations)
    shown = [
        (r.type, PAPER.text[r.evidence.start : r.evidence.end], r.outperforms, r.mode)
        for r in result.relations
        if r.evidence
    ]
    assert shown == [
        ("EQUIVARIANT_TO", "We propose EqMotion, which is SO(3)-equivariant.", None, "equivariant"),
        ("COMPARED_WITH", "On  Human3.6M it outperforms GNN baselines.", True, None),
        ("EQUIVARIANT_TO", "GNNs do not respect SO(3).", None, None),
    ]
    assert result.faults == []
    (proposal,) = result.proposals
    assert PAPER.text[proposal.evidence.start :].startswith("We propose")


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (relation("EQUIVARIANT_TO", "m", "g", "It is equivariant to SO(3)."), "evidence that is not in the text"),
        (relation("COMPARED_WITH", "m", "b", "Equivariant Motion"), None),
        (relation("EQUIVARIANT_TO", "b", "g", "Human3.6M it outperforms"), None),
        (relation("EQUIVARIANT_TO", "g", "m", "SO(3)"), "a relation between other types"),
        (relation("BASED_ON", "m", "m", "EqMotion"), "a relation of a thing to itself"),
        (relation("BASED_ON", "m", "z", "EqMotion"), "a claim about an entity that is not there"),
        (relation("MEASURED_BY", "m", "g", ""), "a relation between other types"),
        (relation("BASED_ON", "m", "b", ""), "evidence that is not in the text"),
        (relation("USES", "m", "b", "EqMotion"), "of another shape than was asked for"),
    ],
)
def test_what_the_text_does_not_bear_out_is_a_fault(given: dict[str, Any], reason: str | None) -> None:
    """Invented evidence, wrong ends and wrong shapes are left out with a reason; what stands is kept."""
    result = grounded([METHOD, GROUP, GNN], relations=[given])
    assert [f.reason for f in result.faults] == ([reason] if reason else [])
    assert len(result.relations) == (0 if reason else 1)
    assert len(result.entities) == 3


def test_evidence_must_mention_an_end() -> None:
    """A sentence of the text that has nothing to do with the claim is no evidence of it."""
    result = grounded([METHOD, GROUP], relations=[relation("EQUIVARIANT_TO", "m", "g", "A GNN is slow.")])
    assert [f.reason for f in result.faults] == ["evidence that mentions no end of its claim"]


def test_other_faults_of_entities_are_named() -> None:
    """Mentions that are invented, entities without any, ids that come twice, and what cannot be proposed."""
    entities = [METHOD, entity("m", "Task", "motion"), entity("t", "Task"), entity("d", "Dataset", "QM9"), GROUP]
    result = grounded(entities, [{"entity": "g", "evidence": "SO(3)"}])
    assert sorted(f.reason for f in result.faults) == [
        "a mention that is not in the text",
        "a proposal of what is no method or data set",
        "an entity without mention",
        "an id that two entities have",
    ]


def test_a_fence_is_taken_off_and_what_is_no_json_refused() -> None:
    """Models like to wrap JSON in Markdown; prose, lists and half an object are no answer."""
    assert read_answer('```json\n{"entities": [], "proposes": [], "relations": []}\n```').faults == []
    for content in ("", "Sure! Here it is", '{"entities": [', "[]", "{}", "[" * 100_000):
        with pytest.raises(AnswerError):
            read_answer(content)
    assert len(read_answer('{"entities": [1], "proposes": null}').faults) == 3
