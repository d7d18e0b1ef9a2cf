"""The ontology as a whole: what it holds, what it must not say, where each edge is from."""

from __future__ import annotations

import time

import networkx as nx
import pytest

from schemas.symmetry import LatticeClaim, SymmetryGroup, canonical_group_id, group, load_ontology
from schemas.symmetry.formula import value
from schemas.vocabulary import LatticeEdge

NAMED = frozenset({"SO(7)", "C_16", "SE(3) x S_n", "SU(5)", "O(1,2)", "E(2,3)", "Sp(6,R)", "S_7", "S_30"})
ONTOLOGY = load_ontology(NAMED)
GRAPH: nx.DiGraph = nx.DiGraph((c.head, c.tail) for c in ONTOLOGY.subgroups)
CLOSURE = nx.transitive_closure(GRAPH)

ROWS = [
    "trivial",
    "T(n)",
    "Z^n",
    "SO(2)",
    "O(2)",
    "SO(3)",
    "O(3)",
    "SO(n)",
    "O(n)",
    "SE(2)",
    "E(2)",
    "SE(3)",
    "E(3)",
    "SE(n)",
    "E(n)",
    "Sim(n)",
    "R_{>0}",
    "Aff(n)",
    "GL(n,R)",
    "SL(n,R)",
    "PGL(n,R)",
    "Sp(2n,R)",
    "USp(2n)",
    "U(1)",
    "U(n)",
    "SU(2)",
    "SU(3)",
    "SU(n)",
    "Spin(n)",
    "Pin(n)",
    "SL(2,C)",
    "SO+(1,3)",
    "O(1,3)",
    "O(p,q)",
    "SO(p,q)",
    "ISO(1,3)",
    "E(p,q)",
    "Gal(3)",
    "Conf(n)",
    "C_n",
    "C_2",
    "C_i",
    "D_n",
    "K4",
    "S_n",
    "A_n",
    "B_n",
    "T",
    "O",
    "I",
    "T_d",
    "T_h",
    "O_h",
    "I_h",
    "p4",
    "p4m",
    "p6",
    "p6m",
    "Aut(G)",
    "Gauge(P)",
    "Diff(M)",
    "Isom(M)",
]

FORBIDDEN = [
    ("E(3)", "SE(3)"),
    ("O(3)", "SE(3)"),
    ("O(3)", "SO(3)"),
    ("SO(3)", "SU(2)"),
    ("SO+(1,3)", "SL(2,C)"),
    ("S_2", "SO(2)"),
    ("S_3", "SO(3)"),
    ("S_4", "SO(4)"),
    ("S_n", "SO(n)"),
    ("O", "I"),
    ("O_h", "I_h"),
    ("T_d", "I_h"),
    ("O", "I_h"),
    ("T_d", "SO(3)"),
    ("C_3", "C_4"),
    ("C_4", "K4"),
    ("p4", "p6m"),
    ("p4m", "SE(2)"),
    ("D_2", "SO(2)"),
    ("D_3", "SO(2)"),
    ("D_4", "SO(2)"),
    ("D_n", "SO(2)"),
    ("SO+(1,3)", "O(2)"),
    ("SO+(1,3)", "O(3)"),
    ("SO+(1,3)", "O(4)"),
    ("SO+(1,3)", "O(n)"),
    ("GL(2,R)", "Sim(2)"),
    ("GL(3,R)", "Sim(3)"),
    ("GL(n,R)", "Sim(n)"),
    ("ISO(1,3)", "E(4)"),
    ("USp(4)", "Sp(4,R)"),
    ("Sp(4,R)", "USp(4)"),
    ("USp(2n)", "Sp(2n,R)"),
    ("Aut(G)", "SO(3)"),
    ("I", "point groups"),
    ("SE(n)", "SO(n)"),
    ("C_2", "C_3"),
    ("C_2", "C_5"),
    ("A_5", "SO(3)"),
    ("Pin(3)", "Spin(3)"),
]


def test_all_rows_are_there() -> None:
    """Each group and family of the written list is a node whose name is its id."""
    assert [id for id in ROWS if id not in ONTOLOGY.groups] == []
    assert all(id == each.id for id, each in ONTOLOGY.groups.items())


