"""Constraints and indexes of the Neo4j store, made from the schema."""

from __future__ import annotations

from schemas.graph import NODES

FULLTEXT = "methodgraph_text"
"""Name of the one full-text index."""

META = "Graph"
"""Label of the one node that says what the graph is; it is no part of the graph."""


def statements() -> list[str]:
    """What makes an empty database ready; running them again does nothing."""
    made = [_unique(label) for label in (*NODES, META)]
    for spec in NODES.values():
        for name in spec.indexed:
            index = f"methodgraph_{spec.label}_{name}".lower()
            made.append(f"CREATE INDEX {index} IF NOT EXISTS FOR (n:`{spec.label}`) ON (n.`{name}`)")
    labels = "|".join(f"`{spec.label}`" for spec in NODES.values() if spec.fulltext)
    names = dict.fromkeys(name for spec in NODES.values() for name in spec.fulltext)
    properties = ", ".join(f"n.`{name}`" for name in names)
    # Stop words stay in the index, so that a method called "It" is found.
    options = "OPTIONS {indexConfig: {`fulltext.analyzer`: 'standard-no-stop-words'}}"
    made.append(f"CREATE FULLTEXT INDEX {FULLTEXT} IF NOT EXISTS FOR (n:{labels}) ON EACH [{properties}] {options}")
    return made


def _unique(label: str) -> str:
    name = f"methodgraph_{label}_id".lower()
    return f"CREATE CONSTRAINT {name} IF NOT EXISTS FOR (n:`{label}`) REQUIRE n.`id` IS UNIQUE"
