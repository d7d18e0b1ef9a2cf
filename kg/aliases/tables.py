"""CSV files of ``name, alias, type, source``, read row by row; a broken row is said and the others are used."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from importlib import resources
from pathlib import Path

from kg.names import NameKey, canonical_key
from schemas import EntityType
from schemas.errors import InputError, RecordError

COLUMNS = ("name", "alias", "type", "source")
KNOWN = "known.csv"
"""The table that comes with the package."""
_TYPES = {t.value.casefold(): t for t in EntityType}
_LONGEST = 500


@dataclass(frozen=True, slots=True)
class AliasRow:
    """That ``alias`` is another way to write ``name``; ``place`` is where the row stands (``lab.csv:12``)."""

    name: str
    alias: str
    type: EntityType
    source: str
    file: str
    line: int

    @property
    def place(self) -> str:
        """The file's name and the line."""
        return f"{Path(self.file).name}:{self.line}"

    @property
    def form(self) -> NameKey:
        """The key of the alias."""
        return NameKey(self.type.value, canonical_key(self.alias, self.type))

    @property
    def target(self) -> NameKey:
        """The key of the name."""
        return NameKey(self.type.value, canonical_key(self.name, self.type))


@dataclass(frozen=True, slots=True)
class AliasTable:
    """The rows of one file; ``name`` is what a report calls it."""

    name: str
    rows: tuple[AliasRow, ...]


def read_table(file: str | Path) -> tuple[AliasTable, list[InputError]]:
    """The table in a file and what is wrong with its other rows.

    Columns may come in any order and others beside them; ``type`` is a type of entity, in any case of its letters.
    """
    try:
        text = Path(file).read_text("utf-8-sig")
    except FileNotFoundError:
        return AliasTable(str(file), ()), [InputError("is not there", file=str(file))]
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        return AliasTable(str(file), ()), [InputError("is no UTF-8", file=str(file), line=line)]
    except OSError as error:
        return AliasTable(str(file), ()), [InputError(error.strerror or str(error), file=str(file))]
    return _parse(text, str(file))


def known_table() -> AliasTable:
    """The table of well-known names that comes with the package."""
    text = resources.files(__package__).joinpath(KNOWN).read_text("utf-8")
    return _parse(text, KNOWN)[0]


def _parse(text: str, file: str) -> tuple[AliasTable, list[InputError]]:
    errors: list[InputError] = []
    lines = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[AliasRow] = []
    try:
        header = [column.strip().casefold() for column in next(lines, [])]
        missing = [column for column in COLUMNS if column not in header]
        if missing:
            message = f"the header lacks {', '.join(missing)}; the first line is {','.join(COLUMNS)}"
            return AliasTable(file, ()), [InputError(message, file=file, line=1)]
        before = lines.line_num
        for cells in lines:
            line, before = before + 1, lines.line_num
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(header):
                message = f"has {len(cells)} columns, the header has {len(header)}"
                errors.append(RecordError(message, file=file, line=line))
                continue
            fields = {column: " ".join(cell.split()) for column, cell in zip(header, cells, strict=True)}
            wrong = list(_wrong(fields, file, line))
            errors += wrong
            if not wrong:
                type = _TYPES[fields["type"].casefold()]
                rows.append(AliasRow(fields["name"], fields["alias"], type, fields["source"], file, line))
    except csv.Error as error:
        errors.append(InputError(f"is no CSV: {error}", file=file, line=lines.line_num))
    return AliasTable(file, tuple(rows)), errors


def _wrong(fields: dict[str, str], file: str, line: int) -> Iterator[InputError]:
    for column in ("name", "alias"):
        if not fields[column]:
            yield RecordError("is empty", file=file, line=line, field=column)
        elif len(fields[column]) > _LONGEST:
            yield RecordError(f"has more than {_LONGEST} characters", file=file, line=line, field=column)
    if fields["type"].casefold() not in _TYPES:
        known = ", ".join(t.value for t in EntityType)
        yield RecordError(f"is {fields['type']!r}; it is one of {known}", file=file, line=line, field="type")


def disagreements(tables: Sequence[AliasTable]) -> tuple[list[AliasTable], list[InputError]]:
    """The tables without rows that contradict each other, and an error for each such pair.

    Two rows contradict each other that make one alias two names, or that lead in a circle. Neither is used, but for
    the table that comes with the package: it gives way (an ``InputError``; the others are ``RecordError``).
    """
    leads: dict[NameKey, AliasRow] = {}
    bad: set[NameKey] = set()
    errors: list[InputError] = []
    own_last = sorted(tables, key=lambda t: t.name == KNOWN)
    for row in (row for table in own_last for row in table.rows if row.form != row.target):
        before = leads.setdefault(row.form, row)
        clash = before.target != row.target
        if not clash and before is row:
            clash, before = _circle(row, leads)
        if not clash:
            continue
        ours = row.file == KNOWN and before.file != KNOWN
        message = f"{row.alias!r} is {row.name!r} here, but {before.alias!r} is {before.name!r} in {before.place}"
        if not ours:
            bad |= {row.form, before.form}
            message += "; neither is used"
        else:
            message += "; that is used"
            if leads[row.form] is row:
                del leads[row.form]
        kind = InputError if ours else RecordError
        errors.append(kind(message, file=row.file, line=row.line, field="alias"))
    kept = [replace(t, rows=tuple(r for r in t.rows if r.form not in bad and _used(r, leads))) for t in tables]
    return kept, errors


def _used(row: AliasRow, leads: dict[NameKey, AliasRow]) -> bool:
    return row.form == row.target or (row.form in leads and leads[row.form].target == row.target)


def _circle(row: AliasRow, leads: dict[NameKey, AliasRow]) -> tuple[bool, AliasRow]:
    """Whether ``row`` closes a circle, and the row that it meets in it."""
    key, last = row.target, row
    for _ in range(len(leads)):
        after = leads.get(key)
        if after is None:
            return False, row
        key, last = after.target, after
        if key == row.form:
            return True, last
    return False, row
