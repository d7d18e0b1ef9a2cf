"""The names that matter most, in memory: for what an index of a store cannot answer while somebody types.

The best supported entities of each type are loaded once for a version of a graph; how long that takes does not grow
with the graph. Rarer names are found by the store's full-text index.
"""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process

from kg.lookup.models import EntityRef
from kg.stores.base import GraphStore
from schemas import EntityType

_LEAST = (30, 10, 5, 3, 2, 1)
"""Bounds on support that are tried in turn for the entities of a type."""
PER_TYPE = 4_000
"""Entities of each type that are kept, the best supported first."""


@dataclass(slots=True)
class NameTable:
    """Entities by their names and aliases, case folded."""

    entities: list[EntityRef] = field(default_factory=list)
    by_key: dict[str, list[int]] = field(default_factory=dict)
    written: dict[str, str] = field(default_factory=dict)
    keys: list[str] = field(default_factory=list)

    def add(self, entity: EntityRef, aliases: Sequence[str]) -> None:
        """Take an entity in; ``finish`` must follow the last."""
        place = len(self.entities)
        self.entities.append(entity)
        for alias in dict.fromkeys((entity.name, *aliases)):
            key = fold(alias)
            self.written.setdefault(key, alias)
            places = self.by_key.setdefault(key, [])
            if place not in places:
                places.append(place)

    def finish(self) -> None:
        """Sort what ``starting`` searches."""
        self.keys = sorted(self.by_key)

    def exact(self, text: str) -> list[EntityRef]:
        """Entities with that name or alias, in any case."""
        return [self.entities[i] for i in self.by_key.get(fold(text), ())]

    def starting(self, text: str) -> Iterator[tuple[EntityRef, str]]:
        """Entities with a name or alias that starts so, and that name; in no order, an entity may come twice."""
        prefix = fold(text)
        at = bisect_left(self.keys, prefix)
        while at < len(self.keys) and self.keys[at].startswith(prefix):
            for place in self.by_key[self.keys[at]]:
                yield self.entities[place], self.written[self.keys[at]]
            at += 1

    def alike(self, text: str, limit: int, cutoff: float = 72.0) -> list[tuple[EntityRef, str, float]]:
        """Entities with a name or alias spelt nearly so, that name, and a likeness up to 100; the most alike first."""
        found = process.extract(fold(text), self.keys, scorer=fuzz.ratio, limit=limit, score_cutoff=cutoff)
        return [(self.entities[i], self.written[key], score) for key, score, _ in found for i in self.by_key[key]]


def fold(text: str) -> str:
    """``text`` for comparing names: case and runs of spaces do not count."""
    return " ".join(text.casefold().split())


_tables: OrderedDict[tuple[str, str], NameTable] = OrderedDict()
_guard = threading.Lock()


def name_table(store: GraphStore) -> NameTable:
    """The names of the graph in ``store``; loaded when it is first asked for and kept for four versions of graphs."""
    meta = store.meta()
    key = (store.url, meta.version if meta else "")
    with _guard:
        table = _tables.get(key)
        if table is None:
            table = _tables[key] = _load(store)
            while len(_tables) > 4:
                _tables.popitem(last=False)
        _tables.move_to_end(key)
        return table


def _load(store: GraphStore) -> NameTable:
    table = NameTable()
    for type in EntityType:
        # The bound on support lets both stores take the best from their index instead of sorting all entities.
        counted = f"MATCH (n:{type}) WHERE n.support >= $least RETURN n.id LIMIT {PER_TYPE}"
        least = next((n for n in _LEAST if len(store.query(counted, {"least": n}).rows) == PER_TYPE), 0)
        query = (
            f"MATCH (n:{type}) WHERE n.support >= $least "
            "RETURN n.id AS id, n.name AS name, n.support AS support, n.aliases AS aliases "
            f"ORDER BY n.support DESC LIMIT {PER_TYPE}"
        )
        for row in store.query(query, {"least": least}).dicts():
            entity = EntityRef(id=row["id"], name=row["name"], type=type, support=row["support"] or 0)
            table.add(entity, row["aliases"] or ())
    table.finish()
    return table
