"""Proposals and relations by a handful of rules, for where no trained model is at hand.

A proposed entity is named first in the title before a colon, or follows "we propose". Relations join what stands in one
sentence with fitting words between, or the proposed method with what "our method" and "we" are said to do.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from extract.components.relations_cues import CUE_NUMBER, CUES
from extract.components.relations_features import PairTable, entity_feature_names, entity_features
from extract.components.relations_layout import Floats, Layout
from extract.components.relations_model import PROPOSES, Found
from schemas import SIGNATURES, EntityType, RelationType

CONFIDENCE = 0.5
"""What everything found by these rules carries: about half of it is right."""
_MOST_PROPOSED = 3
_WORDS: dict[RelationType, str] = {
    RelationType.ADDRESSES: "for address enable to apply task in",
    RelationType.EVALUATED_ON: "on evaluate show achieve data beat",
    RelationType.BENCHMARKS: "for data evaluate of release",
    RelationType.EQUIVARIANT_TO: "equi inva symm respect",
    RelationType.BASED_ON: "based use combine consist via isa",
    RelationType.COMPARED_WITH: "beat compare than over",
    RelationType.MEASURED_BY: "achieve number measure with of",
}
_NUMBERS = {kind: [CUE_NUMBER[name] for name in names.split()] for kind, names in _WORDS.items()}
_COLUMN = {name: number for number, name in enumerate(entity_feature_names())}


class RuleReading:
    """One paper read by rules: ``proposed`` and ``relations``, as a reading of the trained model."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.thresholds = {PROPOSES: CONFIDENCE}
        self._table = PairTable(layout)
        self._features = entity_features(layout)
        self.proposed = self._proposed()

    def _proposed(self) -> Floats:
        features = self._features
        result = np.zeros(len(self.layout.entities), dtype=np.float32)
        own, _ = self.layout.stands_in()
        scores = []
        for kind in (EntityType.METHOD, EntityType.DATASET):
            for entity in self.layout.by_type[kind]:
                row = features[entity]
                score = 2 * row[_COLUMN["title_before_colon"]] + row[_COLUMN["before:weprop"]]
                score += row[_COLUMN["before:called"]] + 0.5 * row[_COLUMN["before:propose"]]
                score += 0.5 * bool(self.layout.mentioned[entity] @ own) * row[_COLUMN["capitals"]]
                scores.append((float(score), -entity))
        for score, entity in sorted(scores, reverse=True)[:_MOST_PROPOSED]:
            if score >= 1:
                result[-entity] = CONFIDENCE
        return result

    def relations(self) -> Iterator[Found]:
        """What the rules find, in the order of types and entities."""
        _, we = self.layout.stands_in()
        said_of_own = (self.layout.mentioned @ we) > 0
        main = int(self.proposed.argmax()) if self.proposed.any() else -1
        found: set[tuple[RelationType, int, int]] = set()
        for kind in RelationType:
            signature, numbers = SIGNATURES[kind], _NUMBERS[kind]
            before = self._features[:, [_COLUMN[f"before:{CUES[n]}"] for n in numbers]]
            for head in self.layout.by_type[signature.head]:
                for tail in self.layout.by_type[signature.tail]:
                    if head == tail or (kind, tail, head) in found:
                        continue
                    between = self._table.around[head, tail, numbers].any() and self._table.first[head, tail] > 0
                    led = self._table.own_to_tail[tail, numbers].any() or before[tail].any()
                    if between or (head == main and said_of_own[tail] and led):
                        found.add((kind, head, tail))
                        yield Found(kind, head, tail, CONFIDENCE)
