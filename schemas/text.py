"""Small rules over strings that every floor shares: one key per name, one digest per content."""

from __future__ import annotations

import hashlib
import re
import unicodedata

_NOT_WORD = re.compile(r"[\W_]+")


def text_key(text: str) -> str:
    """Letters and digits of ``text``, NFKC, lower case: equal for two spellings that differ in punctuation only."""
    return _NOT_WORD.sub("", unicodedata.normalize("NFKC", text).casefold())


def digest(*parts: str, size: int = 8) -> str:
    """BLAKE2b of ``parts`` in hexadecimal, ``2 * size`` characters; parts are kept apart by their lengths."""
    encoded = [part.encode("utf-8", "surrogatepass") for part in parts]
    framed = b"".join([len(part).to_bytes(8, "big") + part for part in encoded])
    return hashlib.blake2b(framed, digest_size=size).hexdigest()
