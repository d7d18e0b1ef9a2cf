"""What the pages ask about the whole graph, asked once for each version before somebody waits for it.

The first page of a server opens the graph; while it is read, a thread of its own asks what the others begin with: the
numbers of the overview and its sparklines, the names for suggestions, the grids of Compare, the groups. The answers are
kept like all others, by the graph's version; a page that comes earlier waits for the one answer and asks nothing twice.
"""

from __future__ import annotations

import gc
import logging
import threading
from collections.abc import Callable, Iterator
from typing import Any

import streamlit as st
from streamlit.logger import get_logger

from dashboards import access
from dashboards.trends import by_month, by_period, few_years
from kg.lookup import overview, suggest
from schemas.errors import MethodGraphError

Asked = tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any]]

_log = logging.getLogger(__name__)


@st.cache_resource(show_spinner=False)
def _begun() -> set[str]:
    """Versions of graphs that were or are being asked."""
    return set()


def begin(more: Callable[[], Iterator[Asked]]) -> threading.Thread | None:
    """Ask ahead in a thread, once for each version of the graph; None where that was done.

    Args:
        more: what views ask about the whole graph, as (function, arguments, keywords) of ``access.ask``.

    Raises:
        StoreError: the graph cannot be opened.
    """
    version = access.version()
    begun = _begun()
    if version in begun:
        return None
    begun.add(version)
    # A spinner has no page here, which Streamlit would remark for each answer.
    get_logger("streamlit.runtime.scriptrunner_utils.script_run_context").setLevel(logging.ERROR)
    thread = threading.Thread(target=_ask_all, args=(version, more), name="methodgraph-warm", daemon=True)
    thread.start()
    return thread


def _ask_all(version: str, more: Callable[[], Iterator[Asked]]) -> None:
    try:
        for call, args, kwargs in (*_first(), *more()):
            if access.version() != version:
                return
            access.ask(call, *args, **kwargs)
    except MethodGraphError as error:
        # Whoever asks for it on a page is told there.
        _log.info("not asked ahead: %s", error)
    finally:
        # Modules and names stay until the server ends: no later collection walks them while all sessions wait for it.
        gc.collect()
        gc.freeze()


def _first() -> Iterator[Asked]:
    found = access.ask(overview)
    # The shortest text loads the table of names.
    yield suggest, ("a",), {"limit": 8, "labels": ()}
    months = few_years(found.years)
    for label, entities in found.top.items():
        if entities and any(y.year is not None for y in found.years):
            yield by_period, (str(label), tuple(e.id for e in entities), months), {}
    if months:
        yield by_month, (), {}
