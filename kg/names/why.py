"""Why a written form leads to the nodes that it leads to, from a graph in a store."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from kg.lookup import EntityRef, find_entities
from kg.names.decisions import Rule
from kg.names.key import canonical_key
from kg.stores.base import GraphStore
from schemas import EntityType

_RETURNED = "RETURN properties(d) AS d"
_PAPERS = "MATCH (p:Paper) WHERE p.id IN $ids RETURN p.id AS id, p.title AS title ORDER BY id"
_NODES = (
    "MATCH (n:{label}) WHERE n.id IN $ids RETURN n.id AS id, n.name AS name, n.aliases AS aliases, "
    "n.support AS support, '{label}' AS type"
)


@dataclass(frozen=True, slots=True)
class Reason:
    """One decision, ready to be shown: see ``kg.names.Decision``; ``examples`` are (id, title)."""

    rule: Rule
    form: str
    form_type: str
    target: str
    target_type: str
    node: str | None
    target_node: str | None
    papers: int
    share: float
    examples: tuple[tuple[str, str], ...] = ()
    source: str = ""
    about: bool = False
    """Whether it decides on the form that was asked for, and not on another name of its node."""


@dataclass(frozen=True, slots=True)
class NodeReasons:
    """A node that a form leads to, and why; the reasons about the form come first."""

    id: str
    name: str
    type: EntityType
    support: int
    aliases: tuple[str, ...]
    met: tuple[Reason, ...]
    apart: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Why:
    """The answer: the nodes, and decisions on the form that no node has now (it is forbidden)."""

    asked: str
    nodes: tuple[NodeReasons, ...] = ()
    without_node: tuple[Reason, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.nodes or self.without_node)


@dataclass(slots=True)
class _Found:
    rows: dict[str, dict[str, Any]] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)


def why(store: GraphStore, name: str, types: Sequence[EntityType] = tuple(EntityType)) -> Why:
    """Which nodes ``name`` leads to, and every decision that brought it there or kept it away.

    Args:
        store: the graph; stays open.
        name: a form as somebody writes it, or a node's id.
        types: the types that are asked for.
    """
    entities = find_entities(store, name, types)
    keys = {type.value: canonical_key(name, type) for type in types}
    found = _Found()
    _decisions(store, [e.id for e in entities], keys, found)
    _titles(store, found)
    nodes = tuple(_of_node(store, name, entity, keys, found) for entity in entities)
    held = {e.id for e in entities}
    gone = [r for r in found.rows.values() if not held & {r.get("node"), r.get("target_node")}]
    return Why(name, nodes, tuple(_sorted(_reason(row, keys, found) for row in gone)))


def _decisions(store: GraphStore, ids: list[str], keys: dict[str, str], found: _Found) -> None:
    queries: list[tuple[str, dict[str, Any]]] = [
        (f"MATCH (d:Decision) WHERE d.{end} IN $ids {_RETURNED}", {"ids": ids}) for end in ("node", "target_node")
    ]
    queries += [
        (
            f"MATCH (d:Decision) WHERE d.{end}_key = $key AND d.{end}_type = $type {_RETURNED}",
            {"key": key, "type": type},
        )
        for type, key in keys.items()
        for end in ("form", "target")
    ]
    for cypher, params in queries:
        found.rows.update((row["id"], row) for (row,) in store.query(cypher, params).rows)


def _titles(store: GraphStore, found: _Found) -> None:
    ids = sorted({id for row in found.rows.values() for id in row.get("examples") or ()})
    found.titles.update((row["id"], row["title"]) for row in store.query(_PAPERS, {"ids": ids}).dicts() if ids)


def _reason(row: dict[str, Any], keys: dict[str, str], found: _Found) -> Reason:
    return Reason(
        rule=Rule(row["rule"]),
        form=row["form"],
        form_type=row["form_type"],
        target=row["target"],
        target_type=row["target_type"],
        node=row.get("node"),
        target_node=row.get("target_node"),
        papers=row["papers"],
        share=row["share"],
        examples=tuple((id, found.titles.get(id, id)) for id in row.get("examples") or ()),
        source=row.get("source", ""),
        about=any(keys.get(row[f"{end}_type"]) == row[f"{end}_key"] for end in ("form", "target")),
    )


def _sorted(reasons: Iterable[Reason]) -> list[Reason]:
    return sorted(reasons, key=lambda r: (not r.about, -r.papers, r.form, r.target, r.rule.value))


def _of_node(store: GraphStore, asked: str, entity: EntityRef, keys: dict[str, str], found: _Found) -> NodeReasons:
    (node,) = store.query(_NODES.format(label=entity.type.value), {"ids": [entity.id]}).dicts()
    names = (node["name"], *(node["aliases"] or ()))
    touching = [r for r in found.rows.values() if entity.id in (r.get("node"), r.get("target_node"))]
    reasons = _sorted(_reason(row, keys, found) for row in touching)
    key = keys.get(entity.type.value, "")
    if not any(r.about and r.rule.merges for r in reasons) and (seen := _unsaid(store, asked, entity, names, key)):
        reasons.insert(0, seen)
    met = tuple(r for r in reasons if r.rule.merges or r.rule in (Rule.RENAMED, Rule.HIDDEN))
    return NodeReasons(
        entity.id, entity.name, entity.type, entity.support, names[1:], met, tuple(r for r in reasons if r not in met)
    )


def _unsaid(store: GraphStore, asked: str, entity: EntityRef, names: Sequence[str], key: str) -> Reason | None:
    """The reason where no decision was needed: spellings of one key, or two names in one paper."""
    if asked.casefold() in (entity.name.casefold(), entity.id.casefold()):
        return None
    like = next((n for n in names if n != asked and canonical_key(n, entity.type) == key), None)
    rule = Rule.SPELLING if like else Rule.PAPER
    cypher = (
        f"MATCH (p:Paper)-[:MENTIONS]->(n:{entity.type.value} {{id: $id}}) "
        "WHERE p.title CONTAINS $form OR p.abstract CONTAINS $form RETURN p.id AS id, p.title AS title ORDER BY id"
    )
    form = next((n for n in names if n.casefold() == asked.casefold()), asked)
    papers = store.query(cypher, {"id": entity.id, "form": form}).dicts()
    type = entity.type.value
    return Reason(
        rule, form, type, like or entity.name, type, entity.id, entity.id, len(papers),
        round(len(papers) / max(1, entity.support), 4), tuple((p["id"], p["title"]) for p in papers[:5]), about=True,
    )  # fmt: skip
