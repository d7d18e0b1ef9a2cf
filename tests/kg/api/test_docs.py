"""The examples of the documentation give what they show."""

import doctest
import importlib
import pkgutil
from pathlib import Path

import pytest

import kg.api
from kg import Graph, open_graph

FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
MODULES = sorted(f"kg.api.{module.name}" for module in pkgutil.iter_modules(kg.api.__path__))
PAGE = Path(__file__).parents[3] / "docs" / "python.md"


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_docstrings_hold(name: str, opened: Graph) -> None:
    """Each `>>>` of a docstring gives what stands below it, on the golden graph."""
    module = importlib.import_module(name)
    found = doctest.testmod(module, extraglobs={"g": opened, "open_graph": open_graph}, optionflags=FLAGS)
    assert found.failed == 0


def test_the_examples_of_the_page_hold(opened: Graph) -> None:
    """Each `>>>` of docs/python.md gives what stands below it, on the golden graph."""
    given = {"g": opened, "open_graph": open_graph}
    found = doctest.testfile(str(PAGE), module_relative=False, globs=given, optionflags=FLAGS, encoding="utf-8")
    assert found.attempted > 20
    assert found.failed == 0


def test_the_main_classes_have_examples(opened: Graph) -> None:
    """Docstrings of the classes that people meet, and of most methods of a graph, have an example."""
    for one in (kg.Row, kg.Table, kg.Records, kg.Entity, kg.Paper, kg.Claim, kg.Neighbours, open_graph):
        assert ">>> " in (one.__doc__ or ""), one
    methods = ("query", "named", "entity", "entities", "search", "evidence", "paths", "to_networkx")
    for method in methods:
        assert ">>> " in (getattr(Graph, method).__doc__ or ""), method
