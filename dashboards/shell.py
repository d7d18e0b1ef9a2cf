"""The frame around the views: finds them on disk, sets the look, follows links, and says in words what went wrong."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

import streamlit as st

from dashboards import access, component, markup, views, warm
from dashboards.look import style_sheet
from schemas.errors import (
    MethodGraphError,
    NotFoundError,
    QueryTimeoutError,
    StoreAuthError,
    StoreUnavailableError,
    StoreVersionError,
)

_PAGES = "mg-pages"
_LOGO = Path(__file__).parent / "logo.svg"


@dataclass(frozen=True, slots=True)
class View:
    """A page: what it is called, its icon, its place in the menu, and the function that draws it.

    ``ahead`` names what it asks about the whole graph before a person has chosen anything.
    """

    title: str
    icon: str
    order: int
    render: Callable[[], None]
    needs_graph: bool = True
    ahead: Callable[[], Iterable[warm.Asked]] = tuple


@cache
def find_views() -> dict[str, View]:
    """The views on disk by name, in the order of the menu: each module of ``dashboards.views`` has a ``VIEW``."""
    found = {}
    for module in pkgutil.iter_modules(views.__path__):
        found[module.name] = importlib.import_module(f"{views.__name__}.{module.name}").VIEW
    return dict(sorted(found.items(), key=lambda pair: (pair[1].order, pair[0])))


def run() -> None:
    """Draw the page that the address names."""
    st.set_page_config(page_title="MethodGraph", page_icon=str(_LOGO), layout="wide")
    st.html(f"<style>{style_sheet()}</style>")
    st.logo(str(_LOGO), size="large")
    pages = {
        name: st.Page(partial(_guarded, view), title=view.title, icon=view.icon, url_path=name, default=view.order == 0)
        for name, view in find_views().items()
    }
    page = st.navigation(list(pages.values()), position="top")
    st.session_state[_PAGES] = pages
    went = component.router()
    if went is not None and went[0] in pages:
        st.switch_page(pages[went[0]], query_params=went[1])
    page.run()
    with suppress(MethodGraphError):  # the page has said it
        warm.begin(ahead)


def ahead() -> Iterator[warm.Asked]:
    """What all views ask about the whole graph before a person has chosen anything."""
    for view in find_views().values():
        yield from view.ahead()


def show(name: str) -> None:
    """Draw one view without the menu around it: how a test runs it."""
    _guarded(find_views()[name])


def go(view: str, **query: Any) -> None:
    """Turn to another view with its state; nothing behind it is run."""
    st.switch_page(
        st.session_state[_PAGES][view], query_params={k: str(v) for k, v in query.items() if v not in (None, "")}
    )


def _guarded(view: View) -> None:
    try:
        if view.needs_graph:
            access.meta()
        view.render()
    except MethodGraphError as error:
        st.html(explain(error))


def explain(error: MethodGraphError) -> str:
    """An error as a page shows it: what happened, what was kept, the one thing to try."""
    words = str(error)
    if isinstance(error, NotFoundError):
        return markup.state(
            words, "Try one of those names." if error.close else "Search for it above, or on the Explore page."
        )
    if isinstance(error, StoreUnavailableError) and "://" not in words:
        return markup.state(
            "There is no graph here yet.",
            f"{_sentence(words)} This command fills one; reload the page after it:",
            access.FILL,
        )
    if isinstance(error, StoreUnavailableError):
        return markup.state("The graph's server does not answer.", f"{_sentence(words)} Start it and reload the page.")
    if isinstance(error, StoreAuthError):
        then = "Set METHODGRAPH_USER and METHODGRAPH_PASSWORD and start the dashboard again."
        return markup.state("The server refused the user or the password.", then)
    if isinstance(error, StoreVersionError):
        return markup.state("This graph was written by another version of MethodGraph.", _sentence(words), access.FILL)
    if isinstance(error, QueryTimeoutError):
        return markup.state(
            "This took longer than its time limit and was stopped.",
            "Reload the page to ask again; on the Cypher page, ask for less or raise the limit.",
        )
    return markup.state(_sentence(words), "The graph is as it was.")


def _sentence(words: str) -> str:
    words = words.strip()
    return words[:1].upper() + words[1:] + ("" if words.endswith((".", "?")) else ".")
