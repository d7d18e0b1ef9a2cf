"""Where a text may name symmetry groups: symbols and kinds of transformations, and what rules say of each place."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from schemas.symmetry import parse_around
from schemas.symmetry.traps import STRICT

_Spot = tuple[int, int, bool]
"""Offsets in a sentence, and whether it is a symbol."""


class Place(NamedTuple):
    """A place that may be a mention: offsets in the text, those of its sentence, and what the rules think of it."""

    start: int
    end: int
    sentence: tuple[int, int]
    symbol: bool
    mark: str
    """why the rules take it: ``right``, ``left``, ``group``, ``echo``; empty where they don't"""
    joined: tuple[str | None, str | None]
    """the marks of its neighbours in a list, left and right; None where it has none"""
    known: bool
    """whether the rules take its kind of transformations, or its symbol, elsewhere in the text"""


_SYMBOL = re.compile(
    r"(?<![A-Za-z0-9_\\^])"
    r"(?:\\(?:math[a-z]+|operatorname|rm|bf|text[a-z]*|boldsymbol)\s?\{?\s?(?:\\rm\s?)?\{?)?"
    r"(?:(?:SO|SE|SU|SL|GL|PGL|PSL|Sp|USp|SIM|Sim|Aff|ISO|Spin|Pin|Conf|Gal|Aut|Diff|Isom|O|E|U|T)\}{0,2}"
    r"(?:\s?\^\s?\{?\s?\\?(?:\+|uparrow)\s?\}?)?\s?\$?\(\s?\$?[^()$]{1,22}\$?\s?\)\$?(?:\s?\^\s?\{?\s?\+\s?\}?)?"
    r"|[CDSABZK]\}?\s?_\s?\{?\s?(?:\d{1,3}|[nNdkm])\s?\}?"
    r"|(?:\\mathbb\{Z\}|Z)\s?/\s?\w{1,3}(?:\\mathbb\{Z\}|Z)?"
    r"|R\s?\^\s?\{?\s?\w\s?\}?\s?\\?rtimes\s[A-Z](?:\(\w\))?"
    r"|p[46]m?(?=[\s-])|[CDZ]\d{1,2}(?=[\s-](?:\w+[\s-])?(?:group|symmetr|equivari|invarian)))"
    r"(?:\s(?:cyclic|rotational|rotation|dihedral|symmetric|orthogonal)\sgroup\b)?"
    r"(?:\s?(?:x|×|\\times)\s?(?:SO|SE|E|O|S|SU|U)(?:\(\w\)|_\w))*"
)
_MODIFIER = (
    r"(?:(?:[1-4]D|(?:one|two|three|four)-dimensional|planar|in-plane|cyclic|circular|discrete|continuous|node|spatial|"
    r"local|layout|channel|rigid-body|rigid|per-object|isotropic)[\s-]+)"
)
_KINDS = (
    r"(?:roto-?translation|rototranslation|rotation|translation|permutation|reflection|scaling|scale|dilation|"
    r"glide[\s-]reflection|shear(?:ing)?|flip(?:ping)?|mirror(?:ing)?|shift|inversion|homograph(?:y|ie)|"
    r"diffeomorphism|isometr(?:y|ie)|re-?parametri[sz]ation|re-?parameteri[sz]ation|relabell?ing|time[\s-]reversal|"
    r"sign[\s-]flip(?:ping)?|rotational|translational|permutational|rotationally|translationally|"
    r"rotating|translating|90-degree\srotation)s?"
)
_BEFORE_VARIANT = (
    r"(?:colou?r|hue|basis|sign|orientation|position|perspective|flow|phase|parity|time|boost|reparametri[sz]ation|"
    r"projectively|radial|RC|reverse[\s-]complement)"
    r"(?=[\s-](?:equi-?varian|in-?varian|symmetr(?:y|ies)\b))"
)
"""Words that name transformations only where a word of symmetry follows at once."""
_NAMES = (
    r"(?:special\sorthogonal|orthogonal(?:ly)?|special\sEuclidean|Euclidean(?:\smotion)?|rigid[\s-](?:body[\s-])?motion|affine|"
    r"(?:general|special)\slinear|projective|symplectic|unitary|special\sunitary|(?:restricted|proper\s\w+)\sLorentz|Lorentz|"
    r"Poincar(?:é|e)|Galilean|conformal|M(?:ö|o|oe)bius|similarity|gauge|dihedral|cyclic|octic|hyperoctahedral|"
    r"icosahedral|octahedral|tetrahedral|(?:graph\s)?automorphism)"
)
_NEED_GROUP = (
    r"(?:symmetric|alternating|Lie|space|wallpaper|point|rotation|permutation|translation|crystallographic|discrete|compact|"
    r"Clifford|circle|rotational|(?:solvable|one-parameter|compact)\sLie)"
)
_GROUP = r"(?:[\s-]+(?:sub)?groups?)"
_TRANSFORMATIONS = (
    r"(?:(?:Euclidean\s)?geometric(?:al)?|affine|Euclidean|rigid(?:[\s-]body)?|similarity|projective|orthogonal|gauge|Lorentz|"
    r"(?:(?:natural|geometric)\s)?image|spatial|conformal|linear|frame|coordinate\sframe|per-object\spose)\s(?:image\s)?transform(?:ation)?s?"
)
_PHRASE = re.compile(
    rf"(?<![A-Za-z0-9])(?:{_TRANSFORMATIONS}|{_BEFORE_VARIANT}|(?:{_NAMES}|{_NEED_GROUP}){_GROUP}|{_MODIFIER}?{_KINDS}|{_NAMES})(?![A-Za-z0-9])",
    re.I,
)
_SYMMETRY = r"(?:(?:co|contra|in|equi)-?varian(?:ce|t|ces|tly|ts)|symmetr(?:y|ies|ic)|equivariances)"
RIGHT = re.compile(
    rf"[\s$}}-]*(?:\([^()]{{1,12}}\)[\s-]*)?(?:(?:representation|group)\s)?"
    rf"(?:{_SYMMETRY}|robust(?:ness)?|independen(?:t|ce))(?![A-Za-z])",
    re.I,
)
"""A word of symmetry right behind the place: rotation-equivariant, permutation symmetries."""
_LIST = re.compile(
    rf"(?:\s?[,/]\s?|\s(?:and/or|and|or|&|as well as)\s|-?\s(?:and|or)\s|\s?[-/]\s?|"
    rf",\s(?:and|or)\s)+(?={_MODIFIER}?(?:{_KINDS}|{_NAMES}|S|E|O)\b)",
    re.I,
)
"""What joins the parts of a list: ``rotation and``, ``translation, rotation- and``."""
_GOVERNED = re.compile(
    rf"(?:{_SYMMETRY}|robust(?:ness)?|unchanged|insensitiv\w+|sensitiv\w+|stable|regardless|irrespective|independent)\s"
    r"(?:and/or\s\w+\s)?(?:[\w-]+\s){0,2}?(?:with\srespect\sto|w\.?r\.?t\.?|to|under|against|over|by|of|for)\s"
    r"(?:(?:the|any|all|arbitrary|both|global|local|its|their|input|natural|certain|some|common|such|general|continuous|"
    r"discrete|random|actions?|of|groups?|spatial|image|possible|in-plane|small|large|severe|various|parameter|combined|a|an|"
    r"simultaneous|joint|relabeling|3D|2D|novel|choice|like|as|including|i\.e\.,?|e\.g\.,?|particular|in|particularly|"
    r"(?:\w+\s)?transformations?,?|(?:\w+\s){0,2}symmetries,?|(?:\w+\s)?groups?|changes|frames?)\s)*"
    r"[$\\({]*$",
    re.I,
)
"""A word of symmetry that governs what follows: equivariant to the …, invariance with respect to …."""


