"""What all answers of many lines have in common: columns, frames, and how they show themselves."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from kg.api import frames, html
from kg.values import shown
from schemas.readable import readable

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa
    from rich.table import Table as RichTable

LINES = 12
"""Lines of an answer that a terminal shows."""

NOTEBOOK_LINES = 40
"""Lines of an answer that a notebook shows."""

WIDEST = 60
"""Characters of a cell on a terminal."""


class Answer(ABC):
    """Lines with named columns; the base of ``Table`` and ``Records``."""

    columns: tuple[str, ...]
    """Names of the columns of a frame made from this answer."""

    @abstractmethod
    def __len__(self) -> int: ...

    @abstractmethod
    def _lines(self, names: Sequence[str], limit: int | None = None) -> list[tuple[Any, ...]]:
        """The values of some columns, line by line."""

    @abstractmethod
    def _title(self) -> str:
        """What this is, with its length: "12 claims"."""

    def _seen(self) -> tuple[str, ...]:
        """The columns that are shown: ids and the like are for programs."""
        return self.columns

    def _html_lines(self, names: Sequence[str], limit: int) -> list[tuple[Any, ...]]:
        """The lines as a notebook shows them; cells are values or ``Html``."""
        return self._lines(names, limit)

    def to_dicts(self) -> list[dict[str, Any]]:
        """The lines as dictionaries by column; a node or an edge is a dictionary of its properties."""
        return [dict(zip(self.columns, map(frames.plain, line), strict=True)) for line in self._lines(self.columns)]

    def to_pandas(self) -> pd.DataFrame:
        """A pandas frame; whole numbers with gaps stay whole (``Int64``).

        Raises:
            UsageError: pandas is not installed.
        """
        return frames.to_pandas(self._by_column())

    def to_polars(self) -> pl.DataFrame:
        """A Polars frame.

        Raises:
            UsageError: Polars is not installed.
        """
        return frames.to_polars(self._by_column())

    def to_arrow(self) -> pa.Table:
        """An Arrow table.

        Raises:
            UsageError: PyArrow is not installed.
        """
        return frames.to_arrow(self._by_column())

    def _by_column(self) -> dict[str, list[Any]]:
        lines = self._lines(self.columns)
        return {name: [frames.plain(line[i]) for line in lines] for i, name in enumerate(self.columns)}

    def __repr__(self) -> str:
        names = self._seen()
        lines = self._lines(names, LINES)
        if not lines:
            return f"{self._title()} ({', '.join(names)})" if names else self._title()
        right = numeric(lines, len(names))
        cells = [names, *([_cut(_words(v)) for v in line] for line in lines)]
        widths = [max(len(line[i]) for line in cells) for i in range(len(names))]
        text = [
            "  ".join(c.rjust(w) if r else c.ljust(w) for c, w, r in zip(line, widths, right, strict=True)).rstrip()
            for line in cells
        ]
        return "\n".join((*text, self._note(len(lines))))

    def _repr_html_(self) -> str | None:
        names = self._seen()
        right = numeric(self._lines(names, NOTEBOOK_LINES), len(names))
        lines = self._html_lines(names, NOTEBOOK_LINES)
        return html.table(names, lines, numeric=right, note=self._note(len(lines)))

    def __rich__(self) -> RichTable:
        from rich import box
        from rich.table import Table
        from rich.text import Text

        names = self._seen()
        lines = self._lines(names, NOTEBOOK_LINES)
        table = Table(
            box=box.SIMPLE_HEAD, show_edge=False, caption=Text(self._note(len(lines))), caption_justify="left"
        )
        for name, right in zip(names, numeric(lines, len(names)), strict=True):
            table.add_column(Text(shown(name)), justify="right" if right else "left", overflow="fold")
        for line in lines:
            table.add_row(*(Text(_words(v)) for v in line))
        return table

    def _note(self, seen: int) -> str:
        return self._title() if seen == len(self) else f"{self._title()}, the first {seen} shown"


def numeric(lines: Sequence[Sequence[Any]], width: int) -> list[bool]:
    """Which columns hold numbers alone."""
    return [
        bool(lines) and all(isinstance(line[i], int | float | None) and not isinstance(line[i], bool) for line in lines)
        for i in range(width)
    ]


def _words(value: Any) -> str:
    return shown(readable(value) if isinstance(value, str) else value)


def _cut(words: str) -> str:
    return words if len(words) <= WIDEST else words[: WIDEST - 1] + "…"
