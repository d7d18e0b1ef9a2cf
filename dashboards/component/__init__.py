"""Components of our own, on Streamlit's components v2: the graph canvas, the search box and the router.

Nothing is fetched from another site. Cytoscape.js and the canvas come to the browser once, in a component whose message
never changes (``library``); the canvas's own module is a few lines, because Streamlit sends it with every change.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, cast

import streamlit as st

from dashboards.look import palette
from schemas.readable import readable

_HERE = Path(__file__).parent
_LIBRARY = ("style.js", "layout.js", "relax.js", "exports.js", "canvas.js", "gestures.js", "library.js")

Callback = Callable[[], None]


def _read(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")


@cache
def _sources() -> dict[str, dict[str, str]]:
    """HTML, CSS and JavaScript of each component, by name."""
    library = "\n".join((_read("vendor/cytoscape-fcose.min.js"), *(_read(name) for name in _LIBRARY)))
    return {
        "library": {"js": library},
        "canvas": {"html": _read("canvas.html"), "css": _read("canvas.css"), "js": _read("canvas-mount.js")},
        "search": {"html": _read("search.html"), "css": _read("search.css"), "js": _read("search.js")},
        "shelf": {"html": _read("shelf.html"), "css": _read("shelf.css"), "js": _read("shelf.js")},
        "router": {"js": _read("router.js")},
    }


def _component(name: str) -> Any:
    # Registered in every run: the registry belongs to Streamlit's runtime, which a test starts anew; equal is no cost.
    return st.components.v2.component(f"methodgraph_{name}", **cast("dict[str, Any]", _sources()[name]))


def router(key: str = "mg-router") -> tuple[str, dict[str, list[str]]] | None:
    """Listens to the app's own links; the view and the state that a click asks for, or None."""
    with st.container(key="mg-quietly"):
        result = _component("router")(key=key, on_go_change=_nothing)
    went = result.go
    if not isinstance(went, Mapping):
        return None
    query = went.get("query")
    return str(went.get("view", "")), {str(k): [str(one) for one in v] for k, v in dict(query or {}).items()}


def search(found: Sequence[Mapping[str, Any]], text: str, none: str, placeholder: str, key: str) -> Any:
    """The search box; its result has ``text`` (what was typed) and, once, ``chosen`` (id and label)."""
    shown = {"found": list(found), "text": text, "none": none, "placeholder": placeholder, "palette": palette()}
    return _component("search")(key=key, data=shown, on_text_change=_nothing, on_chosen_change=_nothing)


def shelf(now: Mapping[str, Any], ran: Mapping[str, Any] | None, key: str, on_chosen: Callback) -> None:
    """History and favourites of queries, kept in the browser.

    Args:
        now: the query on the page: ``q`` or ``named`` with its ``title``, and ``p``, its parameters by name.
        ran: the last one that was asked: ``n`` (another for each run), ``query`` (as ``now``) and ``about``, in words.
        key: of the component; its state has, once, ``chosen``: a query as ``now``.
        on_chosen: called before the run that a choice causes.
    """
    shown = {"now": dict(now), "ran": dict(ran) if ran else None}
    _component("shelf")(key=key, data=shown, on_chosen_change=on_chosen)


def graph(
    nodes: Sequence[Mapping[str, Any]],
    edges: Sequence[Mapping[str, Any]],
    *,
    key: str,
    scene: str,
    height: int = 560,
    selected: str = "",
    hidden: Sequence[str] = (),
    positions: str = "",
    pinned: str = "",
    layout: str = "force",
    editable: bool = False,
    linked: bool = False,
    status: str = "",
    more: Mapping[str, str] | None = None,
    empty: str = "",
    can_undo: bool = False,
    can_redo: bool = False,
    on_act: Callback | None = None,
) -> Any:
    """The graph canvas.

    Args:
        nodes: ``id, label, name, support`` and, where it starts the picture, ``seed``; LaTeX in names is shown as
            characters.
        edges: ``id, type, source, target, words, support, confidence``.
        key: of the component.
        scene: names the picture: another scene starts anew, the same scene keeps every node in its place.
        height: of the canvas, pixels.
        selected: ``node:ID`` or ``edge:ID``.
        hidden: types that are not shown.
        positions: places of the nodes, as the component wrote them into the address.
        pinned: nodes that are held, as the component wrote them into the address (``pin``).
        layout: of the first picture: ``force``, ``layered`` or ``concentric``.
        editable: nodes may be expanded and removed.
        linked: positions are written into the page's address (``at``).
        status: a line under the canvas.
        more: ``id`` and ``words`` of the button that asks for more.
        empty: what an empty canvas says.
        can_undo: Python holds a step to undo.
        can_redo: Python holds a step to do again.
        on_act: called before the run that an act causes.

    Returns:
        A result with the state ``selected`` and ``hidden`` and, once, ``act`` (``do`` and ``ids``).
    """
    with st.container(key=f"mg-library-{key}"):
        _component("library")(key=f"{key}-library")
    shown = {
        **{
            "nodes": [{**n, "name": readable(str(n["name"]))} for n in nodes],
            "edges": list(edges),
            "scene": scene,
            "height": height,
            "selected": selected,
        },
        **{
            "hidden": list(hidden),
            "at": positions,
            "pin": pinned,
            "layout": layout,
            "editable": editable,
            "link": linked,
        },
        **{"status": status, "more": dict(more) if more else None, "empty": empty, "palette": palette()},
        **{"canUndo": can_undo, "canRedo": can_redo},
    }
    return _component("canvas")(
        key=key,
        data=shown,
        on_act_change=on_act or _nothing,
        on_selected_change=_nothing,
        on_hidden_change=_nothing,
    )


def _nothing() -> None:
    """Streamlit offers a value only where somebody listens for it."""
