"""The words that give relations away, found in one pass over a text.

Every class of cue is a small pattern over lower-case words or short phrases. A text is cut into words once; the class
of a word is remembered, and phrases are tried only where their first word stands. A cue is kept with its position: what
matters later is whether it stands between two mentions, before or behind.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

_SELF_NOUN = (
    r"(?:method|model|approach|framework|algorithm|network|architecture|system|technique|pipeline|module|strategy|"
    r"scheme|solution|layer|design|benchmark|dataset|corpus|agent|mechanism|paradigm|formulation|loss|procedure)s?"
)
_PROPOSING = (
    r"(?:propos\w+|introduc\w+|present\w*|develop\w*|design\w*|devis\w+|describ\w+|creat\w+|construct\w*|build\w*"
    r"|release\w*|contribut\w+|curat\w+|collect\w*)\b"
)

_PHRASES: dict[str, tuple[tuple[str, str], ...]] = {
    **{word: (("selfref", rf"{word}\s(?:\w+\s)?{_SELF_NOUN}\b"),) for word in ("the", "these")},
    "our": (("selfref", rf"our\s(?:\w+\s)?{_SELF_NOUN}\b"),),
    "we": (("weprop", rf"we\s(?:\w+\s)?{_PROPOSING}"),),
    "this": (
        ("weprop", rf"this (?:paper|work|study|article)\s(?:\w+\s)?{_PROPOSING}"),
        ("here", r"this (?:paper|work|study|article)\b"),
        ("selfref", rf"this\s(?:\w+\s)?{_SELF_NOUN}\b"),
    ),
    "to": (("here", r"to this end\b"),),
    "referred": (("called", r"referred to as\b"),),
    "top": (("based", r"top of\b"),),
    "relies": (("based", r"relies on\b"),),
    "rely": (("based", r"rely on\b"),),
    "relative": (("compare", r"relative to\b"),),
    "in": (("compare", r"in contrast\b"), ("measure", r"in terms of\b"), ("here", r"in this (?:paper|work|study)\b")),
    "rather": (("compare", r"rather than\b"),),
    "instead": (("compare", r"instead of\b"),),
    "more": (("beat", r"more \w+ than\b"),),
    "as": (("compare", r"as \w+ as\b"), ("and", r"as well as\b"), ("isa", r"as an?\b")),
    "together": (("combine", r"together with\b"),),
    "for": (("such", r"for (?:example|instance)\b"),),
    "such": (("such", r"such as\b"),),
    "is": (("isa", r"is an?\b"),),
    "are": (("isa", r"are an?\b"),),
    "with": (("respect", r"with respect to\b"),),
    "data": (("data", r"data sets?\b"),),
    "test": (("data", r"test (?:set|suite)s?\b"),),
    "a": (("isa", r"a (?:kind|type|class|family|variant) of\b"),),
}

_CLASSES: dict[str, str] = {
    "selfref": r"ours",
    "weprop": r"herein",
    "propose": r"propos(?:e|es|ed|ing)|introduc(?:e|es|ed|ing)|presents?|develop(?:s|ed)?|design(?:s|ed)?|novel|new",
    "called": r"call|called|dubbed|termed|coined|named|denoted|namely",
    "we": r"we|our|us",
    "here": r"here",
    "it": r"it|its|they|their|which|that",
    "prior": r"existing|previous(?:ly)?|prior|recent(?:ly)?|traditional|conventional|current|classical|standard|popular"
    r"|common(?:ly)?|widely|typical(?:ly)?|past|today|often|becomes?|emerged|many|most",
    "however": r"however|but|despite|although|though|yet|unfortunately|nevertheless|whereas|while",
    "problem": r"challeng\w+|difficult\w*|limit(?:s|ed|ation|ations)?|suffers?|lacks?|fail(?:s|ure|ures)?|struggles?"
    r"|issues?|bottlenecks?|problems?|vulnerab\w+|expensive|costly|hard",
    "use": r"us(?:e|es|ing|ed)|employ(?:s|ed|ing)?|leverag(?:e|es|ed|ing)|utili[sz](?:e|es|ed|ing)|adopt(?:s|ed|ing)?"
    r"|exploit(?:s|ed|ing)?|harness(?:es|ing)?|powered|driven|guided",
    "apply": r"appl(?:y|ies|ied|ying)|applications?|applicable|deploy\w*",
    "based": r"based|buil(?:t|ds|ding)|extend(?:s|ed|ing)?|extensions?|generali[sz](?:es|ing)|adapt(?:s|ed|ing)?"
    r"|inspired|modif\w+|variants?|derived|grounded|backbones?",
    "combine": r"combin(?:e|es|ed|ing)|integrat(?:e|es|ed|ing)|incorporat(?:e|es|ed|ing)|unif(?:y|ies|ied|ying)"
    r"|fus(?:e|es|ed|ing)|merg(?:e|es|ed|ing)|equip\w*|augment(?:s|ed|ing)?|coupl(?:e|es|ed|ing)|plus",
    "consist": r"consist(?:s|ing)?|compris(?:es|ing|ed)|contains?|containing|components?|compos(?:ed|es)|features?",
    "such": r"including|includes?|like|e\.g|i\.e|especially|particularly",
    "beat": r"outperform(?:s|ed|ing)?|surpass(?:es|ed|ing)?|exceed(?:s|ed|ing)?|beat(?:s|ing)?|superior(?:ity)?|better"
    r"|faster|higher|lower|advantages?|state-of-the-art|sota|best",
    "worse": r"worse|underperform\w*|inferior|lags?|degrad\w+|drops?",
    "compare": r"compar(?:e|es|ed|ing|able|ably|ison|isons)|versus|vs|against|baselines?|unlike|alternatives?|replac\w+"
    r"|competitive",
    "than": r"than",
    "over": r"over",
    "evaluate": r"evaluat\w+|experiments?|experimental(?:ly)?|test(?:s|ed|ing)?|validat\w+|empirical(?:ly)?|assess\w*",
    "show": r"demonstrat\w+|shows?|showing|results?|findings?|reveals?|find",
    "achieve": r"achiev\w+|attain\w*|obtain\w*|reach(?:es|ed|ing)?|yield\w*|perform(?:s|ed|ance)?|deliver\w*|gains?"
    r"|improvements?",
    "data": r"datasets?|benchmarks?|corpora|corpus|simulat\w+|environments?|suite|databases?",
    "train": r"train(?:s|ed|ing)?|pre-?train\w*|fine-?tun\w+|learn(?:s|ed|ing)?|initiali[sz]ed",
    "number": r"\d{2,}[\d.,]*|\d\.\d+|percent|points?",
    "measure": r"scores?|errors?|metrics?|measur\w+|reduc\w+|increas\w+|rates?",
    "equi": r"equivarian\w+",
    "inva": r"invarian\w+",
    "symm": r"symmetr\w+|groups?|transform(?:s|ed|ation|ations)?",
    "respect": r"respect(?:s|ing)?|preserv\w+|under",
    "task": r"tasks?|settings?|domains?|scenarios?|areas?|fields?",
    "address": r"address\w*|tackl\w+|solv\w+|handl(?:e|es|ing)|mitigat\w+|alleviat\w+|overcom\w+|prevent\w*|resolv\w+",
    "enable": r"enabl\w+|improv(?:e|es|ed|ing)|enhanc\w+|boost\w*|advanc(?:e|es|ing)|facilitat\w+|support\w*|promot\w+",
    "isa": r"is|are|kinds?|types?|family",
    "not": r"not|no|without|never|cannot|neither|nor",
    "release": r"releas\w+|available|collect\w*|construct\w*|curat\w+|annotat\w+|provid\w+|open-sourc\w+",
    "study": r"analy[sz]\w+|investigat\w+|stud(?:y|ies)|examin\w+|explor\w+|survey\w*|review\w*|understand\w*",
    "across": r"across|multiple|various|diverse|several|both|two|three|four|five",
    "for": r"for",
    "on": r"on|upon",
    "in": r"in|within|into",
    "of": r"of",
    "to": r"to|towards?",
    "via": r"via|through|by",
    "with": r"with",
    "from": r"from",
    "and": r"and|or",
}
CUES: tuple[str, ...] = tuple(_CLASSES)
"""Names of the classes; the number of a cue is its place here."""
CUE_NUMBER = {name: number for number, name in enumerate(CUES)}

_CLASS = re.compile("|".join(f"({pattern})" for pattern in _CLASSES.values()))
"""One group a class; of several that a word fits, the first in the list counts."""
_PHRASE_NUMBERS = {
    first: tuple((CUE_NUMBER[name], re.compile(pattern)) for name, pattern in phrases)
    for first, phrases in _PHRASES.items()
}
_WORD = re.compile(r"[a-z]+(?:[-.][a-z]+)*|\d[\d.,]*")


class Cue(NamedTuple):
    """One trigger word: half-open character range and the number of its class."""

    start: int
    end: int
    number: int


class _Known(NamedTuple):
    """What a word can begin or be: phrases, and the number of its class (or -1), which counts from ``offset`` on."""

    phrases: tuple[tuple[int, re.Pattern[str]], ...]
    number: int
    offset: int


@lru_cache(maxsize=65536)
def _known(word: str) -> _Known | None:
    phrases = _PHRASE_NUMBERS.get(word, ())
    found, offset = _CLASS.fullmatch(word), 0
    if found is None and "-" in word:
        offset = word.rindex("-") + 1
        found = _CLASS.fullmatch(word, offset)
    number = -1 if found is None or found.lastindex is None else found.lastindex - 1
    return _Known(phrases, number, offset) if phrases or number >= 0 else None


def find_cues(lower: str) -> list[Cue]:
    """All cues of a text in lower case, in order of their beginnings; a hyphenated word counts by its last part."""
    cues = []
    for found in _WORD.finditer(lower):
        known = _known(found[0])
        if known is None:
            continue
        start, end = found.span()
        for number, pattern in known.phrases:
            if phrase := pattern.match(lower, start):
                cues.append(Cue(start, phrase.end(), number))
                break
        if known.number >= 0:
            cues.append(Cue(start + known.offset, end, known.number))
    return cues
