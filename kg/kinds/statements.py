"""Kinds by text: "LieFlow is a normalizing flow", "diffusion models such as DDPM", "GCN, GAT and other GNNs".

The patterns (after Hearst, Automatic Acquisition of Hyponyms from Large Text Corpora, 1992) stand between mentions:
both ends are entities that the extractor found, and what stands between them, before and behind decides. A mention that
is not the head of its phrase ("a diffusion model benchmark") is no end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from kg.kinds import words as w
from kg.kinds.sentences import sentences
from kg.names import NameKey
from schemas import Extraction, Mention

APPOSITION = "apposition"
COPULA = "is a"
SUCH_AS = "such as"
AND_OTHER = "and other"
NAMED = "called"
BRACKET = "in brackets"
RULES = (COPULA, APPOSITION, NAMED, AND_OTHER, SUCH_AS, BRACKET)
"""The surest first."""

_GROUP = "SymmetryGroup"
_FARTHEST = 120
"""Most characters between two mentions that a pattern joins."""

_STOPS = "|".join(sorted(w.PREPOSITIONS | w.DOERS | w.NO_ADJECTIVES))
_ADJECTIVE = rf"(?!(?:{_STOPS})s?\b)[\w$\\{{}}()^'\u2019-]+"
_ADJECTIVES = rf"(?:{_ADJECTIVE}(?:, and |, | and | )){{0,6}}"
_PLAIN_ADJECTIVES = rf"(?:{_ADJECTIVE}(?:, | and | )){{0,6}}"
"""Where ", and" would go on with a list of things."""
_A = r"(?:an?|one|another) "
_KIND = r"(?:kind|type|class|form|family|subclass|special case|instance)"
_OF_KIND = rf"(?:(?:special |new |novel |specific |particular |popular |simplified )*{_KIND} of (?:an? )?)?"
_SHORT = r"(?: \([^()]{1,20}\))?"
_DOER = rf"(?: (?:{'|'.join(sorted(w.DOERS - w.LOOSE_DOERS))})s?)"

_IS_A = re.compile(
    rf"{_SHORT}(?: is| are| was| were)(?: (?:also|still|itself|essentially|simply|just))? "
    rf"(?:{_A}{_ADJECTIVES}{_OF_KIND}|the first {_ADJECTIVES}|(?:[\w-]+ )?{_KIND}s? of )"
)
_APPOSED = re.compile(rf"{_SHORT}(?:, | ?[\u2013\u2014] ?| -- |: )(?:which is )?{_A}{_PLAIN_ADJECTIVES}{_OF_KIND}")
_TITLE_APPOSED = re.compile(rf": (?:An?|The First) {_ADJECTIVES}", re.IGNORECASE)
_IN_BRACKETS = re.compile(rf" \({_A}{_ADJECTIVES}{_OF_KIND}")
_SUCH_AS = re.compile(
    rf"(?P<doer>{_DOER})?{_SHORT}(?:,? such as|,? including|,? like|,? e\.g\.,?| \((?:e\.g\.|such as|including),?"
    r"|,? for example|, (?:notably|particularly|in particular))(?: the)? "
)
_CLEAR = re.compile(r"such as|e\.g\.")
_OTHER = re.compile(
    rf"{_SHORT},? (?:and|or|as well as|among) (?:many |several |some |all |most |various )?"
    rf"(?:other|similar) {_ADJECTIVES}"
)
_CALLED = re.compile(
    rf"{_SHORT},? (?:called|named|dubbed|termed|coined|referred to as|known as) (?:the )?[\"'\u201c`]*"
)
_LIST = re.compile(rf"{_SHORT}(?:, | and |, and | or |, or |/)(?:the )?")
_COMMA = re.compile(rf"{_SHORT}, ")

_SIGN = re.compile(
    r"\b(?:is|are|was|were|such|including|like|e\.g|example|particular(?:ly)?|notably|other|similar|called|named|dubbed|"
    r"termed|coined|known|referred)\b|(?:,|--|[\u2013\u2014:(]) ?(?:an?|one|another|which|the first) ",
    re.IGNORECASE,
)
"""Stands in whatever joins two mentions by a pattern; most texts have none, and are not looked at further."""

_TAIL = r"s?(?: \([^()]{1,30}\))?"
_FOLLOW = re.compile(
    rf"{_TAIL}(?:$|[.,;:)\]!?\u2013\u2014]|-- | "
    rf"(?:{'|'.join(sorted(w.PREPOSITIONS | w.BEHIND_HEADS))}|[a-z]+ly"
    rf"|(?:{'|'.join(sorted(w.DONE))}) (?:{'|'.join(sorted(w.PREPOSITIONS))}|and|[a-z]+ly))\b)"
)
_FOLLOW_LIST = re.compile(rf"{_FOLLOW.pattern}|{_TAIL} (?:and|or)\b")
_LISTED = re.compile(rf"{_TAIL},? (?:and|or) ")
_AND_DOES = re.compile(rf"{_TAIL} and (?:is|has|can|[a-z]{{3,}}[^s\W]s)\b")
_COMMA_BEHIND = re.compile(rf"{_TAIL},")
_DOES = re.compile(rf"{_DOER}(?= |[.,;:)])")
_FRONTED = re.compile(
    rf"(?:^|[,;:.] )(?:\w+ly )?(?:based|building|built|unlike|like|compared|inspired|[a-z]{{3,}}ing|to"
    rf"|{'|'.join(sorted(w.PREPOSITIONS))})\b[^,;:]*$",
    re.IGNORECASE,
)
_INDEFINITE = re.compile(rf"\b(?:an?|our|new|novel) {_ADJECTIVES}$", re.IGNORECASE)
_COORDINATED = re.compile(r"\b(?:and|or|/) (?:[\w-]+ )?$")
_INSIDE = re.compile(
    r"\b(?:of|in|within|into|for|with|from|between|on|to|involving|requiring|requires?|using|via|by)"
    r"(?: the| a| an)? (?:[\w-]+ ){0,2}$"
)
_PART = re.compile(r"\b(?:of|for|in|with|to|from|on) (?:the |an? |our )?(?:[\w-]+ )?$")
_PLURAL = re.compile(r"(?<![su])s\)?$")


@dataclass(frozen=True, slots=True)
class Statement:
    """That a sentence of a paper says that ``child`` is a kind of ``parent``; offsets in the paper's text."""

    child: NameKey
    parent: NameKey
    rule: str
    paper: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Place:
    """A mention with its node."""

    start: int
    end: int
    text: str
    key: NameKey


