"""What a person may say about a model, and what every extractor can do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from extract.models.usage import Usage
from schemas import EntityType, Extraction, Paper
from schemas.errors import UsageError

__all__ = ["ModelOptions", "PaperExtractor", "labels_from", "type_called"]


class PaperExtractor(Protocol):
    """Papers to extractions."""

    @property
    def name(self) -> str:
        """Model, version and digest: the key of the cache and the provenance of what is found."""

    @property
    def usage(self) -> Usage | None:
        """What a model on a server was asked and cost so far; None for a model that runs here."""

    def extract(self, papers: Iterable[Paper], *, batch_size: int = 64) -> Iterator[Extraction]:
        """One extraction for each paper, in the order given.

        Raises:
            RecordError: the model gave no answer for the next paper that could be used. Called again with the papers
                behind it, the extractor goes on, and what it knows already it does not work out again.
            ModelError: the model cannot be used at all.
        """


@dataclass(frozen=True, slots=True)
class ModelOptions:
    """Settings of models that are not our own; None and empty are the model's defaults.

    ``labels`` says for labels of the model which of our types they are, ``threshold`` is the least confidence of a
    mention, ``price_in`` and ``price_out`` are of a million tokens.
    """

    labels: Mapping[str, EntityType] = field(default_factory=dict)
    threshold: float | None = None
    price_in: float | None = None
    price_out: float | None = None


def type_called(label: str) -> EntityType | None:
    """The type of that name, however it is spelled: ``METHOD``, ``symmetry_group``, ``Datasets``; None for others."""
    letters = "".join(filter(str.isalpha, label)).casefold()
    for type in EntityType:
        if letters in (type.value.casefold(), f"{type.value.casefold()}s"):
            return type
    return None


def labels_from(given: Iterable[str]) -> dict[str, EntityType]:
    """``LABEL=TYPE`` pairs as a mapping.

    Raises:
        UsageError: one is not written so, or names no type of ours.
    """
    labels = {}
    for pair in given:
        label, equals, name = pair.rpartition("=")
        type = type_called(name)
        if not equals or not label.strip() or type is None:
            types = ", ".join(EntityType)
            raise UsageError(f"--label is written LABEL=TYPE with a type of {types}, not {pair!r}")
        labels[label.strip()] = type
    return labels
