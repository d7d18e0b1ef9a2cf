"""PubMed's XML: its baseline and update files and what efetch answers (https://www.nlm.nih.gov/bsd/licensee/)."""

from __future__ import annotations

from collections.abc import Iterator

from extract.readers.base import Head, Reader, Source
from extract.readers.records import best_id, checked, first_day, one_line
from extract.readers.xml import Record, records, root_of, text_of
from schemas import Paper
from schemas.ids import doi_of


class PubMed(Reader):
    """A set of PubmedArticle."""

    name = "pubmed"
    summary = "PubMed articles (XML)"

    def sniff(self, head: Head) -> float:
        """Sure when the first element is one of PubMed's."""
        return 1.0 if root_of(head) in ("PubmedArticleSet", "PubmedArticle") else 0.0

    def read(self, source: Source) -> Iterator[Paper]:
        """The articles in their order; of a structured abstract each part is a paragraph behind its label."""
        for record in records(source, {"PubmedArticle"}):
            paper = checked(_fields(record), source, line=record.line)
            if paper is not None:
                yield paper


def _fields(record: Record) -> dict[str, object]:
    article = "MedlineCitation/Article/"
    number = one_line(record.text("MedlineCitation/PMID"))
    doi = doi_of(
        record.text("PubmedData/ArticleIdList/ArticleId[@IdType='doi']")
        or record.text(f"{article}ELocationID[@EIdType='doi']")
    )
    return {
        "id": best_id(doi=doi, own=f"pmid:{number}" if number else None),
        "title": one_line(record.text(f"{article}ArticleTitle")),
        "abstract": _abstract(record, f"{article}Abstract/AbstractText"),
        "authors": tuple(_authors(record, f"{article}AuthorList/Author")),
        "categories": tuple(record.texts("MedlineCitation/MeshHeadingList/MeshHeading/DescriptorName")),
        "date": _date(record, f"{article}ArticleDate") or _date(record, f"{article}Journal/JournalIssue/PubDate"),
        "url": f"https://pubmed.ncbi.nlm.nih.gov/{number}/" if number else None,
        "doi": doi,
        "pmid": number,
    }


def _abstract(record: Record, path: str) -> str | None:
    parts = []
    for element in record.all(path):
        text = one_line(text_of(element))
        if text:
            label = element.get("Label")
            parts.append(f"{label}: {text}" if label else text)
    return "\n\n".join(parts) or None


def _authors(record: Record, path: str) -> Iterator[str]:
    for author in record.all(path):
        parts = {child.tag: text_of(child) for child in author}
        name = " ".join(filter(None, (parts.get("ForeName") or parts.get("Initials"), parts.get("LastName"))))
        name = name or parts.get("CollectiveName") or ""
        if name:
            yield " ".join(name.split())


def _date(record: Record, path: str) -> str | None:
    year, month, day = (record.text(f"{path}/{part}") for part in ("Year", "Month", "Day"))
    # "2003 Jan-Feb", "1998 Dec-1999 Jan": a period that PubMed could not write as a date begins with its year.
    words = (record.text(f"{path}/MedlineDate") or "").replace("-", " ").split()
    return first_day(year, month, day) if year else first_day(*words[:2]) if words else None
