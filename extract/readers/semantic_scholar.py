"""Semantic Scholar: lines of its data sets, or what its Graph API answers (https://api.semanticscholar.org)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from extract.readers.base import Head, Reader, Source
from extract.readers.json_records import keys_of, papers_from
from extract.readers.records import best_id, first_day, one_line, unwrapped
from schemas import Paper
from schemas.ids import doi_of

_LISTS = ("data",)
_OWN = frozenset({"paperId", "corpusid", "corpusId", "externalIds", "externalids", "s2FieldsOfStudy"})


class SemanticScholar(Reader):
    """Papers with the keys of the API (``paperId``) or of the data sets (``corpusid``)."""

    name = "semantic-scholar"
    summary = "Semantic Scholar papers (JSON Lines or an answer of its API)"

    def sniff(self, head: Head) -> float:
        """Sure where the first record has one of its own keys."""
        return 0.97 if keys_of(head, _LISTS) & _OWN else 0.0

    def read(self, source: Source) -> Iterator[Paper]:
        """The papers in their order; one without an abstract is an error."""
        return papers_from(source, _fields, _LISTS)


def _fields(record: dict[str, Any]) -> dict[str, Any]:
    ids = {
        name.lower(): value for name, value in (record.get("externalIds") or record.get("externalids") or {}).items()
    }
    corpus = record.get("corpusId") or record.get("corpusid") or ids.get("corpusid")
    own = record.get("paperId") or (f"CorpusId:{corpus}" if corpus else None)
    fields = record.get("s2FieldsOfStudy") or record.get("s2fieldsofstudy") or ()
    names = (author.get("name") for author in record.get("authors") or ())
    subjects = record.get("fieldsOfStudy") or [field.get("category") for field in fields]
    return {
        "id": best_id(arxiv=ids.get("arxiv"), doi=ids.get("doi"), own=f"s2:{own}" if own else None),
        "title": one_line(record.get("title")),
        "abstract": unwrapped(record.get("abstract")),
        "authors": tuple(filter(None, map(one_line, names))),
        "categories": tuple(dict.fromkeys(filter(None, subjects))),
        "date": record.get("publicationDate") or record.get("publicationdate") or first_day(record.get("year")),
        "url": record.get("url")
        or (f"https://www.semanticscholar.org/paper/{record['paperId']}" if record.get("paperId") else None),
        "doi": doi_of(ids.get("doi")),
        "s2": own,
    }