def test_acyclic() -> None:
    """No group contains itself by a detour."""
    assert nx.is_directed_acyclic_graph(GRAPH)


@pytest.mark.parametrize(("small", "large"), FORBIDDEN)
def test_forbidden_edge_is_absent_from_the_closure(small: str, large: str) -> None:
    """What must not be an edge does not follow from the edges either."""
    assert {small, large} <= set(ONTOLOGY.groups)
    assert not CLOSURE.has_edge(small, large)


@pytest.mark.parametrize(
    ("small", "large"),
    [
        ("SO(2)", "SO(3)"),
        ("SO(3)", "SE(3)"),
        ("SE(3)", "E(3)"),
        ("SO(2)", "E(3)"),
        ("O(2)", "SO(3)"),
        ("E(2)", "SE(3)"),
        ("C_4", "C_16"),
        ("C_8", "SO(3)"),
        ("D_4", "O(3)"),
        ("S_4", "O(4)"),
        ("SE(3)", "ISO(1,3)"),
        ("SE(3)", "Gal(3)"),
        ("U(1)", "SU(3)"),
        ("SU(2)", "SL(2,C)"),
        ("SO(3)", "SO(7)"),
        ("E(3)", "Conf(3)"),
        ("SO(n)", "Aff(n)"),
        ("C_n", "O(2)"),
        ("SE(3)", "SE(3) x S_n"),
        ("Z^2", "SE(2)"),
        ("p4m", "E(2)"),
        ("I_h", "E(3)"),
        ("SU(3)", "SU(5)"),
    ],
)
def test_containment_follows(small: str, large: str) -> None:
    """Containments that every reader expects follow from the edges."""
    assert CLOSURE.has_edge(small, large)


def _all() -> list[LatticeClaim]:
    return [*ONTOLOGY.subgroups, *ONTOLOGY.others]


def test_each_edge_shows_its_source() -> None:
    """No edge without a source or a proof in one line; its ends are groups of the ontology."""
    assert [c for c in _all() if len(c.source) < 8 or "\n" in c.source] == []
    assert [
        c for c in _all() if c.head not in ONTOLOGY.groups or c.tail not in ONTOLOGY.groups or c.head == c.tail
    ] == []


def test_one_edge_of_a_type_between_two_groups() -> None:
    """A store merges edges by their ends: two claims of a type never share them."""
    keys = [(c.type, c.head, c.tail) for c in _all()]
    assert len(keys) == len(set(keys))


def test_subgroup_edges_are_complete() -> None:
    """SUBGROUP_OF says via and map; SEMIDIRECT its role; both factors of a semidirect product are there."""
    assert all(c.via and c.map for c in ONTOLOGY.subgroups)
    factors = [c for c in ONTOLOGY.others if c.type is LatticeEdge.SEMIDIRECT]
    assert {c.role for c in factors} == {"normal", "complement"}
    for role in ("normal", "complement"):
        assert len({c.tail for c in factors}) == len([c for c in factors if c.role == role])


def test_index_and_dimension_agree() -> None:
    """Finite index means equal dimension and infinite index a smaller or a discrete group; normal is said for both."""
    for c in ONTOLOGY.subgroups:
        small, large = ONTOLOGY.groups[c.head], ONTOLOGY.groups[c.tail]
        if c.index and c.index.isdigit() and small.dim is not None and large.dim is not None:
            assert small.dim == large.dim, c
        if c.index == "infinite" and small.dim is not None and large.dim is not None and large.dim:
            assert small.dim < large.dim, c
        if small.dim is not None and large.dim is not None:
            assert small.dim <= large.dim, c
        assert c.index != "infinite" or large.kind != "finite", c
        if c.index == "2" and c.normal is not None:
            assert c.normal, "a subgroup of index 2 is normal"
        if large.abelian:
            assert small.abelian, c
            assert c.normal is not False, c
        if large.compact and not large.is_family and c.index != "infinite":
            assert small.compact, c


