"""What a person names as the files that are read: a file, standard input, those of a folder, those of an archive."""

from __future__ import annotations

import os
import stat
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO, cast
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from extract.readers.unpacking import CHUNK
from schemas.errors import InputError

STANDARD_INPUT = "-"
ZIP = (b"PK\x03\x04", b"PK\x05\x06")
"""The first bytes of a zip archive; the latter of an empty one."""

SIZE_LIMIT = 20_000_000_000
"""Bytes to which an archive may unpack, all members together."""
RATIO_LIMIT = 200
"""Bytes that one byte of an archive may stand for: text packs to a twentieth at best, a bomb to a thousandth."""
RATIO_FROM = 1_000_000
"""Bytes below which the ratio of a member does not matter."""
MEMBERS_LIMIT = 100_000
"""Members of an archive."""

_ENCRYPTED = 1
_NO_PAPERS = frozenset(
    {"authors", "changelog", "changes", "contributing", "copying", "licence", "license", "notice", "readme"}
    | {"requirements"}
)
"""Names of text files, without their ending, that stand in many folders and are no listing."""


class Allowance:
    """Bytes that may still be unpacked; several files may share one."""

    def __init__(self, size: int) -> None:
        self.size = self.left = size

    def spent(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        """The chunks as long as there are bytes left.

        Raises:
            EOFError: they are more than was allowed.
        """
        for chunk in chunks:
            self.left -= len(chunk)
            if self.left < 0:
                raise EOFError(f"more than {self.size:,} bytes were unpacked, the limit")
            yield chunk


@dataclass(frozen=True)
class Place:
    """One file that can be opened, once.

    ``label`` is what messages call it, ``name`` what ``Paper.sources`` does. ``first`` are bytes that were taken from
    the stream already. ``path`` is there for a file of the disk. One that was ``found`` in a folder or an archive is
    passed over where no reader knows it; one that a person named is an error then.
    """

    label: str
    name: str
    open: Callable[[], BinaryIO]
    first: bytes = b""
    path: Path | None = None
    found: bool = False
    allowance: Allowance | None = None

    @property
    def is_no_listing(self) -> bool:
        """Whether its name says that it is text about a folder and not of papers."""
        return self.found and PurePosixPath(self.name).name.partition(".")[0].casefold() in _NO_PAPERS


def places(file: str, report: Callable[[InputError], None]) -> Iterator[Place]:
    """The files that ``file`` stands for, in the order of their names; hidden ones are left out.

    Raises:
        InputError: it is not there, may not be read, or is an archive that is damaged or past a limit. A folder or a
            file inside that may not be read goes to ``report``, and the others are yielded.
    """
    if file == STANDARD_INPUT:
        yield from _of_pipe(sys.stdin.buffer, "standard input", "stdin", report)
        return
    path = Path(file)
    mode = _mode(path, file)
    if stat.S_ISREG(mode):
        yield from _of_file(path, file, report)
    elif stat.S_ISDIR(mode):
        for inner in _below(path, report):
            try:
                yield from _of_file(inner, str(inner), report, found=True)
            except InputError as error:
                report(error)
    else:
        yield from _of_pipe(_opened(path, file), file, path.name, report)


def _mode(path: Path, label: str) -> int:
    try:
        return path.stat().st_mode
    except FileNotFoundError:
        raise InputError("is not there", file=label) from None
    except (OSError, ValueError) as error:
        raise _unopened(label, error) from None


def _of_file(path: Path, label: str, report: Callable[[InputError], None], *, found: bool = False) -> Iterator[Place]:
    with _opened(path, label) as stream:
        if stream.read(len(ZIP[0])).startswith(ZIP):
            yield from _members(stream, label, path.name, report)
            return
    yield Place(label, path.name, lambda: _opened(path, label), path=path, found=found)


def _of_pipe(stream: BinaryIO, label: str, name: str, report: Callable[[InputError], None]) -> Iterator[Place]:
    """What can be read once only; an archive, whose directory is at its end, is put into a file first."""
    first = stream.read(len(ZIP[0]))
    if not first.startswith(ZIP):
        yield Place(label, name, lambda: stream, first)
        return
    try:
        with spooled(_rest_of(first, stream)) as whole:
            yield from _members(whole, label, name, report)
    except EOFError as error:
        raise InputError(str(error), file=label) from None


def _opened(path: Path, label: str) -> BinaryIO:
    try:
        return path.open("rb")
    except (OSError, ValueError) as error:
        raise _unopened(label, error) from None


def _unopened(label: str, error: Exception) -> InputError:
    return InputError(f"cannot be opened ({getattr(error, 'strerror', None) or error})", file=label)


def _below(folder: Path, report: Callable[[InputError], None]) -> Iterator[Path]:
    """The files below a folder, folder by folder; links to folders are not followed, so that there is no circle."""

    def closed(error: OSError) -> None:
        report(_unopened(str(error.filename), error))

    for root, folders, files in os.walk(folder, onerror=closed):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            path = Path(root, name)
            if not name.startswith(".") and path.is_file():
                yield path


def _members(stream: BinaryIO, label: str, name: str, report: Callable[[InputError], None]) -> Iterator[Place]:
    """The members of a zip archive that are files and within the limits; the others are reported."""
    try:
        archive = ZipFile(stream)
    except (BadZipFile, NotImplementedError, ValueError, EOFError) as error:
        raise InputError(f"is no zip archive that can be read ({error})", file=label) from None
    with archive:
        size = stream.seek(0, os.SEEK_END)
        members = sorted((m for m in archive.infolist() if _is_shown(m)), key=lambda m: m.filename)
        if len(members) > MEMBERS_LIMIT:
            raise InputError(f"has {len(members):,} members; an archive may have {MEMBERS_LIMIT:,}", file=label)
        admitted = []
        for member in members:
            problem = _problem(member)
            if problem:
                report(InputError(problem, file=f"{label}/{member.filename}"))
            else:
                admitted.append(member)
        whole = sum(m.file_size for m in admitted)
        if whole > SIZE_LIMIT:
            raise InputError(f"would unpack to {whole:,} bytes; the limit is {SIZE_LIMIT:,}", file=label)
        if whole > max(RATIO_FROM, RATIO_LIMIT * size):
            raise InputError(f"would unpack to more than {RATIO_LIMIT} times its size, as a bomb does", file=label)
        allowance = Allowance(SIZE_LIMIT)
        for member in admitted:

            def opened(member: ZipInfo = member) -> BinaryIO:
                try:
                    return cast(BinaryIO, _Member(archive.open(member)))
                except (BadZipFile, NotImplementedError, RuntimeError) as error:
                    raise InputError(f"cannot be unpacked ({error})", file=f"{label}/{member.filename}") from None

            inner = f"{label}/{member.filename}", f"{name}/{member.filename}"
            yield Place(*inner, opened, found=True, allowance=allowance)


def _is_shown(member: ZipInfo) -> bool:
    parts = PurePosixPath(member.filename).parts
    return not member.is_dir() and "__MACOSX" not in parts and not any(p.startswith(".") for p in parts)


def _problem(member: ZipInfo) -> str | None:
    """Why a member is not read; None where nothing speaks against it."""
    if member.flag_bits & _ENCRYPTED:
        return "is encrypted; unpack the archive with its password first"
    if member.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        return "is packed by another method than deflate; pack the archive anew"
    if member.file_size > max(RATIO_FROM, RATIO_LIMIT * member.compress_size):
        return f"would unpack to more than {RATIO_LIMIT} times its size, as a bomb does"
    return None


class _Member:
    """A member as a stream that breaks off like every other one where the archive is damaged."""

    def __init__(self, stream: object) -> None:
        self._stream = cast(BinaryIO, stream)

    def read(self, size: int) -> bytes:
        try:
            return self._stream.read(size)
        except BadZipFile as error:
            raise EOFError(f"the archive is damaged: {error}") from None

    def close(self) -> None:
        self._stream.close()


def _rest_of(first: bytes, stream: BinaryIO) -> Iterator[bytes]:
    yield first
    while chunk := stream.read(CHUNK):
        yield chunk


@contextmanager
def spooled(chunks: Iterator[bytes]) -> Iterator[BinaryIO]:
    """The chunks as a file without a name, in which one can go back and forth.

    Raises:
        EOFError: they are more than ``SIZE_LIMIT``.
    """
    with tempfile.TemporaryFile() as stream:
        for chunk in Allowance(SIZE_LIMIT).spent(chunks):
            stream.write(chunk)
        stream.seek(0)
        yield cast(BinaryIO, stream)
