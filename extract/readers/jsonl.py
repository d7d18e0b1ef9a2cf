"""JSON Lines: one paper a line, as ``Paper``, as ``Extraction`` or as arXiv's metadata has it.

Keys that we do not know are kept. An id that is bare arXiv ("2510.26852v2", or the address of an abstract page)
becomes ``arxiv:2510.26852``; a line without an id gets the one that is made from its title.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError

from extract.readers.base import Head, Reader, Source
from schemas import Extraction, Paper, paper_id

_ARXIV = re.compile(
    r"(?:(?:https?://)?(?:www\.)?arxiv\.org/(?:abs|pdf)/|arxiv:)?"
    r"(?P<id>\d{4}\.\d{4,5}|[a-z][a-z-]+(?:\.[A-Z]{2})?/\d{7})(?:v\d+)?(?:\.pdf)?",
    re.IGNORECASE,
)
_DAY = re.compile(r"(\d{4}-\d\d-\d\d)[T ].*", re.DOTALL)


class JsonLines(Reader):
    """One JSON object a line with at least ``title`` and ``abstract``."""

    name = "jsonl"
    summary = "one JSON object a line: title, abstract, and any of id, url, date, authors, categories, mentions …"

    def sniff(self, head: Head) -> float:
        """Sure when the first character is an opening brace."""
        return 0.95 if head.text.lstrip().startswith("{") else 0.0

    def read(self, source: Source) -> Iterator[Paper]:
        """Papers line by line; lines that hold ``mentions`` come as ``Extraction``."""
        for line in source.lines():
            if line.problem:
                source.broken(line.problem, line.number)
            elif line.text.strip():
                paper = self._paper(line.text, line.number, source)
                if paper is not None:
                    yield paper

    def _paper(self, text: str, number: int, source: Source) -> Paper | None:
        try:
            record = json.loads(text)
        except json.JSONDecodeError as error:
            source.broken(f"is no JSON: {error.msg[0].lower()}{error.msg[1:]} at character {error.colno}", number)
            return None
        except (RecursionError, ValueError):
            source.broken("is no JSON that can be read: nested too deep, or a number too long", number)
            return None
        if not isinstance(record, dict):
            source.broken(f"is no JSON object but {_kind(record)}", number)
            return None
        if "\\ud" in text.lower() and not _encodable(record):
            source.broken("holds half of a surrogate pair (\\ud800 to \\udfff)", number)
            return None
        holds_mentions = record.get("mentions") is not None
        model = Extraction if holds_mentions else Paper
        try:
            return model.model_validate(_completed(record, source.name, trim=not holds_mentions))
        except ValidationError as error:
            source.broken(_first(error), number, _place(error))
            return None


def _completed(record: dict[str, Any], name: str, *, trim: bool) -> dict[str, Any]:
    """The record with an id, a source, and dates and lists in the form of ``Paper``; offsets stay true."""
    full = {k: v for k, v in record.items() if v is not None}
    for field in ("title", "abstract"):
        if trim and isinstance(full.get(field), str):
            full[field] = full[field].strip()
    given = full.get("id")
    if isinstance(given, int) and not isinstance(given, bool):
        given = str(given)
    if isinstance(given, str) and given.strip():
        full["id"] = source_id(given.strip())
    elif given is None or given == "":
        title = full.get("title")
        full["id"] = paper_id(title) if isinstance(title, str) else "?"
    for field, pattern in (("authors", None), ("categories", r"[\s,;]+")):
        value = full.get(field)
        if isinstance(value, str):
            full[field] = tuple(filter(None, re.split(pattern, value))) if pattern else (value,)
    if isinstance(full.get("date"), str):
        full["date"] = _DAY.sub(r"\1", full["date"])
    if not full.get("sources"):
        full["sources"] = (name,)
    return full


def source_id(text: str) -> str:
    """The id of a source as we write it: ``arxiv:`` in front of a bare arXiv number, without its version."""
    match = _ARXIV.fullmatch(text)
    return f"arxiv:{match['id']}" if match else text


def _encodable(value: object) -> bool:
    if isinstance(value, str):
        return not any("\ud800" <= c <= "\udfff" for c in value) if not value.isascii() else True
    if isinstance(value, dict):
        return all(_encodable(k) and _encodable(v) for k, v in value.items())
    if isinstance(value, list):
        return all(map(_encodable, value))
    return True


def _kind(value: object) -> str:
    if value is None:
        return "null"
    return {list: "a list", str: "a string", bool: "true or false"}.get(type(value), "a number")


def _place(error: ValidationError) -> str | None:
    return ".".join(map(str, error.errors()[0]["loc"])) or None


def _first(error: ValidationError) -> str:
    """The first complaint in our words, and how many more there are."""
    first = error.errors()[0]
    if first["type"] == "missing":
        message = "is missing"
    elif first["type"] == "value_error":
        message = str(first["ctx"]["error"])
    else:
        message = first["msg"][0].lower() + first["msg"][1:]
    more = error.error_count() - 1
    return f"{message} (and {more} more)" if more else message
