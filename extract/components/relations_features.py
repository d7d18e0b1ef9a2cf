"""Features of an entity (is it what the paper proposes?) and of a pair of entities (does a relation join them?).

All are counts, flags and ratios; none needs a parser or a model. The names that ``entity_feature_names`` and
``pair_feature_names`` give are written into the trained model and compared when it is read.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

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
_LEAD = 90
"""Characters before a mention in which the nearest cue leads to it."""


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
    around = np.zeros((count, 3 * _C), dtype=np.float32)
    title_end = layout.sentences[0][1] if layout.sentences else 0
    places: list[list[int]] = [[] for _ in range(count)]
    marked: list[int] = []
    for number, place in enumerate(layout.places):
        places[place.entity].append(number)
        start, end = layout.sentences[place.sentence]
        row = place.entity * 3 * _C
        ahead = [c for c in layout.cues_between(max(start, place.start - _LEAD), place.start) if c.end <= place.start]
        marked += [row + cue.number for cue in ahead if cue.start >= place.start - WINDOW]
        marked += [row + _C + c.number for c in layout.cues_between(place.end, min(end, place.end + WINDOW))]
        if ahead:
            marked.append(row + 2 * _C + ahead[-1].number)
    around.ravel()[marked] = 1
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
    return np.concatenate([shape, in_sentences, around], axis=1)


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


_OWN = frozenset(CUE_NUMBER[name] for name in ("selfref", "weprop", "we"))


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
        self.overlap = _overlap([variant_words(entity.name) for entity in layout.entities])

    def _meet(self) -> None:
        places = self.layout.places
        gaps: dict[tuple[int, int], int] = {}
        for i, a in enumerate(places):
            for j in range(i + 1, len(places)):
                b = places[j]
                if b.sentence != a.sentence:
                    break
                x, y = (a.entity, b.entity) if a.entity < b.entity else (b.entity, a.entity)
                if x != y and b.start - a.end < gaps.get((x, y), _FAR):
                    self.meeting[a.entity, b.entity] = self.meeting[b.entity, a.entity] = (i, j)
                    gaps[x, y] = b.start - a.end
        if not gaps:
            return
        here = Counter(place.sentence for place in places)
        low, high = np.array(list(gaps), dtype=np.intp).T
        self.gap[low, high] = self.gap[high, low] = list(gaps.values())
        met = [self._described(x, y, *self.meeting[x, y], here) for x, y in gaps]
        crowd, marks, cues = zip(*met, strict=True)
        self.crowd[low, high] = crowd
        self.crowd[high, low] = self.crowd[low, high][:, [0, 2, 1]]
        self.marks[low, high] = self.marks[high, low] = marks
        around = np.zeros((len(gaps), 3 * _C), dtype=np.float32)
        around.ravel()[[n * 3 * _C + column for n, columns in enumerate(cues) for column in columns]] = 1
        self.around[low, high] = self.around[high, low] = around
        for x, y in gaps:
            i, j = self.meeting[x, y]
            self.first[places[i].entity, places[j].entity] = 1

    def _described(
        self, x: int, y: int, i: int, j: int, here: Mapping[int, int]
    ) -> tuple[tuple[int, int, int], tuple[float, ...], list[int]]:
        """Mentions ``i`` and ``j``, where two entities meet: rows of crowd and marks, and the cues around."""
        layout, places = self.layout, self.layout.places
        a, b = places[i], places[j]
        start, end = layout.sentences[a.sentence]
        stretches = (
            layout.cues_between(a.end, b.start),
            _ahead(layout, start, a.start),
            layout.cues_between(b.end, end),
        )
        cues = [n * _C + cue.number for n, found in enumerate(stretches) for cue in found]
        between = [layout.entities[places[k].entity].type for k in range(i + 1, j)]
        crowd = len(between), between.count(layout.entities[x].type), between.count(layout.entities[y].type)
        gap = layout.text[a.end : b.start]
        marks = (
            here[a.sentence],
            gap.count(","),
            "(" in gap or ")" in gap,
            ":" in gap,
            a.sentence / max(len(layout.sentences), 1),
        )
        return crowd, marks, cues

    def _lead_from_own(self) -> None:
        """Cues between the last "our method" or "we" before a mention and the mention itself."""
        for place in self.layout.places:
            start = self.layout.sentences[place.sentence][0]
            cues = self.layout.cues_between(start, place.start)
            last = next((k for k in range(len(cues) - 1, -1, -1) if cues[k].number in _OWN), None)
            if last is not None:
                self.own_to_tail[place.entity, [cue.number for cue in cues[last:]]] = 1

    def dense(self, groups: Sequence[NDArray[np.intp]], proposed: Floats) -> Floats:
        """Pairs x the first features, for groups of pairs one below the other.

        A group is n x 2 places (head, tail), not empty; what is compared within a paper, such as which head is nearest,
        is compared within the group. ``proposed`` is a probability an entity.
        """
        layout, pairs = self.layout, np.concatenate(groups)
        head, tail = pairs[:, 0], pairs[:, 1]
        n, count = len(pairs), len(layout.entities)
        methods = layout.by_type[EntityType.METHOD]
        main = max(methods, key=lambda m: proposed[m], default=-1)
        if main >= 0 and proposed[main] < 0.3:
            main = -1
        to_main = self.gap[main] if main >= 0 else np.full(count, _FAR, dtype=np.float32)
        main_shared = self.shared[main] if main >= 0 else np.zeros(count, dtype=np.float32)
        gap = self.gap[head, tail]
        shared = self.shared[head, tail]
        nearest, rank, heads, tails = np.concatenate([self._ranked(group, proposed) for group in groups], axis=1)
        mentions = layout.mentioned.sum(axis=1).clip(min=1)
        columns = [
            shared,
            layout.mentioned[head, 0] & layout.mentioned[tail, 0],
            np.log1p(np.maximum(gap, 0)),
            self.sentence_gap[head, tail],
            self.first[head, tail],
            self.crowd[head, tail, 0],
            self.crowd[head, tail, 1],
            self.crowd[head, tail, 2],
            (gap <= nearest) & (gap < _FAR),
            self.shared_own[head, tail],
            self.shared_we[head, tail],
            self.with_own[tail],
            self.with_we[tail],
            self.with_own[head] / mentions[head],
            *self.overlap[head, tail].T,
            heads,
            tails,
            *self.marks[head, tail].T,
            proposed[head],
            proposed[tail],
            head == main,
            tail == main,
            np.full(n, (proposed[methods] > 0.5).sum() if methods else 0),
            main_shared[tail],
            to_main[tail] < gap,
            rank,
            shared / mentions[tail],
        ]
        rows = np.empty((n, len(columns)), dtype=np.float32)
        for number, column in enumerate(columns):
            rows[:, number] = column
        return rows

    def _ranked(self, pairs: NDArray[np.intp], proposed: Floats) -> Floats:
        """4 x pairs: gap from the tail to the nearest head, rank of the head, numbers of heads and of tails."""
        head, tail = pairs.T
        heads, tails = (np.flatnonzero(np.bincount(column)) for column in (head, tail))
        rank = np.zeros(len(proposed), dtype=np.float32)
        rank[heads[np.argsort(-proposed[heads], kind="stable")]] = np.arange(len(heads))
        out = np.empty((4, len(pairs)), dtype=np.float32)
        out[0], out[1], out[2], out[3] = self.gap[heads].min(axis=0)[tail], rank[head], len(heads), len(tails)
        return out

    def sources(self, groups: Sequence[NDArray[np.intp]], of_entity: Floats, proposed: Floats) -> list[Source]:
        """Where the columns of ``pair_feature_names`` come from, in their order; see ``dense`` and ``gathered``."""
        head, tail = np.concatenate(groups).T
        return [
            (self.dense(groups, proposed), (np.arange(len(head)),)),
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


def _overlap(names: Sequence[Sequence[str]]) -> Floats:
    """Names x names x 4: words in both, whether the second is a part of the first, the reverse, one last word."""
    number = {word: n for n, word in enumerate(dict.fromkeys(word for words in names for word in words))}
    has = np.zeros((len(names), len(number)), dtype=np.float32)
    for n, words in enumerate(names):
        has[n, [number[word] for word in words]] = 1
    both, size = has @ has.T, has.sum(axis=1)
    inside = (both == size) & (size > 0) & (size < size[:, None])
    last = np.array([number[words[-1]] if words else -1 for words in names])
    return np.stack([both, inside, inside.T, last == last[:, None]], axis=2, dtype=np.float32)


def _sentence_gap(layout: Layout) -> Floats:
    """Entities x entities: the least number of sentences between a mention of one and a mention of the other."""
    count, sentences = layout.mentioned.shape
    # The sentence of the last mention so far, and of the next one.
    number, far = np.arange(sentences), 2 * sentences
    last = np.maximum.accumulate(np.where(layout.mentioned, number, -far), axis=1)
    following = np.minimum.accumulate(np.where(layout.mentioned, number, far)[:, ::-1], axis=1)[:, ::-1]
    reach = np.minimum(np.minimum(number - last, following - number), sentences).astype(np.float32)
    gap = np.full((count, count), float(sentences), dtype=np.float32)
    for sentence in range(sentences):
        here = np.flatnonzero(layout.mentioned[:, sentence])
        gap[here] = np.minimum(gap[here], reach[:, sentence])
    return gap
