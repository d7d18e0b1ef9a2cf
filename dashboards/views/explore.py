"""Explore: a graph that grows where one clicks, with filters, and the sentences of what is selected beside it."""

from __future__ import annotations

from typing import Any

import streamlit as st

from dashboards import component, markup
from dashboards.access import ask, version
from dashboards.look import LOOKS, counted, cut, shape
from dashboards.pieces import evidence, parameter, part, search_box, set_parameters
from dashboards.scene import AT_ONCE, MOST, STEP, WORDS, Filters, Scene, evaluate, extended, seed
from dashboards.shell import View
from kg.lookup import entity_view, overview, paper_view
from schemas import KIND, RelationType
from schemas.readable import readable

CANVAS = "explore-canvas"
_UNDONE = "explore-undone"
EMPTY = "Search for something above: it comes here with its strongest neighbours."


def render() -> None:
    """The page."""
    if (id := parameter("id")) and not steps():
        write(seed(id))
        set_parameters(id=None)
    search_box("explore-search", _put)
    _workspace()


def steps() -> list[str]:
    """The steps of the picture, from the page's address."""
    return list(st.query_params.get_all("do"))


def write(new: list[str], keep_undone: bool = False) -> None:
    """Make ``new`` the steps of the picture."""
    set_parameters(do=new)
    if not keep_undone:
        st.session_state[_UNDONE] = []


def _put(id: str, label: str) -> None:
    """A search result comes onto the canvas: as the first with its neighbours, later with a few."""
    before = steps()
    write([*before, f"a.{id}", f"x{10}.{id}"] if before else seed(id))
    set_parameters(sel=f"node:{id}", at=None if not before else parameter("at"))


