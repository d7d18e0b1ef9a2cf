"""What people give where an entity, a paper or a type is asked for."""

from __future__ import annotations

from typing import Protocol

from schemas import EntityType
from schemas.errors import UsageError


class HasId(Protocol):
    """What has an id: an ``Entity``, a ``Paper``, an answer of a search, an end of a claim."""

    @property
    def id(self) -> str:
        """Of a node of the graph."""


def name_of(name: str | HasId) -> str:
    """A name as it is given, or the id of what has one."""
    return name if isinstance(name, str) else name.id


def type_of(type: EntityType | str | None) -> EntityType | None:
    """The entity type that is meant, in any case."""
    if type is None:
        return None
    found = next((t for t in EntityType if t.value.lower() == str(type).lower()), None)
    if found is None:
        raise UsageError(f"there is no type {str(type)!r}: there are {', '.join(EntityType)}")
    return found
