"""What a paper proposes."""

import pickle

import pytest
from spacy.tokens import Doc

from schemas.errors import ModelError
from tests.extract.papers import processed

PAPER = (
    "[M EquiFlow]: [M Equivariant Flow Matching] for [T molecule generation]\n"
    "[M Diffusion models] are widely used for [T molecule generation]. However, they are slow. "
    "In this paper, we propose [M EquiFlow], a novel method based on [M flow matching]. "
    "Experiments on [D QM9] show that our method outperforms [M EDM] in terms of [Q validity]."
)


def _proposed(doc: Doc) -> list[str]:
    names = {e.id: e.name for e in doc._.entities}
    return [names[p.entity] for p in doc._.proposals]


@pytest.mark.parametrize("model", ["default", "rules"])
def test_the_method_that_we_propose(model: str) -> None:
    """The name in the title that "we propose" is proposed, known methods and the compared one are not."""
    doc = processed(PAPER, model=model)
    assert _proposed(doc) == ["EquiFlow"]


@pytest.mark.parametrize("model", ["default", "rules"])
def test_evidence_is_the_sentence_that_proposes(model: str) -> None:
    """Not the title but the sentence with "we propose" is shown, whole and trimmed."""
    doc = processed(PAPER, model=model)
    evidence = doc._.proposals[0].evidence
    sentence = doc.text[evidence.start : evidence.end]
    assert sentence == "In this paper, we propose EquiFlow, a novel method based on flow matching."


def test_a_data_set_can_be_proposed() -> None:
    """A benchmark that a paper introduces is proposed; the models tested on it are not."""
    doc = processed(
        "[D SpinBench]: A Benchmark for [T spatial reasoning]\nWe introduce [D SpinBench], a benchmark for evaluating "
        "[T spatial reasoning] in [M vision language models]. We evaluate [M GPT-4o] on [D SpinBench]."
    )
    assert _proposed(doc) == ["SpinBench"]


@pytest.mark.parametrize("model", ["default", "rules"])
def test_a_study_proposes_nothing(model: str) -> None:
    """A paper that only compares known methods proposes none."""
    doc = processed(
        "A Comparison of [M BERT] and [M LSTM] for [T sentiment analysis]\n"
        "We compare [M BERT] with [M LSTM] on [D IMDB]. [M BERT] is better than [M LSTM].",
        model=model,
    )
    assert _proposed(doc) == []


@pytest.mark.parametrize("model", ["default", "rules"])
def test_empty_papers_pass(model: str) -> None:
    """Without mentions, or without an abstract, nothing is found and nothing fails."""
    for text in ("Title\nNothing is marked here.", "Title", "[T Tasks] alone\n"):
        doc = processed(text, model=model)
        assert (doc._.proposals, doc._.relations) == ([], [])


def test_confidence_is_a_probability_and_sorts() -> None:
    """Proposals carry confidences from 0 to 1, the largest first."""
    values = [p.confidence for p in processed(PAPER)._.proposals]
    assert values == sorted(values, reverse=True)
    assert all(0.5 < value <= 1 for value in values)


def test_a_folder_without_a_model_is_an_error(tmp_path: object) -> None:
    """A named folder that holds no model is refused; it does not fall back silently."""
    with pytest.raises(ModelError, match="cannot be read"):
        processed(PAPER, model=str(tmp_path))


def test_nothing_is_left_behind_on_the_doc() -> None:
    """The Doc can be pickled after the last component: no layout hangs on it."""
    doc = processed(PAPER)
    assert pickle.loads(pickle.dumps(doc)).text == doc.text
    assert not doc.user_data.get("methodgraph_reading")
