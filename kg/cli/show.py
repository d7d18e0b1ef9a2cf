"""``kg show``: one entity or one paper, with the sentences behind what is said of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from kg.cli.command import ASK, Command, Database, Example, Json, Password, Store, User, open_graph
from kg.cli.search import Label

if TYPE_CHECKING:
    from kg.lookup import EntityView, EvidenceCard, PaperRef, PaperView
    from kg.stores import GraphStore


def show(
    name: Annotated[list[str], typer.Argument(metavar="NAME", help="Name, alias or id; of a paper, its title or id.")],
    type: Annotated[Label | None, typer.Option("--type", "-t", help="Where several things have the name.")] = None,
    claims: Annotated[int, typer.Option("--claims", min=1, metavar="N", help="Claims of each kind at most.")] = 5,
    sentences: Annotated[int, typer.Option("--sentences", min=0, metavar="N", help="Sentences of each claim.")] = 1,
    papers: Annotated[int, typer.Option("--papers", min=0, metavar="N", help="Papers at most.")] = 5,
    json: Json = False,
    store: Store = None,
    user: User = None,
    password: Password = None,
    database: Database = None,
) -> None:
    """Show all that the graph says of one thing.

    Of an entity: its other names, its claims by kind with the number of papers behind each and a sentence that states
    it, and the newest papers. Of a paper: what it introduces, and what it states.
    """
    from kg.cli.output import print_json
    from kg.lookup import entity_view, find_entity, find_paper, paper_view
    from schemas import EntityType
    from schemas.errors import NotFoundError

    text = " ".join(name)
    with open_graph(store, user, password, database) as graph:
        entity = None
        if type is not Label.PAPER:
            try:
                entity = find_entity(graph, text, EntityType(type.value) if type else None)
            except NotFoundError:
                if type is not None or not _is_paper(graph, text):
                    raise
        if entity is None:
            paper = paper_view(graph, find_paper(graph, text))
            if json:
                print_json(paper.model_dump(mode="json"))
            else:
                _print_paper(paper)
            return
        view = entity_view(graph, entity.id, claims=claims, papers=papers)
        cards = _cards(graph, view, sentences)
    if json:
        print_json({**view.model_dump(mode="json"), "evidence": [c.model_dump(mode="json") for c in cards]})
    else:
        _print_entity(view, cards)


def _is_paper(graph: GraphStore, text: str) -> bool:
    from kg.lookup import find_paper
    from schemas.errors import NotFoundError

    try:
        return bool(find_paper(graph, text))
    except NotFoundError:
        return False


def _cards(graph: GraphStore, view: EntityView, each: int) -> list[EvidenceCard]:
    from kg.lookup import evidence_of

    ids = [line.claim_id for group in view.claims for line in group.claims]
    return [card for id in dict.fromkeys(ids) for card in evidence_of(graph, id, each)] if each else []


def _print_entity(view: EntityView, cards: list[EvidenceCard]) -> None:
    from kg.cli.output import heading, line
    from kg.cli.text import plural
    from kg.cli.values import shown
    from schemas.readable import readable

    years = {y for y in (view.first_year, view.last_year) if y}
    when = f", {'–'.join(map(str, sorted(years)))}" if years else ""
    heading(f"{view.name} · {view.type} · {plural(view.support, 'paper')}{when}")
    aliases = [a for a in view.aliases if a != view.name]
    if aliases:
        line(f"also {', '.join(aliases)}")
    line(f"id {view.id}")
    for key, value in view.properties.items():
        line(f"{key} {shown(value)}")
    by_claim: dict[str, list[EvidenceCard]] = {}
    for card in cards:
        by_claim.setdefault(card.claim_id, []).append(card)
    for group in view.claims:
        cut = f", the first {len(group.claims)}" if len(group.claims) < group.total else ""
        second = ", named second" if group.direction == "in" and group.relation == "COMPARED_WITH" else ""
        heading(f"\n{group.words}{second} ({group.total:,}{cut})")
        for claim in group.claims:
            extra = [plural(claim.support, "paper"), f"confidence {claim.confidence:.2f}"]
            if claim.outperforms:
                extra.append(f"{'better' if group.direction == 'out' else 'worse'} in {claim.outperforms}")
            if claim.mode:
                extra.append(claim.mode)
            line(f"  {claim.other.name} · {', '.join(extra)}")
            for card in by_claim.get(claim.claim_id, ()):
                line(f"      “{readable(card.sentence)}”", dim=True)
                line(f"      {cited(card.paper)}", dim=True)
    if view.lattice:
        heading("\nAmong the symmetry groups")
        for edge in view.lattice:
            arrow = "→" if edge.direction == "out" else "←"
            condition = f" ({edge.condition})" if edge.condition else ""
            line(f"  {arrow} {edge.relation} {edge.other.name}{condition}")
    for way, words in (("out", "Is a kind of"), ("in", "Kinds of it")):
        if kinds := [kind for kind in view.kinds if kind.direction == way]:
            heading(f"\n{words}")
        for kind in kinds:
            line(f"  {kind.other.name} · {kind.rule}")
            if kind.sentence:
                line(f"      “{readable(kind.sentence)}”", dim=True)
    if view.proposed_by:
        heading("\nIntroduced by")
        for paper in view.proposed_by:
            line(f"  {cited(paper)}")
    if view.papers:
        heading(f"\nNewest of {plural(view.support, 'paper')}")
        for paper in view.papers:
            line(f"  {cited(paper)}")
    if view.related:
        heading("\nIn the same papers")
        line("  " + ", ".join(f"{r.entity.name} ({r.papers})" for r in view.related))


def _print_paper(view: PaperView) -> None:
    from kg.cli.output import heading, line
    from schemas.readable import readable

    heading(readable(view.paper.title))
    facts: list[Any] = [view.paper.date, view.paper.url, ", ".join(view.authors), ", ".join(view.sources)]
    line(" · ".join(f for f in facts if f))
    line(f"id {view.paper.id}")
    line(f"\n{readable(view.abstract)}")
    if view.proposals:
        heading("\nIntroduces")
        for proposal in view.proposals:
            line(f"  {proposal.entity.name} · {proposal.entity.type}")
    if view.relations:
        heading("\nStates")
        for card in view.relations:
            line(f"  {card.head.name} {card.words} {card.tail.name} · confidence {card.confidence:.2f}")
            line(f"      “{readable(card.sentence)}”", dim=True)
    if view.mentions:
        heading("\nMentions")
        named = dict.fromkeys(f"{m.entity.name} ({m.entity.type})" for m in view.mentions)
        line("  " + ", ".join(named))


def cited(paper: PaperRef) -> str:
    """The paper in a line: title, date and address."""
    from schemas.readable import readable

    rest = " · ".join(part for part in (paper.date, paper.url) if part)
    return f"{readable(paper.title)}{' · ' + rest if rest else ''}"


COMMAND = Command(
    "show",
    ASK,
    show,
    (
        Example("kg show graph neural networks", "a method, with a sentence behind each claim"),
        Example("kg show QM9 --sentences 3 --claims 20", "more of both"),
        Example("kg show 'E(n) Equivariant Graph Neural Networks' --type Paper --json", "a paper, for a program"),
    ),
)
