"""Group names in words: ``special Euclidean group``, ``2D rotations and reflections``, ``permutation equivariance``."""

from __future__ import annotations

import re
from functools import cache
from typing import Any, NamedTuple

from schemas.symmetry.ontology import families, member_id, table

_WORD = re.compile(r"[a-zà-ÿ0-9]+(?:-dimensional)?")
_DEGREES = re.compile(r"(\d{1,3}) ?-?(?:degrees?\b|deg\b)")
_SPACE_DIMENSION = re.compile(r"\b(?:in|of|on|over) (?:r\^|r)(\d|n|d)\b")

_LISTS: dict[str, list[str]] = table("phrases.toml")["words"]
EQUIVARIANCE = frozenset(_LISTS["equivariance"])
_GROUP_WORDS = EQUIVARIANCE | frozenset(_LISTS["group"])
_FILLERS = _GROUP_WORDS | frozenset(_LISTS["fillers"])
_NAMING = {"group", "groups", "symmetry", "symmetries"}
_IRREGULAR = {
    "isometries": "isometry", "homographies": "homography", "affinities": "affinity", "axes": "axis",
    "rotoreflections": "rotoreflection",
}  # fmt: skip
_SPELLED = {"two": 2, "three": 3, "four": 4}
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


class _Words(NamedTuple):
    words: list[str]
    dimension: int | None
    group: bool
    equivariance: bool
    naming: bool


def _words(text: str, dimension: int | None) -> _Words:
    words: list[str] = []
    group = equivariance = naming = False
    dimensions = _dimensions()
    for word in _WORD.findall(text.replace("in-plane", "planar").replace("in plane", "planar")):
        if word in _GROUP_WORDS:
            group = True
            naming = naming or word in _NAMING
            equivariance = equivariance or word in EQUIVARIANCE or word in _NAMING
        if word in dimensions and dimension is None:
            dimension = dimensions[word]
        elif word in _SPELLED and f"{word} dimensions" in text:
            dimension = _SPELLED[word]
        else:
            words.append(word)
    return _Words(words, dimension, group, equivariance, naming)


def _name_of(words: list[str]) -> tuple[str, list[str]]:
    """The name's words in one string, and those of them that are no fillers."""
    core = [_singular(word) for word in words if word not in _FILLERS or word in _KEEP]
    while core and core[0] == "of" and " ".join(core) not in _names():
        core.pop(0)
    while core and core[-1] == "of":
        core.pop()
    raw = " ".join(_singular(word) for word in words if word not in _GROUP_WORDS and word not in ("the", "a", "an"))
    return (raw if raw in _names() else " ".join(core)), core


def read_phrase(text: str) -> Phrase | None:
    """The group that a phrase names, None where a word of it belongs to none. ``text`` is plain and in lower case."""
    dimension: int | None = None
    if (space := _SPACE_DIMENSION.search(text)) is not None:
        dimension = int(space[1]) if space[1].isdigit() else 0
        text = text.replace(space[0], " ")
    degrees = _DEGREES.search(text) if "deg" in text else None
    if degrees is not None:
        text = text.replace(degrees[0], " ")
    said = _words(text, dimension)
    if said.words[:2] in (["image", "translation"], ["machine", "translation"]):
        return None
    name, core = _name_of(said.words)
    kinds = frozenset(_atoms().get(word, "") for word in core if word != "of")
    if degrees is not None:
        turn = _by_degrees(degrees[1], kinds)
        return Phrase((turn,), said.dimension, False, said.group, said.equivariance) if turn else None
    found = _names().get(name) or _names().get(name.replace(" of", ""))
    if found is not None:
        id, needs = found
        if needs == "none" or (needs == "only group" and not said.naming):
            return None
        if id == "Isom(M)" and said.dimension:
            id = "E(n)"  # of the plane, of 3D space
        sure = said.group or (needs == "" and name not in _atoms())
        return Phrase((id,), said.dimension, id in families(), sure, said.equivariance)
    ids = generated(kinds) if kinds and "" not in kinds else None
    return Phrase(ids, said.dimension, True, True, said.equivariance) if ids else None


def _by_degrees(degrees: str, kinds: frozenset[str]) -> str | None:
    """The group of turns by so many degrees, with mirrors where the phrase has them."""
    if kinds == {"rotation"}:
        return _DEGREE_GROUPS.get(degrees)
    return {"90": "D_4", "60": "D_6"}.get(degrees) if kinds == {"rotation", "reflection"} else None


def with_dimension(id: str, dimension: int | None) -> str:
    """The member of the family for the dimension, where the family acts on a space of dimensions; else the id."""
    if not dimension or id not in families():
        return id
    if id in ("SO(n)", "O(n)", "SE(n)", "E(n)", "Sim(n)", "Aff(n)", "T(n)", "Z^n", "GL(n,R)", "SL(n,R)", "Conf(n)"):
        row: dict[str, Any] = families()[id]
        return member_id(id, dimension) if dimension >= row["min"] else id
    return id
