"""RIS: what reference managers export, two letters and a value a line (parsed by rispy)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import rispy

from extract.readers.base import Head, Reader, Source
from extract.readers.records import best_id, checked, first_day, one_line, unwrapped
from schemas import Paper
from schemas.ids import doi_of

_DATES = ("date", "year", "publication_year")
_FIRST = re.compile(r"\s*TY  - ?\w+\s*\n")


class Ris(Reader):
    """References from ``TY`` to ``ER``."""

    name = "ris"
    summary = "RIS references with AB or N2 as the abstract"

    def sniff(self, head: Head) -> float:
        """Sure where the first line tells the type of a reference."""
        text = head.text.replace("\r\n", "\n")
        return 0.98 if _FIRST.match(text) else 0.0

    def read(self, source: Source) -> Iterator[Paper]:
        """The references in their order; one without an abstract is an error."""
        lines: list[str] = []
        begin, size, problem = 1, 0, None
        for line in source.lines():
            if line.text.startswith("TY  -"):
                if lines:
                    source.broken("has no end (ER)", begin)
                lines, begin, size, problem = [], line.number, 0, None
            elif not lines:
                continue
            size += len(line.text)
            problem = problem or line.problem
            if size > source.line_limit:
                problem = problem or f"is longer than {source.line_limit:,} characters"
            else:
                lines.append(line.text)
            if not line.text.startswith("ER  -"):
                continue
            if problem:
                source.broken(problem, begin)
            else:
                for reference in rispy.loads("\n".join(lines)):
                    paper = checked(_fields(reference), source, line=begin)
                    if paper is not None:
                        yield paper
            lines = []
        if lines:
            source.broken("has no end (ER)", begin)


def _fields(reference: dict[str, Any]) -> dict[str, Any]:
    urls = reference.get("urls") or ()
    day = [*str(next(filter(None, map(reference.get, _DATES)), "")).split("/"), "", ""]
    own = reference.get("id")
    return {
        "id": best_id(arxiv=next(iter(urls), own), doi=reference.get("doi"), own=own),
        "title": one_line(reference.get("title") or reference.get("primary_title")),
        "abstract": unwrapped(reference.get("abstract") or reference.get("notes_abstract")),
        "authors": tuple(reference.get("authors") or reference.get("first_authors") or ()),
        "categories": tuple(reference.get("keywords") or ()),
        "date": first_day(*day[:3]),
        "url": next(iter(urls), None),
        "doi": doi_of(reference.get("doi")),
    }
