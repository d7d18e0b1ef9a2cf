"""Titles and abstracts without what two sources write differently: case, punctuation, LaTeX, mark-up, accents."""

from __future__ import annotations

import html
import re
import unicodedata
from functools import lru_cache

from schemas.latex import GREEK, plain

SHINGLE = 2
"""Words of one shingle."""
_SPELLED = {**{ord(letter): name for letter, name in GREEK.items()}, ord("×"): "x", ord("∞"): "infinity"}
_TAG = re.compile(r"</?(?:i|b|u|em|strong|sub|sup|scp|sc|tt|p|jats:\w+|mml:\w+|inf)\b[^<>]{0,200}>", re.IGNORECASE)
_UNSPACED = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\u0e00-\u0e7f"
"""Scripts that put no space between words: each letter counts as a word."""
_WORD = re.compile(rf"[{_UNSPACED}]|[^\W_{_UNSPACED}]+")
_STOP = frozenset(
    re.split(
        r"\s+",
        """a an and are as at be been by can for from has have how in into is it its more not of on or our such that the
        their then these this those to via was we were what when where which while with without than they between
        paper propose proposed present show results method methods approach based using used use new""",
    )
)


def spelled(text: str) -> str:
    """``text`` in small letters, as a reader sees it: no mark-up, no LaTeX, no accents, Greek letters by name."""
    if "&" in text:
        text = html.unescape(text)
    if "<" in text:
        text = _TAG.sub("", text)
    text = plain(text)
    if text.isascii():
        return text.lower()
    text = unicodedata.normalize("NFKD", text).casefold()
    return "".join([c for c in text if not unicodedata.combining(c)]).translate(_SPELLED)


def words(text: str) -> list[str]:
    """The words and numbers of ``text``, as ``spelled`` writes them."""
    return _WORD.findall(spelled(text))


def title_key(title: str) -> str:
    """Equal for two ways of writing one title; empty where it has neither letters nor digits."""
    return "".join(words(title))


@lru_cache(maxsize=512)
def shingles(abstract: str) -> frozenset[str]:
    """All runs of ``SHINGLE`` words; of a single word, itself."""
    found = words(abstract)
    if len(found) < SHINGLE:
        return frozenset(found)
    return frozenset(map(" ".join, zip(*(found[i:] for i in range(SHINGLE)), strict=False)))


@lru_cache(maxsize=512)
def content_words(text: str) -> frozenset[str]:
    """The words of ``text`` that say what it is about."""
    return frozenset(words(text)) - _STOP


def jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    """Common members in proportion to all members; 0 where there are none."""
    common = len(one & other)
    return common / (len(one) + len(other) - common) if common else 0.0


def overlap(one: frozenset[str], other: frozenset[str]) -> float:
    """Common members in proportion to the smaller set (Szymkiewicz-Simpson); 0 where one is empty."""
    return len(one & other) / min(len(one), len(other)) if one and other else 0.0
