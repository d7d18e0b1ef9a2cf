"""arXiv's metadata snapshot: JSON Lines as the data set "arXiv Dataset" on Kaggle has them."""

from __future__ import annotations

from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from typing import Any

from extract.readers.base import Head, Reader, Source
from extract.readers.json_records import keys_of, papers_from
from extract.readers.records import one_line, unwrapped
from schemas import Paper
from schemas.ids import arxiv_id, doi_of

_OWN = frozenset({"authors_parsed", "update_date", "versions", "submitter", "report-no", "journal-ref"})


class ArxivSnapshot(Reader):
    """One JSON object a line with the fields of an arXiv submission."""

    name = "arxiv-snapshot"
    summary = "arXiv's metadata snapshot, one JSON object a line"

    def sniff(self, head: Head) -> float:
        """Sure where the first record has several of the snapshot's own keys."""
        keys = keys_of(head)
        return 0.98 if len(keys & _OWN) >= 2 and "title" in keys else 0.0

    def read(self, source: Source) -> Iterator[Paper]:
        """The submissions in their order."""
        return papers_from(source, _fields)


def _fields(record: dict[str, Any]) -> dict[str, Any]:
    number = record.get("id")
    known = arxiv_id(number)
    parsed = record.get("authors_parsed") or ()
    names = (" ".join(filter(None, (a[1], a[0], *a[2:3]))) for a in parsed)
    written = one_line(record.get("authors"))
    return {
        "id": known or number,
        "title": one_line(record.get("title")),
        "abstract": unwrapped(record.get("abstract")),
        "authors": tuple(filter(None, map(one_line, names))) or ((written,) if written else ()),
        "categories": record.get("categories"),
        "date": _first_version(record) or record.get("update_date"),
        "url": f"https://arxiv.org/abs/{known.removeprefix('arxiv:')}" if known else None,
        "doi": doi_of(record.get("doi")),
        "comment": one_line(record.get("comments")),
        "journal_ref": one_line(record.get("journal-ref")),
    }


def _first_version(record: dict[str, Any]) -> str | None:
    versions = record.get("versions") or ()
    created = versions[0].get("created") if versions else None
    return parsedate_to_datetime(created).date().isoformat() if created else None
