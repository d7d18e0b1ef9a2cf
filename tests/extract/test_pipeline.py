"""The whole extractor on real papers."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from extract.evaluation import evaluate
from extract.pipeline import COMPONENTS, MODEL, Extractor, load_extractor
from schemas import Extraction, Paper
from schemas.errors import ModelError

CORPUS = MODEL.parent / "corpus"


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    """The extractor that ships."""
    return load_extractor()


@pytest.fixture(scope="module")
def gold() -> list[Extraction]:
    """Twenty annotated papers of each source, which training has not seen."""
    files = (CORPUS / "dev.jsonl", CORPUS / "dev-arxiv.jsonl")
    lines = (line for f in files for line in f.read_text(encoding="utf-8").splitlines()[:20])
    return [Extraction.model_validate_json(line) for line in lines]


@pytest.fixture(scope="module")
def found(extractor: Extractor, gold: list[Extraction]) -> list[Extraction]:
    """What the extractor makes of their texts."""
    return list(extractor.extract(g.paper for g in gold))


def test_papers_come_back_in_order_with_their_text(gold: list[Extraction], found: list[Extraction]) -> None:
    """Each paper gives one extraction, in the order given, with title, abstract and metadata as they were."""
    assert [(f.id, f.text, f.sources) for f in found] == [(g.id, g.text, g.sources) for g in gold]


def test_every_relation_and_proposal_has_its_sentence(found: list[Extraction]) -> None:
    """Nothing is stated without a sentence of the paper that names one of the two ends, or their stand-in."""
    relations = [(f, r) for f in found for r in f.relations]
    assert len(relations) > 100
    assert sum(len(f.proposals) for f in found) > 20
    for f, r in relations:
        assert r.evidence is not None
        assert "\n" not in f.text[r.evidence.start : r.evidence.end].strip()


def test_the_figures_hold(gold: list[Extraction], found: list[Extraction]) -> None:
    """On papers that training has not seen, mentions, entities, relations and proposals are as good as stated."""
    report = evaluate(gold, found)
    assert report.figure("mentions exact").f1 > 75
    assert report.figure("entities").f1 > 72
    assert report.figure("relations").f1 > 48
    assert report.figure("proposes").f1 > 70


def test_the_fast_profile_is_nearly_as_good(gold: list[Extraction], found: list[Extraction]) -> None:
    """``fast`` loses at most six points of exact F1 against the default (on 100 papers it loses two)."""
    fast = load_extractor("fast")
    assert fast.name != load_extractor().name
    best, quick = (
        evaluate(gold, f).figure("mentions exact").f1 for f in (found, list(fast.extract(g.paper for g in gold)))
    )
    assert best - 6 < quick != best


def test_a_short_form_and_its_long_form_are_one_entity(extractor: Extractor) -> None:
    """Schwartz and Hearst's own case: the bracket behind a name is the same thing."""
    text = (
        "We propose Equivariant Contrastive Regularization (ECR) for continual learning. ECR is evaluated on CIFAR-10."
    )
    (only,) = extractor.extract([Paper(id="p", title="On equivariance in continual learning", abstract=text)])
    ids = {m.text: m.entity for m in only.mentions}
    assert ids["ECR"] == ids["Equivariant Contrastive Regularization"]


def test_odd_papers_do_not_stop_the_rest(extractor: Extractor) -> None:
    """Nothing to find, one word, other scripts, and ten thousand words: each gives an extraction."""
    odd = ["?", "word", "图神经网络 שלום 🙂", "graph neural networks " * 3000, "a\u0000b\u202e\ufeff"]
    papers: Iterator[Paper] = (Paper(id=str(i), title="T", abstract=a) for i, a in enumerate(odd))
    assert [x.id for x in extractor.extract(papers)] == ["0", "1", "2", "3", "4"]


def test_the_name_changes_with_the_rules(extractor: Extractor) -> None:
    """The extractor's name holds its version and a digest, and is the same each time."""
    assert extractor.name == load_extractor().name
    assert extractor.name.startswith("methodgraph-")
    assert len(extractor.name.split("+")[1]) == 8


def test_components_run_in_the_stated_order(extractor: Extractor) -> None:
    """The pipeline is what the list says."""
    assert tuple(extractor.nlp.pipe_names) == COMPONENTS


def test_an_unknown_model_is_one_clear_line(tmp_path: Path) -> None:
    """A model that is not there is named."""
    with pytest.raises(ModelError, match="no model at"):
        load_extractor(str(tmp_path / "nothing"))
