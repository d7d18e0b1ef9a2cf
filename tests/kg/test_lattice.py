"""The lattice of symmetry groups: rows for the graph, joins, the diagram, and the named queries over it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import networkx as nx
import pytest

from kg.lattice import Lattice, hasse, lattice, lattice_tables, node_id, smallest_containing, subgroups_of
from kg.queries import run_named
from kg.stores import GraphStore
from schemas import EDGES, NODES, GraphTables, LatticeEdge
from tests.conftest import reading

KIND = "SymmetryGroup"


def test_rows_fit_the_schema() -> None:
    """Every property of a row is one that the schema lists, with an id made from the name and no None."""
    rows, edges = lattice_tables({"SO(7)"})
    known = {p.name for p in NODES[KIND].properties}
    assert all(set(row) <= known and None not in row.values() for row in rows)
    assert all(row["id"] == "group:" + row["name"] for row in rows)
    specs = {(e.type, e.head, e.tail): {p.name for p in e.properties} for e in EDGES}
    assert set(edges) == {(edge.value, KIND, KIND) for edge in LatticeEdge}
    ids = {row["id"] for row in rows}
    for kind, found in edges.items():
        assert found
        for edge in found:
            assert set(edge.properties) <= specs[kind]
            assert None not in edge.properties.values()
            assert edge.properties["source"]
            assert {edge.head, edge.tail} <= ids


def test_rows_are_the_same_in_every_build() -> None:
    """Equal input gives equal rows in the same order, whether ids have their prefix or not."""
    assert lattice_tables({"SO(7)", "C_16"}) == lattice_tables({"group:C_16", "group:SO(7)"})


def test_named_groups_join_the_lattice() -> None:
    """A member or product that a paper names gets a node, edges and its family; an unknown name gets none."""
    rows, edges = lattice_tables({"SO(7)", "SE(3) x S_n", "tissue deformations"})
    names = {row["name"] for row in rows}
    assert {"SO(7)", "SE(3) x S_n"} <= names
    assert "tissue deformations" not in names
    subgroup = {(e.head, e.tail) for e in edges["SUBGROUP_OF", KIND, KIND]}
    assert ("group:SE(3)", "group:SE(3) x S_n") in subgroup
    assert ("group:SO(7)", "group:SO(n)") in {(e.head, e.tail) for e in edges["INSTANCE_OF", KIND, KIND]}


def test_subgroup_edges_are_transitively_reduced() -> None:
    """No SUBGROUP_OF edge follows from the others."""
    _, edges = lattice_tables({"SO(7)", "C_16", "S_7"})
    graph = nx.DiGraph((e.head, e.tail) for e in edges["SUBGROUP_OF", KIND, KIND])
    assert nx.is_directed_acyclic_graph(graph)
    assert set(nx.transitive_reduction(graph).edges) == set(graph.edges)
    assert nx.has_path(graph, "group:SO(2)", "group:SO(3)")
    assert nx.has_path(graph, "group:SO(3)", "group:SE(3)")
    assert nx.has_path(graph, "group:SE(3)", "group:E(3)")


def test_subgroups_of() -> None:
    """The closure downwards; by inclusions alone a mirror of the plane is no rotation of space."""
    assert {"SO(2)", "O(2)", "C_4", "T", "O", "I", "trivial"} <= subgroups_of("SO(3)")
    assert "SO(3)" not in subgroups_of("SO(3)")
    assert "O(2)" not in subgroups_of("SO(3)", literal=True)
    assert "SO(2)" in subgroups_of("SO(3)", literal=True)
    assert "O(2)" in subgroups_of("O(3)", literal=True)
    assert "C_24" in subgroups_of("group:C_48") or "C_8" in subgroups_of("group:C_48")
    assert subgroups_of("no group") == set()


@pytest.mark.parametrize(
    ("groups", "smallest"),
    [
        ({"SO(3)", "T(3)"}, ["SE(3)"]),
        ({"O(2)", "T(2)"}, ["E(2)"]),
        ({"SO(3)"}, ["SO(3)"]),
        ({"E(3)", "SO+(1,3)"}, ["ISO(1,3)"]),
        ({"SO(n)", "T(n)"}, ["SE(n)"]),
        ({"C_4", "C_6"}, ["SO(2)"]),
        ({"R_{>0}", "E(3)"}, ["Sim(3)"]),
        ({"S_n", "nothing"}, []),
        (set(), []),
    ],
)
def test_smallest_containing(groups: set[str], smallest: list[str]) -> None:
    """The least known groups that hold all the given ones."""
    found = smallest_containing(groups)
    assert found[: len(smallest)] == smallest if groups == {"C_4", "C_6"} else found == smallest


def test_a_circle_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Data in which two groups contain each other never becomes a lattice."""
    ontology = lattice().ontology
    claim = ontology.subgroups[0]
    turned = claim.model_copy(update={"head": claim.tail, "tail": claim.head})
    monkeypatch.setattr(ontology, "subgroups", (*ontology.subgroups, turned))
    with pytest.raises(ValueError, match="in a circle"):
        Lattice()


