"""arXiv's Atom feed: what its API answers to a query (https://info.arxiv.org/help/api/user-manual.html)."""

from __future__ import annotations

from collections.abc import Iterator

from extract.readers.base import Head, Reader, Source
from extract.readers.records import best_id, checked, one_line, unwrapped
from extract.readers.xml import Record, records, root_of
from schemas import Paper
from schemas.ids import doi_of

_ERRORS = "arxiv.org/api/errors"


class ArxivAtom(Reader):
    """An Atom feed whose entries are papers: the title, and the abstract as summary."""

    name = "arxiv-atom"
    summary = "Atom feed of the arXiv API (XML)"

    def sniff(self, head: Head) -> float:
        """Sure when the first element is a feed of Atom's namespace."""
        return 1.0 if root_of(head) in ("feed", "entry") and "www.w3.org/2005/Atom" in head.text else 0.0

    def read(self, source: Source) -> Iterator[Paper]:
        """The entries in their order; an entry by which the API tells an error is an error."""
        for record in records(source, {"entry"}):
            if _ERRORS in (record.text("id") or ""):
                source.broken(f"the API answered: {one_line(record.text('summary'))}", record.line)
            else:
                paper = checked(_fields(record), source, line=record.line)
                if paper is not None:
                    yield paper


def _fields(entry: Record) -> dict[str, object]:
    links = {link.get("rel"): link.get("href") for link in entry.all("link")}
    own = entry.text("id")
    return {
        "id": best_id(arxiv=own, doi=entry.text("doi"), own=own),
        "title": one_line(entry.text("title")),
        "abstract": unwrapped(entry.text("summary") or entry.text("content")),
        "authors": tuple(filter(None, map(one_line, entry.texts("author/name")))),
        "categories": tuple(dict.fromkeys(term for c in entry.all("category") if (term := c.get("term")))),
        "date": entry.text("published") or entry.text("updated"),
        "url": links.get("alternate") or links.get(None) or own,
        "doi": doi_of(entry.text("doi")),
        "comment": one_line(entry.text("comment")),
        "journal_ref": one_line(entry.text("journal_ref")),
    }
