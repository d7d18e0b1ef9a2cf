"""``docs/schema.md``: labels, edge types and their properties, from ``schemas.graph``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from schemas import EDGES, NODES, SCHEMA_VERSION, EntityType
from schemas.graph import EdgeSpec, NodeSpec, Property
from tests.docs.queries_page import table

_HEAD = """<!-- Written by `python -m tests.docs` from schemas/graph.py; change that file, not this page. -->
# The graph's schema

Labels, edge types and properties are the same on both stores. `kg schema` prints them in the terminal, `kg schema
--json` for a program. This is version {version} of the schema; a graph that was written by another version is refused,
and `kg build` makes it anew.

![Labels and the edge types between them](images/schema.svg)

- A **claim** is one edge between two entities over all papers. `support` is the number of papers behind it.
- Each sentence behind a claim is an **`Evidence`** node with the claim's `claim_id`:
  `(:Paper)-[:STATES]->(:Evidence)-[:SUBJECT]->(head)` and `(:Evidence)-[:OBJECT]->(tail)`.
- Ids are made from content: the same paper or name has the same `id` in every build. `elementId()` is the store's own
  and changes.
- A property that is unknown is absent, which Cypher reads as `null`.
"""

_NODES = """## Nodes

`id` is unique within its label. "Index" is where a query may start from without reading all nodes of the label: equal
to a value, in a range, or (full text) by words, which `kg search` uses.
"""

_ENTITIES = """### Entities

{labels} have these properties in common:
"""

_EDGES = """## Edges

At most one edge of a type joins two nodes.
"""


def page() -> str:
    """The whole page."""
    return "\n".join([_HEAD.format(version=SCHEMA_VERSION), *_nodes(), *_edges()]).rstrip() + "\n"


def _nodes() -> Iterator[str]:
    yield _NODES
    entities = [NODES[t] for t in EntityType]
    common = [p for p in entities[0].properties if all(p in spec.properties for spec in entities)]
    told = False
    for label, spec in NODES.items():
        if spec not in entities:
            yield f"### {label}\n\n{_sentence(spec.meaning)}\n"
            yield from _properties(spec.properties, spec)
        elif not told:
            told = True
            yield _ENTITIES.format(labels=_listed(f"`{e.label}`" for e in entities))
            yield from table(("label", "what it is"), [(f"`{e.label}`", e.meaning) for e in entities])
            yield from _properties(common, spec)
            for entity in entities:
                if own := [p for p in entity.properties if p not in common]:
                    yield f"A `{entity.label}` has these, too:\n"
                    yield from _properties(own, entity)


def _properties(properties: Iterable[Property], spec: NodeSpec) -> Iterator[str]:
    index = {"id": "unique"} | dict.fromkeys(spec.indexed, "range") | dict.fromkeys(spec.fulltext, "full text")
    rows = [(f"`{p.name}`", p.type, p.meaning or "whether it is", index.get(p.name, "")) for p in properties]
    yield from table(("property", "type", "what it is", "index"), rows)


def _edges() -> Iterator[str]:
    yield _EDGES
    kinds: dict[str, list[EdgeSpec]] = {}
    for edge in EDGES:
        kinds.setdefault(edge.type, []).append(edge)
    rows = [(f"[`{type}`](#{type.lower()})", _ends(specs), specs[0].meaning) for type, specs in kinds.items()]
    yield from table(("type", "from and to", "what it says"), rows)
    for type, specs in kinds.items():
        yield f"### {type}\n\n{_ends(specs)}: {specs[0].meaning}.\n"
        properties = dict.fromkeys(p for spec in specs for p in spec.properties)
        if properties:
            yield from table(
                ("property", "type", "what it is"), [(f"`{p.name}`", p.type, p.meaning) for p in properties]
            )
        else:
            yield "It has no properties.\n"


def _ends(specs: list[EdgeSpec]) -> str:
    if all(spec.head == spec.tail for spec in specs) and len(specs) > 1:
        return f"two nodes of one label, {_listed(f'`{spec.head}`' for spec in specs)}"
    heads = _listed(dict.fromkeys(f"`{spec.head}`" for spec in specs))
    return f"{heads} → {_listed(dict.fromkeys(f'`{spec.tail}`' for spec in specs))}"


def _listed(words: Iterable[str]) -> str:
    *most, last = words
    return f"{', '.join(most)} or {last}" if most else last


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."