_OF_SPACE = re.compile(r"(?:.{0,3}\bnon-|.{0,4}\b(?=Euclidean\s(?:space|distance|norm|domain|data)))Euclidean\b", re.I)
"""A kind of space, not a group: "3D Euclidean space", "non-Euclidean symmetries"."""
_NAMED_GROUP = re.compile(_GROUP + "$", re.I)
_POINTS = re.compile(r"(?:context|LiDAR|same|each|of)\s(?:point|space)\sgroups?$|\)\$?\s(?:Lie|rotation\w*)\sgroups?$")
SPACE_RIGHT = re.compile(
    r"[\s$}-]*(?:pose|manifold|trajector|space|flow|diffusion|distribution|transformer|estimat|tracking|registration|state|"
    r"action|interpol|velocit|log|exponential|optimi)",
    re.I,
)
SPACE_LEFT = re.compile(
    r"(?:poses?|trajector\w+|diffusion|flows?|distributions?|estimation|space|control|states?)\s(?:\w+\s)?(?:in|on|over|of)\s\W*$",
    re.I,
)
_ACTING_RIGHT = re.compile(r"[\s$}-]*(?:rotations?|actions?|Lie\sgroup|transformations?|groups?|reflections?)", re.I)
_KIND = re.compile(_KINDS, re.I)
_NEEDED = (
    *("equivari", "varian", "symmetr", "group", "robust", "sensitiv", "stable", "regardless", "irrespective"),
    *("independen", "unchanged"),
)
"""A text without any of these has no mention; nor has a sentence, but a symbol or one of ``_ECHOED``."""
_ECHOED = ("rotation", "translation", "permutation", "reflection")
_SYMMETRIC = re.compile(_SYMMETRY, re.I)
_ECHO = re.compile(rf"{_MODIFIER}?(?:rotation|translation|permutation|reflection|roto-?translation)s?", re.I)


