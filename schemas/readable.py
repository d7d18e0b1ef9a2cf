r"""Text as a reader sees it: LaTeX in titles, abstracts and sentences becomes characters, and offsets can follow.

What is stored stays as its source has it, since offsets count there; this is for showing. Only what is LaTeX beyond
doubt is touched (math between dollars that are no prices, commands, accents), piece by piece, each by pylatexenc; so
``50% of {0, 1}`` stays, ``$\mathrm{SE}(3)$`` becomes ``SE(3)`` and ``Schr\"odinger`` becomes ``Schrödinger``.
``schemas.latex`` is for comparing names instead, and writes Greek letters out.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

LONGEST = 100_000
"""Characters of a text; one that is longer is shown as it is stored."""

_ESCAPED = r"\\."
_GROUP = rf"\{{(?:{_ESCAPED}|[^{{}}\\])*\}}"
for _ in range(3):
    _GROUP = rf"\{{(?:{_ESCAPED}|[^{{}}\\]|{_GROUP})*\}}"
_NO_PRICE = r"(?!\d[^$\n]{0,300}?\s[A-Za-z]{2,}\s)"
_MATH = (
    rf"\$\$(?:{_ESCAPED}|[^$\\]){{1,2000}}\$\$"
    # What has nothing of a formula in it may be two prices: the second dollar of math is in front of no digit.
    rf"|\$(?=[^\s$])(?=[^$\n]{{0,1000}}[\\^_]){_NO_PRICE}(?:{_ESCAPED}|[^$\\\n]){{1,1000}}\$"
    rf"|\$(?=[^\s$]){_NO_PRICE}[^$\\\n]{{1,100}}(?<=[^\s$])\$(?!\d)|\$[<>=~≈≤≥±]\$"
    r"|\\\((?s:.){1,1000}?\\\)|\\\[(?s:.){1,2000}?\\\]"
)
_ACCENT = r"\\[`'^\"~=.](?:\{\s*\\?[^\W\d_]\s*\}|\s*\\?[^\W\d_])|\\[uvHcrkbdt](?:\{\s*\\?[^\W\d_]\s*\}|\s+[^\W\d_]\b)"
_COMMAND = rf"\\[A-Za-z]+\*?(?:{_GROUP})*|\\[-%&$#_{{}},;:!/ ]|(?<![^\s.,;:])\\\\(?!\S)"
_PIECE = re.compile(rf"(?<!\\)(?:(?P<math>{_MATH})|{_ACCENT}|(?=\{{\\[^{{}}%&$#_]){_GROUP}|{_COMMAND})")
_WITH_ARGUMENTS = re.compile(r"\\([A-Za-z]+)\*?(?=\{[^}])")
_BRACES = re.compile(r"(?<!\\)[{}]")
_COMMENT = re.compile(r"(?<!\\)%")
_SOME = re.compile(r"[\\$]")
_SHOWN_AS_LETTERS = (
    *("texttt", "textsf", "textsc", "textmd", "textup", "mathbf", "mathcal", "mathfrak", "mathscr", "mathtt", "mathsf"),
    *("boldsymbol", "bm", "operatorname", "underline", "mbox", "hbox", "url", "href"),
)
_DROPPED = (
    *("bf", "em", "it", "rm", "tt", "sc", "sf", "sl", "cal", "bfseries", "itshape", "small", "large", "displaystyle"),
    *("cite", "citep", "citet", "label", "vspace", "hspace", "footnotemark", "xspace", "left", "right", "protect"),
)


@dataclass(frozen=True, slots=True)
class Readable:
    """A text as it is shown, with the pieces that are written otherwise.

    Each piece is (begin, end) where it is stored and (begin, end) where it is shown, in the order of the text.
    """

    text: str
    pieces: tuple[tuple[int, int, int, int], ...] = ()

    def at(self, start: int, end: int) -> tuple[int, int]:
        """Where something is shown that is stored at ``start`` to ``end``: what is inside a piece is all of it."""
        return self._shown(start, 2), self._shown(end, 3)

    def _shown(self, place: int, side: int) -> int:
        # The last piece that begins before the place: an end at the first character of a piece is in front of it.
        key: Callable[[tuple[int, int, int, int]], int] = lambda p: p[0]  # noqa: E731
        n = bisect_right(self.pieces, place if side == 2 else place - 1, key=key) - 1
        if n < 0:
            return place
        piece = self.pieces[n]
        return piece[side] if place < piece[1] or (side == 3 and place == piece[1]) else place - piece[1] + piece[3]


def readable(text: str) -> str:
    """``text`` as a reader sees it."""
    return text if _SOME.search(text) is None else with_offsets(text).text


@lru_cache(maxsize=4_096)
def with_offsets(text: str) -> Readable:
    """``text`` as a reader sees it, and where each part of it went."""
    if _SOME.search(text) is None or len(text) > LONGEST:
        return Readable(text)
    out: list[str] = []
    pieces = []
    begin = size = 0
    for match in _PIECE.finditer(text):
        shown = _as_text(match.group())
        if shown == match.group():
            continue
        out.append(text[begin : match.start()])
        size += match.start() - begin
        pieces.append((match.start(), match.end(), size, size + len(shown)))
        out.append(shown)
        size += len(shown)
        begin = match.end()
    out.append(text[begin:])
    return Readable("".join(out), tuple(pieces))


def without_markup(text: str) -> str:
    """Text of a format whose markup is LaTeX, such as BibTeX: commands, accents and braces go, math stays as it is."""
    if len(text) > LONGEST:
        return text
    return "".join(_unmarked(text))


def _unmarked(text: str) -> Iterator[str]:
    begin = 0
    for match in _PIECE.finditer(text):
        yield _plain(text[begin : match.start()])
        yield match.group() if match["math"] else _as_text(match.group())
        begin = match.end()
    yield _plain(text[begin:])


def _plain(text: str) -> str:
    return _BRACES.sub("", text).replace("~", " ").replace("---", "—").replace("--", "–")


@lru_cache(maxsize=16_384)
def _as_text(piece: str) -> str:
    """One piece by pylatexenc; as it is where that fails or nothing would be left of a formula."""
    try:
        # A percent sign begins a comment in LaTeX, but not in the text of a paper.
        converter, walked = _converter()
        shown = str(converter.latex_to_text(_known_only(_COMMENT.sub(r"\\%", piece)), latex_context=walked))
    except Exception:  # pylatexenc raises what it likes on broken LaTeX, and nobody is helped by that here
        return piece
    shown = " ".join(shown.split()) or (" " if shown else "")
    return piece if not shown and piece[0] == "$" else shown


def _known_only(piece: str) -> str:
    """Of commands that pylatexenc does not know and that have arguments, the arguments alone."""
    walked = _converter()[1]

    def named(match: re.Match[str]) -> str:
        return match.group() if walked.get_macro_spec(match[1]) else ""

    return _WITH_ARGUMENTS.sub(named, piece)


@cache
def _converter() -> tuple[Any, Any]:
    """What turns LaTeX into text, and the commands with arguments that are read as such."""
    import logging

    from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec, get_default_latex_context_db
    from pylatexenc.latexwalker import get_default_latex_context_db as walker_context
    from pylatexenc.macrospec import std_macro

    logging.getLogger("pylatexenc").addHandler(logging.NullHandler())
    known = get_default_latex_context_db()
    shown = [MacroTextSpec(name, simplify_repl=_last_argument) for name in _SHOWN_AS_LETTERS]
    dropped = [MacroTextSpec(name, simplify_repl="") for name in _DROPPED]
    known.add_context_category("papers", prepend=True, macros=[*shown, *dropped])
    known.set_unknown_macro_spec(MacroTextSpec("", simplify_repl=_name_or_arguments))
    walked = walker_context()
    walked.add_context_category(
        "papers", prepend=True, macros=[std_macro("href", False, 2), std_macro("url", False, 1)]
    )
    converter = LatexNodes2Text(latex_context=known, math_mode="text", keep_comments=True)
    return converter, walked


def _last_argument(node: Any, l2tobj: Any) -> str:
    given = [a for a in (node.nodeargd.argnlist if node.nodeargd else ()) if a is not None]
    return str(l2tobj.nodelist_to_text(given[-1:])) if given else ""


def _name_or_arguments(node: Any, l2tobj: Any) -> str:
    """A command that nobody knows: what it is given, or else its name, which authors choose for the name they mean."""
    return _last_argument(node, l2tobj) or str(node.macroname)
