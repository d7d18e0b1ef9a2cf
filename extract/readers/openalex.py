"""OpenAlex works: lines of its snapshot, or what its API answers (https://docs.openalex.org)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from extract.readers.base import Head, Reader, Source
from extract.readers.json_records import keys_of, papers_from
from extract.readers.records import best_id, first_day, one_line, unwrapped
from schemas import Paper
from schemas.ids import arxiv_id, doi_of

_LISTS = ("results",)
WORDS_LIMIT = 200_000
"""Words of an abstract; positions behind that are refused, so that one number cannot claim memory."""


class OpenAlex(Reader):
    """Works whose abstracts are inverted indexes: each word with the positions at which it stands."""

    name = "openalex"
    summary = "OpenAlex works (JSON Lines or an answer of its API)"

    def sniff(self, head: Head) -> float:
        """Sure where the first record has an inverted index, or the keys of a work."""
        keys = keys_of(head, _LISTS)
        return 0.98 if "abstract_inverted_index" in keys or {"authorships", "display_name"} <= keys else 0.0

    def read(self, source: Source) -> Iterator[Paper]:
        """The works in their order; one without an abstract is an error."""
        return papers_from(source, _fields, _LISTS)


def abstract_of(index: dict[str, list[int]]) -> str:
    """The text that an inverted index stands for, words with one space between them.

    Raises:
        ValueError: a position is negative or past ``WORDS_LIMIT``.
    """
    placed = [(place, word) for word, places in index.items() for place in places]
    if any(not 0 <= place < WORDS_LIMIT for place, _ in placed):
        raise ValueError("a position is out of range")
    return " ".join(word for _, word in sorted(placed))


def _fields(record: dict[str, Any]) -> dict[str, Any]:
    own = (record.get("id") or "").rpartition("/")[2]
    places = [record.get("primary_location"), *(record.get("locations") or ())]
    pages = [page for place in places if place and (page := place.get("landing_page_url"))]
    index = record.get("abstract_inverted_index")
    topics = (topic.get("display_name") for topic in record.get("topics") or record.get("concepts") or ())
    names = ((a.get("author") or {}).get("display_name") for a in record.get("authorships") or ())
    arxiv = next((page for page in pages if arxiv_id(page)), None)
    doi = record.get("doi") or (record.get("ids") or {}).get("doi")
    return {
        "id": best_id(arxiv=arxiv, doi=doi, own=f"openalex:{own}" if own else None),
        "title": one_line(record.get("title") or record.get("display_name")),
        "abstract": unwrapped(abstract_of(index)) if index else one_line(record.get("abstract")),
        "authors": tuple(filter(None, names)),
        "categories": tuple(filter(None, topics)),
        "date": record.get("publication_date") or first_day(record.get("publication_year")),
        "url": next(iter(pages), None) or doi or record.get("id"),
        "doi": doi_of(doi),
        "openalex": own or None,
    }
