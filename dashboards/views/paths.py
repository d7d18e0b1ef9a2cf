"""Paths: how two entities hang together, drawn and told as sentences."""

from __future__ import annotations

from typing import Any

import streamlit as st

from dashboards import component, markup
from dashboards.access import ask, version
from dashboards.look import counted
from dashboards.pieces import evidence, parameter, part, search_box, set_parameters
from dashboards.scene import WORDS, Filters, edges_among, node_of
from dashboards.shell import View
from dashboards.ways import LONGEST, shortest
from schemas import EntityType, RelationType

_ENTITIES = tuple(str(t) for t in EntityType)


def render() -> None:
    """The page."""
    st.html(
        markup.title(
            "Paths", lead="How two things hang together: the shortest ways over claims, each with its sentences."
        )
    )
    with st.container(key="mg-split-paths"):
        left, right = st.columns(2, gap="medium")
    with left:
        start = _end("from", "From")
    with right:
        end = _end("to", "To")
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        chosen = st.multiselect(
            "Over these relations", [str(r) for r in RelationType], format_func=lambda r: WORDS[r], key="over",
            bind="query-params", placeholder="All",
        )  # fmt: skip
        count = st.slider("Ways", 1, 10, 5, key="ways", bind="query-params", width=220)
    if start and end:
        _ways(start, end, tuple(chosen), count)
    else:
        st.html(markup.state("Choose two ends.", "For instance a method and a data set that it was never tried on."))


def _end(name: str, words: str) -> dict[str, Any] | None:
    def chosen(id: str, label: str) -> None:
        set_parameters(**{name: id})

    search_box(f"paths-{name}", chosen, _ENTITIES, f"{words}: search")
    id = parameter(name)
    node = ask(node_of, id) if id else None
    if id and not node:
        st.html(markup.state(f"This graph does not hold ‘{id}’.", "Search for it above."))
    elif node:
        st.html(f"{words} {markup.chip(node['id'], node['name'], node['label'], node['support'])}")
    return node


@part
def _ways(start: dict[str, Any], end: dict[str, Any], chosen: tuple[str, ...], count: int) -> None:
    types = chosen or tuple(str(r) for r in RelationType)
    with st.spinner("Looking for ways"):
        ways = ask(shortest, start["id"], end["id"], types, count)
    if not ways:
        st.html(
            markup.state(
                f"No way of at most {LONGEST} steps joins the two.", "Allow more relations, or choose other ends."
            )
        )
        return
    nodes = {id: ask(node_of, id) for way in ways for id in way}
    known = {id: node for id, node in nodes.items() if node}
    edges = ask(edges_among, {id: n["label"] for id, n in known.items()}, Filters(relations=types))
    steps = {frozenset(pair) for way in ways for pair in zip(way, way[1:], strict=False)}
    edges = [e for e in edges if frozenset((e["source"], e["target"])) in steps]
    ends = {start["id"], end["id"]}
    drawn = [{**n, "seed": id in ends} for id, n in known.items()]
    with st.container(key="mg-split-paths-graph"):
        left, right = st.columns([1.5, 1], gap="medium")
    with left:
        result = component.graph(
            drawn, edges, key="paths-canvas", scene=f"{version()}|{ways}", height=460, layout="force",
            status=f"{counted(len(ways), 'way')} of {counted(len(ways[0]) - 1, 'step')}", selected=parameter("sel"),
        )  # fmt: skip
    if result.selected is not None:
        set_parameters(sel=result.selected)
    selected = str(result.selected or parameter("sel"))
    with right:
        edge = next((e for e in edges if f"edge:{e['id']}" == selected), None)
        if edge and edge.get("claim"):
            evidence(str(edge["claim"]), "paths-card")
        _told(ways, known, edges)


def _told(ways: list[list[str]], nodes: dict[str, dict[str, Any]], edges: list[dict[str, Any]]) -> None:
    by_pair: dict[frozenset[str], dict[str, Any]] = {}
    for e in sorted(edges, key=lambda e: e["support"]):
        by_pair[frozenset((e["source"], e["target"]))] = e
    lines = []
    for way in ways:
        parts = [_chip(nodes[way[0]])]
        for one, other in zip(way, way[1:], strict=False):
            e = by_pair.get(frozenset((one, other)))
            words = _words(e, one) if e else "–"
            parts.append(f"<em>{markup.text(words)}</em> {_chip(nodes[other])}")
        lines.append(f'<p class="mg-steps">{" ".join(parts)}</p>')
    st.html(markup.heading("As sentences", "select an edge to read what papers say") + "".join(lines))


def _words(edge: dict[str, Any], start: str) -> str:
    from schemas import SIGNATURES

    signature = SIGNATURES.get(edge["type"])
    return str(edge["words"]) if edge["source"] == start or signature is None else signature.inverse


def _chip(node: dict[str, Any]) -> str:
    return markup.chip(node["id"], node["name"], node["label"], node["support"], 34, pick=True)


VIEW = View("Paths", ":material/route:", 40, render)
