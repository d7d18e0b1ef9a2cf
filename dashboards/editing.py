"""What a person says of the graph, on its way into ``curation.yaml``; only where the server was started for it.

Nothing here changes the graph: a build applies the file. Each correction therefore says what a rebuild will change.
"""

from __future__ import annotations

import datetime as dt
import getpass
import os
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dashboards.look import LOOKS, counted
from kg.curation import AnyEntry, Placed, append, curation_file, load, make
from kg.lookup import EntityRef, EntityView
from kg.names import canonical_key
from schemas import SIGNATURES, EntityType, RelationType
from schemas.errors import InputError

ENVIRONMENT = "METHODGRAPH_EDIT"
"""Set by ``kg explore --edit``: pages may write ``curation.yaml`` and add papers."""
START = "kg explore --edit"
_PROPOSED = (EntityType.METHOD, EntityType.DATASET)
_NAMES = ("merge", "split", "rename", "retype", "forbid", "alias", "unalias", "of", "sense", "head", "tail")


def allowed() -> bool:
    """Whether this server was started with editing allowed."""
    return os.environ.get(ENVIRONMENT, "").strip().lower() in ("1", "true", "yes", "on")


def file() -> Path:
    """The curation of the graph that the pages show."""
    return curation_file(os.environ.get("METHODGRAPH_STORE"))


def author() -> str:
    """Who says so, unless the page is told otherwise."""
    try:
        return os.environ.get("METHODGRAPH_AUTHOR") or getpass.getuser()
    except (OSError, KeyError):
        return ""


def rebuild_command() -> str:
    """What makes the graph anew from the papers that it holds, as one types it."""
    store = os.environ.get("METHODGRAPH_STORE")
    return "kg build --add" + (f" --store {shlex.quote(store)}" if store else "")


def say(fields: dict[str, Any], reason: str, who: str) -> Placed:
    """Add an entry to the curation; the entry with its place.

    Args:
        fields: the action with its names, as ``curation.yaml`` has them.
        reason: why.
        who: the author.

    Raises:
        InputError: the fields are no entry, or the file is broken or cannot be written.
        UsageError: the entry contradicts another one.
    """
    entry = make({**fields, "reason": reason, "author": who, "date": dt.date.today()})
    try:
        return append(file(), entry)
    except OSError as error:
        raise InputError(f"cannot be written ({error.strerror or error})", file=str(file())) from None


def said_of(entity: EntityView) -> list[Placed]:
    """The entries of the curation that name an entity, in the order of the file.

    Raises:
        InputError: the file is broken; the first of its errors.
    """
    entries, errors = load(file())
    if errors:
        raise errors[0]
    own = {canonical_key(name, entity.type) for name in (entity.name, *entity.aliases)}
    return [p for p in entries if any(canonical_key(name, entity.type) in own for name in _named(p.entry))]


def _named(entry: AnyEntry) -> Iterator[str]:
    for field in (*_NAMES, *(("to",) if entry.action == "rename" else ())):
        value = getattr(entry, field, None)
        if isinstance(value, str):
            yield value
        elif isinstance(value, tuple):
            yield from value


def merged(entity: EntityView, other: EntityRef) -> str:
    """What a rebuild makes of two entities that are one."""
    most = counted(entity.support + other.support, "paper")
    return (
        f"‘{entity.name}’ and ‘{other.name}’ become one node with the claims of both, "
        f"from at most {most} (fewer where a paper names both)."
    )


def renamed(entity: EntityView, to: str) -> str:
    """What a rebuild makes of another name."""
    return (
        f"The node is called ‘{to}’ and keeps its claims; ‘{entity.name}’ stays one of its names. Links by id change."
    )


def retyped(entity: EntityView, to: EntityType) -> str:
    """What a rebuild makes of another type, with the claims that fit it no more."""
    gone = [(g.words, g.total) for g in entity.claims if not _fits(g.relation, g.direction, to)]
    if entity.proposed_by and to not in _PROPOSED:
        gone.append(("is introduced by", len(entity.proposed_by)))
    kept = f"‘{entity.name}’ becomes a {LOOKS[to].singular}"
    if not gone:
        return f"{kept} and keeps all its claims."
    lost = ", ".join(f"{words} ({total:,})" for words, total in gone)
    return f"{kept}. Claims that do not fit a {LOOKS[to].singular} are left out: {lost}."


def _fits(relation: RelationType, direction: str, to: EntityType) -> bool:
    signature = SIGNATURES[relation]
    return (signature.head if direction == "out" else signature.tail) == to


def forbidden(entity: EntityView) -> str:
    """What a rebuild makes of a name that is none."""
    claims = counted(sum(g.total for g in entity.claims), "claim")
    return f"‘{entity.name}’ leaves the graph, with its mentions in {counted(entity.support, 'paper')} and {claims}."


def rejected(papers: int, everywhere: bool) -> str:
    """What a rebuild makes of a claim that is wrong."""
    if everywhere or papers == 1:
        return f"The edge leaves the graph, with its sentences in {counted(papers, 'paper')}."
    others = counted(papers - 1, "other paper still does", "other papers still do")
    return f"This paper no longer stands behind the claim; {others}."
