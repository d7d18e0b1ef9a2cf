"""Texts of strangers: shown as text, never obeyed by a terminal."""

from __future__ import annotations

import re

_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def safe(text: str) -> str:
    """The text with control characters, marks that turn the direction and halves of characters made visible.

    Line feeds and tabs stay.
    """
    return _UNSAFE.sub(_visible, text)


def one_line(text: str) -> str:
    """The text on one line, safe to print."""
    return safe(" ".join(text.split()))


def _visible(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x20:
        return chr(0x2400 + code)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def plural(count: int, one: str, many: str = "") -> str:
    """``1 paper``, ``2,000 papers``."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"