def stated_kinds(x: Extraction, nodes: Mapping[str, NameKey]) -> Iterator[Statement]:
    """What the sentences of ``x`` say is a kind of what; ``nodes`` are the nodes of its entities, by their ids."""
    if len(x.mentions) < 2:
        return
    text = x.text
    places = [p for m in sorted(x.mentions, key=lambda m: (m.start, -m.end)) if (p := _place(m, nodes))]
    if not any(b.start - a.end <= _FARTHEST and _SIGN.search(text, a.end, b.start) for a, b in pairwise(places)):
        return
    spans = [(p.start, p.end) for p in places]
    at = 0
    for start, end in sentences(text, len(x.title), spans):
        here = []
        while at < len(places) and places[at].start < end:
            here.append(places[at])
            at += 1
        if len(here) > 1:
            for child, parent, rule in _said(text, start, end, here):
                if child.key != parent.key and child.key.label == parent.key.label != _GROUP:
                    yield Statement(child.key, parent.key, rule, x.id, start, end)


def _place(mention: Mention, nodes: Mapping[str, NameKey]) -> _Place | None:
    key = nodes.get(mention.entity)
    return None if key is None else _Place(mention.start, mention.end, mention.text, key)


def _said(text: str, start: int, end: int, here: Sequence[_Place]) -> Iterator[tuple[_Place, _Place, str]]:
    for i, (one, two) in enumerate(pairwise(here)):
        between = text[one.end : two.start]
        if not 1 <= len(between) <= _FARTHEST:
            continue
        before, behind = text[start : one.start], text[two.end : end]
        if rule := _is_a(between, before, behind, one, two, start == 0):
            yield one, two, rule
        elif example := _SUCH_AS.fullmatch(between):
            if _may_head(one, before, example, here[i - 1] if i else None, text):
                inside = _INSIDE.search(before)
                for child in _listed(text, here, i + 1, end):
                    if _looks_named(child.text) or not inside:
                        yield child, one, SUCH_AS
        elif _OTHER.fullmatch(between):
            if _FOLLOW_LIST.match(behind) and _plural(two.text):
                yield from ((child, two, AND_OTHER) for child in _listed_before(text, here, i))
        elif _CALLED.fullmatch(between) and _INDEFINITE.search(before) and _looks_named(two.text):
            yield two, one, NAMED


