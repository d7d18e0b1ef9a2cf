"""Which predicted entity is which gold entity, and what counts as the same surface form.

The definitions are those of the project's scoring script, which the annotation guidelines name as the measure; a test
runs that script beside this module and compares every figure.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict

from schemas import EntityType, Extraction, Mention

_NOT_WORD = re.compile(r"[\W_]+")

SpanKey = tuple[int, int, EntityType]
Form = tuple[str, EntityType]
RelationKey = tuple[str, str, str]
"""(type, head, tail)"""


def surface_key(text: str) -> str:
    """Letters and digits in lower case: equal for surface forms and titles that count as the same."""
    return _NOT_WORD.sub("", text.lower())


def by_title(papers: list[Extraction]) -> dict[str, Extraction]:
    """Papers by the key of their title, in order; of two with one title the later stays."""
    return {surface_key(paper.title): paper for paper in papers}


def spans(paper: Extraction) -> dict[SpanKey, Mention]:
    """The mentions of a paper by start, end and type."""
    return {(m.start, m.end, m.type): m for m in paper.mentions}


def surfaces(paper: Extraction) -> dict[str, set[Form]]:
    """For every entity id the surface forms of its mentions and its name, each with its type."""
    forms: dict[str, set[Form]] = defaultdict(set)
    for mention in paper.mentions:
        forms[mention.entity].add((surface_key(mention.text), mention.type))
    for entity in paper.entities:
        forms[entity.id].add((surface_key(entity.name), entity.type))
    return forms


def align(gold: Extraction, predicted: Extraction) -> dict[str, str]:
    """Predicted entity id to gold entity id: by most exact mentions, and without any by most shared surface forms.

    A predicted entity that shares nothing with gold has no entry.
    """
    gold_spans = spans(gold)
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for key, mention in spans(predicted).items():
        if key in gold_spans:
            votes[mention.entity][gold_spans[key].entity] += 1
    result = {entity: max(count, key=count.__getitem__) for entity, count in votes.items()}
    gold_forms = surfaces(gold)
    for entity, forms in surfaces(predicted).items():
        if entity not in result:
            shared = {other: len(forms & theirs) for other, theirs in gold_forms.items() if forms & theirs}
            if shared:
                result[entity] = max(shared, key=shared.__getitem__)
    return result


def aligned_relations(predicted: Extraction, to_gold: dict[str, str]) -> list[RelationKey]:
    """The relations of a prediction between gold entities, in order; an end without a counterpart is "?" and its id."""
    return [
        (
            relation.type,
            to_gold.get(relation.head, "?" + relation.head),
            to_gold.get(relation.tail, "?" + relation.tail),
        )
        for relation in predicted.relations
    ]


def gold_relations(gold: Extraction) -> set[RelationKey]:
    """The relations of an annotated paper."""
    return {(str(relation.type), relation.head, relation.tail) for relation in gold.relations}
