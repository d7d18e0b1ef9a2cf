"""Docs built by hand: a text with its mentions in brackets, run through the components behind the recogniser."""

import re

from spacy.tokens import Doc

import extract.components.abbreviations
import extract.components.entities
import extract.components.proposals
import extract.components.relations
import extract.sentences  # noqa: F401
from extract.tokens import blank_nlp

TYPES = {"M": "Method", "T": "Task", "D": "Dataset", "Q": "Metric", "G": "SymmetryGroup"}
_MARK = re.compile(r"\[([MTDQG]) ([^\]]+)\]")


def doc_of(marked: str) -> Doc:
    """The Doc of "[M EGNN] is …", with ``doc.ents`` and sentences; nothing behind them has run."""
    text, spans, at = "", [], 0
    for found in _MARK.finditer(marked):
        text += marked[at : found.start()]
        spans.append((len(text), len(text) + len(found[2]), TYPES[found[1]]))
        text += found[2]
        at = found.end()
    text += marked[at:]
    nlp = blank_nlp()
    doc = nlp.add_pipe("methodgraph_sentences")(nlp.make_doc(text))
    ents = [doc.char_span(start, end, label=label) for start, end, label in spans]
    assert all(ents), "a mention that is no span of tokens"
    doc.ents = ents
    return doc


def processed(marked: str, *, model: str = "default") -> Doc:
    """``doc_of`` with abbreviations, entities, proposals and relations found."""
    nlp = blank_nlp()
    doc = doc_of(marked)
    for name, config in (
        ("methodgraph_abbreviations", {}),
        ("methodgraph_entities", {}),
        ("methodgraph_proposals", {"model": model}),
        ("methodgraph_relations", {"model": model}),
    ):
        doc = nlp.add_pipe(name, config=config)(doc)
    return doc


def grouped_forms(doc: Doc) -> list[tuple[str, set[str]]]:
    """Names of the entities with their surface forms."""
    forms: dict[str, set[str]] = {}
    for span in doc.ents:
        forms.setdefault(doc._.mention_entity[span.start_char, span.end_char], set()).add(span.text)
    return [(entity.name, forms[entity.id]) for entity in doc._.entities]


def told(doc: Doc) -> set[tuple[str, str, str]]:
    """Relations as (head's name, type, tail's name)."""
    names = {entity.id: entity.name for entity in doc._.entities}
    return {(names[r.head], r.type.value, names[r.tail]) for r in doc._.relations}
