"""A paper and what was found in it, read from the graph when it is asked for."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING

from kg.api import html
from kg.api.html import link, marked, readable_text, text
from kg.api.records import Records, Shape
from kg.api.shapes import ENTITIES, MENTIONS, PROPOSALS, STATED
from kg.lookup import paper_view
from kg.lookup.models import EntityRef, EvidenceCard, MentionSpan, PaperRef, PaperView, ProposalLine
from schemas.readable import readable

if TYPE_CHECKING:
    from rich.console import Group

    from kg.api.graph import Graph


class Paper:
    r"""A paper; what was found in it is read when it is asked for.

    >>> paper = g.paper("g02")
    >>> paper.title, paper.year
    ('$\\mathrm{SE}(3)$-Transformer: Attention that Respects Roto-Translations', 2021)
    >>> paper.proposals[0].entity.name
    'SE(3)-Transformer'
    >>> paper.text[paper.mentions[0].start : paper.mentions[0].end]
    '$\\mathrm{SE}(3)$-Transformer'
    """

    def __init__(self, graph: Graph, ref: PaperRef) -> None:
        self._graph = graph
        self.id = ref.id
        self.title = ref.title
        self.url = ref.url
        self.date = ref.date
        """ISO 8601, where the source has one."""
        self.year = ref.year

    @cached_property
    def _view(self) -> PaperView:
        return paper_view(self._graph.store, self.id)

    @property
    def abstract(self) -> str:
        """As the source gives it."""
        return self._view.abstract

    @property
    def text(self) -> str:
        """Title, line feed and abstract: what offsets count in."""
        return self._view.text

    @property
    def authors(self) -> tuple[str, ...]:
        """As the source gives them."""
        return self._view.authors

    @property
    def categories(self) -> tuple[str, ...]:
        """The source's own subject classes."""
        return self._view.categories

    @property
    def sources(self) -> tuple[str, ...]:
        """Listings and feeds that hold it."""
        return self._view.sources

    @property
    def mentions(self) -> Records[MentionSpan]:
        """Each mention of an entity, in the order of the text."""
        return Records(self._view.mentions, MENTIONS)

    @property
    def entities(self) -> Records[EntityRef]:
        """The entities that it mentions, in the order of the text."""
        return Records(list({m.entity.id: m.entity for m in self._view.mentions}.values()), ENTITIES)

    @property
    def proposals(self) -> Records[ProposalLine]:
        """What it introduces as its own."""
        return Records(self._view.proposals, PROPOSALS)

    @property
    def evidence(self) -> Records[EvidenceCard]:
        """The sentences in which it states claims, in the order of the text."""
        return Records(self._view.relations, STATED)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Paper) and self.id == other.id

    def __hash__(self) -> int:
        return hash(self.id)

    def __str__(self) -> str:
        return self.title

    def __repr__(self) -> str:
        return f"<Paper {self.id!r}: {self.title!r}>"

    def _facts(self) -> str:
        return " · ".join(fact for fact in (self.date or "", ", ".join(self.authors), f"id {self.id}") if fact)

    def _repr_html_(self) -> str:
        start = len(self.title) + 1
        spans = [(m.start - start, m.end - start, m.entity.type.value) for m in self._view.mentions if m.start >= start]
        return (
            f'<div><div style="font-size:1.25em"><b>{link(self.url, readable_text(self.title))}</b></div>'
            f'<div style="{html.QUIET}">{text(self._facts())}</div>'
            f'<p style="max-width:52em">{marked(self.abstract, spans)}</p>{self.evidence._repr_html_()}</div>'
        )

    def __rich__(self) -> Group:
        from rich.console import Group
        from rich.text import Text

        head = (
            Text(readable(self.title), style="bold"),
            Text(self._facts(), style="dim"),
            Text(readable(self.abstract)),
        )
        return Group(*head, self.evidence.__rich__())


PAPERS: Shape[Paper] = Shape(
    "paper",
    "papers",
    {
        "title": lambda p: p.title,
        "date": lambda p: p.date,
        "year": lambda p: p.year,
        "url": lambda p: p.url,
        "id": lambda p: p.id,
    },
    ("title", "date"),
    {"title": lambda p: link(p.url, readable_text(p.title))},
)


def papers_of(graph: Graph, refs: Iterable[PaperRef]) -> Records[Paper]:
    """Papers as records."""
    return Records([Paper(graph, ref) for ref in refs], PAPERS)
