"""The mentions of one paper grouped into entities: mentions that name the same thing get the same id.

Joined are, within one type: the same words in another spelling; short and long forms that the paper defines, also
inside a longer term ("OOD detection", "out-of-distribution detection"); a capital short form that is the initials of
exactly one other term; a name with and without its head noun ("QM9 benchmark", "QM9"); forms of one symmetry group
("permutations", "S_n"; "3D rotations", "SO(3)"); and the two halves of a title such as "EqMotion: Equivariant
Multi-agent Motion Prediction …". What else names one thing is judged by ``entities_joining``. An entity that is a
symmetry group has the id of the ontology as ``group``.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from spacy.language import Language
from spacy.tokens import Doc

from extract.components.abbreviations import Abbreviation, singular
from extract.components.entities_joining import Joiner, shared_joiner
from extract.components.entities_pairs import Group
from extract.components.entities_variants import variant_words
from extract.components.symmetry import LABEL, group_of
from extract.tokens import text_of
from schemas import EntityType, PaperEntity

_HEAD_NOUNS = frozenset(
    (
        "model",
        "network",
        "framework",
        "method",
        "approach",
        "algorithm",
        "dataset",
        "benchmark",
        "system",
        "task",
        "module",
    )
)
_TITLE_COLON = re.compile(
    r"""["”'’$]*\s*:\s*(?:(?:an?|the)\s)?
        (?:(?:novel|new|unified|simple|efficient|general|large|comprehensive|scalable|lightweight)\s)*""",
    re.VERBOSE | re.IGNORECASE,
)
_INNER_BRACKET = re.compile(r"(.+?)\s*\(([^()]*)\)(.*)", re.DOTALL)

Key = tuple[str, str]
"""(type, words run together): equal for mentions that differ in spelling only."""


class Marked(NamedTuple):
    """A mention as the grouping sees it: half-open character range, type, text."""

    start: int
    end: int
    type: str
    text: str


class _Groups:
    """Union-find over keys."""

    def __init__(self) -> None:
        self._parent: dict[Key, Key] = {}

    def find(self, key: Key) -> Key:
        parent = self._parent.setdefault(key, key)
        if parent != key:
            parent = self._parent[key] = self.find(parent)
        return parent

    def join(self, child: Key, parent: Key) -> None:
        self._parent[self.find(child)] = self.find(parent)


def group_mentions(
    text: str,
    mentions: Sequence[Marked],
    abbreviations: Sequence[Abbreviation],
    symmetries: Sequence[str | None] = (),
) -> list[list[int]]:
    """Indices of ``mentions`` (in order of the text) that name the same thing, by first appearance.

    ``symmetries``, where given, holds the id of the symmetry group of every mention, None where it names none.
    """
    long_forms = _long_forms(text, abbreviations)
    keys = [(m.type, "".join(_key_words(m.text, long_forms))) for m in mentions]
    groups = _Groups()
    for mention, key in zip(mentions, keys, strict=True):
        groups.find(key)
        words = variant_words(mention.text)
        if len(words) > 1 and words[-1] in _HEAD_NOUNS:
            short = (mention.type, "".join(_key_words(" ".join(words[:-1]), long_forms)))
            if short in keys:
                groups.join(key, short)
    same: dict[str, Key] = {}
    for key, symmetry in zip(keys, symmetries, strict=False):
        if symmetry is not None:
            groups.join(key, same.setdefault(symmetry, key))
    _join_initials(mentions, keys, groups)
    _join_title(text, mentions, keys, groups)
    members: dict[Key, list[int]] = defaultdict(list)
    for index, key in enumerate(keys):
        members[groups.find(key)].append(index)
    return list(members.values())


def _long_forms(text: str, abbreviations: Sequence[Abbreviation]) -> dict[str, tuple[str, ...]]:
    """Words of the long form of every short form (its words run together); the first definition counts."""
    forms: dict[str, tuple[str, ...]] = {}
    for a in abbreviations:
        short = "".join(variant_words(text[a.short_start : a.short_end]))
        forms.setdefault(short, variant_words(text[a.long_start : a.long_end]))
    return forms


def _key_words(text: str, long_forms: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The words of a surface form with short forms written out and a bracketed short form left out."""
    bracketed = _INNER_BRACKET.fullmatch(text)
    if bracketed and "".join(variant_words(bracketed[2])) in long_forms:
        text = f"{bracketed[1]} {bracketed[3]}"
    words = variant_words(text)
    whole = long_forms.get("".join(words))
    return whole or tuple(out for word in words for out in long_forms.get(word, (word,)))


def _join_initials(mentions: Sequence[Marked], keys: Sequence[Key], groups: _Groups) -> None:
    initials: dict[Key, set[Key]] = defaultdict(set)
    for mention, key in zip(mentions, keys, strict=True):
        words = variant_words(mention.text)
        if len(words) > 1:
            initials[mention.type, "".join(word[0] for word in words)].add(key)
    for mention, key in zip(mentions, keys, strict=True):
        short = singular(mention.text)
        if len(short) >= 2 and short.isupper() and short.isalpha():
            candidates = {groups.find(k) for k in initials.get((mention.type, short.lower()), ())}
            if len(candidates) == 1:
                groups.join(key, candidates.pop())


def _join_title(text: str, mentions: Sequence[Marked], keys: Sequence[Key], groups: _Groups) -> None:
    """Join "NAME: descriptive half" where the half is long, or of two words and nowhere repeated."""
    title_end = text.find("\n")
    if len(mentions) < 2 or mentions[1].end > title_end >= 0 or mentions[0].start > 1:
        return
    first, second = mentions[0], mentions[1]
    if first.type != second.type or not _TITLE_COLON.fullmatch(text, first.end, second.start):
        return
    words = len(variant_words(second.text))
    if words >= 3 or (words == 2 and keys.count(keys[1]) == 1):
        groups.join(keys[1], keys[0])


def choose_name(forms: Sequence[str], long_forms: Sequence[str]) -> str:
    """The most complete of the surface forms of an entity, given in order of the text.

    A defined long form wins; without one the most frequent form, then one that is not in capitals of a title, then
    the longer.
    """
    counts = Counter(long_forms or forms)
    folded = Counter(form.casefold() for form in (long_forms or forms))

    def rank(form: str) -> tuple[int, bool, int, int]:
        return folded[form.casefold()], not form.istitle(), counts[form], len(form)

    return max(dict.fromkeys(long_forms or forms), key=rank)


def _symmetry(symmetries: Sequence[str | None]) -> str | None:
    """The group of an entity: one of a stated dimension before the family that bare "rotations" name, then the most."""
    counts = Counter(symmetry for symmetry in symmetries if symmetry is not None)
    return max(counts, key=lambda symmetry: ("(n)" not in symmetry, counts[symmetry]), default=None)


@Language.factory("methodgraph_entities")
def make_entities(nlp: Language, name: str) -> Entities:
    """Make the component that fills ``doc._.entities`` and ``doc._.mention_entity``."""
    return Entities(shared_joiner())


class Entities:
    """Fills ``doc._.entities`` (ids e1, e2 … by first appearance) and ``doc._.mention_entity``."""

    def __init__(self, joiner: Joiner | None = None) -> None:
        """``joiner`` joins what the rules keep apart; without one the rules stand alone."""
        self.joiner = joiner

    def __call__(self, doc: Doc) -> Doc:
        """Group the mentions of one paper."""
        text = text_of(doc)
        mentions = [Marked(e.start_char, e.end_char, e.label_, e.text) for e in doc.ents]
        defined = {(a.long_start, a.long_end) for a in doc._.abbreviations}
        symmetries = [(e._.group or group_of(e)) if e.label_ == LABEL else None for e in doc.ents]
        entities: list[PaperEntity] = []
        mention_entity: dict[tuple[int, int], str] = {}
        groups = group_mentions(text, mentions, doc._.abbreviations, symmetries)
        if self.joiner is not None:
            groups = self._joined(self.joiner, doc, mentions, groups)
        for number, group in enumerate(groups, start=1):
            members = [mentions[i] for i in group]
            name = choose_name([m.text for m in members], [m.text for m in members if (m.start, m.end) in defined])
            said = _symmetry([symmetries[i] for i in group])
            entity = {"id": f"e{number}", "type": EntityType(members[0].type), "name": name}
            entities.append(PaperEntity.model_validate(entity | ({"group": said} if said else {})))
            mention_entity.update({(m.start, m.end): f"e{number}" for m in members})
        doc._.entities = entities
        doc._.mention_entity = mention_entity
        return doc

    @staticmethod
    def _joined(joiner: Joiner, doc: Doc, mentions: Sequence[Marked], groups: list[list[int]]) -> list[list[int]]:
        starts = [s.start_char for s in doc.sents] if doc.has_annotation("SENT_START") else [0]
        seen = [
            Group(
                mentions[own[0]].type,
                tuple(mentions[i].text for i in own),
                tuple((mentions[i].start, mentions[i].end) for i in own),
            )
            for own in groups
        ]
        return [sorted(i for n in places for i in groups[n]) for places in joiner.join(text_of(doc), seen, starts)]
