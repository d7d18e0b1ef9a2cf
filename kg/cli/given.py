"""Extractions that are given are used as they are; the model is loaded only when some paper needs it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property, partial
from typing import TYPE_CHECKING

from kg.cache import ExtractionCache
from schemas import Extraction, Paper
from schemas.errors import UsageError

if TYPE_CHECKING:
    from extract.models import ModelOptions, PaperExtractor, Usage
    from extract.parallel import SharedExtractor

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
    """The model that reads papers, loaded at first use; close it, or use it in ``with``.

    ``jobs`` processes read, each on one core: None is as many as fit the machine and the number of papers, 0 or 1 this
    process alone.
    """

    def __init__(
        self, model: str, options: ModelOptions | None = None, *, needed: bool = True, jobs: int | None = 1
    ) -> None:
        self.model, self.options, self.needed, self.jobs = model, options, needed, jobs
        self._shared: SharedExtractor | None = None

    def __enter__(self) -> LazyExtractor:
        return self

    def __exit__(self, *error: object) -> None:
        if self._shared:
            self._shared.close()

    @cached_property
    def _loaded(self) -> PaperExtractor:
        from extract.pipeline import load_extractor

        return load_extractor(self.model, self.options)

    def _for(self, papers: int) -> PaperExtractor:
        """The extractor for so many papers: once there are several processes, they read all that comes."""
        from extract.parallel import SharedExtractor, can_be_shared, default_jobs
        from extract.pipeline import load_extractor

        if self._shared is None and can_be_shared(self.model):
            jobs = default_jobs(papers) if self.jobs is None else self.jobs
            if jobs > 1:
                load = partial(load_extractor, self.model, self.options)
                self._shared = SharedExtractor(load, self._loaded.name, jobs)
        return self._shared or self._loaded

    @property
    def name(self) -> str:
        """Name, version and digest of the model."""
        return self._loaded.name if self.needed else NO_MODEL

    @property
    def usage(self) -> Usage | None:
        """What a model on a server was asked so far; None for a model that runs here."""
        return self._loaded.usage if "_loaded" in vars(self) else None

    def extract(self, papers: Iterable[Paper]) -> Iterator[Extraction]:
        """What the model finds, in the order of the papers."""
        papers = list(papers)
        return iter(self._for(len(papers)).extract(papers)) if papers else iter(())


def named_model(model: str, profile: str) -> str:
    """The name of the model that the options of a command ask for.

    Raises:
        UsageError: a profile of our own model was asked for, and another model.
    """
    if profile == "default":
        return model
    if model != "default":
        raise UsageError(f"--profile {profile} is one of our own model; leave out --model {model}")
    return profile


def model_options(
    labels: list[str] | None, threshold: float | None, price_in: float | None = None, price_out: float | None = None
) -> ModelOptions:
    """The options of a command that say something about the model.

    Raises:
        UsageError: a label is not written LABEL=TYPE.
    """
    from extract.models.options import ModelOptions, labels_from

    return ModelOptions(labels_from(labels or ()), threshold, price_in, price_out)


def bare(paper: Paper) -> Paper:
    """The paper without what was found in it, other keys kept."""
    if not isinstance(paper, Extraction):
        return paper
    found = set(Extraction.model_fields) - set(Paper.model_fields)
    return Paper.model_validate(paper.model_dump(exclude=found))
