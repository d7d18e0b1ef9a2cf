"""What speaks for and against a place being a mention of a symmetry group: its form, its neighbours, its paper."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extract.symmetry.places import RIGHT, SPACE_LEFT, SPACE_RIGHT, Place, form_of, stem
from schemas.symmetry import parse_around

Clues = dict[str, float]
"""Clues by their names, mostly 1.0; names that begin with ``rule`` repeat what the rules say."""

_TOKEN = re.compile(r"[^\W\d_]+|\d+|[^\s\w]")
_WORDS = {
    "equi": re.compile(r"equi-?varian", re.I),
    "inva": re.compile(r"invarian", re.I),
    "symm": re.compile(r"symmetr", re.I),
    "group": re.compile(r"\bgroups?\b", re.I),
    "robust": re.compile(r"robust|sensitiv", re.I),
    "other": re.compile(r"augment|estimat|translation task|machine|perturb|shift|camera|pose", re.I),
}
_SYMBOL_ONLY = re.compile(r"\W|mathrm|\d")
_NEAR, _BEHIND = 50, 35
"""Characters in which words of symmetry are near, before and behind a place."""
_OPENING = " -$}"


def clues_of(text: str, places: Sequence[Place]) -> list[Clues]:
    """The clues of every place of a text."""
    if not places:
        return []
    counts = {name: len(pattern.findall(text)) for name, pattern in _WORDS.items()}
    title = text.split("\n", 1)[0]
    of_text: Clues = {f"title {name}": 1.0 for name, pattern in _WORDS.items() if pattern.search(title)}
    for name, count in counts.items():
        if count:
            of_text[f"text {name}"] = 1.0
            of_text[f"text {name} often"] = min(count, 6) / 3
    of_sentence = {
        sentence: {f"sentence {name}": 1.0 for name, pattern in _WORDS.items() if pattern.search(text, *sentence)}
        for sentence in {place.sentence for place in places}
    }
    return [of_text | of_sentence[place.sentence] | _own(text, place) for place in places]


def _own(text: str, place: Place) -> Clues:
    (first, last), span = place.sentence, text[place.start : place.end]
    left, right = text[first : place.start], text[place.end : last]
    kind = "symbol" if place.symbol else form_of(span)
    root = _SYMBOL_ONLY.sub("", span)[:3] if place.symbol else stem(span, symbol=False)
    before = _TOKEN.findall(left[-80:].lower())
    behind = _TOKEN.findall(right[:60].lower())
    near = [f"-{n} {word}" for n, word in enumerate(reversed(before[-3:]), 1)]
    near += [f"+{n} {word}" for n, word in enumerate(behind[:2], 1)]
    near += [f"- {word}" for word in before[-7:]] + [f"+ {word}" for word in behind[:5]]
    near += [f"-- {' '.join(before[-2:])}", f"++ {' '.join(behind[:2])}"]
    near += [f"{kind} - {before[-1] if before else ''}", f"{kind} + {behind[0] if behind else ''}"]
    known = parse_around(span, left, right) is not None
    said = [f"kind {kind}", f"stem {root}", f"plural {span.endswith('s')}", f"known {known}", f"{kind} known {known}"]
    said += ["words"] * (" " in span) + ["title"] * (first == 0) + ["elsewhere", f"{kind} elsewhere"] * place.known
    said += ["space"] * bool(SPACE_RIGHT.match(right) or SPACE_LEFT.search(left[-40:]))
    said += ["governs"] * bool(RIGHT.match(text[:last], place.end))
    for side, mark in zip(("left", "right"), place.joined, strict=True):
        said += [f"joined {side}", f"joined {side} {bool(mark)}"] * (mark is not None)
    for name, pattern in _WORDS.items():
        said += [f"{name} before"] * bool(pattern.search(left[-_NEAR:]))
        if pattern.match(right.lstrip(_OPENING)):
            said.append(f"{name} behind")
        elif pattern.search(right[:_BEHIND]):
            said.append(f"{name} near")
    said += [f"rule {place.mark}", f"rule {kind} {place.mark}"]
    clues = dict.fromkeys((*near, *said), 1.0)
    clues["often"] = min(text.count(span), 5) / 3
    return clues
