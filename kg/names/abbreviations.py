"""Abbreviations by the corpus: what papers that expand a short form say that it means.

A short form without its long form in a paper takes the corpus' long form where that is frequent and unanimous enough
(``FEWEST``, ``UNANIMOUS``); otherwise it stays a node of its own, beside the nodes of its senses.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import chain

from rapidfuzz.distance import OSA

from kg.names.decisions import EXAMPLES, Decision, NameKey, Rule
from kg.names.forms import FUNCTION_WORDS

UNANIMOUS = 0.9
"""Share of the expanding papers that must agree on the long form."""
ENOUGH = 5
"""Papers that agree enough for one that does not: it has a name of its own, or a slip."""
FEWEST = {2: 3, 3: 2}
"""Papers that must expand a short form, by its length; longer forms need one."""
LONE_USES = 3
"""A form that a single paper expands is trusted in no more papers than this: CLIP is not that paper's CLIP."""
BORROWED = 3
"""Letters of a short form that one paper may settle which did not coin it.

It names a task or a metric, or the paper introduces something else as its own: such a paper spells out what others
call so. BERT in a paper of another model is everybody's BERT.
"""
MANY_USES = 50
"""Uses without an expansion that each expanding paper can carry."""
_UNSPEAKABLE = re.compile(
    r"^(?!s[cp][rl]|str|[tscp]h)[^aeiouy]{3}|[^aeiouy]{4}|[^aeiouy]{2}[^aeiouyhtsdk]$|^[^aeiouy]+$|\d|\+"
)
_GENERIC = frozenset({"measure", "index", "score", "coefficient", "metric", "value"})
_WIDEST = 30
"""Long forms of one short form that are compared with each other."""


@dataclass(slots=True)
class Senses:
    """What one short form means: papers by long form with the spellings there, and its spellings without any."""

    papers: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    spelled: set[str] = field(default_factory=set)
    alone: list[str] = field(default_factory=list)
    borrowed: Counter[str] = field(default_factory=Counter)
    """By long form, the papers that did not coin the short form: see ``BORROWED``."""


