"""Features of a method and a symmetry group: is it this method that the text says respects the group?

What tells: the method that stands behind "SO(3)-equivariant", names that hold the group, who else stands nearer, what
verbs lie between, whether "we" speak, and whether the sentence is about what others lack. The names in ``COLUMNS`` are
written into the trained model and compared when it is read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from extract.components.relations_cues import CUE_NUMBER
from extract.components.relations_layout import Floats, Layout, Place
from schemas import EntityType

_OF_PAPER = "methods groups symmetry_words sentences main_exists main_name_symmetric"
_OF_METHOD = "is_main proposed proposed_rank name_symmetric method_title method_mentions name_length"
_OF_NAMES = "names_it names_another_group another_names_it"
_OF_GROUP = """group_title group_mentions group_first group_last adjective noun bare governed_before own_said
prior_share needed another_modified main_beside alone"""
_OF_PAIR = """both_title modified modified_title near_before near_behind between beside beside_title beside_abstract
beside_share gap_before gap_behind nearness only first prior_beside affirmed denied is_a by_means uses clause
own_then_method method_then_own noun_of possessive joined crowd own_apart own_alone method_one_before"""
COLUMNS: tuple[str, ...] = tuple(" ".join((_OF_PAPER, _OF_METHOD, _OF_NAMES, _OF_GROUP, _OF_PAIR)).split())
"""Names of the features, in order."""
_AT = {name: number for number, name in enumerate(COLUMNS)}
_LIKELY = 0.3
"""From this probability of being proposed, the likeliest method is the paper's main one."""
_FAR = 400.0

_SYMMETRY = r"(?:non-?)?(?:equi|in|co)-?varian\w*|symmetr\w*|robust\w*|independen\w*|agnostic|aware"
_BEHIND = re.compile(
    rf"[\s$}}\-]*(?:\w{{0,2}}\)?[\s-]*)?(?:(?:sub)?groups?[\s-]|transformations?[\s-]|representations?[\s-])?[\s-]*"
    rf"({_SYMMETRY})(?![a-z])"
)
_LISTED = re.compile(r"[\w()]+|[.;:]")
_LIST_ENDS = frozenset(
    (
        *(".", ";", ":", "to", "of", "in", "for", "with", "is", "are", "was", "were", "that", "which", "by", "on"),
        *("from", "we", "our", "the", "this", "it", "as", "at"),
    )
)
"""Words and marks that no list of groups goes on behind."""
_LIST_REACH = 60
_BEFORE = re.compile(rf"\b({_SYMMETRY})\b")
_ADJECTIVE = re.compile(r"(?:equi|in|co)-?variant$|symmetric$|robust$|independent|agnostic|aware")
_NAMED_SYMMETRIC = re.compile(r"equi-?varian|invarian|symmetr|steerable|covarian")
_APART = re.compile(r"[,;:.]|\b(?:to|with|by|for|of|via|in|on|that|which|is|are|and)\b")
_MODIFIED_REACH = 32
_SYMBOL = re.compile(r"\b(?:so|se|e|o|su|gl|sl|u|sim)\s?\(\w{1,3}\)|\b[a-z]_\w")
_STEMS = (
    *("rotat", "translat", "permut", "reflect", "scal", "shift", "euclid", "affin", "lie", "gauge", "lorentz", "flip"),
    *("orthogonal", "dihedral", "rigid", "roto", "conformal", "color"),
)
_AFFIRMED = re.compile(
    r"\b(?:achiev|preserv|enforc|ensur|maintain|guarant|exhibit|support|respect|enabl|provid|incorporat|captur|admit|"
    r"satisf|inherent|is|are|has|have|with|impos|embed|yield|giv|offer|prov|encod|acquir|improv|attain|learn)\w*\b"
)
_DENIED = re.compile(
    r"\b(?:lack\w*|break\w*|not|without|fail\w*|suffer\w*|sensitiv\w*|destroy\w*|undermin\w*|violat\w*|unlike|limit\w*|"
    r"however|struggl\w*|non|overlook\w*|ignor\w*|neglect\w*|only)\b"
)
_NEEDED = re.compile(
    r"\b(?:essential|desirable|important|crucial|critical|necessary|should|require\w*|need\w*|must|challeng\w*|problem)\b"
)
_BETWEEN = (
    ("affirmed", _AFFIRMED),
    ("denied", _DENIED),
    ("is_a", re.compile(r"\b(?:is|are|an?)\b")),
    ("by_means", re.compile(r"\b(?:via|by|through|using|with|based)\b")),
    ("uses", re.compile(r"\b(?:us|employ|leverag|adopt|exploit|appl|replac|integrat)\w*")),
    ("clause", re.compile(r"[;:]|,\s(?:which|while|but|whereas|and)\b")),
)
"""What the words between a method and a group say."""
_NOUN_OF = re.compile(r"(?:equi|in)-?varian(?:ce|t)\s(?:\w+\s){0,2}(?:of|in|to)\s(?:\w+\s){0,2}$")
"""From the group to the method: "rotation equivariance of"."""
_POSSESSIVE = re.compile(r"^['’]s|\b(?:its|their|whose)\b")
_JOINED = re.compile(r"[\s,()a-z]{0,12}\b(?:and|or|,|as well as)\s?(?:\w+\s)?|,\s|\s?\(\s?")
_OWN = frozenset(CUE_NUMBER[name] for name in ("selfref", "weprop"))
_WE = _OWN | {CUE_NUMBER[name] for name in ("we", "here")}
_PRIOR = frozenset(CUE_NUMBER[name] for name in ("prior", "however", "problem"))
_CLEAR = 40
"""Characters behind a group in which no method must stand for "we" to be the subject alone."""


