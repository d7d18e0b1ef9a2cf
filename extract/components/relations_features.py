"""Features of an entity (is it what the paper proposes?) and of a pair of entities (does a relation join them?).

All are counts, flags and ratios; none needs a parser or a model. The names that ``entity_feature_names`` and
``pair_feature_names`` give are written into the trained model and compared when it is read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from extract.components.entities_variants import variant_words
from extract.components.relations_cues import CUE_NUMBER, CUES, Cue
from extract.components.relations_layout import WINDOW, Floats, Layout
from schemas import EntityType

_C = len(CUES)
_COUNTED = """
weprop selfref propose we here prior however problem use evaluate show beat achieve data compare release study number
equi inva
"""
_SENTENCE_CUES = tuple(CUE_NUMBER[name] for name in _COUNTED.split())
_SHAPE_NAMES = """
mentions sentences first last spread in_title title_first title_before_colon in_opening forms words letters capitals
digits all_capitals short_form of_type type_rank title_rank type_share method dataset follows_paper_name
"""
_SHAPE = _SHAPE_NAMES.split()
_NAMEISH = re.compile(r"[a-z][A-Z]|[A-Z]{2}|\d|^[A-Z][a-z]+$")
_COLON = re.compile(r"[\"”'’$)]*\s*[:–—-]\s")
_FAR = 400.0


def entity_feature_names() -> list[str]:
    """Names of the columns of ``entity_features``."""
    return [
        *_SHAPE,
        *(f"sentence:{CUES[n]}" for n in _SENTENCE_CUES),
        *(f"before:{name}" for name in CUES),
        *(f"behind:{name}" for name in CUES),
        *(f"lead:{name}" for name in CUES),
    ]


def entity_features(layout: Layout) -> Floats:
    """Entities x features, in the order of ``layout.entities``."""
    count, sentences = len(layout.entities), max(len(layout.sentences), 1)
    shape = np.zeros((count, len(_SHAPE)), dtype=np.float32)
    before, behind, lead = (np.zeros((count, _C), dtype=np.float32) for _ in range(3))
    title_end = layout.sentences[0][1] if layout.sentences else 0
    places: list[list[int]] = [[] for _ in range(count)]
    for number, place in enumerate(layout.places):
        places[place.entity].append(number)
        start, end = layout.sentences[place.sentence]
        for cue in layout.cues_between(max(start, place.start - WINDOW), place.start):
            if cue.end <= place.start:
                before[place.entity, cue.number] = 1
        for cue in layout.cues_between(place.end, min(end, place.end + WINDOW)):
            behind[place.entity, cue.number] = 1
        closest = [c for c in layout.cues_between(max(start, place.start - 90), place.start) if c.end <= place.start]
        if closest:
            lead[place.entity, closest[-1].number] = 1
    title_order = 0
    for number, entity in enumerate(layout.entities):
        own = [layout.places[i] for i in places[number]]
        if not own:
            continue
        forms = {layout.text[p.start : p.end] for p in own}
        in_title = own[0].sentence == 0
        colon = in_title and bool(_COLON.match(layout.text, own[0].end, title_end))
        title_order += in_title
        same = layout.by_type[entity.type]
        total = sum(len(places[i]) for i in same)
        shape[number] = (
            len(own),
            layout.mentioned[number].sum(),
            own[0].sentence / sentences,
            own[-1].sentence / sentences,
            (own[-1].sentence - own[0].sentence) / sentences,
            in_title,
            in_title and own[0].start <= 1,
            colon and own[0].start <= 1,
            any(p.sentence == 1 for p in own),
            len(forms),
            len(variant_words(entity.name)),
            len(entity.name),
            any(bool(_NAMEISH.search(form)) for form in forms),
            any(c.isdigit() for c in entity.name),
            entity.name.isupper(),
            any(form.isupper() and len(form) > 1 for form in forms),
            len(same),
            same.index(number),
            title_order if in_title else 9,
            len(own) / max(total, 1),
            entity.type is EntityType.METHOD,
            entity.type is EntityType.DATASET,
            in_title and own[0].start > 1 and ":" in layout.text[: own[0].start],
        )
    in_sentences = layout.mentioned.astype(np.float32) @ (layout.sentence_cues[:, _SENTENCE_CUES] > 0)
    return np.concatenate([shape, in_sentences, before, behind, lead], axis=1)


_PAIR_NAMES = """
shared shared_in_title gap_characters gap_sentences head_first between_mentions between_of_head between_of_tail
nearest_head shared_own shared_we tail_own tail_we head_own_share same_words tail_inside_head head_inside_tail
last_word_same heads tails sentence_mentions comma_between bracket_between colon_between position
head_proposed tail_proposed head_is_main tail_is_main mains main_shares main_nearer head_rank shared_share
"""
_PAIR = _PAIR_NAMES.split()


def pair_feature_names() -> list[str]:
    """Names of the columns of ``pair_features``."""
    entity = entity_feature_names()
    return [
        *_PAIR,
        *(f"between:{name}" for name in CUES),
        *(f"ahead:{name}" for name in CUES),
        *(f"after:{name}" for name in CUES),
        *(f"own_to_tail:{name}" for name in CUES),
        *(f"head:{name}" for name in entity),
        *(f"tail:{name}" for name in entity),
    ]


class PairTable:
    """The closest meeting of every two entities in one sentence, laid out once for all relation types of a paper."""

    def __init__(self, layout: Layout) -> None:
        count = len(layout.entities)
        self.layout = layout
        self.gap = np.full((count, count), _FAR, dtype=np.float32)
        self.first = np.zeros((count, count), dtype=np.float32)
        self.crowd = np.zeros((count, count, 3), dtype=np.float32)
        self.marks = np.zeros((count, count, 5), dtype=np.float32)
        self.around = np.zeros((count, count, 3 * _C), dtype=np.float32)
        self.meeting: dict[tuple[int, int], tuple[int, int]] = {}
        self.own_to_tail = np.zeros((count, _C), dtype=np.float32)
        self._meet()
        self._lead_from_own()
        own, we = layout.stands_in()
        inside = layout.mentioned.astype(np.float32)
        self.shared = inside @ inside.T
        self.shared_own = (inside * own) @ inside.T
        self.shared_we = (inside * we) @ inside.T
        self.with_own, self.with_we = inside @ own, inside @ we
        self.sentence_gap = _sentence_gap(layout)
        self.words = [set(variant_words(entity.name)) for entity in layout.entities]
        self.last = [(variant_words(entity.name) or ("",))[-1] for entity in layout.entities]

    def _meet(self) -> None:
        places = self.layout.places
        for i, a in enumerate(places):
            for j in range(i + 1, len(places)):
                b = places[j]
                if b.sentence != a.sentence:
                    break
                if a.entity != b.entity and b.start - a.end < self.gap[a.entity, b.entity]:
                    self.meeting[a.entity, b.entity] = self.meeting[b.entity, a.entity] = (i, j)
                    self.gap[a.entity, b.entity] = self.gap[b.entity, a.entity] = b.start - a.end
        for (x, y), (i, j) in self.meeting.items():
            if x < y:
                self._describe(x, y, i, j)

    def _describe(self, x: int, y: int, i: int, j: int) -> None:
        layout, places = self.layout, self.layout.places
        a, b = places[i], places[j]
        start, end = layout.sentences[a.sentence]
        row = self.around[x, y]
        for offset, cues in enumerate(
            (layout.cues_between(a.end, b.start), _ahead(layout, start, a.start), layout.cues_between(b.end, end))
        ):
            for cue in cues:
                row[offset * _C + cue.number] = 1
        self.around[y, x] = row
        self.first[a.entity, b.entity] = 1
        between = [layout.entities[places[k].entity].type for k in range(i + 1, j)]
        kinds = layout.entities[x].type, layout.entities[y].type
        for (one, other), (kind, other_kind) in (((x, y), kinds), ((y, x), kinds[::-1])):
            self.crowd[one, other] = (len(between), between.count(kind), between.count(other_kind))
        gap = layout.text[a.end : b.start]
        here = sum(p.sentence == a.sentence for p in places)
        self.marks[x, y] = self.marks[y, x] = (
            here,
            gap.count(","),
            "(" in gap or ")" in gap,
            ":" in gap,
            a.sentence / max(len(layout.sentences), 1),
        )

    def _lead_from_own(self) -> None:
        """Cues between the last "our method" or "we" before a mention and the mention itself."""
        stands = {CUE_NUMBER[name] for name in ("selfref", "weprop", "we")}
        for place in self.layout.places:
            start = self.layout.sentences[place.sentence][0]
            cues = self.layout.cues_between(start, place.start)
            last = next((k for k in range(len(cues) - 1, -1, -1) if cues[k].number in stands), None)
            if last is not None:
                for cue in cues[last:]:
                    self.own_to_tail[place.entity, cue.number] = 1

    def dense(self, pairs: NDArray[np.intp], proposed: Floats) -> Floats:
        """Pairs x the first features; ``pairs`` is n x 2 places (head, tail), ``proposed`` a probability an entity."""
        layout = self.layout
        head, tail = pairs[:, 0], pairs[:, 1]
        n, count = len(pairs), len(layout.entities)
        heads, tails = np.unique(head), np.unique(tail)
        methods = layout.by_type[EntityType.METHOD]
        main = max(methods, key=lambda m: proposed[m], default=-1)
        if main >= 0 and proposed[main] < 0.3:
            main = -1
        others = np.full((count, count), _FAR, dtype=np.float32)
        others[heads] = self.gap[heads]
        nearest = others.min(axis=0)
        to_main = self.gap[main] if main >= 0 else np.full(count, _FAR, dtype=np.float32)
        main_shared = self.shared[main] if main >= 0 else np.zeros(count, dtype=np.float32)
        rank = np.zeros(count, dtype=np.float32)
        rank[heads] = np.argsort(np.argsort(-proposed[heads], kind="stable"), kind="stable")
        overlap = np.array([_overlap(self.words, self.last, h, t) for h, t in pairs], dtype=np.float32).reshape(n, 4)
        gap = self.gap[head, tail]
        shared = self.shared[head, tail]
        columns = [
            shared,
            layout.mentioned[head, 0] & layout.mentioned[tail, 0],
            np.log1p(np.maximum(gap, 0)),
            self.sentence_gap[head, tail],
            self.first[head, tail],
            self.crowd[head, tail, 0],
            self.crowd[head, tail, 1],
            self.crowd[head, tail, 2],
            (gap <= nearest[tail]) & (gap < _FAR),
            self.shared_own[head, tail],
            self.shared_we[head, tail],
            self.with_own[tail],
            self.with_we[tail],
            self.with_own[head] / np.maximum(layout.mentioned[head].sum(axis=1), 1),
            *overlap.T,
            np.full(n, len(heads)),
            np.full(n, len(tails)),
            *self.marks[head, tail].T,
            proposed[head],
            proposed[tail],
            head == main,
            tail == main,
            np.full(n, float((proposed[methods] > 0.5).sum()) if methods else 0.0),
            main_shared[tail],
            to_main[tail] < gap,
            rank[head],
            shared / np.maximum(layout.mentioned[tail].sum(axis=1), 1),
        ]
        return np.stack([np.asarray(c, dtype=np.float32) for c in columns], axis=1)

    def sources(self, pairs: NDArray[np.intp], of_entity: Floats, proposed: Floats) -> list[Source]:
        """Where the columns of ``pair_feature_names`` come from, in their order; see ``gathered``."""
        head, tail = pairs.T
        return [
            (self.dense(pairs, proposed), (np.arange(len(pairs)),)),
            (self.around, (head, tail)),
            (self.own_to_tail, (tail,)),
            (of_entity, (head,)),
            (of_entity, (tail,)),
        ]


Source = tuple[Floats, tuple[NDArray[np.intp], ...]]
"""An array whose last axis holds features, and the places of its rows, one array an axis."""


def gathered(sources: Sequence[Source], columns: NDArray[np.intp] | None = None) -> Floats:
    """Rows x features of several sources side by side; ``columns`` (sorted) takes only those, None takes all."""
    parts, start = [], 0
    for array, rows in sources:
        width = array.shape[-1]
        if columns is None:
            parts.append(array[rows])
        else:
            first, last = np.searchsorted(columns, (start, start + width))
            parts.append(array[(*(row[:, None] for row in rows), columns[first:last] - start)])
        start += width
    return np.concatenate(parts, axis=1)


def _ahead(layout: Layout, start: int, end: int) -> Sequence[Cue]:
    """The cues before the first mention, those nearest to it."""
    return layout.cues_between(max(start, end - 80), end)


def _overlap(words: list[set[str]], last: list[str], head: int, tail: int) -> tuple[float, float, float, float]:
    h, t = words[head], words[tail]
    return len(h & t), bool(t) and t < h, bool(h) and h < t, last[head] == last[tail]


def _sentence_gap(layout: Layout) -> Floats:
    """Entities x entities: the least number of sentences between a mention of one and a mention of the other."""
    count, sentences = layout.mentioned.shape
    steps = np.abs(np.arange(sentences)[:, None] - np.arange(sentences)[None, :]).astype(np.float32)
    reach = np.full((count, sentences), float(sentences), dtype=np.float32)
    for number in range(count):
        rows = steps[layout.mentioned[number]]
        if len(rows):
            reach[number] = rows.min(axis=0)
    gap = np.full((count, count), float(sentences), dtype=np.float32)
    for number in range(count):
        columns = reach[:, layout.mentioned[number]]
        if columns.shape[1]:
            gap[number] = columns.min(axis=1)
    return gap
