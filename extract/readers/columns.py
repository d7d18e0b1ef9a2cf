"""Which column of a table holds which field of a paper: guessed by its name, or named by a person."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress

from extract.readers.base import Columns, Source
from extract.readers.records import best_id, first_day
from schemas.errors import InputError, UsageError
from schemas.ids import doi_of

NAMES: Mapping[str, Sequence[str]] = {
    "title": ("title", "papertitle", "articletitle", "documenttitle", "name"),
    "abstract": ("abstract", "abstracts", "paperabstract", "abstracttext", "summary", "abstractnote"),
    "id": ("arxivid", "arxiv", "id", "paperid", "key", "pmid"),
    "doi": ("doi", "digitalobjectidentifier"),
    "url": ("url", "link", "address", "urlabs"),
    "date": ("date", "published", "publicationdate", "publisheddate", "created"),
    "year": ("year", "publicationyear", "pubyear"),
    "authors": ("authors", "author", "authornames", "authorfullnames"),
    "categories": ("categories", "category", "subjects", "keywords", "authorkeywords"),
}
"""Fields with the names of columns that hold them, letters and digits only; the first that is there is taken."""

_NEXT = re.compile(rf",\s*(?=(?:{'|'.join(NAMES)})\s*=)")


def parsed_columns(given: Iterable[str]) -> dict[str, str]:
    """Columns by field, from texts such as ``title=Name,abstract=Summary``; a name may hold commas.

    Raises:
        UsageError: a text is none of that form, or names a field that there is not or that was named before.
    """
    found: dict[str, str] = {}
    for part in (p for text in given for p in _NEXT.split(text)):
        field, equals, column = (piece.strip() for piece in part.partition("="))
        if not (equals and column):
            raise UsageError(f"columns are written FIELD=COLUMN,FIELD=COLUMN, not {part.strip()!r}")
        if field not in NAMES:
            raise UsageError(f"there is no field {field!r} for a column; fields are {', '.join(NAMES)}")
        if found.setdefault(field, column) != column:
            raise UsageError(f"two columns are named for {field}: {found[field]!r} and {column!r}")
    return found


def has_papers(header: Sequence[str], named: Columns) -> bool:
    """Whether a table with this header has titles and abstracts, and the columns that a person names."""
    places, missing = _places(header, named)
    return {"title", "abstract"} <= places.keys() and not missing


def column_places(header: Sequence[str], named: Columns, source: Source, line: int | None = None) -> dict[str, int]:
    """The number of the column of each field.

    Raises:
        InputError: titles or abstracts have none, or a column that a person names is not there.
    """
    places, missing = _places(header, named)
    there = f"columns are {', '.join(header)[:200]}"
    for field, column in missing:
        raise InputError(f"has no column {column!r}; {there}", file=source.label, line=line, field=field)
    for field in ("title", "abstract"):
        if field not in places:
            message = f"no column is named so; {there}; --columns {field}=NAME says which it is"
            raise InputError(message, file=source.label, line=line, field=field)
    return places


def _places(header: Sequence[str], named: Columns) -> tuple[dict[str, int], list[tuple[str, str]]]:
    """The columns by field, and of those that a person names the missing ones."""
    keys = [_bare(name) for name in header]
    bare = [name.strip() for name in header]
    folded = [name.casefold() for name in bare]
    places: dict[str, int] = {}
    missing = []
    for field, column in named:
        if column in bare:
            places[field] = bare.index(column)
        elif column.casefold() in folded:
            places[field] = folded.index(column.casefold())
        else:
            missing.append((field, column))
    # A column that a person names for one field is not guessed to be another one.
    free = [key if place not in places.values() else "" for place, key in enumerate(keys)]
    for field, names in NAMES.items():
        place = next((free.index(n) for n in names if n in free), None)
        if place is not None and field not in dict(named):
            places[field] = place
    return places, missing


def _bare(name: str) -> str:
    return re.sub(r"[\W_]+", "", name.casefold())


def fields_of(value: Mapping[str, object]) -> dict[str, object]:
    """The fields of a paper from the cells of a row by field: text, or what a typed table has."""
    own = _text(value.get("id"))
    return {
        "id": best_id(arxiv=own, doi=_text(value.get("doi")), own=own if isinstance(own, str) else None),
        "title": _text(value.get("title")),
        "abstract": _text(value.get("abstract")),
        "url": _text(value.get("url")),
        "date": _day(value.get("date")) or first_day(_text(value.get("year"))),
        "authors": _people(value.get("authors")),
        "categories": _subjects(value.get("categories")),
        "doi": doi_of(_text(value.get("doi"))),
    }


def _text(value: object) -> object:
    """Text without white space around it, numbers as text; anything else stays and is an error of its field later."""
    if isinstance(value, bytes):
        with suppress(UnicodeDecodeError):
            value = value.decode("utf-8")
    if isinstance(value, float):
        # Tables that went through pandas have NaN where nothing is, and numbers with a fraction beside it.
        value = None if math.isnan(value) else int(value) if value.is_integer() else value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return (value.strip() or None) if isinstance(value, str) else value


def _day(value: object) -> object:
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    text = _text(value)
    year = re.fullmatch(r"(\d{4})(?:[-/](\d\d?))?", text) if isinstance(text, str) else None
    return first_day(year[1], year[2]) if year else text


def _people(value: object) -> object:
    """Names from a list of them or of records with names, or from text with semicolons, bars or "and" between."""
    text = _text(value)
    if isinstance(text, str):
        return tuple(filter(None, map(str.strip, re.split(r";|\||\band\b", text))))
    return _names(value)


def _subjects(value: object) -> object:
    """Subjects from a list, or from text with semicolons, else commas, else spaces between, as arXiv has them."""
    text = _text(value)
    if isinstance(text, str):
        parts = text.split(";" if ";" in text else "," if "," in text else None)
        return tuple(filter(None, map(str.strip, parts)))
    return _names(value)


def _names(value: object) -> object:
    if not isinstance(value, list | tuple):
        return value
    names = (v.get("name") if isinstance(v, dict) else v for v in value)
    return tuple(n for n in map(_text, names) if n is not None)
