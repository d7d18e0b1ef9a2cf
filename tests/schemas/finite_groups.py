"""Finite groups of the ontology as SymPy permutation groups, made from matrices or cycles and not from the ontology."""

from __future__ import annotations

import itertools
from functools import cache

import numpy as np
from numpy.typing import NDArray
from sympy.combinatorics import Permutation, PermutationGroup
from sympy.combinatorics.named_groups import AlternatingGroup, SymmetricGroup

Element = tuple[int, ...]
Images = dict[Element, Element]


def _matrices(generators: list[NDArray[np.float64]]) -> list[NDArray[np.float64]]:
    """All elements of the matrix group, found by multiplying until nothing new comes."""
    found = {tuple(np.round(g, 6).ravel() + 0.0): g for g in generators}
    fresh = list(found.values())
    while fresh:
        products = [a @ g for a in fresh for g in generators]
        fresh = []
        for m in products:
            key = tuple(np.round(m, 6).ravel() + 0.0)
            if key not in found:
                found[key] = m
                fresh.append(m)
    return list(found.values())


def _as_permutations(generators: list[NDArray[np.float64]]) -> PermutationGroup:
    """The group's action on the orbit of a point in general position, which is faithful."""
    point = np.array([0.3, 0.77, 1.9])[: len(generators[0])]
    orbit = [m @ point for m in _matrices(generators)]
    places = {tuple(np.round(v, 5)): k for k, v in enumerate(orbit)}
    return PermutationGroup([Permutation([places[tuple(np.round(g @ v, 5))] for v in orbit]) for g in generators])


def _turn(axis: tuple[float, float, float], parts: int) -> NDArray[np.float64]:
    x = np.array(axis) / np.linalg.norm(axis)
    angle = 2 * np.pi / parts
    cross = np.array([[0, -x[2], x[1]], [x[2], 0, -x[0]], [-x[1], x[0], 0]])
    return np.eye(3) * np.cos(angle) + np.sin(angle) * cross + (1 - np.cos(angle)) * np.outer(x, x)


_GOLDEN = (1 + 5**0.5) / 2
_HALF, _CORNER, _QUARTER = _turn((0, 0, 1), 2), _turn((1, 1, 1), 3), _turn((0, 0, 1), 4)
_FIFTH, _INVERT = _turn((0, 1, _GOLDEN), 5), -np.eye(3)
_MIRROR = np.array([[0.0, 1, 0], [1, 0, 0], [0, 0, 1]])
_POINT: dict[str, list[NDArray[np.float64]]] = {
    "T": [_HALF, _CORNER],
    "O": [_QUARTER, _CORNER],
    "I": [_HALF, _CORNER, _FIFTH],
    "T_d": [_HALF, _CORNER, _MIRROR],
    "T_h": [_HALF, _CORNER, _INVERT],
    "O_h": [_QUARTER, _CORNER, _INVERT],
    "I_h": [_HALF, _CORNER, _FIFTH, _INVERT],
    "C_i": [_INVERT],
    "K4": [_HALF, _turn((1, 0, 0), 2)],
}


def point_matrices(id: str) -> list[NDArray[np.float64]]:
    """All matrices of a point group of space."""
    return _matrices(_POINT[id])


@cache
def finite_group(id: str) -> PermutationGroup:
    """The finite group with an id of the ontology."""
    if id == "trivial":
        return PermutationGroup([Permutation(1)])
    if id in _POINT:
        return _as_permutations(_POINT[id])
    if " x " in id:
        return _product([finite_group(part) for part in id.split(" x ")])
    letter, number = id.split("_")
    n = int(number)
    if letter == "S":
        return SymmetricGroup(n)
    if letter == "A":
        return AlternatingGroup(n)
    if letter == "C":
        return PermutationGroup([Permutation([(k + 1) % n for k in range(n)])])
    if letter == "D":
        turn = 2 * np.pi / n
        rotation = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
        return _as_permutations([rotation, np.diag([1.0, -1.0])])
    assert letter == "B"
    swaps = [np.eye(n)[[*range(k), k + 1, k, *range(k + 2, n)]] for k in range(n - 1)]
    signed = [np.block([[np.clip(m, 0, 1), np.clip(-m, 0, 1)], [np.clip(-m, 0, 1), np.clip(m, 0, 1)]]) for m in
              (*swaps, np.diag([-1.0, *([1.0] * (n - 1))]))]  # fmt: skip
    return PermutationGroup([Permutation([int(k) for k in m.argmax(axis=0)]) for m in signed])


def _product(factors: list[PermutationGroup]) -> PermutationGroup:
    size, generators = sum(f.degree for f in factors), []
    start = 0
    for f in factors:
        for g in f.generators:
            moved = list(range(size))
            moved[start : start + f.degree] = [start + k for k in g.array_form]
            generators.append(Permutation(moved))
        start += f.degree
    return PermutationGroup(generators)


def _times(a: Element, b: Element) -> Element:
    return tuple(b[k] for k in a)


def _order(a: Element) -> int:
    identity = tuple(range(len(a)))
    power, k = a, 1
    while power != identity:
        power, k = _times(power, a), k + 1
    return k


@cache
def elements(id: str) -> tuple[Element, ...]:
    """All elements as tuples of images."""
    group = finite_group(id)
    return tuple(tuple(p.array_form) for p in group.generate(af=False))


@cache
def orders(id: str) -> dict[Element, int]:
    """The order of each element."""
    return {a: _order(a) for a in elements(id)}


@cache
def _generators(id: str) -> tuple[Element, ...]:
    """As few elements as generate the group, one or two or three."""
    size = len(elements(id))
    for count in (1, 2, 3):
        for chosen in itertools.combinations(elements(id), count):
            if len(_closure(chosen, size)) == size:
                return chosen
    raise AssertionError(id)


def _closure(generators: tuple[Element, ...], size: int) -> set[Element]:
    found, fresh = set(generators), list(generators)
    while fresh and len(found) < size:
        products = {_times(a, g) for a in fresh for g in generators}
        fresh = list(products - found)
        found |= products
    return found


def _extended(sources: tuple[Element, ...], targets: tuple[Element, ...]) -> Images | None:
    """The homomorphism that sends the generators to the targets, None where there is none or it is not injective."""
    images = dict(zip(sources, targets, strict=True))
    fresh = list(images)
    while fresh:
        new = []
        for a in fresh:
            for g, h in zip(sources, targets, strict=True):
                product, image = _times(a, g), _times(images[a], h)
                known = images.get(product)
                if known is None:
                    images[product] = image
                    new.append(product)
                elif known != image:
                    return None
        fresh = new
    return images if len(set(images.values())) == len(images) else None


def embeddings(small: str, large: str) -> list[frozenset[Element]]:
    """The images of all injective homomorphisms of one group into another (each image once)."""
    sources = _generators(small)
    wanted = [orders(small)[g] for g in sources]
    choices = [[b for b, k in orders(large).items() if k == order] for order in wanted]
    found: set[frozenset[Element]] = set()
    for targets in itertools.product(*choices):
        images = _extended(sources, targets)
        if images is not None:
            found.add(frozenset(images.values()))
    return sorted(found, key=sorted)


def is_normal(image: frozenset[Element], large: str) -> bool:
    """Whether a subgroup is normal."""
    for g in elements(large):
        inverse = tuple(sorted(range(len(g)), key=lambda k: g[k]))
        if any(_times(_times(inverse, a), g) not in image for a in image):
            return False
    return True
