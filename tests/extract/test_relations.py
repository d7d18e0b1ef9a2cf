"""Relations between the entities of a paper."""

import numpy as np
import pytest
from spacy.tokens import Doc

from extract.components.relations import Relations
from extract.components.relations_cues import CUES, find_cues
from extract.components.relations_evidence import outperforms
from extract.components.relations_layout import Layout
from extract.components.relations_model import one_direction
from extract.evaluation.marked import extraction_of, grouping_nlp, marked_doc
from schemas import EquivarianceMode, Extraction, Mention, Relation, RelationType
from tests.extract.papers import processed, told
from tests.extract.test_proposals import PAPER


def _one(doc: Doc, head: str, kind: str, tail: str) -> Relation:
    names = {e.id: e.name for e in doc._.entities}
    found = [r for r in doc._.relations if (names[r.head], r.type.value, names[r.tail]) == (head, kind, tail)]
    assert len(found) == 1, told(doc)
    return found[0]


def test_our_method_stands_for_what_the_paper_proposes() -> None:
    """Relations of "our method" and of the title belong to the proposed method."""
    relations = told(processed(PAPER))
    assert {
        ("EquiFlow", "ADDRESSES", "molecule generation"),
        ("EquiFlow", "EVALUATED_ON", "QM9"),
        ("EquiFlow", "COMPARED_WITH", "EDM"),
        ("EquiFlow", "MEASURED_BY", "validity"),
        ("EquiFlow", "BASED_ON", "flow matching"),
    } <= relations


def test_rules_find_the_plain_cases() -> None:
    """Without a trained model the relations that the words spell out are found."""
    relations = told(processed(PAPER, model="rules"))
    assert {
        ("EquiFlow", "EVALUATED_ON", "QM9"),
        ("EquiFlow", "COMPARED_WITH", "EDM"),
        ("EquiFlow", "BASED_ON", "flow matching"),
    } <= relations


def test_evidence_holds_the_tail_and_what_stands_for_the_head() -> None:
    """The sentence shown for a relation of "our method" is the one with "our method" and the tail."""
    doc = processed(PAPER)
    relation = _one(doc, "EquiFlow", "COMPARED_WITH", "EDM")
    assert relation.evidence is not None
    sentence = doc.text[relation.evidence.start : relation.evidence.end]
    assert sentence == "Experiments on QM9 show that our method outperforms EDM in terms of validity."
    assert relation.outperforms is True


def test_every_relation_has_its_sentence_and_fits_the_schema() -> None:
    """What the components leave is an Extraction: types fit, evidence is one sentence that mentions the tail."""
    doc = processed(PAPER)
    mentions = tuple(
        Mention(
            start=e.start_char,
            end=e.end_char,
            text=e.text,
            type=e.label_,
            entity=doc._.mention_entity[e.start_char, e.end_char],
        )
        for e in doc.ents
    )
    title, abstract = doc.text.split("\n", 1)
    extraction = Extraction(
        id="1",
        title=title,
        abstract=abstract,
        mentions=mentions,
        entities=tuple(doc._.entities),
        proposals=tuple(doc._.proposals),
        relations=tuple(doc._.relations),
    )
    bounds = {(s.start_char, s.start_char + len(s.text.rstrip())) for s in doc.sents}
    assert extraction.relations
    for relation in extraction.relations:
        assert relation.evidence is not None
        place = relation.evidence.start, relation.evidence.end
        assert place in bounds
        assert any(place[0] <= m.start < place[1] for m in mentions if m.entity == relation.tail)


def test_unsure_mentions_make_unsure_relations() -> None:
    """Confidence is multiplied by that of the surest mention of both ends; what falls below the least is not said."""
    sure = processed(PAPER)
    _, tail = next((r.head, r.tail) for r in sure._.relations if r.type is RelationType.EVALUATED_ON)
    whole = next(r.confidence for r in sure._.relations if r.type is RelationType.EVALUATED_ON)
    nlp = grouping_nlp()
    paper = extraction_of(sure, Extraction(id="1", title=sure.text.split("\n")[0], abstract=sure.text.split("\n")[1]))
    mentions = tuple(
        m.model_copy(update={"confidence": 0.6 if m.type == "Dataset" else 0.1 if m.type == "Metric" else 1.0})
        for m in paper.mentions
    )
    doc = marked_doc(nlp, paper.model_copy(update={"mentions": mentions}))
    doc = Relations()(doc)
    relation = next(r for r in doc._.relations if r.type is RelationType.EVALUATED_ON and r.tail == tail)
    assert relation.confidence == pytest.approx(0.6 * whole, rel=1e-4)
    assert not [r for r in doc._.relations if r.type is RelationType.MEASURED_BY]


def test_equivariance_comes_with_its_mode() -> None:
    """EQUIVARIANT_TO says whether the method is equivariant or invariant."""
    doc = processed(
        "[M EGNN]: [M E(n) Equivariant Graph Neural Networks]\nWe propose [M EGNN], a model equivariant to "
        "[G rotations] and [G translations]. [M EGNN] is evaluated on [D QM9]."
    )
    relation = _one(doc, "EGNN", "EQUIVARIANT_TO", "rotations")
    assert relation.mode is EquivarianceMode.EQUIVARIANT


def test_a_proposed_data_set_benchmarks_its_task() -> None:
    """The data set that a paper introduces for a task is joined to the task, the tested model to the data set."""
    doc = processed(
        "[D SpinBench]: A Benchmark for [T spatial reasoning]\nWe introduce [D SpinBench], a benchmark for evaluating "
        "[T spatial reasoning]. We evaluate [M GPT-4o] on [D SpinBench]."
    )
    assert {("SpinBench", "BENCHMARKS", "spatial reasoning"), ("GPT-4o", "EVALUATED_ON", "SpinBench")} <= told(doc)


@pytest.mark.parametrize(
    ("sentence", "verdict"),
    [
        ("[M EGNN] outperforms [M GNN].", True),
        ("[M EGNN] is better than [M GNN].", True),
        ("[M EGNN] does not outperform [M GNN].", False),
        ("[M EGNN] is worse than [M GNN].", False),
        ("[M EGNN] is compared with [M GNN].", None),
        ("[M EGNN] is new. It outperforms others. [M GNN] is old.", None),
    ],
)
def test_who_is_better(sentence: str, verdict: bool | None) -> None:
    """True where the text says so, False where it denies it, None where both are only compared."""
    doc = processed(f"T\n{sentence}", model="rules")
    layout = Layout.of_doc(doc)
    assert outperforms(layout, 0, 1, np.zeros(2, dtype=np.float32)) is verdict


def test_of_two_directions_the_more_probable_stays() -> None:
    """A pair of methods is related one way, at or above the threshold."""
    pairs = np.array([(0, 1), (1, 0), (0, 2), (2, 0)])
    probability = np.array([0.6, 0.8, 0.5, 0.2], dtype=np.float32)
    found = list(one_direction(RelationType.COMPARED_WITH, pairs, probability, 0.5))
    assert [(f.head, f.tail) for f in found] == [(1, 0), (0, 2)]


def test_cues_are_words_and_phrases_with_their_places() -> None:
    """Phrases, single words and last parts of hyphenated words are found where they stand."""
    text = "in this paper, we propose a transformer-based model"
    found = {(text[c.start : c.end], CUES[c.number]) for c in find_cues(text)}
    assert {("in this paper", "here"), ("we propose", "weprop"), ("propose", "propose"), ("based", "based")} <= found
