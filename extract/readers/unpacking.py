"""From the bytes of a file to UTF-8: gzip and Zstandard are unpacked, UTF-16 and UTF-32 are written anew."""

from __future__ import annotations

import codecs
import re
import zlib
from collections.abc import Iterator

import zstandard

CHUNK = 65_536
"""Bytes that are read, and at most unpacked, at once."""

_GZIP = b"\x1f\x8b"
_ZSTD = b"\x28\xb5\x2f\xfd"
_SLICE = 256
_WIDE = (
    (b"\xff\xfe\0\0", "utf-32"),
    (b"\0\0\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
    # XML may go without a byte order mark where it declares its encoding (appendix F of its specification).
    (b"<\0?\0", "utf-16-le"),
    (b"\0<\0?", "utf-16-be"),
)
_DECLARED = re.compile(r"""\A(\s*<\?xml\b[^>]*?)\s+encoding\s*=\s*(?:"[^"]*"|'[^']*')""")


def unpacked(first: bytes, chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The chunks, unpacked where their first bytes say that they are gzip or Zstandard."""
    if first.startswith(_GZIP):
        return _gunzip(chunks)
    return _unzstd(chunks) if first.startswith(_ZSTD) else chunks


def wide(first: bytes) -> str | None:
    """The encoding of text whose characters have two or four bytes, by its first bytes; None where it is another."""
    return next((name for mark, name in _WIDE if first.startswith(mark)), None)


def as_utf8(chunks: Iterator[bytes], encoding: str) -> Iterator[bytes]:
    """Text of another encoding as UTF-8; an XML declaration no longer names the other one.

    Half of a surrogate pair becomes bytes that are no UTF-8, so that it costs its line or record and not the rest.

    Raises:
        EOFError: the text ends inside a character, or what follows is no text.
    """
    decoder = codecs.getincrementaldecoder(encoding)("surrogatepass")
    begun = False
    try:
        for chunk in chunks:
            text = decoder.decode(chunk)
            if text and not begun:
                text, begun = _DECLARED.sub(r"\1", text), True
            if text:
                yield text.encode("utf-8", "surrogatepass")
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise EOFError(f"is no {encoding.upper()} from here on: {error.reason}") from None


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
