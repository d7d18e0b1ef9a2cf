"""Symmetry groups by the ids of the ontology ("permutations" is S_n), for whatever a paper calls them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from schemas.symmetry import canonical_group_id, group


@lru_cache(maxsize=100_000)
def group_key(name: str) -> str | None:
    """The ontology's id for ``name``, None where it names no group that the ontology has or can make."""
    return canonical_group_id(name)


@lru_cache(maxsize=20_000)
def is_group_id(key: str) -> bool:
    """Whether ``key`` is an id of the ontology."""
    return group(key) is not None


def group_of(name: str, forms: Iterable[str], said: object = None) -> str | None:
    """The id of the group that a paper's entity is.

    Args:
        name: the entity's name in its extraction.
        forms: its other surface forms, tried where the name says none.
        said: what the extractor read from the context ("rotations" of point clouds are SO(3)); it wins where it is an
            id of the ontology.
    """
    if isinstance(said, str) and is_group_id(said):
        return said
    return next((id for form in (name, *sorted(forms)) if (id := group_key(form)) is not None), None)
