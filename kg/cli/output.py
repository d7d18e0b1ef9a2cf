"""What is printed: tables and progress for people, JSON and CSV for programs.

Tables go to standard output through Rich, as text without markup; JSON and CSV go there as they are. Progress, notes
and errors go to standard error, so that a pipe carries the answer alone.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from kg.cli.command import RowFormat
from kg.cli.text import one_line, plural, safe
from kg.cli.values import cell, shown, to_json

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress

    from kg.stores.base import Rows

_PIPE_WIDTH = 100_000
"""Columns of a table that goes into a pipe: none of its cells is wrapped or cut."""


def console(*, stderr: bool = False) -> Console:
    """A console that takes text as text."""
    from rich.console import Console

    stream = sys.stderr if stderr else sys.stdout
    return Console(
        stderr=stderr, highlight=False, markup=False, emoji=False, width=None if stream.isatty() else _PIPE_WIDTH
    )


def note(text: str) -> None:
    """Say something beside the answer, on standard error."""
    sys.stdout.flush()
    print(one_line(text), file=sys.stderr)


def heading(text: str) -> None:
    """A line in bold."""
    console().print(safe(text), style="bold")


def line(text: str, *, dim: bool = False) -> None:
    """A line of text for people, wrapped to the terminal under its own first letter."""
    if not sys.stdout.isatty():
        print(safe(text))
        return
    from rich.padding import Padding
    from rich.text import Text

    plain = text.lstrip(" ")
    indented = Padding(Text(safe(plain), style="dim" if dim else ""), (0, 0, 0, len(text) - len(plain)), expand=False)
    console().print(indented)


def print_json(value: Any) -> None:
    """JSON on standard output, indented, for programs and people."""
    sys.stdout.write(to_json(value, indent=2) + "\n")


def print_table(
    columns: Sequence[str], rows: Iterable[Sequence[Any]], *, bars: str | None = None, right: Sequence[int] = ()
) -> None:
    """A table; numbers and the columns at ``right`` to the right. ``bars`` names a column that gets bars beside it."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    rows = list(rows)
    numeric = [all(isinstance(r[i], int | float | None) for r in rows) and bool(rows) for i in range(len(columns))]
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for place, (name, number) in enumerate(zip(columns, numeric, strict=True)):
        table.add_column(Text(safe(name)), justify="right" if number or place in right else "left", overflow="fold")
    barred = columns.index(bars) if bars in columns else None
    most = max((row[barred] or 0 for row in rows), default=0) if barred is not None else 0
    if barred is not None:
        table.add_column("")
    for row in rows:
        cells = [Text(_number(v) if number else shown(v)) for v, number in zip(row, numeric, strict=True)]
        if barred is not None:
            cells.append(Text("█" * round(24 * (row[barred] or 0) / most) if most else "", style="dim"))
        table.add_row(*cells)
    console().print(table)


def _number(value: Any) -> str:
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else shown(value)


def print_rows(rows: Rows, format: RowFormat) -> None:
    """The answer to a query in the format that was asked for; what was cut off is said on standard error."""
    if format is RowFormat.JSON:
        sys.stdout.write("[")
        for n, row in enumerate(rows.dicts()):
            sys.stdout.write(("," if n else "") + "\n" + to_json(row))
        sys.stdout.write("\n]\n" if rows.rows else "]\n")
    elif format is RowFormat.JSONL:
        for row in rows.dicts():
            sys.stdout.write(to_json(row) + "\n")
    elif format is RowFormat.CSV:
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(rows.columns)
        writer.writerows([cell(v) for v in row] for row in rows.rows)
    else:
        if rows.rows:
            print_table(rows.columns, rows.rows)
        note(f"{plural(len(rows.rows), 'row')} in {rows.seconds * 1000:,.0f} ms")
    if rows.truncated:
        note(f"Cut off after {plural(len(rows.rows), 'row')}; there are more. --limit N takes N rows, --limit 0 all.")


@contextmanager
def progress(*, quiet: bool = False) -> Iterator[Progress]:
    """Progress bars on standard error while something long runs; none where nobody watches."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn

    screen = console(stderr=True)
    bars = Progress(
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=screen,
        transient=True,
        disable=quiet or not screen.is_terminal,
    )
    with bars:
        yield bars
