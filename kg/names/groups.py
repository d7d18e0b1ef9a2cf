"""Symmetry groups by the ids of the ontology, for names that say one plainly."""

from __future__ import annotations

import re

from kg.names.latex import plain

_NOTATION = re.compile(
    r"^(SO|SE|SU|SL|GL|Sim|Aff|Sp|Spin|Pin|PGL|USp|ISO|Conf|E|O|U|T)\s*\^?\{?\+?\}?\(\s*([\w,+ ]+?)\s*\)$"
)
_WORDS = {
    "permutation": "S_n", "permutations": "S_n", "permutation group": "S_n", "symmetric group": "S_n",
    "rotation": "SO(n)", "rotations": "SO(n)", "rotation group": "SO(n)", "special orthogonal group": "SO(n)",
    "3d rotation": "SO(3)", "3d rotations": "SO(3)", "2d rotations": "SO(2)", "planar rotations": "SO(2)",
    "orthogonal group": "O(n)", "roto-translation": "SE(n)", "roto-translations": "SE(n)",
    "rigid motions": "SE(n)", "special euclidean group": "SE(n)", "euclidean group": "E(n)", "euclidean": "E(n)",
    "translation": "T(n)", "translations": "T(n)", "translation group": "T(n)", "shift": "T(n)",
    "scaling": "R_{>0}", "scale": "R_{>0}", "scalings": "R_{>0}", "affine": "Aff(n)", "affine group": "Aff(n)",
    "unitary group": "U(n)", "lorentz": "SO+(1,3)", "lorentz group": "SO+(1,3)", "poincare group": "ISO(1,3)",
    "cyclic group": "C_n", "dihedral group": "D_n", "reflection": "C_2", "reflections": "C_2",
}  # fmt: skip
_SYMMETRIC = re.compile(r"^S_?\{?([nNdkmM]|\d+)\}?$")


def group_key(name: str) -> str | None:
    r"""The ontology's id for ``name`` ("permutations" is S_n, "$\mathrm{SE}(3)$" is SE(3)); None where it says none."""
    text = plain(name).strip()
    if (match := _NOTATION.match(text)) is not None:
        n = match.group(2).replace(" ", "")
        return f"{match.group(1)}({'n' if n in {'N', 'd', 'D'} else n})"
    if (match := _SYMMETRIC.match(text)) is not None:
        return f"S_{match.group(1) if match.group(1).isdigit() else 'n'}"
    return _WORDS.get(" ".join(text.casefold().split()))


def is_group_id(key: str) -> bool:
    """Whether ``key`` is an id of the ontology."""
    return key in _WORDS.values() or group_key(key) == key
