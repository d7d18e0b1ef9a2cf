"""A few lattice edges by hand, so that expected rows can be: the ontology's own lattice grows."""

from __future__ import annotations

from dataclasses import replace

from schemas import EdgeRow, GraphTables, LatticeEdge

GROUP = "SymmetryGroup"
_EDGES = (
    ("SUBGROUP_OF", "group:SO(3)", "group:SE(3)", "stabiliser of the origin"),
    ("SUBGROUP_OF", "group:SO(n)", "group:SE(n)", "stabiliser of the origin"),
    ("SUBGROUP_OF", "group:SE(n)", "group:E(n)", "index 2"),
    ("INSTANCE_OF", "group:SO(3)", "group:SO(n)", "n = 3"),
    ("INSTANCE_OF", "group:SE(3)", "group:SE(n)", "n = 3"),
)


def with_lattice(tables: GraphTables) -> GraphTables:
    """``tables`` with these lattice edges and the groups that papers mention, and a version of their own."""
    lattice = {edge.value for edge in LatticeEdge}
    nodes = {**tables.nodes, GROUP: [row for row in tables.nodes[GROUP] if row["support"]]}
    edges = {kind: rows for kind, rows in tables.edges.items() if kind[0] not in lattice}
    for type, head, tail, source in _EDGES:
        edges.setdefault((type, GROUP, GROUP), []).append(EdgeRow(head, tail, {"source": source}))
    meta = tables.meta
    assert meta is not None
    return GraphTables(nodes, edges, replace(meta, version=f"{meta.version}-lattice"))
