"""How each kind of record is told: its columns for frames, and what is shown of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kg.api.html import Html, link, marked, named, readable_text
from kg.api.records import Shape
from kg.lookup.models import (
    EntityRef,
    EvidenceCard,
    LatticeLine,
    MentionSpan,
    ProposalLine,
    Related,
    Suggestion,
    YearCount,
)
from kg.queries import NamedQuery

if TYPE_CHECKING:
    from kg.analytics import Path


def _sentence(card: EvidenceCard) -> Html:
    types = {"head": card.head.type.value, "tail": card.tail.type.value}
    return marked(card.sentence, [(h.start, h.end, types[h.role]) for h in card.highlights])


EVIDENCE: Shape[EvidenceCard] = Shape(
    "sentence",
    "sentences",
    {
        "claim": lambda c: f"{c.head.name} {c.words} {c.tail.name}",
        "head": lambda c: c.head.name,
        "relation": lambda c: c.relation.value,
        "tail": lambda c: c.tail.name,
        "sentence": lambda c: c.sentence,
        "confidence": lambda c: c.confidence,
        "outperforms": lambda c: c.outperforms,
        "mode": lambda c: c.mode,
        "paper": lambda c: c.paper.title,
        "paper_id": lambda c: c.paper.id,
        "url": lambda c: c.paper.url,
        "date": lambda c: c.paper.date,
        "start": lambda c: c.start,
        "end": lambda c: c.end,
        "claim_id": lambda c: c.claim_id,
        "id": lambda c: c.id,
    },
    ("claim", "sentence", "confidence", "paper"),
    {"sentence": _sentence, "paper": lambda c: link(c.paper.url, readable_text(c.paper.title))},
)

STATED: Shape[EvidenceCard] = replace(EVIDENCE, seen=("claim", "sentence", "confidence"))
"""Evidence of one paper, whose title stands elsewhere."""

RELATED: Shape[Related] = Shape(
    "related entity",
    "related entities",
    {
        "name": lambda r: r.entity.name,
        "type": lambda r: r.entity.type.value,
        "papers": lambda r: r.papers,
        "support": lambda r: r.entity.support,
        "id": lambda r: r.entity.id,
    },
    ("name", "type", "papers"),
    {"name": lambda r: named(r.entity.name, r.entity.type)},
)

ENTITIES: Shape[EntityRef] = Shape(
    "entity",
    "entities",
    {"name": lambda e: e.name, "type": lambda e: e.type.value, "support": lambda e: e.support, "id": lambda e: e.id},
    ("name", "type", "support"),
    {"name": lambda e: named(e.name, e.type)},
)

SUGGESTIONS: Shape[Suggestion] = Shape(
    "answer",
    "answers",
    {
        "name": lambda s: s.name,
        "type": lambda s: s.type,
        "support": lambda s: s.support if s.type != "Paper" else None,
        "matched": lambda s: s.matched,
        "id": lambda s: s.id,
    },
    ("name", "type", "support", "matched"),
    {"name": lambda s: named(s.name, s.type)},
)

LATTICE: Shape[LatticeLine] = Shape(
    "edge of the lattice",
    "edges of the lattice",
    {
        "relation": lambda line: line.relation,
        "direction": lambda line: line.direction,
        "other": lambda line: line.other.name,
        "condition": lambda line: line.condition,
        "source": lambda line: line.source,
        "id": lambda line: line.other.id,
    },
    ("relation", "direction", "other", "condition", "source"),
    {"other": lambda line: named(line.other.name, line.other.type)},
)

YEARS: Shape[YearCount] = Shape(
    "year", "years", {"year": lambda y: y.year, "papers": lambda y: y.papers}, ("year", "papers")
)

MENTIONS: Shape[MentionSpan] = Shape(
    "mention",
    "mentions",
    {
        "name": lambda m: m.entity.name,
        "type": lambda m: m.entity.type.value,
        "start": lambda m: m.start,
        "end": lambda m: m.end,
        "id": lambda m: m.entity.id,
    },
    ("name", "type", "start", "end"),
    {"name": lambda m: named(m.entity.name, m.entity.type)},
)

PROPOSALS: Shape[ProposalLine] = Shape(
    "proposal",
    "proposals",
    {
        "name": lambda p: p.entity.name,
        "type": lambda p: p.entity.type.value,
        "sentence": lambda p: p.sentence,
        "confidence": lambda p: p.confidence,
        "start": lambda p: p.start,
        "end": lambda p: p.end,
        "id": lambda p: p.entity.id,
    },
    ("name", "sentence", "confidence"),
    {"name": lambda p: named(p.entity.name, p.entity.type)},
)

PATHS: Shape[Path] = Shape(
    "path",
    "paths",
    {
        "steps": lambda p: len(p.steps),
        "path": lambda p: "; ".join(p.sentences()),
        "support": lambda p: min(step.support for step in p.steps),
        "claim_ids": lambda p: [step.claim_id for step in p.steps],
    },
    ("steps", "path", "support"),
)

QUERIES: Shape[NamedQuery] = Shape(
    "named query",
    "named queries",
    {
        "name": lambda q: q.name,
        "title": lambda q: q.title,
        "parameters": lambda q: ", ".join(p.name if p.required else f"[{p.name}]" for p in q.parameters),
        "summary": lambda q: q.summary,
        "columns": lambda q: [c.name for c in q.columns],
        "cypher": lambda q: q.cypher,
    },
    ("name", "parameters", "summary"),
)
