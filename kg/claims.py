"""Claims: one typed edge per head and tail over all papers, from the sentences that state it.

A claim's identity (type, head, tail) is apart from its evidence's identity (claim, paper, sentence).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from math import prod

from schemas import SIGNATURES, EdgeRow, EquivarianceMode, Extraction, RelationType, Row, digest

MAX_CONFIDENCE = 0.9999
"""No single sentence is certain, and no number of them makes a claim so."""


def noisy_or(confidences: Iterable[float]) -> float:
    """``1 - Π (1 - c)``: the chance that one of several independent sources is right.

    The noisy-or of Pearl, Probabilistic Reasoning in Intelligent Systems (1988), section 4.3.2, without a leak.
    Rounded to 6 places, at most ``MAX_CONFIDENCE``.
    """
    return round(min(MAX_CONFIDENCE, 1 - prod(1 - c for c in confidences)), 6)


def claim_id(type: str, head: str, tail: str) -> str:
    """The id of a claim, from its edge type and the ids of its two nodes."""
    return "c:" + digest(type, head, tail)


@dataclass(slots=True)
class Sentence:
    """One sentence of one paper for one claim: what an Evidence node is made of."""

    paper: Extraction
    start: int
    end: int
    confidence: float
    outperforms: bool | None
    mode: EquivarianceMode | None


@dataclass(slots=True)
class Claims:
    """All claims of a graph while papers are read; ``sentences[type, head id, tail id]`` by (paper, start, end)."""

    sentences: dict[tuple[str, str, str], dict[tuple[str, int, int], Sentence]] = field(default_factory=dict)

    def add(self, type: str, head: str, tail: str, said: Sentence) -> None:
        """Take one sentence; where it states the claim twice, the surer reading stays and ``outperforms`` holds."""
        place = (said.paper.id, said.start, said.end)
        known = self.sentences.setdefault((type, head, tail), {})
        before = known.get(place)
        if before is None:
            known[place] = said
            return
        if before.confidence < said.confidence:
            before, said = said, before
        before.outperforms = before.outperforms or said.outperforms
        before.mode = before.mode or said.mode
        known[place] = before

    def rows(self) -> ClaimRows:
        """Claim edges, Evidence nodes and the edges between them, in the order of claims."""
        out = ClaimRows()
        for (type, head, tail), by_place in sorted(self.sentences.items()):
            said = [by_place[place] for place in sorted(by_place)] if len(by_place) > 1 else list(by_place.values())
            id = claim_id(type, head, tail)
            out.claims[type].append(EdgeRow(head, tail, _claim(id, type, said)))
            for s in said:
                row = _evidence(id, type, s)
                out.evidence.append(row)
                out.states.append(EdgeRow(s.paper.id, row["id"], {}))
                out.subjects[type].append(EdgeRow(row["id"], head, {}))
                out.objects[type].append(EdgeRow(row["id"], tail, {}))
        return out


@dataclass(slots=True)
class ClaimRows:
    """Rows of claims: edges by type, Evidence nodes, STATES edges, SUBJECT and OBJECT edges by the claim's type."""

    claims: defaultdict[str, list[EdgeRow]] = field(default_factory=lambda: defaultdict(list))
    evidence: list[Row] = field(default_factory=list)
    states: list[EdgeRow] = field(default_factory=list)
    subjects: defaultdict[str, list[EdgeRow]] = field(default_factory=lambda: defaultdict(list))
    objects: defaultdict[str, list[EdgeRow]] = field(default_factory=lambda: defaultdict(list))


def _claim(id: str, type: str, said: list[Sentence]) -> Row:
    best: dict[str, float] = {}
    years: list[int] = []
    for s in said:
        if s.confidence >= best.get(s.paper.id, 0.0):
            best[s.paper.id] = s.confidence
        if s.paper.date:
            years.append(s.paper.date.year)
    row: Row = {"claim_id": id, "support": len(best), "confidence": noisy_or(best.values())}
    if years:
        row["first_year"], row["last_year"] = min(years), max(years)
    if type == RelationType.COMPARED_WITH:
        row["outperforms"] = len({s.paper.id for s in said if s.outperforms})
    elif type == RelationType.EQUIVARIANT_TO:
        modes = Counter(mode for _, mode in {(s.paper.id, s.mode) for s in said} if mode)
        if modes:
            order = list(EquivarianceMode)
            row["mode"] = min(modes, key=lambda m: (-modes[m], order.index(m))).value
    return row


def _evidence(claim: str, type: str, s: Sentence) -> Row:
    row: Row = {
        "id": "e:" + digest(f"{claim} {s.start} {s.end} {s.paper.id}"),
        "claim_id": claim,
        "relation": type,
        "sentence": s.paper.text[s.start : s.end],
        "start": s.start,
        "end": s.end,
        "confidence": round(s.confidence, 6),
    }
    if s.paper.extractor:
        row["extractor"] = s.paper.extractor
    if type == RelationType.COMPARED_WITH and s.outperforms is not None:
        row["outperforms"] = s.outperforms
    if s.mode is not None:
        row["mode"] = s.mode.value
    return row


def ends(type: RelationType) -> tuple[str, str]:
    """Labels of the head and the tail of a claim."""
    signature = SIGNATURES[type]
    return signature.head.value, signature.tail.value
