"""Mentions that another model found, put on a ``Doc`` of ours with offsets of the text."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from spacy.tokens import Doc
from spacy.util import filter_spans

from extract.tokens import register_extensions, text_of
from schemas import digest

__all__ = ["Marked", "folder_digest", "set_mentions"]

register_extensions()


class Marked(NamedTuple):
    """A mention: half-open range of characters of the text, one of our types, confidence from 0 to 1."""

    start: int
    end: int
    type: str
    confidence: float


def set_mentions(doc: Doc, mentions: Iterable[Marked], *, least: float = 0.0) -> Doc:
    """Set ``doc.ents`` with ``span._.confidence``.

    White space at the ends comes off. Mentions below ``least``, and those that go from the title into the abstract,
    are left out; of those that overlap, the longer stays. A mention that ends inside a token of ours gets all of it.
    """
    text = text_of(doc)
    title_end = text.find("\n")
    spans = []
    for mention in mentions:
        words = text[mention.start : mention.end]
        start = mention.start + len(words) - len(words.lstrip())
        end = mention.start + len(words.rstrip())
        if start >= end or mention.confidence < least or start <= title_end < end:
            continue
        span = doc.char_span(start, end, label=mention.type, alignment_mode="expand")
        if span is not None:
            span._.confidence = round(min(max(mention.confidence, 0.0), 1.0), 4)
            spans.append(span)
    doc.ents = filter_spans(spans)
    return doc


def folder_digest(folder: Path) -> str:
    """Changes with any file in a folder: a model that was trained again under its old name is another model."""
    files = sorted(f for f in folder.rglob("*") if f.is_file())
    return digest(*(f"{f.relative_to(folder).as_posix()} {_file_digest(f)}" for f in files), size=4)


def _file_digest(file: Path) -> str:
    from hashlib import file_digest

    with file.open("rb") as stream:
        return file_digest(stream, "blake2b").hexdigest()
