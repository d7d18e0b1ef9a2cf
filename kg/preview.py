"""What papers would add to a graph, before they are added: which names and claims are new, and which it has."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pydantic import BaseModel, ConfigDict, Field

from kg.lookup import find_entities
from kg.stores import GraphStore
from schemas import SIGNATURES, EntityType, GraphTables, Paper, RelationType, text_key


class _Shown(BaseModel):
    model_config = ConfigDict(frozen=True)


class PaperAhead(_Shown):
    """A paper that was read; ``known`` where the graph holds it already, by its id or its title."""

    id: str
    title: str
    date: str | None = None
    known: bool = False


class EntityAhead(_Shown):
    """A name of the new papers; ``id`` and ``called`` are those of the node that it means in the graph, if one."""

    name: str
    type: EntityType
    papers: int = Field(description="number of the new papers that mention it")
    id: str | None = None
    called: str | None = None


class ClaimAhead(_Shown):
    """A claim of the new papers; ``known`` where the graph has its edge, which gets their sentences."""

    head: str
    head_type: EntityType
    relation: RelationType
    words: str
    tail: str
    tail_type: EntityType
    sentence: str
    known: bool = False


class Preview(_Shown):
    """What would be added. Building joins all papers, so that some names may still meet others."""

    entities: tuple[EntityAhead, ...] = ()
    claims: tuple[ClaimAhead, ...] = ()


def papers_ahead(papers: Iterable[Paper], store: GraphStore | None) -> list[PaperAhead]:
    """Each paper with whether the graph holds it; with no graph none is known."""
    rows = store.query("MATCH (p:Paper) RETURN p.id, p.title", timeout=120.0).rows if store and store.meta() else []
    ids, keys = {id for id, _ in rows}, {text_key(title) for _, title in rows}
    return [
        PaperAhead(
            id=p.id,
            title=p.title,
            date=p.date.isoformat() if p.date else None,
            known=p.id in ids or text_key(p.title) in keys,
        )
        for p in papers
    ]


def preview(tables: GraphTables, store: GraphStore | None) -> Preview:
    """What the tables of the new papers alone would add to the graph of ``store``; with no graph all is new."""
    open_store = store if store is not None and store.meta() is not None else None
    entities: dict[tuple[str, str], EntityAhead] = {}
    for type in EntityType:
        for row in tables.nodes[type.value]:
            if row["support"]:
                entities[type.value, row["id"]] = _entity(row["name"], type, row["support"], row["id"], open_store)
    sentences = {row["claim_id"]: row["sentence"] for row in reversed(tables.nodes["Evidence"])}
    claims: list[ClaimAhead] = []
    for (type_name, head_label, tail_label), edges in tables.edges.items():
        if type_name not in set(RelationType):
            continue
        relation = RelationType(type_name)
        ends = [(entities[head_label, edge.head], entities[tail_label, edge.tail]) for edge in edges]
        known = _known(open_store, relation, ends)
        for edge, (head, tail) in zip(edges, ends, strict=True):
            claims.append(
                ClaimAhead(
                    head=head.called or head.name,
                    head_type=head.type,
                    relation=relation,
                    words=SIGNATURES[relation].words,
                    tail=tail.called or tail.name,
                    tail_type=tail.type,
                    sentence=sentences.get(edge.properties["claim_id"], ""),
                    known=(head.id, tail.id) in known,
                )
            )
    ranked = sorted(entities.values(), key=lambda e: (e.id is not None, -e.papers, e.name))
    return Preview(entities=tuple(ranked), claims=tuple(sorted(claims, key=lambda c: (c.known, c.relation, c.head))))


def _entity(name: str, type: EntityType, papers: int, id: str, store: GraphStore | None) -> EntityAhead:
    means = find_entities(store, id, (type,)) or find_entities(store, name, (type,)) if store else []
    met = means[0] if means and means[0].support else None
    return EntityAhead(
        name=name, type=type, papers=papers, id=met.id if met else None, called=met.name if met else None
    )


def _known(
    store: GraphStore | None, relation: RelationType, ends: Sequence[tuple[EntityAhead, EntityAhead]]
) -> set[tuple[str | None, str | None]]:
    """Which of the ends the graph joins by the relation already."""
    heads = sorted({head.id for head, tail in ends if head.id and tail.id})
    tails = sorted({tail.id for head, tail in ends if head.id and tail.id})
    if store is None or not heads:
        return set()
    signature = SIGNATURES[relation]
    rows = store.query(
        f"MATCH (a:{signature.head})-[:{relation}]->(b:{signature.tail}) WHERE a.id IN $heads AND b.id IN $tails "
        "RETURN a.id, b.id",
        {"heads": heads, "tails": tails},
    ).rows
    return {(head, tail) for head, tail in rows}
