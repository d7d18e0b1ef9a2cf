"""Group symbols in plain spelling (see ``notation``): which group ``SO(3)``, ``GL^+(n,R)`` or ``Z_2`` is.

How sure a symbol is without any context is its ``strength``: ``strong`` ones are groups wherever they stand (SO(3)),
``fair`` ones unless something speaks against it (E(3), U(1)), ``weak`` ones need a word for it (O(n), C_4, S_n), and
``faint`` ones a word of their own (B_n, S3).
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from schemas.symmetry.ontology import member_id, member_of, table

Strength = Literal["strong", "fair", "weak", "faint"]


class Symbol(NamedTuple):
    """What a symbol stands for: an id of the ontology, the parameter where it is no number, and how sure that is."""

    id: str
    strength: Strength
    written: str | None = None
    algebra: bool = False


_CLASSICAL = re.compile(
    r"(?P<head>PSL|PGL|PSO|USp|Spin|Pin|SIM|Sim|sim|Aff|ISO|SO|SE|SU|SL|GL|Sp|SP|Conf|Gal|Aut|Diff|Isom|O|E|U|T"
    r"|so|se|su|sl|gl|sp|spin)"
    r"(?P<plus>\^\+_\+|_\+\^\+|_0|\^?_?\+(?:\^\+)?)?"
    r"(?:\((?P<in>[^()]{1,14})\)(?P<after>\^?_?\+)?|_(?P<sub>\d{1,3}|[nNdkm])(?:\((?P<field>[RCZ])\)|(?![(\w]))"
    r"|-?(?P<digit>[1-9])(?![\d(]))"
)
_FINITE = re.compile(r"(?P<head>[CDSABZKV])(?P<under>_?)\(?(?P<n>\d{1,4}|2?[nNdkmMKpLL])\)?")
_OTHER: dict[str, Symbol] = {
    **{id: Symbol(id, "weak") for id in ("T_d", "T_h", "O_h", "I_h", "C_i")},
    **{id: Symbol(id, "weak") for id in ("p4", "p6", "p2", "p3", "pmm", "pmg", "pgg", "cmm", "p4g", "p3m1", "p31m")},
    **{id: Symbol(id, "fair") for id in ("p4m", "p6m")},
    **{name: Symbol(id, "weak") for id, names in table("groups.toml")["wallpaper"].items() for name in names},
    **{id: Symbol(id, "weak") for id in ("pm", "pg", "cm")},
    "p1": Symbol("Z^2", "faint"),
    "S^1": Symbol("SO(2)", "weak"),
    "R_>0": Symbol("R_{>0}", "weak"),
    "R_{>0}": Symbol("R_{>0}", "weak"),
    "R_+": Symbol("R_{>0}", "weak"),
    "R^+": Symbol("R_{>0}", "weak"),
    "R_+^x": Symbol("R_{>0}", "weak"),
    "R_>0^x": Symbol("R_{>0}", "weak"),
    "|+1,-1|": Symbol("C_2", "weak"),
    "|1,-1|": Symbol("C_2", "weak"),
    "|+-1|": Symbol("C_2", "weak"),
    "|-1,1|": Symbol("C_2", "weak"),
    "|I,-I|": Symbol("C_i", "weak"),
}
_TRANSLATIONS = re.compile(r"\(?R\^(\d{1,2}|[ndDNm])(,\+\))?")
_LATTICE = re.compile(r"Z\^(\d{1,2}|[ndDNm])")
_CYCLIC = re.compile(r"Z/(?:(\d{1,4}|[nNmkp])Z|\((\d{1,4}|[nNmkp])Z?\)|(\d{1,4}))(?:Z)?")
_EXPRESSION = re.compile(r"(?:\d{0,2}[A-Za-z]|\d{1,3})(?:[+-](?:\d{0,2}[A-Za-z]|\d{1,3}))?")
_HEADS = {
    "SO": "SO(n)", "O": "O(n)", "SE": "SE(n)", "E": "E(n)", "ISO": "E(n)", "SIM": "Sim(n)", "Sim": "Sim(n)",
    "sim": "Sim(n)", "Aff": "Aff(n)", "GL": "GL(n,R)", "SL": "SL(n,R)", "PGL": "PGL(n,R)", "U": "U(n)", "SU": "SU(n)",
    "Spin": "Spin(n)", "Pin": "Pin(n)", "Conf": "Conf(n)", "T": "T(n)",
}  # fmt: skip
_SIGNATURES = {"SO": "SO(p,q)", "O": "O(p,q)", "E": "E(p,q)", "ISO": "E(p,q)"}
_MAPS = {"Aut": "Aut(G)", "Diff": "Diff(M)", "Isom": "Isom(M)"}
_LETTERS = {"E": "ndNkDm", "O": "ndkmpNDr", "U": "nNdDkm", "T": "nd", "ISO": "nd", "Conf": "nd"}
"""Letters that stand for a dimension where the symbol may be something else: E(x) is an expectation."""
_STRENGTH: dict[str, Strength] = {"E": "fair", "O": "weak", "U": "fair", "T": "weak", "Conf": "weak", "Pin": "fair"}
_FINITE_FAMILIES = {"C": "C_n", "Z": "C_n", "D": "D_n", "S": "S_n", "A": "A_n", "B": "B_n"}


def read_symbol(text: str) -> Symbol | None:
    """The group of one symbol that is the whole text, None where it is none."""
    if (known := _OTHER.get(text)) is not None:
        return known
    if (match := _CLASSICAL.fullmatch(text)) is not None:
        return _classical(match)
    if (match := _FINITE.fullmatch(text)) is not None:
        return _finite(match["head"], match["n"], glued=not match["under"] and "(" not in text)
    if (match := _CYCLIC.fullmatch(text)) is not None:
        return _finite("C", match[1] or match[2] or match[3], glued=False)
    if (match := _TRANSLATIONS.fullmatch(text)) is not None:
        return _made("T(n)", match[1], "weak" if match[2] else "faint")
    if (match := _LATTICE.fullmatch(text)) is not None:
        return _made("Z^n", match[1], "weak")
    return None


def _made(family: str, written: str, strength: Strength, *, algebra: bool = False) -> Symbol | None:
    if not written.isdigit():
        return Symbol(family, strength, None if written == "n" else written, algebra)
    number = int(written)
    if family in ("Sp(2n,R)", "USp(2n)"):
        if number % 2:
            return None
        number //= 2
    id = member_id(family, number)
    return Symbol(id, strength, None, algebra) if member_of(id) else None


def _classical(match: re.Match[str]) -> Symbol | None:
    head, inside, field = match["head"], match["in"], match["field"]
    if head in _MAPS:
        return Symbol(_MAPS[head], "fair", None if inside in ("G", "M") else inside) if inside else None
    strength = _STRENGTH.get(head, "strong")
    algebra = head.islower() and head != "sim"
    if inside is None:
        written = match["sub"] or match["digit"]
        if match["digit"] or len(head) == 1:
            if head in ("T", "U"):
                return None  # T2 is a relaxation time in MRI
            strength = "faint" if len(head) == 1 else "weak"
        parts = [written, *([field] if field else [])]
        if algebra and match["digit"]:
            return None
    else:
        parts = [part.strip() for part in re.split("[,;]", inside)]
    head = head if not algebra else {"spin": "Spin", "sp": "Sp"}.get(head, head.upper())
    field = parts.pop() if len(parts) > 1 and parts[-1] in ("R", "C", "Z", "Q") else "R"
    plus = bool(match["plus"] or match["after"])
    if len(parts) == 2:
        return _signature(head, parts, plus, strength) if field == "R" else None
    if len(parts) != 1:
        return None
    written = parts[0]
    if (space := re.fullmatch(r"([RC])\^(\w{1,2})", written)) is not None:
        field, written = space[1], space[2]
    if not _EXPRESSION.fullmatch(written) or (written.isalpha() and written not in _LETTERS.get(head, written)):
        return None
    if head in ("E", "O", "U") and not written.isdigit() and len(written) > 1 and written[0] == "0":
        return None
    if field != "R":
        fits = field == "C" and head in ("SL", "PSL") and written == "2"
        return Symbol(f"{head}(2,C)", "strong", None, algebra) if fits else None
    if head in ("Sp", "SP", "USp"):
        return _symplectic(head, written, inside or "", strength, algebra)
    if head == "Gal":
        return Symbol("Gal(3)", "strong", None, algebra) if written == "3" else None
    if head == "O" and written == "1":
        return Symbol("C_2", "faint")
    if head == "GL" and plus:
        return _made("GL+(n,R)", written, strength)
    if plus and head != "SO":
        return None
    family = _HEADS.get(head)
    if head == "SU" and written == "1":
        return None
    return _made(family, written, strength, algebra=algebra) if family else None


def _signature(head: str, parts: list[str], plus: bool, strength: Strength) -> Symbol | None:
    family = _SIGNATURES.get(head)
    if family is None or (plus and head != "SO"):
        return None
    if plus:
        family = "SO+(p,q)"
    if all(part.isdigit() for part in parts):
        p, q = sorted(int(part) for part in parts)
        if p == 0:
            return None
        id = member_id(family, p, q)
        return Symbol(id, "strong" if head != "O" else "weak") if member_of(id) else None
    if not all(re.fullmatch(r"\d{1,2}|[pqnmrsdkN](?:[+-]\d)?", part) for part in parts):
        return None
    written = ",".join(parts)
    sure: Strength = "weak" if head in ("O", "E") and written != "p,q" else strength
    return Symbol(family, sure, None if written == "p,q" else written)


def _symplectic(head: str, written: str, inside: str, strength: Strength, algebra: bool) -> Symbol | None:
    compact = head == "USp" or not ("R" in inside or (written[0] == "2" and len(written) > 1))
    if head == "USp":
        return _made("USp(2n)", written if written.isdigit() else "n", strength)
    if not compact:
        return _made("Sp(2n,R)", written if written.isdigit() else "n", strength, algebra=algebra)
    doubled = str(2 * int(written)) if written.isdigit() else "n"
    return _made("USp(2n)", doubled, "fair", algebra=algebra)


def _finite(head: str, written: str, *, glued: bool) -> Symbol | None:
    if head in "KV":
        return Symbol("K4", "faint" if glued else "weak") if written == "4" else None
    family = _FINITE_FAMILIES[head]
    if glued and written[-1].isalpha():
        return None
    strength: Strength = "faint" if head == "B" or (glued and head in "SAB") else "weak"
    if written.isdigit():
        number = int(written)
        if number == 1 and head in "CZ":
            return Symbol("trivial", "faint")
        id = member_id(family, number)
        return Symbol(id, strength) if member_of(id) else None
    plain = "n" if written in ("n", "N", "2n") else written
    return Symbol(family, strength, None if plain == "n" else plain)


FIND = re.compile(
    r"(?<![A-Za-z0-9_^\\])(?:"
    + "|".join(
        re.sub(r"\(\?P<\w+>", "(?:", pattern.pattern) for pattern in (_CLASSICAL, _CYCLIC, _TRANSLATIONS, _LATTICE)
    )
    + r"|"
    + "|".join(re.escape(key) for key in sorted(_OTHER, key=len, reverse=True))
    + "|"
    + re.sub(r"\(\?P<\w+>", "(?:", _FINITE.pattern)
    + r")(?![A-Za-z0-9_^(])"
)
"""Where symbols stand in a plain text; what they are, ``read_symbol`` tells."""
