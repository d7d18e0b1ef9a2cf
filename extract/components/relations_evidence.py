"""The sentence that states a relation or a proposal best, and what it says: who is better, how a group is kept."""

from __future__ import annotations

import numpy as np

from extract.components.relations_cues import CUE_NUMBER
from extract.components.relations_layout import Floats, Layout
from extract.symmetry import equivariance_mode
from schemas import EquivarianceMode, Evidence, RelationType

_SPEAKING: dict[RelationType, str] = {
    RelationType.ADDRESSES: "for address enable task apply to",
    RelationType.EVALUATED_ON: "on evaluate show achieve data beat",
    RelationType.BENCHMARKS: "for data evaluate weprop release",
    RelationType.EQUIVARIANT_TO: "equi inva symm respect",
    RelationType.BASED_ON: "based use combine consist via with train isa",
    RelationType.COMPARED_WITH: "beat compare than over worse",
    RelationType.MEASURED_BY: "achieve number measure show evaluate",
}
_SPEAKING_NUMBERS = {kind: [CUE_NUMBER[name] for name in names.split()] for kind, names in _SPEAKING.items()}
_PROPOSING = (("weprop", 3.0), ("propose", 1.5), ("called", 1.0), ("release", 0.5), ("here", 0.5), ("we", 0.5))
_TITLE = 1.0
_AGAINST = [CUE_NUMBER[name] for name in ("compare", "than", "over")]
_GAINS = frozenset(CUE_NUMBER[name] for name in ("achieve", "enable"))
_NEGATION = 30
"""Characters between a word of negation and what it denies, at most."""
_LIKELY = 0.5
"""From this probability of being proposed, "our method" and "we" stand for an entity."""


def evidence_of(layout: Layout, sentence: int) -> Evidence:
    """A sentence of the layout as evidence."""
    start, end = layout.sentences[sentence]
    return Evidence(start=start, end=end)


def sentence_of_relation(layout: Layout, kind: RelationType, head: int, tail: int, proposed: Floats) -> int:
    """The sentence that says the relation best.

    It mentions the tail, and the head or what stands for it ("our method", "we") where the head is proposed; of several
    the one with the words that speak of this type, abstract before title, the two ends close together. Where there is
    none, the sentence of the tail that is nearest to one of the head.
    """
    own, we = layout.stands_in()
    candidates = np.flatnonzero(layout.mentioned[tail])
    homes = np.flatnonzero(layout.mentioned[head])
    best, best_score = int(candidates[0]), -99.0
    for sentence in candidates.tolist():
        if layout.mentioned[head, sentence]:
            score = 4 + 1 / (1 + _closest(layout, head, tail, sentence) / 80)
        elif proposed[head] >= _LIKELY and we[sentence]:
            score = 2.5 if own[sentence] else 1.5
        else:
            score = -float(np.abs(homes - sentence).min())
        speaking = (layout.sentence_cues[sentence, _SPEAKING_NUMBERS[kind]] > 0).sum()
        score += min(float(speaking) / 2, 2.0) - (_TITLE if sentence == 0 else 0.0)
        if score > best_score:
            best, best_score = sentence, score
    return best


def sentence_of_proposal(layout: Layout, entity: int) -> int:
    """The sentence that introduces an entity best ("we propose", "called"); else the first in the abstract."""
    best, best_score = 0, -99.0
    for sentence in np.flatnonzero(layout.mentioned[entity]).tolist():
        cues = layout.sentence_cues[sentence]
        score = sum(weight for name, weight in _PROPOSING if cues[CUE_NUMBER[name]] > 0)
        score -= (_TITLE if sentence == 0 else 0.0) + 0.05 * sentence
        if score > best_score:
            best, best_score = sentence, score
    return best


def _closest(layout: Layout, head: int, tail: int, sentence: int) -> int:
    """Least number of characters between a mention of each in a sentence that mentions both."""
    here = [p for p in layout.places if p.sentence == sentence]
    return min(
        max(a.start, b.start) - min(a.end, b.end) for a in here if a.entity == head for b in here if b.entity == tail
    )


def outperforms(layout: Layout, head: int, tail: int, proposed: Floats) -> bool | None:
    """Whether the text says that the head is better than the tail: True, False where it denies it, None where silent.

    Read are the sentences with both; for a proposed head those with the tail alone too, since results have the paper's
    method as their silent subject. Words such as "outperforms" or "better" count, and words of gain beside "over",
    "than" or "compared"; a negation shortly before, or "worse", turns them round.
    """
    spoken = layout.mentioned[tail] & (layout.mentioned[head] | bool(proposed[head] >= _LIKELY))
    verdicts = []
    for sentence in np.flatnonzero(spoken).tolist():
        cues = layout.cues_between(*layout.sentences[sentence])
        counts = layout.sentence_cues[sentence]
        measured = counts[_AGAINST].sum() > 0
        denials = [cue.end for cue in cues if cue.number == CUE_NUMBER["not"]]
        for cue in cues:
            if cue.number == CUE_NUMBER["beat"] or (measured and cue.number in _GAINS):
                verdicts.append(not any(0 <= cue.start - end <= _NEGATION for end in denials))
            elif cue.number == CUE_NUMBER["worse"]:
                verdicts.append(False)
    return any(verdicts) if verdicts else None


def mode_of(layout: Layout, tail: int, sentence: int) -> EquivarianceMode | None:
    """How the sentence says that the group ``tail`` is respected; None where it does not say."""
    start, end = layout.sentences[sentence]
    for place in layout.places:
        if place.entity == tail and place.sentence == sentence:
            mode = equivariance_mode(layout.text[start:end], (place.start - start, min(place.end, end) - start))
            if mode is not None:
                return mode
    return None
