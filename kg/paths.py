"""The shortest ways between two things of the graph, told in sentences with the evidence of every step."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import Field

from kg.analytics import PathStep, paths
from kg.lookup import EntityRef, EvidenceCard, evidence_of, find_entities, find_entity
from kg.lookup.models import Shown
from kg.stores.base import GraphStore
from schemas import EntityType, RelationType
from schemas.errors import UsageError


class ToldStep(Shown):
    """One claim of a way, as the way walks it; ``sentence`` reads from ``step.start`` to ``step.end``."""

    step: PathStep
    sentence: str
    evidence: tuple[EvidenceCard, ...] = Field(default=(), description="the surest sentences that state it")


class ToldPath(Shown):
    """One way from the first entity to the second."""

    steps: tuple[ToldStep, ...]

    @property
    def names(self) -> list[str]:
        """What stands along the way, both ends included."""
        return [self.steps[0].step.start.name, *(s.step.end.name for s in self.steps)]


class Ways(Shown):
    """Two entities and the shortest ways between them, the shortest first; of one length the better supported."""

    start: EntityRef
    end: EntityRef
    others: tuple[EntityRef, ...] = Field(default=(), description="what else the two names can mean")
    paths: tuple[ToldPath, ...]


def ways_between(
    store: GraphStore,
    a: str,
    b: str,
    k: int = 5,
    relations: Sequence[str] | None = None,
    max_hops: int = 4,
    sentences: int = 1,
    types: tuple[EntityType | None, EntityType | None] = (None, None),
) -> Ways:
    """The ``k`` shortest ways from one entity to another, along claims in either direction.

    Args:
        store: the graph; stays open.
        a: name, alias or id of an entity.
        b: name, alias or id of another.
        k: most ways.
        relations: types of claims that may be walked, in any case, with ``-`` or ``_``; None for all.
        max_hops: longest way, in claims.
        sentences: most sentences behind each claim.
        types: the types that the two must have, where several things have a name.

    Raises:
        NotFoundError: nothing is called so; says what is close.
        UsageError: a type of claim that the graph does not know, or both names lead to one entity.
    """
    wanted = [relation_named(r) for r in relations] if relations else None
    start, end = find_entity(store, a, types[0]), find_entity(store, b, types[1])
    if start.id == end.id:
        raise UsageError(f"‘{a}’ and ‘{b}’ are both {start.name} ({start.type}, {start.id}): name two different things")
    found = paths(store, start.id, end.id, k, wanted, max_hops)
    claims = dict.fromkeys(step.claim_id for path in found for step in path.steps)
    cards = {claim: tuple(evidence_of(store, claim, sentences)) for claim in claims if sentences}
    told = [
        ToldPath(
            steps=tuple(
                ToldStep(step=step, sentence=sentence, evidence=cards.get(step.claim_id, ()))
                for step, sentence in zip(path.steps, path.sentences(), strict=True)
            )
        )
        for path in found
    ]
    others = [*_others(store, a, start, types[0]), *_others(store, b, end, types[1])]
    return Ways(start=start, end=end, others=tuple(others), paths=tuple(told))


def relation_named(name: str) -> RelationType:
    """The type of claim that is called so, in any case, with ``-``, ``_`` or a space between its words.

    Raises:
        UsageError: there is none; names those that there are.
    """
    try:
        return RelationType("_".join(name.replace("-", " ").replace("_", " ").split()).upper())
    except ValueError:
        raise UsageError(f"no claim of type {name!r}: there are {', '.join(RelationType)}") from None


def _others(store: GraphStore, name: str, taken: EntityRef, type: EntityType | None) -> list[EntityRef]:
    types = tuple(EntityType) if type is None else (type,)
    found = find_entities(store, name, types)
    # An id means one thing.
    return [] if name.strip() == taken.id else [entity for entity in found if entity.id != taken.id]
