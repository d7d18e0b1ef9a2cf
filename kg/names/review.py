"""Names that were nearly joined, for a person to decide: what touches most papers comes first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kg.names.decisions import Rule
from kg.stores.base import GraphStore
from schemas import EntityType

_OPEN = "MATCH (d:Decision) WHERE d.open RETURN properties(d) AS d"
_SUPPORT = "MATCH (n:{label}) WHERE n.id IN $ids RETURN n.id AS id, n.name AS name, n.support AS support"


@dataclass(frozen=True, slots=True)
class Candidate:
    """What a name may be: another node, and the papers and their share that say so."""

    id: str | None
    name: str
    type: str
    papers: int
    share: float


@dataclass(frozen=True, slots=True)
class Settlement:
    """An entry of ``curation.yaml`` without reason, author and date, and what it says."""

    says: str
    fields: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Question:
    """One name to decide on. ``papers`` counts those whose node would change, which are those of the node ``id``."""

    rule: Rule
    name: str
    type: str
    id: str
    papers: int
    candidates: tuple[Candidate, ...]
    settlements: tuple[Settlement, ...]
    examples: tuple[str, ...]


def questions(store: GraphStore, types: Sequence[EntityType] = tuple(EntityType)) -> list[Question]:
    """All near misses of the graph in ``store`` on names of ``types``, what touches most papers first.

    A short form that no paper writes without its long form is no question: nothing would change.
    """
    grouped: defaultdict[tuple[str, str, str], list[dict[str, Any]]] = defaultdict(list)
    wanted = {type.value for type in types}
    for (row,) in store.query(_OPEN, timeout=120.0).rows:
        if row.get("node") and row["form_type"] in wanted:
            # One abbreviation is one question, with a candidate for each sense.
            key = "" if row["rule"] == Rule.AMBIGUOUS else row["id"]
            grouped[row["rule"], row["node"], key].append(row)
    nodes = _nodes(store, grouped.values())
    out = [_question(rows, nodes) for rows in grouped.values()]
    return sorted((q for q in out if q), key=lambda q: (-q.papers, q.name.casefold(), q.id, q.rule.value))


def _nodes(store: GraphStore, groups: Any) -> dict[str, tuple[str, int]]:
    ids: defaultdict[str, set[str]] = defaultdict(set)
    for rows in groups:
        for row in rows:
            ids[row["form_type"]].add(row["node"])
            if row.get("target_node"):
                ids[row["target_type"]].add(row["target_node"])
    found: dict[str, tuple[str, int]] = {}
    # A name can have moved to a node of another type since: its id says which.
    every = sorted(set().union(*ids.values())) if ids else []
    for label in EntityType if every else ():
        for row in store.query(_SUPPORT.format(label=label.value), {"ids": every}, timeout=120.0).dicts():
            found[row["id"]] = (row["name"], row["support"])
    return found


def _question(rows: list[dict[str, Any]], nodes: dict[str, tuple[str, int]]) -> Question | None:
    first = rows[0]
    rule, node = Rule(first["rule"]), first["node"]
    ranked = sorted(rows, key=lambda r: (-r["papers"], r["target"]))
    ranked = [r for r in ranked if r.get("target_node") != node]
    if node not in nodes or not ranked:
        return None
    candidates = tuple(
        Candidate(
            r.get("target_node"),
            nodes.get(r.get("target_node", ""), (r["target"], 0))[0],
            r["target_type"],
            nodes.get(r.get("target_node", ""), ("", 0))[1] if rule is Rule.TYPE_SPLIT else r["papers"],
            r["share"],
        )
        for r in ranked
    )
    examples = tuple(dict.fromkeys(e for r in ranked for e in r.get("examples") or ()))[:5]
    name = first["form"]
    return Question(
        rule, name, first["form_type"], node, nodes[node][1], candidates, _settlements(rule, name, first, candidates),
        examples,
    )  # fmt: skip


def _settlements(rule: Rule, name: str, row: dict[str, Any], candidates: Sequence[Candidate]) -> tuple[Settlement, ...]:
    type = row["form_type"]
    if rule is Rule.TYPE_SPLIT:
        other = candidates[0].type
        return (
            Settlement(f"it is a {other}", {"retype": name, "to": other, "type": type}),
            Settlement(f"it is a {type}", {"retype": name, "to": type, "type": other}),
        )
    if rule in (Rule.AMBIGUOUS, Rule.RARE_EXPANSION):
        senses = [Settlement(f"it is {c.name}", {"alias": name, "of": c.name, "type": type}) for c in candidates]
    else:
        senses = [Settlement("they are one", {"merge": [c.name, name], "type": type}) for c in candidates]
    apart = Settlement("they stay apart", {"split": [name, *(c.name for c in candidates)], "type": type})
    return (*senses, apart)
