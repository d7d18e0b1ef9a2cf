"""What was found in one paper: mentions, the entities they name, and relations, each with its place in the text."""

from __future__ import annotations

from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from schemas.paper import Paper
from schemas.vocabulary import SIGNATURES, EntityType, EquivarianceMode, RelationType

Confidence = float


class Span(BaseModel):
    """A half-open range of characters of ``Paper.text``."""

    model_config = ConfigDict(extra="allow", frozen=True)

    start: int = Field(ge=0)
    end: int = Field(ge=1)


class Mention(Span):
    """A span of one paper's text that names something."""

    text: str
    type: EntityType
    entity: str = Field(description="id of the PaperEntity that it names, within this paper")
    confidence: Confidence = Field(default=1.0, ge=0, le=1)


class PaperEntity(BaseModel):
    """All mentions of one paper that name the same thing."""

    model_config = ConfigDict(extra="allow", frozen=True)

    id: str
    type: EntityType
    name: str = Field(description="the most complete form in the text")


class Evidence(Span):
    """The sentence that states something: ``start`` and ``end`` bound it in ``Paper.text``."""


class Proposal(BaseModel):
    """That the paper introduces an entity as its own, with the sentence that says so."""

    model_config = ConfigDict(extra="allow", frozen=True)

    entity: str
    evidence: Evidence
    confidence: Confidence = Field(default=1.0, ge=0, le=1)


class Relation(BaseModel):
    """A typed relation between two entities of one paper.

    ``evidence`` is None only in gold annotations; an extractor always gives it, and the graph refuses a relation
    without it.
    """

    model_config = ConfigDict(extra="allow", frozen=True)

    type: RelationType
    head: str
    tail: str
    evidence: Evidence | None = None
    confidence: Confidence = Field(default=1.0, ge=0, le=1)
    outperforms: bool | None = Field(default=None, description="COMPARED_WITH: the head is said to be better")
    mode: EquivarianceMode | None = Field(default=None, description="EQUIVARIANT_TO: how, where the text says so")


class Extraction(Paper):
    """One paper with all that was found in it: one line of the extraction file.

    ``proposes`` lists ids of entities (the line format of the guidelines); ``proposals`` says the same with evidence.
    """

    extractor: str = Field(default="", description="name, version and digest of the model that made it")
    mentions: tuple[Mention, ...] = ()
    entities: tuple[PaperEntity, ...] = ()
    proposes: tuple[str, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    relations: tuple[Relation, ...] = ()

    @property
    def paper(self) -> Paper:
        """The paper alone."""
        return Paper.model_validate(self.model_dump(include=set(Paper.model_fields)))

    def above(self, least: float) -> Self:
        """What has at least this confidence (0 to 1): mentions, then entities, proposals and relations that remain."""
        if least <= 0:
            return self
        mentions = tuple(m for m in self.mentions if m.confidence >= least)
        ids = {m.entity for m in mentions}
        proposals = tuple(p for p in self.proposals if p.confidence >= least and p.entity in ids)
        said = {p.entity for p in self.proposals}
        proposed = {p.entity for p in proposals}
        relations = (r for r in self.relations if r.confidence >= least and {r.head, r.tail} <= ids)
        return self.model_copy(
            update={
                "mentions": mentions,
                "entities": tuple(e for e in self.entities if e.id in ids),
                "proposals": proposals,
                "proposes": tuple(e for e in self.proposes if e in ids and (e not in said or e in proposed)),
                "relations": tuple(relations),
            }
        )

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        types = {e.id: e.type for e in self.entities}
        text = self.text
        for m in self.mentions:
            if text[m.start : m.end] != m.text:
                raise ValueError(f"mentions: {m.text!r} is not at {m.start}:{m.end}")
            if m.entity not in types:
                raise ValueError(f"mentions: {m.text!r} points to no entity ({m.entity!r})")
        for e in (*self.proposes, *(p.entity for p in self.proposals)):
            if e not in types:
                raise ValueError(f"proposes: no entity {e!r}")
        for r in self.relations:
            signature = SIGNATURES[r.type]
            if types.get(r.head) != signature.head or types.get(r.tail) != signature.tail:
                raise ValueError(f"relations: {r.type} joins {signature.head} to {signature.tail}")
        for evidence in (*(r.evidence for r in self.relations), *(p.evidence for p in self.proposals)):
            if evidence and not evidence.start < evidence.end <= len(text):
                raise ValueError(f"evidence: {evidence.start}:{evidence.end} is outside the text")
        return self
