"""Pieces of HTML and SVG for notebooks, made in one place so that every text of a paper is escaped.

What is made here stands alone: no script, no style sheet, no address that is fetched.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlsplit

from kg.look import LIGHT, SINGULAR
from kg.text import safe
from kg.values import shown
from schemas.readable import readable, with_offsets

LONGEST = 600
"""Characters of a cell, at most."""

QUIET = "opacity:0.7"
_CELL = "text-align:{};vertical-align:top;padding:2px 14px 2px 0;max-width:46em;white-space:normal"


class Html(str):
    """Text that is HTML already."""

    __slots__ = ()


def text(value: object) -> Html:
    """Any text as HTML that shows it letter by letter; what an XML reader would refuse is made visible."""
    return Html(html.escape(safe(str(value)).replace("\ufffe", "").replace("\uffff", ""), quote=True))


def readable_text(value: str) -> Html:
    """A title or a sentence as HTML, its LaTeX as characters."""
    return text(readable(value))


def link(url: str | None, inner: str) -> Html:
    """A link, only for http and https; ``inner`` is HTML and stays alone where the address is neither."""
    try:
        scheme = urlsplit(url or "").scheme.lower()
    except ValueError:
        scheme = ""
    if scheme not in ("http", "https"):
        return Html(inner)
    return Html(f'<a href="{text(url)}" target="_blank" rel="noopener noreferrer">{inner}</a>')


def named(name: str, type: str) -> Html:
    """A name behind a dot in the colour of its type."""
    colour = LIGHT.get(type, LIGHT["Paper"])
    words = text(SINGULAR.get(type, type))
    return Html(
        f'<span style="color:{colour}" title="{words}">●</span>&nbsp;<bdi title="{words}">{readable_text(name)}</bdi>'
    )


def confidence(value: float) -> str:
    """A confidence to two digits; what is not certain is never 1.00."""
    return f"{1.0 if value >= 1 else min(round(value, 2), 0.99):.2f}"


def heading(name: str, type: str, facts: Iterable[str]) -> Html:
    """The head of a thing: its name, its type and facts in a quiet line."""
    line = text(" · ".join(fact for fact in (SINGULAR.get(type, type), *facts) if fact))
    return Html(f'<div style="font-size:1.25em"><b>{named(name, type)}</b></div><div style="{QUIET}">{line}</div>')


def table(columns: Sequence[str], rows: Iterable[Sequence[Any]], *, numeric: Sequence[bool], note: str = "") -> Html:
    """A table; cells are values or ``Html``, numeric columns stand to the right, ``note`` is a quiet line below."""
    sides = ["right" if number else "left" for number in numeric]
    head = "".join(
        f'<th style="{_CELL.format(side)}">{text(name)}</th>' for name, side in zip(columns, sides, strict=True)
    )
    body = "".join(
        "<tr>"
        + "".join(f'<td style="{_CELL.format(side)}">{cell(v)}</td>' for v, side in zip(row, sides, strict=True))
        + "</tr>"
        for row in rows
    )
    below = f'<div style="{QUIET}">{text(note)}</div>' if note else ""
    return Html(f"<div><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{below}</div>")


def cell(value: Any) -> Html:
    """A value as a table shows it; addresses are links."""
    if isinstance(value, Html):
        return value
    words = shown(readable(value) if isinstance(value, str) else value)
    inner = text(words if len(words) <= LONGEST else words[: LONGEST - 1] + "…")
    return link(value, inner) if isinstance(value, str) else inner


def marked(sentence: str, spans: Iterable[tuple[int, int, str]]) -> Html:
    """Text as a reader sees it, with spans (start, end, type) underlined in the colour of their type.

    Spans count in the text as it is stored; of two that meet, the first stays.
    """
    parts: list[str] = []
    at = 0
    seen = with_offsets(sentence)
    sentence, length = seen.text, len(sentence)
    for start, end, type in sorted(spans, key=lambda span: (span[0], -span[1])):
        if end > length:
            continue
        start, end = seen.at(start, end)
        if start < at:
            continue
        colour = LIGHT.get(type, LIGHT["Paper"])
        parts.append(text(sentence[at:start]))
        parts.append(
            f'<span style="border-bottom:2px solid {colour}" title="{text(SINGULAR.get(type, type))}">'
            f"{text(sentence[start:end])}</span>"
        )
        at = end
    return Html("".join((*parts, text(sentence[at:]))))
