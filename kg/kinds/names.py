"""Kinds by names: "equivariant graph neural network" is a graph neural network, "attention over sets" is attention.

A name's head is its last word, or the last before its first preposition. What is left when words before the head go is
looked up among the names of the graph (a look-up by key for each word, never a comparison of two names).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from kg.kinds import words as w
from kg.names import NameKey, Names, NodeName
from kg.names.forms import looks_short
from kg.names.key import canonical_key, without_bracket
from schemas.latex import plain

HEAD = "head noun"
BEFORE = "head before a preposition"
INNER = "words left out"

FEWEST_SINGLE = 3
"""Papers that must name a kind of one word; longer names need one less."""
_DIMENSIONS = frozenset({"2d", "3d"})
"""Before "detection" alone they say that boxes are found."""
_PLURAL_SHORT = re.compile(r"[A-Z0-9]s$")


@dataclass(frozen=True, slots=True)
class Derived:
    """That ``child`` is a kind of ``parent`` by the words of ``form``."""

    child: NameKey
    parent: NameKey
    rule: str
    form: str


def common_nouns(names: Names) -> frozenset[NameKey]:
    """Nodes that papers use as common nouns: a form ends in a small word, or is the plural of an abbreviation."""
    return frozenset(key for key, named in names.nodes.items() if any(map(_common, _own(key, named, names))))


def _common(form: str) -> bool:
    last = without_bracket(form)[0].split(" ")[-1]
    if _PLURAL_SHORT.search(last):
        return True
    return last.isalpha() and last.islower() if "-" not in last else last.rsplit("-", 1)[1].islower()


def _own(key: NameKey, named: NodeName, names: Names) -> Iterator[str]:
    """Forms that lead to the node by themselves, not those that refer back to it in one paper."""
    for form in named.papers:
        if names.keys.get(NameKey(key.label, canonical_key(form, key.type))) == key:
            yield form


def kinds_by_name(names: Names, common: frozenset[NameKey], support: Mapping[NameKey, int]) -> Iterator[Derived]:
    """For every node what its names say that it is, the most special first; transitive edges may be among them."""
    for child in sorted(names.nodes):
        if child.label in w.PROPER or child.label == "SymmetryGroup":
            continue
        found: dict[NameKey, Derived] = {}
        forms = sorted(_own(child, names.nodes[child], names))
        written_out = [form for form in forms if " " in form]
        for form in written_out or forms:
            for rule, shorter, rest in shorter_names(form, child.label):
                if _compound(form, shorter, child, names, common) or _hyphened(form, rest, names.nodes[child]):
                    continue
                parent = names.keys.get(NameKey(child.label, canonical_key(shorter, child.type)))
                if parent is None or parent == child or parent.label != child.label or parent not in common:
                    continue
                single = " " not in shorter and "-" not in shorter
                if support[parent] < (FEWEST_SINGLE if single else FEWEST_SINGLE - 1):
                    continue
                found.setdefault(parent, Derived(child, parent, rule, form))
        yield from found.values()


def _compound(form: str, shorter: str, child: NameKey, names: Names, common: frozenset[NameKey]) -> bool:
    """Whether a hyphen joins two kinds, as in CNN-LSTM: such a thing is made of both."""
    before = form.removesuffix(shorter)
    if not before.endswith("-"):
        return False
    other = names.keys.get(NameKey(child.label, canonical_key(before.split(" ")[-1].strip("-"), child.type)))
    return other in common


def _hyphened(form: str, rest: str, named: NodeName) -> bool:
    """Whether most papers join the last words to the one before them, as in vision-language model."""
    inside = "-" + rest.casefold().rstrip("s")
    joined = sum(n for other, n in named.papers.items() if other.casefold().rstrip("s").endswith(inside))
    return joined > named.papers[form] and not form.endswith("-" + rest)


def shorter_names(form: str, label: str) -> Iterator[tuple[str, str, str]]:
    """What a name may be a kind of by its words: (rule, shorter name, its words from the head's phrase)."""
    name = plain(without_bracket(form)[0]).strip()
    if looks_short(name) and " " not in name and "-" not in name:
        return
    tokens = name.split()
    lower = [t.casefold().strip(",.;:()") for t in tokens]
    if lower[0] in w.DOING or any(t in w.COORDINATING for t in lower) or "," in name or "/" in name:
        return
    at = next((i for i, t in enumerate(lower) if i and t in w.PREPOSITIONS), len(tokens))
    if at >= len(tokens) - 1 and at < len(tokens):
        return
    for i in range(1, at):
        if _may_go(lower[:i], lower[i:at]):
            yield HEAD, (rest := " ".join(tokens[i:])), rest
    if at < len(tokens):
        if not _head_stands_alone(lower[at - 1], lower[at], label):
            return
        for i in range(at):
            if not i or _may_go(lower[:i], lower[i:at]):
                yield BEFORE, (rest := " ".join(tokens[i:at])), rest
    for i in _inner(lower[:at]):
        yield INNER, " ".join(tokens[:1] + tokens[i:at]), " ".join(tokens[i:at])
    if at == len(tokens) and (head := _after_hyphen(tokens, lower)):
        yield HEAD, head, head


def _may_go(before: list[str], rest: list[str]) -> bool:
    """Whether the words ``before`` only narrow what ``rest`` names."""
    last = before[-1]
    if last in w.SHIFTING or last.endswith(("-", "'s")) or rest[0] in ("of", "to"):
        return False
    if len(rest) > 1:
        return True
    head = _singular(rest[0])
    return head not in w.EMPTY_HEADS and w.OTHER_SENSES.get(head, frozenset()).isdisjoint(before)


def _singular(word: str) -> str:
    return word[:-1] if word.endswith("s") else word


def _head_stands_alone(head: str, preposition: str, label: str) -> bool:
    if _singular(head) in w.EMPTY_HEADS:
        return False
    if preposition == "of":
        return label == "Task" and head.endswith(w.ACTIVITIES)
    return preposition in w.HEAD_BEFORE


def _inner(lower: list[str]) -> Iterable[int]:
    """Places from which the words may follow the first word directly, where that names a setting."""
    first = lower[0].split("-")[0]
    if (
        first in w.SETTINGS
        and lower[0] not in w.NO_SETTINGS
        and not (first in _DIMENSIONS and lower[-1] == "detection")
    ):
        yield from (i for i in range(2, len(lower)) if lower[i - 1] not in w.SHIFTING)


def _after_hyphen(tokens: list[str], lower: list[str]) -> str | None:
    """The head of SE(3)-Transformer, VQ-VAE, Self-RAG: what stands behind the last hyphen, in capitals."""
    before, _, head = tokens[-1].rpartition("-")
    if len(head) < 3 or not head[0].isupper() or not head.isalpha() or not before:
        return None
    return None if before.casefold().rpartition("-")[2] in w.SHIFTING - {"self", "zero", "meta"} else head
