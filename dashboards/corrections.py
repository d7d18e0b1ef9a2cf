"""Corrections on a page: the common end of each form, what was said, and the form for a claim that is wrong."""

from __future__ import annotations

from typing import Any

import streamlit as st

from dashboards import access, editing, jobs, markup
from dashboards.shell import explain, go
from kg.curation import Placed
from kg.lookup import EvidenceCard
from schemas.errors import MethodGraphError

_SAID = "mg-said"
_HERE, _EVERYWHERE = "In this paper", "In every paper"


def end_of_form(key: str, fields: dict[str, Any] | None, will: str, lacking: str) -> bool:
    """What a rebuild will change, reason, author, and the button that writes; whether something was written.

    Args:
        key: of the form's widgets.
        fields: the entry without reason, author and date; None while something is missing.
        will: what a rebuild makes of it.
        lacking: what is missing, where ``fields`` is None.
    """
    with st.container(horizontal=True, gap="small"):
        reason = st.text_input("Why", key=f"{key}-reason", max_chars=500, placeholder="For whoever reads it next")
        who = st.text_input("Your name", editing.author(), key=f"{key}-author", max_chars=200, width=160)
    words = f"<b>A rebuild will change this.</b> {markup.text(will)}" if fields else markup.text(lacking)
    st.html(f'<div class="mg-will" role="status">{words}</div>')
    ready = bool(fields and reason.strip() and who.strip())
    wanting = "" if ready or not fields else "Give a reason and a name first."
    if not st.button("Write it to curation.yaml", key=f"{key}-go", type="primary", disabled=not ready, help=wanting):
        return False
    assert fields is not None
    try:
        placed = editing.say(fields, reason, who)
    except MethodGraphError as error:
        st.html(explain(error))
        return False
    st.session_state.setdefault(_SAID, []).append((access.version(), placed))
    st.toast(f"Written: {placed.place}")
    return True


def written() -> list[Placed]:
    """What was written in this session about the graph that stands: a rebuild makes another one, which has it."""
    return [placed for version, placed in st.session_state.get(_SAID, ()) if version == access.version()]


def said(entries: list[Placed]) -> str:
    """Entries as a list: where each stands, what it says, why, who and when; HTML."""
    lines = "".join(
        f"<li><span><code>{markup.text(p.place)}</code> {markup.text(p.entry.action)}: "
        f"{markup.isolated(p.entry.says)} <small>{markup.isolated(p.entry.reason)}</small></span>"
        f"<time>{markup.isolated(p.entry.author)}, {p.entry.date.isoformat()}</time></li>"
        for p in entries
    )
    return f'<ul class="mg-papers mg-said">{lines}</ul>'


def waiting() -> None:
    """What was written and is not in the graph yet, and how it comes there."""
    if entries := written():
        st.html(
            markup.heading("Written, and not in the graph yet")
            + said(entries)
            + markup.state(
                "A rebuild applies it.",
                "What the model read of the papers comes from the cache. To undo an entry, delete it from the file.",
                editing.rebuild_command(),
            )
        )
        rebuild_button()


def rebuild_button() -> None:
    """Builds the graph anew from here; its progress is on the page Ingest."""
    busy = jobs.other() is not None
    if st.button(
        "Rebuild now", icon=":material/refresh:", disabled=busy, help="The old graph answers until it is done"
    ):
        jobs.rebuild()
        go("ingest")


def claim_form(card: EvidenceCard, papers: int, key: str) -> None:
    """A way to say that a claim is wrong, under its sentence; nothing where editing is not allowed."""
    if not editing.allowed():
        return
    with st.popover("This is wrong", icon=":material/edit_off:", key=f"{key}-wrong"):
        where = st.radio("Where", (_HERE, _EVERYWHERE), key=f"{key}-where", horizontal=True)
        fields = {"reject": str(card.relation), "head": card.head.name, "tail": card.tail.name}
        if where == _HERE:
            fields["paper"] = card.paper.id
        if end_of_form(key, fields, editing.rejected(papers, where == _EVERYWHERE), ""):
            st.rerun(scope="app")
