r"""One plain spelling for what papers write in LaTeX, Unicode or both: ``\mathrm{SO}(3)``, ``SO$(3)$``, ``SO(3)``."""

from __future__ import annotations

import re
import unicodedata

_PLAIN = re.compile(r"[A-Za-z0-9 ()_,.+/-]*\Z")
_SUPERSCRIPTS = str.maketrans(
    {**{c: f"^{d}" for c, d in zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺ⁿᵈ", "0123456789+nd", strict=True)}, "ˣ": "^x"}
)
_SUBSCRIPTS = str.maketrans({c: f"_{d}" for c, d in zip("₀₁₂₃₄₅₆₇₈₉₊ₙ", "0123456789+n", strict=True)})
_SIGNS = str.maketrans(
    {
        "−": "-",
        "–": "-",
        "—": "-",
        "‐": "-",
        "‑": "-",
        "×": r" \times ",
        "⋊": r" \rtimes ",
        "⋉": r" \ltimes ",
        "°": r"\deg ",
    }
)
_FONT = re.compile(
    r"\\(?:mathrm|mathbf|mathbb|mathsf|mathfrak|mathcal|mathit|operatorname|operatorname\*|textrm|textbf|textsf|textit|"
    r"text|boldsymbol|bm|mbox|rm|bf|sf|it|cal|Bbb|frak|emph)(?![A-Za-z])\s*"
)
_SPACE = re.compile(r"\\[,!;: ]|~|\\q?quad(?![a-z])")
_TIMES = re.compile(r"\s*(?:\\times|\\otimes|\\oplus)(?![a-z])\s*")
_SEMI = re.compile(r"\s*(?:\\rtimes(?![a-z])|\brtimes\b|:x)\s*")
_SEMI_LEFT = re.compile(r"\s*(?:\\ltimes(?![a-z])|\bltimes\b)\s*")
_WORDS = (
    (re.compile(r"\\(?:pm|mp)(?![a-z])"), "+-"),
    (re.compile(r"\\uparrow(?![a-z])|↑"), "+"),
    (re.compile(r"\\(?:deg|circ)(?![a-z])"), " degree "),
    (re.compile(r"\^\{?\s*degree\s*\}?"), " degree "),
    (re.compile(r"\\(?:left|right|big|Big|bigl|bigr)(?![a-z])"), ""),
    (re.compile(r"\\(?:geq?|gt)(?![a-z])"), ">"),
    (re.compile(r"\\[{}]"), "|"),
)
_BRACED = re.compile(r"([\^_])\s*\{\s*([^{}]{1,12}?)\s*\}")
_BRACKETS = re.compile(r"\s*([(),;])\s*")
_BLANKS = re.compile(r"\s+")
_GLUED_TIMES = re.compile(r"\)\s?[xX*]\s?(?=[A-Z]{1,4}[(_])")
_SO_3 = re.compile(r"\b([A-Za-z]{1,4}) (\()(?=[\w+,; -]{1,8}\))")


def plain(text: str) -> str:
    r"""The text without dollars, fonts and braces: sub- and superscripts as ``_`` and ``^``, products as `` x `` and
    `` x| `` (semidirect, normal factor first; `` |x `` normal factor last), blanks single.

    >>> plain(r"$\mathbb{Z}_2 \times \mathrm{SO}(3)$")
    'Z_2 x SO(3)'
    """
    if _PLAIN.match(text):
        return _BLANKS.sub(" ", _squeezed(text)).strip()
    text = text.translate(_SUPERSCRIPTS).translate(_SUBSCRIPTS)
    text = unicodedata.normalize("NFKC", text.translate(_SIGNS)).translate(_SIGNS)
    if "\\" in text:
        text = _SPACE.sub(" ", text)
        for _ in range(2):
            text = _FONT.sub("", text)
        text = _SEMI_LEFT.sub(" |x ", _SEMI.sub(" x| ", _TIMES.sub(" x ", text)))
        for pattern, word in _WORDS:
            text = pattern.sub(word, text)
    elif "rtimes" in text or ":x" in text:
        text = _SEMI.sub(" x| ", text)
    text = text.replace("$", "")
    text = _BRACED.sub(r"\1\2", text)
    if "_{" not in text and "^{" not in text:
        text = text.replace("{", "").replace("}", "")
    return _BLANKS.sub(" ", _squeezed(text)).strip()


def _squeezed(text: str) -> str:
    if "(" not in text:
        return text
    text = _GLUED_TIMES.sub(") x ", text)
    text = _SO_3.sub(r"\1\2", text)
    return _BRACKETS.sub(_no_blanks, text)


def _no_blanks(match: re.Match[str]) -> str:
    sign = match[1]
    before = " " if sign == "(" and match[0][0].isspace() else ""
    after = " " if sign == ")" and match[0][-1].isspace() else ""
    return before + sign + after
