"""From extractions to a graph, and from a graph to answers.

``from kg import open_graph`` is where a notebook or a program starts; ``kg.api`` says what it gives. Nothing is loaded
before it is asked for: ``import kg`` imports nothing else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kg.api import Claim, Entity, Graph, Neighbours, Paper, Records, Row, Table, open_graph

__all__ = ["Claim", "Entity", "Graph", "Neighbours", "Paper", "Records", "Row", "Table", "open_graph"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module 'kg' has no attribute {name!r}")
    import kg.api

    return getattr(kg.api, name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
