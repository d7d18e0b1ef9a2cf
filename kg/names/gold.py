"""Gold for names: pairs that are one thing or two, and clusters of all names of one thing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kg.names.forms import abbreviates, bare
from schemas import EntityType, Extraction
from schemas.errors import InputError

PAIRS, CLUSTERS = "pairs.jsonl", "clusters.jsonl"
_BEFORE = re.compile(r"\S+")
_BRACKET = re.compile(r"\(([^()]{2,80})\)")
_LONGEST = 12
"""Words of a long form before its abbreviation in brackets."""


class GoldPair(BaseModel):
    """Two names of one type, and whether they are one thing.

    ``context_a`` and ``context_b`` are a sentence of a paper with the name in it, or what the name stands for there.
    """

    model_config = ConfigDict(extra="allow", frozen=True)

    a: str = Field(min_length=1)
    b: str = Field(min_length=1)
    type: EntityType
    same: bool
    kind: str = "other"
    context_a: str | None = None
    context_b: str | None = None
    source: str = ""


class GoldCluster(BaseModel):
    """All names of one thing that the gold knows."""

    model_config = ConfigDict(extra="allow", frozen=True)

    type: EntityType
    names: tuple[str, ...] = Field(min_length=1)


_Line = TypeVar("_Line", GoldPair, GoldCluster)


def read_pairs(folder: str | Path) -> list[GoldPair]:
    """The pairs of ``folder``; none where it holds no file of them.

    Raises:
        InputError: a line is no pair; says which and why.
    """
    return list(_read(Path(folder) / PAIRS, GoldPair))


def read_clusters(folder: str | Path) -> list[GoldCluster]:
    """The clusters of ``folder``; none where it holds no file of them.

    Raises:
        InputError: a line is no cluster; says which and why.
    """
    return list(_read(Path(folder) / CLUSTERS, GoldCluster))


def _read(file: Path, model: type[_Line]) -> Iterator[_Line]:
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"cannot be read: {error}", file=str(file)) from error
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                yield model.model_validate_json(line)
            except ValidationError as error:
                first = error.errors()[0]
                field = ".".join(map(str, first["loc"])) or None
                raise InputError(first["msg"], file=str(file), line=number, field=field) from error


def naming_paper(id: str, name: str, type: EntityType, context: str | None = None) -> Extraction:
    """A paper that names one thing, by ``name`` and by what its ``context`` says that it stands for."""
    forms = list(dict.fromkeys((name, *expansions(name, context or ""))))
    title, text, mentions = f"Paper {id}", "", []
    for form in forms:
        start = len(title) + 1 + len(text)
        mentions.append({"start": start, "end": start + len(form), "text": form, "type": type, "entity": "e1"})
        text += f"{form} "
    return Extraction.model_validate(
        {
            "id": id,
            "title": title,
            "abstract": text.rstrip() or name,
            "mentions": mentions,
            "entities": [{"id": "e1", "type": type, "name": max(forms, key=len)}],
        }
    )


def expansions(name: str, context: str) -> Iterator[str]:
    """What ``name`` stands for, or what stands for it, by a bracket in ``context``: "long form (SHORT)" or the reverse.

    A context that is the long form itself, or the short one, counts too.
    """
    said = " ".join(context.split())
    if abbreviates(bare(name), said) or abbreviates(bare(said), name):
        yield said
        return
    for bracket in _BRACKET.finditer(said):
        inner = bracket.group(1)
        before = [m.start() for m in _BEFORE.finditer(said[: bracket.start()])][-_LONGEST:]
        outer = [said[start : bracket.start()].strip(" ,;:–-") for start in reversed(before)]
        if bare(inner) == bare(name):
            long = next((o for o in outer if abbreviates(bare(name), o)), None)
            if long is not None:
                yield long
        elif any(o == name for o in outer) and (abbreviates(bare(inner), name) or abbreviates(bare(name), inner)):
            yield inner