class _Occasion(NamedTuple):
    """One mention of a group in its sentence (from ``start`` to ``end``)."""

    place: Place
    start: int
    end: int
    methods: list[Place]
    word: str
    """the word of symmetry that governs it, or none"""
    governed_before: bool
    modified: int
    """the method that it modifies, -1 for none"""
    own: int
    """where "we" or "our method" stands last before it, -1 for nowhere"""
    own_said: bool
    prior: bool


def symmetry_features(layout: Layout, pairs: NDArray[np.intp], proposed: Floats) -> Floats:
    """Pairs x ``COLUMNS``; ``pairs`` is n x 2 places (method, group), ``proposed`` a probability an entity."""
    rows = np.zeros((len(pairs), len(COLUMNS)), dtype=np.float32)
    if not len(pairs):
        return rows
    paper = _Paper(layout, proposed)
    for row, (method, group) in zip(rows, pairs.tolist(), strict=True):
        values = paper.describe(method, group)
        row[[_AT[name] for name in values]] = list(values.values())
    return rows


class _Paper:
    """What all pairs of one paper share."""

    def __init__(self, layout: Layout, proposed: Floats) -> None:
        self.layout, self.proposed = layout, proposed
        self.methods, self.groups = (layout.by_type[t] for t in (EntityType.METHOD, EntityType.SYMMETRY_GROUP))
        order = sorted(self.methods, key=lambda m: -proposed[m])
        self.rank = {method: n for n, method in enumerate(order)}
        self.main = order[0] if order and proposed[order[0]] >= _LIKELY else -1
        forms: dict[int, set[str]] = {entity: set() for entity in (*self.methods, *self.groups)}
        self.mentions = dict.fromkeys(range(len(layout.entities)), 0)
        for place in layout.places:
            self.mentions[place.entity] += 1
            if place.entity in forms:
                forms[place.entity].add(layout.lower[place.start : place.end])
        self.symmetric = {m: any(_NAMED_SYMMETRIC.search(form) for form in forms[m]) for m in self.methods}
        self.stems = {entity: {stem for form in said for stem in _stems(form)} for entity, said in forms.items()}
        self.occasions: dict[int, list[_Occasion]] = {group: [] for group in self.groups}
        for _, places in groupby(layout.places, key=lambda place: place.sentence):
            here = list(places)
            for place in here:
                if place.entity in self.occasions:
                    self.occasions[place.entity].append(self._occasion(place, here))
        self.shared = {
            "methods": len(self.methods),
            "groups": len(self.groups),
            "symmetry_words": len(re.findall(r"(?:equi|in)varian|symmetr", layout.lower)),
            "sentences": len(layout.sentences),
            "main_exists": self.main >= 0,
            "main_name_symmetric": self.symmetric.get(self.main, False),
        }
        self.of_group = {group: self._of_group(group) for group in self.groups}

    def _occasion(self, place: Place, here: Sequence[Place]) -> _Occasion:
        layout = self.layout
        start, end = layout.sentences[place.sentence]
        methods = [other for other in here if layout.entities[other.entity].type is EntityType.METHOD]
        word, before, after = _governing(layout.lower, start, place, end)
        modified = -1
        following = next((m for m in methods if m.start >= place.end), None)
        if word and not before and _ADJECTIVE.search(word) and following is not None:
            gap = layout.lower[after : following.start]
            if after <= following.start <= after + _MODIFIED_REACH and not _APART.search(gap):
                modified = following.entity
        cues = layout.cues_between(start, place.start)
        own = max((cue.start for cue in cues if cue.number in _WE), default=-1)
        own_said = any(cue.number in _OWN for cue in layout.cues_between(start, end))
        prior = any(cue.number in _PRIOR for cue in cues)
        return _Occasion(place, start, end, methods, word, before, modified, own, own_said, prior)

    def _of_group(self, group: int) -> dict[str, float]:
        occasions, layout = self.occasions[group], self.layout
        adjective = [bool(_ADJECTIVE.search(o.word)) for o in occasions]
        return {
            "group_title": layout.mentioned[group, 0],
            "group_mentions": len(occasions),
            "group_first": occasions[0].place.sentence / len(layout.sentences),
            "group_last": occasions[-1].place.sentence / len(layout.sentences),
            "adjective": any(adjective),
            "noun": any(bool(o.word) and not a for o, a in zip(occasions, adjective, strict=True)),
            "bare": any(not o.word for o in occasions),
            "governed_before": any(o.governed_before for o in occasions),
            "own_said": any(o.own_said for o in occasions),
            "prior_share": sum(o.prior for o in occasions) / len(occasions),
            "needed": any(_NEEDED.search(layout.lower, o.start, o.end) is not None for o in occasions),
            "main_beside": any(m.entity == self.main for o in occasions for m in o.methods),
            "alone": sum(not o.methods for o in occasions),
        }

    def describe(self, method: int, group: int) -> Mapping[str, float]:
        """The features of a pair by their names; those that are left out are 0."""
        layout, stems = self.layout, self.stems
        occasions = self.occasions[group]
        values: dict[str, float] = {
            **self.shared,
            **self.of_group[group],
            "is_main": method == self.main,
            "proposed": self.proposed[method],
            "proposed_rank": self.rank[method],
            "name_symmetric": self.symmetric[method],
            "method_title": layout.mentioned[method, 0],
            "method_mentions": self.mentions[method],
            "name_length": len(layout.entities[method].name),
            "names_it": len(stems[method] & stems[group]),
            "names_another_group": self.symmetric[method] and bool(stems[method] - stems[group]),
            "another_names_it": any(stems[m] & stems[group] for m in self.methods if m != method),
            "another_modified": any(o.modified not in (-1, method) for o in occasions),
            "both_title": layout.mentioned[method, 0] and layout.mentioned[group, 0],
            **{"between": 9, "gap_before": _FAR, "gap_behind": _FAR, "nearness": 9},
        }
        beside = 0
        for occasion in occasions:
            mine = [place for place in occasion.methods if place.entity == method]
            beside += bool(mine)
            seen = self._beside(occasion, mine) if mine else self._apart(occasion, method)
            for name, value in seen.items():
                least = name in ("between", "gap_before", "gap_behind", "nearness")
                values[name] = min(values[name], value) if least else max(values.get(name, 0), value)
        return {**values, "beside": beside, "beside_share": beside / len(occasions)}

    def _beside(self, occasion: _Occasion, mine: Sequence[Place]) -> dict[str, float]:
        """A sentence that has the method too."""
        group, methods, lower = occasion.place, occasion.methods, self.layout.lower
        nearest = min(mine, key=lambda m: _distance(m, group) + (0.5 if m.start >= group.end else 0))
        before = nearest.end <= group.start
        gap = lower[nearest.end : group.start] if before else lower[group.end : nearest.start]
        low, high = sorted((nearest, group), key=lambda place: place.start)
        inside = [m.entity for m in methods if low.end <= m.start and m.end <= high.start]
        others = set(inside) - {nearest.entity}
        reach = {m.entity: min(_distance(o, group) for o in methods if o.entity == m.entity) for m in methods}
        title = group.sentence == 0
        seen: dict[str, float] = {
            "modified": occasion.modified == nearest.entity,
            "modified_title": title and occasion.modified == nearest.entity,
            "beside_title": title,
            "beside_abstract": not title,
            "near_before" if before else "near_behind": not others,
            "gap_before" if before else "gap_behind": len(gap),
            "between": len(others),
            "nearness": sorted(reach, key=reach.__getitem__).index(nearest.entity),
            "only": len(reach) == 1,
            "first": methods[0].entity == nearest.entity,
            "prior_beside": occasion.prior,
            "crowd": len(reach),
            "noun_of": not before and bool(_NOUN_OF.search(gap)),
            "possessive": before and bool(_POSSESSIVE.search(gap)),
            "own_then_method": 0 <= occasion.own < nearest.start,
            "method_then_own": occasion.own > nearest.start,
            "joined": bool(others) and self._joined(nearest, methods, before),
        }
        return seen | {name: pattern.search(gap) is not None for name, pattern in _BETWEEN}

    def _joined(self, own: Place, methods: Sequence[Place], before: bool) -> bool:
        """Whether a comma or "and" joins the method with the next one towards the group."""
        if before:
            other = next(m for m in methods if m.start >= own.end)
            return _JOINED.fullmatch(self.layout.lower, own.end, other.start) is not None
        other = next(m for m in reversed(methods) if m.end <= own.start)
        return _JOINED.fullmatch(self.layout.lower, other.end, own.start) is not None

    def _apart(self, occasion: _Occasion, method: int) -> dict[str, float]:
        """A sentence that has the group without the method: "we" may stand for it."""
        group, own = occasion.place, occasion.own
        sentence = group.sentence
        clear = not any(own < m.start < group.end + _CLEAR for m in occasion.methods)
        return {
            "own_apart": own >= 0,
            "own_alone": own >= 0 and clear,
            "method_one_before": sentence > 0 and self.layout.mentioned[method, sentence - 1],
        }