def test_hasse_folds_families() -> None:
    """Members stand in their family's node until a paper names them or the family is unfolded."""
    picture = hasse({"group:SO(3)": 5, "S_n": 9})
    nodes = {node.name: node for node in picture.nodes}
    assert nodes["SO(3)"].papers == 5
    assert "SO(4)" not in nodes
    assert ("SO(4)", 0) in nodes["SO(n)"].folded
    assert "SO(4)" in {node.name for node in hasse({}, unfold=["SO(n)"]).nodes}
    assert {node.name for node in hasse({"SO(3)": 5}, whole=False).nodes} == {"SO(3)", "SO(n)"}


def test_hasse_layers_rise() -> None:
    """Every subgroup stands in a lower layer than the group above it, and no line follows from others."""
    picture = hasse({"SO(2)": 1, "SO(3)": 5, "SE(3)": 2, "E(3)": 1, "C_4": 1, "SO(7)": 1})
    layer = {node.id: node.layer for node in picture.nodes}
    lines = [(e.lower, e.upper) for e in picture.edges if e.type is LatticeEdge.SUBGROUP_OF]
    assert all(layer[low] < layer[high] for low, high in lines)
    assert layer["group:trivial"] == 0
    assert (node_id("SE(3)"), node_id("E(3)")) in lines
    assert (node_id("SO(2)"), node_id("E(3)")) not in lines


@pytest.fixture(scope="module")
def lattice_store(
    store_kind: str,
    empty_store: Callable[[str], GraphStore],
    golden_tables: GraphTables,
    request: pytest.FixtureRequest,
) -> Iterator[GraphStore]:
    """The golden graph with the lattice, on each kind of store."""
    named = {row["id"] for row in golden_tables.nodes[KIND]}
    rows, edges = lattice_tables(named)
    known = {row["id"]: row for row in rows} | {row["id"]: row for row in golden_tables.nodes[KIND]}
    nodes = {**golden_tables.nodes, KIND: sorted(known.values(), key=lambda row: row["id"])}
    tables = GraphTables(nodes, {**golden_tables.edges, **edges}, golden_tables.meta)
    with empty_store(store_kind) as writer:
        writer.write(tables)
        url = writer.url
    with reading(url, request) as store:
        yield store


def test_closure_in_cypher_is_the_closure_in_python(lattice_store: GraphStore) -> None:
    """``SUBGROUP_OF*`` reaches the same groups as ``subgroups_of``, whatever the store."""
    for group in ("SO(3)", "E(3)", "O(2)", "S_4"):
        rows = lattice_store.query(
            "MATCH (s:SymmetryGroup)-[:SUBGROUP_OF*1..24]->(:SymmetryGroup {id: $id}) RETURN DISTINCT s.name AS name",
            {"id": node_id(group)},
        ).rows
        assert {name for (name,) in rows} == set(lattice().below(group))


