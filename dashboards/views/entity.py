"""Entity: what the graph says of one thing, claim by claim, each with its sentences."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import streamlit as st

from dashboards import entity_corrections, markup
from dashboards.access import ask
from dashboards.look import LOOKS, counted, shape
from dashboards.pieces import evidence, parameter, part, search_box
from dashboards.shell import View, go
from dashboards.trends import first_said
from kg.lookup import ClaimLine, EntityView, entity_view, find_entity, overview
from schemas.readable import readable

MORE = (20, 200, 2_000)
EVENTS = 4
"""Claims of one year that its line names."""


def render() -> None:
    """The page."""
    search_box("entity-search", lambda id, label: go("paper" if label == "Paper" else "entity", id=id))
    id = parameter("id")
    if not id and parameter("name"):
        id = ask(find_entity, parameter("name")).id
    if not id:
        _nothing()
        return
    most = next((n for n in MORE if n >= int(parameter("most") or 0)), MORE[-1]) if parameter("most").isdigit() else 20
    entity = ask(entity_view, id, claims=most, papers=0, related=0)
    _head(entity)
    entity_corrections.section(entity)
    with st.container(key="mg-split-entity"):
        left, right = st.columns([1.75, 1], gap="large")
        with left:
            _claims(entity, parameter("claim"), most)
            _timeline(entity)
            _kinds(entity)
        with right:
            # Behind the claims: for an entity of very many papers it takes longer than they do.
            _side(ask(entity_view, id, claims=0, papers=15))


def _nothing() -> None:
    st.html(markup.title("Entities", lead="Search above, or start from one that many papers name."))
    for label, entities in ask(overview).top.items():
        if entities:
            chips = "".join(markup.chip(e.id, e.name, str(label), e.support) for e in entities)
            st.html(markup.heading(LOOKS[label].plural) + chips)


def _head(entity: EntityView) -> None:
    look = LOOKS[entity.type]
    span = f"{entity.first_year}–{entity.last_year}" if entity.first_year else ""
    kicker = " · ".join(part for part in (look.singular, f"in {counted(entity.support, 'paper')}", span) if part)
    others = list(
        {a.casefold(): a for a in reversed(entity.aliases) if a.casefold() != entity.name.casefold()}.values()
    )[::-1]
    also = f"Also written {', '.join(markup.named(a) for a in others[:8])}" if others else ""
    also += f" and {counted(len(others) - 8, 'more way')}" if len(others) > 8 else ""
    st.html(markup.title(entity.name, f"{shape(entity.type)}{kicker}", also))
    facts = list(_facts(entity.properties))
    explore = markup.link("explore", "See it in the graph", id=entity.id)
    shown = f'<p class="mg-note">{markup.text(" · ".join(facts))}</p>' if facts else ""
    st.html(f'{shown}<p class="mg-note">{explore}</p>')


def _facts(properties: dict[str, Any]) -> Iterator[str]:
    """What only a symmetry group has, in words: "compact lie group", "dimension 3", "abelian"."""
    if kind := properties.get("kind"):
        yield f"{str(kind).replace('_', ' ')} group"
    for name, words in (("dim", "dimension"), ("order", "order")):
        if (value := properties.get(name, properties.get(f"{name}_formula"))) not in (None, ""):
            yield f"{words} {value}"
    yield from (name for name in ("compact", "abelian", "connected") if properties.get(name))


def _claims(entity: EntityView, opened: str, most: int) -> None:
    if not entity.claims and not entity.lattice:
        st.html(markup.state("No claim about it yet.", "Papers mention it, and none says how it relates to another."))
    for group in entity.claims:
        shown = len(group.claims)
        part = f"{shown:,} of {group.total:,}" if shown < group.total else f"{group.total:,}"
        html = markup.heading(f"{group.words} …", part)
        top = max((c.support for c in group.claims), default=1)
        for claim_id, row in markup.claim_rows(group, entity.id, opened, top):
            html += row
            if claim_id == opened:
                st.html(html)
                html = ""
                _opened(claim_id)
        if shown < group.total and most < MORE[-1]:
            more = next(n for n in MORE if n > most)
            html += f'<p class="mg-note">{markup.link("entity", "Show more", id=entity.id, most=more)}</p>'
        if html:
            st.html(html)
    if entity.lattice:
        rows = "".join(
            f"<li><span>{markup.text(_lattice_words(line.relation, line.direction))} "
            f"{markup.chip(line.other.id, line.other.name, 'SymmetryGroup', line.other.support)}</span>"
            f"<time>{markup.text(line.condition or '')}</time></li>"
            for line in entity.lattice
        )
        st.html(markup.heading("In the lattice of groups") + f'<ul class="mg-papers">{rows}</ul>')


def _kinds(entity: EntityView) -> None:
    for way, words in (("out", "Is a kind of"), ("in", "Kinds of it")):
        rows = "".join(
            f"<li><span>{markup.chip(k.other.id, k.other.name, str(entity.type), k.other.support)}</span>"
            f"<time>{markup.text(readable(k.sentence or k.rule))}</time></li>"
            for k in entity.kinds
            if k.direction == way
        )
        if rows:
            st.html(markup.heading(words) + f'<ul class="mg-papers">{rows}</ul>')


def _timeline(entity: EntityView) -> None:
    """What was first said of it in which year."""
    years = first_said(entity.claims)
    if len(years) < 2:
        return
    lines = ""
    for year, claims in years.items():
        chips = "".join(f"<span>{markup.text(says)} {_chip(c)}</span>" for says, c in claims[:EVENTS])
        rest = f"<span>and {len(claims) - EVENTS:,} more</span>" if len(claims) > EVENTS else ""
        lines += f"<li><time>{year}</time><div>{chips}{rest}</div></li>"
    st.html(markup.heading("Timeline", "when a paper first says so") + f'<ul class="mg-timeline">{lines}</ul>')


def _chip(claim: ClaimLine) -> str:
    return markup.chip(claim.other.id, claim.other.name, str(claim.other.type), claim.support, 30)


def _lattice_words(relation: str, direction: str) -> str:
    words = {
        "SUBGROUP_OF": ("is a subgroup of", "contains"),
        "DOUBLE_COVERS": ("covers two to one", "is covered two to one by"),
        "ISOMORPHIC_TO": ("is isomorphic to", "is isomorphic to"),
        "SEMIDIRECT": ("is a factor of", "has the factor"),
        "INSTANCE_OF": ("is a member of", "has the member"),
    }
    return words.get(relation, (relation, relation))[direction == "in"]


@part
def _opened(claim_id: str) -> None:
    evidence(claim_id, "entity-card")


def _side(entity: EntityView) -> None:
    chart = markup.years(entity.years, str(entity.type))
    undated = '<p class="mg-note">None of its papers has a date.</p>' if entity.support else ""
    st.html(markup.heading("Papers by year") + (chart or undated))
    if entity.proposed_by:
        st.html(markup.heading("Introduced by") + markup.papers(entity.proposed_by))
    if entity.related:
        chips = "".join(
            markup.chip(r.entity.id, r.entity.name, str(r.entity.type), r.papers, 34) for r in entity.related
        )
        st.html(markup.heading("In the same papers", "papers with both") + chips)
    part = f"newest {len(entity.papers)} of {entity.support:,}" if entity.support > len(entity.papers) else ""
    st.html(markup.heading("Papers", part) + markup.papers(entity.papers))


VIEW = View("Entity", ":material/category:", 20, render)
