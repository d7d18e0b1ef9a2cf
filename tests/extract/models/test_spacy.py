"""Any spaCy pipeline in the place of our recogniser."""

from __future__ import annotations

from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup

from extract.models import ModelOptions
from extract.models.options import labels_from, type_called
from extract.pipeline import COMPONENTS, Extractor, load_extractor
from schemas import EntityType, Extraction, Paper
from schemas.errors import ModelError, UsageError

PAPER = Paper(
    id="p",
    title="EqMotion: Equivariant Motion Prediction",
    abstract="We propose EqMotion, which is SE(3)-equivariant. It beats GNNs on  QM9, e.g. by MAE.\nMAE falls.",
)


def ruled(folder: Path, *patterns: tuple[str, str], lang: str = "en", splitter: str | None = None) -> str:
    """A pipeline on disk whose entities are these words with these labels."""
    nlp = spacy.blank(lang)
    if splitter:
        nlp.add_pipe(splitter)
    ruler = nlp.add_pipe("entity_ruler")
    ruler.add_patterns([{"label": label, "pattern": words} for label, words in patterns])  # type: ignore[attr-defined]
    nlp.to_disk(folder)
    return str(folder)


def read(model: str, **labels: EntityType) -> Extraction:
    """What the extractor on that model finds in the paper."""
    (found,) = load_extractor(model, ModelOptions(labels)).extract([PAPER])
    return found


def test_labels_with_our_names_need_no_mapping(tmp_path: Path) -> None:
    """However a label is spelled; our components make entities, groups and relations of the mentions."""
    words = [("METHOD", "EqMotion"), ("Datasets", "QM9"), ("metric", "MAE"), ("PERSON", "GNNs")]
    model = ruled(tmp_path / "m", *words)
    extractor = load_extractor(model)
    assert isinstance(extractor, Extractor)
    assert tuple(extractor.nlp.pipe_names) == COMPONENTS
    (found,) = extractor.extract([PAPER])
    assert [(m.text, m.type) for m in found.mentions] == [
        ("EqMotion", "Method"),
        ("EqMotion", "Method"),
        ("SE(3)", "SymmetryGroup"),
        ("QM9", "Dataset"),
        ("MAE", "Metric"),
        ("MAE", "Metric"),
    ]
    assert len(found.entities) == 4
    assert "Evidence" not in str(found.relations) or all(r.evidence for r in found.relations)


def test_other_labels_are_mapped(tmp_path: Path) -> None:
    """``--label`` says what they are, and is a part of the extractor's name; what is not named stays out."""
    model = ruled(tmp_path / "m", ("PRODUCT", "EqMotion"), ("ORG", "QM9"), ("MISC", "MAE"))
    found = read(model, PRODUCT=EntityType.METHOD, ORG=EntityType.DATASET)
    assert {(m.text, m.type.value) for m in found.mentions} == {
        ("EqMotion", "Method"),
        ("QM9", "Dataset"),
        ("SE(3)", "SymmetryGroup"),
    }
    assert read(model, PRODUCT=EntityType.METHOD).extractor != found.extractor


def test_its_own_sentences_and_tokens_do_no_harm(tmp_path: Path) -> None:
    """A pipeline that splits elsewhere, into other tokens: offsets are the text's, evidence is our sentences."""
    theirs = ruled(tmp_path / "a", ("Method", "EqMotion"), ("Method", "GNNs"), splitter="sentencizer")
    other = ruled(tmp_path / "b", ("Method", "EqMotion"), ("Method", "GNNs"), lang="xx")
    mine = ruled(tmp_path / "c", ("Method", "EqMotion"), ("Method", "GNNs"))
    one, two, three = (read(m) for m in (theirs, other, mine))
    assert one.mentions == two.mentions == three.mentions
    assert one.relations == two.relations == three.relations
    assert all(one.text[m.start : m.end] == m.text for m in one.mentions)


@Language.component("across_the_title")
def across_the_title(doc: Doc) -> Doc:
    """Marks from the last word of the title into the abstract, and white space before a word."""
    feed = doc.text.index("\n")
    gap = doc.text.index("  QM9")
    wide = doc.char_span(feed - 10, feed + 3, label="Task", alignment_mode="expand")
    blank = doc.char_span(gap, gap + 5, label="Dataset", alignment_mode="expand")
    doc.ents = [span for span in (wide, blank) if span is not None]
    return doc


