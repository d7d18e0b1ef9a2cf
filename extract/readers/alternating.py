"""Alternating lines: a title on one line, its abstract on the next, the page's header glued to the first title."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from extract.readers.base import Head, Line, Reader, Source
from extract.readers.listing import Block, likeness, papers_of
from schemas import Paper


class Alternating(Reader):
    """A listing whose titles and abstracts are single lines."""

    name = "alternating"
    summary = "plain text: one line a title, the next its abstract"
    endings = (".txt", ".text")

    def sniff(self, head: Head) -> float:
        """By the share of titles that have an abstract; lines without blank ones between speak for it."""
        lines = head.lines
        dense = sum(not line.strip() for line in lines) <= len(lines) / 4
        fits = likeness(head, _blocks(Line(n, text) for n, text in enumerate(lines, 1)))
        return fits * (0.75 if dense else 0.65)

    def read(self, source: Source) -> Iterator[Paper]:
        """The papers in the order of the page."""
        return papers_of(_blocks(source.lines()), source)


def _blocks(lines: Iterable[Line]) -> Iterator[Block]:
    for line in lines:
        text = line.text.strip()
        if text or line.problem:
            yield Block(line.number, text, line.problem)
