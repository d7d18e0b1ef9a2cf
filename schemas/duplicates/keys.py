"""What a paper can be known by: its ids in all spellings, and its title."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from schemas.duplicates.words import title_key
from schemas.ids import arxiv_id, doi_of, identity
from schemas.paper import Paper, paper_id

TITLE_MADE = "p:"
"""Beginning of the ids that ``paper_id`` makes of a title: they say what a title says, and no more."""
EXCLUSIVE = ("arxiv:", "doi:", "pmid:")
"""Kinds of ids of which a paper has one: two different ones speak for two papers."""
_KNOWN = (*EXCLUSIVE, "openalex:", "s2:")
_FIELDS = ("doi", "arxiv", "arxiv_id", "arxivId", "eprint")
"""Keys of records, beside those of ``Paper``, that may hold an id."""


def known_ids(paper: Paper) -> tuple[str, ...]:
    """All ids of ``paper``, its own first, each as ``schemas.ids.identity`` writes it.

    They stand in ``id``, ``ids``, in keys such as ``doi``, and in addresses of arXiv, its mirrors and DOI resolvers.
    """
    return tuple(dict.fromkeys(_ids(paper)))


def _ids(paper: Paper) -> Iterator[str]:
    yield identity(paper.id)
    yield from map(identity, paper.ids)
    extra = paper.model_extra or {}
    fields = (extra.get(name) for name in _FIELDS) if extra else ()
    for text in (*fields, paper.url, *paper.urls):
        if isinstance(text, str) and (arxiv_id(text) or doi_of(text)):
            yield identity(text)
    pmid = extra.get("pmid")
    if isinstance(pmid, str | int) and str(pmid).isdecimal():
        yield f"pmid:{pmid}"


def title_keys(paper: Paper) -> tuple[str, ...]:
    """Keys of the titles that ``paper`` is known to have, its own first."""
    made = (id for id in (paper.id, *paper.ids) if id.startswith(TITLE_MADE))
    return tuple(dict.fromkeys(filter(None, (title_key(paper.title), paper_id(paper.title), *made))))


def rank(id: str) -> int:
    """How widely an id is known: arXiv's 3, a DOI 2, another register's 1, a source's own or one made of a title 0."""
    for beginning, value in (("arxiv:", 3), ("doi:", 2)):
        if id.startswith(beginning):
            return value
    return int(id.startswith(_KNOWN))


def told_apart(one: Iterable[str], other: Iterable[str]) -> bool:
    """Whether both have an id of one exclusive kind, and none in common."""
    one, other = set(one), set(other)
    for kind in EXCLUSIVE:
        here = {id for id in one if id.startswith(kind)}
        there = {id for id in other if id.startswith(kind)}
        if here and there:
            return not here & there
    return False
