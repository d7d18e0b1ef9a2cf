"""Every containment and isomorphism of finite groups up to order 200, checked with SymPy."""

from __future__ import annotations

import numpy as np
import pytest

from schemas.symmetry import LatticeClaim, load_ontology
from schemas.vocabulary import LatticeEdge
from tests.schemas.finite_groups import elements, embeddings, finite_group, is_normal, point_matrices

MORE = frozenset({"C_12", "C_16", "D_12", "D_1", "C_7", "D_7"})
ONTOLOGY = load_ontology(MORE)
LARGEST = 200


def _small(id: str) -> bool:
    group = ONTOLOGY.groups[id]
    return group.kind == "finite" and not group.is_family and group.order is not None and group.order <= LARGEST


CONTAINMENTS = [c for c in ONTOLOGY.subgroups if _small(c.head) and _small(c.tail) and c.head != "trivial"]
ISOMORPHISMS = [c for c in ONTOLOGY.others if c.type is LatticeEdge.ISOMORPHIC_TO and _small(c.head) and _small(c.tail)]


@pytest.mark.parametrize("id", [g.id for g in ONTOLOGY.groups.values() if _small(g.id)])
def test_order(id: str) -> None:
    """The order that the ontology says is the one of the group that SymPy builds; so is being abelian."""
    group = ONTOLOGY.groups[id]
    assert finite_group(id).order() == group.order
    assert finite_group(id).is_abelian == group.abelian


@pytest.mark.parametrize("claim", CONTAINMENTS, ids=lambda c: f"{c.head} in {c.tail}")
def test_containment(claim: LatticeClaim) -> None:
    """The smaller group embeds in the larger one, with the index that the edge says, normal as it says."""
    images = embeddings(claim.head, claim.tail)
    assert images, "no injective homomorphism"
    assert len(elements(claim.tail)) == int(str(claim.index)) * len(elements(claim.head))
    assert claim.normal in {is_normal(image, claim.tail) for image in images}


@pytest.mark.parametrize("claim", ISOMORPHISMS, ids=lambda c: f"{c.head} = {c.tail}")
def test_isomorphism(claim: LatticeClaim) -> None:
    """Equal orders and an injective homomorphism."""
    assert len(elements(claim.head)) == len(elements(claim.tail))
    assert embeddings(claim.head, claim.tail)


@pytest.mark.parametrize(
    ("small", "large"),
    [
        ("O", "I"),
        ("O_h", "I_h"),
        ("T_d", "I_h"),
        ("O", "I_h"),
        ("C_3", "C_4"),
        ("C_4", "K4"),
        ("C_4", "I_h"),
        ("C_2", "C_3"),
    ],
)
def test_no_containment(small: str, large: str) -> None:
    """Groups that do not embed have no edge for a reason: the search finds no embedding either."""
    assert embeddings(small, large) == []


@pytest.mark.parametrize("id", ["T", "O", "I"])
def test_rotation_groups_lie_in_so3(id: str) -> None:
    """T, O and I are made of rotations."""
    assert all(np.linalg.det(m) > 0 for m in point_matrices(id))


@pytest.mark.parametrize("id", ["T_d", "T_h", "O_h", "I_h", "C_i"])
def test_full_groups_do_not_lie_in_so3(id: str) -> None:
    """T_d, T_h, O_h, I_h and C_i hold improper elements, and all of their elements are orthogonal."""
    matrices = point_matrices(id)
    assert any(np.linalg.det(m) < 0 for m in matrices)
    assert all(np.allclose(m @ m.T, np.eye(3)) for m in matrices)


@pytest.mark.parametrize("lattice", [np.eye(2), np.array([[1, 0.5], [0, 0.75**0.5]])], ids=["square", "hexagonal"])
def test_wallpaper_stabilisers_keep_the_lattice(lattice: np.ndarray) -> None:
    """Quarter turns (square), sixth turns (hexagonal) and a mirror map the lattice onto itself."""
    parts = 4 if lattice[0, 1] == 0 else 6
    turn = 2 * np.pi / parts
    rotation = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    for a in (rotation, np.diag([1.0, -1.0])):
        coordinates = np.linalg.inv(lattice) @ a @ lattice
        assert np.allclose(coordinates, np.round(coordinates))
        assert abs(round(float(np.linalg.det(coordinates)))) == 1