_APPOSED = re.compile(
    r"(?:sub)?groups?\s(?:of\s|[A-Z]\s?=\s?|such\sas\s(?:the\s)?)?[$\\(]*$|groups?,\s(?:which\s)?includ\w+\s(?:the\s)?$|"
    r"groups?\sof\s(?:\w+\s)?$",
    re.I,
)


def places_of(text: str, sentences: Sequence[tuple[int, int]]) -> list[Place]:
    """What may be a mention, in the order of the text.

    A kind of transformations or a symbol that a word of symmetry governs once is marked wherever the same text has it
    in another form of speech ("arbitrary rotations"), unless its neighbours give it another meaning.
    """
    lowered = text.lower()
    if not any(word in lowered for word in _NEEDED):
        return []
    symmetric = _SYMMETRIC.search(text) is not None
    spots = [_apart(_candidates(text[start:end])) for start, end in sentences]
    joins = [_joins(text[start:end], kept) for (start, end), kept in zip(sentences, spots, strict=True)]
    marks = [
        _marks(text[start:end], kept, joined, symmetric)
        for (start, end), kept, joined in zip(sentences, spots, joins, strict=True)
    ]
    heads = Counter(
        stem(text[start + a : start + b], symbol)
        for (start, _), kept, marked in zip(sentences, spots, marks, strict=True)
        for (a, b, symbol), mark in zip(kept, marked, strict=True)
        if mark
    )
    places = []
    for (start, end), kept, marked, joined in zip(sentences, spots, marks, joins, strict=True):
        sentence = text[start:end]
        for index, ((a, b, symbol), mark) in enumerate(zip(kept, marked, strict=True)):
            span, left, right = sentence[a:b], sentence[:a], sentence[b:]
            known = heads[stem(span, symbol)] > bool(mark)
            echo = not mark and _echoes(span, left, right, symbol, known, symmetric)
            beside = (
                marked[index - 1] if index and joined[index - 1] else None,
                marked[index + 1] if index + 1 < len(kept) and joined[index] else None,
            )
            places.append(Place(start + a, start + b, (start, end), symbol, mark or "echo" * echo, beside, known))
    return places


def stem(span: str, symbol: bool) -> str:
    """What the forms of one kind of transformations share: the first six letters of its last word."""
    return span if symbol else re.split(r"[\s-]", span.lower())[-1][:6]


def _echoes(span: str, left: str, right: str, symbol: bool, known: bool, symmetric: bool) -> bool:
    if symbol:
        return symmetric and _symbol_fits(span, left, right)
    return known and _ECHO.fullmatch(span) is not None