@Language.component("groups_of_spans")
def groups_of_spans(doc: Doc) -> Doc:
    """Marks overlapping spans with scores, as spaCy's span categoriser does."""
    group = SpanGroup(
        doc, name="sc", spans=[Span(doc, 0, 1, "Method"), Span(doc, 0, 3, "Method"), Span(doc, 3, 4, "Task")]
    )
    group.attrs["scores"] = [0.9, 0.75, 0.2]
    doc.spans["sc"] = group
    return doc


def saved(folder: Path, component: str) -> str:
    """A pipeline on disk of one component."""
    nlp = spacy.blank("en")
    nlp.add_pipe(component)
    nlp.to_disk(folder)
    return str(folder)


def test_mentions_keep_to_title_or_abstract(tmp_path: Path) -> None:
    """What goes across the end of the title is left out; white space at the ends comes off."""
    found = read(saved(tmp_path / "m", "across_the_title"))
    assert [m.text for m in found.mentions if m.type is not EntityType.SYMMETRY_GROUP] == ["QM9"]


def test_span_groups_have_confidence_and_a_threshold(tmp_path: Path) -> None:
    """Scores become confidence; of spans that overlap the longer stays; below the threshold nothing."""
    model = saved(tmp_path / "m", "groups_of_spans")
    (found,) = load_extractor(model, ModelOptions(threshold=0.5)).extract([PAPER])
    marked = [(m.text, m.confidence) for m in found.mentions if m.type is not EntityType.SYMMETRY_GROUP]
    assert marked == [("EqMotion: Equivariant", 0.75)]


def test_a_model_trained_anew_has_another_name(tmp_path: Path) -> None:
    """The same folder with other content is another extractor, so that the cache does not answer for the old one."""
    model = ruled(tmp_path / "m", ("Method", "EqMotion"))
    before = load_extractor(model).name
    assert before == load_extractor(model).name
    ruled(tmp_path / "m", ("Method", "GNNs"))
    assert load_extractor(model).name != before


def test_what_cannot_work_is_said(tmp_path: Path) -> None:
    """No pipeline, none that finds entities, none of our labels, a label that is not there: each in words."""
    with pytest.raises(ModelError, match="no model at"):
        load_extractor(str(tmp_path / "nothing"))
    (tmp_path / "empty").mkdir()
    with pytest.raises(ModelError, match="holds no spaCy pipeline and no GLiNER checkpoint"):
        load_extractor(str(tmp_path / "empty"))
    with pytest.raises(ModelError, match=r"no component of this pipeline finds entities \(sentencizer\)"):
        load_extractor(saved(tmp_path / "s", "sentencizer"))
    model = ruled(tmp_path / "m", ("PERSON", "Noether"))
    with pytest.raises(UsageError, match=r"labels of .* are PERSON: .* --label PERSON=Method"):
        load_extractor(model)
    with pytest.raises(UsageError, match="no label 'ORG', but PERSON"):
        load_extractor(model, ModelOptions({"ORG": EntityType.METHOD}))
    config = tmp_path / "m" / "config.cfg"
    config.write_text(
        config.read_text("utf-8").replace('factory = "entity_ruler"', 'factory = "no_such_factory"'), "utf-8"
    )
    with pytest.raises(ModelError, match="spaCy cannot load"):
        load_extractor(model)
    with pytest.raises(UsageError, match="other models than the default"):
        load_extractor("default", ModelOptions(threshold=0.5))


def test_labels_are_written_label_is_type() -> None:
    """The last equals sign separates; types may be spelled as one likes; anything else is refused."""
    assert labels_from(["a=b=method", "research task = Symmetry Group"]) == {
        "a=b": EntityType.METHOD,
        "research task": EntityType.SYMMETRY_GROUP,
    }
    assert type_called("SYMMETRY_GROUPS") is EntityType.SYMMETRY_GROUP
    for wrong in ("Method", "=Method", "ORG=Person"):
        with pytest.raises(UsageError, match="LABEL=TYPE"):
            labels_from([wrong])
