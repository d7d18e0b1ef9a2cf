"""One paper laid out for the features of its entities and entity pairs: who stands in which sentence, beside what."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from spacy.attrs import SENT_START  # type: ignore[import-not-found]
from spacy.tokens import Doc

from extract.components.relations_cues import CUE_NUMBER, CUES, Cue, find_cues
from extract.tokens import text_of
from schemas import EntityType, PaperEntity

Floats = NDArray[np.float32]
WINDOW = 36
"""Characters on each side of a mention in which a cue counts as its neighbour."""
_SELF = (CUE_NUMBER["selfref"], CUE_NUMBER["weprop"])
_WE = (CUE_NUMBER["we"], CUE_NUMBER["here"])


@dataclass(frozen=True, slots=True)
class Place:
    """One mention: half-open character range, place of its entity and of its sentence in their lists."""

    start: int
    end: int
    entity: int
    sentence: int


class Layout:
    """What the features are made from.

    Attributes:
        text: title, line feed, abstract.
        sentences: half-open character ranges, trimmed; the first is the title.
        entities: the paper's entities; everything else refers to them by place.
        places: mentions in order of the text.
        sure: for each entity the confidence of its surest mention, 0 to 1.
        mentioned: entities x sentences, True where a sentence mentions the entity.
        cues: trigger words in order.
        sentence_cues: sentences x classes of cues, how many.
    """

    def __init__(
        self,
        text: str,
        sentences: Sequence[tuple[int, int]],
        entities: Sequence[PaperEntity],
        mention_entity: Mapping[tuple[int, int], str],
        confidence: Mapping[tuple[int, int], float] | None = None,
    ) -> None:
        self.text = text
        self.lower = _lower(text)
        self.sentences = list(sentences)
        self.entities = list(entities)
        self.cues: list[Cue] = find_cues(self.lower)
        self._cue_starts = [cue.start for cue in self.cues]
        starts = [start for start, _ in sentences]
        place_of = {entity.id: place for place, entity in enumerate(entities)}
        self.places = [
            Place(start, end, place_of[entity], max(bisect_right(starts, start) - 1, 0))
            for (start, end), entity in sorted(mention_entity.items())
        ]
        self.sure = np.zeros(len(entities), dtype=np.float32)
        for place in self.places:
            value = 1.0 if confidence is None else confidence.get((place.start, place.end), 1.0)
            self.sure[place.entity] = max(self.sure[place.entity], value)
        self.mentioned = np.zeros((len(entities), len(sentences)), dtype=bool)
        for place in self.places:
            self.mentioned[place.entity, place.sentence] = True
        spoken = [
            number * len(CUES) + cue.number
            for number, (start, end) in enumerate(sentences)
            for cue in self.cues_between(start, end)
        ]
        counts = np.bincount(spoken, minlength=len(sentences) * len(CUES))
        self.sentence_cues = counts.reshape(len(sentences), len(CUES)).astype(np.float32)
        own = self.sentence_cues[:, _SELF].sum(axis=1) > 0
        self._stands_in = own, own | (self.sentence_cues[:, _WE].sum(axis=1) > 0)
        self.by_type: dict[EntityType, list[int]] = {kind: [] for kind in EntityType}
        for number, entity in enumerate(entities):
            self.by_type[entity.type].append(number)

    @classmethod
    def of_doc(cls, doc: Doc) -> Layout:
        """The layout of a Doc behind the component ``entities``; the Doc may lack sentence starts."""
        text = text_of(doc)
        marks = doc.to_array([SENT_START]).ravel()
        starts = [0, *(start for i in np.flatnonzero(marks == 1).tolist() if (start := doc[i].idx))]
        bounds = [_trimmed(text, start, end) for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]
        bounds = [(start, end) for start, end in bounds if start < end] or [(0, len(text))]
        confidence = {(e.start_char, e.end_char): float(e._.confidence) for e in doc.ents}
        return cls(text, bounds, doc._.entities, doc._.mention_entity, confidence)

    def cues_between(self, start: int, end: int) -> list[Cue]:
        """Cues that begin in a range of characters."""
        return self.cues[bisect_left(self._cue_starts, start) : bisect_left(self._cue_starts, end)]

    def stands_in(self) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """For each sentence, whether it speaks of the paper's own method ("our method", "we propose"), and of "we"."""
        return self._stands_in


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())


def _lower(text: str) -> str:
    """Lower case without a change of length (a few characters of Unicode become two)."""
    lower = text.lower()
    return lower if len(lower) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
