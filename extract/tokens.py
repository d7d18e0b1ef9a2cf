"""The tokenizer, and the places on a spaCy ``Doc`` where the components leave what they found.

Mentions are spans of tokens, so a token boundary must stand wherever a mention may begin or end: inside
"SE(3)-equivariant", "text/image" and "VLMs'" as well as between words. The blank English tokenizer keeps such strings
whole; here every run of letters, every number and every other character is a token of its own, with a few exceptions
that keep "e.g." or "U-Net's" parts readable.
"""

from __future__ import annotations

import re
from typing import Any

import spacy
from spacy.language import Language
from spacy.tokenizer import Tokenizer  # type: ignore[import-not-found]  # compiled, without a stub
from spacy.tokens import Doc, Span
from spacy.util import compile_infix_regex, compile_prefix_regex, compile_suffix_regex

_PUNCTUATION = r"""(?:[^\w\s.,'’]|_)"""
_PREFIXES = (_PUNCTUATION, r"[.,'’]")
_SUFFIXES = (_PUNCTUATION, r"(?:'|’)[sS]", r"[.,'’]")
_INFIXES = (
    _PUNCTUATION,
    r"\.\.+",
    r"(?<=[^\W\d_]),(?=[^\W\d_])",
    r"(?<=[^\W\d_]),(?=\d)",
    r"(?<=\d),(?=[^\W\d_])",
    r"(?<=[^\W\d_]{2})\.(?=[^\W\d_])",
    r"(?<=\d)\.(?=[^\W\d_])",
    r"(?<=[^\W_])(?:'|’)(?=[^\W_])",
)
_READABLE = re.compile(r"[A-Za-z.]{3,}|[A-Za-z]+['’][A-Za-z]+")


def register_extensions() -> None:
    """Declare the attributes of ``Doc`` and ``Span`` that the pipeline fills; calling it again changes nothing.

    ``span._.confidence``: probability of a mention. ``doc._.entities``: list of ``PaperEntity``.
    ``doc._.mention_entity``: (start, end) in characters of a mention to the id of its entity.
    ``doc._.abbreviations``: list of ``(short, long)`` character spans. ``doc._.proposals``: list of ``Proposal``.
    ``doc._.relations``: list of ``Relation``.
    """
    Span.set_extension("confidence", default=1.0, force=True)
    for name, default in (
        ("entities", []),
        ("mention_entity", {}),
        ("abbreviations", []),
        ("proposals", []),
        ("relations", []),
    ):
        Doc.set_extension(name, default=default, force=True)


register_extensions()
_TEXT = "methodgraph_text"


def text_of(doc: Doc) -> str:
    """``doc.text``, put together once: spaCy joins the tokens anew whenever it is asked."""
    text: str | None = doc.user_data.get(_TEXT)
    if text is None:
        text = doc.user_data[_TEXT] = doc.text
    return text


def blank_nlp() -> Language:
    """A blank English pipeline with this project's tokenizer and extensions, and no component yet."""
    nlp = spacy.blank("en")
    english: Any = nlp.tokenizer
    # A new tokenizer, since the old one reads all its rules again for every pattern that it is given.
    nlp.tokenizer = Tokenizer(
        nlp.vocab,
        rules={k: v for k, v in (english.rules or {}).items() if _READABLE.fullmatch(k)},
        prefix_search=compile_prefix_regex(_PREFIXES).search,
        suffix_search=compile_suffix_regex(_SUFFIXES).search,
        infix_finditer=compile_infix_regex(_INFIXES).finditer,
        token_match=english.token_match,
        url_match=english.url_match,
    )
    return nlp
