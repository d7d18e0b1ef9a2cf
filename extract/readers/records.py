"""From the fields that a source gives to a ``Paper``: what every format of records shares.

A field that is missing or does not fit is reported with its name; the records around it are read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from extract.readers.base import Source
from schemas import Extraction, Paper, paper_id
from schemas.ids import arxiv_id, doi_of, source_id

_DAY = re.compile(r"(\d{4}-\d\d-\d\d)[T ].*", re.DOTALL)
_SURROGATE = re.compile("[\ud800-\udfff]")
_PARAGRAPH = re.compile(r"\n\s*\n|\n(?=[ \t]{2,}\S)")


def checked(
    record: Mapping[str, Any], source: Source, *, line: int | None = None, number: int | None = None
) -> Paper | None:
    """The paper that the fields of a record make, or None and an error at its line or record number.

    Fields are those of ``Paper``; others are kept as they are, and fields that are None or empty count as missing.
    A record with ``mentions`` becomes an ``Extraction``.
    """
    holds_mentions = record.get("mentions") is not None
    model = Extraction if holds_mentions else Paper
    if not encodable(record):
        source.broken("holds half of a surrogate pair (\\ud800 to \\udfff)", line, record=number)
        return None
    try:
        return model.model_validate(_completed(record, source.name, trim=not holds_mentions))
    except ValidationError as error:
        source.broken(_first(error), line, _place(error), record=number)
        return None


def _completed(record: Mapping[str, Any], name: str, *, trim: bool) -> dict[str, Any]:
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


def best_id(*, arxiv: object = None, doi: object = None, own: str | None = None) -> str | None:
    """The id that the same paper most likely has elsewhere: arXiv's, else ``doi:…``, else the source's own."""
    bare = doi_of(doi)
    return arxiv_id(arxiv) or arxiv_id(doi) or (f"doi:{bare}" if bare else own)


def one_line(text: str | None) -> str | None:
    """The text with each run of white space as one space; None where there is nothing else."""
    return " ".join(text.split()) or None if text else None


def unwrapped(text: str | None) -> str | None:
    """Paragraphs without the line breaks inside them; a blank or an indented line begins a paragraph (as on arXiv)."""
    if not text:
        return None
    lines = text.replace("\r\n", "\n").strip()
    return "\n\n".join(" ".join(p.split()) for p in _PARAGRAPH.split(lines) if p.strip()) or None


def first_day(year: object, month: object = None, day: object = None) -> str | None:
    """``YYYY-MM-DD``; where month or day are not known, the first. None without a year of four digits."""
    if not re.fullmatch(r"\d{4}", str(year).strip()):
        return None
    in_year = month_number(month)
    in_month = _number(day) if in_year else None
    return f"{str(year).strip()}-{in_year or 1:02}-{in_month or 1:02}"


def month_number(text: object) -> int | None:
    """1 to 12 from a number or an English name, at least three letters of it."""
    name = str(text or "").strip().casefold()[:3]
    names = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
    return names.index(name) + 1 if name in names else _number(text)


def _number(text: object) -> int | None:
    digits = str(text or "").strip()
    return int(digits) if digits.isascii() and digits.isdigit() else None


def encodable(value: object) -> bool:
    """Whether all strings of a JSON value can be written as UTF-8."""
    if isinstance(value, str):
        return value.isascii() or _SURROGATE.search(value) is None
    if isinstance(value, Mapping):
        return all(encodable(k) and encodable(v) for k, v in value.items())
    if isinstance(value, list | tuple):
        return all(map(encodable, value))
    return True


def kind_of(value: object) -> str:
    """What a JSON value is that should have been an object."""
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
