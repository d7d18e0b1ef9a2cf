"""Compare: which methods were tried on which data sets or tasks; an empty cell is what nobody has tried."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import streamlit as st

from dashboards import markup
from dashboards.access import ask
from dashboards.look import counted
from dashboards.pieces import evidence, parameter, part, search_box, set_parameters
from dashboards.shell import View
from dashboards.warm import Asked
from kg.lookup import ClaimGroup, EntityView, entity_view
from kg.stores import GraphStore
from schemas import RelationType
from schemas.errors import NotFoundError

SIDE = 5
SIZE = 16
"""Rows and columns at first."""
CLAIMS = 8
"""Claims of one kind that a column names."""
_KINDS = {
    "data sets": (RelationType.EVALUATED_ON, "Dataset"),
    "tasks": (RelationType.ADDRESSES, "Task"),
    "metrics": (RelationType.MEASURED_BY, "Metric"),
    "groups": (RelationType.EQUIVARIANT_TO, "SymmetryGroup"),
}


def render() -> None:
    """The page."""
    st.html(
        markup.title(
            "Compare",
            lead="Methods against what they were tried on. Numbers count papers; an empty cell is "
            "what no abstract of this graph reports.",
        )
    )
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        kind = st.segmented_control(
            "Methods against", list(_KINDS), default="data sets", key="against", required=True, bind="query-params"
        )
        size = st.slider("Rows and columns", 6, 30, SIZE, key="size", bind="query-params", width=220)
    search_box("compare-search", _add, ("Method",), "Add a method, up to five, to put side by side")
    chosen = st.query_params.get_all("m")[:SIDE]
    relation, label = _KINDS[kind or "data sets"]
    if chosen:
        _side_by_side(chosen)
    cells = ask(grid, str(relation), label, int(size), tuple(chosen))
    if not cells["rows"]:
        st.html(
            markup.state("Nothing to compare yet.", "No claim of this kind is in the graph. Choose another kind above.")
        )
        return
    st.html(f'<div class="mg-scroll">{heat(cells, label)}</div>')
    if claim := parameter("claim"):
        _opened(claim)


def _add(id: str, label: str) -> None:
    before = st.query_params.get_all("m")
    set_parameters(m=list(dict.fromkeys([*before, id]))[-SIDE:], claim=None)


def _side_by_side(ids: list[str]) -> None:
    methods, missing = [], []
    for id in ids:
        try:
            methods.append(ask(entity_view, id, claims=CLAIMS, papers=0, related=0))
        except NotFoundError:
            missing.append(id)
    if missing:
        st.html(markup.state(f"This graph does not hold {', '.join(missing)}.", "The others are shown."))
    if methods:
        st.html(f'<div class="mg-scroll">{beside(methods, _kept())}</div>')
    if st.button("Back to the most tried", type="tertiary", icon=":material/close:"):
        set_parameters(m=None, claim=None)
        st.rerun()


def beside(methods: Sequence[EntityView], kept: Mapping[str, Any]) -> str:
    """Methods as columns of a table, what is said of them as its rows; what several share is marked; HTML.

    Args:
        methods: at most five.
        kept: the page's state, for the links that take a method away.
    """
    heads = []
    for m in methods:
        others = [id for id in kept.get("m", ()) if id != m.id]
        off = markup.link("compare", "×", "mg-off", f"Take {m.name} away", **{**kept, "m": others})
        years = f"{m.first_year}–{m.last_year}" if m.first_year else ""
        heads.append(
            f'<th scope="col">{markup.chip(m.id, m.name, "Method", m.support, 30)}{off}'
            f"<small>{markup.text(years)}</small></th>"
        )
    body = []
    for words in dict.fromkeys(g.words for m in methods for g in m.claims):
        groups = [next((g for g in m.claims if g.words == words), None) for m in methods]
        said = Counter(c.other.id for g in groups if g for c in g.claims)
        cells = "".join(_cell(g, said, len(methods)) for g in groups)
        body.append(f'<tr><th scope="row">{markup.text(words)}</th>{cells}</tr>')
    note = "<p class='mg-note'>Bold: shared by several of these methods.</p>" if len(methods) > 1 else ""
    return (
        f'<table class="mg-beside"><thead><tr><th></th>{"".join(heads)}</tr></thead>'
        f"<tbody>{''.join(body)}</tbody></table>{note}"
    )


def _cell(group: ClaimGroup | None, said: Mapping[str, int], methods: int) -> str:
    if group is None:
        return '<td class="mg-never"><span>nothing</span></td>'
    ranked = sorted(group.claims, key=lambda c: (-said[c.other.id], -c.support))
    chips = "".join(
        f'<span class="{"mg-shared" if methods > 1 and said[c.other.id] > 1 else ""}">'
        f"{markup.chip(c.other.id, c.other.name, str(c.other.type), c.support, 26)}</span>"
        for c in ranked
    )
    rest = f"<small>and {group.total - len(ranked):,} more</small>" if group.total > len(ranked) else ""
    return f"<td>{chips}{rest}</td>"


def _kept() -> dict[str, Any]:
    return {name: st.query_params.get_all(name) for name in ("against", "size", "m")}


@part
def _opened(claim: str) -> None:
    evidence(claim, "compare-card")


def grid(store: GraphStore, relation: str, label: str, size: int, chosen: tuple[str, ...]) -> dict[str, Any]:
    """Methods with most claims of a relation (or the chosen ones) against the other ends most methods share."""
    where = "WHERE m.id IN $chosen " if chosen else ""
    values = {"chosen": list(chosen), "size": size}
    columns = store.query(
        f"MATCH (m:Method)-[c:{relation}]->(o:{label}) {where}WITH o, count(c) AS methods, sum(c.support) AS papers "
        "ORDER BY methods DESC, papers DESC, o.id LIMIT $size RETURN o.id AS id, o.name AS name",
        values,
    ).dicts()
    found = store.query(
        f"MATCH (m:Method)-[c:{relation}]->(o:{label}) WHERE o.id IN $columns "
        f"{'AND m.id IN $chosen ' if chosen else ''}RETURN m.id AS method, m.name AS name, m.support AS support, "
        "o.id AS other, c.support AS papers, c.claim_id AS claim",
        {"columns": [c["id"] for c in columns], **values},
    ).dicts()
    rows: dict[str, dict[str, Any]] = {}
    for f in found:
        row = rows.setdefault(f["method"], {"id": f["method"], "name": f["name"], "support": f["support"], "cells": {}})
        row["cells"][f["other"]] = (f["papers"], f["claim"])
    ranked = sorted(rows.values(), key=lambda r: (-len(r["cells"]), -sum(p for p, _ in r["cells"].values()), r["id"]))
    return {"rows": ranked[:size], "columns": columns}


def heat(cells: dict[str, Any], label: str) -> str:
    """The heat map as a table; a filled cell opens the claim's sentences."""
    most = max((p for row in cells["rows"] for p, _ in row["cells"].values()), default=1)
    kept = _kept()
    heads = "".join(f'<th scope="col"><div>{_name(c)}</div></th>' for c in cells["columns"])
    body = []
    for row in cells["rows"]:
        line = [f'<th scope="row">{_name(row)}</th>']
        for c in cells["columns"]:
            papers, claim = row["cells"].get(c["id"], (0, ""))
            if not papers:
                line.append('<td class="mg-never" title="Nobody has tried this, as far as the abstracts say"></td>')
                continue
            depth = round(22 + 68 * (papers / most) ** 0.5)
            title = f"{row['name']} and {c['name']}: {counted(papers, 'paper')}"
            inner = markup.link("compare", str(papers), title=title, claim=claim, **kept)
            line.append(f'<td class="mg-{label}" style="--depth:{depth}%">{inner}</td>')
        body.append(f"<tr>{''.join(line)}</tr>")
    return f'<table class="mg-heat"><thead><tr><th></th>{heads}</tr></thead><tbody>{"".join(body)}</tbody></table>'


def _name(entity: dict[str, Any]) -> str:
    inner = markup.named(entity["name"], 26)
    return markup.link("entity", inner, title=entity["name"], id=entity["id"])


def ahead() -> Iterator[Asked]:
    """The grids with which the page begins."""
    for relation, label in _KINDS.values():
        yield grid, (str(relation), label, SIZE, ()), {}


VIEW = View("Compare", ":material/grid_on:", 50, render, ahead=ahead)
