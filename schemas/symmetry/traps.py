"""What speaks for and against a group in the text around: complexity, expectations, data sets, other meanings."""

from __future__ import annotations

import re
from functools import cache

from schemas.symmetry.ontology import table
from schemas.symmetry.phrases import Phrase
from schemas.symmetry.symbols import Symbol

CUE = re.compile(
    r"equivari|invarian|covarian|symmetr|\b(?:sub|Sub)?[gG]roups?\b|isometr|\bLie\b|irrep|steerable|homogeneous space|"
    r"\bgauge\b|spinor|\brepresentations? of\b|\bcoset|\borbits?\b|rotation|reflect|permut",
    re.I,
)
STRICT = re.compile(
    r"equivari|invarian|covarian|(?<![a-z])symmetr|\bLie\b|isometr(?:y|ies)|steerable|"
    r"(?<!per )\b(?:sub)?groups?\b(?![ -](?:Relative|Policy|level|wise|based))",
    re.I,
)
_CRYSTAL = re.compile(
    r"crystal|molecul|lattice|symmetr|material|chemi|diffract|wallpaper|atom|periodic|International Tables", re.I
)
_ADJACENT_RIGHT = re.compile(
    r"[\s\-–$}),]*(?:(?:and|or|[A-Z]\w?\(\w+\))[\s\-–$]+)?(?:sub|Sub)?"
    r"(?:equivari|invarian|covarian|symmetr|group|[Ee]quivari|[Ii]nvarian|steerable|irrep|gauge|representation)",
    re.I,
)
_ADJACENT_LEFT = re.compile(
    r"(?:(?:equivari|invarian|covarian|symmetr)\w*\s+(?:\w+\s+){0,3}?"
    r"(?:to|under|with respect to|w\.?r\.?t\.?|of|for|by|in)\s+"
    r"(?:[\w$\\{}^()\-,]+\s+){0,8}?|"
    r"(?:sub)?groups?\s+(?:of\s+(?:[\w-]+\s+){0,3})?(?:\w+\s+=\s+)?|actions? of (?:the )?|"
    r"(?:sub)?groups?\s+(?:such as|like|including|e\.g\.,?|[\w\\$]+ =)\s+(?:[\w$\\{}^()+\-,]+\s+){0,8}?|"
    r"action of |subset |in )[($\\{]*$",
    re.I,
)
_COMPLEXITY_RIGHT = re.compile(
    r"[\s\-–$}]*(?:\w+\s+){0,1}?(?:time|complexit|memory|space complex|costs?\b|comput|operations|"
    r"parameters\b|steps\b|samples|"
    r"quer(?:y|ies)|regret|convergence|rates?\b|bounds?\b|errors?\b|iterations?|per[\s-]|overhead|inference|runtime|"
    r"attention|scal|communication|rounds|amortized|passes|calls|evaluations|storage|tokens|where\b|work\b|latency|"
    r"approximation|lookup|KV)",
    re.I,
)
_COMPLEXITY = re.compile(
    r"complexit|linear time|run[\s-]?time|memory|quadratic|\bcosts?\b|\btime\b|regret|convergence rate|"
    r"sample|overhead|FLOP",
    re.I,
)
_COMPLEXITY_LEFT = re.compile(
    r"(?:complexity|cost|costs|time|from|requires?|only|takes|scales? as|order|memory|bound|rate|regret|error|reduc\w+)"
    r"(?:\s+(?:of|is|to|in|as|with|at|an?|the))*\s*[($\\{a-z]*$",
    re.I,
)
_EXPECTATION = re.compile(r"expectation|expected value|\bmean\b|variance|estimat|risk|\bE\s*\[", re.I)
_UNIFORM = re.compile(r"uniform|distribut|sampled? (?:from|uniformly)|random variable|noise|prior|\\sim", re.I)
_DATA = re.compile(
    r"corpus|corpora|data\s?sets?\b|Crawl|pre-?train(?:ed|ing)? (?:on|data)|perplexity|WikiText|benchmark|offline RL|"
    r"D4RL|The Pile|calibration|RL\b|PTB|\bblocks?\b|\bcells?\b|sphere|Scholar|Sentinel|state[\s-]space|"
    r"vertebra|cervical|tasks?\s+[A-Z]\d",
)
_GLUED_CUE = re.compile(r"equivari|invarian|symmetr|\bgroups?\b|subgroup|G-CNN|group convolution", re.I)
_FAINT_CUES = {
    "B": re.compile(r"hyperoctahedral|signed[\s-]permut", re.I),
    "S": re.compile(r"permut|symmetric group", re.I),
    "A": re.compile(r"alternating|even permut", re.I),
    "T": re.compile(r"translation", re.I),
}


