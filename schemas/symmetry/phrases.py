"""Group names in words: ``special Euclidean group``, ``2D rotations and reflections``, ``permutation equivariance``."""

from __future__ import annotations

import re
from functools import cache
from typing import Any, NamedTuple

from schemas.symmetry.ontology import families, member_id, table

_WORD = re.compile(r"[a-zà-ÿ0-9]+(?:-dimensional)?")
_DEGREES = re.compile(r"(\d{1,3}) ?-?(?:degrees?\b|deg\b)")
_SPACE_DIMENSION = re.compile(r"\b(?:in|of|on|over) (?:r\^|r)(\d|n|d)\b")

_WORDS: dict[str, list[str]] = table("phrases.toml")["words"]
EQUIVARIANCE = frozenset(_WORDS["equivariance"])
_GROUP_WORDS = EQUIVARIANCE | frozenset(_WORDS["group"])
_FILLERS = _GROUP_WORDS | frozenset(_WORDS["fillers"])
_NAMING = {"group", "groups", "symmetry", "symmetries"}
_IRREGULAR = {
    "isometries": "isometry", "homographies": "homography", "affinities": "affinity", "axes": "axis",
    "rotoreflections": "rotoreflection",
}  # fmt: skip
_KEEP = frozenset("of")


class Phrase(NamedTuple):
    """What a phrase names: ids of the factors, whether a dimension was in it, whether it says "group" or the like."""

    ids: tuple[str, ...]
    dimension: int | None
    takes_dimension: bool
    sure: bool
    """Nothing around is needed to believe it: a proper name, or a word as ``group`` or ``equivariant`` is in it."""
    equivariance: bool
    """An equivariance word or ``group`` is in the phrase itself."""


@cache
def _names() -> dict[str, tuple[str, str]]:
    return {key: (id, needs) for key, (id, needs) in table("phrases.toml")["names"].items()}


@cache
def _atoms() -> dict[str, str]:
    return dict(table("phrases.toml")["atoms"])


@cache
def _dimensions() -> dict[str, int]:
    return dict(table("phrases.toml")["dimensions"])


def _singular(word: str) -> str:
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    return word[:-1] if len(word) > 4 and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


_GEOMETRY: dict[frozenset[str], str] = {
    frozenset({"rotation"}): "SO(n)",
    frozenset({"translation"}): "T(n)",
    frozenset({"reflection"}): "C_2",
    frozenset({"inversion"}): "C_i",
    frozenset({"scale"}): "R_{>0}",
    frozenset({"rotation", "reflection"}): "O(n)",
    frozenset({"rotation", "inversion"}): "O(n)",
    frozenset({"rotation", "reflection", "inversion"}): "O(n)",
    frozenset({"rotation", "translation"}): "SE(n)",
    frozenset({"rotation", "translation", "reflection"}): "E(n)",
    frozenset({"rotation", "translation", "inversion"}): "E(n)",
    frozenset({"rotation", "translation", "scale"}): "Sim(n)",
    frozenset({"rotation", "translation", "scale", "reflection"}): "Sim(n)",
}
_DEGREE_GROUPS = {"90": "C_4", "180": "C_2", "60": "C_6", "120": "C_3", "45": "C_8", "72": "C_5"}


def generated(kinds: frozenset[str]) -> tuple[str, ...] | None:
    """Ids of the factors of the group that the kinds of transformations generate together, None where unknown."""
    geometry = kinds - {"permutation"}
    factors: tuple[str, ...] = ()
    if geometry == {"rotation", "scale"}:
        factors = ("SO(n)", "R_{>0}")
    elif geometry:
        known = _GEOMETRY.get(geometry)
        if known is None:
            return None
        factors = (known,)
    return (*factors, "S_n") if "permutation" in kinds else factors or None


def read_phrase(text: str) -> Phrase | None:
    """The group that a phrase names, None where a word of it belongs to none. ``text`` is plain and in lower case."""
    dimension: int | None = None
    takes = True
    if (space := _SPACE_DIMENSION.search(text)) is not None:
        dimension = int(space[1]) if space[1].isdigit() else 0
        text = text.replace(space[0], " ")
    degrees = None
    if "deg" in text:
        degrees = _DEGREES.search(text)
        if degrees is None or degrees[1] not in _DEGREE_GROUPS:
            return None
        text = text.replace(degrees[0], " ")
    words: list[str] = []
    saw_group = saw_equivariance = saw_naming = False
    dimensions, atoms = _dimensions(), _atoms()
    text = text.replace("in-plane", "planar").replace("in plane", "planar")
    for word in _WORD.findall(text):
        if word in _GROUP_WORDS:
            saw_group = True
            saw_equivariance = saw_equivariance or word in EQUIVARIANCE or word in _NAMING
            saw_naming = saw_naming or word in _NAMING
        if word in dimensions and dimension is None:
            dimension = dimensions[word]
        elif word == "three" and "three dimensions" in text:
            dimension = 3
        elif word == "two" and "two dimensions" in text:
            dimension = 2
        else:
            words.append(word)
    core = [_singular(word) for word in words if word not in _FILLERS or word in _KEEP]
    while core and core[0] == "of" and " ".join(core) not in _names():
        core.pop(0)
    while core and core[-1] == "of":
        core.pop()
    if not core:
        return None
    joined = " ".join(core)
    found = _names().get(joined) or _names().get(joined.replace(" of", "")) or _names().get(" ".join(words))
    if degrees is not None:
        kinds = {atoms.get(word) for word in core if word != "of"}
        if kinds == {"rotation"}:
            found, takes = (_DEGREE_GROUPS[degrees[1]], ""), False
        elif kinds == {"rotation", "reflection"} and degrees[1] in ("90", "60"):
            found, takes = ("D_4" if degrees[1] == "90" else "D_6", ""), False
        else:
            return None
    if found is not None:
        id, needs = found
        if needs == "none" or (needs == "only group" and not saw_naming):
            return None
        named = needs == "" and joined not in atoms
        return Phrase((id,), dimension, takes and id in families(), named or saw_group, saw_equivariance)
    kinds_ = frozenset(atoms[word] for word in core if word in atoms)
    if not kinds_ or any(word not in atoms for word in core if word != "of"):
        return None
    ids = generated(kinds_)
    return Phrase(ids, dimension, True, saw_equivariance, saw_equivariance) if ids else None


def with_dimension(id: str, dimension: int | None) -> str:
    """The member of the family for the dimension, where the family acts on a space of dimensions; else the id."""
    if not dimension or id not in families():
        return id
    if id in ("SO(n)", "O(n)", "SE(n)", "E(n)", "Sim(n)", "Aff(n)", "T(n)", "Z^n", "GL(n,R)", "SL(n,R)", "Conf(n)"):
        row: dict[str, Any] = families()[id]
        return member_id(id, dimension) if dimension >= row["min"] else id
    return id
