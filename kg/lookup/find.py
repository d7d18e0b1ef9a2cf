"""From what a person types to the thing that it names. Nothing here reads the whole graph."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from kg.lookup.models import EntityRef, Suggestion
from kg.lookup.names import fold, name_table
from kg.names import canonical_key
from kg.stores.base import GraphStore
from schemas import EntityType, text_key
from schemas.errors import NotFoundError

_SURE = 90.0
"""Likeness, of 100, from which a name that is spelt nearly so is taken for the one that was meant."""


def find_entity(store: GraphStore, name: str, type: EntityType | str | Sequence[EntityType] | None = None) -> EntityRef:
    """The entity that ``name`` means: its id, its name, an alias in any case or spelling, or the start of one name.

    Where several fit equally well, the one that most papers mention.

    Args:
        store: the graph; stays open.
        name: what a person typed.
        type: the type, or the types, that it may have; None for any.

    Raises:
        NotFoundError: nothing is called so, or several names start so; says what is close.
    """
    types = _types(type)
    text = " ".join(name.split())
    if not text:
        raise NotFoundError("Give a name: the one that you gave is empty.")
    # Each step costs more than the one before; most names end at the first.
    found = _by_index(store, text, types) or _of(name_table(store).exact(text), types)
    if found:
        return _best(found)
    hits = _by_search(store, text, types)
    for same in (_same_letters, _same_key):
        if matching := [entity for entity, aliases in hits if any(same(text, alias, entity.type) for alias in aliases)]:
            return _best(matching)
    alike = [(e, alias, score) for e, alias, score in name_table(store).alike(text, 40) if e.type in types]
    if matching := [e for e, alias, _ in alike if _same_key(text, alias, e.type)]:
        return _best(matching)
    starts = {e.id: e for e, _ in name_table(store).starting(text) if e.type in types}
    starts |= {e.id: e for e, aliases in hits if any(fold(a).startswith(fold(text)) for a in aliases)}
    if len(starts) == 1:
        return next(iter(starts.values()))
    # Digits are never a slip of the finger: GPT-3 is not GPT-4.
    sure = {e.id: e for e, _, score in alike if score >= _SURE and _digits(e.name) == _digits(text)}
    if not starts and len(sure) == 1:
        return next(iter(sure.values()))
    near = [*sorted(starts.values(), key=_rank), *(e for e, _, _ in alike), *(e for e, _ in hits)]
    raise not_found(name, [e.name for e in near])


def find_entities(store: GraphStore, name: str, types: Sequence[EntityType] = tuple(EntityType)) -> list[EntityRef]:
    """All entities that ``name`` can mean, the one that most papers mention first; none where nothing is called so.

    It can mean an entity by its id, its name or an alias, in any case or spelling.
    """
    text = " ".join(name.split())
    if not text:
        return []
    found = [*_by_index(store, text, types), *_of(name_table(store).exact(text), types)]
    for entity, aliases in _by_search(store, text, types):
        if any(_same_letters(text, a, entity.type) or _same_key(text, a, entity.type) for a in aliases):
            found.append(entity)
    return sorted({entity.id: entity for entity in found}.values(), key=_rank)


def find_paper(store: GraphStore, text: str) -> str:
    """The id of the paper that ``text`` means: its id, or its title up to case and punctuation, or the start of one.

    Raises:
        NotFoundError: no paper is called so; says which titles are close.
    """
    if store.query("MATCH (p:Paper {id: $id}) RETURN p.id", {"id": text.strip()}).rows:
        return text.strip()
    key = text_key(text)
    hits = [hit for hit in store.search(text, ("Paper",), 20) if hit.label == "Paper"] if key else []
    exact = [hit for hit in hits if text_key(hit.name) == key]
    starts = [hit for hit in hits if text_key(hit.name).startswith(key)]
    if exact or len(starts) == 1:
        return min(exact or starts, key=lambda hit: hit.id).id
    raise not_found(text, [hit.name for hit in hits], kind="No paper is")


def suggest(store: GraphStore, text: str, limit: int = 10, labels: Sequence[str] = ()) -> list[Suggestion]:
    """What a person who is still typing may mean: names and aliases that start so, then that hold it, then alike.

    Each of the three by the number of papers; papers come with their titles where the full-text index finds them.

    Args:
        store: the graph; stays open.
        text: what was typed so far; nothing gives nothing.
        limit: most suggestions.
        labels: types of entities, or ``Paper``; empty for all.
    """
    if not text.strip() or limit < 1:
        return []
    table = name_table(store)
    fits = {e.value for e in EntityType} | {"Paper"} if not labels else set(labels)
    first: dict[str, Suggestion] = {}
    for entity, alias in table.starting(text):
        held = first.get(entity.id)
        if entity.type in fits and (held is None or fold(alias) == fold(entity.name)):
            first[entity.id] = _suggestion(entity, alias)
    second: dict[str, Suggestion] = {}
    # Where enough names start so, what the index would add is rarer than they are.
    for hit in store.search(text, tuple(labels), limit) if len(first) < limit else ():
        if hit.id not in first:
            found = Suggestion(id=hit.id, name=hit.name, type=hit.label, support=hit.support)
            # A rare name is not in the table: the index found it, and it belongs to those that start so.
            (first if hit.label != "Paper" and fold(hit.name).startswith(fold(text)) else second)[hit.id] = found
    ranked = [*sorted(first.values(), key=_rank), *second.values()]
    if len(ranked) < limit:
        seen = {s.id for s in ranked}
        for entity, alias, _ in table.alike(text, 4 * limit):
            if entity.type in fits and entity.id not in seen:
                seen.add(entity.id)
                ranked.append(_suggestion(entity, alias))
    return ranked[:limit]


def not_found(name: str, close: Iterable[str], kind: str = "Nothing") -> NotFoundError:
    """The error for a name that nothing has, with at most five names that are close."""
    names = tuple(dict.fromkeys(close))[:5]
    called = "called so" if kind != "Nothing" else "called"
    start = f"{kind} {called} ‘{name}’."
    return NotFoundError(f"{start} Close to it: {', '.join(names)}." if names else start, names)


def _types(type: EntityType | str | Sequence[EntityType] | None) -> tuple[EntityType, ...]:
    if type is None:
        return tuple(EntityType)
    return (EntityType(type),) if isinstance(type, str) else tuple(type)


def _by_index(store: GraphStore, text: str, types: Sequence[EntityType]) -> list[EntityRef]:
    """Entities with that id, or that name in one of the usual ways to write capitals."""
    names = list(dict.fromkeys((text, text.lower(), text.upper(), text.capitalize(), text.title())))
    returned = "RETURN n.id AS id, n.name AS name, n.support AS support"
    parts = [
        f"MATCH (n:{t}) WHERE n.{where} {returned}, '{t}' AS type"
        for t in types
        for where in ("id = $id", "name IN $names")
    ]
    rows = store.query("\nUNION ALL\n".join(parts), {"id": text, "names": names}).dicts()
    return [EntityRef(**row) for row in rows]


def _by_search(store: GraphStore, text: str, types: Sequence[EntityType]) -> list[tuple[EntityRef, list[str]]]:
    """Entities that the full-text index finds for ``text``, with their names; the best hit first."""
    hits = store.search(text, [str(t) for t in types], 50)
    parts = [
        f"MATCH (n:{t}) WHERE n.id IN $ids RETURN n.id AS id, n.name AS name, n.support AS support, "
        f"n.aliases AS aliases, '{t}' AS type"
        for t in types
    ]
    rows = store.query("\nUNION ALL\n".join(parts), {"ids": [hit.id for hit in hits]}).dicts() if hits else []
    by_id = {row["id"]: (EntityRef(**row), [row["name"], *(row["aliases"] or ())]) for row in rows}
    return [by_id[hit.id] for hit in hits if hit.id in by_id]


def _same_letters(text: str, alias: str, type: EntityType) -> bool:
    return fold(text) == fold(alias)


def _same_key(text: str, alias: str, type: EntityType) -> bool:
    return canonical_key(text, type) == canonical_key(alias, type)


def _of(entities: Iterable[EntityRef], types: Sequence[EntityType]) -> list[EntityRef]:
    return [entity for entity in entities if entity.type in types]


def _rank(entity: EntityRef | Suggestion) -> tuple[int, str, str]:
    return (-entity.support, entity.name, entity.id)


def _best(entities: Iterable[EntityRef]) -> EntityRef:
    return min(entities, key=_rank)


def _suggestion(entity: EntityRef, alias: str) -> Suggestion:
    matched = "" if fold(alias) == fold(entity.name) else alias
    return Suggestion(id=entity.id, name=entity.name, type=entity.type, support=entity.support, matched=matched)


def _digits(text: str) -> list[str]:
    return re.findall(r"\d+", text)
