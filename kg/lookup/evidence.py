"""The sentences behind claims, and the papers that they stand in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Literal

from kg.lookup.find import not_found
from kg.lookup.models import (
    EntityRef,
    EvidenceCard,
    Highlight,
    MentionSpan,
    PaperRef,
    PaperView,
    ProposalLine,
)
from kg.stores.base import GraphStore
from schemas import SIGNATURES, EntityType, RelationType

_CARD = (
    "e.id AS id, e.claim_id AS claim_id, e.relation AS relation, e.sentence AS sentence, e.start AS start, "
    "e.end AS end, e.confidence AS confidence, e.outperforms AS outperforms, e.mode AS mode, "
    "h.id AS head_id, h.name AS head_name, labels(h)[0] AS head_type, h.support AS head_support, "
    "t.id AS tail_id, t.name AS tail_name, labels(t)[0] AS tail_type, t.support AS tail_support"
)

Spans = Sequence[tuple[int, int]]


def evidence_of(store: GraphStore, claim_id: str, limit: int | None = None, offset: int = 0) -> list[EvidenceCard]:
    """The sentences behind a claim, the surest first, then the newest; none for a claim that is not there.

    Args:
        store: the graph; stays open.
        claim_id: of the claim edge.
        limit: most sentences; None for all.
        offset: sentences to leave out before the first.
    """
    return _cards_of(store, "MATCH (e:Evidence {claim_id: $id})<-[:STATES]-(p:Paper)", claim_id, limit, offset)


def evidence_about(
    store: GraphStore, entity: str, type: EntityType, limit: int | None = None, offset: int = 0
) -> list[EvidenceCard]:
    """The sentences behind all claims of an entity, in either direction, in the order of ``evidence_of``.

    Args:
        store: the graph; stays open.
        entity: its id.
        type: its type.
        limit: most sentences; None for all.
        offset: sentences to leave out before the first.
    """
    start = (
        f"MATCH (n:{type} {{id: $id}})<-[:SUBJECT|OBJECT]-(e:Evidence) WITH DISTINCT e MATCH (e)<-[:STATES]-(p:Paper)"
    )
    return _cards_of(store, start, entity, limit, offset)


def _cards_of(store: GraphStore, match: str, id: str, limit: int | None, offset: int) -> list[EvidenceCard]:
    """Cards of the sentences ``e`` of papers ``p`` that ``match`` finds for an id."""
    most = "" if limit is None else " LIMIT $limit"
    rows = store.query(
        f"{match} WITH e, p ORDER BY e.confidence DESC, coalesce(p.date, '') DESC, e.id SKIP $offset{most} "
        "MATCH (e)-[:SUBJECT]->(h) MATCH (e)-[:OBJECT]->(t) "
        "OPTIONAL MATCH (p)-[mh:MENTIONS]->(h) OPTIONAL MATCH (p)-[mt:MENTIONS]->(t) "
        f"RETURN {_CARD}, mh.starts AS head_starts, mh.ends AS head_ends, mt.starts AS tail_starts, "
        "mt.ends AS tail_ends, p.id AS paper_id, p.title AS title, p.url AS url, p.date AS date, p.year AS year, "
        "p.ids AS ids, p.urls AS urls "
        "ORDER BY confidence DESC, coalesce(date, '') DESC, id",
        {"id": id, "offset": offset} | ({} if limit is None else {"limit": limit}),
    ).dicts()
    return [
        _card(
            row,
            PaperRef(**{**row, "id": row["paper_id"]}),
            _spans(row["head_starts"], row["head_ends"]),
            _spans(row["tail_starts"], row["tail_ends"]),
        )
        for row in rows
    ]


def paper_view(store: GraphStore, id: str) -> PaperView:
    """A paper with all that was found in it, in the order of its text.

    Raises:
        NotFoundError: there is no paper of that id.
    """
    found = store.query("MATCH (p:Paper {id: $id}) RETURN properties(p) AS paper", {"id": id}).rows
    if not found:
        raise not_found(id, ())
    node: dict[str, Any] = found[0][0]
    paper = PaperRef(**node)
    named = store.query(
        "MATCH (:Paper {id: $id})-[m:MENTIONS]->(o) RETURN o.id AS id, o.name AS name, labels(o)[0] AS type, "
        "o.support AS support, m.starts AS starts, m.ends AS ends",
        {"id": id},
    ).dicts()
    spans = {row["id"]: _spans(row["starts"], row["ends"]) for row in named}
    proposed = store.query(
        "MATCH (:Paper {id: $id})-[r:PROPOSES]->(o) RETURN o.id AS id, o.name AS name, labels(o)[0] AS type, "
        "o.support AS support, r.sentence AS sentence, r.start AS start, r.end AS end, r.confidence AS confidence "
        "ORDER BY start, id",
        {"id": id},
    ).dicts()
    stated = store.query(
        "MATCH (:Paper {id: $id})-[:STATES]->(e:Evidence) MATCH (e)-[:SUBJECT]->(h) MATCH (e)-[:OBJECT]->(t) "
        f"RETURN {_CARD} ORDER BY start, relation, id",
        {"id": id},
    ).dicts()
    mentions = [
        MentionSpan(start=start, end=end, entity=EntityRef(**row)) for row in named for start, end in spans[row["id"]]
    ]
    return PaperView(
        paper=paper,
        abstract=node["abstract"],
        authors=tuple(node.get("authors") or ()),
        categories=tuple(node.get("categories") or ()),
        sources=tuple(node.get("sources") or ()),
        mentions=tuple(sorted(mentions, key=lambda m: (m.start, m.end))),
        proposals=tuple(ProposalLine(**row, entity=EntityRef(**row)) for row in proposed),
        relations=tuple(
            _card(row, paper, spans.get(row["head_id"], ()), spans.get(row["tail_id"], ())) for row in stated
        ),
    )


def _card(row: dict[str, Any], paper: PaperRef, head: Spans, tail: Spans) -> EvidenceCard:
    start, end = row["start"], row["end"]
    marked = [*_inside(head, start, end, "head"), *_inside(tail, start, end, "tail")]
    return EvidenceCard(
        **{**row, "head": _end(row, "head"), "tail": _end(row, "tail")},
        words=SIGNATURES[RelationType(row["relation"])].words,
        highlights=tuple(sorted(marked, key=lambda h: (h.start, h.end))),
        paper=paper,
    )


def _inside(spans: Spans, start: int, end: int, role: Literal["head", "tail"]) -> Iterable[Highlight]:
    return [Highlight(start=s - start, end=e - start, role=role) for s, e in spans if start <= s and e <= end]


def _spans(starts: Sequence[int] | None, ends: Sequence[int] | None) -> Spans:
    return list(zip(starts or (), ends or (), strict=True))


def _end(row: dict[str, Any], which: str) -> EntityRef:
    return EntityRef(
        id=row[f"{which}_id"],
        name=row[f"{which}_name"],
        type=row[f"{which}_type"],
        support=row[f"{which}_support"] or 0,
    )
