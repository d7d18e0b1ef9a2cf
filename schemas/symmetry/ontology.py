"""The groups of the ontology: what the data files say, and any member of a family that is asked for.

``families.toml`` and ``groups.toml`` beside this module are written by hand. Edges: ``schemas.symmetry.edges``.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any

from schemas.symmetry.formula import holds, value
from schemas.symmetry.model import SymmetryGroup

Parameters = tuple[int, ...]
_NUMBER = re.compile(r"\d+")
LARGEST = 4096
"""Members with a larger parameter are not made: texts that name them mean something else."""


@cache
def table(name: str) -> dict[str, Any]:
    """A data file of this package."""
    return tomllib.loads(files("schemas.symmetry").joinpath(name).read_text(encoding="utf-8"))


@cache
def families() -> dict[str, dict[str, Any]]:
    """Rows of ``families.toml`` by id."""
    return {row["id"]: row for row in table("families.toml")["family"]}


def parameter_names(family: dict[str, Any]) -> list[str]:
    """What the family's formulas call its parameters."""
    return ["p", "q"] if "p,q" in family["id"] else ["n"]


def _fill(template: str, family: dict[str, Any], parameters: Parameters) -> str:
    for name, number in zip(parameter_names(family), parameters, strict=True):
        template = template.replace("{" + name + "}", str(number)).replace("{2" + name + "}", str(2 * number))
    return template


@cache
def _template(family: str) -> str:
    row = families()[family]
    if "member" in row:
        return str(row["member"])
    if "p,q" in family:
        return family.replace("p,q", "{p},{q}")
    return re.sub(r"(?<![A-Za-z])n(?![A-Za-z])", "{n}", family)


def member_id(family: str, *parameters: int) -> str:
    """The id of a family's member: ``SO(3)`` of ``SO(n)`` and 3, ``ISO(1,3)`` of ``E(p,q)`` and 1, 3."""
    row = families()[family]
    made = _template(family)
    made = _fill(made, row, parameters)
    return "ISO(1,3)" if made == "E(1,3)" else made


@cache
def _shapes() -> dict[str, str]:
    """Families by the ids of their members with ``#`` for numbers: ``SO(#)`` is ``SO(n)``."""
    made = {}
    for family, row in families().items():
        made[_NUMBER.sub("#", member_id(family, *range(7, 7 + len(parameter_names(row)))))] = family
    return made


