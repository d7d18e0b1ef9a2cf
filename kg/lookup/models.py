"""What the graph says of something, ready to be shown or printed as JSON: plain, frozen models."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from schemas import EntityType, RelationType

Direction = Literal["out", "in"]


class Shown(BaseModel):
    """Base of what is shown: frozen."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class EntityRef(Shown):
    """An entity as a chip shows it."""

    id: str
    name: str
    type: EntityType
    support: int = Field(default=0, description="number of papers that mention it")


class Suggestion(Shown):
    """An entity or a paper that what was typed may mean."""

    id: str
    name: str
    type: str = Field(description="label of the node: an EntityType's value, or Paper")
    support: int = 0
    matched: str = Field(default="", description="the alias that fits, where the name itself does not")


class PaperRef(Shown):
    """A paper as a list shows it."""

    id: str
    title: str
    url: str | None = None
    date: str | None = Field(default=None, description="ISO 8601")
    year: int | None = None
    ids: tuple[str, ...] = Field(default=(), description="its other ids: doi:…, pmid:…, arxiv:…")
    urls: tuple[str, ...] = Field(default=(), description="where else it can be read")

    @field_validator("ids", "urls", mode="before")
    @classmethod
    def _none_is_empty(cls, value: Any) -> Any:
        return () if value is None else value


class ClaimLine(Shown):
    """One claim of an entity: what stands at its other end, and how well it is supported."""

    claim_id: str
    other: EntityRef
    support: int
    confidence: float
    first_year: int | None = None
    last_year: int | None = None
    outperforms: int | None = Field(default=None, description="COMPARED_WITH: papers that say the head is better")
    mode: str | None = Field(default=None, description="EQUIVARIANT_TO: the mode that most papers state")


class ClaimGroup(Shown):
    """The claims of an entity in one relation and direction, the best supported first.

    ``out``: the entity is the head. ``total`` counts all of them; ``claims`` may be fewer.
    """

    relation: RelationType
    direction: Direction
    words: str = Field(description="how it reads between the entity and the other: 'is evaluated on'")
    total: int
    claims: tuple[ClaimLine, ...]


class Related(Shown):
    """An entity that the same papers mention."""

    entity: EntityRef
    papers: int = Field(description="number of papers that mention both")


class YearCount(Shown):
    """Number of papers of one year; ``year`` None counts papers without a date."""

    year: int | None
    papers: int


class KindLine(Shown):
    """What an entity is a kind of (``out``), or what is a kind of it; ``rule`` and ``sentence`` say why."""

    direction: Direction
    other: EntityRef
    rule: str = Field(description="words of the names, or how the sentence puts it")
    support: int = Field(description="number of papers that state it, or that mention what is so named")
    sentence: str | None = None
    paper: str | None = Field(default=None, description="id of the paper in which the sentence stands")


class EntityView(Shown):
    """All that the graph says of one entity."""

    id: str
    name: str
    type: EntityType
    support: int
    aliases: tuple[str, ...] = ()
    first_year: int | None = None
    last_year: int | None = None
    properties: dict[str, Any] = Field(default_factory=dict, description="what only this type has: dim, order, …")
    claims: tuple[ClaimGroup, ...] = ()
    lattice: tuple[LatticeLine, ...] = ()
    kinds: tuple[KindLine, ...] = Field(
        default=(), description="what it is a kind of, then kinds of it, a part of many"
    )
    papers: tuple[PaperRef, ...] = Field(default=(), description="the newest that mention it")
    proposed_by: tuple[PaperRef, ...] = Field(default=(), description="papers that introduce it as their own")
    related: tuple[Related, ...] = Field(default=(), description="entities of the same papers, most papers first")
    years: tuple[YearCount, ...] = ()


class LatticeLine(Shown):
    """One edge of the symmetry lattice as its group sees it; ``out``: the group is the head."""

    relation: str
    direction: Direction
    other: EntityRef
    condition: str | None = None
    source: str | None = None


class Highlight(Shown):
    """A mention inside a sentence; offsets are half-open, in characters of the sentence."""

    start: int
    end: int
    role: Literal["head", "tail"]


class EvidenceCard(Shown):
    """One sentence of one paper that states a claim, with both ends marked."""

    id: str
    claim_id: str
    relation: RelationType
    head: EntityRef
    tail: EntityRef
    words: str = Field(description="how it reads between head and tail: 'is equivariant to'")
    sentence: str
    start: int = Field(description="first character of the sentence in the paper's title + line feed + abstract")
    end: int
    highlights: tuple[Highlight, ...]
    confidence: float
    outperforms: bool | None = None
    mode: str | None = None
    paper: PaperRef


class MentionSpan(Shown):
    """A mention in a paper; offsets are half-open, in characters of title + line feed + abstract."""

    start: int
    end: int
    entity: EntityRef


class ProposalLine(Shown):
    """That a paper introduces an entity, with the sentence that says so."""

    entity: EntityRef
    sentence: str
    start: int
    end: int
    confidence: float


class PaperView(Shown):
    """All that the graph says of one paper."""

    paper: PaperRef
    abstract: str
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    mentions: tuple[MentionSpan, ...] = Field(default=(), description="in the order of the text")
    proposals: tuple[ProposalLine, ...] = ()
    relations: tuple[EvidenceCard, ...] = Field(default=(), description="in the order of the text")

    @property
    def text(self) -> str:
        """What offsets count in."""
        return f"{self.paper.title}\n{self.abstract}"


class SourceCount(Shown):
    """A listing or feed and the number of its papers."""

    source: str
    papers: int


class Overview(Shown):
    """What a graph holds, in numbers and examples."""

    version: str
    extractor: str
    counts: dict[str, int] = Field(description="nodes by label and edges by type; of groups those that papers name")
    top: dict[EntityType, tuple[EntityRef, ...]] = Field(description="the best supported entities of each type")
    newest: tuple[PaperRef, ...]
    sources: tuple[SourceCount, ...]
    years: tuple[YearCount, ...] = Field(description="papers by year")


EntityView.model_rebuild()