def _symbol_fits(span: str, left: str, right: str) -> bool:
    """Whether a symbol that no word of symmetry governs is a symmetry all the same: not a space of poses or outputs."""
    if parse_around(span, left, right) is None or SPACE_RIGHT.match(right) or SPACE_LEFT.search(left[-40:]):
        return False
    return _ACTING_RIGHT.match(right) is not None or STRICT.search(left) is not None or STRICT.search(right) is not None


def _apart(places: Iterable[_Spot]) -> list[_Spot]:
    kept: list[_Spot] = []
    for place in sorted(places, key=lambda place: (place[0], -place[1])):
        if not kept or place[0] >= kept[-1][1]:
            kept.append(place)
    return kept


def _candidates(sentence: str) -> Iterator[tuple[int, int, bool]]:
    for match in _SYMBOL.finditer(sentence):
        yield *_braced(sentence, *match.span()), True
    lowered = sentence.lower()
    if not any(word in lowered for word in (*_NEEDED, *_ECHOED)):
        return
    for match in _PHRASE.finditer(sentence):
        if not _OF_SPACE.match(sentence, max(0, match.start() - 4)) and not _in_address(
            sentence, match.start(), match.end()
        ):
            yield match.start(), match.end(), False


def _in_address(sentence: str, start: int, end: int) -> bool:
    word = sentence[sentence.rfind(" ", 0, start) + 1 : end] + sentence[end:].split(" ", 1)[0]
    return "://" in word or ".github" in word or "github." in word


def _braced(sentence: str, start: int, end: int) -> tuple[int, int]:
    r"""The span without a dollar or a font command that closes outside of it, with braces that it opened inside."""
    end = start + len(sentence[start:end].rstrip())
    text = sentence[start:end]
    if text.endswith("$") and text.count("$") % 2:
        end -= 1
        text = text[:-1]
    if text.startswith("\\") and text.count("{") > text.count("}"):
        start += text.index("{") + 1
        if text[text.index("{") + 1 :].startswith("\\rm "):
            start += 4
    elif text.count("{") > text.count("}") and sentence[end : end + 1] == "}":
        end += 1
    return start, end


def _joins(sentence: str, kept: list[_Spot]) -> list[bool]:
    """Whether each but the last stands in one list with the next."""
    return [
        _LIST.fullmatch(sentence, a[1], b[0]) is not None
        or (a[2] and sentence[a[1] : b[0]] == " ")
        or sentence[a[1] : b[0]].strip() in (",", "and", "or", ", and", "/", "and/or", "(", "- and", "-and")
        for a, b in pairwise(kept)
    ]


def _marks(sentence: str, kept: list[_Spot], joined: list[bool], symmetric: bool) -> list[str]:
    marks = [_direct(sentence, start, end, symbol, symmetric) for start, end, symbol in kept]
    for index in range(len(kept) - 2, -1, -1):
        if joined[index] and marks[index + 1] == "right" and not marks[index]:
            marks[index] = "right"
    for index in range(1, len(kept)):
        if joined[index - 1] and marks[index - 1] and not marks[index]:
            marks[index] = marks[index - 1]
    return marks


def _direct(sentence: str, start: int, end: int, symbol: bool, symmetric: bool) -> str:
    if RIGHT.match(sentence, end):
        return "right"
    if _GOVERNED.search(sentence[max(0, start - 160) : start]):
        return "left"
    if (symbol or _KIND.fullmatch(sentence, start, end)) and _APPOSED.search(sentence[max(0, start - 60) : start]):
        return "left"
    if not symbol and _NAMED_GROUP.search(sentence[start:end]):
        return "group" if symmetric and not _POINTS.search(sentence[max(0, start - 20) : end]) else ""
    return ""


_FORMS = (
    ("transformations", re.compile(_TRANSFORMATIONS, re.I)),
    ("group", re.compile(rf"(?:{_NAMES}|{_NEED_GROUP}){_GROUP}", re.I)),
    ("kind", re.compile(rf"{_MODIFIER}?{_KINDS}", re.I)),
)


def form_of(span: str) -> str:
    """What sort of words name a group: ``transformations``, ``group``, ``kind``, or a bare ``name`` ("Lorentz")."""
    return next((name for name, pattern in _FORMS if pattern.fullmatch(span)), "name")
