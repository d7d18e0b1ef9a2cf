"""Sentences of a paper, without a parser: enough to show what a text says of two names that stand in one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

_END = re.compile(r"[.!?][\"')\]\u201d]*\s+(?=[\"'(\[\u201c$\\]*[A-Z0-9])")
_GOES_ON = re.compile(
    r"(?:\b(?:e\.g|i\.e|cf|vs|resp|et al|etc|Fig|Figs|Eq|Eqs|Sec|Tab|No|Dr|Prof|St|approx|w\.r\.t|a\.k\.a)|\b[A-Z])\.$"
)


def sentences(text: str, title: int, inside: Sequence[tuple[int, int]] = ()) -> Iterator[tuple[int, int]]:
    """Begin and end of each sentence of ``text``, in order; blanks around one are not part of it.

    Args:
        text: title, line feed, abstract.
        title: length of the title, which is a sentence of its own.
        inside: places that no sentence ends in: mentions, in order.
    """
    start = 0
    breaks = [title, *(m.end() for m in _END.finditer(text, title + 1) if not _goes_on(text, m, inside)), len(text)]
    for end in breaks:
        part = text[start:end]
        if part.strip():
            yield start + len(part) - len(part.lstrip()), end - (len(part) - len(part.rstrip()))
        start = end


def _goes_on(text: str, end: re.Match[str], inside: Sequence[tuple[int, int]]) -> bool:
    if _GOES_ON.search(text, max(0, end.start() - 12), end.start() + 1):
        return True
    return any(start <= end.start() < stop for start, stop in inside)
