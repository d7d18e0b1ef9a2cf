r"""LaTeX in titles and abstracts to the characters that a reader sees: ``$\mathrm{SE}(3)$`` is ``SE(3)``."""

from __future__ import annotations

import re
import unicodedata

GREEK = {
    letter: unicodedata.name(letter).rsplit(" ", 1)[-1].lower().replace("lamda", "lambda")
    for letter in "αβγδεζηθικλμνξοπρστυφχψω"
}
"""Lower-case Greek letters to their English names: names are compared by these, so that β-VAE is beta-VAE."""

_SYMBOLS = {
    "ell": "l",
    "infty": "infinity",
    "times": "x",
    "star": "*",
    "ast": "*",
    "textasciitilde": " ",
    "varepsilon": "epsilon",
}
_ACCENT = re.compile(r"\\([`'^\"~=.uvHcrk])\s*\{?\s*(\\?[A-Za-z])\s*\}?")
_COMBINING = dict(
    zip("`'^\"~=.uvHcrk", "\u0300\u0301\u0302\u0308\u0303\u0304\u0307\u0306\u030c\u030b\u0327\u030a\u0328", strict=True)
)
_LETTER_COMMAND = re.compile(r"\\(ss|ae|oe|aa|o|l|i|AE|OE|AA|O|L)(?![A-Za-z])\s?")
_LETTERS = {
    "ss": "ß", "ae": "æ", "oe": "œ", "aa": "å", "o": "ø", "l": "ł", "i": "i",
    "AE": "Æ", "OE": "Œ", "AA": "Å", "O": "Ø", "L": "Ł",
}  # fmt: skip
_FONT = re.compile(
    r"\\(?:math(?:rm|bf|bb|cal|sf|it|tt|frak|scr|normal)|text(?:rm|bf|it|tt|sf|sc|up|md|normal|sl)?"
    r"|operatorname\*?|emph|boldsymbol|bm|mbox|hbox|underline|ensuremath|rm|bf|it|tt|sf|sc|cal)(?![A-Za-z])\s*"
)
_COMMAND = re.compile(r"\\([A-Za-z]+)\s*")
_SPACE = re.compile(r"\\[,;:!> ]|~")
_MATH = re.compile(r"\$([^$]*)\$")


def _accented(match: re.Match[str]) -> str:
    letter = match.group(2).lstrip("\\")
    return unicodedata.normalize("NFC", letter + _COMBINING[match.group(1)])


def plain(text: str) -> str:
    """``text`` without LaTeX: font commands, math signs and braces go, accents and Greek letters become characters.

    Sub- and superscript signs go inside ``$…$`` only (``$S_n$`` gives ``Sn``, ``S_n`` stays).
    Text without a backslash, a dollar or a brace comes back as it is.
    """
    if not ("\\" in text or "$" in text or "{" in text):
        return text
    text = _ACCENT.sub(_accented, text)
    text = _MATH.sub(lambda m: m.group(1).replace("^", "").replace("_", ""), text)
    text = _FONT.sub("", text)
    text = _LETTER_COMMAND.sub(lambda m: _LETTERS[m.group(1)], text)
    text = _SPACE.sub(" ", text)
    text = _COMMAND.sub(lambda m: _SYMBOLS.get(m.group(1), m.group(1)), text)
    return text.replace("{", "").replace("}", "").replace("$", "").replace("\\", "")
