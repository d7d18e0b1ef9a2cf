"""Constraints and indexes of the Neo4j store, made from the schema."""

from __future__ import annotations

from schemas.graph import NODES

META = "Graph"
"""Label of the one node that says what the graph is; it is no part of the graph."""


def fulltext() -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """Name of each full-text index: its labels and its properties.

    Labels with the same properties share one: entities are searched without wading through papers.
    """
    made: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {}
    for spec in NODES.values():
        if spec.fulltext:
            name = f"methodgraph_text_{'_'.join(spec.fulltext)}"
            labels, _ = made.get(name, ((), ()))
            made[name] = ((*labels, spec.label), spec.fulltext)
    return made


def statements() -> list[str]:
    """What makes an empty database ready; running them again does nothing."""
    made = [_unique(label) for label in (*NODES, META)]
    for spec in NODES.values():
        for name in spec.indexed:
            index = f"methodgraph_{spec.label}_{name}".lower()
            made.append(f"CREATE INDEX {index} IF NOT EXISTS FOR (n:`{spec.label}`) ON (n.`{name}`)")
    # Stop words stay in the index, so that a method called "It" is found.
    options = "OPTIONS {indexConfig: {`fulltext.analyzer`: 'standard-no-stop-words'}}"
    for name, (labels, properties) in fulltext().items():
        which = "|".join(f"`{label}`" for label in labels)
        what = ", ".join(f"n.`{name}`" for name in properties)
        made.append(f"CREATE FULLTEXT INDEX {name} IF NOT EXISTS FOR (n:{which}) ON EACH [{what}] {options}")
    return made


def _unique(label: str) -> str:
    name = f"methodgraph_{label}_id".lower()
    return f"CREATE CONSTRAINT {name} IF NOT EXISTS FOR (n:`{label}`) REQUIRE n.`id` IS UNIQUE"
