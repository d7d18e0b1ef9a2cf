"""Answers that are more than one query: who is meant by a name, and what the graph says of an entity or a paper."""

from kg.lookup.entity import entity_view
from kg.lookup.evidence import evidence_about, evidence_of, paper_view
from kg.lookup.find import find_entities, find_entity, find_paper, suggest
from kg.lookup.models import (
    ClaimGroup,
    ClaimLine,
    EntityRef,
    EntityView,
    EvidenceCard,
    Highlight,
    KindLine,
    LatticeLine,
    MentionSpan,
    Overview,
    PaperRef,
    PaperView,
    ProposalLine,
    Related,
    SourceCount,
    Suggestion,
    YearCount,
)
from kg.lookup.overview import newest_papers, overview, top_entities

__all__ = [
    "ClaimGroup",
    "ClaimLine",
    "EntityRef",
    "EntityView",
    "EvidenceCard",
    "Highlight",
    "KindLine",
    "LatticeLine",
    "MentionSpan",
    "Overview",
    "PaperRef",
    "PaperView",
    "ProposalLine",
    "Related",
    "SourceCount",
    "Suggestion",
    "YearCount",
    "entity_view",
    "evidence_about",
    "evidence_of",
    "find_entities",
    "find_entity",
    "find_paper",
    "newest_papers",
    "overview",
    "paper_view",
    "suggest",
    "top_entities",
]