def _distance(method: Place, group: Place) -> int:
    return group.start - method.end if method.end <= group.start else method.start - group.end


def _governing(lower: str, start: int, place: Place, end: int) -> tuple[str, bool, int]:
    """The word of symmetry that governs a mention, whether it stands before, and where it ends if it stands behind."""
    match = _BEHIND.match(lower, place.end, end)
    if match is not None:
        return match[1], False, match.end()
    before = list(_BEFORE.finditer(lower, start, place.start))
    behind = _behind_list(lower, place.end, min(end, place.end + _LIST_REACH))
    if before and (behind is None or place.start - before[-1].end() < behind[1] - len(behind[0]) - place.end):
        return before[-1][1], True, place.end
    return (behind[0], False, behind[1]) if behind is not None else ("", False, place.end)


def _behind_list(lower: str, start: int, end: int) -> tuple[str, int] | None:
    """The word of symmetry behind a list that goes on ("rotation and translation equivariant"), and where it ends."""
    for token in _LISTED.finditer(lower, start, end):
        if token[0] in _LIST_ENDS:
            return None
        if re.fullmatch(_SYMMETRY, token[0]) is not None:
            return token[0], token.end()
    return None


def _stems(form: str) -> set[str]:
    """What a form has of groups: beginnings of words ("rotat") and symbols ("se(3)")."""
    return {stem for stem in _STEMS if stem in form} | {re.sub(r"\s", "", s) for s in _SYMBOL.findall(form)}
