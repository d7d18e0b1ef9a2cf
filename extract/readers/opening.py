"""A file as one stream of chunks of text in UTF-8, unpacked, with the head looked at before it is read."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import chain
from typing import BinaryIO

from extract.readers.base import BREAKS, HEAD_SIZE, LINE_LIMIT, PARQUET, Columns, Head, Source
from extract.readers.places import ZIP, Place
from extract.readers.unpacking import CHUNK, as_utf8, unpacked, wide
from schemas.errors import InputError, UnknownFormatError

_NOT_READ = {
    b"BZh": "compressed with bzip2; give it plain, as gzip or as Zstandard",
    b"\xfd7zXZ\x00": "compressed with xz; give it plain, as gzip or as Zstandard",
    b"7z\xbc\xaf\x27\x1c": "a 7z archive; give a zip archive or a folder",
    b"Rar!": "a RAR archive; give a zip archive or a folder",
    b"%PDF": "a PDF; titles and abstracts are read from text",
}
_TAR = (257, b"ustar")


@contextmanager
def open_source(
    place: Place, report: Callable[[InputError], None], *, line_limit: int = LINE_LIMIT, columns: Columns = ()
) -> Iterator[Source]:
    """Open a place, unpacked where its first bytes say so.

    Raises:
        InputError: it may not be read, is damaged from its first byte on, or is an archive inside something packed.
        UnknownFormatError: it is empty or of a kind that no reader knows.
    """
    stream = place.open()
    try:
        head, chunks, as_it_stands = _look(place, stream, columns)
        path = place.path if as_it_stands else None
        yield Source(place.label, place.name, head, chunks, report, line_limit, path)
    finally:
        if stream is not sys.stdin.buffer:
            stream.close()


def _look(place: Place, stream: BinaryIO, columns: Columns) -> tuple[Head, Iterator[bytes], bool]:
    """The head, all chunks, and whether they are those of the stream as it stands."""
    try:
        return _looked(place, stream, columns)
    except BREAKS as error:
        raise InputError(f"breaks off at once ({error})", file=place.label) from None


def _looked(place: Place, stream: BinaryIO, columns: Columns) -> tuple[Head, Iterator[bytes], bool]:
    label = place.label
    raw, given, _ = _peek(chain([place.first] if place.first else [], _chunks(stream)), 4)
    if not raw:
        raise UnknownFormatError("is empty", file=label)
    chunks = unpacked(raw, given)
    if place.allowance:
        chunks = place.allowance.spent(chunks)
    as_it_stands = chunks is given
    content, chunks, whole = _peek(chunks, HEAD_SIZE)
    encoding = wide(content)
    if encoding:
        content, chunks, whole = _peek(as_utf8(chunks, encoding), HEAD_SIZE)
    if not content.strip() and whole:
        raise UnknownFormatError("is empty", file=label)
    if content.startswith(ZIP):
        raise InputError("is a zip archive that is packed once more; unpack it first", file=label)
    for magic, kind in _NOT_READ.items():
        if content.startswith(magic):
            raise UnknownFormatError(f"is {kind}", file=label)
    if content[_TAR[0] :].startswith(_TAR[1]):
        raise UnknownFormatError("is a tar archive; give a zip archive or a folder", file=label)
    if b"\0" in content[:1024] and not content.startswith(PARQUET):
        raise UnknownFormatError("is not text", file=label)
    head = Head(content[:HEAD_SIZE], whole and len(content) <= HEAD_SIZE, _bare(place.name), columns)
    return head, chunks, as_it_stands


def _bare(name: str) -> str:
    lower = name.lower()
    return next((name[: -len(end)] for end in (".gz", ".zst") if lower.endswith(end)), name)


def _chunks(stream: BinaryIO) -> Iterator[bytes]:
    while chunk := stream.read(CHUNK):
        yield chunk


def _peek(chunks: Iterator[bytes], size: int) -> tuple[bytes, Iterator[bytes], bool]:
    """The first ``size`` bytes or more, the stream with them in front again, and whether that was all.

    A stream that breaks inside the head breaks again, at the same place, for whoever reads it; one that breaks before
    its first byte breaks here.
    """
    kept: list[bytes] = []
    got = 0
    while got < size:
        try:
            chunk = next(chunks)
        except StopIteration:
            return b"".join(kept), iter(kept), True
        except BREAKS as error:
            if not kept:
                raise
            return b"".join(kept), chain(kept, _breaking(error)), False
        kept.append(chunk)
        got += len(chunk)
    return b"".join(kept), chain(kept, chunks), False


def _breaking(error: Exception) -> Iterator[bytes]:
    raise error
    yield b""
