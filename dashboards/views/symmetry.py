"""Symmetry: the lattice of groups as a Hasse diagram, with what papers say of each."""

from __future__ import annotations

from typing import Any

import streamlit as st

from dashboards import component, markup
from dashboards.access import ask, version
from dashboards.hasse import positions
from dashboards.look import counted
from dashboards.pieces import evidence, parameter, part, set_parameters
from dashboards.scene import LATTICE_WORDS
from dashboards.shell import View
from kg.lattice import hasse, lattice
from kg.lookup import ClaimLine, entity_view
from kg.stores import GraphStore
from schemas import LatticeEdge, RelationType
from schemas.errors import NotFoundError

_PREFIX = "group:"
_CANVAS = "symmetry-canvas"


def render() -> None:
    """The page."""
    st.html(
        markup.title(
            "Symmetry groups", lead="Larger groups stand above the subgroups that they contain. A method that respects "
            "a group respects all that lie below it."
        )
    )  # fmt: skip
    supports = ask(group_supports)
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        whole = st.toggle("Groups that no paper names", key="whole", bind="query-params")
        other = st.toggle("Covers, members and isomorphisms", key="kin", bind="query-params")
    _lattice(supports, whole, other)


def group_supports(store: GraphStore) -> dict[str, tuple[str, int]]:
    """Name and support of every group of the graph, by id."""
    rows = store.query("MATCH (g:SymmetryGroup) RETURN g.id, g.name, coalesce(g.support, 0) ORDER BY g.id").rows
    return {id: (name, int(support)) for id, name, support in rows}


@part
def _lattice(supports: dict[str, tuple[str, int]], whole: bool, other: bool) -> None:
    nodes, edges = picture(supports, whole, other)
    with st.container(key="mg-split-symmetry"):
        left, right = st.columns([2.1, 1], gap="medium")
    state = st.session_state.get(_CANVAS) or {}
    selected = str(state.get("selected") if state.get("selected") is not None else parameter("sel"))
    with left:
        named = sum(1 for n in nodes if n["support"])
        result = component.graph(
            nodes, edges, key=_CANVAS, scene=f"{version()}|{whole}", selected=selected, height=600,
            status=f"{counted(len(nodes), 'group')}, {named} named by papers",
            empty="No paper of this graph names a symmetry group.",
        )  # fmt: skip
    selected = str(result.selected if result.selected is not None else selected)
    set_parameters(sel=selected)
    with right:
        _panel(selected, {n["id"]: n for n in nodes}, {e["id"]: e for e in edges})


def picture(
    supports: dict[str, tuple[str, int]], whole: bool, other: bool
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Nodes with their places and edges of the diagram; groups that papers name, or all that are known."""
    known = lattice(frozenset(supports))
    drawn = hasse({id: support for id, (_, support) in supports.items()}, whole=whole)
    lines = [e for e in drawn.edges if e.type is LatticeEdge.SUBGROUP_OF]
    places = positions([n.id for n in drawn.nodes], [(e.lower, e.upper) for e in lines])
    nodes = []
    for node in drawn.nodes:
        x, y = places[node.id]
        name = supports.get(node.id, (node.name, 0))[0]
        nodes.append(
            {"id": node.id, "label": "SymmetryGroup", "name": name, "support": node.papers, "x": x, "y": y,
             "size_words": node.size, "folded": [member for member, _ in node.folded]}
        )  # fmt: skip
    facts = {(_PREFIX + c.head, _PREFIX + c.tail): c for c in known.ontology.subgroups}
    edges = [_edge("SUBGROUP_OF", e.lower, e.upper, facts.get((e.lower, e.upper))) for e in lines]
    if other:
        shown = {n["id"] for n in nodes}
        edges += [
            _edge(c.type.value, _PREFIX + c.head, _PREFIX + c.tail, c)
            for c in known.ontology.others
            if c.head != c.tail and {_PREFIX + c.head, _PREFIX + c.tail} <= shown
        ]
    return nodes, edges


def _edge(type: str, head: str, tail: str, fact: Any) -> dict[str, Any]:
    found = {
        "condition": getattr(fact, "condition", None),
        "proof": getattr(fact, "source", None),
        "map": getattr(fact, "map", None),
    }
    return {
        **{"id": f"e/{type}/{head}/{tail}", "type": type, "source": head, "target": tail},
        **{"words": LATTICE_WORDS[type], "support": 1, **{k: v for k, v in found.items() if v}},
    }


def _panel(selected: str, nodes: dict[str, dict[str, Any]], edges: dict[str, dict[str, Any]]) -> None:
    kind, _, id = selected.partition(":")
    if kind == "edge" and id in edges:
        edge = edges[id]
        ends = [markup.chip(edge[k], nodes[edge[k]]["name"], "SymmetryGroup", pick=True) for k in ("source", "target")]
        st.html(f"<p>{ends[0]}<em>{markup.text(edge['words'])}</em> {ends[1]}</p>")
        facts = [str(edge[k]) for k in ("condition", "map", "proof") if edge.get(k)]
        st.html(
            markup.state("From the lattice of symmetry groups.", " · ".join(facts) or "It follows from steps between.")
        )
    elif kind == "node" and id in nodes:
        _group(id, nodes[id])
    else:
        named = sorted((n for n in nodes.values() if n["support"]), key=lambda n: -n["support"])
        st.html(markup.heading("Named most", "papers"))
        st.html("".join(markup.chip(n["id"], n["name"], "SymmetryGroup", n["support"], pick=True) for n in named[:40]))


def _group(id: str, node: dict[str, Any]) -> None:
    group = lattice(frozenset({id})).groups.get(id.removeprefix(_PREFIX))
    facts = []
    if group is not None:
        facts = [group.kind.replace("_", " "), f"dimension {group.dim}" if group.dim is not None else "",
                 f"order {group.order}" if group.order is not None else "", "compact" if group.compact else "",
                 "abelian" if group.abelian else ""]  # fmt: skip
    page = markup.link("entity", "Open its page", id=id) if node["support"] else ""
    st.html(
        markup.title(
            node["name"], counted(node["support"], "paper"), markup.text(" · ".join(f for f in facts if f))
        ).replace("mg-title", "mg-title mg-small")
        + f'<p class="mg-note">{page}</p>'
    )
    try:
        entity = ask(entity_view, id, claims=30, papers=5)
    except NotFoundError:
        st.html(markup.state("No paper of this graph names it.", "It is known from the lattice."))
        return
    claims = [c for g in entity.claims if g.relation == RelationType.EQUIVARIANT_TO for c in g.claims]
    if not claims:
        return
    st.html(markup.heading("Methods that respect it", f"{len(claims)}"))
    with st.container(height=330, border=False):
        st.html("".join(markup.chip(c.other.id, c.other.name, "Method", c.support, 34) for c in claims))
    _sentence(claims)


def _sentence(claims: list[ClaimLine]) -> None:
    chosen = st.selectbox(
        "Read the sentence for", claims, format_func=lambda c: c.other.name, key="symmetry-claim", index=None,
        placeholder="a method",
    )  # fmt: skip
    if chosen:
        evidence(chosen.claim_id, "symmetry-card")


VIEW = View("Symmetry", ":material/hexagon:", 60, render, ahead=lambda: [(group_supports, (), {})])
