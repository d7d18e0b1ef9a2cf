"""Parts of pages that several views share: the search box, the evidence of a claim, the canvas of a fixed graph."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, ParamSpec, cast

import streamlit as st

from dashboards import component, corrections, markup
from dashboards.access import ask
from dashboards.shell import explain
from kg.lookup import evidence_of, suggest
from schemas.errors import MethodGraphError
from schemas.readable import readable

CARDS = 300
"""Most sentences of one claim that a page turns over."""
PLACEHOLDER = "Search methods, tasks, data sets, groups, papers"


Q = ParamSpec("Q")


def part(draw: Callable[Q, None]) -> Callable[Q, None]:
    """A fragment that says errors in words: a run of a fragment alone does not pass the page's own guard."""

    @st.fragment
    @wraps(draw)
    def guarded(*args: Q.args, **kwargs: Q.kwargs) -> None:
        try:
            draw(*args, **kwargs)
        except MethodGraphError as error:
            st.html(explain(error))

    return cast("Callable[Q, None]", guarded)


def search_box(
    key: str, chosen: Callable[[str, str], None], labels: Sequence[str] = (), words: str = PLACEHOLDER
) -> None:
    """A search box with suggestions; ``chosen(id, label)`` is called once a suggestion was taken."""

    @part
    def box() -> None:
        state = st.session_state.get(key) or {}
        typed = str(state.get("text") or "")
        found = ask(suggest, typed, limit=8, labels=tuple(labels)) if typed.strip() else []
        rows = [
            {
                **{"id": s.id, "name": readable(s.name), "label": s.type, "support": s.support},
                "matched": readable(s.matched),
            }
            for s in found
        ]
        none = f"Nothing called ‘{typed.strip()}’." if typed.strip() else ""
        result = component.search(rows, typed, none, words, key)
        if result.chosen:
            chosen(str(result.chosen["id"]), str(result.chosen["label"]))
            st.rerun(scope="app")

    box()


def evidence(claim_id: str, key: str) -> None:
    """The sentences behind a claim, one card at a time, with previous and next."""
    cards = ask(evidence_of, claim_id, limit=CARDS)
    if not cards:
        st.html(markup.state("No sentence stands behind this claim in this graph.", "It may be of an older version."))
        return
    at_key = f"{key}-{claim_id}"
    at = min(int(st.session_state.get(at_key, 0)), len(cards) - 1)
    st.html(markup.evidence_card(cards[at], f"{at + 1} of {len(cards)}"))
    papers = len({card.paper.id for card in cards})
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        if len(cards) > 1:
            if st.button("Previous", key=f"{at_key}-back", disabled=at == 0, icon=":material/arrow_back:"):
                _turn(at_key, at - 1)
            if st.button("Next", key=f"{at_key}-next", disabled=at == len(cards) - 1, icon=":material/arrow_forward:"):
                _turn(at_key, at + 1)
            st.caption(f"{at + 1} of {len(cards)}")
        corrections.claim_form(cards[at], papers, f"{at_key}-{at}")


def _turn(key: str, to: int) -> None:
    st.session_state[key] = to
    st.rerun(scope="fragment")


def parameter(name: str) -> str:
    """A part of the page's address, empty where it is missing."""
    return str(st.query_params.get(name, ""))


def set_parameters(**values: Any) -> None:
    """Write parts of the page's address; what is empty goes."""
    for name, value in values.items():
        if value in (None, "", [], ()):
            st.query_params.pop(name, None)
        else:
            st.query_params[name] = [str(v) for v in value] if isinstance(value, (list, tuple)) else str(value)
