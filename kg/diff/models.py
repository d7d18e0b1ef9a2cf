"""What differs between two graphs, ready to be shown or printed as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from kg.diff.snapshot import EntityState

EntityKind = Literal["added", "gone", "renamed", "retyped", "merged", "split", "support"]
ClaimKind = Literal["added", "gone", "support", "papers", "confidence"]


@dataclass(frozen=True, slots=True)
class EntityChange:
    """What became of an entity.

    ``renamed``: another name, or the id of another name. ``retyped``: its name is a thing of another type now.
    ``merged``: its names are in an entity that has another one's id. ``split``: ``after`` took names away from
    ``before``, which is still there. ``support``: another number of papers mentions it.
    """

    kind: EntityKind
    before: EntityState | None
    after: EntityState | None

    @property
    def state(self) -> EntityState:
        """The entity as it is now, or as it was where it is gone."""
        state = self.after or self.before
        assert state is not None
        return state

    @property
    def moved(self) -> int:
        """By how many papers its support changed."""
        return (self.after.support if self.after else 0) - (self.before.support if self.before else 0)


@dataclass(frozen=True, slots=True)
class ClaimChange:
    """What became of a claim between two entities, followed where these were renamed, retyped or merged.

    ``support``: another number of papers states it. ``papers``: as many, but not the same. ``confidence``: the same
    papers, with another confidence, mode or number of those that say the first is better. Pairs are (before, after);
    support and confidence are 0 where it is not there. ``papers_added`` and ``papers_gone`` are None where the papers
    are not known.
    """

    kind: ClaimKind
    type: str
    head: EntityState
    tail: EntityState
    support: tuple[int, int]
    confidence: tuple[float, float]
    outperforms: tuple[int | None, int | None] = (None, None)
    mode: tuple[str | None, str | None] = (None, None)
    papers_added: tuple[str, ...] | None = None
    papers_gone: tuple[str, ...] | None = None

    @property
    def moved(self) -> int:
        """By how many papers its support changed."""
        return self.support[1] - self.support[0]


@dataclass(frozen=True, slots=True)
class PaperChange:
    """A paper that came or went, or that has another title."""

    kind: Literal["added", "gone", "retitled"]
    id: str
    title: str


@dataclass(frozen=True, slots=True)
class KindChange:
    """That ``head`` is a kind of ``tail``, said now or no more."""

    kind: Literal["added", "gone"]
    head: EntityState
    tail: EntityState


Change = EntityChange | ClaimChange | PaperChange | KindChange


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two graphs: its address or file, and how much it holds."""

    name: str
    version: str | None
    extractor: str | None
    papers: int
    entities: int
    claims: int
    kinds: int


@dataclass(frozen=True, slots=True)
class Difference:
    """All that differs between two graphs; within each kind of change what most papers are behind comes first."""

    old: Side
    new: Side
    papers: tuple[PaperChange, ...] = ()
    entities: tuple[EntityChange, ...] = ()
    claims: tuple[ClaimChange, ...] = ()
    kinds: tuple[KindChange, ...] = ()

    @property
    def same(self) -> bool:
        """Whether nothing that is compared differs."""
        return not (self.papers or self.entities or self.claims or self.kinds)

    def of(self, what: str, kind: str) -> list[Any]:
        """The changes of ``papers``, ``entities``, ``claims`` or ``kinds`` of one kind."""
        return [change for change in getattr(self, what) if change.kind == kind]

    def counts(self) -> dict[str, dict[str, int]]:
        """How many changes of each kind; those without any are left out."""
        found: dict[str, dict[str, int]] = {}
        for what in PARTS:
            for change in getattr(self, what):
                of = found.setdefault(what, {})
                of[change.kind] = of.get(change.kind, 0) + 1
        return found

    def as_json(self, limit: int | None = None) -> dict[str, Any]:
        """The difference for a program.

        Args:
            limit: most changes of each kind; None for all. ``counts`` count all.
        """
        made: dict[str, Any] = {"same": self.same, "old": asdict(self.old), "new": asdict(self.new)}
        made["counts"] = self.counts()
        for what, kinds in PARTS.items():
            made[what] = {kind: [_plain(c) for c in _first(self.of(what, kind), limit)] for kind in kinds}
        return made


PARTS: dict[str, tuple[str, ...]] = {
    "papers": ("added", "gone", "retitled"),
    "entities": ("added", "gone", "renamed", "retyped", "merged", "split", "support"),
    "claims": ("added", "gone", "support", "papers", "confidence"),
    "kinds": ("added", "gone"),
}
"""What is compared, and the kinds of its changes."""


def _first(changes: Sequence[Any], limit: int | None) -> Sequence[Any]:
    return changes if limit is None else changes[:limit]


def _plain(change: Change) -> dict[str, Any]:
    plain = asdict(change)
    del plain["kind"]
    if isinstance(change, ClaimChange):
        for name in ("support", "confidence", "outperforms", "mode"):
            before, after = plain.pop(name)
            if name in ("support", "confidence") or before is not None or after is not None:
                plain[name] = {"before": before, "after": after}
        for name in ("head", "tail"):
            plain[name] = {key: plain[name][key] for key in ("id", "name", "type")}
    elif isinstance(change, KindChange):
        for name in ("head", "tail"):
            plain[name] = {key: plain[name][key] for key in ("id", "name", "type")}
    return plain
