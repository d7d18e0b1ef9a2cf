"""Every embedding of matrix groups, by numbers: a homomorphism, injective, with its image in the target."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from schemas.symmetry.edges import rules
from schemas.symmetry.formula import holds
from schemas.symmetry.model import Rule
from schemas.symmetry.ontology import families, table
from tests.schemas.clifford import random_pin, twisted_adjoint
from tests.schemas.embeddings import EMBEDDINGS, Parameter
from tests.schemas.matrix_groups import (
    close,
    in_so_plus,
    is_o,
    random_sl,
    random_su,
    unit_det,
)

LIE_RULES = [
    Rule.model_validate({k: str(v) if isinstance(v, bool) else v for k, v in row.items()})
    for row in table("subgroups-lie.toml")["subgroup"]
]
PAIRS = ((1, 2), (1, 3), (2, 2))


def parameters(family: str) -> list[Parameter]:
    """Parameters 2, 3, 4 (and 1 where the family has it), or a few signatures, or nothing for a single group."""
    if family not in families():
        return [()]
    if "(p,q)" in family:
        return list(PAIRS)
    return [(n,) for n in range(max(1, families()[family]["min"]), 9 if family in ("SO(n)", "SU(n)", "SL(n,R)") else 5)]


def cases() -> list[tuple[str, str, Parameter, Parameter]]:
    """All (child, parent, parameters of both) with n up to 4, where a rule holds; the parent may reach 8 (R^2n)."""
    found = []
    for rule in LIE_RULES:
        for child, parent in itertools.product(parameters(rule.child), parameters(rule.parent)):
            env = dict(zip(("m",) if len(child) == 1 else ("a", "b"), child, strict=False))
            env |= dict(zip(("n",) if len(parent) == 1 else ("p", "q"), parent, strict=False))
            small = not child or max(child) <= 4
            if small and holds(rule.holds, **env) and (rule.child != rule.parent or child != parent):
                found.append((rule.child, rule.parent, child, parent))
    return found


def test_every_rule_of_lie_groups_is_checked() -> None:
    """No rule of SUBGROUP_OF between Lie groups is without an embedding here, but that of Isom(M) in Diff(M)."""
    said = {(rule.child, rule.parent) for rule in LIE_RULES}
    assert said - set(EMBEDDINGS) == {("Isom(M)", "Diff(M)")}
    assert set(EMBEDDINGS) <= said
    assert len({(rule.child, rule.parent) for rule in rules()}) == len(rules())


@pytest.mark.parametrize(("child", "parent", "small", "large"), [c for c in cases() if c[1] != "Diff(M)"])
def test_embedding(child: str, parent: str, small: Parameter, large: Parameter) -> None:
    """The map keeps products, tells elements apart and lands in the parent."""
    e = EMBEDDINGS[child, parent]
    rng = np.random.default_rng(len(child) * 100 + sum(small) * 10 + sum(large))
    elements = [e.sample(rng, *small) for _ in range(4)]
    images = [e.image(x, small, large) for x in elements]
    member = e.member(large)
    assert all(member(y) for y in images)
    for (a, x), (b, y) in itertools.combinations(zip(elements, images, strict=True), 2):
        assert e.same(e.product(x, y), e.image(e.product(a, b), small, large))
        if not close(a, b, 1e-6):
            assert not e.same(x, y), "two elements have one image"


def _vector_map(act: list[np.ndarray], basis: list[np.ndarray]) -> np.ndarray:
    flat = np.array([b.ravel() for b in basis]).T
    return np.array([np.linalg.lstsq(flat, a.ravel(), rcond=None)[0] for a in act]).T.real


PAULI = [
    np.eye(2, dtype=complex),
    np.array([[0, 1], [1, 0]], dtype=complex),
    np.array([[0, -1j], [1j, 0]]),
    np.diag([1.0 + 0j, -1]),
]


def test_su2_covers_so3_twice() -> None:
    """Conjugation on traceless hermitian matrices maps SU(2) into SO(3), and A and -A to one rotation."""
    a = random_su(np.random.default_rng(1), 2)
    rotation = _vector_map([a @ s @ a.conj().T for s in PAULI[1:]], PAULI[1:])
    again = _vector_map([-a @ s @ -a.conj().T for s in PAULI[1:]], PAULI[1:])
    assert is_o(rotation)
    assert unit_det(rotation)
    assert close(rotation, again)


def test_sl2c_covers_the_restricted_lorentz_group_twice() -> None:
    """X -> A X A* on hermitian matrices keeps the Minkowski form, the arrow of time and orientation."""
    rng = np.random.default_rng(2)
    a = random_sl(rng, 2) @ random_su(rng, 2)
    boost = _vector_map([a @ s @ a.conj().T for s in PAULI], PAULI)
    assert in_so_plus(1, 3)(boost)
    assert close(boost, _vector_map([-a @ s @ -a.conj().T for s in PAULI], PAULI))


def test_sl2r_covers_so_plus_1_2_twice() -> None:
    """Conjugation on traceless real matrices keeps the form -det, of signature (1,2) up to sign."""
    a = random_sl(np.random.default_rng(3), 2)
    basis = [np.array([[0.0, 1], [-1, 0]]), np.diag([1.0, -1]), np.array([[0.0, 1], [1, 0]])]
    moved = _vector_map([a @ s @ np.linalg.inv(a) for s in basis], basis)
    assert in_so_plus(1, 2)(moved)
    assert close(moved, _vector_map([(-a) @ s @ np.linalg.inv(-a) for s in basis], basis))


def test_su2_twice_covers_so4() -> None:
    """The map x -> p x q* on quaternions is a rotation of R^4, the same one for (p, q) and (-p, -q)."""
    rng = np.random.default_rng(4)
    p, q = random_su(rng, 2), random_su(rng, 2)
    quaternions = [PAULI[0], *(1j * s for s in PAULI[1:])]
    rotation = _vector_map([p @ s @ q.conj().T for s in quaternions], quaternions)
    assert is_o(rotation)
    assert unit_det(rotation)
    assert close(rotation, _vector_map([-p @ s @ -q.conj().T for s in quaternions], quaternions))


@pytest.mark.parametrize("n", [2, 3, 4])
def test_spin_and_pin_cover_so_and_o_twice(n: int) -> None:
    """The twisted adjoint action of Pin(n) is orthogonal, of determinant 1 on Spin(n), and blind to the sign."""
    rng = np.random.default_rng(n)
    for factors in (1, 2, 3):
        a = random_pin(rng, n, factors)
        action = twisted_adjoint(a)
        assert is_o(action)
        assert unit_det(action) == (factors % 2 == 0)
        assert close(action, twisted_adjoint(-a))
