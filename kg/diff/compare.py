"""Two graphs compared. Ids are made from names, so what was renamed is found again by the names that it has."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from kg.diff.models import ClaimChange, ClaimKind, Difference, EntityChange, EntityKind, KindChange, PaperChange, Side
from kg.diff.snapshot import ClaimKey, ClaimState, EntityState, Snapshot
from kg.lookup.names import fold


def difference(old: Snapshot, new: Snapshot) -> Difference:
    """What differs in ``new``, after following entities whose name or type is another now."""
    sides = _side(old), _side(new)
    if old.version is not None and old.version == new.version:
        return Difference(*sides)
    entities = _entities(old.entities, new.entities)
    moved = {e.before.id: e.after.id for e in entities if e.kind in _FOLLOWED and e.before and e.after}
    return Difference(
        *sides,
        papers=tuple(_papers(old.papers, new.papers)),
        entities=tuple(sorted(entities, key=lambda e: (-abs(e.moved), -e.state.support, e.state.name, e.state.id))),
        claims=tuple(
            sorted(
                _claims(old, new, moved),
                key=lambda c: (-abs(c.moved), -_surer(c), c.head.name, c.type, c.tail.name, c.head.id, c.tail.id),
            )
        ),
        kinds=tuple(_kinds(old, new, moved)),
    )


_NONE = ClaimState(0, 0.0, papers=frozenset())
"""A claim that nothing states."""
_FOLLOWED: tuple[EntityKind, ...] = ("renamed", "retyped", "merged")


def _entities(old: Mapping[str, EntityState], new: Mapping[str, EntityState]) -> list[EntityChange]:
    changes: list[EntityChange] = []
    pairs: list[tuple[EntityState, EntityState]] = []
    for id in old.keys() & new.keys():
        pairs.append((old[id], new[id]))
        if old[id].name != new[id].name:
            changes.append(EntityChange("renamed", old[id], new[id]))
    by_form = _by_form(new)
    taken: set[str] = set()
    # What most papers mention takes its new place first; others that end there were merged into it.
    for before in sorted((old[id] for id in old.keys() - new.keys()), key=lambda e: (-e.support, e.id)):
        after = _place(before, by_form)
        if after is None:
            changes.append(EntityChange("gone", before, None))
            continue
        kind: EntityKind = "merged"
        if after.id not in old and after.id not in taken:
            kind = "renamed" if after.type == before.type else "retyped"
            pairs.append((before, after))
        taken.add(after.id)
        changes.append(EntityChange(kind, before, after))
    held = _by_form(old)
    for id in new.keys() - old.keys() - taken:
        source = _source(new[id], held, new)
        changes.append(EntityChange("split" if source else "added", source, new[id]))
    changes += [EntityChange("support", b, a) for b, a in pairs if b.support != a.support]
    return changes


def _place(before: EntityState, by_form: Mapping[str, list[EntityState]]) -> EntityState | None:
    """The entity that has the names of ``before`` now.

    One of its type must have its name, or half of its names; one of another type, its name.
    """
    shared: dict[str, int] = defaultdict(int)
    states: dict[str, EntityState] = {}
    forms = _forms(before)
    for form in forms:
        for after in by_form.get(form, ()):
            shared[after.id] += 1
            states[after.id] = after
    called = {after.id for after in by_form.get(fold(before.name), ())}
    fitting = [
        after
        for id, after in states.items()
        if id in called or (after.type == before.type and 2 * shared[id] >= len(forms))
    ]
    rank = {a.id: (a.type != before.type, a.id not in called, -shared[a.id], -a.support, a.id) for a in fitting}
    return min(fitting, key=lambda a: rank[a.id], default=None)


def _source(
    after: EntityState, held: Mapping[str, list[EntityState]], new: Mapping[str, EntityState]
) -> EntityState | None:
    """The entity that had the name of ``after`` before, and is still there without it."""
    name = fold(after.name)
    for before in held.get(name, ()):
        now = new.get(before.id)
        if before.type == after.type and now is not None and name not in _forms(now):
            return before
    return None


def _by_form(entities: Mapping[str, EntityState]) -> dict[str, list[EntityState]]:
    found: dict[str, list[EntityState]] = defaultdict(list)
    for entity in entities.values():
        for form in _forms(entity):
            found[form].append(entity)
    return found


def _forms(entity: EntityState) -> set[str]:
    return {fold(form) for form in (entity.name, *entity.aliases)}


def _claims(old: Snapshot, new: Snapshot, moved: Mapping[str, str]) -> Iterator[ClaimChange]:
    before = _followed(old.claims, moved)
    entities = {**old.entities, **new.entities}

    def change(kind: ClaimKind, key: ClaimKey) -> ClaimChange:
        was, now = before.get(key, _NONE), new.claims.get(key, _NONE)
        known = was.papers is not None and now.papers is not None
        return ClaimChange(
            kind,
            key[0],
            _state(entities, key[1]),
            _state(entities, key[2]),
            support=(was.support, now.support),
            confidence=(was.confidence, now.confidence),
            outperforms=(was.outperforms, now.outperforms),
            mode=(was.mode, now.mode),
            papers_added=tuple(sorted((now.papers or set()) - (was.papers or set()))) if known else None,
            papers_gone=tuple(sorted((was.papers or set()) - (now.papers or set()))) if known else None,
        )

    for key in before.keys() | new.claims.keys():
        was, now = before.get(key), new.claims.get(key)
        if was is None or now is None:
            yield change("added" if was is None else "gone", key)
        elif was.support != now.support:
            yield change("support", key)
        elif was.papers is not None and now.papers is not None and was.papers != now.papers:
            yield change("papers", key)
        elif (was.confidence, was.outperforms, was.mode) != (now.confidence, now.outperforms, now.mode):
            yield change("confidence", key)


def _followed(claims: Mapping[ClaimKey, ClaimState], moved: Mapping[str, str]) -> dict[ClaimKey, ClaimState]:
    """The claims by the ids that their ends have now; those that met in one are one, with the papers of all."""
    found: dict[ClaimKey, ClaimState] = {}
    for (type, head, tail), claim in claims.items():
        key = (type, moved.get(head, head), moved.get(tail, tail))
        met = found.get(key)
        if met is not None:
            claim = _joined(met, claim)
        found[key] = claim
    return found


def _joined(a: ClaimState, b: ClaimState) -> ClaimState:
    surer = max(a, b, key=lambda c: c.confidence)
    papers = a.papers | b.papers if a.papers is not None and b.papers is not None else None
    return ClaimState(
        a.support + b.support if papers is None else len(papers),
        surer.confidence,
        surer.outperforms,
        surer.mode,
        papers,
    )


def _kinds(old: Snapshot, new: Snapshot, moved: Mapping[str, str]) -> Iterator[KindChange]:
    before = {(moved.get(head, head), moved.get(tail, tail)) for head, tail in old.kinds}
    entities = {**old.entities, **new.entities}
    for head, tail in sorted(new.kinds - before):
        yield KindChange("added", _state(entities, head), _state(entities, tail))
    for head, tail in sorted(before - new.kinds):
        yield KindChange("gone", _state(entities, head), _state(entities, tail))


def _papers(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[PaperChange]:
    for id in sorted(new.keys() - old.keys()):
        yield PaperChange("added", id, new[id])
    for id in sorted(old.keys() - new.keys()):
        yield PaperChange("gone", id, old[id])
    for id in sorted(id for id in old.keys() & new.keys() if old[id] != new[id]):
        yield PaperChange("retitled", id, new[id])


def _state(entities: Mapping[str, EntityState], id: str) -> EntityState:
    # A part of a graph may hold an edge without what it joins.
    return entities.get(id) or EntityState(id, id, "", 0)


def _surer(change: ClaimChange) -> float:
    before, after = change.confidence
    return abs(after - before) if change.kind == "confidence" else change.support[1]


def _side(snapshot: Snapshot) -> Side:
    counts = (len(part) for part in (snapshot.papers, snapshot.entities, snapshot.claims, snapshot.kinds))
    return Side(snapshot.name, snapshot.version, snapshot.extractor, *counts)