@pytest.mark.parametrize(
    ("id", "dim", "order", "compact", "abelian", "connected"),
    [
        ("SO(2)", 1, None, True, True, True),
        ("SO(3)", 3, None, True, False, True),
        ("O(2)", 1, None, True, False, False),
        ("SO(4)", 6, None, True, False, True),
        ("E(3)", 6, None, False, False, False),
        ("SE(2)", 3, None, False, False, True),
        ("Sim(3)", 7, None, False, False, False),
        ("Aff(3)", 12, None, False, False, False),
        ("SU(3)", 8, None, True, False, True),
        ("Sp(4,R)", 10, None, False, False, True),
        ("SO+(1,3)", 6, None, False, False, True),
        ("ISO(1,3)", 10, None, False, False, False),
        ("Conf(3)", 10, None, False, False, False),
        ("U(1)", 1, None, True, True, True),
        ("PGL(3,R)", 8, None, False, False, True),
        ("PGL(2,R)", 3, None, False, False, False),
        ("C_8", None, 8, True, True, False),
        ("D_4", None, 8, True, False, False),
        ("S_4", None, 24, True, False, False),
        ("A_5", None, 60, True, False, False),
        ("B_3", None, 48, True, False, False),
        ("SL(2,C)", 6, None, False, False, True),
        ("T(3)", 3, None, False, True, True),
    ],
)
def test_facts(id: str, dim: int | None, order: int | None, compact: bool, abelian: bool, connected: bool) -> None:
    """Dimension, order and topology of members are those of the textbooks."""
    found = group(id)
    assert found is not None
    assert (found.dim, found.order, found.compact, found.abelian, found.connected) == (
        dim,
        order,
        compact,
        abelian,
        connected,
    )


def test_members_of_any_size_on_demand() -> None:
    """A member that no file lists is made when asked for; what is no group is None."""
    assert group("SO(128)").dim == 8128  # type: ignore[union-attr]
    assert group("C_1000").order == 1000  # type: ignore[union-attr]
    assert [group(id) for id in ("SO(1)", "SO(0)", "C_1", "SO(99999)", "O(3,1)", "X_4", "Sp(5,R)", "")] == [None] * 8


def test_products() -> None:
    """A product knows its factors, its dimension is their sum, and C_2 x C_2 is the Klein four-group."""
    product = group("SE(3) x SO(2)")
    assert product is not None
    assert (product.dim, product.factors, product.connected) == (7, ("SE(3)", "SO(2)"), True)
    assert group("S_4 x C_2").order == 48  # type: ignore[union-attr]
    assert canonical_group_id("C_2 x C_2") == "K4"


def test_id_names_its_group() -> None:
    """The id of each group is read as that group, and most aliases are."""
    assert [id for id in ONTOLOGY.groups if canonical_group_id(id) != id] == []
    aliases = [(a, g.id) for g in ONTOLOGY.groups.values() for a in g.aliases]
    wrong = {a for a, id in aliases if canonical_group_id(a) not in (id, None)}
    unread = {a for a, id in aliases if canonical_group_id(a) is None}
    assert wrong == {"rotations and inversion"}, "O(3) where 3D is said, else O(n)"
    assert unread == {"R^n", "R^2", "R^3", "p1", "O(1)"}, "these mean something else far more often"


def test_json_round_trip() -> None:
    """A group and an edge survive JSON."""
    for each in ONTOLOGY.groups.values():
        assert SymmetryGroup.model_validate_json(each.model_dump_json()) == each
    for claim in _all():
        assert LatticeClaim.model_validate_json(claim.model_dump_json()) == claim


def test_loading_is_fast() -> None:
    """The ontology is there in well under a second, so that a command may load it at its start."""
    start = time.perf_counter()
    load_ontology(frozenset({"SO(11)"}))
    assert time.perf_counter() - start < 1.5


def test_formulas_are_arithmetic_alone() -> None:
    """A formula of the data files computes; anything else in it is refused."""
    assert value("2^n * factorial(n)", n=3) == 48
    with pytest.raises(ValueError, match="no formula"):
        value("__import__('os').getpid().real")