def test_smallest_group_over(lattice_store: GraphStore) -> None:
    """The query finds the same least groups as Python; a name that is no group gives nothing."""
    for groups in ("SO(3); T(3)", "C_4;C_3", "group:E(3); SO+(1,3)", "E(2)"):
        rows = run_named(lattice_store, "smallest-group-over", {"groups": groups}).dicts()
        found = {row["group"] for row in rows}
        expected = set(smallest_containing([g.strip() for g in groups.split(";")]))
        assert {name for name in found if not lattice().groups[name].is_family} == expected
    assert run_named(lattice_store, "smallest-group-over", {"groups": "SO(3); nothing"}).rows == []


def test_uncovered_subgroups(lattice_store: GraphStore) -> None:
    """Subgroups of what a method for the task respects are covered; the others are listed."""
    params = {"group": "E(3)", "task": "point cloud classification"}
    missing = {row["subgroup"] for row in run_named(lattice_store, "uncovered-subgroups", params).dicts()}
    assert "SO(2)" not in missing, "an SE(3)-Transformer classifies point clouds"
    assert {"O(3)", "C_i"} <= missing, "nothing there respects the inversion"
    other = run_named(lattice_store, "uncovered-subgroups", {**params, "task": "image classification"}).dicts()
    assert missing < {row["subgroup"] for row in other}


def test_a_family_holds_its_members(lattice_store: GraphStore) -> None:
    """Asked for SO(n), the closure lists methods for SO(3) and SE(3) last, marked; asked for SO(3), it marks none."""
    rows = run_named(lattice_store, "equivariant-methods-closure", {"group": "SO(n)"}).dicts()
    assert [(row["method"], row["member"], row["chain"]) for row in rows] == [
        ("graph neural networks", False, ["SO(n)"]),
        ("EGNN", False, ["SO(n)", "O(n)", "E(n)"]),
        ("LieFlow", True, ["SO(n)", "SO(3)"]),
        ("Equivariant Attention", True, ["SO(n)", "SE(n)", "SE(3)"]),
        ("SE(3)-Transformer", True, ["SO(n)", "SE(n)", "SE(3)"]),
    ]
    assert all(row["steps"] == len(row["chain"]) - 1 for row in rows)
    above = run_named(lattice_store, "equivariant-methods-closure", {"group": "SO(3)"}).dicts()
    assert {row["stated_for"] for row in above} == {"SO(3)", "SE(3)", "SO(n)", "E(n)"}
    assert not any(row["member"] for row in above)


def test_a_member_is_no_subgroup_of_another(lattice_store: GraphStore) -> None:
    """A family of a group that is asked for leads no further down: S_n to no rotation, SE(2) to no method for SE(3)."""
    for group, stated in (("S_n", {"S_n", "E(n)"}), ("SE(4)", {"E(n)"}), ("T(4)", {"E(n)"})):
        rows = run_named(lattice_store, "equivariant-methods-closure", {"group": group}).dicts()
        assert {row["stated_for"] for row in rows} == stated


def test_methods_of_a_task_for_members_of_a_family(lattice_store: GraphStore) -> None:
    """Asked for SE(n) and a task, methods for SE(3) come behind those for E(n), marked."""
    params = {"group": "SE(n)", "task": "molecular property prediction"}
    rows = run_named(lattice_store, "equivariant-methods-for-task", params).dicts()
    assert [(row["stated_for"], row["member"]) for row in rows] == [("E(n)", False), ("SE(3)", True), ("SE(3)", True)]


def test_symmetry_over_time(lattice_store: GraphStore) -> None:
    """Papers by group and year, without a group that no paper names."""
    rows = run_named(lattice_store, "symmetry-over-time").dicts()
    assert {(row["group"], row["year"], row["papers"]) for row in rows} >= {("E(n)", 2021, 1), ("SE(3)", 2021, 1)}
    assert all(row["papers"] for row in rows)