@cache
def member_of(id: str) -> tuple[str, Parameters] | None:
    """The family and parameters of a member's id, None where it is none: ``SO(3)`` gives ``("SO(n)", (3,))``."""
    if id == "ISO(1,3)":
        return "E(p,q)", (1, 3)
    numbers = tuple(int(number) for number in _NUMBER.findall(id))
    family = _shapes().get(_NUMBER.sub("#", id))
    if not numbers or family is None or max(numbers) > LARGEST or list(numbers) != sorted(numbers):
        return None
    row = families()[family]
    if "{2n}" in row.get("member", ""):
        numbers = (numbers[0] // 2,)
    return (family, numbers) if min(numbers) >= row["min"] and member_id(family, *numbers) == id else None


def _truth(said: bool | str | None, **parameters: int) -> bool | None:
    return (
        holds(said, **parameters) if isinstance(said, str) and parameters else said if said in (True, False) else None
    )


def family_group(family: str) -> SymmetryGroup:
    """The node of a family: formulas in place of numbers."""
    row = families()[family]
    return SymmetryGroup(
        id=family,
        name=row["name"],
        family=family,
        kind=row["kind"],
        dim_formula=row.get("dim"),
        order_formula=row.get("order"),
        compact=row["compact"],
        abelian=_truth(row["abelian"]),
        connected=_truth(row["connected"]),
        latex=re.sub(r"\{(2?[npq])\}", r"\1", row["latex"]),
        aliases=tuple(row["aliases"]),
        is_family=True,
    )


def member_group(family: str, parameters: Parameters) -> SymmetryGroup:
    """A member of a family, its formulas evaluated."""
    row, id = families()[family], member_id(family, *parameters)
    said = table("groups.toml")["member"].get(id, {})
    env = dict(zip(parameter_names(row), parameters, strict=True))
    dim, order = row.get("dim"), row.get("order")
    small = max(parameters) <= 20 or order == "n" or order == "2*n"
    return SymmetryGroup(
        id=id,
        name=said.get("name", f"{row['name']} {id}"),
        family=family,
        kind=row["kind"],
        dim=value(dim, **env) if dim else None,
        order=value(order, **env) if order and small else None,
        dim_formula=dim,
        order_formula=order,
        compact=row["compact"],
        abelian=_truth(row["abelian"], **env),
        connected=_truth(row["connected"], **env),
        latex=_fill(row["latex"], row, parameters),
        aliases=tuple(said.get("aliases", ())),
        parameters=parameters,
    )


def _single(row: dict[str, Any]) -> SymmetryGroup:
    numbers: dict[str, Any] = {key: int(row[key]) for key in ("dim", "order") if key in row}
    return SymmetryGroup.model_validate({**row, **numbers})


def product_group(factors: Iterable[SymmetryGroup], *, semidirect: bool = False) -> SymmetryGroup:
    """The direct product of two groups or more (or the semidirect one, normal factor first); ids stand as written."""
    parts = tuple(factors)
    dims = [part.dim for part in parts if part.kind != "finite"]
    known = [dim for dim in dims if dim is not None]
    orders = [part.order for part in parts]
    order = 1
    for each in orders:
        order *= each or 0
    kinds = {part.kind for part in parts}
    kind = next(k for k in ("infinite_dim", "lie", "discrete", "compact_lie", "finite") if k in kinds)
    if kind == "discrete" and "compact_lie" in kinds:
        kind = "lie"
    symbol, latex = (" x| ", r" \rtimes ") if semidirect else (" x ", r" \times ")

    def every(values: list[bool | None]) -> bool | None:
        return False if False in values else None if None in values else True

    return SymmetryGroup(
        id=symbol.join(part.id for part in parts),
        name=("semidirect product of " if semidirect else "product of ") + " and ".join(part.name for part in parts),
        family="products",
        kind=kind,
        dim=sum(known) if dims and len(known) == len(dims) else None,
        order=order if kind == "finite" and all(orders) else None,
        compact=every([part.compact for part in parts]),
        abelian=None if semidirect else every([part.abelian for part in parts]),
        connected=every([part.connected for part in parts]),
        latex=latex.join(part.latex for part in parts),
        is_family=any(part.is_family for part in parts),
        factors=tuple(part.id for part in parts),
    )


@cache
def group(id: str) -> SymmetryGroup | None:
    """The group with this id: a family, a single group, any member of a family, or a product of such; else None."""
    if id in families():
        return family_group(id)
    if id == "C_2 x C_2":
        return None  # it is K4
    if id in singles():
        return singles()[id]
    for symbol in (" x ", " x| "):
        if symbol in id:
            factors = [group(part) for part in id.split(symbol)]
            known = [factor for factor in factors if factor]
            return product_group(known, semidirect=symbol == " x| ") if len(known) == len(factors) else None
    found = member_of(id)
    return member_group(*found) if found else None


@cache
def singles() -> dict[str, SymmetryGroup]:
    """The groups that are no member of a family with a number, by id."""
    data = table("groups.toml")
    made = {row["id"]: _single(row) for row in data["group"]}
    for id, aliases in data["wallpaper"].items():
        made[id] = SymmetryGroup(
            id=id,
            name=f"wallpaper group {id}",
            family="wallpaper groups",
            kind="discrete",
            dim=0,
            compact=False,
            abelian=False,
            connected=False,
            latex=id,
            aliases=tuple(aliases),
        )
    return made


@cache
def aliases() -> dict[str, str]:
    """Ids by the aliases and names of the data files, in lower case, where an alias is more than a bare symbol."""
    found: dict[str, str] = {}
    for id, names in (
        *((id, (row["name"], *row["aliases"])) for id, row in families().items()),
        *((g.id, (g.name, *g.aliases)) for g in singles().values()),
        *(
            (id, (said.get("name", ""), *said.get("aliases", ())))
            for id, said in table("groups.toml")["member"].items()
        ),
    ):
        for name in (id, *names):
            if len(name) > 4 and not re.fullmatch(r"[A-Za-z]{1,4}\([a-zA-Z]\)|[A-Z]_\S+|\S*\^\S*", name):
                found.setdefault(name.lower(), "ISO(1,3)" if id == "E(1,3)" else id)
    return found