@cache
def _traps() -> tuple[tuple[tuple[str, ...], re.Pattern[str], re.Pattern[str]], ...]:
    """Stems of a phrase, and what stands before or behind it when it means something else."""

    def words(said: list[str]) -> str:
        return "|".join(re.escape(word).replace(r"\*", r"\w*") for word in said) or r"(?!)"

    return tuple(
        (
            tuple(row["stems"]),
            re.compile(rf"(?<![\w])(?:{words(row['left'])})[\s-]+$", re.I),
            re.compile(rf"[\s-]+(?:{words(row['right'])})(?!\w)", re.I),
        )
        for row in table("traps.toml")["trap"]
    )


_DIMENSION = re.compile(
    r"\b([1-4])[\s-]?D\b|\b(one|two|three|four)[\s-]dimension|\$?\\(?:mathbb|mathbf)\{?R\}?\s?\^\{?([234])|\bR\^\{?([234])\b|"
    r"\b(planar|in-plane)\b|\b(point clouds?)\b"
)
_NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4}


def dimension_of(left: str, right: str) -> int | None:
    """The dimension of the space that the sentence speaks of: the one next to the mention, else its only one."""
    near = _DIMENSION.findall(left[-24:])
    if near and re.search(r"(?:D|dimensional|planar|plane)[\s-]+(?:\w+[\s-]+)?$", left):
        return _number(near[-1])
    after = re.match(r"[\s\w-]{0,14}\bin (?:the )?" + f"(?:{_DIMENSION.pattern})", right)
    if after:
        return _number(after.groups())
    said = {_number(match) for match in (*_DIMENSION.findall(left), *_DIMENSION.findall(right))}
    return said.pop() if len(said) == 1 else None


def _number(groups: tuple[str | None, ...]) -> int:
    digit, word, latex, plain, planar, _ = groups
    if digit or latex or plain:
        return int(digit or latex or plain or 0)
    return _NUMBERS[word] if word else 2 if planar else 3


def adjacent(left: str, right: str) -> bool:
    """Whether a word of symmetry governs the place between ``left`` and ``right``."""
    return _ADJACENT_RIGHT.match(right) is not None or _ADJACENT_LEFT.search(left[-90:]) is not None


def allowed(text: str, symbol: Symbol | None, phrase: Phrase | None, left: str, right: str) -> bool:
    """Whether the text around lets the reading stand."""
    if symbol is not None:
        return _symbol_allowed(text, symbol, left, right)
    return phrase is not None and _phrase_allowed(text, phrase, left, right)


def _symbol_allowed(text: str, symbol: Symbol, left: str, right: str) -> bool:
    if symbol.strength == "strong":
        return True
    own = STRICT.search(text) is not None
    if own or _ADJACENT_RIGHT.match(right):
        return True
    around = f"{left} {right}"
    if symbol.strength == "fair":
        if text.lstrip("$\\mathr{}opn bf").startswith("U") or symbol.id.startswith("U("):
            return CUE.search(around) is not None or _UNIFORM.search(around) is None
        if symbol.id.startswith("E("):
            return CUE.search(around) is not None or _EXPECTATION.search(around) is None
        return True
    head = symbol.id[:1]
    if symbol.id.startswith("O(") or (symbol.id == "C_2" and "O" in text):
        return _big_o_allowed(symbol, left, right)
    letter = text.strip("$\\ {}")[:1]
    if symbol.strength == "faint":
        cue = _FAINT_CUES.get(letter)
        if cue is not None:
            return cue.search(around) is not None
        if _DATA.search(around) and not _ADJACENT_LEFT.search(left[-60:]):
            return False
        return _GLUED_CUE.search(around) is not None
    if head in "CD" and re.fullmatch(r"[CDZ]\d+", text) is not None:
        if _DATA.search(around) and not _ADJACENT_LEFT.search(left[-60:]):
            return False
        return _GLUED_CUE.search(around) is not None
    return CUE.search(around) is not None


def _big_o_allowed(symbol: Symbol, left: str, right: str) -> bool:
    if _COMPLEXITY_RIGHT.match(right) or _COMPLEXITY_LEFT.search(left[-40:]):
        return False
    if _ADJACENT_LEFT.search(left[-60:]):
        return True
    around = f"{left} {right}"
    if symbol.strength == "faint":
        return False
    return CUE.search(around) is not None and _COMPLEXITY.search(around) is None


def _phrase_allowed(text: str, phrase: Phrase, left: str, right: str) -> bool:
    lowered = text.lower()
    for stems, before, after in _traps():
        for stem in stems:
            if stem in lowered:
                tail = text[lowered.rindex(stem) :].partition(" ")
                if before.search(left[-30:]) or after.match(tail[1] + tail[2] + right):
                    return False
    if phrase.ids[0] in ("point groups", "space groups"):
        return _CRYSTAL.search(f"{left} {right}") is not None
    if phrase.equivariance:
        return True
    if not phrase.sure:
        return adjacent(left, right)
    if any(word in lowered for word in ("scale", "shift", "scaling", "mirror", "homograph")):
        return adjacent(left, right)
    return STRICT.search(left) is not None or STRICT.search(right) is not None
