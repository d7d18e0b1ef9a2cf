"""Lists of claims, papers, sentences and the like."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar, overload

from kg.api.answer import Answer
from kg.api.html import Html
from kg.text import plural
from schemas.errors import UsageError

T_co = TypeVar("T_co", covariant=True)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Shape(Generic[T]):
    """How records of a kind are told: the nouns, what each column holds, which are shown, and which as HTML."""

    one: str
    many: str
    columns: Mapping[str, Callable[[T], Any]]
    seen: tuple[str, ...]
    html: Mapping[str, Callable[[T], Html]] = field(default_factory=dict)


class Records(Answer, Sequence[T_co]):
    """Things of one kind in order: to iterate, to index, or to turn into a frame.

    ``records[0]`` is one of them, ``records[:5]`` fewer, ``records["name"]`` the values of a column.

    >>> claims = g.entity("EGNN").claims
    >>> len(claims)
    11
    >>> claims[0].tail.name
    'molecular property prediction'
    >>> claims["relation"][0]
    'ADDRESSES'
    """

    def __init__(self, records: Sequence[T_co], shape: Shape[T_co]) -> None:
        self._records = tuple(records)
        self._shape = shape
        self.columns = tuple(shape.columns)

    def __len__(self) -> int:
        return len(self._records)

    def __iter__(self) -> Iterator[T_co]:
        return iter(self._records)

    @overload
    def __getitem__(self, at: int) -> T_co: ...
    @overload
    def __getitem__(self, at: slice) -> Records[T_co]: ...
    @overload
    def __getitem__(self, at: str) -> list[Any]: ...
    def __getitem__(self, at: int | slice | str) -> T_co | Records[T_co] | list[Any]:
        if isinstance(at, str):
            if at not in self.columns:
                raise UsageError(f"there is no column {at!r}: there are {', '.join(self.columns)}")
            return [line[0] for line in self._lines((at,))]
        if isinstance(at, slice):
            return Records(self._records[at], self._shape)
        return self._records[at]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Records) and self._records == other._records

    def __hash__(self) -> int:
        return hash(self._records)

    def _lines(self, names: Sequence[str], limit: int | None = None) -> list[tuple[Any, ...]]:
        cells = [self._shape.columns[name] for name in names]
        return [tuple(cell(record) for cell in cells) for record in self._records[:limit]]

    def _html_lines(self, names: Sequence[str], limit: int) -> list[tuple[Any, ...]]:
        cells = [self._shape.html.get(name) or self._shape.columns[name] for name in names]
        return [tuple(cell(record) for cell in cells) for record in self._records[:limit]]

    def _title(self) -> str:
        return plural(len(self), self._shape.one, self._shape.many)

    def _seen(self) -> tuple[str, ...]:
        return self._shape.seen

    def _ipython_key_completions_(self) -> list[str]:
        return list(self.columns)
