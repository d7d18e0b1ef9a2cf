"""Names that are alike beyond spelling: a light model says whether two are one term.

Rules end where two names have the same words in other inflections or another order: "position encoding" and
"positional encoding", "hallucination rate" and "rate of hallucinations", but "language model" and "language modeling",
"text-to-image" and "image-to-text". Candidates are names of a type that share the bag of their words' stems (one hash
each, never all pairs); a logistic model over a few features of the pair scores them. Its weights are plain numbers,
fitted by ``kg/names/alike_fit.py`` to pairs of the annotated corpus that a person judged.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from kg.names.abbreviations import follow
from kg.names.decisions import EXAMPLES, Decision, NameKey, Rule
from kg.names.forms import FUNCTION_WORDS, bare, looks_proper, looks_short
from kg.names.key import canonical_words
from schemas import EntityType
from schemas.latex import plain

SURE = 0.75
"""Score from which two names are one node."""
NEAR = 0.35
"""Score from which a person is asked."""
MOST = 12
"""Names of one bag of stems that are compared with each other; a bag of more is no term."""
LABELS = frozenset({EntityType.METHOD.value, EntityType.TASK.value, EntityType.METRIC.value})
"""A data set's name is proper, and a group has an id."""
_SUFFIXES = (
    "izations", "ization", "ational", "ations", "ation", "ating", "ional", "ion", "ings", "ing", "ities", "ity", "ed",
    "al", "ic", "ar", "es", "ive", "s", "e",
)  # fmt: skip
_WORD = re.compile(r"[^\W_]+(?:\.\d+)*[+*#@]*")
_SIDES = frozenset({"of", "for", "in", "from"})
_LIGHT = (FUNCTION_WORDS | {"based", "as"}) - {"and"}
_OTHER_SENSE = frozenset({"function", "variation", "graph", "symbol", "electron"})
"""Words that mean another thing with -al or -ic."""


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """What inflections of a word have in common; words with a digit are their own stem."""
    if not word.isalpha():
        return word
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= 4:
            return word[: -len(suffix)]
    return word


@dataclass(frozen=True, slots=True)
class Term:
    """A name split up.

    Its words with those that say nothing, content words and their stems, stems in one compound, abbreviations.
    """

    label: str
    words: tuple[str, ...]
    content: tuple[str, ...]
    stems: tuple[str, ...]
    compounds: frozenset[tuple[str, str]]
    acronyms: frozenset[str]

    @property
    def bag(self) -> tuple[str, ...]:
        """What candidates share."""
        return (self.label, *sorted(self.stems))


def bag_of(surface: str, label: str) -> tuple[str, ...] | None:
    """The bag of the term that ``surface`` is, without splitting all of it up; None as ``term`` is."""
    if " " not in surface and "-" not in surface:
        return None
    stems = [stem(w) for w in canonical_words(surface, EntityType(label)) if w not in _LIGHT]
    return (label, *sorted(stems)) if len(stems) > 1 and not _is_name(surface, label) else None


def _is_name(surface: str, label: str) -> bool:
    """Whether ``surface`` is a proper name, whose words have their order; ROC-AUC is a metric's and has none."""
    return looks_proper(surface) and not (label == EntityType.METRIC.value and "-" in surface)


def term(surface: str, label: str) -> Term | None:
    """``surface`` split up; None where it has less than two words of content, or is no term but a name."""
    words = canonical_words(surface, EntityType(label))
    content = tuple(w for w in words if w not in _LIGHT)
    if len(content) < 2 or _is_name(surface, label):
        return None
    pairs: set[tuple[str, str]] = set()
    acronyms: set[str] = set()
    for token in plain(surface).split():
        parts = _WORD.findall(token)
        acronyms.update(bare(w).casefold() for w in parts if looks_short(w))
        if len(parts) == 2:
            pairs.add((stem(parts[0].casefold()), stem(parts[1].casefold())))
    return Term(label, words, content, tuple(map(stem, content)), frozenset(pairs), frozenset(acronyms))


