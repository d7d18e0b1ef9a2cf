"""Extractions that are given are used as they are; the model is loaded only when some paper needs it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from kg.cache import ExtractionCache
from schemas import Extraction, Paper

if TYPE_CHECKING:
    from extract.pipeline import Extractor

NO_MODEL = "none"
"""The extractor's name where every paper came with its extraction."""


class GivenFirst(ExtractionCache):
    """A cache that answers for a paper that is an ``Extraction`` with itself, and never keeps one of those."""

    def get_many(self, papers: Iterable[Paper], extractor: str) -> Iterator[tuple[Paper, Extraction | None]]:
        """Each paper, in order, with its extraction: its own, else the one that was kept, else None."""
        papers = list(papers)
        kept = super().get_many([p for p in papers if not isinstance(p, Extraction)], extractor)
        for paper in papers:
            yield (paper, paper) if isinstance(paper, Extraction) else next(kept)


class LazyExtractor:
    """The trained model, loaded at first use."""

    def __init__(self, model: str, *, needed: bool = True) -> None:
        self.model, self.needed = model, needed

    @cached_property
    def _loaded(self) -> Extractor:
        from extract.pipeline import load_extractor

        return load_extractor(self.model)

    @property
    def name(self) -> str:
        """Name, version and digest of the model."""
        return self._loaded.name if self.needed else NO_MODEL

    def extract(self, papers: Iterable[Paper]) -> Iterator[Extraction]:
        """What the model finds, in the order of the papers."""
        papers = list(papers)
        return iter(self._loaded.extract(papers)) if papers else iter(())


def bare(paper: Paper) -> Paper:
    """The paper without what was found in it, other keys kept."""
    if not isinstance(paper, Extraction):
        return paper
    found = set(Extraction.model_fields) - set(Paper.model_fields)
    return Paper.model_validate(paper.model_dump(exclude=found))
