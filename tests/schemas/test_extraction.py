"""Extractions: what hangs together, and what remains above a confidence."""

from schemas import Extraction


def test_less_sure_parts_are_left_out_with_what_hangs_on_them() -> None:
    """Above a confidence, an entity without mentions goes, and so does each relation and proposal of it."""
    text = {"id": "a", "title": "EGNN", "abstract": "EGNN on QM9 for chemistry."}
    mentions = [
        {"start": 0, "end": 4, "text": "EGNN", "type": "Method", "entity": "e1", "confidence": 0.9},
        {"start": 13, "end": 16, "text": "QM9", "type": "Dataset", "entity": "e2", "confidence": 0.5},
        {"start": 21, "end": 30, "text": "chemistry", "type": "Task", "entity": "e3", "confidence": 0.8},
    ]
    entities = [
        {"id": m["entity"], "type": m["type"], "name": m["text"]} for m in mentions
    ]  # fmt: skip
    sentence = {"start": 5, "end": 31}
    relations = [
        {"type": "EVALUATED_ON", "head": "e1", "tail": "e2", "evidence": sentence, "confidence": 0.9},
        {"type": "ADDRESSES", "head": "e1", "tail": "e3", "evidence": sentence, "confidence": 0.7},
    ]
    proposals = [{"entity": "e1", "evidence": sentence, "confidence": 0.6}]
    whole = Extraction.model_validate(
        {**text, "mentions": mentions, "entities": entities, "relations": relations, "proposals": proposals,
         "proposes": ["e1"]}
    )  # fmt: skip
    assert whole.above(0.0) is whole
    some = whole.above(0.7)
    assert [e.id for e in some.entities] == ["e1", "e3"]
    assert [r.tail for r in some.relations] == ["e3"]
    assert (some.proposes, some.proposals) == ((), ())
    assert Extraction.model_validate_json(some.model_dump_json()) == some
    assert whole.above(1.0).entities == ()
