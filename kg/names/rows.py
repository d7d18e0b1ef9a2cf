"""Decisions about names as rows of the graph.

They stand in the graph itself, as ``(:Decision)`` nodes, and not in a file beside it: so they are published with it in
one step, are there for every store and every reader of a server, and can be asked for in Cypher. Making them anew from
the papers would need the extractions, which a graph does not hold and another machine has no cache of. The price is
one small node for each decision, about one for every eight entities of the graph.
"""

from __future__ import annotations

from kg.names.decisions import Decision, NameKey
from kg.names.resolve import Names
from schemas import Row, digest


def decision_rows(names: Names) -> list[Row]:
    """One row for each decision of ``names``, as ``schemas.graph`` describes them; no two have one id."""
    rows = {row["id"]: row for decision in names.decisions for row in (_row(decision, names),)}
    return list(rows.values())


def _row(decision: Decision, names: Names) -> Row:
    form, target = decision.form, decision.target
    row: Row = {
        "id": digest(decision.rule.value, *form, *target),
        "rule": decision.rule.value,
        "merges": decision.rule.merges,
        "open": decision.rule.near_miss,
        "form": names.surface.get(form, form.key),
        "form_type": form.label,
        "form_key": form.key,
        "target": names.surface.get(target, target.key),
        "target_type": target.label,
        "target_key": target.key,
        "papers": decision.papers,
        "share": round(decision.share, 4),
        "examples": list(decision.examples),
    }
    for name, key in (("node", form), ("target_node", target)):
        if (id := _node(key, names)) is not None:
            row[name] = id
    if decision.source:
        row["source"] = decision.source
    return row


def _node(key: NameKey, names: Names) -> str | None:
    node = names.keys.get(key)
    return names.nodes[node].id if node is not None else None
