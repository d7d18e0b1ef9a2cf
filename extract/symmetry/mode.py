"""How a sentence says that a group is respected: exactly, as an invariance, approximately, or not any more."""

from __future__ import annotations

import re

from schemas.vocabulary import EquivarianceMode

_NEAR = 90
"""Characters on either side of a mention in which the words that govern it are looked for."""
_WORD = re.compile(r"\b(?P<word>(?:non-?|un)?(?:equi|in|co)-?varian\w*|(?:a|anti-?)?symmetr\w*|steerable)", re.I)
_APPROXIMATE = re.compile(
    r"\b(?:approximate(?:ly)?|approximat\w+|nearly|almost|soft(?:ly)?|relaxed|relax(?:es|ing)?|partial(?:ly)?|quasi|"
    r"learned|learnt|encourag\w+|promot\w+|imperfect|loosely|near|roughly|pseudo|semi|weakly)\b",
    re.I,
)
_BROKEN = re.compile(
    r"\b(?:break(?:s|ing)?|broken|broke|violat\w+|los(?:e|es|ing|t)|destroy\w*|lacks?|lacking|without|"
    r"not|no longer|fails?\sto\s(?:be|preserve|respect|maintain)|non|unlike|neglect\w*|ignor\w+|never|cannot)\b",
    re.I,
)
_REPAIRED = re.compile(
    r"\b(?:not only|without (?:breaking|losing|sacrificing|violating)|not (?:break|lose|violate))", re.I
)
_CLAUSE = re.compile(r"[;:]|,\s(?:which|while|whereas|but|and|so)\b|\b(?:while|whereas|but|although|though)\b", re.I)


def equivariance_mode(sentence: str, span: tuple[int, int]) -> EquivarianceMode | None:
    """The mode that the sentence states for the group at ``span`` (offsets in the sentence), None where it states none.

    The nearest word of symmetry in the same clause tells equivariant from invariant ("symmetric" is equivariant);
    words as "approximately" or "breaks" in front of either make it approximate or broken.
    """
    start, end = span
    left, right = _clause_left(sentence[max(0, start - _NEAR) : start]), _clause_right(sentence[end : end + _NEAR])
    behind = _WORD.search(right)
    before = next(reversed(list(_WORD.finditer(left))), None)
    if behind is not None and (before is None or behind.start() <= len(left) - before.end()):
        word, governing = behind["word"].lower(), left[-40:] + sentence[start:end] + right[: behind.start()]
    elif before is not None:
        word, governing = before["word"].lower(), left[max(0, before.start() - 40) :]
    else:
        return None
    if word.startswith(("non", "asym", "unsym")):
        return EquivarianceMode.BROKEN
    if _BROKEN.search(governing) and not _REPAIRED.search(governing):
        return EquivarianceMode.BROKEN
    after = right[behind.end() : behind.end() + 14] if behind is not None else ""
    if re.match(r"[\s-]*(?:breaking|violation)", after):
        return EquivarianceMode.BROKEN
    if _APPROXIMATE.search(governing):
        return EquivarianceMode.APPROXIMATE
    return EquivarianceMode.INVARIANT if "invarian" in word.replace("-", "") else EquivarianceMode.EQUIVARIANT


def _clause_left(text: str) -> str:
    clauses = list(_CLAUSE.finditer(text))
    return text[clauses[-1].end() :] if clauses else text


def _clause_right(text: str) -> str:
    first = _CLAUSE.search(text)
    return text[: first.start()] if first else text
