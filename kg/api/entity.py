"""An entity and its claims, read from the graph when they are asked for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from kg.api import html
from kg.api.answer import numeric
from kg.api.html import Html, named, text
from kg.api.paper import Paper, papers_of
from kg.api.records import Records, Shape
from kg.api.shapes import EVIDENCE, LATTICE, RELATED, YEARS
from kg.lookup import entity_view, evidence_about
from kg.lookup.models import EntityRef, EntityView, EvidenceCard, LatticeLine, Related, YearCount
from kg.text import plural
from schemas import SIGNATURES, EntityType, RelationType

if TYPE_CHECKING:
    from rich.console import Group

    from kg.api.graph import Graph
    from kg.api.neighbours import Neighbours

EVERY = 1_000_000
"""More claims of one relation, and more papers, than an entity has."""

_BRIEF = 8
"""Lines of each part that an entity shows of itself."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim: what stands at its two ends, and how well it is supported.

    >>> claim = g.entity("EGNN").claims[0]
    >>> print(claim)
    EGNN addresses molecular property prediction
    >>> claim.support, claim.evidence[0].paper.title
    (1, 'EGNN: Equivariant Graph Neural Networks for Molecular Property Prediction')
    """

    head: EntityRef
    relation: RelationType
    tail: EntityRef
    words: str
    """How it reads between head and tail: "is evaluated on"."""
    support: int
    """Number of papers that state it."""
    confidence: float
    """0 to 1."""
    first_year: int | None
    last_year: int | None
    outperforms: int | None
    """COMPARED_WITH: number of papers that say the head is better."""
    mode: str | None
    """EQUIVARIANT_TO: the mode that most papers state."""
    claim_id: str
    _graph: Graph = field(repr=False, compare=False)

    @property
    def evidence(self) -> Records[EvidenceCard]:
        """The sentences that state it, the surest first."""
        return self._graph.evidence(self)

    def __str__(self) -> str:
        return f"{self.head.name} {self.words} {self.tail.name}"

    def __repr__(self) -> str:
        return f"<Claim {self}: {plural(self.support, 'paper')}, confidence {html.confidence(self.confidence)}>"

    def _repr_html_(self) -> str:
        ends = [named(end.name, end.type) for end in (self.head, self.tail)]
        facts = f"{plural(self.support, 'paper')}, confidence {html.confidence(self.confidence)}"
        line = f'<div>{ends[0]} {text(self.words)} {ends[1]} <span style="{html.QUIET}">{text(facts)}</span></div>'
        return f"<div>{line}{self.evidence._repr_html_()}</div>"


@dataclass(frozen=True, slots=True)
class Kind:
    """That one entity is a kind of another, by its name or by a sentence."""

    head: EntityRef
    tail: EntityRef
    rule: str
    """What says so: words of the names, or how the sentence puts it."""
    support: int
    sentence: str | None
    paper: str | None
    """Id of the paper whose sentence states it, where one does."""

    def __str__(self) -> str:
        return f"{self.head.name} is a kind of {self.tail.name}"


CLAIMS: Shape[Claim] = Shape(
    "claim",
    "claims",
    {
        "head": lambda c: c.head.name,
        "relation": lambda c: c.relation.value,
        "words": lambda c: c.words,
        "tail": lambda c: c.tail.name,
        "support": lambda c: c.support,
        "confidence": lambda c: c.confidence,
        "first_year": lambda c: c.first_year,
        "last_year": lambda c: c.last_year,
        "outperforms": lambda c: c.outperforms,
        "mode": lambda c: c.mode,
        "head_id": lambda c: c.head.id,
        "tail_id": lambda c: c.tail.id,
        "claim_id": lambda c: c.claim_id,
    },
    ("head", "words", "tail", "support", "confidence"),
    {"head": lambda c: named(c.head.name, c.head.type), "tail": lambda c: named(c.tail.name, c.tail.type)},
)

KINDS: Shape[Kind] = Shape(
    "kind",
    "kinds",
    {
        "head": lambda k: k.head.name,
        "words": lambda k: "is a kind of",
        "tail": lambda k: k.tail.name,
        "rule": lambda k: k.rule,
        "support": lambda k: k.support,
        "sentence": lambda k: k.sentence,
        "paper": lambda k: k.paper,
        "head_id": lambda k: k.head.id,
        "tail_id": lambda k: k.tail.id,
    },
    ("head", "words", "tail", "rule"),
    {"head": lambda k: named(k.head.name, k.head.type), "tail": lambda k: named(k.tail.name, k.tail.type)},
)


class Entity:
    """A method, task, data set, metric or symmetry group; what is said of it is read when it is asked for.

    >>> egnn = g.entity("EGNN")
    >>> egnn.name, egnn.type.value, egnn.support
    ('EGNN', 'Method', 4)
    >>> [str(claim) for claim in egnn.claims if claim.relation == "EQUIVARIANT_TO"]
    ['EGNN is equivariant to E(n)', 'EGNN is equivariant to S_n']
    >>> egnn.papers[0].year
    2023
    """

    def __init__(self, graph: Graph, ref: EntityRef) -> None:
        self._graph = graph
        self.id = ref.id
        self.name = ref.name
        self.type: EntityType = ref.type
        self.support = ref.support
        """Number of papers that mention it."""

    @cached_property
    def _view(self) -> EntityView:
        return entity_view(self._graph.store, self.id, claims=EVERY, papers=EVERY, related=50)

    @property
    def aliases(self) -> tuple[str, ...]:
        """Other names that papers write, the most frequent first."""
        return tuple(alias for alias in self._view.aliases if alias != self.name)

    @property
    def properties(self) -> dict[str, Any]:
        """What only this type has: dimension, order and the like of a symmetry group."""
        return dict(self._view.properties)

    @cached_property
    def claims(self) -> Records[Claim]:
        """All claims that it is an end of: as their head, then as their tail, the best supported of each first."""
        return Records(list(_claims(self._graph, self._view)), CLAIMS)

    @cached_property
    def evidence(self) -> Records[EvidenceCard]:
        """The sentences behind all its claims, the surest first."""
        return Records(evidence_about(self._graph.store, self.id, self.type), EVIDENCE)

    @cached_property
    def papers(self) -> Records[Paper]:
        """All papers that mention it, the newest first."""
        return papers_of(self._graph, self._view.papers)

    @property
    def proposed_by(self) -> Records[Paper]:
        """Papers that introduce it as their own."""
        return papers_of(self._graph, self._view.proposed_by)

    @cached_property
    def kinds(self) -> Records[Kind]:
        """What it is a kind of, then what is a kind of it; a step up and a step down."""
        here = EntityRef(id=self.id, name=self.name, type=self.type, support=self.support)
        kinds = []
        for line in self._view.kinds:
            head, tail = (here, line.other) if line.direction == "out" else (line.other, here)
            kinds.append(Kind(head, tail, line.rule, line.support, line.sentence, line.paper))
        return Records(kinds, KINDS)

    @property
    def lattice(self) -> Records[LatticeLine]:
        """Of a symmetry group: its edges to other groups (``direction`` "out": it is the first of the two)."""
        return Records(self._view.lattice, LATTICE)

    @property
    def related(self) -> Records[Related]:
        """Entities of the same papers, those of most papers first; 50 at most."""
        return Records(self._view.related, RELATED)

    @property
    def years(self) -> Records[YearCount]:
        """The number of papers that mention it by year; None counts those without a date."""
        return Records(self._view.years, YEARS)

    def neighbours(self, limit: int = 40, **chosen: Any) -> Neighbours:
        """What stands around it, as a drawing; see ``Graph.neighbours`` for what can be chosen."""
        return self._graph.neighbours(self, limit, **chosen)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Entity) and self.id == other.id

    def __hash__(self) -> int:
        return hash(self.id)

    def __str__(self) -> str:
        return self.name

    def __repr__(self) -> str:
        return f"<{self.type.value} {self.name!r}: {plural(self.support, 'paper')}>"

    def _facts(self) -> list[str]:
        years = sorted({y for y in (self._view.first_year, self._view.last_year) if y})
        return [plural(self.support, "paper"), "–".join(map(str, years))]

    def _parts(self) -> list[Records[Any]]:
        return [part for part in (self.claims, self.kinds, self.lattice, self.papers) if len(part)]

    def _repr_html_(self) -> str:
        also = f'<div style="{html.QUIET}">also {text(", ".join(self.aliases[:12]))}</div>' if self.aliases else ""
        parts = "".join(f"{_few(part, _BRIEF)}" for part in self._parts())
        return f"<div>{html.heading(self.name, self.type, self._facts())}{also}{parts}</div>"

    def __rich__(self) -> Group:
        from rich.console import Group
        from rich.text import Text

        head = Text.assemble((self.name, "bold"), f" · {self.type.value} · ", " · ".join(f for f in self._facts() if f))
        also = [Text(f"also {', '.join(self.aliases[:12])}", style="dim")] if self.aliases else []
        return Group(head, *also, *(part[:_BRIEF].__rich__() for part in self._parts()))


def _few(part: Records[Any], limit: int) -> Html:
    names = part._seen()
    note = part._title() if len(part) <= limit else f"{part._title()}, the first {limit} shown"
    lines = part._html_lines(names, limit)
    right = numeric(part._lines(names, limit), len(names))
    return html.table(names, lines, numeric=right, note=note)


def _claims(graph: Graph, view: EntityView) -> Iterable[Claim]:
    here = EntityRef(id=view.id, name=view.name, type=view.type, support=view.support)
    seen = set()
    for group in view.claims:
        for line in group.claims:
            if line.claim_id in seen:
                continue
            seen.add(line.claim_id)
            head, tail = (here, line.other) if group.direction == "out" else (line.other, here)
            yield Claim(
                head=head,
                relation=group.relation,
                tail=tail,
                words=SIGNATURES[group.relation].words,
                support=line.support,
                confidence=line.confidence,
                first_year=line.first_year,
                last_year=line.last_year,
                outperforms=line.outperforms,
                mode=line.mode,
                claim_id=line.claim_id,
                _graph=graph,
            )
