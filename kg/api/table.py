"""The rows that a query gives."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, SupportsIndex, overload

from kg.api.answer import Answer
from kg.stores.base import Rows
from kg.text import plural
from schemas.errors import UsageError


class Row(tuple[Any, ...]):
    """One row: a tuple that knows its columns.

    >>> row = g.query("MATCH (m:Method {name: 'EGNN'}) RETURN m.name AS name, m.support AS papers")[0]
    >>> row["papers"]
    4
    >>> name, papers = row
    >>> row.to_dict()
    {'name': 'EGNN', 'papers': 4}
    """

    columns: tuple[str, ...]

    def __new__(cls, columns: tuple[str, ...], values: Sequence[Any]) -> Row:
        """A row of these values."""
        row = super().__new__(cls, values)
        row.columns = columns
        return row

    def __getitem__(self, at: SupportsIndex | slice | str) -> Any:
        return tuple.__getitem__(self, _place(self.columns, at) if isinstance(at, str) else at)

    def to_dict(self) -> dict[str, Any]:
        """Values by column."""
        return dict(zip(self.columns, self, strict=True))

    def __repr__(self) -> str:
        return f"Row({', '.join(f'{name}={value!r}' for name, value in self.to_dict().items())})"

    def _ipython_key_completions_(self) -> list[str]:
        return list(self.columns)


class Table(Answer, Sequence[Row]):
    """The rows of a query, in their order: to iterate, to index, or to turn into a frame.

    ``table[0]`` is a ``Row``, ``table[:10]`` a shorter table, ``table["name"]`` the list of a column's values.

    >>> methods = g.query("MATCH (m:Method) RETURN m.name AS name, m.support AS papers ORDER BY papers DESC, name")
    >>> methods[:3]
    name                   papers
    SE(3)-Transformer           5
    EGNN                        4
    graph neural networks       4
    3 rows
    >>> methods.columns
    ('name', 'papers')
    >>> methods["papers"][:3]
    [5, 4, 4]
    >>> int(methods.to_pandas()["papers"].max())
    5

    ``truncated`` says that ``limit`` cut it, ``seconds`` is the time that the store took.
    """

    def __init__(self, rows: Rows, seen: Sequence[str] | None = None) -> None:
        """Rows as a store gives them; ``seen`` names the columns that are shown, without it all."""
        self.columns = rows.columns
        self._shown = tuple(rows.columns if seen is None else seen)
        self.truncated = rows.truncated
        self.seconds = rows.seconds
        self._rows = rows.rows

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[Row]:
        return (Row(self.columns, row) for row in self._rows)

    @overload
    def __getitem__(self, at: int) -> Row: ...
    @overload
    def __getitem__(self, at: slice) -> Table: ...
    @overload
    def __getitem__(self, at: str) -> list[Any]: ...
    def __getitem__(self, at: int | slice | str) -> Row | Table | list[Any]:
        if isinstance(at, str):
            place = _place(self.columns, at)
            return [row[place] for row in self._rows]
        if isinstance(at, slice):
            return Table(Rows(self.columns, self._rows[at], False, self.seconds), self._shown)
        return Row(self.columns, self._rows[at])

    def _lines(self, names: Sequence[str], limit: int | None = None) -> list[tuple[Any, ...]]:
        places = [self.columns.index(name) for name in names]
        return [tuple(row[i] for i in places) for row in self._rows[:limit]]

    def _title(self) -> str:
        return plural(len(self), "row") + (", cut off by the limit" if self.truncated else "")

    def _seen(self) -> tuple[str, ...]:
        return self._shown

    def _ipython_key_completions_(self) -> list[str]:
        return list(self.columns)


def _place(columns: Sequence[str], name: str) -> int:
    if name not in columns:
        raise UsageError(f"there is no column {name!r}: there are {', '.join(columns) or 'none'}")
    return columns.index(name)