FEATURES = (
    "bias", "based", "based of a task", "based on an abbreviation", "based in a long name", "ional", "other sense",
    "other al", "gerund of a task", "gerund", "participle", "other inflection", "of", "of in a method",
    "other preposition", "other preposition in a method", "gerund leads", "gerund turned", "ic of a task",
    "ar of a task", "compound turned", "other order", "light word", "to on one side", "turned around to",
    "in one paper", "words",
)  # fmt: skip
"""What the model sees of a pair; all from 0 to 1, in the order of ``WEIGHTS``."""
WEIGHTS: dict[str, float] = {
    "bias": 0.356,
    "based": -0.819,
    "based of a task": 0.148,
    "based on an abbreviation": 2.694,
    "based in a long name": -0.927,
    "ional": 1.189,
    "other sense": -5.688,
    "other al": 0.821,
    "gerund of a task": 1.216,
    "gerund": -6.806,
    "participle": -1.989,
    "other inflection": -1.31,
    "of": 1.296,
    "of in a method": -2.721,
    "other preposition": -1.358,
    "other preposition in a method": -2.964,
    "gerund leads": 1.222,
    "gerund turned": -0.023,
    "ic of a task": 2.198,
    "ar of a task": 1.325,
    "compound turned": 2.063,
    "other order": -2.466,
    "light word": -0.772,
    "to on one side": -1.782,
    "turned around to": -2.449,
    "in one paper": 0.0,
    "words": 3.439,
}


def features(one: Term, other: Term, together: int) -> dict[str, float]:
    """The features of a pair that are not zero.

    Args:
        one: a term.
        other: another one with the same bag.
        together: in how many papers both stand, as two entities.
    """
    seen = {"bias": 1.0, "words": min(1.0, (len(one.stems) - 1) / 4), "in one paper": float(together > 0)}
    left, right = set(one.words), set(other.words)
    method = one.label == EntityType.METHOD.value
    if ("based" in left) != ("based" in right):
        seen[_based(one, other)] = 1.0
    seen["to on one side"] = float(("to" in left) != ("to" in right))
    seen["turned around to"] = float("to" in left and "to" in right and one.stems != other.stems)
    moved = False
    if one.stems != other.stems:
        side = _inverted(one, other) or _inverted(other, one)
        moved = bool(side) or _leads(one, other) or _leads(other, one)
        if side:
            seen[f"{'of' if side == 'of' else 'other preposition'}{' in a method' if method else ''}"] = 1.0
        elif moved:
            turned = {one.content[0], other.content[0]} & {one.content[-1], other.content[-1]}
            seen["gerund turned" if turned else "gerund leads"] = 1.0
        else:
            seen["compound turned" if _turned(one, other) else "other order"] = 1.0
    seen["light word"] = float(bool((left ^ right) & _LIGHT - {"based", "to"}) and not moved)
    kinds = [] if "gerund leads" in seen or "gerund turned" in seen else list(_inflections(one, other))
    for kind in kinds:
        seen[kind] = min(1.0, seen.get(kind, 0.0) + 0.5)
    if kinds and ("based" in left) != ("based" in right):
        # Instructional is not instruction-based.
        seen["other order"] = 1.0
    return {name: value for name, value in seen.items() if value}


def _based(one: Term, other: Term) -> str:
    """What "based" stands behind."""
    if one.label == EntityType.TASK.value:
        return "based of a task"
    with_it = one if "based" in one.words else other
    if with_it.words[0] in with_it.acronyms:
        return "based on an abbreviation"
    return "based in a long name" if len(one.stems) > 2 else "based"


def _leads(one: Term, other: Term) -> bool:
    """Whether a task is said with its verb in front: generating images, image generation."""
    first, *rest = one.stems
    return (
        one.label == EntityType.TASK.value
        and one.content[0].endswith("ing")
        and (one.content[0] == other.content[-1] or not other.content[-1].endswith(("ing", "ed")))
        and (*rest, first) == other.stems
    )


def _inverted(one: Term, other: Term) -> str:
    """The preposition by which "X of Y" turns around "Y X"; empty where it does not."""
    at = next((i for i, w in enumerate(one.words) if w in _SIDES), 0)
    head = [w for w in one.words[:at] if w not in _LIGHT]
    rest = [w for w in one.words[at + 1 :] if w not in _LIGHT]
    return one.words[at] if at and tuple(map(stem, (*rest, *head))) == other.stems else ""


