"""The embedding behind every rule of ``subgroups-lie.toml``, as a function on matrices.

An ``Embedding`` samples the child for a parameter, maps it, and tells whether the image lies in the parent.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from tests.schemas.clifford import clifford_product, in_pin, in_spin, pin_block, random_pin, random_spin
from tests.schemas.matrix_groups import (
    Matrix,
    Rng,
    affine,
    affine_over,
    close,
    det,
    in_so_plus,
    is_affine,
    is_o,
    is_similarity,
    is_u,
    keeps,
    metric,
    random_gl,
    random_gl_plus,
    random_o,
    random_opq,
    random_sl,
    random_so,
    random_so_plus,
    random_sopq,
    random_sp,
    random_su,
    random_u,
    random_usp,
    split,
    symplectic_form,
    unit_det,
)

Parameter = tuple[int, ...]


@dataclass(frozen=True)
class Embedding:
    """``sample(rng, *child)``, ``image(element, child, parent)``, ``member(parent)(image)``."""

    sample: Callable[..., Matrix]
    image: Callable[[Matrix, Parameter, Parameter], Matrix]
    member: Callable[[Parameter], Callable[[Matrix], bool]]
    product: Callable[[Matrix, Matrix], Matrix] = lambda a, b: a @ b
    same: Callable[[Matrix, Matrix], bool] = close


def _pad(a: Matrix, size: int) -> Matrix:
    result = np.eye(size, dtype=a.dtype)
    result[: len(a), : len(a)] = a
    return result


def _block(a: Matrix, child: Parameter, parent: Parameter) -> Matrix:
    return _pad(a, parent[0])


def _with_det(a: Matrix, child: Parameter, parent: Parameter) -> Matrix:
    return _pad(_pad_corner(a, np.linalg.det(a)), parent[0])


def _with_inverse_det(a: Matrix, child: Parameter, parent: Parameter) -> Matrix:
    return _pad(_pad_corner(a, 1 / np.linalg.det(a)), parent[0])


def _pad_corner(a: Matrix, corner: complex) -> Matrix:
    result = np.eye(len(a) + 1, dtype=a.dtype)
    result[: len(a), : len(a)] = a
    result[-1, -1] = corner
    return result


def _affine_block(m: Matrix, child: Parameter, parent: Parameter) -> Matrix:
    a, v = split(m)
    return affine(_pad(a, parent[0]), np.concatenate([v, np.zeros(parent[0] - len(v))]))


def _affine_with_det(m: Matrix, child: Parameter, parent: Parameter) -> Matrix:
    a, v = split(m)
    return affine(_with_det(a, child, parent), np.concatenate([v, np.zeros(parent[0] - len(v))]))


def _similar_block(m: Matrix, child: Parameter, parent: Parameter) -> Matrix:
    a, v = split(m)
    scale = np.sqrt((a.T @ a)[0, 0])
    return affine(scale * _pad(a / scale, parent[0]), np.concatenate([v, np.zeros(parent[0] - len(v))]))


def _linear(a: Matrix, child: Parameter, parent: Parameter) -> Matrix:
    return affine(_pad(a, parent[0]), np.zeros(parent[0]))


def _translation(rng: Rng, n: int) -> Matrix:
    return affine(np.eye(n), rng.normal(size=n))


def _integer_translation(rng: Rng, n: int) -> Matrix:
    return affine(np.eye(n), rng.integers(-9, 9, size=n).astype(float))


def _real(a: Matrix) -> Matrix:
    return np.block([[a.real, -a.imag], [a.imag, a.real]])


def _pairs(n: int, size: int) -> list[int]:
    return [*range(n), *range(size, size + n)]


def _pad_pairs(a: Matrix, child: Parameter, parent: Parameter) -> Matrix:
    n, size = child[0], parent[0]
    result = np.eye(2 * size, dtype=a.dtype)
    result[np.ix_(_pairs(n, size), _pairs(n, size))] = a
    return result


def _signs(child: Parameter, parent: Parameter) -> list[int]:
    (a, b), (p, _) = child, parent
    return [*range(a), *range(p, p + b)]


def _pad_signs(m: Matrix, child: Parameter, parent: Parameter) -> Matrix:
    result = np.eye(sum(parent))
    result[np.ix_(_signs(child, parent), _signs(child, parent))] = m
    return result


def _definite(a: Matrix, child: Parameter, parent: Parameter) -> Matrix:
    result = np.eye(sum(parent))
    start = parent[0] if parent[1] >= parent[0] else 0
    result[start : start + len(a), start : start + len(a)] = a
    return result


def _affine_signs(inner: Callable[[Matrix, Parameter, Parameter], Matrix]) -> Callable[..., Matrix]:
    def image(m: Matrix, child: Parameter, parent: Parameter) -> Matrix:
        a, v = split(m)
        moved = np.zeros(sum(parent))
        start = parent[0] if parent[1] >= parent[0] else 0
        places = _signs(child, parent) if len(child) == 2 else list(range(start, start + len(v)))
        moved[places] = v
        return affine(inner(a, child, parent), moved)

    return image


def _conformal(m: Matrix, form: Matrix) -> Matrix:
    """A similarity x -> s A x + v as a matrix that keeps the form x^T form x + 2 u w on (u, x, w)."""
    linear, v = split(m)
    scale = np.abs(np.linalg.det(linear)) ** (1 / len(v))
    size = len(v) + 2
    result = np.zeros((size, size))
    result[0, 0] = 1 / scale
    result[1:-1, 0] = v / scale
    result[1:-1, 1:-1] = linear / scale
    result[-1, 0] = -(v @ form @ v) / (2 * scale)
    result[-1, 1:-1] = -(v @ form @ linear) / scale
    result[-1, -1] = scale
    return result


def _null_form(form: Matrix) -> Matrix:
    size = len(form) + 2
    result = np.zeros((size, size))
    result[1:-1, 1:-1] = form
    result[0, -1] = result[-1, 0] = 1.0
    return result


def _conf_block(m: Matrix, child: Parameter, parent: Parameter) -> Matrix:
    size = parent[0] + 2
    places = [0, *range(1, child[0] + 1), size - 1]
    result = np.eye(size)
    result[np.ix_(places, places)] = m
    return result


def _random_conf(rng: Rng, n: int) -> Matrix:
    def similarity() -> Matrix:
        return affine(float(np.exp(0.3 * rng.normal())) * random_o(rng, n), rng.normal(size=n))

    swap = np.eye(n + 2)
    swap[[0, -1]] = swap[[-1, 0]]
    swap[0], swap[-1] = -swap[0], -swap[-1]
    return _conformal(similarity(), np.eye(n)) @ swap @ _conformal(similarity(), np.eye(n))


def _scale(rng: Rng, *_: int) -> Matrix:
    return np.array([[float(np.exp(rng.normal()))]])


def _galilei(rng: Rng) -> Matrix:
    m = np.eye(5)
    m[:3, :3], m[:3, 3], m[:3, 4], m[3, 4] = random_so(rng, 3), rng.normal(size=3), rng.normal(size=3), rng.normal()
    return m


def _is_galilei(m: Matrix) -> bool:
    return bool(is_o(m[:3, :3]) and unit_det(m[:3, :3]) and close(m[3, :4], np.array([0, 0, 0, 1.0])))


def _up_to_scalar(a: Matrix, b: Matrix) -> bool:
    place = np.unravel_index(np.abs(b).argmax(), b.shape)
    return close(a * (b[place] / a[place]), b, 1e-7)


def _so(m: Matrix) -> bool:
    return is_o(m) and unit_det(m)


def _gl(m: Matrix) -> bool:
    return abs(det(m)) > 1e-9 and not np.iscomplexobj(m)


def _gl_plus(m: Matrix) -> bool:
    return _gl(m) and det(m).real > 0


def _su(m: Matrix) -> bool:
    return is_u(m) and unit_det(m)


def _always(member: Callable[[Matrix], bool]) -> Callable[[Parameter], Callable[[Matrix], bool]]:
    return lambda parent: member


def _usp(parent: Parameter) -> Callable[[Matrix], bool]:
    form = keeps(symplectic_form(parent[0]))
    return lambda m: is_u(m) and form(m)


def _pq(member: Callable[[int, int], Callable[[Matrix], bool]]) -> Callable[[Parameter], Callable[[Matrix], bool]]:
    return lambda parent: member(*parent)


def _opq(p: int, q: int) -> Callable[[Matrix], bool]:
    return keeps(metric(p, q))


def _sopq(p: int, q: int) -> Callable[[Matrix], bool]:
    return lambda m: keeps(metric(p, q))(m) and unit_det(m)


def _epq(p: int, q: int) -> Callable[[Matrix], bool]:
    return is_affine(keeps(metric(p, q)))


def _random_epq(rng: Rng, p: int, q: int) -> Matrix:
    return affine(random_opq(rng, p, q), rng.normal(size=p + q))


_SE, _E, _AFF, _SIM = (is_affine(f) for f in (_so, is_o, _gl, is_similarity))
_random_sim = affine_over(lambda rng, n: float(np.exp(rng.normal())) * random_o(rng, n))
_T = is_affine(lambda m: close(m, np.eye(len(m))))


def _slice(m: Matrix) -> Matrix:
    a, v = split(_similar_block(m, (), (3,)))
    scale = np.sqrt((a.T @ a)[0, 0])
    return affine(np.block([[scale * np.eye(1), np.zeros((1, 3))], [np.zeros((3, 1)), a]]), np.concatenate([[0.0], v]))


def _conf(parent: Parameter) -> Callable[[Matrix], bool]:
    return keeps(_null_form(np.eye(parent[0])))


def _to_conf(m: Matrix, child: Parameter, parent: Parameter) -> Matrix:
    return _conformal(_similar_block(m, child, parent), np.eye(parent[0]))


EMBEDDINGS: dict[tuple[str, str], Embedding] = {
    ("Z^n", "T(n)"): Embedding(_integer_translation, _affine_block, _always(_T)),
    ("T(n)", "T(n)"): Embedding(_translation, _affine_block, _always(_T)),
    ("Z^n", "Z^n"): Embedding(_integer_translation, _affine_block, _always(_T)),
    ("SO(n)", "O(n)"): Embedding(random_so, _block, _always(is_o)),
    ("SO(n)", "SO(n)"): Embedding(random_so, _block, _always(_so)),
    ("O(n)", "O(n)"): Embedding(random_o, _block, _always(is_o)),
    ("O(n)", "SO(n)"): Embedding(random_o, _with_det, _always(_so)),
    ("SO(n)", "SE(n)"): Embedding(random_so, _linear, _always(_SE)),
    ("O(n)", "E(n)"): Embedding(random_o, _linear, _always(_E)),
    ("T(n)", "SE(n)"): Embedding(_translation, _affine_block, _always(_SE)),
    ("SE(n)", "E(n)"): Embedding(affine_over(random_so), _affine_block, _always(_E)),
    ("SE(n)", "SE(n)"): Embedding(affine_over(random_so), _affine_block, _always(_SE)),
    ("E(n)", "E(n)"): Embedding(affine_over(random_o), _affine_block, _always(_E)),
    ("E(n)", "SE(n)"): Embedding(affine_over(random_o), _affine_with_det, _always(_SE)),
    ("E(n)", "Sim(n)"): Embedding(affine_over(random_o), _affine_block, _always(_SIM)),
    ("R_{>0}", "Sim(n)"): Embedding(
        _scale, lambda s, c, p: affine(s[0, 0] * np.eye(p[0]), np.zeros(p[0])), _always(_SIM)
    ),
    ("Sim(n)", "Sim(n)"): Embedding(_random_sim, _similar_block, _always(_SIM)),
    ("Sim(n)", "Aff(n)"): Embedding(_random_sim, _affine_block, _always(_AFF)),
    ("GL(n,R)", "Aff(n)"): Embedding(random_gl, _linear, _always(_AFF)),
    ("Aff(n)", "Aff(n)"): Embedding(affine_over(random_gl), _affine_block, _always(_AFF)),
    ("Aff(n)", "PGL(n,R)"): Embedding(
        affine_over(random_gl), lambda m, c, p: _pad(m, p[0]), _always(_gl), same=_up_to_scalar
    ),
    ("SL(n,R)", "GL+(n,R)"): Embedding(random_sl, _block, _always(_gl_plus)),
    ("GL+(n,R)", "GL(n,R)"): Embedding(random_gl_plus, _block, _always(_gl)),
    ("R_{>0}", "GL+(n,R)"): Embedding(_scale, lambda s, c, p: s[0, 0] * np.eye(p[0]), _always(_gl_plus)),
    ("GL(n,R)", "SL(n,R)"): Embedding(random_gl, _with_inverse_det, _always(unit_det)),
    ("GL(n,R)", "GL(n,R)"): Embedding(random_gl, _block, _always(_gl)),
    ("GL+(n,R)", "GL+(n,R)"): Embedding(random_gl_plus, _block, _always(_gl_plus)),
    ("SL(n,R)", "SL(n,R)"): Embedding(random_sl, _block, _always(unit_det)),
    ("SO(n)", "SL(n,R)"): Embedding(random_so, _block, _always(unit_det)),
    ("O(n)", "GL(n,R)"): Embedding(random_o, _block, _always(_gl)),
    ("Sp(2n,R)", "Sp(2n,R)"): Embedding(random_sp, _pad_pairs, lambda p: keeps(symplectic_form(p[0]))),
    ("Sp(2n,R)", "SL(n,R)"): Embedding(random_sp, _block, _always(unit_det)),
    ("U(n)", "Sp(2n,R)"): Embedding(
        random_u, lambda a, c, p: _pad_pairs(_real(a), c, p), lambda p: keeps(symplectic_form(p[0]))
    ),
    ("U(n)", "SO(n)"): Embedding(random_u, lambda a, c, p: _pad(_real(a), p[0]), _always(_so)),
    ("SU(n)", "U(n)"): Embedding(random_su, _block, _always(is_u)),
    ("U(n)", "U(n)"): Embedding(random_u, _block, _always(is_u)),
    ("U(n)", "SU(n)"): Embedding(random_u, _with_inverse_det, _always(_su)),
    ("SU(n)", "SU(n)"): Embedding(random_su, _block, _always(_su)),
    ("SO(n)", "SU(n)"): Embedding(random_so, _block, _always(_su)),
    ("O(n)", "U(n)"): Embedding(random_o, _block, _always(is_u)),
    ("USp(2n)", "SU(n)"): Embedding(random_usp, _block, _always(_su)),
    ("USp(2n)", "USp(2n)"): Embedding(random_usp, _pad_pairs, _usp),
    ("U(n)", "USp(2n)"): Embedding(
        random_u, lambda a, c, p: _pad_pairs(np.block([[a, 0 * a], [0 * a, a.conj()]]), c, p), _usp
    ),
    ("Spin(n)", "Pin(n)"): Embedding(random_spin, pin_block, in_pin, clifford_product),
    ("Spin(n)", "Spin(n)"): Embedding(random_spin, pin_block, in_spin, clifford_product),
    ("Pin(n)", "Pin(n)"): Embedding(random_pin, pin_block, in_pin, clifford_product),
    ("SU(2)", "SL(2,C)"): Embedding(lambda rng: random_su(rng, 2), lambda a, c, p: a, _always(unit_det)),
    ("SL(2,R)", "SL(2,C)"): Embedding(
        lambda rng: random_sl(rng, 2), lambda a, c, p: a.astype(complex), _always(unit_det)
    ),
    ("SO+(p,q)", "SO(p,q)"): Embedding(random_so_plus, _pad_signs, _pq(_sopq)),
    ("SO(p,q)", "O(p,q)"): Embedding(random_sopq, _pad_signs, _pq(_opq)),
    ("SO+(p,q)", "SO+(p,q)"): Embedding(random_so_plus, _pad_signs, _pq(in_so_plus)),
    ("SO(p,q)", "SO(p,q)"): Embedding(random_sopq, _pad_signs, _pq(_sopq)),
    ("O(p,q)", "O(p,q)"): Embedding(random_opq, _pad_signs, _pq(_opq)),
    ("O(p,q)", "E(p,q)"): Embedding(
        random_opq, lambda m, c, p: affine(_pad_signs(m, c, p), np.zeros(sum(p))), _pq(_epq)
    ),
    ("E(p,q)", "E(p,q)"): Embedding(_random_epq, _affine_signs(_pad_signs), _pq(_epq)),
    ("SO(n)", "SO+(p,q)"): Embedding(random_so, _definite, _pq(in_so_plus)),
    ("O(n)", "O(p,q)"): Embedding(random_o, _definite, _pq(_opq)),
    ("E(n)", "E(p,q)"): Embedding(affine_over(random_o), _affine_signs(_definite), _pq(_epq)),
    ("T(n)", "E(p,q)"): Embedding(_translation, lambda m, c, p: _affine_block(m, c, (sum(p),)), _pq(_epq)),
    ("O(p,q)", "GL(n,R)"): Embedding(random_opq, _block, _always(_gl)),
    ("SO(p,q)", "SL(n,R)"): Embedding(random_sopq, _block, _always(unit_det)),
    ("E(p,q)", "Aff(n)"): Embedding(_random_epq, _affine_block, _always(_AFF)),
    ("ISO(1,3)", "Conf(1,3)"): Embedding(
        lambda rng: _random_epq(rng, 1, 3),
        lambda m, c, p: _conformal(m, metric(1, 3)),
        _always(keeps(_null_form(metric(1, 3)))),
        same=lambda a, b: close(a, b) or close(a, -b),
    ),
    ("R_{>0}", "Conf(1,3)"): Embedding(
        _scale,
        lambda s, c, p: _conformal(affine(s[0, 0] * np.eye(4), np.zeros(4)), metric(1, 3)),
        _always(keeps(_null_form(metric(1, 3)))),
        same=lambda a, b: close(a, b) or close(a, -b),
    ),
    ("Sim(n)", "Conf(1,3)"): Embedding(
        _random_sim,
        lambda m, c, p: _conformal(_slice(m), metric(1, 3)),
        _always(keeps(_null_form(metric(1, 3)))),
        same=lambda a, b: close(a, b) or close(a, -b),
    ),
    ("SE(n)", "Gal(3)"): Embedding(
        affine_over(random_so),
        lambda m, c, p: _pad(_affine_block(m, c, (3,)), 5)[np.ix_([0, 1, 2, 4, 3], [0, 1, 2, 4, 3])],
        _always(_is_galilei),
    ),
    ("Gal(3)", "Aff(n)"): Embedding(lambda rng: _galilei(rng), _affine_block, _always(_AFF)),
    ("Sim(n)", "Conf(n)"): Embedding(_random_sim, _to_conf, _conf),
    ("Conf(n)", "Conf(n)"): Embedding(_random_conf, _conf_block, _conf),
}
