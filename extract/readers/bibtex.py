"""BibTeX: what reference managers, publishers and arXiv export, parsed by bibtexparser, entry by entry."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from typing import Any

from extract.readers.base import Head, Reader, Source
from extract.readers.records import best_id, checked, first_day, one_line, unwrapped
from schemas import Paper
from schemas.ids import arxiv_id, doi_of
from schemas.readable import without_markup

# A library that finds a broken entry says so itself, which would be a second time.
logging.getLogger("bibtexparser").addHandler(logging.NullHandler())

_BEGIN = re.compile(r"\s*@\s*[A-Za-z]+\s*[{(]")
_FIRST = re.compile(
    r"(?:\s*(?:%[^\n]*)?\n)*\s*@\s*(?:(?:comment|preamble)\s*[{(]|[A-Za-z]+\s*[{(]\s*[^\s={}]*\s*[,=}])", re.IGNORECASE
)
_STRING = re.compile(r"@\s*string\b", re.IGNORECASE)
_NO_ENTRY = re.compile(r"@\s*(?:comment|preamble|string)\b", re.IGNORECASE)
_NAME = re.compile(r"[=#]\s*([A-Za-z][\w:.+-]*)")
_INDENTED = re.compile(r"\n[ \t]+(?=\S)")
_AND = re.compile(r"\s+and\s+")
_ONCE = ("title", "abstract")


class BibTex(Reader):
    """Entries of any type that have a title and an abstract."""

    name = "bibtex"
    summary = "BibTeX entries with an abstract (.bib)"

    def sniff(self, head: Head) -> float:
        """Sure where the first line that is no comment begins an entry."""
        return 0.98 if _FIRST.match(head.text.replace("\r\n", "\n")) else 0.0

    def read(self, source: Source) -> Iterator[Paper]:
        """The entries in their order; one that is broken or has no abstract is an error."""
        strings: dict[str, str] = {}
        for begin, text in _blocks(source):
            if _STRING.match(text.lstrip()):
                for block in _parsed(text):
                    if type(block).__name__ == "String":
                        strings[block.key.lower()] = text
                continue
            known = [strings[name] for name in sorted({*map(str.lower, _NAME.findall(text))} & strings.keys())]
            front = "".join(known)
            for block in _parsed(front + text):
                line = begin + block.start_line - front.count("\n")
                if line >= begin:
                    yield from _papers(block, line, source)


def _blocks(source: Source) -> Iterator[tuple[int, str]]:
    """What stands from a line that begins an entry to the next such line, and where; comments between are dropped."""
    lines: list[str] = []
    begin, size, problem = 0, 0, None
    for line in source.lines():
        if _BEGIN.match(line.text):
            if lines and not problem:
                yield begin, "\n".join(lines) + "\n"
            elif lines:
                source.broken(problem or "", begin)
            lines, begin, size, problem = [], line.number, 0, None
        elif not lines:
            continue
        size += len(line.text)
        problem = problem or line.problem
        if size > source.line_limit:
            problem = problem or f"is longer than {source.line_limit:,} characters"
            lines = lines[:1]
        else:
            lines.append(line.text)
    if lines and not problem:
        yield begin, "\n".join(lines) + "\n"
    elif lines:
        source.broken(problem or "", begin)


def _parsed(text: str) -> list[Any]:
    """The blocks of a text, strings put in and without the signs around values.

    Some programs write a field such as ``keywords`` once for each of its values; bibtexparser tells such an entry
    apart, and gives it when asked.
    """
    from bibtexparser.library import Library
    from bibtexparser.middlewares.parsestack import default_parse_stack
    from bibtexparser.model import DuplicateFieldKeyBlock
    from bibtexparser.splitter import Splitter

    blocks = Splitter(text).split().blocks
    whole = (b.ignore_error_block if isinstance(b, DuplicateFieldKeyBlock) else b for b in blocks)
    library = Library([b for b in whole if b is not None])
    for step in default_parse_stack():
        library = step.transform(library)
    return list(library.blocks)


def _papers(block: Any, line: int, source: Source) -> Iterator[Paper]:
    from bibtexparser.model import Entry, ParsingFailedBlock

    if isinstance(block, ParsingFailedBlock) and not _NO_ENTRY.match(block.raw or ""):
        source.broken(f"is no entry that can be read: {_reason(block.error)}", line)
    if not isinstance(block, Entry):
        return
    keys = [field.key.lower() for field in block.fields]
    for field in _ONCE:
        if keys.count(field) > 1:
            source.broken("stands twice in one entry", line, field)
            return
    paper = checked(_fields(block), source, line=line)
    if paper is not None:
        yield paper


def _reason(error: object) -> str:
    text = getattr(error, "abort_reason", None) or str(error) or type(error).__name__
    return " ".join(text.replace("`", "").split()).rstrip(".")


def _fields(entry: Any) -> dict[str, object]:
    raw: dict[str, list[str]] = {}
    for field in entry.fields:
        raw.setdefault(field.key.lower(), []).append(str(field.value).strip("{}" if field.key.lower() == "doi" else ""))
    given = {key: value for key, values in raw.items() if (value := next(filter(str.strip, values), None))}
    number, url = given.get("eprint"), given.get("url")
    return {
        "id": best_id(arxiv=arxiv_id(number) or url, doi=given.get("doi")),
        "title": one_line(_text(given.get("title"))),
        "abstract": unwrapped(_text(_INDENTED.sub("\n", given.get("abstract", "")))),
        "authors": tuple(_people(given.get("author"))),
        "categories": tuple(_subjects(raw.get("keywords", []))),
        "date": _day(given),
        "url": _text(url),
        "doi": doi_of(given.get("doi")),
        "bibtex_key": entry.key,
    }


def _text(value: str | None) -> str | None:
    return without_markup(value) if value else None


def _people(value: str | None) -> Iterator[str]:
    """Names as they are read aloud: "von Last, Jr, First" is turned around; "others" is nobody."""
    for name in _AND.split(" ".join((value or "").split())):
        parts = [part.strip() for part in name.split(",")] if not name.startswith("{") else [name]
        shown = one_line(_text(" ".join((*parts[2:], parts[0], *parts[1:2]) if len(parts) > 2 else reversed(parts))))
        if shown and shown != "others":
            yield shown


def _subjects(values: list[str]) -> Iterator[str]:
    for value in values:
        for part in value.split(";" if ";" in value else ","):
            shown = one_line(_text(part))
            if shown:
                yield shown


def _day(given: dict[str, str]) -> str | None:
    date = re.match(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?", given.get("date", ""))
    if date:
        return first_day(*date.groups())
    return first_day(given.get("year"), given.get("month"), given.get("day"))