def _is_a(between: str, before: str, behind: str, one: _Place, two: _Place, title: bool) -> str | None:
    """The rule by which ``one`` is said to be a ``two``; neither may be a part of a longer phrase."""
    if not _ends_phrase(behind, two.text):
        return COPULA if _IS_A.fullmatch(between) and not _PART.search(before) and _AND_DOES.match(behind) else None
    if title and _TITLE_APPOSED.fullmatch(between):
        return None if before else APPOSITION
    if _IS_A.fullmatch(between):
        return None if before.endswith("-") or _PART.search(before) else COPULA
    if _IN_BRACKETS.fullmatch(between):
        return BRACKET if ")" in behind[:60] else None
    if not _APPOSED.fullmatch(between) or (":" in between and not _looks_named(one.text)) or _LISTED.match(behind):
        return None
    if _INDEFINITE.search(before):
        return None
    return APPOSITION if not _FRONTED.search(before) or _COMMA_BEHIND.match(behind) else None


def _ends_phrase(behind: str, form: str) -> bool:
    doer = _DOES.match(behind) if _is_activity(form) else None
    return bool(_FOLLOW.match(behind[doer.end() :] if doer else behind))


def _is_activity(form: str) -> bool:
    return form.casefold().endswith(w.ACTIVITIES)


def _may_head(one: _Place, before: str, example: re.Match[str], previous: _Place | None, text: str) -> bool:
    """Whether ``one`` is what the examples behind it are examples of."""
    if (
        before.endswith("based on ")
        or _COORDINATED.search(before)
        or (previous and _LIST.fullmatch(text[previous.end : one.start]))
    ):
        return False
    if example["doer"] or _is_activity(one.text):
        clear = one.key.label == "Task" and _CLEAR.search(example[0])
        return bool(_is_activity(one.text) and (example["doer"] or clear))
    return _plural(one.text) or bool(one.key.label != "Task" and _CLEAR.search(example[0]))


def _listed(text: str, here: Sequence[_Place], i: int, end: int) -> list[_Place]:
    """The mentions of the list that begins with the i-th, of its type; the last must end its phrase."""
    found = [here[i]]
    while i + 1 < len(here) and _LIST.fullmatch(text[here[i].end : here[i + 1].start]):
        i += 1
        if here[i].key.label != found[0].key.label:
            return found
        found.append(here[i])
    return found if _FOLLOW_LIST.match(text[here[i].end : end]) else found[:-1]


def _listed_before(text: str, here: Sequence[_Place], i: int) -> list[_Place]:
    """The mentions of the list that ends with the i-th, of its type."""
    found = [here[i]]
    while i and _COMMA.fullmatch(text[here[i - 1].end : here[i].start]) and here[i - 1].key.label == here[i].key.label:
        i -= 1
        found.append(here[i])
    return found


def _plural(form: str) -> bool:
    return bool(_PLURAL.search(form)) and not form.endswith(("is", "ics"))


def _looks_named(form: str) -> bool:
    """Whether a form looks like a proper name: it has capitals behind its first letter, or a digit."""
    return any(c.isupper() for c in form[1:]) or any(map(str.isdigit, form)) or (form[:1].isupper() and " " not in form)