def near(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether two long forms of one abbreviation are one term.

    They are when their words are equal but for function words, and each pair of words is equal, or one is the other
    with up to three letters more (convolution, convolutional), or they differ by one letter in at least six (a slip).
    Words with a digit must be equal.
    """
    a, b = _content(one), _content(other)
    return len(a) == len(b) and all(map(_near_word, a, b))


def _content(words: tuple[str, ...]) -> list[str]:
    """Without function words, and without a last word that says what kind of thing it is: similarity index measure."""
    content = [w for w in words if w not in FUNCTION_WORDS]
    while len(content) > 2 and content[-1] in _GENERIC:
        content.pop()
    return content


def _near_word(a: str, b: str) -> bool:
    if a == b:
        return True
    short, long = sorted((a, b), key=len)
    if not (a + b).isalpha():
        return False
    if len(short) > 2 and long in (f"{short}ing", f"{short}{short[-1]}ing"):
        return True
    if len(short) < 5:
        return False
    if long.startswith(short):
        return len(long) - len(short) <= 3
    return len(short) >= 6 and short[0] == long[0] and OSA.distance(a, b, score_cutoff=1) <= 1


def _compatible(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether two long forms are no two senses, though not one term.

    One is the other with more words (segment anything model 2), or they differ in their last word alone
    (vision-language-action model, vision-language-action policy).
    """
    short, long = sorted((one, other), key=len)
    rest = iter(long)
    if all(w in rest for w in short) or "".join(short) in "".join(long):
        return True
    return len(short) == len(long) > 2 and all(map(_near_word, short[:-1], long[:-1]))


@dataclass(slots=True)
class Expansions:
    """The outcome of ``settle``.

    ``joined`` maps a key to the key that it meets in, ``frequent`` are short forms fit to be expanded inside longer
    names, ``decisions`` say why keys were joined and which were kept apart.
    """

    joined: dict[NameKey, NameKey] = field(default_factory=dict)
    frequent: dict[str, NameKey] = field(default_factory=dict)
    decisions: list[Decision] = field(default_factory=list)


def settle(senses: Mapping[NameKey, Senses], words: Mapping[NameKey, tuple[str, ...]]) -> Expansions:
    """Decide every short form by its senses.

    Args:
        senses: by the key of the short form.
        words: the canonical words of every long form.
    """
    out = Expansions()
    for short in sorted(senses):
        found = senses[short]
        if found.papers:
            _settle_one(short, found, words, out)
    _settle_frequent(out)
    return out


def _settle_one(short: NameKey, found: Senses, words: Mapping[NameKey, tuple[str, ...]], out: Expansions) -> None:
    def word_of(key: str) -> tuple[str, ...]:
        return words[NameKey(short.label, key)]

    order = sorted(found.papers, key=lambda k: (-len(found.papers[k]), k))
    total = sum(map(len, found.papers.values()))
    heads: list[str] = []
    merged: dict[str, str] = {}
    counts: Counter[str] = Counter()
    for key in order:
        same = next((h for h in heads[:_WIDEST] if near(word_of(h), word_of(key))), None)
        counts[same or key] += len(found.papers[key])
        if same is None:
            heads.append(key)
        else:
            merged[key] = same
            form, target = NameKey(short.label, key), NameKey(short.label, same)
            if out.joined.setdefault(form, target) == target:
                out.decisions.append(_decision(Rule.NEAR_EXPANSION, form, target, found.papers[key], total))
    top = min(heads, key=lambda k: (-counts[k], k))
    agreeing = sum(counts[k] for k in heads if k == top or _compatible(word_of(k), word_of(top)))
    alone = len(found.alone)
    alike = sum(form in found.spelled for form in found.alone)
    target = NameKey(short.label, top)
    papers = list(chain(found.papers[top], *(found.papers[k] for k, h in merged.items() if h == top)))
    if agreeing < UNANIMOUS * total and not (total - agreeing == 1 and agreeing >= ENOUGH):
        for key in heads:
            kept = NameKey(short.label, key)
            out.decisions.append(_decision(Rule.AMBIGUOUS, short, kept, found.papers[key], total))
    elif alone and not _trusted(short.key, found, counts[top], alike):
        out.decisions.append(_decision(Rule.RARE_EXPANSION, short, target, papers, total + alone))
    else:
        out.joined[short] = target
        out.decisions.append(_decision(Rule.CORPUS_ABBREVIATION, short, target, papers, total))
        if counts[top] >= 3 and agreeing >= 0.95 * total:
            out.frequent[short.key] = out.frequent.get(short.key, target)


def _trusted(key: str, found: Senses, expanded: int, alike: int) -> bool:
    """Whether lone uses of a short form may follow the papers that expand it.

    ``alike`` of them write it with the same capitals: PaLM is not PALM. What a single paper expands must be borrowed
    by it, or one word that nobody would choose for its sound: FGSM, but not MUSE or TITAN, which several papers call
    their methods.
    """
    alone = len(found.alone)
    if expanded > 1 and expanded >= FEWEST.get(len(key), 1):
        return alone <= MANY_USES * expanded and 2 * alike >= alone
    if sum(found.borrowed.values()) and len(key) >= BORROWED and len(found.papers) == 1:
        return alone <= MANY_USES and 2 * alike >= alone
    return (
        expanded == 1
        and FEWEST.get(len(key), 1) == 1
        and alike == alone <= LONE_USES
        and all(" " not in form for form in found.spelled)
        and _UNSPEAKABLE.search(key) is not None
    )


def _settle_frequent(out: Expansions) -> None:
    """A short form that is settled to different things in two types is expanded inside no longer name."""
    by_key: defaultdict[str, set[str]] = defaultdict(set)
    for form, target in out.joined.items():
        by_key[form.key].add(target.key)
    out.frequent = {k: v for k, v in out.frequent.items() if len(by_key[k]) == 1}


def _decision(rule: Rule, form: NameKey, target: NameKey, papers: list[str], of: int) -> Decision:
    return Decision(rule, form, target, len(papers), round(len(papers) / of, 4), tuple(sorted(papers)[:EXAMPLES]))


def follow(joined: Mapping[NameKey, NameKey], key: NameKey) -> NameKey:
    """The end of the chain that starts at ``key``; a circle ends at its smallest member."""
    seen = [key]
    while (after := joined.get(seen[-1])) is not None:
        if after in seen:
            return min(seen[seen.index(after) :])
        seen.append(after)
    return seen[-1]
