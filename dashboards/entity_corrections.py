"""Corrections of an entity: that two are one, another name, another type, or that it is no entity at all."""

from __future__ import annotations

from typing import Any

import streamlit as st

from dashboards import corrections, editing, markup
from dashboards.access import ask
from dashboards.look import LOOKS
from dashboards.pieces import parameter, search_box, set_parameters
from dashboards.shell import explain
from kg.lookup import EntityRef, EntityView, find_entity
from schemas import EntityType
from schemas.errors import MethodGraphError


def section(entity: EntityView) -> None:
    """The buttons, the form of the chosen one, and what was said of this entity; only where editing is allowed."""
    if not editing.allowed():
        return
    with st.container(key="mg-correct"):
        chosen = st.pills("Correct it", list(_FORMS), key="correct", bind="query-params")
        if chosen:
            with st.container(border=True, key="mg-correct-form"):
                fields, will, lacking = _FORMS[chosen](entity)
                if corrections.end_of_form(f"correct-{chosen.lower()}-{entity.id}", fields, will, lacking):
                    set_parameters(**{"with": None})
                    st.rerun()
        corrections.waiting()
        _said(entity)


def _said(entity: EntityView) -> None:
    new = set(corrections.written())
    try:
        before = [p for p in editing.said_of(entity) if p not in new]
    except MethodGraphError as error:
        st.html(explain(error))
        return
    if before:
        st.html(markup.heading("Said of it before") + corrections.said(before))


Form = tuple[dict[str, Any] | None, str, str]
"""The entry's fields, what a rebuild will change, and what is missing where there are no fields."""


def _merge(entity: EntityView) -> Form:
    kind = LOOKS[entity.type].singular
    search_box(
        "correct-with", lambda id, label: set_parameters(**{"with": id}), (str(entity.type),),
        f"The other {kind}: search",
    )  # fmt: skip
    if not parameter("with") or parameter("with") == entity.id:
        return None, "", f"Choose the {kind} that is the same thing. One of another type is retyped first."
    other: EntityRef = ask(find_entity, parameter("with"), type=str(entity.type))
    st.html(
        f"{markup.chip(entity.id, entity.name, str(entity.type), entity.support)} and "
        f"{markup.chip(other.id, other.name, str(other.type), other.support)}"
    )
    fields = {"merge": [entity.name, other.name], "type": str(entity.type)}
    return fields, editing.merged(entity, other), ""


def _rename(entity: EntityView) -> Form:
    to = " ".join(st.text_input("New name", entity.name, key=f"correct-to-{entity.id}", max_chars=500).split())
    if not to or to == entity.name:
        return None, "", "Write the name that it should have."
    return {"rename": entity.name, "to": to, "type": str(entity.type)}, editing.renamed(entity, to), ""


def _retype(entity: EntityView) -> Form:
    others = [str(t) for t in EntityType if t is not entity.type]
    to = st.selectbox(
        "What it is", others, index=None, key=f"correct-type-{entity.id}", placeholder="Choose a type",
        format_func=lambda t: LOOKS[t].singular,
    )  # fmt: skip
    if not to:
        return None, "", "Choose the type that it should have."
    fields = {"retype": entity.name, "to": to, "type": str(entity.type)}
    return fields, editing.retyped(entity, EntityType(to)), ""


def _wrong(entity: EntityView) -> Form:
    return {"forbid": entity.name, "type": str(entity.type)}, editing.forbidden(entity), ""


_FORMS = {"Merge": _merge, "Rename": _rename, "Retype": _retype, "Not an entity": _wrong}
