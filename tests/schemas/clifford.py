"""Pin and Spin groups as elements of Clifford algebras, for checks by numbers."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from tests.schemas.matrix_groups import Matrix, Rng, close, is_o


def _blades(n: int) -> range:
    return range(1 << n)


def clifford_product(a: Matrix, b: Matrix) -> Matrix:
    """The product in the Clifford algebra of a definite form, e_i^2 = 1; coefficients by bit mask of the blade."""
    result = np.zeros_like(a)
    for x in np.flatnonzero(np.abs(a) > 1e-14):
        for y in np.flatnonzero(np.abs(b) > 1e-14):
            swaps = sum(bin(int(x) >> (i + 1)).count("1") for i in range(int(y).bit_length()) if int(y) >> i & 1)
            result[x ^ y] += (-1) ** swaps * a[x] * b[y]
    return result


def random_pin(rng: Rng, n: int, factors: int | None = None) -> Matrix:
    """A product of unit vectors (an even number of them for Spin) in the Clifford algebra."""
    element = np.zeros(1 << n)
    element[0] = 1.0
    for _ in range(factors if factors is not None else int(rng.integers(1, 4))):
        v = rng.normal(size=n)
        vector = np.zeros(1 << n)
        vector[[1 << i for i in range(n)]] = v / np.linalg.norm(v)
        element = clifford_product(element, vector)
    return element


def reverse(a: Matrix) -> Matrix:
    """The element with the order of every product turned round."""
    result = a.copy()
    for x in _blades(len(a).bit_length() - 1):
        k = bin(x).count("1")
        result[x] *= (-1) ** (k * (k - 1) // 2)
    return result


def twisted_adjoint(a: Matrix) -> Matrix:
    """The orthogonal matrix by which an element of Pin(n) acts on vectors: v -> (+-a) v a^-1."""
    n = len(a).bit_length() - 1
    sign = np.array([(-1.0) ** bin(x).count("1") for x in _blades(n)])
    columns = []
    for i in range(n):
        v = np.zeros(1 << n)
        v[1 << i] = 1.0
        w = clifford_product(clifford_product(sign * a, v), reverse(a))
        columns.append(w[[1 << j for j in range(n)]])
    return np.array(columns).T


def pin_block(a: Matrix, child: tuple[int, ...], parent: tuple[int, ...]) -> Matrix:
    """The element in the Clifford algebra of a larger space."""
    result = np.zeros(1 << parent[0])
    result[: len(a)] = a
    return result


def in_pin(parent: tuple[int, ...]) -> Callable[[Matrix], bool]:
    """Of norm 1, and acting on vectors."""

    def member(a: Matrix) -> bool:
        norm = clifford_product(a, reverse(a))
        return close(norm, np.eye(len(a))[0]) and is_o(twisted_adjoint(a))

    return member


def in_spin(parent: tuple[int, ...]) -> Callable[[Matrix], bool]:
    """In Pin(n), and even."""

    def member(a: Matrix) -> bool:
        odd = [x for x in range(len(a)) if bin(x).count("1") % 2]
        return in_pin(parent)(a) and bool(np.abs(a[odd]).max() < 1e-9)

    return member


def random_spin(rng: Rng, n: int) -> Matrix:
    """A product of two unit vectors."""
    return random_pin(rng, n, 2)
