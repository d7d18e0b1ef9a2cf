"""Paths: how two entities hang together, drawn and told as sentences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from dashboards import component, markup
from dashboards.access import ask, version
from dashboards.look import counted
from dashboards.pieces import evidence, parameter, part, search_box, set_parameters
from dashboards.scene import WORDS, node_of
from dashboards.shell import View
from kg.analytics import Path, paths
from kg.lookup import EntityRef
from schemas import EntityType, RelationType

LONGEST = 5
"""Steps of the longest way that is looked for."""
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
    with st.spinner("Looking for ways"):
        ways = ask(paths, start["id"], end["id"], k=count, relations=chosen or None, max_hops=LONGEST)
    if not ways:
        words = f"No way of at most {LONGEST} steps joins the two."
        st.html(markup.state(words, "Allow more relations, or choose other ends."))
        return
    nodes, edges = drawn(ways)
    with st.container(key="mg-split-paths-graph"):
        left, right = st.columns([1.5, 1], gap="medium")
    with left:
        result = component.graph(
            nodes, edges, key="paths-canvas", scene=f"{version()}|{[n['id'] for n in nodes]}", height=460,
            status=f"{counted(len(ways), 'way')}, the shortest of {counted(len(ways[0].steps), 'step')}",
            selected=parameter("sel"),
        )  # fmt: skip
    selected = str(result.selected if result.selected is not None else parameter("sel"))
    set_parameters(sel=selected)
    with right:
        if any(f"edge:{e['id']}" == selected for e in edges):
            evidence(selected.removeprefix("edge:e/"), "paths-card")
        st.html(markup.heading("As sentences", "select an edge to read what papers say") + "".join(map(told, ways)))


def drawn(ways: Sequence[Path]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Nodes and edges of the paths for the canvas; the two ends are where it starts."""
    nodes: dict[str, dict[str, Any]] = {}
    edges: dict[str, dict[str, Any]] = {}
    ends = {ways[0].steps[0].start.id, ways[0].steps[-1].end.id}
    for step in (step for way in ways for step in way.steps):
        for entity in (step.start, step.end):
            nodes[entity.id] = {
                **{"id": entity.id, "label": str(entity.type), "name": entity.name, "support": entity.support},
                "seed": entity.id in ends,
            }
        source, target = (step.start, step.end) if step.forward else (step.end, step.start)
        edges[step.claim_id] = {
            **{"id": f"e/{step.claim_id}", "type": str(step.relation), "source": source.id, "target": target.id},
            **{"words": WORDS[step.relation], "support": step.support, "confidence": step.confidence},
        }
    return list(nodes.values()), list(edges.values())


def told(way: Path) -> str:
    """A path as HTML: its entities as chips, with the words between them."""
    parts = [_chip(way.steps[0].start)]
    parts += [f"<em>{markup.text(step.words)}</em> {_chip(step.end)}" for step in way.steps]
    return f'<p class="mg-steps">{" ".join(parts)}</p>'


def _chip(entity: EntityRef) -> str:
    return markup.chip(entity.id, entity.name, str(entity.type), entity.support, 34, pick=True)


VIEW = View("Paths", ":material/route:", 40, render)
