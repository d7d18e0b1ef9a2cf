"""Which group a piece of text names, told from its words and from what stands around it."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from schemas.symmetry.model import SymmetryGroup
from schemas.symmetry.notation import plain
from schemas.symmetry.ontology import aliases, group, member_id, product_group, table
from schemas.symmetry.phrases import Phrase, read_phrase, with_dimension
from schemas.symmetry.symbols import FIND, Symbol, read_symbol
from schemas.symmetry.traps import allowed, dimension_of

_LONGEST = 120
_SEMIDIRECT = {
    ("T", "SO(n)"): "SE(n)", ("T", "O(n)"): "E(n)", ("T", "GL(n,R)"): "Aff(n)",
}  # fmt: skip
_LATTICE = {"C_2": "p2", "C_3": "p3", "C_4": "p4", "C_6": "p6", "D_4": "p4m", "D_6": "p6m"}
_HALVED = re.compile(r"\border\s+(\d+|2n)\b")
_COMPACT = re.compile(r"(?:compact|unitary|quaternionic)[\s-]+(?:\w+[\s-]+)?(?:symplectic|group)", re.I)
_REAL = re.compile(r"symplectic|R\s?\^|mathbb\{?\s?R", re.I)
"""Words that make Sp(n) the real symplectic group: its name, or a real space that it acts on."""
_EIGEN = re.compile(r"eigen|Laplacian|spectr", re.I)


class Reading(NamedTuple):
    """What a text says by itself: one symbol or phrase, or the ids of a product."""

    ids: tuple[str, ...]
    joint: str = ""
    symbol: Symbol | None = None
    phrase: Phrase | None = None
    dimension: int | None = None


@lru_cache(maxsize=1 << 16)
def read(text: str) -> Reading | None:
    """What the text names, without regard to what stands around it."""
    if not text or len(text) > _LONGEST:
        return None
    spelled = plain(text)
    symbol = read_symbol(spelled)
    if symbol is not None:
        return Reading((symbol.id,), symbol=symbol)
    found = [(m.start(), m.end(), s) for m in FIND.finditer(spelled) if (s := read_symbol(m[0])) is not None]
    if not found:
        lowered = spelled.lower()
        phrase = read_phrase(lowered)
        if phrase is None and (known := aliases().get(lowered)) is not None and known != lowered:
            said = "group" in lowered or "varian" in lowered or "symmetr" in lowered
            phrase = Phrase((known,), None, False, True, said)
        return Reading(phrase.ids, "x" if len(phrase.ids) > 1 else "", phrase=phrase) if phrase else None
    return _with_symbols(spelled, found)


def _with_symbols(spelled: str, found: list[tuple[int, int, Symbol]]) -> Reading | None:
    start, end = found[0][0], found[-1][1]
    between = [spelled[a[1] : b[0]].strip() for a, b in pairwise(found)]
    outside = f"{spelled[:start]} {spelled[end:]}".lower().strip(" -()/,.:")
    joints = {"x" if each in ("x", "X", "*") else each for each in between}
    if len(found) > 1:
        if joints == {"x"} and _fits(outside, None):
            return Reading(tuple(s.id for *_, s in found), "x", symbol=_weakest([s for *_, s in found]))
        if len(found) == 2 and joints in ({"x|"}, {"|x"}) and _fits(outside, None):
            pair = [s for *_, s in found]
            if joints == {"|x"}:
                pair.reverse()
            return Reading((pair[0].id, pair[1].id), "x|", symbol=Symbol(pair[0].id, "strong"))
        if len({s.id for *_, s in found}) == 1 and joints <= {"", "("}:
            return Reading((found[0][2].id,), symbol=found[0][2])
        return None
    symbol = found[0][2]
    return Reading((symbol.id,), symbol=symbol) if _fits(outside, symbol) else None


def _weakest(symbols: list[Symbol]) -> Symbol:
    return max(symbols, key=lambda symbol: ("strong", "fair", "weak", "faint").index(symbol.strength))


_AROUND = frozenset(table("phrases.toml")["words"]["around"])
_TOKENS = re.compile(r"[^\s\-(),/]+")


def _fits(outside: str, symbol: Symbol | None) -> bool:
    return not outside or all(word in _AROUND for word in _TOKENS.findall(outside))


def parse_around(text: str, left: str, right: str, *, contextual: bool = True) -> SymmetryGroup | None:
    """The group that ``text`` names between ``left`` and ``right``, the sentence's text before and after it.

    With ``contextual`` false nothing is known of the sentence, and only readings that nobody means are refused.
    """
    reading = read(text)
    if reading is None:
        return None
    if contextual and not allowed(text, reading.symbol, reading.phrase, left, right):
        return None
    if not contextual and reading.symbol is not None and reading.symbol.strength == "faint" and not _said(text):
        return None
    return _resolved(text, reading, left, right)


_SAID = re.compile(r"equivari|invari|covari|symmetr|\bgroup|_|permut", re.I)


def _said(text: str) -> bool:
    glued = re.fullmatch(r"[CDZK]\d{1,2}|V4", text) is not None
    return glued or _SAID.search(text) is not None


def _resolved(text: str, reading: Reading, left: str, right: str) -> SymmetryGroup | None:
    ids = reading.ids
    if reading.phrase is not None and reading.phrase.takes_dimension:
        dimension = reading.phrase.dimension
        if dimension is None and (left or right):
            dimension = dimension_of(left, right)
        ids = tuple(with_dimension(id, dimension) for id in ids)
    symbol = reading.symbol
    if ids == ("GL(n,R)",) and "basis" in text.lower() and _EIGEN.search(f"{left} {right}"):
        ids = ("O(n)",)  # orthonormal bases of eigenspaces
    if symbol is not None and len(ids) == 1:
        ids = (_by_convention(symbol, f"{left} {text} {right}"),)
    if reading.joint == "x|":
        return _semidirect(*ids[:2])
    if len(ids) > 1:
        if ids == ("C_2", "C_2"):
            return _named("K4", None, False, ids)
        factors = [g for id in ids if (g := group(id)) is not None]
        return _product(ids) if len(factors) == len(ids) else None
    if symbol is not None and (symbol.written or symbol.algebra):
        return _named(ids[0], symbol.written, symbol.algebra, ())
    return group(ids[0])


@lru_cache(maxsize=4096)
def _named(id: str, written: str | None, algebra: bool, factors: tuple[str, ...]) -> SymmetryGroup | None:
    known = group(id)
    if known is None:
        return None
    return known.model_copy(update={"written": written, "algebra": algebra, "factors": factors or known.factors})


@lru_cache(maxsize=4096)
def _product(ids: tuple[str, ...]) -> SymmetryGroup:
    return product_group(g for id in ids if (g := group(id)) is not None)


def _by_convention(symbol: Symbol, around: str) -> str:
    """Symbols with two conventions: D_n of order n, and Sp(n) for the real symplectic group."""
    id = symbol.id
    if id.startswith("D_") and id[2:].isdigit() and "order" in around:
        said = _HALVED.search(around)
        number = int(id[2:])
        if said and said[1] == id[2:] and number % 2 == 0:
            return f"D_{number // 2}"
    if id.startswith("USp(") and "USp" not in around and _REAL.search(around) and not _COMPACT.search(around):
        inside = id[4:-1]
        return "Sp(2n,R)" if inside == "2n" else _real_symplectic(int(inside) // 2)
    return id


def _real_symplectic(size: int) -> str:
    return member_id("Sp(2n,R)", size // 2) if size % 2 == 0 else "Sp(2n,R)"


def _semidirect(normal: str, complement: str) -> SymmetryGroup | None:
    left, right = group(normal), group(complement)
    if left is None or right is None:
        return None
    if normal == "Z^2" and complement in _LATTICE:
        return group(_LATTICE[complement])
    if left.family == "T(n)":
        whole = _SEMIDIRECT.get(("T", right.family))
        if whole and left.is_family and right.is_family:
            return group(whole)
        if whole and left.parameters == right.parameters:
            return group(member_id(whole, *left.parameters))
    return product_group((left, right), semidirect=True)


def parse_symmetry_group(text: str, context: str = "") -> SymmetryGroup | None:
    """The group that ``text`` names, None where it names none.

    ``context`` is the sentence or abstract that holds the text: symbols and words that mean something else as well
    (``O(n)``, ``C4``, ``translation``) are believed there only next to a word of symmetry, and ``3D`` in it makes
    rotations SO(3). Without a context the text is taken at its word.

    >>> parse_symmetry_group("rotations", "equivariant to 3D rotations").id
    'SO(3)'
    """
    if not context:
        return parse_around(text, "", "", contextual=False)
    at = context.find(text)
    left, right = (context[:at], context[at + len(text) :]) if at >= 0 else ("", " " + context)
    return parse_around(text, left, right)


def canonical_group_id(text: str) -> str | None:
    """The id of the group that a mention of type SymmetryGroup names, None where the ontology has none."""
    stripped = text.strip()
    known = parse_around(stripped, "", "", contextual=False) or group(stripped)
    if known is None and (id := aliases().get(stripped.lower())) is not None:
        known = group(id)
    return known.id if known else None
