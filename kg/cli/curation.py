"""The curation and the tables of aliases that options name, read for a build."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from kg.aliases import disagreements, known_table, read_table
from kg.cli.text import one_line, plural
from kg.curation import Curation, Placed, curation_file, load
from schemas.errors import InputError, RecordError


def read_curation(
    store: str | None, given: str | None, aliases: Sequence[str] = (), *, known: bool = True
) -> tuple[Curation, list[InputError], list[str]]:
    """What people and tables say for a graph, with what is wrong with tables, and what gives way to what.

    Raises:
        InputError: the curation has errors; all are on standard error, and nothing should be built.
    """
    file = curation_file(store, given)
    entries = checked(file) if given is None or file.exists() else _missing(file)
    tables, errors = [], []
    for name in aliases:
        table, wrong = read_table(name)
        tables.append(table)
        errors += wrong
    if known:
        tables.append(known_table())
    tables, clashes = disagreements(tables)
    notes = [str(e) for e in clashes if not isinstance(e, RecordError)]
    errors += [e for e in clashes if isinstance(e, RecordError)]
    return Curation(tuple(entries), tuple(tables), str(file) if file.exists() else None), errors, notes


def _missing(file: Path) -> list[Placed]:
    raise InputError("is not there", file=str(file))


def checked(file: Path) -> list[Placed]:
    """The entries of a file without errors.

    Raises:
        InputError: there are some; each is a line on standard error.
    """
    entries, errors = load(file)
    if errors:
        sys.stdout.flush()
        for error in errors:
            print(f"  {one_line(str(error))}", file=sys.stderr)
        raise InputError(f"{file} has {plural(len(errors), 'error')}; nothing was changed")
    return entries
