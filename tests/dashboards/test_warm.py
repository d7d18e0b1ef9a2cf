"""Answers that are asked ahead: what the pages begin with is there before somebody waits for it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st

from dashboards import access, warm
from dashboards.shell import ahead
from dashboards.views.compare import grid
from kg.stores import GraphStore

asked: list[str] = []


def whole(store: GraphStore, words: str) -> str:
    """A question about the whole graph that counts how often it is asked."""
    asked.append(words)
    return words.upper()


@pytest.fixture
def graph(graph_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The pages read the golden graph, and nothing was asked of it."""
    monkeypatch.setenv("METHODGRAPH_STORE", str(graph_folder))
    st.cache_data.clear()
    st.cache_resource.clear()
    asked.clear()
    yield
    st.cache_data.clear()
    st.cache_resource.clear()


@pytest.mark.usefixtures("graph")
def test_asked_ahead_is_not_asked_again() -> None:
    """An answer that was asked ahead is kept for the page, and a version of a graph is asked ahead once."""
    thread = warm.begin(lambda: iter([(whole, ("a",), {})]))
    assert thread is not None
    thread.join(60)
    assert not thread.is_alive()
    assert access.ask(whole, "a") == "A"
    assert asked == ["a"]
    assert warm.begin(lambda: iter([(whole, ("b",), {})])) is None
    assert asked == ["a"]


@pytest.mark.usefixtures("graph")
def test_views_say_what_they_begin_with() -> None:
    """What the views ask ahead is what they ask later, the first grid of Compare among it."""
    found = [(call, args) for call, args, _ in ahead()]
    assert (grid, ("EVALUATED_ON", "Dataset", 16, ())) in found
    for call, args, kwargs in ahead():
        assert access.ask(call, *args, **kwargs) == call(access.store(), *args, **kwargs)


@pytest.mark.usefixtures("graph")
def test_no_graph_breaks_no_page(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A graph that goes away while it is asked ends the asking, quietly; the page itself says it."""

    def away() -> Iterator[warm.Asked]:
        monkeypatch.setenv("METHODGRAPH_STORE", str(tmp_path / "none"))
        st.cache_resource.clear()
        yield whole, ("c",), {}

    thread = warm.begin(away)
    assert thread is not None
    thread.join(60)
    assert not thread.is_alive()
    assert asked == []
