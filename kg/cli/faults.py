"""From an error to one line and an exit code."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from kg.cli.text import one_line
from schemas.errors import InputError, MethodGraphError

_NAMED = 5
"""Files that are passed over and named one by one."""
SHOWN = 20
"""Errors of the input that are listed one by one."""


def explained(error: BaseException) -> tuple[str | None, int]:
    """What to print and with which code to end; None for an error that nobody expects."""
    if isinstance(error, MethodGraphError):
        return f"Error: {one_line(str(error))}", error.exit_code
    if isinstance(error, UnicodeEncodeError):
        return "Error: an argument holds bytes that are not UTF-8", 2
    if isinstance(error, OSError):
        place = f"{error.filename}: " if error.filename else ""
        return f"Error: {one_line(place + (error.strerror or str(error)))}", 1
    return None, 1


def passed_over(files: Sequence[str]) -> list[str]:
    """A line that says which files of folders and archives were not read, if there are any."""
    if not files:
        return []
    named = ", ".join(one_line(name) for name in files[:_NAMED])
    more = f" and {len(files) - _NAMED:,} more" if len(files) > _NAMED else ""
    return [f"Passed over, as no reader knows what they are: {named}{more}"]


def list_errors(errors: Sequence[InputError], count: int) -> None:
    """Print the first errors of the input to standard error, and how many there are."""
    if not count:
        return
    sys.stdout.flush()
    for error in errors[:SHOWN]:
        print(f"  {one_line(str(error))}", file=sys.stderr)
    more = count - min(len(errors), SHOWN)
    behind = f"; {more:,} more are not listed" if more else ""
    print(f"{count:,} {'error' if count == 1 else 'errors'} in the input{behind}. The rest was read.", file=sys.stderr)
