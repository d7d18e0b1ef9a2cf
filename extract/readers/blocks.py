"""Blocks with blank lines between: a title, a blank line, its abstract, a blank line.

Also read: title and abstract in one block, and paragraphs that are wrapped over several lines.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from extract.readers.base import LINE_LIMIT, Head, Line, Reader, Source
from extract.readers.boilerplate import is_boilerplate
from extract.readers.listing import Block, likeness, papers_of
from schemas import Paper


class Blocks(Reader):
    """A listing whose titles and abstracts are paragraphs."""

    name = "blocks"
    summary = "plain text: titles and abstracts in turn, blank lines between them"
    endings = (".txt", ".text")

    def sniff(self, head: Head) -> float:
        """By the share of titles that have an abstract; blank lines speak for it."""
        lines = head.lines
        blank = sum(not line.strip() for line in lines) > len(lines) / 4
        fits = likeness(head, _blocks((Line(n, text) for n, text in enumerate(lines, 1)), LINE_LIMIT))
        return fits * (0.8 if blank else 0.7)

    def read(self, source: Source) -> Iterator[Paper]:
        """The papers in the order of the page."""
        return papers_of(_blocks(source.lines(), source.line_limit), source)


def _blocks(lines: Iterable[Line], limit: int) -> Iterator[Block]:
    paragraph: list[Line] = []
    size = 0
    for line in lines:
        if line.text.strip() or line.problem:
            size += len(line.text)
            if size <= limit:
                paragraph.append(line)
            continue
        yield from _of_paragraph(paragraph, limit if size > limit else None)
        paragraph, size = [], 0
    yield from _of_paragraph(paragraph, limit if size > limit else None)


def _of_paragraph(paragraph: list[Line], exceeded: int | None) -> Iterator[Block]:
    """One block from the lines between two blank lines; several where each of its lines stands for itself."""
    lines = [Block(line.number, line.text.strip(), line.problem) for line in paragraph]
    if len(lines) > 1 and any(is_boilerplate(b.text) for b in lines):
        lines = [b for b in lines if not is_boilerplate(b.text)]
    if not lines:
        return
    if exceeded is not None:
        yield Block(lines[0].line, lines[0].text, f"is a paragraph longer than {exceeded:,} characters")
    elif len(lines) == 1 or any(b.is_long for b in lines):
        yield from lines
    else:
        first, rest = lines[0], _wrapped(lines[1:])
        if first.in_title_case and not first.is_sentence and rest.is_sentence:
            yield from (first, rest)
        else:
            yield _wrapped(lines)


def _wrapped(lines: list[Block]) -> Block:
    problem = next((b.problem for b in lines if b.problem), None)
    return Block(lines[0].line, " ".join(b.text for b in lines), problem)
