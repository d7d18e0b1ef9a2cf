"""What a reader is, and what it is given: an opened source whose lines are decoded and bounded.

Who calls it: ``extract.readers.reading`` opens a file as a ``Source``, asks every reader how well the head fits, and
iterates the best one. A reader yields papers and reports what is broken; it never raises for one broken paper.
"""

from __future__ import annotations

import zlib
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import ClassVar

from schemas import Paper
from schemas.errors import InputError, RecordError

LINE_LIMIT = 10_000_000
"""Bytes of one line; a longer one is skipped without being held in memory."""

HEAD_SIZE = 65_536
"""Bytes that a reader may look at to tell whether a file is of its format."""

BREAKS = (OSError, EOFError, zlib.error)
"""What the chunks of a source raise where the file is damaged or cut."""

PARQUET = b"PAR1"
"""The first bytes of a Parquet file."""

Columns = tuple[tuple[str, str], ...]
"""Fields of a paper with the columns of a table that hold them, as a person names them."""

_KEPT_OF_LONG = 2_000
"""Characters kept of a line that is too long, enough to tell a title from an abstract."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line without its end; ``problem`` says why its text cannot be trusted."""

    number: int
    text: str
    problem: str | None = None


@dataclass(frozen=True)
class Head:
    """The first bytes of a source, after decompression; ``whole`` says that there is nothing behind them."""

    content: bytes
    whole: bool
    name: str = ""
    """Name of the file, without the ending of a compression."""
    columns: Columns = ()

    @property
    def is_binary(self) -> bool:
        """Whether it is a Parquet file, the one binary format that has a reader."""
        return self.content.startswith(PARQUET)

    @cached_property
    def text(self) -> str:
        """The head as text, what cannot be decoded replaced."""
        return self.content.decode("utf-8-sig", "replace")

    @cached_property
    def lines(self) -> list[str]:
        """The lines of the head; the last one only when it is known to be complete or the only one."""
        lines = self.text.split("\n")
        return lines if self.whole or len(lines) == 1 else lines[:-1]


@dataclass(frozen=True)
class Source:
    """One opened file: where papers come from, and where errors go.

    ``label`` is the file as the user named it (for messages), ``name`` its base name (for ``Paper.sources``).
    ``chunks`` can be iterated once; ``path`` is there where they are a file of the disk, byte for byte.
    """

    label: str
    name: str
    head: Head
    chunks: Iterator[bytes]
    report: Callable[[InputError], None]
    line_limit: int = LINE_LIMIT
    path: Path | None = None

    def broken(
        self, message: str, line: int | None = None, field: str | None = None, *, record: int | None = None
    ) -> None:
        """Report one paper that cannot be used, at its line or as the record of that number; reading goes on."""
        if record is not None:
            message += f" (record {record})"
        self.report(RecordError(message, file=self.label, line=line, field=field))

    def broke_off(self, error: Exception | str, line: int | None = None) -> None:
        """Report that nothing behind a place can be read."""
        reason = str(error).rstrip(".") or type(error).__name__
        self.report(InputError(f"breaks off here ({reason})", file=self.label, line=line))

    def lines(self) -> Iterator[Line]:
        """Every line, numbered from 1, without its line end.

        A line that is longer than ``line_limit`` bytes or is not UTF-8 comes with its ``problem``, so that a reader
        knows that something stood there. A stream that breaks off is reported and ends the lines.
        """
        number = 0
        lines = _byte_lines(self.chunks, self.line_limit)
        while True:
            try:
                raw, too_long = next(lines)
            except StopIteration:
                return
            except BREAKS as error:
                self.broke_off(error, number + 1)
                return
            number += 1
            if number == 1:
                raw = raw.removeprefix(b"\xef\xbb\xbf")
            yield _decoded(number, raw, self.line_limit if too_long else None)


def _decoded(number: int, raw: bytes, exceeded: int | None) -> Line:
    if exceeded is not None:
        return Line(number, raw.decode("utf-8", "replace")[:_KEPT_OF_LONG], f"is longer than {exceeded:,} bytes")
    raw = raw.removesuffix(b"\r")
    try:
        return Line(number, raw.decode("utf-8"))
    except UnicodeDecodeError as error:
        problem = f"is not UTF-8 (byte 0x{raw[error.start]:02x} at {error.start + 1})"
        return Line(number, raw.decode("utf-8", "replace"), problem)


def _byte_lines(chunks: Iterator[bytes], limit: int) -> Iterator[tuple[bytes, bool]]:
    """Lines of a byte stream and whether each was cut, holding at most ``limit`` bytes and one chunk."""
    pending, size = bytearray(), 0

    def take(part: bytes) -> None:
        nonlocal size
        size += len(part)
        if size <= limit:
            pending.extend(part)
        elif len(pending) > _KEPT_OF_LONG:
            del pending[_KEPT_OF_LONG:]

    for chunk in chunks:
        *ends, rest = chunk.split(b"\n")
        for part in ends:
            take(part)
            yield bytes(pending), size > limit
            pending.clear()
            size = 0
        take(rest)
    if size:
        yield bytes(pending), size > limit


class Reader(ABC):
    """One format. Subclasses live in one file each of ``extract.readers`` and need no registration."""

    name: ClassVar[str]
    """What ``format=`` and ``--format`` call it."""
    summary: ClassVar[str]
    """The shape of the format in one line."""
    endings: ClassVar[tuple[str, ...]] = ()
    """Of a format whose content tells little: endings of the names by which a file that is found in a folder is one."""
    is_text: ClassVar[bool] = True
    """Whether its lines can be read."""

    @abstractmethod
    def sniff(self, head: Head) -> float:
        """How well the head fits: 0 not at all, 1 beyond doubt. Must not raise."""

    @abstractmethod
    def read(self, source: Source) -> Iterator[Paper]:
        """The papers in their order; what is broken goes to ``source.broken``, and reading goes on behind it."""
