"""What adding papers did to names: which nodes have another name or id than before, and where they went.

A graph that grows has the names of one that is built at once from all its papers. So a name can change: papers that
come later may settle an abbreviation, or write another form more often.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from kg.names.decisions import NameKey
from kg.names.display import NodeName
from kg.names.key import canonical_key
from kg.names.resolve import Names
from kg.stores.base import GraphStore
from schemas import EntityType


@dataclass(frozen=True, slots=True)
class NamedNode:
    """A node as a graph has it."""

    id: str
    name: str
    type: EntityType
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NameChange:
    """A node whose id or name is another than ``before``; ``after`` is the node that has its name now, if one has."""

    before: NamedNode
    after: NamedNode | None

    @property
    def says(self) -> str:
        """The change in a line."""
        old, new = self.before, self.after
        if new is None:
            return f"{old.name} ({old.type}) is no node now"
        if old.id == new.id:
            return f"{old.name} ({old.type}) is called {new.name} now"
        type = f", a {new.type}," if new.type is not old.type else ""
        name = new.name if new.name != old.name or type else f"{new.name} ({new.id})"
        return f"{old.name} ({old.type}) is in {name}{type} now"

    def as_json(self) -> dict[str, Any]:
        """The change for a program."""

        def node(n: NamedNode | None) -> dict[str, str] | None:
            return {"id": n.id, "name": n.name, "type": n.type.value} if n else None

        return {"before": node(self.before), "after": node(self.after), "says": self.says}


def named_nodes(store: GraphStore) -> list[NamedNode]:
    """The nodes with names that papers of the graph in ``store`` mention; none where it is empty."""
    if store.meta() is None:
        return []
    found = []
    for type in EntityType:
        query = f"MATCH (n:{type.value}) WHERE n.support > 0 RETURN n.id AS id, n.name AS name, n.aliases AS aliases"
        for row in store.query(query, timeout=600.0).dicts():
            found.append(NamedNode(row["id"], row["name"], type, tuple(row["aliases"] or ())))
    return found


def changes(before: Iterable[NamedNode], names: Names) -> list[NameChange]:
    """The nodes of ``before`` that ``names`` gives another id or name, by their old ids."""
    now = {named.id: _node(key, named) for key, named in names.nodes.items()}
    out = []
    for old in sorted(before, key=lambda n: n.id):
        new = now.get(old.id)
        if new is None:
            key = next((k for k in _keys(old) if k in names.keys), None)
            node = names.keys[key] if key is not None else None
            out.append(NameChange(old, _node(node, names.nodes[node]) if node is not None else None))
        elif new.name != old.name:
            out.append(NameChange(old, new))
    return out


def _node(key: NameKey, named: NodeName) -> NamedNode:
    return NamedNode(named.id, named.name, key.type, named.aliases)


def _keys(old: NamedNode) -> Iterator[NameKey]:
    """Where the node can be now: under its name, under an alias, under its name as another type."""
    for form in (old.name, *old.aliases):
        yield NameKey(old.type.value, canonical_key(form, old.type))
    for type in EntityType:
        if type not in (old.type, EntityType.SYMMETRY_GROUP):
            yield NameKey(type.value, canonical_key(old.name, type))
