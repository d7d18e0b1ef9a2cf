"""When two surface forms of one paper are the same words: case, plural, hyphens, possessives and LaTeX put aside."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_LATEX = re.compile(
    r"\\(?:mathrm|mathbf|mathcal|mathbb|mathsf|mathit|textbf|textit|texttt|textsc|textrm|textsf|text|emph|operatorname"
    r"|ensuremath|boldsymbol|bm|rm|it|bf|sc|tt)\b|\\[,;:! ]"
)
_POSSESSIVE = re.compile(r"['’]s\b")
_WORD = re.compile(r"[^\W_]+|[+*#]")
_SINGULAR = frozenset(("bias", "atlas", "canvas", "gas", "lens", "alias", "series", "species"))
_IRREGULAR = {"matrices": "matrix", "vertices": "vertex", "indices": "index", "analyses": "analysis", "axes": "axis"}


def singular_word(word: str) -> str:
    """An English noun in lower case without its plural ending, by rule; other words mostly come back unchanged."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word in _SINGULAR:
        return word
    if len(word) > 3 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("sses", "xes", "ches", "shes")):
        return word[:-2]
    if len(word) > 2 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


@lru_cache(maxsize=65536)
def variant_words(text: str) -> tuple[str, ...]:
    """The words of a surface form, in lower case and singular, without LaTeX commands and punctuation."""
    plain = _LATEX.sub("", unicodedata.normalize("NFKC", text)).casefold()
    return tuple(singular_word(word) for word in _WORD.findall(_POSSESSIVE.sub("", plain)))
