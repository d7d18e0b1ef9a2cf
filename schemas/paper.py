"""A paper: title, abstract and where it was found."""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, field_validator

from schemas.text import digest, text_key


def paper_id(title: str) -> str:
    """The content-made id of a paper whose source gives none: ``p:`` and 12 hexadecimal digits of the title's key."""
    return "p:" + digest(text_key(title) or title, size=6)


class Paper(BaseModel):
    """One title and abstract.

    All offsets of the project are half-open and count characters (code points) of ``text``. Which papers are one is
    said by ``schemas.duplicates``.
    """

    model_config = ConfigDict(extra="allow", frozen=True, str_strip_whitespace=False)

    id: str = Field(min_length=1, max_length=400)
    title: str
    abstract: str
    url: str | None = None
    date: dt.date | None = None
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    sources: tuple[str, ...] = Field(default=(), description="where it was read: file names, feeds, listings")
    ids: tuple[str, ...] = Field(default=(), description="ids that it has elsewhere: arxiv:…, doi:…, pmid:…, p:…")
    urls: tuple[str, ...] = Field(default=(), description="where else it can be read")

    @field_validator("title", "abstract")
    @classmethod
    def _not_blank(cls, value: str) -> str:
        if not value.strip():
            raise ValueError("is empty")
        return value

    @cached_property
    def text(self) -> str:
        """Title, a line feed, abstract: what offsets count in."""
        return f"{self.title}\n{self.abstract}"

    @cached_property
    def digest(self) -> str:
        """Changes when title or abstract change: the key of the extraction cache."""
        return digest(self.title, self.abstract)

    def merged(self, other: Paper) -> Self:
        """This paper with what ``other`` adds: its sources, ids and addresses, and what is empty here.

        Keys that only the source knows (``model_extra``) are filled too, but for those of another kind of record.
        """
        fields = ("url", "date", "authors", "categories")
        filled = {f: getattr(other, f) for f in fields if not getattr(self, f) and getattr(other, f)}
        extra, known = other.model_extra or {}, self.model_extra or {}
        filled |= {k: v for k, v in extra.items() if known.get(k) is None and k not in type(self).model_fields}
        url = self.url or filled.get("url")
        return self.model_copy(
            update={
                **filled,
                "sources": tuple(dict.fromkeys((*self.sources, *other.sources))),
                "ids": _others(self.id, (*self.ids, other.id, *other.ids)),
                "urls": _others(url, (*self.urls, *filter(None, (other.url,)), *other.urls)),
            }
        )


def _others(one: str | None, all: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(x for x in all if x != one))