def _turned(one: Term, other: Term) -> bool:
    """Whether two neighbours change places that both names join into one word: image-text, text-image."""
    apart = [i for i, (a, b) in enumerate(zip(one.stems, other.stems, strict=True)) if a != b]
    if len(apart) != 2 or apart[1] != apart[0] + 1:
        return False
    i = apart[0]
    a, b = one.stems[i], one.stems[i + 1]
    joined = (a, b) in one.compounds and (b, a) in other.compounds
    return other.stems[i : i + 2] == (b, a) and (joined or {a, b} <= one.acronyms & other.acronyms)


def _inflections(one: Term, other: Term) -> Iterator[str]:
    """How words of one stem differ."""
    words = {stem(w): w for w in other.content}
    last = {one.content[-1], other.content[-1]}
    for word in one.content:
        twin = words.get(stem(word), word)
        if twin == word:
            continue
        short, long = sorted((word, twin), key=len)
        if short in _OTHER_SENSE and long in (f"{short}al", f"{short}ic"):
            yield "other sense"
        elif long == f"{short}al":
            yield "ional" if long.endswith("ional") else "other al"
        elif long.endswith("ing") and not short.endswith("ing"):
            yield "gerund of a task" if one.label == EntityType.TASK.value and last & {short, long} else "gerund"
        elif long.endswith("ed"):
            yield "participle"
        elif long.endswith(("ic", "ar")) and one.label == EntityType.TASK.value:
            yield f"{long[-2:]} of a task"
        else:
            yield "other inflection"


def score(seen: Mapping[str, float]) -> float:
    """The model's probability, from 0 to 1, that two names with these features are one term."""
    total = sum(WEIGHTS[name] * value for name, value in seen.items())
    return 1 / (1 + math.exp(-total))


def candidates(
    surface: Mapping[NameKey, str], nodes: Mapping[NameKey, NameKey], papers: Mapping[NameKey, Sequence[str]]
) -> Iterator[tuple[NameKey, Term, NameKey, Term]]:
    """Pairs of names in two nodes that share a bag of stems, the one with more papers second.

    Args:
        surface: how papers write each key.
        nodes: the node of each key so far.
        papers: ids of the papers that name each key.
    """
    bags: defaultdict[tuple[str, ...], list[NameKey]] = defaultdict(list)
    for key, written in surface.items():
        if key.label in LABELS and key in papers and (bag := bag_of(written, key.label)) is not None:
            bags[bag].append(key)
    for bag in sorted(b for b, found in bags.items() if 1 < len(found) <= MOST):
        ranked = sorted(bags[bag], key=lambda key: (-len(papers[key]), key))
        terms = [found for key in ranked if (found := term(surface[key], key.label)) is not None]
        for i, (target, one) in enumerate(zip(ranked, terms, strict=True)):
            for form, other in zip(ranked[i + 1 :], terms[i + 1 :], strict=True):
                if nodes.get(form, form) != nodes.get(target, target):
                    yield form, other, target, one


def alike(
    surface: Mapping[NameKey, str], nodes: Mapping[NameKey, NameKey], papers: Mapping[NameKey, Sequence[str]]
) -> list[Decision]:
    """Decisions on all candidates that score ``NEAR`` or more, by the nodes' keys; those that are ``SURE`` merge.

    A node joins the most frequent one that it is surely one with, and is a near miss to no other then.
    """
    joined: dict[NameKey, NameKey] = {}
    out: list[Decision] = []
    near: list[Decision] = []
    for form, other, target, one in candidates(surface, nodes, papers):
        here, there = papers[form], papers[target]
        below, above = nodes.get(form, form), nodes.get(target, target)
        if below in joined or below.label != above.label or follow(joined, above) == below:
            continue
        scored = score(features(one, other, len(set(here).intersection(there))))
        said = len(here), round(scored, 4), tuple(sorted(here)[:EXAMPLES])
        if scored >= SURE:
            joined[below] = above
            out.append(Decision(Rule.ALIKE, below, above, *said))
        elif scored >= NEAR:
            near.append(Decision(Rule.NEARLY_ALIKE, below, above, *said))
    unsettled = (d for d in near if follow(joined, d.form) != follow(joined, d.target))
    return list({(d.rule, d.form, d.target): d for d in (*out, *unsettled)}.values())
