"""The part of a graph that is exported, read from its store a page at a time."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from kg.export.rows import PAGE, EdgeOut, NodeOut, Progress, batches
from kg.stores.base import GraphStore
from schemas import EDGES, NODES
from schemas.graph import EdgeKind, EdgeSpec, GraphMeta

EVIDENCE_EDGES = ("STATES", "SUBJECT", "OBJECT")
SECONDS = 300.0
"""Time for a page: a busy server may take long over it."""


class Part:
    """Which nodes and edges are exported; their properties stay in the store until they are written.

    Args:
        store: the graph; stays open.
        ids: ids of the nodes by label.
        edges: pairs of head and tail by kind of edge; None for all edges between the nodes. Edges of evidence come
            wherever their ends do.
        complete: whether this is all that the graph holds, so that a copy of it is the same graph.
        edge_total: number of edges, where it is known.
    """

    def __init__(
        self,
        store: GraphStore,
        ids: Mapping[str, Collection[str]],
        edges: Mapping[EdgeKind, Collection[tuple[str, str]]] | None = None,
        *,
        complete: bool = False,
        edge_total: int | None = None,
    ) -> None:
        self._store = store
        self.ids = {label: sorted(ids[label]) for label in NODES if ids.get(label)}
        self._chosen = edges
        self.complete = complete
        self.meta: GraphMeta | None = store.meta()
        self.progress: Progress = lambda what, done, total: None
        self._total = {"nodes": sum(map(len, self.ids.values())), "edges": edge_total}
        self.written = {"nodes": 0, "edges": 0}
        """How many nodes and edges were read so far."""

    def labels(self) -> list[str]:
        """Labels of the nodes, in the order of the schema."""
        return list(self.ids)

    def kinds(self) -> list[EdgeSpec]:
        """Kinds of edges that can join the nodes, in the order of the schema; there may be no edge of some."""
        return [spec for spec in EDGES if spec.head in self.ids and spec.tail in self.ids and self._has(spec)]

    def nodes(self, label: str | None = None) -> Iterator[NodeOut]:
        """Nodes of a label, or all of them label by label; by id."""
        if label is None:
            for each in self.ids:
                yield from self.nodes(each)
            return
        columns = ", ".join(f"n.`{p.name}` AS `{p.name}`" for p in NODES[label].properties)
        for page in batches(self.ids[label]):
            rows = self._ask(f"MATCH (n:{label}) WHERE n.id IN $ids RETURN {columns} ORDER BY id", page)
            self._advance("nodes", len(rows))
            for row in rows:
                yield NodeOut(label, row.pop("id"), row)

    def edges(self, spec: EdgeSpec | None = None) -> Iterator[EdgeOut]:
        """Edges of a kind, or all of them kind by kind; by the ids of head and tail."""
        if spec is None:
            for each in self.kinds():
                yield from self.edges(each)
            return
        kind = (spec.type, spec.head, spec.tail)
        chosen = None if self._chosen is None or spec.type in EVIDENCE_EDGES else set(self._chosen.get(kind, ()))
        tails = set(self.ids[spec.tail])
        heads = self.ids[spec.head] if chosen is None else sorted({head for head, _ in chosen})
        # Names of the schema never begin with an underscore, so the ends cannot meet a property.
        columns = "".join(f", c.`{p.name}` AS `{p.name}`" for p in spec.properties)
        for page in batches(heads):
            rows = self._ask(
                f"MATCH (a:{spec.head})-[c:{spec.type}]->(b:{spec.tail}) WHERE a.id IN $ids "
                f"RETURN a.id AS _head, b.id AS _tail{columns} ORDER BY _head, _tail",
                page,
            )
            for row in rows:
                head, tail = row.pop("_head"), row.pop("_tail")
                if tail in tails if chosen is None else (head, tail) in chosen:
                    self._advance("edges", 1)
                    yield EdgeOut(kind, head, tail, row)

    def _has(self, spec: EdgeSpec) -> bool:
        if self._chosen is None or spec.type in EVIDENCE_EDGES:
            return True
        return bool(self._chosen.get((spec.type, spec.head, spec.tail)))

    def _ask(self, cypher: str, ids: Collection[str]) -> list[dict[str, Any]]:
        rows = self._store.query(cypher, {"ids": list(ids)}, timeout=SECONDS).dicts()
        return [{name: value for name, value in row.items() if value is not None} for row in rows]

    def _advance(self, what: str, count: int) -> None:
        before = self.written[what]
        self.written[what] = before + count
        if before // PAGE != self.written[what] // PAGE or self.written[what] == self._total[what]:
            self.progress(what, self.written[what], self._total[what])
