"""Short forms and their long forms, as one paper defines them.

"Continual Learning via Equivariant Regularization (CLER)", "CLER (Continual Learning via …)", "graph neural networks,
or GNNs for short". The letters are matched by the algorithm of A. S. Schwartz and M. A. Hearst, "A simple algorithm
for identifying abbreviation definitions in biomedical text", Pacific Symposium on Biocomputing 8 (2003), 451-462:
going from the right, every letter of the short form must be found in the long form, its first letter at the beginning
of a word. Where the recogniser marked both forms, its boundaries count instead of the guessed ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from spacy.language import Language
from spacy.tokens import Doc

from extract.tokens import text_of


class Abbreviation(NamedTuple):
    """One definition: half-open character ranges of the short form and of the long form."""

    short_start: int
    short_end: int
    long_start: int
    long_end: int


_BRACKET = re.compile(r"[(\[]\s*([^()\[\]]{2,160}?)\s*[)\]]")
_LEAD = re.compile(
    r"""(?:or|aka|a\.k\.a\.|i\.e\.,?|also|hereafter|henceforth|denoted(?:\ as|\ by)?|abbreviated(?:\ as|\ to)?
        |short(?:\ for|:)?|as|called|termed|dubbed|named|known\ as|referred\ to\ as)[,:]?\s+""",
    re.VERBOSE | re.IGNORECASE,
)
_FOR_SHORT = re.compile(
    r",?\s+(?:or|abbreviated(?: as| to)?|in short|for short,?)\s+(?:simply\s+)?"
    r"([A-Za-z][\w./+-]{1,15})(?:,?\s+(?:for|in) short\b)|,?\s+abbreviated (?:as|to) ([A-Za-z][\w./+-]{1,15})"
)
_OPENS = re.compile(r"[\"”'’*$~}]*\s*[(\[]\s*(?:" + _LEAD.pattern + r")?[\"“'‘*$]*", re.VERBOSE | re.IGNORECASE)
_CLOSES = re.compile(r"[\"”'’*$}]*\s*[)\],;]")
_BREAK = re.compile(r"[.;:!?]\s|\n|[()\[\]]")
_WORD = re.compile(r"\S+")


def is_short_form(text: str) -> bool:
    """Whether ``text`` can be a short form: 2 to 15 characters, at most two words, a capital or a digit in it."""
    return (
        2 <= len(text) <= 15
        and text[0].isalnum()
        and len(text.split()) <= 2
        and any(c.isalpha() for c in text)
        and any(c.isupper() or c.isdigit() for c in text)
    )


def singular(short: str) -> str:
    """The short form without its plural: "GNNs" and "GNN's" give "GNN", "CLIPS" stays."""
    for ending in ("'s", "’s", "s"):
        stem = short[: -len(ending)]
        if short.endswith(ending) and len(stem) >= 2 and stem[-1].isupper():
            return stem
    return short


def match_long_form(short: str, candidate: str) -> int | None:
    """Where in ``candidate`` the long form of ``short`` begins (it ends at its end), or None (Schwartz & Hearst)."""
    at = len(candidate) - 1
    letters = [c for c in short.lower() if c.isalnum()]
    lower = candidate.lower()
    if len(lower) != len(candidate):
        return None
    for position in range(len(letters) - 1, -1, -1):
        first = position == 0
        while at >= 0 and (lower[at] != letters[position] or (first and at > 0 and lower[at - 1].isalnum())):
            at -= 1
        if at < 0:
            return None
        at -= 1
    begin = max(candidate.rfind(" ", 0, at + 1) + 1, 0)
    return begin if begin < len(candidate) else None


def contains_letters(short: str, long: str) -> bool:
    """Whether the letters of ``short`` stand in ``long`` in this order, wherever they stand."""
    remaining = iter(long.lower())
    return all(letter in remaining for letter in short.lower() if letter.isalnum())


def find_abbreviations(text: str) -> list[Abbreviation]:
    """All definitions that the characters of ``text`` alone give away, in order."""
    return sorted({*_in_brackets(text), *_for_short(text)})


def _in_brackets(text: str) -> Iterator[Abbreviation]:
    for found in _BRACKET.finditer(text):
        start = found.start(1)
        inner, comma, rest = found[1].partition(", ")
        if comma and any(c.isalpha() for c in rest) and "et al" not in rest:
            continue  # an enumeration
        inner = inner.partition(";")[0].rstrip(" ,")
        if lead := _LEAD.match(inner):
            start, inner = start + lead.end(), inner[lead.end() :]
        inner, start = _unquoted(inner, start)
        if is_short_form(inner):
            yield from _long_before(text, found.start(), inner, start)
        elif len(found[1].split()) >= 2:
            short = re.search(r"([A-Za-z][\w.&/+-]*)\s*$", text[: found.start()])
            if short and is_short_form(short[1]):
                begin = match_long_form(singular(short[1]), found[1])
                if begin is not None and _not_longer(short[1], found[1][begin:]):
                    long_start = found.start(1) + begin
                    yield Abbreviation(short.start(1), short.end(1), long_start, found.end(1))


def _for_short(text: str) -> Iterator[Abbreviation]:
    for found in _FOR_SHORT.finditer(text):
        group = 1 if found[1] else 2
        yield from _long_before(text, found.start(), found[group], found.start(group))


def _long_before(text: str, end: int, short: str, short_start: int) -> Iterator[Abbreviation]:
    """The long form that ends at ``end``, looked for in ``min(n + 5, 2 n)`` words of its sentence."""
    stem = singular(short)
    end = len(text[:end].rstrip(" ,\"”'’"))
    clause_start = max((b.end() for b in _BREAK.finditer(text, max(0, end - 300), end)), default=max(0, end - 300))
    words = list(_WORD.finditer(text, clause_start, end))[-min(len(stem) + 5, 2 * len(stem)) :]
    if not words:
        return
    window = text[words[0].start() : end]
    begin = match_long_form(stem, window)
    if begin is not None and _not_longer(stem, window[begin:]):
        yield Abbreviation(short_start, short_start + len(short), words[0].start() + begin, end)


def _not_longer(short: str, long: str) -> bool:
    return len(long) > len(short) and len(long.split()) <= min(len(short) + 5, 2 * len(short))


def _unquoted(text: str, start: int) -> tuple[str, int]:
    stripped = text.lstrip("\"'“‘`*")
    return stripped.rstrip("\"'”’`*"), start + len(text) - len(stripped)


def pair_mentions(text: str, mentions: Sequence[tuple[int, int, str]]) -> list[Abbreviation]:
    """Definitions between neighbouring mentions ``(start, end, type)``: the second stands alone in brackets.

    Both orders count ("long (short" and "short (long)"); the letters of the shorter must stand in the longer, in
    order, but not at beginnings of words, since the recogniser has already found the boundaries.
    """
    found = []
    ordered = sorted(mentions)
    for (start, end, kind), (next_start, next_end, next_kind) in pairwise(ordered):
        if kind != next_kind or not _OPENS.fullmatch(text, end, next_start) or not _CLOSES.match(text, next_end):
            continue
        first, second = text[start:end], text[next_start:next_end]
        short_first = len(first) < len(second)
        long, short = (second, first) if short_first else (first, second)
        if not contains_letters(singular(short), long) or (text[next_end] in ",;" and not is_short_form(short)):
            continue
        if short_first and (" " not in long.strip() or any(c.isdigit() and c not in short for c in long)):
            continue  # "LLMs (Llama3-8B)" names an instance
        found.append(
            Abbreviation(*((start, end, next_start, next_end) if short_first else (next_start, next_end, start, end)))
        )
    return found


@Language.factory("methodgraph_abbreviations")
def make_abbreviations(nlp: Language, name: str) -> Abbreviations:
    """Make the component that fills ``doc._.abbreviations``."""
    return Abbreviations()


class Abbreviations:
    """Fills ``doc._.abbreviations``: definitions between mentions first, then those of the text that add to them."""

    def __call__(self, doc: Doc) -> Doc:
        """Find the definitions of one paper."""
        text = text_of(doc)
        between = pair_mentions(text, [(e.start_char, e.end_char, e.label_) for e in doc.ents])
        known = {(a.short_start, a.short_end) for a in between}
        from_text = [a for a in find_abbreviations(text) if (a.short_start, a.short_end) not in known]
        doc._.abbreviations = sorted([*between, *from_text])
        return doc
