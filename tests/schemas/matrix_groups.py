"""Matrix groups for checks by numbers: random elements, and whether a matrix belongs to a group."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[Any]
Rng = np.random.Generator


def close(a: Matrix, b: Matrix, tolerance: float = 1e-8) -> bool:
    """Equal shapes, and entries equal up to the tolerance (relative to their size)."""
    return a.shape == b.shape and bool(np.allclose(a, b, atol=tolerance * max(1.0, float(np.abs(a).max()))))


def exponential(a: Matrix) -> Matrix:
    """The matrix exponential by squaring a Taylor polynomial."""
    small = a / 2**8
    term = result = np.eye(len(a), dtype=a.dtype)
    for k in range(1, 16):
        term = term @ small / k
        result = result + term
    for _ in range(8):
        result = result @ result
    return result


def metric(p: int, q: int) -> Matrix:
    """The form of R^{p,q}: p times +1, then q times -1."""
    return np.diag([1.0] * p + [-1.0] * q)


def symplectic_form(n: int) -> Matrix:
    """The form [[0, I], [-I, 0]] on 2n coordinates."""
    return np.block([[np.zeros((n, n)), np.eye(n)], [-np.eye(n), np.zeros((n, n))]])


def random_o(rng: Rng, n: int) -> Matrix:
    """An orthogonal matrix; of either determinant."""
    q, r = np.linalg.qr(rng.normal(size=(n, n)))
    q = q * np.sign(np.diag(r))
    return q @ np.diag([rng.choice([-1.0, 1.0]), *([1.0] * (n - 1))])


def random_so(rng: Rng, n: int) -> Matrix:
    """A rotation."""
    a = random_o(rng, n)
    return a if np.linalg.det(a) > 0 else a @ np.diag([-1.0, *([1.0] * (n - 1))])


def random_u(rng: Rng, n: int) -> Matrix:
    """A unitary matrix."""
    q, r = np.linalg.qr(rng.normal(size=(n, n)) + 1j * rng.normal(size=(n, n)))
    return q * (np.diag(r) / np.abs(np.diag(r)))


def random_su(rng: Rng, n: int) -> Matrix:
    """A unitary matrix of determinant 1."""
    a = random_u(rng, n)
    return a @ np.diag([1 / np.linalg.det(a), *([1.0] * (n - 1))])


def random_gl(rng: Rng, n: int) -> Matrix:
    """An invertible matrix of either sign of the determinant."""
    return random_o(rng, n) @ exponential(0.3 * rng.normal(size=(n, n)))


def random_gl_plus(rng: Rng, n: int) -> Matrix:
    """A matrix of positive determinant."""
    return random_so(rng, n) @ exponential(0.3 * rng.normal(size=(n, n)))


def random_sl(rng: Rng, n: int) -> Matrix:
    """A real matrix of determinant 1."""
    a = random_gl_plus(rng, n)
    return a / np.linalg.det(a) ** (1 / n)


def random_sp(rng: Rng, n: int) -> Matrix:
    """A real symplectic matrix of size 2n."""
    s = rng.normal(size=(2 * n, 2 * n))
    return exponential(0.2 * symplectic_form(n) @ (s + s.T))


def random_usp(rng: Rng, n: int) -> Matrix:
    """A unitary symplectic matrix of size 2n."""
    a = rng.normal(size=(n, n)) + 1j * rng.normal(size=(n, n))
    b = rng.normal(size=(n, n)) + 1j * rng.normal(size=(n, n))
    a, b = a - a.conj().T, b + b.T
    return exponential(0.4 * np.block([[a, b], [-b.conj(), a.conj()]]))


def random_so_plus(rng: Rng, p: int, q: int) -> Matrix:
    """An element of the identity component of SO(p,q)."""
    s = rng.normal(size=(p + q, p + q))
    return exponential(0.3 * metric(p, q) @ (s - s.T))


def random_opq(rng: Rng, p: int, q: int) -> Matrix:
    """An element of O(p,q), of any of the four components."""
    signs = [rng.choice([-1.0, 1.0]), *([1.0] * (p - 1)), *([1.0] * (q - 1)), rng.choice([-1.0, 1.0])]
    return np.diag(signs) @ random_so_plus(rng, p, q)


def random_sopq(rng: Rng, p: int, q: int) -> Matrix:
    """An element of SO(p,q), of either component."""
    sign = rng.choice([-1.0, 1.0])
    return np.diag([sign, *([1.0] * (p + q - 2)), sign]) @ random_so_plus(rng, p, q)


def affine(a: Matrix, v: Matrix) -> Matrix:
    """The map x -> A x + v as a matrix on (x, 1)."""
    return np.block([[a, v[:, None]], [np.zeros((1, len(v))), np.ones((1, 1))]])


def split(m: Matrix) -> tuple[Matrix, Matrix]:
    """Linear part and translation of an affine map."""
    return m[:-1, :-1], m[:-1, -1]


def affine_over(linear: Callable[[Rng, int], Matrix]) -> Callable[[Rng, int], Matrix]:
    """Random affine maps over random linear parts."""
    return lambda rng, n: affine(linear(rng, n), rng.normal(size=n))


def is_o(m: Matrix) -> bool:
    """Orthogonal."""
    return close(m.T @ m, np.eye(len(m)))


def is_u(m: Matrix) -> bool:
    """Unitary."""
    return close(m.conj().T @ m, np.eye(len(m), dtype=m.dtype))


def det(m: Matrix) -> complex:
    """The determinant."""
    return complex(np.linalg.det(m))


def unit_det(m: Matrix) -> bool:
    """Determinant 1."""
    return abs(det(m) - 1) < 1e-7


def is_affine(linear: Callable[[Matrix], bool]) -> Callable[[Matrix], bool]:
    """An affine map whose linear part belongs to a group."""

    def member(m: Matrix) -> bool:
        return close(m[-1], np.eye(len(m))[-1]) and linear(m[:-1, :-1])

    return member


def is_similarity(m: Matrix) -> bool:
    """A positive multiple of an orthogonal matrix."""
    square = m.T @ m
    return close(square, square[0, 0] * np.eye(len(m))) and square[0, 0] > 0


def keeps(form: Matrix) -> Callable[[Matrix], bool]:
    """A matrix with M^T form M = form."""
    return lambda m: close(m.T @ form @ m, form.astype(m.dtype), 1e-6)


def in_so_plus(p: int, q: int) -> Callable[[Matrix], bool]:
    """In the identity component of O(p,q): both diagonal blocks have positive determinant."""

    def member(m: Matrix) -> bool:
        return bool(keeps(metric(p, q))(m) and np.linalg.det(m[:p, :p]) > 0 and np.linalg.det(m[p:, p:]) > 0)

    return member
