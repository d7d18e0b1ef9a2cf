"""Models of the ontology of symmetry groups."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

from schemas.vocabulary import LatticeEdge

Kind = Literal["finite", "discrete", "compact_lie", "lie", "infinite_dim"]


class SymmetryGroup(BaseModel):
    """A group of transformations, or a family of groups with a parameter.

    ``dim`` is the real dimension of a Lie group, ``order`` the number of elements of a finite one; a family has the
    formulas instead. A truth value is None where it depends on the parameter or on what the group acts on.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    name: str
    family: str
    kind: Kind
    dim: int | None = None
    dim_formula: str | None = None
    order: int | None = None
    order_formula: str | None = None
    compact: bool | None = None
    abelian: bool | None = None
    connected: bool | None = None
    latex: str
    aliases: tuple[str, ...] = ()
    is_family: bool = False
    parameters: tuple[int, ...] = ()
    """What n is (or p and q) in a member of a family."""
    written: str | None = None
    """The parameter as a text has it, where it is no number: ``k+d`` of O(k+d)."""
    algebra: bool = False
    """The text names the Lie algebra of this group: so(3)."""
    factors: tuple[str, ...] = ()
    """Ids of the factors of a direct product, or of a semidirect one in the order normal, complement."""


class LatticeClaim(BaseModel):
    """One edge between two groups, with where it is from.

    A SUBGROUP_OF edge carries ``via`` (``literal``: by inclusion; ``standard``: by an injective homomorphism),
    ``map``, ``index`` and ``normal``; a SEMIDIRECT edge joins a factor to the product and carries ``role``.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    type: LatticeEdge
    head: str
    tail: str
    source: str
    condition: str | None = None
    via: Literal["literal", "standard"] | None = None
    map: str | None = None
    index: str | None = None
    normal: bool | None = None
    role: Literal["normal", "complement"] | None = None


class Rule(BaseModel):
    """A row of ``subgroups-*.toml``; see the head of those files."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    child: str
    parent: str
    via: Literal["literal", "standard"]
    map: str
    source: str
    holds: str = "True"
    index: str | None = None
    normal: str | None = None
    family: str | None = None
    condition: str | None = None
