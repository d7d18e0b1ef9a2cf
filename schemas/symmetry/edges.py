"""Edges between symmetry groups, made from rules for the members that are there.

``subgroups-lie.toml`` and ``subgroups-finite.toml`` hold rules of SUBGROUP_OF, ``relations.toml`` the other types, all
written by hand. What ``X SUBGROUP_OF Y`` says: there is an injective homomorphism X -> Y, by inclusion (``via``
literal) or by the named map (``via`` standard). Between two families it says so for every common n (or under its
condition), from a group to a family for every member, from a family to a group for every member: so paths may mix.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

from schemas.symmetry.formula import holds
from schemas.symmetry.model import LatticeClaim, Rule, SymmetryGroup
from schemas.symmetry.ontology import families, group, member_id, product_group, singles, table
from schemas.vocabulary import LatticeEdge

Sides = list[tuple[str, dict[str, int]]]
_SAME = {"m": 9, "n": 9, "a": 3, "b": 4, "p": 3, "q": 4}
"""Parameters that are equal on both sides and that no exception of a rule names: for edges between families."""
_POINT_GROUPS = ("C_i", "T", "O", "T_d", "T_h", "O_h")


@cache
def rules() -> tuple[Rule, ...]:
    """The rules of SUBGROUP_OF in the order of their files."""
    rows = (*table("subgroups-lie.toml")["subgroup"], *table("subgroups-finite.toml")["subgroup"])
    return tuple(Rule.model_validate({k: str(v) if isinstance(v, bool) else v for k, v in row.items()}) for row in rows)


class Ontology:
    """Groups by id, and the edges between them; ``subgroups`` are all that the rules give, before any reduction."""

    def __init__(self, groups: dict[str, SymmetryGroup]) -> None:
        self.groups = groups
        self._members: dict[str, list[SymmetryGroup]] = {}
        for each in groups.values():
            if each.parameters:
                self._members.setdefault(each.family, []).append(each)
        found = [claim for rule in rules() for claim in self._applied(rule)]
        found.extend(claim for whole in groups.values() for claim in self._factors(whole))
        unique = {(claim.head, claim.tail): claim for claim in reversed(found)}
        self.subgroups: tuple[LatticeClaim, ...] = tuple(reversed(unique.values()))
        self.subgroups += tuple(self._trivial())
        self.others: tuple[LatticeClaim, ...] = (*self._relations(), *self._semidirect(), *self._instances())

    def _side(self, id: str, names: tuple[str, str, str]) -> Sides:
        if id not in families():
            return [(id, {})] if id in self.groups else []
        return [
            (each.id, dict(zip(names[:1] if len(each.parameters) == 1 else names[1:], each.parameters, strict=True)))
            for each in self._members.get(id, ())
        ]

    def _applied(self, rule: Rule) -> Iterator[LatticeClaim]:
        for child, left in self._side(rule.child, ("m", "a", "b")):
            for parent, right in self._side(rule.parent, ("n", "p", "q")):
                if child != parent and holds(rule.holds, **left, **right):
                    yield self._claim(rule, child, parent, {**left, **right}, rule.condition)
        if rule.family:
            condition = "every n" if rule.family == "True" else rule.family
            if {rule.child, rule.parent} <= set(self.groups):
                yield self._claim(rule, rule.child, rule.parent, _SAME, condition)

    def _claim(
        self, rule: Rule, child: str, parent: str, parameters: dict[str, int], condition: str | None
    ) -> LatticeClaim:
        small, large = self.groups[child].order, self.groups[parent].order
        equal = all(parameters.get(a) == parameters.get(b) for a, b in (("m", "n"), ("a", "p"), ("b", "q")))
        families_joined = child in families() or parent in families()
        if families_joined:
            index = rule.index
        elif small and large:
            index = str(large // small)
        elif self.groups[parent].kind == "finite":
            index = None  # finite, and the orders are too large to be written
        else:
            index = rule.index if equal else "infinite"
        normal = holds(rule.normal, **parameters) if rule.normal else None
        return LatticeClaim(
            type=LatticeEdge.SUBGROUP_OF,
            head=child,
            tail=parent,
            via=rule.via,
            map=rule.map,
            index=index,
            normal=normal,
            condition=condition,
            source=rule.source,
        )

    def _factors(self, whole: SymmetryGroup) -> Iterator[LatticeClaim]:
        semidirect = " x| " in whole.id
        for position, factor in enumerate(dict.fromkeys(whole.factors)):
            if factor in self.groups:
                small, large = self.groups[factor].order, whole.order
                yield LatticeClaim(
                    type=LatticeEdge.SUBGROUP_OF,
                    head=factor,
                    tail=whole.id,
                    via="literal",
                    map="g -> (g, 1)" if position == 0 else "g -> (1, g)",
                    index=str(large // small) if small and large else None,
                    normal=not (semidirect and position),
                    source="a factor of the product",
                )

    def _trivial(self) -> Iterator[LatticeClaim]:
        bottom = set(self.groups) - {claim.tail for claim in self.subgroups} - {"trivial"}
        for id in sorted(bottom):
            order = self.groups[id].order
            yield LatticeClaim(
                type=LatticeEdge.SUBGROUP_OF,
                head="trivial",
                tail=id,
                via="literal",
                map="1 -> 1",
                index=str(order) if order else None,
                normal=True,
                source="the identity is a subgroup of every group",
            )

    def _numbers(self, *templates: str) -> list[str]:
        if not any("{n}" in each for each in templates):
            return [""]
        return ["n", *(str(n) for n in sorted({p for g in self.groups.values() for p in g.parameters}))]

    def _relations(self) -> Iterator[LatticeClaim]:
        data = table("relations.toml")
        for key, type_ in (
            ("double_covers", LatticeEdge.DOUBLE_COVERS),
            ("isomorphic_to", LatticeEdge.ISOMORPHIC_TO),
        ):
            for row in data[key]:
                for n in self._numbers(row["head"], row["tail"]):
                    head, tail = row["head"].replace("{n}", n), row["tail"].replace("{n}", n)
                    if head in self.groups and tail in self.groups:
                        yield LatticeClaim(
                            type=type_, head=head, tail=tail, source=row["source"], condition=row.get("condition")
                        )

    def _semidirect(self) -> Iterator[LatticeClaim]:
        for row in table("relations.toml")["semidirect"]:
            for n in self._numbers(row["whole"]):
                whole, normal, complement = (row[key].replace("{n}", n) for key in ("whole", "normal", "complement"))
                if normal != complement and {whole, normal, complement} <= set(self.groups):
                    for head, role in ((normal, "normal"), (complement, "complement")):
                        yield LatticeClaim.model_validate(
                            {
                                "type": LatticeEdge.SEMIDIRECT,
                                "head": head,
                                "tail": whole,
                                "role": role,
                                "source": row["source"],
                            }
                        )

    def _instances(self) -> Iterator[LatticeClaim]:
        for each in self.groups.values():
            if each.parameters and each.family in self.groups:
                yield _instance(each.id, each.family, f"the member with parameter {each.parameters}")
            elif each.family == "wallpaper groups" != each.id:
                yield _instance(each.id, each.family, "International Tables for Crystallography A, plane groups")
        for id in _POINT_GROUPS:
            yield _instance(id, "point groups", "International Tables for Crystallography A, point groups")
        yield _instance("Z^2", "wallpaper groups", "the wallpaper group p1")
        yield _instance("E(n)", "Isom(M)", "the isometries of R^n are the maps x -> A x + v with A in O(n)", "M = R^n")


def _instance(head: str, tail: str, source: str, condition: str | None = None) -> LatticeClaim:
    return LatticeClaim(type=LatticeEdge.INSTANCE_OF, head=head, tail=tail, source=source, condition=condition)


@cache
def load_ontology(named: frozenset[str] = frozenset()) -> Ontology:
    """The whole ontology, its usual members, and the members and products with the named ids.

    Ids that name no group are left out. The same object comes back for the same ids.
    """
    ids = list(families())
    for family, row in families().items():
        ids.extend(member_id(family, *(m if isinstance(m, list) else [m])) for m in row["members"])
    ids.extend(singles())
    ids.extend(table("groups.toml")["products"])
    ids.extend(sorted(_with_factors(named)))
    groups = {id: found for id in dict.fromkeys(ids) if (found := group(id))}
    return Ontology(groups)


def _with_factors(named: Iterable[str]) -> set[str]:
    known = {id for id in named if group(id)}
    return known | {factor for id in known if (found := group(id)) for factor in found.factors}


__all__ = ["Ontology", "load_ontology", "product_group", "rules"]
