"""Compare: which methods were tried on which data sets or tasks; an empty cell is what nobody has tried."""

from __future__ import annotations

from typing import Any

import streamlit as st

from dashboards import markup
from dashboards.access import ask
from dashboards.look import counted, cut
from dashboards.pieces import evidence, parameter, part, search_box, set_parameters
from dashboards.shell import View
from kg.lookup import entity_view
from kg.stores import GraphStore
from schemas import RelationType

SIDE = 5
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
        size = st.slider("Rows and columns", 6, 30, 16, key="size", bind="query-params", width=220)
    search_box("compare-search", _add, ("Method",), "Add a method, up to five, to put side by side")
    chosen = st.query_params.get_all("m")[:SIDE]
    relation, label = _KINDS[kind or "data sets"]
    if chosen:
        _chosen(chosen)
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


def _chosen(ids: list[str]) -> None:
    names = [ask(entity_view, id, claims=1, papers=1, related=1) for id in ids]
    st.html("".join(markup.chip(e.id, e.name, "Method", e.support) for e in names))
    if st.button("Back to the most tried", type="tertiary", icon=":material/close:"):
        set_parameters(m=None, claim=None)
        st.rerun()


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
    kept: dict[str, Any] = {name: st.query_params.get_all(name) for name in ("against", "size", "m")}
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
    inner = markup.isolated(cut(entity["name"], 26))
    return markup.link("entity", inner, title=entity["name"], id=entity["id"])


VIEW = View("Compare", ":material/grid_on:", 50, render)
