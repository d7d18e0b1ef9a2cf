"""The components behind the recogniser, run on mentions that are given: gold ones, or those of another recogniser.

So their figures can be told apart from those of the recogniser, and their model trained without one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import filter_spans

import extract.sentences  # noqa: F401  registers the component
from extract.components import abbreviations, entities, proposals, relations  # noqa: F401  register the components
from extract.components.entities_joining import Joiner
from extract.tokens import blank_nlp
from schemas import EntityType, Extraction, Mention

GROUPING = ("methodgraph_sentences", "methodgraph_abbreviations", "methodgraph_entities")
CLAIMING = ("methodgraph_proposals", "methodgraph_relations")


def grouping_nlp() -> Language:
    """The pipeline between the recogniser and the proposals: sentences, abbreviations, entities."""
    nlp = blank_nlp()
    for name in GROUPING:
        nlp.add_pipe(name)
    return nlp


def with_joiner(nlp: Language, joiner: Joiner | None) -> Language:
    """The pipeline with another model of entities, for papers that the shipped one has seen; None is rules alone."""
    component = nlp.get_pipe("methodgraph_entities")
    assert isinstance(component, entities.Entities)
    component.joiner = joiner
    return nlp


def marked_doc(nlp: Language, paper: Extraction) -> Doc:
    """The Doc of a paper with its mentions as ``doc.ents``, run through the components of ``nlp``."""
    doc = nlp.make_doc(paper.text)
    spans = []
    for mention in paper.mentions:
        span = doc.char_span(mention.start, mention.end, label=mention.type.value, alignment_mode="expand")
        if span is not None:
            span._.confidence = mention.confidence
            spans.append(span)
    doc.ents = filter_spans(spans)
    for _, component in nlp.pipeline:
        doc = component(doc)
    return doc


def extraction_of(doc: Doc, paper: Extraction) -> Extraction:
    """What the components left on a Doc, as an extraction of the paper."""
    ids = doc._.mention_entity
    mentions = tuple(
        Mention(
            start=span.start_char,
            end=span.end_char,
            text=span.text,
            type=EntityType(span.label_),
            entity=ids[span.start_char, span.end_char],
            confidence=span._.confidence,
        )
        for span in doc.ents
    )
    return Extraction(
        id=paper.id,
        title=paper.title,
        abstract=paper.abstract,
        mentions=mentions,
        entities=tuple(doc._.entities),
        proposes=tuple(proposal.entity for proposal in doc._.proposals),
        proposals=tuple(doc._.proposals),
        relations=tuple(doc._.relations),
    )


def from_mentions(papers: Iterable[Extraction], model: str = "default") -> Iterator[Extraction]:
    """Papers with entities, proposals and relations found anew from their mentions, in order.

    ``model`` is "default", the folder of a trained model of relations, or "rules".
    """
    nlp = grouping_nlp()
    for name in CLAIMING:
        nlp.add_pipe(name, config={"model": model})
    for paper in papers:
        yield extraction_of(marked_doc(nlp, paper), paper)
