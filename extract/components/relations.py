"""The component ``methodgraph_relations``: typed relations between the entities of a paper, each with its sentence."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from extract.components.proposals import LEAST, forget_reading, reading_of
from extract.components.relations_evidence import evidence_of, mode_of, outperforms, sentence_of_relation
from extract.components.relations_layout import Floats, Layout
from extract.components.relations_model import Found
from extract.tokens import register_extensions
from schemas import Relation, RelationType

register_extensions()


@Language.factory("methodgraph_relations", default_config={"model": "default", "least": LEAST})
def make_relations(nlp: Language, name: str, model: str, least: float) -> Relations:
    """Make the component. ``model`` is "default", the folder of a trained model, or "rules"; ``least`` see there."""
    return Relations(model, least)


class Relations:
    """Fills ``doc._.relations`` in the order of relation types, head and tail.

    Confidence is the model's probability times that of the surest mention of head and of tail. Relations below
    ``least`` are left out, and so are those whose probability alone is below the trained threshold of their type.
    """

    def __init__(self, model: str = "default", least: float = LEAST) -> None:
        self.model = model
        self.least = least

    def __call__(self, doc: Doc) -> Doc:
        """Find the relations of one paper; needs ``doc._.entities``."""
        reading = reading_of(doc, self.model)
        layout, proposed = reading.layout, reading.proposed
        relations = []
        for found in reading.relations():
            confidence = float(found.probability * layout.sure[found.head] * layout.sure[found.tail])
            if confidence < self.least:
                continue
            sentence = sentence_of_relation(layout, found.type, found.head, found.tail, proposed)
            compared, kept = found.type is RelationType.COMPARED_WITH, found.type is RelationType.EQUIVARIANT_TO
            relations.append(
                Relation(
                    type=found.type,
                    head=layout.entities[found.head].id,
                    tail=layout.entities[found.tail].id,
                    evidence=evidence_of(layout, sentence),
                    confidence=min(confidence, 1.0),
                    outperforms=_better(layout, found, proposed) if compared else None,
                    mode=mode_of(layout, found.tail, sentence) if kept else None,
                )
            )
        doc._.relations = relations
        forget_reading(doc)
        return doc


def _better(layout: Layout, found: Found, proposed: Floats) -> bool | None:
    """Whether the head is said to be better: a denial in words counts before what the model thinks."""
    said = outperforms(layout, found.head, found.tail, proposed)
    if said is False or found.better is None:
        return said
    return True if found.better >= 0.5 else None
