"""arXiv's OAI-PMH answers: metadata as ``arXiv``, ``arXivRaw`` or ``oai_dc`` (https://info.arxiv.org/help/oa/)."""

from __future__ import annotations

from collections.abc import Iterator
from email.utils import parsedate_to_datetime

from extract.readers.base import Head, Reader, Source
from extract.readers.records import best_id, checked, one_line, unwrapped
from extract.readers.xml import Record, records, root_of, text_of
from schemas import Paper
from schemas.errors import InputError
from schemas.ids import arxiv_id, doi_of


class ArxivOai(Reader):
    """An answer of an OAI-PMH server to ListRecords or GetRecord."""

    name = "arxiv-oai"
    summary = "OAI-PMH answer of arXiv (XML), metadata as arXiv, arXivRaw or oai_dc"

    def sniff(self, head: Head) -> float:
        """Sure when the first element is OAI-PMH, or a list of its records that was saved without it."""
        root = root_of(head)
        named = "openarchives.org/OAI" in head.text or "arxiv.org/OAI" in head.text
        return 1.0 if root == "OAI-PMH" or (root in ("ListRecords", "GetRecord", "record") and named) else 0.0

    def read(self, source: Source) -> Iterator[Paper]:
        """The records in their order; records that were deleted are passed over, an error of the server is one."""
        for record in records(source, {"record", "error"}):
            if record.element.tag == "error":
                message = f"the server answered: {text_of(record.element) or 'an error'}"
                source.report(InputError(message, file=source.label, line=record.line))
                continue
            header = record.element.find("header")
            if header is not None and header.get("status") == "deleted":
                continue
            paper = checked(_fields(record), source, line=record.line)
            if paper is not None:
                yield paper


def _fields(record: Record) -> dict[str, object]:
    if record.all("metadata/dc"):
        return _of_dublin_core(record)
    kind = "metadata/arXivRaw/" if record.all("metadata/arXivRaw") else "metadata/arXiv/"
    number = record.text(f"{kind}id") or record.text("header/identifier")
    names = [
        " ".join(filter(None, (text_of(part) for tag in ("forenames", "keyname", "suffix") for part in a.findall(tag))))
        for a in record.all(f"{kind}authors/author")
    ]
    whole = one_line(record.text(f"{kind}authors"))
    return {
        "id": best_id(arxiv=number, own=number),
        "title": one_line(record.text(f"{kind}title")),
        "abstract": unwrapped(record.text(f"{kind}abstract")),
        "authors": tuple(filter(None, map(one_line, names))) or ((whole,) if whole else ()),
        "categories": record.text(f"{kind}categories"),
        "date": record.text(f"{kind}created") or _sent(record.text(f"{kind}version/date")),
        "url": _address(number),
        "doi": doi_of(record.text(f"{kind}doi")),
        "comment": one_line(record.text(f"{kind}comments")),
        "journal_ref": one_line(record.text(f"{kind}journal-ref")),
    }


def _of_dublin_core(record: Record) -> dict[str, object]:
    dc = "metadata/dc/"
    places = [record.text("header/identifier") or "", *record.texts(f"{dc}identifier")]
    number = next((place for place in places if arxiv_id(place)), None)
    doi = next((doi for place in places if (doi := doi_of(place))), None)
    own = places[0] or None
    return {
        "id": best_id(arxiv=number, doi=doi, own=own),
        "title": one_line(record.text(f"{dc}title")),
        "abstract": unwrapped(
            next((t for t in record.texts(f"{dc}description") if not t.startswith("Comment:")), None)
        ),
        "authors": tuple(filter(None, map(one_line, record.texts(f"{dc}creator")))),
        "categories": tuple(record.texts(f"{dc}subject")),
        "date": min(record.texts(f"{dc}date"), default=None),
        "url": _address(number) or next((p for p in places if p.startswith("http")), None),
        "doi": doi,
    }


def _address(number: str | None) -> str | None:
    known = arxiv_id(number)
    return f"https://arxiv.org/abs/{known.removeprefix('arxiv:')}" if known else None


def _sent(date: str | None) -> str | None:
    """The day of a date as mails have it; what is none stays, to be reported."""
    try:
        return parsedate_to_datetime(date).date().isoformat() if date else None
    except ValueError:
        return date
