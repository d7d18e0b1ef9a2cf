"""The graph for a notebook or a program: one ``Graph`` that is asked, and answers that show themselves.

``open_graph`` gives a ``Graph``. What it answers is a ``Table`` (the rows of a query), ``Records`` (claims, papers,
sentences …), an ``Entity`` or a ``Paper``. The first two turn into frames (``to_pandas``, ``to_polars``, ``to_arrow``,
``to_dicts``); all of them show themselves in a notebook and on a terminal. ``docs/python.md`` is a tour.
"""

from kg.api.entity import Claim, Entity, Kind
from kg.api.graph import Graph
from kg.api.neighbours import Neighbour, Neighbours
from kg.api.opening import open_graph
from kg.api.paper import Paper
from kg.api.records import Records
from kg.api.table import Row, Table

__all__ = [
    "Claim",
    "Entity",
    "Graph",
    "Kind",
    "Neighbour",
    "Neighbours",
    "Paper",
    "Records",
    "Row",
    "Table",
    "open_graph",
]