def _on_act() -> None:
    act = (st.session_state.get(CANVAS) or {}).get("act")
    if not act:
        return
    ids = [str(i) for i in act.get("ids") or ()]
    now = steps()
    what = act.get("do")
    undone: list[list[str]] = st.session_state.setdefault(_UNDONE, [])
    if what in ("expand", "more"):
        for id in ids[:AT_ONCE]:
            now = extended(now, id, min(STEP, max(1, AT_ONCE // len(ids))))
        write(now)
    elif what == "remove":
        write([*now, *(f"r.{id}" for id in ids)])
    elif what == "undo" and now:
        undone.append(now)
        write(_without_last(now), keep_undone=True)
    elif what == "redo" and undone:
        write(undone.pop(), keep_undone=True)


def _without_last(now: list[str]) -> list[str]:
    """The steps before the last act: a search puts a node there and expands it in two steps."""
    cut = now[:-1]
    if now[-1][:1] == "x" and cut and cut[-1] == f"a.{now[-1].partition('.')[2]}":
        cut = cut[:-1]
    return cut


@part
def _workspace() -> None:
    filters = _filters()
    scene = evaluate(steps(), filters)
    state = st.session_state.get(CANVAS) or {}
    selected = str(state.get("selected") if state.get("selected") is not None else parameter("sel"))
    with st.container(key="mg-split-explore"):
        left, right = st.columns([2, 1], gap="medium")
    with left:
        result = _canvas(scene, selected)
    selected = result.selected if result.selected is not None else selected
    hidden = result.hidden if result.hidden is not None else st.query_params.get_all("hide")
    set_parameters(sel=selected, hide=list(hidden))
    with right:
        _panel(scene, str(selected or ""))


def _canvas(scene: Scene, selected: str) -> Any:
    last = next((s.partition(".")[2] for s in reversed(steps()) if s.startswith("x")), "")
    shown, total = scene.expanded.get(last, (0, 0))
    name = next((cut(readable(n["name"]), 28) for n in scene.nodes if n["id"] == last), "")
    status = f"{shown:,} of {counted(total, 'neighbour')} of {name} shown" if last in scene.expanded and name else ""
    more = (
        {"id": last, "words": f"show {min(STEP, total - shown)} more"} if 0 < shown < total and not scene.full else None
    )
    if scene.full:
        status = f"The canvas is full at {MOST:,} nodes: remove some, or filter."
    if scene.missing:
        status = f"Of this link, {counted(len(scene.missing), 'node')} not in this graph"
    first = steps()[0] if steps() else ""
    return component.graph(
        scene.nodes,
        scene.edges,
        key=CANVAS,
        scene=f"{version()}|{first}",
        selected=selected,
        hidden=st.query_params.get_all("hide"),
        positions=parameter("at"),
        pinned=parameter("pin"),
        editable=True,
        linked=True,
        height=548,
        status=status,
        more=more,
        empty=EMPTY,
        can_undo=bool(steps()),
        can_redo=bool(st.session_state.get(_UNDONE)),
        on_act=_on_act,
    )


def _filters() -> Filters:
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        with st.popover("Filters", icon=":material/tune:"):
            relations = st.multiselect(
                "Relations", [*map(str, RelationType), KIND], format_func=lambda r: WORDS[r], key="rel",
                bind="query-params", placeholder="All",
            )  # fmt: skip
            support = st.slider("Papers behind a claim, at least", 1, 20, 1, key="support", bind="query-params")
            confidence = st.slider("Confidence, at least", 0.0, 1.0, 0.0, 0.05, key="conf", bind="query-params")
            span = (1990, 2030)
            years = st.slider("Years", *span, span, key="years", bind="query-params")
            papers = st.toggle("Papers as nodes", key="papers", bind="query-params")
        active = [
            f"support ≥ {support}" if support > 1 else "",
            f"confidence ≥ {confidence:.2f}" if confidence > 0 else "",
            f"{years[0]}–{years[1]}" if tuple(years) != span else "",
            ", ".join(WORDS[r] for r in relations),
            "papers shown" if papers else "",
        ]
        words = " · ".join(a for a in active if a)
        st.html(f'<p class="mg-note">{markup.text(words or "No filter: all claims")}</p>')
        if steps() and st.button("New picture", type="tertiary", icon=":material/restart_alt:"):
            write([])
            set_parameters(sel=None, at=None, pin=None, hide=None)
            st.rerun(scope="app")
    first, last = (None, None) if tuple(years) == span else years
    return Filters(tuple(relations), int(support), float(confidence), first, last, bool(papers))


def _panel(scene: Scene, selected: str) -> None:
    kind, _, id = selected.partition(":")
    if kind == "node" and (node := next((n for n in scene.nodes if n["id"] == id), None)):
        if node["label"] == "Paper":
            _paper_panel(id)
        else:
            _node_panel(id)
    elif kind == "edge" and (edge := next((e for e in scene.edges if e["id"] == id), None)):
        _edge_panel(scene, edge)
    else:
        _list_panel(scene)


def _node_panel(id: str) -> None:
    entity = ask(entity_view, id, claims=20, papers=0, related=0)
    kicker = f"{shape(entity.type)}{LOOKS[entity.type].singular} · {counted(entity.support, 'paper')}"
    page = markup.link("entity", "Open its page", id=id)
    st.html(
        markup.title(entity.name, kicker).replace("mg-title", "mg-title mg-small") + f'<p class="mg-note">{page}</p>'
    )
    tab = st.segmented_control(
        "Part", ["Claims", "Papers", "Related"], default="Claims", key="explore-tab", label_visibility="collapsed"
    )
    with st.container(height=480, border=False):
        if tab == "Papers":
            st.html(markup.papers(ask(entity_view, id, claims=0, papers=15).papers))
        elif tab == "Related":
            related = (
                markup.chip(r.entity.id, r.entity.name, str(r.entity.type), r.papers, 30, pick=True)
                for r in ask(entity_view, id, claims=0, papers=15).related
            )
            st.html("".join(related))
        else:
            html = ""
            for group in entity.claims:
                chips = "".join(
                    markup.chip(c.other.id, c.other.name, str(c.other.type), c.support, 30, pick=True)
                    for c in group.claims[:12]
                )
                html += markup.heading(group.words, f"{group.total:,}") + chips
            st.html(html or markup.state("No claim about it yet.", "Papers mention it, and say no more."))
            st.caption("Select an edge on the canvas to read its sentences.")


def _paper_panel(id: str) -> None:
    paper = ask(paper_view, id)
    kicker = f"{shape('Paper')}paper {markup.text(paper.paper.date or '')}"
    page = markup.link("paper", "Open its page", id=id)
    st.html(
        markup.title(paper.paper.title, kicker).replace("mg-title", "mg-title mg-small")
        + f'<p class="mg-note">{page}</p><div class="mg-text">'
        + markup.mention_text(paper.text, paper.mentions, len(paper.paper.title) + 1)
        + "</div>"
    )


def _edge_panel(scene: Scene, edge: dict[str, Any]) -> None:
    by_id = {n["id"]: n for n in scene.nodes}
    ends = [by_id[edge["source"]], by_id[edge["target"]]]
    chips = [markup.chip(n["id"], n["name"], n["label"], n["support"], 34, pick=True) for n in ends]
    st.html(f'<div class="mg-kicker">{LOOKS["Paper"].plural if edge["type"] == "MENTIONS" else "Claim"}</div>'
            f'<p>{chips[0]}<em>{markup.text(edge["words"])}</em> {chips[1]}</p>')  # fmt: skip
    if claim := edge.get("claim"):
        st.html(f'<p class="mg-note">{counted(edge["support"], "paper")}</p>')
        evidence(str(claim), "explore-card")
        return
    facts = [readable(str(edge[k])) for k in ("condition", "proof") if edge.get(k)]
    st.html(
        markup.state("From the lattice of symmetry groups.", " · ".join(facts)) if edge["type"] != "MENTIONS" else ""
    )


def _list_panel(scene: Scene) -> None:
    if not scene.nodes:
        st.html(markup.heading("Start from", "many papers name these"))
        for label, entities in ask(overview).top.items():
            st.html("".join(_start(e.id, e.name, str(label), e.support) for e in entities[:4]))
        return
    st.html(markup.heading("On the canvas", counted(len(scene.nodes), "node")))
    with st.container(height=520, border=False):
        ranked = sorted(scene.nodes, key=lambda n: (-(n["support"] or 0), n["name"]))
        st.html("".join(markup.chip(n["id"], n["name"], n["label"], n["support"], 36, pick=True) for n in ranked[:120]))


def _start(id: str, name: str, label: str, support: int) -> str:
    inner = f"{shape(label)}{markup.named(name)}<small>{support:,}</small>"
    return markup.link("explore", inner, f"mg-chip mg-{label}", name, id=id)


VIEW = View("Explore", ":material/hub:", 10, render)
