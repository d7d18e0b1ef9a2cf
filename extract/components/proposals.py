"""The component ``methodgraph_proposals``: what a paper introduces as its own, with the sentence that says so."""

from __future__ import annotations

import logging
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc

from extract.components.relations_evidence import evidence_of, sentence_of_proposal
from extract.components.relations_layout import Layout
from extract.components.relations_model import DEFAULT, PROPOSES, Reading, shared_model
from extract.components.relations_rules import RuleReading
from extract.tokens import register_extensions
from schemas import Proposal

log = logging.getLogger(__name__)
register_extensions()
_READING = "methodgraph_reading"
LEAST = 0.3
"""Confidence from which something is said: about half of the F1 that is reached, which maximises F1 (Z. Lipton,
C. Elkan and B. Naryanaswamy, "Optimal thresholding of classifiers to maximize F1 measure", ECML 2014)."""


def reading_of(doc: Doc, model: str) -> Reading | RuleReading:
    """The paper of a Doc read once: both components ask here, the second one gets what the first one made.

    ``model`` is "default", the folder of a trained model, or "rules".

    Raises:
        ModelError: the folder that was named holds no model that fits.
    """
    kept = doc.user_data.get(_READING)
    if kept is not None and kept[0] == model:
        reading: Reading | RuleReading = kept[1]
        return reading
    layout = Layout.of_doc(doc)
    if model == "rules":
        reading = RuleReading(layout)
    elif model == "default" and not (DEFAULT / "card.json").exists():
        log.warning("no trained model of relations in %s: rules are used", DEFAULT)
        reading = RuleReading(layout)
    else:
        reading = shared_model(DEFAULT if model == "default" else Path(model)).read(layout)
    doc.user_data[_READING] = (model, reading)
    return reading


def forget_reading(doc: Doc) -> None:
    """Drop what ``reading_of`` kept, so that the Doc can be pickled and is small."""
    doc.user_data.pop(_READING, None)


@Language.factory("methodgraph_proposals", default_config={"model": "default", "least": LEAST})
def make_proposals(nlp: Language, name: str, model: str, least: float) -> Proposals:
    """Make the component. ``model`` is "default", the folder of a trained model, or "rules"; ``least`` see there."""
    return Proposals(model, least)


class Proposals:
    """Fills ``doc._.proposals``, the surest first.

    Confidence is the model's probability times that of the entity's surest mention. Proposals below ``least`` are left
    out, and so are those whose probability alone is below the trained threshold.
    """

    def __init__(self, model: str = "default", least: float = LEAST) -> None:
        self.model = model
        self.least = least

    def __call__(self, doc: Doc) -> Doc:
        """Find what one paper proposes; needs ``doc._.entities``."""
        reading = reading_of(doc, self.model)
        layout, threshold = reading.layout, reading.thresholds[PROPOSES]
        found = [
            (float(probability * sure), entity)
            for entity, (probability, sure) in enumerate(zip(reading.proposed, layout.sure, strict=True))
            if probability >= threshold
        ]
        doc._.proposals = [
            Proposal(
                entity=layout.entities[entity].id,
                evidence=evidence_of(layout, sentence_of_proposal(layout, entity)),
                confidence=min(confidence, 1.0),
            )
            for confidence, entity in sorted(found, key=lambda pair: (-pair[0], pair[1]))
            if confidence >= self.least
        ]
        return doc
