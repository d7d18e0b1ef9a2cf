"""What stays when two records are one paper."""

from __future__ import annotations

from schemas.duplicates.keys import rank
from schemas.duplicates.words import title_key, words
from schemas.extraction import Extraction
from schemas.ids import identity
from schemas.paper import Paper, paper_id

_CUT = ("...", "…", "[...]", "[…]")
_WHOLE = (".", "!", "?", "。")
_MOST = 0.8
"""Part of the longer text that the shorter one has at least, where only a notice or a link was added behind."""


def joined(first: Paper, later: Paper, *, prefer_later_id: bool = False) -> Paper:
    """One paper from two records; ``first`` was read before ``later``.

    Title and abstract stay together and come from one record, so that offsets hold. It is the one that holds mentions;
    else the one whose abstract is not cut off; else the one that has an arXiv number or a DOI, and arXiv's before a
    DOI's; else the first. Its other fields stand, and those that it lacks come from the other. The id is the one that
    is known most widely (arXiv, DOI, another register, the source's own), of two alike the first's, or the later's
    with ``prefer_later_id``. Sources, ids and addresses are those of both, the first's before the later's.
    """
    one, other = (later, first) if _richness(later, first) > _richness(first, later) else (first, later)
    merged = one.merged(other)
    ids = (later.id, first.id) if prefer_later_id else (first.id, later.id)
    id = max(ids, key=lambda x: rank(identity(x)))
    known = (*first.ids, *later.ids, *ids)
    if title_key(first.title) != title_key(later.title):
        known = (*known, paper_id(other.title))
    others = dict.fromkeys(x for x in map(identity, known) if x != identity(id))
    sources = tuple(dict.fromkeys((*first.sources, *later.sources)))
    return merged.model_copy(update={"id": id, "ids": tuple(others), "sources": sources})


def _richness(paper: Paper, other: Paper) -> tuple[bool, bool, int]:
    return isinstance(paper, Extraction), not _is_cut(paper.abstract, other.abstract), _register(paper)


def _register(paper: Paper) -> int:
    """2 with an arXiv number, 1 with a DOI, else 0."""
    return max(rank(identity(paper.id)) - 1, 0)


def _is_cut(abstract: str, other: str) -> bool:
    """Whether an abstract ends in dots, or where the other one goes on: inside a sentence, or for a good while."""
    ending = abstract.rstrip()
    if ending.endswith(_CUT):
        return True
    if len(abstract) >= len(other):
        return False
    here, there = "".join(words(abstract)), "".join(words(other))
    if len(here) >= len(there) or not there.startswith(here):
        return False
    return not ending.endswith(_WHOLE) or len(here) < _MOST * len(there)
