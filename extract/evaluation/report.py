"""Precision, recall and F1 of extractions against gold, with what was missed and what was made up."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field

from extract.evaluation.alignment import (
    SpanKey,
    align,
    aligned_relations,
    by_title,
    gold_relations,
    spans,
    surfaces,
)
from extract.evaluation.calibration import Calibration, reliability
from schemas import EntityType, Extraction, Mention, RelationType

ALL = "all"
MEASURES = ("mentions exact", "mentions overlap", "entities", "relations", "proposes")


@dataclass(frozen=True, slots=True)
class Figures:
    """One row of the table; precision, recall and F1 in per cent, rounded to one digit."""

    measure: str
    type: str
    precision: float
    recall: float
    f1: float
    gold: int
    predicted: int


@dataclass(frozen=True, slots=True)
class ErrorCount:
    """A surface form that was missed or made up, and how often."""

    count: int
    type: str
    text: str


@dataclass(slots=True)
class _Counts:
    hit: int = 0
    predicted: int = 0
    gold: int = 0

    def add(self, hit: int, predicted: int, gold: int) -> None:
        self.hit += hit
        self.predicted += predicted
        self.gold += gold

    def figures(self, measure: str, kind: str) -> Figures:
        p = self.hit / self.predicted if self.predicted else 0.0
        r = self.hit / self.gold if self.gold else 0.0
        f = 2 * p * r / (p + r) if p + r else 0.0
        percent = [round(100 * value, 1) for value in (p, r, f)]
        return Figures(measure, kind, percent[0], percent[1], percent[2], self.gold, self.predicted)


@dataclass(slots=True)
class Report:
    """The outcome of ``evaluate``.

    ``papers`` is the number of gold papers and ``matched`` how many of them were predicted. ``missed`` and
    ``spurious`` count mentions by (type, text).
    """

    papers: int
    matched: int
    figures: tuple[Figures, ...]
    calibration: tuple[Calibration, ...]
    missed: Counter[tuple[str, str]] = field(default_factory=Counter)
    spurious: Counter[tuple[str, str]] = field(default_factory=Counter)

    def table(self) -> list[Figures]:
        """The rows that say something: those with anything in gold or prediction."""
        return [row for row in self.figures if row.gold or row.predicted]

    def figure(self, measure: str, kind: str = ALL) -> Figures:
        """One row by its measure (``MEASURES``) and type.

        Raises:
            KeyError: no such row.
        """
        for row in self.figures:
            if (row.measure, row.type) == (measure, kind):
                return row
        raise KeyError(f"{measure} {kind}")

    def most_missed(self, count: int) -> list[ErrorCount]:
        """The mentions that were missed most often."""
        return _most(self.missed, count)

    def most_spurious(self, count: int) -> list[ErrorCount]:
        """The mentions that were made up most often."""
        return _most(self.spurious, count)

    def to_json(self, errors: int = 20) -> str:
        """The whole report as a JSON object; ``errors`` bounds the two lists of mentions."""
        content = {
            "papers": self.papers,
            "matched": self.matched,
            "figures": [asdict(row) for row in self.table()],
            "calibration": [asdict(row) for row in self.calibration],
            "missed": [asdict(row) for row in self.most_missed(errors)],
            "spurious": [asdict(row) for row in self.most_spurious(errors)],
        }
        return json.dumps(content, ensure_ascii=False, indent=1)


def _most(counter: Counter[tuple[str, str]], count: int) -> list[ErrorCount]:
    ranked = sorted(counter.items(), key=lambda pair: (-pair[1], pair[0]))[:count]
    return [ErrorCount(number, kind, text) for (kind, text), number in ranked]


def evaluate(gold: Iterable[Extraction], predicted: Iterable[Extraction]) -> Report:
    """Score extractions against annotated papers; papers are matched by title.

    A gold paper that was not predicted counts as all missed; a predicted paper that is not in gold counts nothing.
    """
    return _Scoring(by_title(list(gold)), by_title(list(predicted))).report()


class _Scoring:
    def __init__(self, gold: dict[str, Extraction], predicted: dict[str, Extraction]) -> None:
        self.gold, self.predicted = gold, predicted
        self.counts: dict[tuple[str, str], _Counts] = defaultdict(_Counts)
        self.missed: Counter[tuple[str, str]] = Counter()
        self.spurious: Counter[tuple[str, str]] = Counter()
        self.confidences: dict[str, list[tuple[float, bool]]] = {"mentions": [], "relations": [], "proposes": []}

    def report(self) -> Report:
        for title, gold in self.gold.items():
            predicted = self.predicted.get(title)
            if predicted is None:
                predicted = Extraction(id=gold.id, title=gold.title, abstract=gold.abstract)
            self._mentions(spans(gold), spans(predicted))
            self._entities(gold, predicted)
            self._claims(gold, predicted)
        return Report(
            papers=len(self.gold),
            matched=len(self.gold.keys() & self.predicted.keys()),
            figures=tuple(self.counts[key].figures(*key) for key in _rows()),
            calibration=tuple(reliability(kind, pairs) for kind, pairs in self.confidences.items()),
            missed=self.missed,
            spurious=self.spurious,
        )

    def _mentions(self, gold: dict[SpanKey, Mention], predicted: dict[SpanKey, Mention]) -> None:
        self.missed.update((key[2].value, gold[key].text) for key in gold.keys() - predicted.keys())
        self.spurious.update((key[2].value, predicted[key].text) for key in predicted.keys() - gold.keys())
        self.confidences["mentions"] += [(m.confidence, key in gold) for key, m in predicted.items()]
        for kind in (*EntityType, ALL):
            theirs = {key for key in gold if kind in (ALL, key[2])}
            ours = {key for key in predicted if kind in (ALL, key[2])}
            self.counts["mentions exact", kind].add(len(theirs & ours), len(ours), len(theirs))
            self.counts["mentions overlap", kind].add(_overlaps(theirs, ours), len(ours), len(theirs))

    def _entities(self, gold: Extraction, predicted: Extraction) -> None:
        gold_types, types = ({e.id: e.type for e in paper.entities} for paper in (gold, predicted))
        gold_forms, forms = surfaces(gold), surfaces(predicted)
        for kind in (*EntityType, ALL):
            theirs = [f for entity, f in gold_forms.items() if kind in (ALL, gold_types[entity])]
            ours = [f for entity, f in forms.items() if kind in (ALL, types[entity])]
            found = sum(any(x & y for y in ours) for x in theirs)
            right = sum(any(x & y for x in theirs) for y in ours)
            self.counts["entities", kind].add(min(found, right), len(ours), len(theirs))

    def _claims(self, gold: Extraction, predicted: Extraction) -> None:
        to_gold = align(gold, predicted)
        theirs, aligned = gold_relations(gold), aligned_relations(predicted, to_gold)
        for kind in (*RelationType, ALL):
            wanted = {key for key in theirs if kind in (ALL, key[0])}
            ours = {key for key in aligned if kind in (ALL, key[0])}
            self.counts["relations", kind].add(len(wanted & ours), len(ours), len(wanted))
        self.confidences["relations"] += [
            (relation.confidence, key in theirs) for relation, key in zip(predicted.relations, aligned, strict=True)
        ]
        proposed, wanted_proposed = {to_gold.get(e, "?" + e) for e in predicted.proposes}, set(gold.proposes)
        self.counts["proposes", ALL].add(len(proposed & wanted_proposed), len(proposed), len(wanted_proposed))
        self.confidences["proposes"] += [
            (p.confidence, to_gold.get(p.entity) in wanted_proposed) for p in predicted.proposals
        ]


def _rows() -> list[tuple[str, str]]:
    """Measure and type of every row, in the order of the table."""
    types = (*(kind.value for kind in EntityType), ALL)
    return [
        *((measure, kind) for kind in types for measure in MEASURES[:2]),
        *(("entities", kind) for kind in types),
        *(("relations", kind) for kind in (*(kind.value for kind in RelationType), ALL)),
        ("proposes", ALL),
    ]


def _overlaps(gold: set[SpanKey], predicted: set[SpanKey]) -> int:
    """Predicted spans that share a character with a gold span of their type; each gold span serves once."""
    free, hits = sorted(gold), 0
    for start, end, kind in sorted(predicted):
        match = next((g for g in free if g[2] == kind and g[0] < end and start < g[1]), None)
        if match is not None:
            free.remove(match)
            hits += 1
    return hits
