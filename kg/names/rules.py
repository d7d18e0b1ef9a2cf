"""What a person or a table of aliases says about names: it wins over what papers say."""

from __future__ import annotations

from dataclasses import dataclass, field

from kg.names.decisions import NameKey


@dataclass(slots=True)
class NameRules:
    """Rules for ``resolve_names``; every value ends with where the rule stands ("curation.yaml:12").

    A merge, a retype (of a key to the same key of another type) and a rename onto another name make two nodes meet; an
    alias joins its key alone to the name's key.
    """

    met: dict[tuple[NameKey, NameKey], str] = field(default_factory=dict)
    """Pairs whose nodes a person says are one, with all that papers join to either; the node has the second's type."""
    joined: dict[NameKey, tuple[NameKey, str]] = field(default_factory=dict)
    """Forms that a person says are another name."""
    known: dict[NameKey, tuple[NameKey, str]] = field(default_factory=dict)
    """Forms that a table of aliases says are another name; ``joined`` and ``apart`` win over them."""
    apart: dict[tuple[NameKey, NameKey], str] = field(default_factory=dict)
    """Pairs of keys, the smaller first, that never meet in one node whatever papers or tables say."""
    shown: dict[NameKey, tuple[str, str]] = field(default_factory=dict)
    """What the node of a key is called."""
    forbidden: dict[NameKey, str] = field(default_factory=dict)
    """Keys that make no node: their mentions and relations are left out."""
    hidden: dict[NameKey, tuple[frozenset[str], str]] = field(default_factory=dict)
    """Written forms that are no alias of the node of a key."""

    @property
    def apart_keys(self) -> set[NameKey]:
        """All keys that are kept apart from another."""
        return {key for pair in self.apart for key in pair}

    def __bool__(self) -> bool:
        """Whether there is any rule."""
        return any((self.met, self.joined, self.known, self.apart, self.shown, self.forbidden, self.hidden))
