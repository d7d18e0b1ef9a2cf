"""An answer put on the text: offsets are found here, and what the text does not have is a fault.

A mention is a substring of the text; evidence is the sentence of the text that holds the words that were given, and it
mentions what it is evidence of.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from extract.models.answer import Fault, Found, FoundEntity, FoundProposal, FoundRelation
from extract.sentences import sentence_starts
from extract.symmetry import equivariance_mode
from schemas import SIGNATURES, EntityType, Evidence, Mention, Paper, PaperEntity, Proposal, Relation, RelationType

__all__ = ["Grounded", "ground", "occurrences"]

Place = tuple[int, int]
"""Half-open range of characters of the text."""
_PROPOSED = (EntityType.METHOD, EntityType.DATASET)
_SHOWN = 120


@dataclass(slots=True)
class Grounded:
    """What of an answer the text bears out, by the fields of an ``Extraction``, and the faults of the rest."""

    mentions: list[Mention] = field(default_factory=list)
    entities: list[PaperEntity] = field(default_factory=list)
    proposals: list[Proposal] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def fields(self) -> dict[str, Any]:
        """The fields that an ``Extraction`` adds to its paper."""
        return {
            "mentions": tuple(self.mentions),
            "entities": tuple(self.entities),
            "proposals": tuple(self.proposals),
            "proposes": tuple(p.entity for p in self.proposals),
            "relations": tuple(self.relations),
        }


def occurrences(text: str, wanted: str) -> list[Place]:
    """Where ``text`` has the words of ``wanted``, white space of any kind between them.

    Where it has them as whole words, only these places count: "ant" is not in "important". No place goes across the
    end of a title.
    """
    words = wanted.split()
    if not words:
        return []
    title_end = text.find("\n")
    places = [
        m.span()
        for m in re.finditer(r"\s+".join(map(re.escape, words)), text)
        if not m.start() <= title_end < m.end() or title_end < 0
    ]
    whole = [(a, b) for a, b in places if not (_joined(text, a) or _joined(text, b))]
    return whole or places


def _joined(text: str, offset: int) -> bool:
    return 0 < offset < len(text) and text[offset - 1].isalnum() and text[offset].isalnum()


class _Candidate(NamedTuple):
    start: int
    end: int
    entity: int


def ground(found: Found, paper: Paper) -> Grounded:
    """Put the parts of an answer on the text of a paper.

    Mentions do not overlap, the longer one stays. Entities are numbered anew, e1, e2 … by first appearance, and are
    named by the first of their forms that stayed.
    """
    text = paper.text
    result = Grounded(faults=list(found.faults))
    entities = _distinct(found.entities, result.faults)
    candidates = [c for n, e in enumerate(entities) for c in _located(text, n, e, result.faults)]
    kept = _without_overlap(candidates)
    mentioned = {c.entity for c in kept}
    for number, entity in enumerate(entities):
        if number not in mentioned and any(c.entity == number for c in candidates):
            says = f"entities: every mention of {entity.id!r} lies inside a longer one of another entity"
            result.faults.append(Fault("an entity whose mentions lie inside longer ones", says))
    numbers = list(dict.fromkeys(c.entity for c in kept))
    new_id = {number: f"e{place}" for place, number in enumerate(numbers, start=1)}
    for c in kept:
        type = entities[c.entity].type
        result.mentions.append(
            Mention(start=c.start, end=c.end, text=text[c.start : c.end], type=type, entity=new_id[c.entity])
        )
    for number in numbers:
        places = [(c.start, c.end) for c in kept if c.entity == number]
        name = _name(text, entities[number], places)
        result.entities.append(PaperEntity(id=new_id[number], type=entities[number].type, name=name))
    ids = {entities[number].id: new_id[number] for number in numbers}
    claims = _Claims(text, ids, result)
    for proposal in found.proposes:
        claims.propose(proposal)
    for relation in found.relations:
        claims.relate(relation)
    return result


def _distinct(entities: Sequence[FoundEntity], faults: list[Fault]) -> list[FoundEntity]:
    by_id: dict[str, FoundEntity] = {}
    for entity in entities:
        if entity.id in by_id:
            faults.append(Fault("an id that two entities have", f"entities: {entity.id!r} is the id of two"))
        else:
            by_id[entity.id] = entity
    return list(by_id.values())


def _located(text: str, number: int, entity: FoundEntity, faults: list[Fault]) -> list[_Candidate]:
    found: list[_Candidate] = []
    for mention in entity.mentions:
        places = occurrences(text, mention.text)
        if not places:
            says = f"entities: {_short(mention.text)} is not in the text"
            faults.append(Fault("a mention that is not in the text", says))
        elif mention.occurrence is None:
            found += [_Candidate(a, b, number) for a, b in places]
        elif 1 <= mention.occurrence <= len(places):
            found.append(_Candidate(*places[mention.occurrence - 1], number))
        else:
            says = f"entities: {_short(mention.text)} is {len(places)} times in the text, not {mention.occurrence}"
            faults.append(Fault("an occurrence that the text does not have", says))
    if not entity.mentions:
        faults.append(Fault("an entity without mention", f"entities: {entity.id!r} has no mention"))
    return found


def _without_overlap(candidates: Sequence[_Candidate]) -> list[_Candidate]:
    kept: list[_Candidate] = []
    for c in sorted(candidates, key=lambda c: (c.start - c.end, c.start, c.entity)):
        if all(c.end <= other.start or other.end <= c.start for other in kept):
            kept.append(c)
    return sorted(kept)


def _name(text: str, entity: FoundEntity, places: Sequence[Place]) -> str:
    forms = [text[a:b] for a, b in places]
    for mention in entity.mentions:
        for form in forms:
            if form.split() == mention.text.split():
                return " ".join(form.split())
    return max(forms, key=len)


class _Claims:
    """Proposals and relations of one paper, each on its sentence."""

    def __init__(self, text: str, ids: dict[str, str], result: Grounded) -> None:
        self.text, self.ids, self.result = text, ids, result
        self.types = {e.id: e.type for e in result.entities}
        self.starts = sentence_starts(text)
        self.seen: set[tuple[str, ...]] = set()

    def propose(self, given: FoundProposal) -> None:
        """Keep a proposal, or say what is wrong with it."""
        entity = self._id(given.entity, "proposes")
        if entity is None:
            return
        if self.types[entity] not in _PROPOSED:
            self._fault("a proposal of what is no method or data set", f"proposes: {given.entity!r} is neither")
            return
        evidence = self._evidence(given.evidence, (entity,), "proposes")
        if evidence and self._new("PROPOSES", entity):
            self.result.proposals.append(Proposal(entity=entity, evidence=evidence))

    def relate(self, given: FoundRelation) -> None:
        """Keep a relation, or say what is wrong with it."""
        head, tail = self._id(given.head, "relations"), self._id(given.tail, "relations")
        if head is None or tail is None:
            return
        signature = SIGNATURES[given.type]
        what = f"relations: {given.type} {given.head} → {given.tail}"
        if (self.types[head], self.types[tail]) != (signature.head, signature.tail):
            self._fault("a relation between other types", f"{what}: joins {signature.head} to {signature.tail}")
            return
        if head == tail:
            self._fault("a relation of a thing to itself", f"{what}: both ends are the same")
            return
        evidence = self._evidence(given.evidence, (head, tail), what)
        if evidence and self._new(given.type, head, tail):
            compared = given.type is RelationType.COMPARED_WITH
            kept = given.type is RelationType.EQUIVARIANT_TO
            self.result.relations.append(
                Relation(
                    type=given.type,
                    head=head,
                    tail=tail,
                    evidence=evidence,
                    outperforms=given.outperforms if compared else None,
                    mode=self._mode(tail, evidence) if kept else None,
                )
            )

    def _id(self, given: str, where: str) -> str | None:
        known = self.ids.get(given)
        if known is None:
            self._fault("a claim about an entity that is not there", f"{where}: there is no entity {given!r}")
        return known

    def _evidence(self, words: str, ends: tuple[str, ...], what: str) -> Evidence | None:
        """The sentence with these words that mentions most of the ends."""
        best: tuple[int, Place] | None = None
        for place in occurrences(self.text, words):
            sentence = self._sentence(place)
            named = sum(bool(self._mentions(end, sentence)) for end in ends)
            if best is None or named > best[0]:
                best = named, sentence
        if best is None:
            self._fault("evidence that is not in the text", f"{what}: {_short(words)} is not in the text")
        elif not best[0]:
            self._fault(
                "evidence that mentions no end of its claim", f"{what}: {_short(words)} mentions none of {ends}"
            )
        else:
            return Evidence(start=best[1][0], end=best[1][1])
        return None

    def _sentence(self, place: Place) -> Place:
        """The sentence, or sentences, that hold a place."""
        first = bisect_right(self.starts, place[0]) - 1
        last = bisect_right(self.starts, place[1] - 1)
        end = self.starts[last] if last < len(self.starts) else len(self.text)
        start = self.starts[max(first, 0)]
        whole = self.text[start:end]
        return start + len(whole) - len(whole.lstrip()), start + len(whole.rstrip())

    def _mentions(self, entity: str, place: Place) -> list[Place]:
        here = [m for m in self.result.mentions if m.entity == entity]
        return [(m.start, m.end) for m in here if place[0] <= m.start and m.end <= place[1]]

    def _mode(self, group: str, evidence: Evidence) -> Any:
        """How the sentence says that the group is respected, by the rules of the other extractors."""
        for start, end in self._mentions(group, (evidence.start, evidence.end)):
            sentence = self.text[evidence.start : evidence.end]
            mode = equivariance_mode(sentence, (start - evidence.start, end - evidence.start))
            if mode is not None:
                return mode
        return None

    def _new(self, *claim: str) -> bool:
        if claim in self.seen:
            return False
        self.seen.add(claim)
        return True

    def _fault(self, reason: str, says: str) -> None:
        self.result.faults.append(Fault(reason, says))


def _short(words: str) -> str:
    return repr(words if len(words) <= _SHOWN else words[: _SHOWN - 1] + "…")
