"""Files, standard input, gzip and Zstandard as one stream of chunks, with the head looked at before it is read."""

from __future__ import annotations

import sys
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import BinaryIO

import zstandard

from extract.readers.base import HEAD_SIZE, LINE_LIMIT, Head, Source
from schemas.errors import InputError, UnknownFormatError

CHUNK = 65_536
STANDARD_INPUT = "-"

_GZIP = b"\x1f\x8b"
_SLICE = 256
_ZSTD = b"\x28\xb5\x2f\xfd"
_NOT_READ = {
    b"PK\x03\x04": "a zip archive",
    b"BZh": "compressed with bzip2",
    b"\xfd7zXZ\x00": "compressed with xz",
    b"%PDF": "a PDF",
    b"PAR1": "a Parquet file",
}
_WIDE = (b"\xff\xfe", b"\xfe\xff")


@contextmanager
def open_source(file: str, report: Callable[[InputError], None], *, line_limit: int = LINE_LIMIT) -> Iterator[Source]:
    """Open a file, or standard input for ``-``, unpacked where its first bytes say so.

    Raises:
        InputError: it is not there, is a folder, may not be read, is empty or is of a kind that is not text.
    """
    label, name = ("standard input", "stdin") if file == STANDARD_INPUT else (file, Path(file).name)
    try:
        stream = sys.stdin.buffer if file == STANDARD_INPUT else Path(file).open("rb")  # noqa: SIM115
    except FileNotFoundError:
        raise InputError("is not there", file=label) from None
    except IsADirectoryError:
        raise InputError("is a folder; name the files in it", file=label) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(f"cannot be opened ({reason})", file=label) from None
    try:
        head, chunks = _look(_chunks(stream), label)
        yield Source(label, name, head, chunks, report, line_limit)
    finally:
        if stream is not sys.stdin.buffer:
            stream.close()


def _look(chunks: Iterator[bytes], label: str) -> tuple[Head, Iterator[bytes]]:
    raw, chunks, _ = _peek(chunks, len(_ZSTD))
    if not raw:
        raise InputError("is empty", file=label)
    if raw.startswith(_GZIP):
        chunks = _gunzip(chunks)
    elif raw.startswith(_ZSTD):
        chunks = _unzstd(chunks)
    content, chunks, whole = _peek(chunks, HEAD_SIZE)
    if not content.strip() and whole:
        raise InputError("is empty", file=label)
    for magic, kind in _NOT_READ.items():
        if content.startswith(magic):
            raise UnknownFormatError(f"is {kind}; give it as plain text, gzip or Zstandard", file=label)
    if content.startswith(_WIDE):
        raise UnknownFormatError("is UTF-16; save it as UTF-8", file=label)
    if b"\0" in content[:1024]:
        raise UnknownFormatError("is not text", file=label)
    return Head(content[:HEAD_SIZE], whole and len(content) <= HEAD_SIZE), chunks


def _chunks(stream: BinaryIO) -> Iterator[bytes]:
    while chunk := stream.read(CHUNK):
        yield chunk


def _peek(chunks: Iterator[bytes], size: int) -> tuple[bytes, Iterator[bytes], bool]:
    """The first ``size`` bytes or more, the stream with them in front again, and whether that was all.

    A stream that breaks inside the head breaks again, at the same place, for whoever reads it.
    """
    kept: list[bytes] = []
    got = 0
    while got < size:
        try:
            chunk = next(chunks)
        except StopIteration:
            return b"".join(kept), iter(kept), True
        except (OSError, EOFError, zlib.error) as error:
            if not kept:
                kept.append(b"\n")
            return b"".join(kept), chain(kept, _breaking(error)), False
        kept.append(chunk)
        got += len(chunk)
    return b"".join(kept), chain(kept, chunks), False


def _breaking(error: Exception) -> Iterator[bytes]:
    raise error
    yield b""


def _unzstd(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Decompressed chunks of one or several Zstandard frames; a frame with a window above 128 MiB is refused.

    A block of four bytes may stand for 128 KiB, so the input goes in by slices, each of which is at most 8 MiB.
    """
    packed = zstandard.ZstdDecompressor(max_window_size=2**27)
    frame, inside = packed.decompressobj(), False
    try:
        for chunk in chunks:
            for start in range(0, len(chunk), _SLICE):
                rest = chunk[start : start + _SLICE]
                while rest:
                    unpacked = frame.decompress(rest)
                    inside = not frame.eof
                    if unpacked:
                        yield unpacked
                    rest = frame.unused_data if frame.eof else b""
                    if frame.eof:
                        frame = packed.decompressobj()
    except zstandard.ZstdError as error:
        raise EOFError(f"the Zstandard stream is damaged: {error}") from None
    if inside:
        raise EOFError("the Zstandard stream is cut")


def _gunzip(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Decompressed chunks of one or several gzip members, each at most ``CHUNK`` bytes, whatever they unpack to."""
    member, inside = zlib.decompressobj(wbits=31), False
    for chunk in chunks:
        rest = chunk
        while rest:
            unpacked = member.decompress(rest, CHUNK)
            inside = not member.eof
            if unpacked:
                yield unpacked
            if member.eof:
                rest = member.unused_data.lstrip(b"\0")
                member = zlib.decompressobj(wbits=31)
            else:
                rest = member.unconsumed_tail
    if inside:
        raise EOFError("the gzip stream is cut")
