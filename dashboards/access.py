"""The graph behind the pages: one store for all sessions, answers kept as long as the graph's version stands."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ParamSpec, TypeVar

import streamlit as st

from kg.stores import GraphStore, open_store
from schemas import GraphMeta
from schemas.errors import StoreError, StoreUnavailableError

P = ParamSpec("P")
R = TypeVar("R")

FILL = "kg build examples/listings/*.txt"
"""The command that fills an empty graph."""


@dataclass(slots=True)
class _Held:
    store: GraphStore | None = None
    meta: GraphMeta | None = None


@st.cache_resource(show_spinner=False)
def _held() -> tuple[_Held, threading.Lock]:
    return _Held(), threading.Lock()


def store() -> GraphStore:
    """The open store; opened once, and anew when a newer graph has taken its place.

    Raises:
        StoreError: it cannot be opened; nothing is held then, and the next page tries again.
    """
    held, lock = _held()
    with lock:
        if held.store is not None and not _current(held.store):
            # Not closed: a page of another session may be reading from it. It goes when the last one lets go of it.
            held.store, held.meta = None, None
        if held.store is None:
            held.store = open_store()
            held.meta = held.store.meta()
        return held.store


def _current(open_one: GraphStore) -> bool:
    try:
        return open_one.is_current()
    except StoreError:
        return False


def meta() -> GraphMeta:
    """What the graph says of itself.

    Raises:
        StoreUnavailableError: the store is empty.
    """
    store()
    held, _ = _held()
    if held.meta is None:
        raise StoreUnavailableError("the store is open and empty")
    return held.meta


def version() -> str:
    """The version of the graph: the key under which answers are kept."""
    return meta().version


@st.cache_data(show_spinner="Asking the graph", max_entries=4_000)
def _answer(version: str, url: str, name: str, _call: Callable[..., Any], args: Any, kwargs: Any) -> Any:
    return _call(store(), *args, **dict(kwargs))


def ask(call: Callable[..., R], *args: Any, **kwargs: Any) -> R:
    """``call(store, *args, **kwargs)``, kept by graph version and arguments."""
    name = f"{call.__module__}.{call.__qualname__}"
    result: R = _answer(version(), store().url, name, call, args, tuple(sorted(kwargs.items())))
    return result
