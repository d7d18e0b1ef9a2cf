"""What a person can say of a graph: the entries of ``curation.yaml``, one model each.

An entry is told by its first key, its action. All have a reason, an author and a date, and all but ``reject`` may have
a type; without it they hold for names of every type.
"""

from __future__ import annotations

import datetime as dt
import re
from abc import ABC, abstractmethod
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from schemas import SIGNATURES, EntityType, RelationType

PROPOSES = "PROPOSES"
Claim = Literal["PROPOSES"] | RelationType
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def _day(value: Any) -> Any:
    """Pydantic also takes seconds since 1970 for a date; nobody means them here."""
    if isinstance(value, str) and not _DAY.fullmatch(value.strip()):
        raise ValueError("is no date; it is written 2026-01-31")
    return value.strip() if isinstance(value, str) else value


def _on_one_line(value: Any) -> Any:
    return " ".join(value.split()) if isinstance(value, str) else value


def _in_lines(value: Any) -> Any:
    """Line feeds for the other characters that end a line, which YAML does not keep apart."""
    return "\n".join(value.splitlines()).strip() if isinstance(value, str) else value


def _several(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


Text = Annotated[str, BeforeValidator(_in_lines), StringConstraints(min_length=1, max_length=2000)]
Name = Annotated[str, BeforeValidator(_on_one_line), StringConstraints(min_length=1, max_length=500)]
Day = Annotated[dt.date, BeforeValidator(_day)]
Names = Annotated[tuple[Name, ...], BeforeValidator(_several), Field(min_length=1)]


class Entry(BaseModel, ABC):
    """What all entries have."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    action: ClassVar[str]

    type: EntityType | None = None
    reason: Text
    author: Text
    date: Day

    @property
    @abstractmethod
    def says(self) -> str:
        """The entry in a few words, without its reason."""

    def of_type(self, words: str) -> str:
        """``words`` with the type, where the entry has one."""
        return f"{words} ({self.type})" if self.type else words


class Merge(Entry):
    """The names are one thing."""

    action = "merge"
    merge: Annotated[tuple[Name, ...], Field(min_length=2)]

    @property
    def says(self) -> str:
        """The names."""
        return self.of_type(" = ".join(self.merge))


class Split(Entry):
    """The names are different things, each pair of them."""

    action = "split"
    split: Annotated[tuple[Name, ...], Field(min_length=2)]

    @property
    def says(self) -> str:
        """The names."""
        return self.of_type(" ≠ ".join(self.split))


class Sense(Entry):
    """In some papers, a name stands for another one."""

    action = "split"
    split: Name
    sense: Name = Field(alias="as")
    papers: Names

    @property
    def says(self) -> str:
        """The name, its sense and the papers."""
        return self.of_type(f"{self.split} is {self.sense} in {', '.join(self.papers)}")


class Rename(Entry):
    """What the node of a name is called."""

    action = "rename"
    rename: Name
    to: Name

    @property
    def says(self) -> str:
        """Both names."""
        return self.of_type(f"{self.rename} → {self.to}")


class Retype(Entry):
    """What type a name has; ``type`` is the one that it had, without it any other."""

    action = "retype"
    retype: Names
    to: EntityType

    @model_validator(mode="after")
    def _changes(self) -> Self:
        if self.type is self.to:
            raise ValueError(f"the name has the type {self.to} already")
        return self

    @property
    def says(self) -> str:
        """The names and both types."""
        return f"{', '.join(self.retype)}: {self.type or 'any type'} → {self.to}"


class Forbid(Entry):
    """The names make no node."""

    action = "forbid"
    forbid: Names

    @property
    def says(self) -> str:
        """The names."""
        return self.of_type(", ".join(self.forbid))


class Alias(Entry):
    """The written forms are a name, whatever else papers take them for."""

    action = "alias"
    alias: Names
    of: Name

    @property
    def says(self) -> str:
        """The forms and the name."""
        return self.of_type(f"{', '.join(self.alias)} → {self.of}")


class Unalias(Entry):
    """The written forms are no alias of a name, and lead to a node of their own where papers have one."""

    action = "unalias"
    unalias: Names
    of: Name

    @property
    def says(self) -> str:
        """The forms and the name."""
        return self.of_type(f"{', '.join(self.unalias)} ↛ {self.of}")


class Reject(Entry):
    """A claim that is wrong: in every paper, or in one. ``PROPOSES`` has no head: its head is the paper."""

    action = "reject"
    type: None = None
    reject: Claim
    head: Name | None = None
    tail: Name
    paper: Name | None = None

    @model_validator(mode="after")
    def _has_ends(self) -> Self:
        if self.reject == PROPOSES and (self.head is not None or self.paper is None):
            raise ValueError("PROPOSES is from a paper to what it introduces: it has `paper` and `tail`, no `head`")
        if self.reject != PROPOSES and self.head is None:
            raise ValueError(f"{self.reject} has a `head`; it is missing")
        return self

    @property
    def ends(self) -> tuple[EntityType | None, tuple[EntityType, ...]]:
        """The type of the head (None for a paper) and the types that the tail can have."""
        if isinstance(self.reject, RelationType):
            signature = SIGNATURES[self.reject]
            return signature.head, (signature.tail,)
        return None, (EntityType.METHOD, EntityType.DATASET)

    @property
    def says(self) -> str:
        """The claim, and the paper where it is one."""
        claim = f"{self.head} {self.reject} {self.tail}" if self.head else f"{self.reject} {self.tail}"
        return f"{claim} in {self.paper}" if self.paper else claim


AnyEntry = Merge | Split | Sense | Rename | Retype | Forbid | Alias | Unalias | Reject
MODELS: dict[str, type[AnyEntry]] = {
    m.action: m for m in (Merge, Split, Rename, Retype, Forbid, Alias, Unalias, Reject)
}
"""By the key that tells an entry; ``split`` with one name is a ``Sense``."""


def model_of(fields: dict[str, Any]) -> type[AnyEntry] | None:
    """The model of an entry, by its keys; None where it has no action or several."""
    actions = [key for key in fields if key in MODELS]
    if len(actions) != 1:
        return None
    if actions[0] == "split" and (isinstance(fields["split"], str) or {"as", "papers"} & fields.keys()):
        return Sense
    return MODELS[actions[0]]
