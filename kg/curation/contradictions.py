"""Entries that cannot both hold: each pair is an error that names both lines.

Entries are looked at as statements about keys, as names meet (``GNNs`` and ``GNN`` are one key), so that a
contradiction in other spellings, or over a chain of entries, is found too.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Sequence

from kg.curation.entries import Alias, Forbid, Merge, Rename, Retype, Sense, Split, Unalias
from kg.curation.reading import Placed
from kg.names.decisions import NameKey
from kg.names.key import canonical_key
from schemas import EntityType
from schemas.errors import InputError


def key_of(name: str, type: EntityType) -> NameKey:
    """The key of a name of a type."""
    return NameKey(type.value, canonical_key(name, type))


def types_of(entry_type: EntityType | None) -> tuple[EntityType, ...]:
    """The types that an entry speaks of."""
    return (entry_type,) if entry_type else tuple(EntityType)


def types_before(e: Retype) -> list[EntityType]:
    """The types that a name leaves: a group only where the entry says so, since translation the task is none."""
    given = types_of(e.type)
    return [t for t in given if t is not e.to and (e.type or t is not EntityType.SYMMETRY_GROUP)]


def same(p: Placed) -> Iterator[tuple[NameKey, NameKey]]:
    """Pairs of keys that an entry makes one: (form, what it is)."""
    e = p.entry
    if isinstance(e, Merge):
        for type in types_of(e.type):
            first, *rest = (key_of(name, type) for name in e.merge)
            yield from ((key, first) for key in rest if key != first)
    elif isinstance(e, Alias):
        for type in types_of(e.type):
            target = key_of(e.of, type)
            yield from ((key, target) for key in (key_of(a, type) for a in e.alias) if key != target)
    elif isinstance(e, Rename):
        # Two nodes with one name would be no answer: what has the new name already meets in the node.
        for type in types_of(e.type):
            key, target = key_of(e.to, type), key_of(e.rename, type)
            if key != target:
                yield key, target
    elif isinstance(e, Retype):
        for name in e.retype:
            yield from ((key_of(name, type), key_of(name, e.to)) for type in types_before(e))


def apart(p: Placed) -> Iterator[tuple[NameKey, NameKey]]:
    """Pairs of keys that an entry keeps apart, the smaller first."""
    e = p.entry
    if isinstance(e, Split):
        groups: Iterable[Sequence[str]] = [(a, b) for i, a in enumerate(e.split) for b in e.split[i + 1 :]]
    elif isinstance(e, Unalias):
        groups = [(a, e.of) for a in e.unalias]
    else:
        return
    for one, other in groups:
        for type in types_of(e.type):
            a, b = sorted((key_of(one, type), key_of(other, type)))
            if a != b:
                yield a, b


_Say = Callable[[Placed, Iterable[Placed], str], None]


class _Graph:
    """Keys joined by entries, and by which."""

    def __init__(self) -> None:
        self.edges: defaultdict[NameKey, list[tuple[NameKey, Placed]]] = defaultdict(list)

    def join(self, one: NameKey, other: NameKey, by: Placed) -> None:
        self.edges[one].append((other, by))
        self.edges[other].append((one, by))

    def between(self, one: NameKey, other: NameKey) -> list[Placed] | None:
        """The entries on a shortest way from one key to the other; None where there is none."""
        if one == other:
            return []
        came: dict[NameKey, tuple[NameKey, Placed]] = {}
        queue = deque([one])
        while queue:
            key = queue.popleft()
            for after, by in self.edges.get(key, ()):
                if after == one or after in came:
                    continue
                came[after] = (key, by)
                if after == other:
                    way = [by]
                    while key != one:
                        key, by = came[key]
                        way.append(by)
                    return list(dict.fromkeys(reversed(way)))
                queue.append(after)
        return None

    def reach(self, key: NameKey) -> dict[NameKey, None]:
        """All keys that meet ``key``, the nearest first."""
        found = {key: None}
        queue = deque([key])
        while queue:
            for after, _ in self.edges.get(queue.popleft(), ()):
                if after not in found:
                    found[after] = None
                    queue.append(after)
        return found


def contradictions(entries: Sequence[Placed]) -> list[InputError]:
    """One error for each pair of entries that contradict each other; it stands at the later line, names the earlier."""
    graph, merged = _Graph(), _Graph()
    for p in entries:
        for one, other in same(p):
            graph.join(one, other, p)
            if isinstance(p.entry, Merge | Rename):
                merged.join(one, other, p)
    found: dict[tuple[int, int], InputError] = {}

    def say(one: Placed, others: Iterable[Placed], what: str) -> None:
        for other in others:
            first, second = sorted((one, other), key=lambda p: p.line)
            at = f"line {first.line}" if first.file == second.file else f"{first.file}:{first.line}"
            message = f"{what}: `{second.entry.action}: {second.entry.says}` here, "
            message += f"`{first.entry.action}: {first.entry.says}` in {at}"
            found.setdefault((first.line, second.line), InputError(message, file=second.file, line=second.line))

    _circles(entries, merged, say)
    for p in entries:
        for one, other in apart(p):
            way = graph.between(one, other)
            if way:
                say(p, way, "joins and keeps apart the same names")
    _two_values(entries, graph, say)
    _forbidden(entries, graph, say)
    _senses(entries, say)
    return [found[lines] for lines in sorted(found)]


def _circles(entries: Sequence[Placed], merged: _Graph, say: _Say) -> None:
    """An alias of an alias of itself; a name that gets a type and loses it again; one alias of two names."""
    leads: dict[NameKey, tuple[NameKey, Placed]] = {}
    for p in entries:
        if not isinstance(p.entry, Alias | Retype):
            continue
        for form, target in same(p):
            known = leads.setdefault(form, (target, p))
            if merged.between(known[0], target) is None:
                what = (
                    "gives a name two types" if isinstance(p.entry, Retype) else "makes one form an alias of two names"
                )
                say(p, [known[1]], what)
    for form in leads:
        key = form
        way: list[Placed] = []
        while key in leads and len(way) <= len(leads):
            key, by = leads[key]
            way.append(by)
            if key == form:
                for other in way[1:]:
                    say(way[0], [other], "leads in a circle")
                break


def _two_values(entries: Sequence[Placed], graph: _Graph, say: _Say) -> None:
    """Two names for one node."""
    named: dict[NameKey, Placed] = {}
    for p in entries:
        if not isinstance(p.entry, Rename):
            continue
        for type in types_of(p.entry.type):
            for key in graph.reach(key_of(p.entry.rename, type)):
                known = named.setdefault(key, p)
                if isinstance(known.entry, Rename) and known.entry.to != p.entry.to:
                    say(p, [known], "gives one node two names")


def _forbidden(entries: Sequence[Placed], graph: _Graph, say: _Say) -> None:
    """A name that makes no node, and is joined, renamed or given a type."""
    speaks: defaultdict[NameKey, list[Placed]] = defaultdict(list)
    for p in entries:
        e = p.entry
        if isinstance(e, Rename | Sense):
            for type in types_of(e.type):
                speaks[key_of(e.rename if isinstance(e, Rename) else e.sense, type)].append(p)
        for pair in same(p):
            for key in pair:
                speaks[key].append(p)
    for p in entries:
        if isinstance(p.entry, Forbid):
            for name in p.entry.forbid:
                for type in types_of(p.entry.type):
                    for key in graph.reach(key_of(name, type)):
                        say(p, dict.fromkeys(speaks.get(key, ())), "forbids a name and makes something of it")


def _senses(entries: Sequence[Placed], say: _Say) -> None:
    """One name with two senses in one paper."""
    senses: dict[tuple[str, NameKey], tuple[NameKey, Placed]] = {}
    for p in entries:
        if not isinstance(p.entry, Sense):
            continue
        for type in types_of(p.entry.type):
            sense = key_of(p.entry.sense, type)
            for paper in p.entry.papers:
                known = senses.setdefault((paper, key_of(p.entry.split, type)), (sense, p))
                if known[0] != sense:
                    say(p, [known[1]], "gives a name two senses in one paper")
