"""Cypher: ask the graph in its own language; named queries to start from, read-only whatever is typed."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Mapping
from typing import Any

import streamlit as st

from dashboards import component, markup, results
from dashboards.access import ask, store, version
from dashboards.look import counted, number
from dashboards.pieces import parameter, set_parameters
from dashboards.shell import View, explain
from kg.lookup import find_entity, find_paper
from kg.queries import NamedQuery, Parameter, named_queries, run_named
from kg.stores import Rows
from schemas import EDGES, NODES, EntityType, RelationType
from schemas.errors import MethodGraphError

_OWN = "A query of my own"
_DEFAULT = """MATCH (m:Method)-[c:EQUIVARIANT_TO]->(g:SymmetryGroup)
RETURN m, c, g
ORDER BY c.support DESC
LIMIT 50"""
_LONGEST = 20_000
_SHELF, _ASKED, _ANSWER = "cypher-shelf", "cypher-asked", "cypher-answer"
ROWS = (100, 1_000, 10_000)
SECONDS = (5, 15, 30)


def render() -> None:
    """The page."""
    st.html(
        markup.title(
            "Cypher",
            lead="Start from a named query or write your own. Nothing that is typed here can change the graph.",
        )
    )
    queries = named_queries()
    names = [_OWN, *queries]
    _seed("cypher-named", parameter("named") if parameter("named") in queries else _OWN)
    chosen = st.selectbox(
        "Start from", names, format_func=lambda n: queries[n].title if n in queries else n, key="cypher-named"
    )
    set_parameters(named=chosen if chosen in queries else None)
    query = queries.get(chosen)
    with st.container(key="mg-split-cypher"):
        left, right = st.columns([2.2, 1], gap="large")
    with right:
        _schema()
    with left:
        text, values = _named(query) if query else _own()
        row_limit, seconds, run, explain_it = _controls()
        shelf = st.container()
        asked = (query.name if query else "", text, repr(sorted(values.items())), row_limit, seconds)
        if run or explain_it or (parameter("run") and _ASKED not in st.session_state):
            st.session_state[_ASKED] = (asked, "explain" if explain_it else "run")
            st.session_state.pop(_ANSWER, None)
        now, how = st.session_state.get(_ASKED, (None, "run"))
        set_parameters(run=1 if now == asked and how == "run" else None)
        ran = None
        if now == asked:
            ran = _answer(query, text, values, row_limit, seconds, how)
        elif now is not None:
            st.html('<p class="mg-note">The query is another one now: press Run.</p>')
        with shelf:
            _shelf(query, text, values, ran)


def _seed(key: str, value: Any) -> None:
    """The first value of a widget, from the address; later ones come from the person or the history."""
    if key not in st.session_state:
        st.session_state[key] = value


def _shelf(query: NamedQuery | None, text: str, values: dict[str, Any], ran: tuple[int, str] | None) -> None:
    """History and favourites; ``ran`` is the number of the run and its outcome in words."""
    given = {name: value if isinstance(value, str) else json.dumps(value) for name, value in values.items()}
    now = {"named": query.name, "title": query.title, "p": given} if query else {"q": text, "p": given}
    component.shelf(now, {"n": ran[0], "query": now, "about": ran[1]} if ran else None, key=_SHELF, on_chosen=_take)


def _take() -> None:
    """A query of the history comes into the editor, with its parameters; it is not run yet."""
    chosen = (st.session_state.get(_SHELF) or {}).get("chosen")
    if not isinstance(chosen, Mapping):
        return
    queries = named_queries()
    named = str(chosen.get("named") or "")
    if named and named not in queries:
        return
    for name in [n for n in st.query_params if n in ("q", "named", "run") or n.startswith("p_")]:
        set_parameters(**{name: None})
    st.session_state.pop(_ASKED, None)
    st.session_state["cypher-named"] = named or _OWN
    prefix = f"cypher-{named}-" if named else "cypher-p-"
    for name, value in dict(chosen.get("p") or {}).items():
        st.session_state[f"{prefix}{name}"] = str(value)
    if not named:
        st.session_state["cypher-text"] = str(chosen.get("q") or "")[:_LONGEST]


def _own() -> tuple[str, dict[str, Any]]:
    _seed("cypher-text", parameter("q")[:_LONGEST] or _DEFAULT)
    text = st.text_area("Query", key="cypher-text", height=190, max_chars=_LONGEST)
    set_parameters(q=text)
    values: dict[str, Any] = {}
    for name in dict.fromkeys(re.findall(r"\$(\w+)", _without_strings(text))):
        _seed(f"cypher-p-{name}", parameter(f"p_{name}"))
        given = st.text_input(f"${name}", key=f"cypher-p-{name}", help="JSON, or plain text")
        set_parameters(**{f"p_{name}": given})
        values[name] = _read(given)
    return text, values


def _without_strings(text: str) -> str:
    return re.sub(r"'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"|`[^`]*`|//[^\n]*|/\*.*?\*/", "", text, flags=re.DOTALL)


def _read(given: str) -> Any:
    try:
        return json.loads(given)
    except ValueError:
        return given


def _named(query: NamedQuery) -> tuple[str, dict[str, Any]]:
    st.html(f'<p class="mg-lead">{markup.text(query.summary)}</p>')
    values: dict[str, Any] = {}
    for p in query.parameters:
        key = f"p_{p.name}"
        default = "" if p.required else str(p.default if p.default is not None else "")
        values[p.name] = _input(query, p, parameter(key) or default, query.example.get(p.name, ""))
        set_parameters(**{key: values[p.name]})
    for name in list(st.query_params):
        if name == "q" or (name.startswith("p_") and name[2:] not in values):
            set_parameters(**{name: None})
    with st.expander("The query"):
        st.code(query.cypher, language="cypher", wrap_lines=True)
    return query.cypher, values


def _input(query: NamedQuery, p: Parameter, wanted: str, example: str) -> str:
    key = f"cypher-{query.name}-{p.name}"
    label = p.name.replace("_", " ")
    choices = {"relation": [str(r) for r in RelationType], "type": [str(t) for t in EntityType]}.get(p.type)
    if choices:
        options = choices if p.required else ["", *choices]
        _seed(key, wanted)
        if st.session_state[key] not in options:
            st.session_state[key] = options[0]
        return str(st.selectbox(label, options, key=key, help=p.meaning) or "")
    hint = f"for instance {example}" if example else p.meaning
    _seed(key, wanted)
    return st.text_input(label, key=key, help=p.meaning, placeholder=hint, max_chars=2_000)


def _controls() -> tuple[int, int, bool, bool]:
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        run = st.button("Run", type="primary", icon=":material/play_arrow:")
        explain_it = st.button("Explain", help="The store's plan; the query is not run")
        rows = st.selectbox("Rows, at most", ROWS, 1, key="rows", bind="query-params", width=130)
        seconds = st.selectbox("Seconds, at most", SECONDS, 1, key="seconds", bind="query-params", width=130)
    return int(rows), int(seconds), run, explain_it


def _answer(
    query: NamedQuery | None, text: str, values: dict[str, Any], row_limit: int, seconds: int, asked: str
) -> tuple[int, str] | None:
    """Show what the query gives; the number of this run and its outcome in words, where it gave rows."""
    missing = [p.name for p in query.parameters if p.required and not values.get(p.name)] if query else []
    if missing:
        st.html(markup.state(f"Give a value for {', '.join(missing)}.", "Then press Run."))
        return None
    try:
        if asked == "explain":
            st.html(markup.heading("Plan", "the query was not run"))
            st.code(_plan(query, text, values), language=None, wrap_lines=False)
            return None
        rows, n = _rows(query, text, values, row_limit, seconds)
    except MethodGraphError as error:
        st.html(explain(error))
        return None
    _result(rows, row_limit, seconds)
    return n, f"{counted(len(rows.rows), 'row')}, {rows.seconds:.2f} s"


def _rows(
    query: NamedQuery | None, text: str, values: dict[str, Any], row_limit: int, seconds: int
) -> tuple[Rows, int]:
    """The answer, asked once: looking at it in another way does not ask again, unless the graph is another."""
    held = st.session_state.get(_ANSWER)
    if held is not None and held[0] == version():
        return held[1], held[2]
    with st.spinner("Asking the graph"):
        if query:
            rows: Rows = ask(run_named, query.name, values, limit=row_limit, timeout=float(seconds))
        else:
            rows = store().query(text, values, limit=row_limit, timeout=float(seconds))
    st.session_state[_ANSWER] = (version(), rows, time.time_ns() // 1_000)
    return rows, st.session_state[_ANSWER][2]


def _plan(query: NamedQuery | None, text: str, values: dict[str, Any]) -> str:
    resolved = dict(values)
    for p in query.parameters if query else ():
        if p.type == "entity":
            resolved[p.name] = ask(find_entity, str(values[p.name]), type=p.types or None).id
        elif p.type == "paper":
            resolved[p.name] = ask(find_paper, str(values[p.name]))
        elif p.type in ("integer", "float", "boolean"):
            resolved[p.name] = _read(str(values[p.name]))
    return store().explain(text, resolved)


def _result(rows: Rows, row_limit: int, seconds: int) -> None:
    cut = ", cut there" if rows.truncated else ""
    st.html(
        f'<p class="mg-note">{counted(len(rows.rows), "row")} in {number(round(rows.seconds, 3))} s '
        f"(at most {row_limit:,} rows{cut}, and {seconds} s)</p>"
    )
    if not rows.rows:
        st.html(
            markup.state("The query has no rows.", "Labels and types are written as beside; names are case-sensitive.")
        )
        return
    nodes, edges = results.graph(rows)
    kinds = ["Table", *(["Graph"] if nodes else []), "JSON"]
    if st.session_state.get("view") not in (None, *kinds):
        st.session_state["view"] = "Table"
    with st.container(horizontal=True, gap="medium", vertical_alignment="center"):
        kind = st.segmented_control(
            "Result as", kinds, default="Table", key="view", label_visibility="collapsed", required=True,
            bind="query-params",
        )  # fmt: skip
        st.download_button(
            "CSV", lambda: results.to_csv(rows), "methodgraph.csv", "text/csv", icon=":material/download:"
        )
        st.download_button(
            "Parquet", lambda: results.to_parquet(rows), "methodgraph.parquet", "application/vnd.apache.parquet",
            icon=":material/download:",
        )  # fmt: skip
        st.download_button(
            "JSON", lambda: results.to_json(rows), "methodgraph.json", "application/json", icon=":material/download:"
        )
    if kind == "Graph":
        scene = f"{version()}|{hash(tuple(n['id'] for n in nodes))}"
        component.graph(nodes, edges, key="cypher-graph", scene=scene, height=480,
                        status=f"{counted(len(nodes), 'node')}, {counted(len(edges), 'edge')}")  # fmt: skip
    elif kind == "JSON":
        st.code(results.to_json(rows)[:200_000], language="json", wrap_lines=True, height=480)
    else:
        st.dataframe(results.columns(rows), hide_index=True, height=min(520, 42 + 35 * len(rows.rows)))


def _schema() -> None:
    labels = "".join(
        f"<li><span>:{s.label}</span><small>{markup.text(', '.join(p.name for p in s.properties[:9]))}</small></li>"
        for s in NODES.values()
    )
    seen: dict[str, list[str]] = {}
    for e in EDGES:
        seen.setdefault(str(e.type), []).append(f"{e.head} → {e.tail}")
    shown = {t: joins[0] + (f" and {len(joins) - 1} more" if len(joins) > 1 else "") for t, joins in seen.items()}
    edges = "".join(f"<li><span>:{t}</span><small>{markup.text(ends)}</small></li>" for t, ends in shown.items())
    st.html(
        f'{markup.heading("Schema")}<ul class="mg-schema">{labels}</ul>'
        f'{markup.heading("Edges")}<ul class="mg-schema">{edges}</ul>'
    )


VIEW = View("Cypher", ":material/terminal:", 70, render)
