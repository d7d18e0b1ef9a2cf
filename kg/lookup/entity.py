"""What the graph says of one entity."""

from __future__ import annotations

from typing import Any

from kg.lookup.find import not_found
from kg.lookup.models import (
    ClaimGroup,
    ClaimLine,
    EntityRef,
    EntityView,
    KindLine,
    LatticeLine,
    PaperRef,
    Related,
    YearCount,
)
from kg.stores.base import GraphStore
from schemas import KIND, SIGNATURES, EntityType, LatticeEdge, RelationType

RELATED_FROM = 1_000
"""Newest papers in which co-mentioned entities are counted: bounds the time for an entity of very many papers."""

_OF_ALL = {"id", "name", "type", "aliases", "search", "support", "first_year", "last_year"}
_NEWEST = "ORDER BY coalesce(p.date, '') DESC, coalesce(p.position, 1000000000), p.id"
_PAPER = "p.id AS id, p.title AS title, p.url AS url, p.date AS date, p.year AS year, p.ids AS ids, p.urls AS urls"


def entity_view(store: GraphStore, id: str, claims: int = 20, papers: int = 10, related: int = 12) -> EntityView:
    """All that the graph says of the entity ``id``.

    Args:
        store: the graph; stays open.
        id: of the entity, as ``find_entity`` gives it.
        claims: most claims of one relation and direction, whose number is in ``ClaimGroup.total``; most kinds. 0 asks
            for neither.
        papers: most papers; 0 asks for none, nor for their years.
        related: most co-mentioned entities; 0 asks for none.

    Raises:
        NotFoundError: there is no entity of that id.
    """
    type, node = _node(store, id)
    rest = {k: v for k, v in node.items() if k not in _OF_ALL and v is not None}
    return EntityView(
        id=id,
        name=node["name"],
        type=type,
        support=node.get("support") or 0,
        aliases=tuple(node.get("aliases") or ()),
        first_year=node.get("first_year"),
        last_year=node.get("last_year"),
        properties=rest,
        claims=_claims(store, id, type, claims) if claims else (),
        lattice=_lattice(store, id) if claims and type is EntityType.SYMMETRY_GROUP else (),
        kinds=_kinds(store, id, type, claims) if claims and type is not EntityType.SYMMETRY_GROUP else (),
        papers=_newest(store, id, type, papers) if papers else (),
        proposed_by=_proposed_by(store, id, type),
        related=_related(store, id, type, related) if related else (),
        years=_years(store, id, type) if papers else (),
    )


def _newest(store: GraphStore, id: str, type: EntityType, limit: int) -> tuple[PaperRef, ...]:
    rows = store.query(
        f"MATCH (n:{type} {{id: $id}})<-[:MENTIONS]-(p:Paper) WITH p {_NEWEST} LIMIT $limit RETURN {_PAPER}",
        {"id": id, "limit": limit},
    )
    return tuple(PaperRef(**row) for row in rows.dicts())


def _years(store: GraphStore, id: str, type: EntityType) -> tuple[YearCount, ...]:
    rows = store.query(
        f"MATCH (n:{type} {{id: $id}})<-[:MENTIONS]-(p:Paper) RETURN p.year AS year, count(p) AS papers ORDER BY year",
        {"id": id},
    )
    return tuple(YearCount(**row) for row in rows.dicts())


def _node(store: GraphStore, id: str) -> tuple[EntityType, dict[str, Any]]:
    parts = [f"MATCH (n:{t} {{id: $id}}) RETURN '{t}' AS type, properties(n) AS node" for t in EntityType]
    rows = store.query("\nUNION ALL\n".join(parts), {"id": id}).rows
    if not rows:
        raise not_found(id, ())
    return EntityType(rows[0][0]), rows[0][1]


def _claims(store: GraphStore, id: str, type: EntityType, limit: int) -> tuple[ClaimGroup, ...]:
    ways = [(r, "out") for r, s in SIGNATURES.items() if s.head is type]
    ways += [(r, "in") for r, s in SIGNATURES.items() if s.tail is type]
    counts = [
        f"MATCH (n:{type} {{id: $id}}){_claim(relation, way)} RETURN '{relation}' AS relation, '{way}' AS direction, "
        "count(c) AS total"
        for relation, way in ways
    ]
    rows = store.query("\nUNION ALL\n".join(counts), {"id": id}).rows if counts else []
    totals = {(relation, way): int(total) for relation, way, total in rows if total}
    if not totals:
        return ()
    # Only the strongest are read to their other ends: of an entity of many papers that is a small part.
    parts = [_strongest(relation, way, type) for relation, way in ways if (relation, way) in totals]
    lines: dict[tuple[str, str], list[ClaimLine]] = {}
    for row in store.query("\nUNION ALL\n".join(parts), {"id": id, "limit": limit}).dicts():
        other = EntityRef(id=row["id"], name=row["name"], type=row["type"], support=row["known"] or 0)
        lines.setdefault((row["relation"], row["direction"]), []).append(ClaimLine(**row, other=other))
    groups = []
    for relation, way in ways:
        if (relation, way) in totals:
            signature = SIGNATURES[relation]
            found = sorted(lines[relation, way], key=lambda c: (-c.support, -c.confidence, c.other.name, c.other.id))
            groups.append(
                ClaimGroup(
                    relation=relation,
                    direction="out" if way == "out" else "in",
                    words=signature.words if way == "out" else signature.inverse,
                    total=totals[relation, way],
                    claims=tuple(found),
                )
            )
    return tuple(groups)


def _claim(relation: RelationType, way: str) -> str:
    """The pattern of a claim from a node ``n`` to its other end ``o``."""
    other = SIGNATURES[relation].tail if way == "out" else SIGNATURES[relation].head
    left, right = ("-", "->") if way == "out" else ("<-", "-")
    return f"{left}[c:{relation}]{right}(o:{other})"


def _strongest(relation: RelationType, way: str, type: EntityType) -> str:
    """One branch: the strongest claims of a relation and direction; which of equal ones is for their ids to say."""
    other = SIGNATURES[relation].tail if way == "out" else SIGNATURES[relation].head
    return (
        f"MATCH (n:{type} {{id: $id}}){_claim(relation, way)}\n"
        "WITH c, o ORDER BY c.support DESC, c.confidence DESC, c.claim_id LIMIT $limit\n"
        f"RETURN '{relation}' AS relation, '{way}' AS direction, c.claim_id AS claim_id, c.support AS support, "
        "c.confidence AS confidence, c.first_year AS first_year, c.last_year AS last_year, "
        "c.outperforms AS outperforms, c.mode AS mode, "
        f"o.id AS id, o.name AS name, o.support AS known, '{other}' AS type"
    )


def _lattice(store: GraphStore, id: str) -> tuple[LatticeLine, ...]:
    edges = "|".join(LatticeEdge)
    rows = store.query(
        f"MATCH (n:SymmetryGroup {{id: $id}})-[r:{edges}]-(o:SymmetryGroup) "
        "RETURN type(r) AS relation, CASE WHEN startNode(r).id = $id THEN 'out' ELSE 'in' END AS direction, "
        "o.id AS id, o.name AS name, o.support AS support, r.condition AS condition, r.source AS source "
        "ORDER BY relation, direction DESC, name, id",
        {"id": id},
    ).dicts()
    return tuple(LatticeLine(**row, other=EntityRef(**_ref(row), type=EntityType.SYMMETRY_GROUP)) for row in rows)


def _kinds(store: GraphStore, id: str, type: EntityType, limit: int) -> tuple[KindLine, ...]:
    """What it is a kind of and what is a kind of it, the best known first."""
    lines: list[KindLine] = []
    for way, left, right in (("out", "-", "->"), ("in", "<-", "-")):
        rows = store.query(
            f"MATCH (n:{type} {{id: $id}}){left}[r:{KIND}]{right}(o:{type}) "
            "RETURN o.id AS id, o.name AS name, o.support AS known, r.rule AS rule, r.support AS support, "
            "r.sentence AS sentence, r.paper AS paper ORDER BY known DESC, name, id LIMIT $limit",
            {"id": id, "limit": limit},
        ).dicts()
        for row in rows:
            other = EntityRef(id=row["id"], name=row["name"], type=type, support=row["known"] or 0)
            lines.append(KindLine(**{**row, "direction": way, "other": other}))
    return tuple(lines)


def _proposed_by(store: GraphStore, id: str, type: EntityType) -> tuple[PaperRef, ...]:
    if type not in (EntityType.METHOD, EntityType.DATASET):
        return ()
    rows = store.query(
        f"MATCH (n:{type} {{id: $id}})<-[r:PROPOSES]-(p:Paper) WITH p, r.confidence AS confidence "
        f"ORDER BY confidence DESC, p.id LIMIT 10 RETURN {_PAPER}",
        {"id": id},
    )
    return tuple(PaperRef(**row) for row in rows.dicts())


def _related(store: GraphStore, id: str, type: EntityType, limit: int) -> tuple[Related, ...]:
    rows = store.query(
        f"MATCH (n:{type} {{id: $id}})<-[:MENTIONS]-(p:Paper) WITH p {_NEWEST} LIMIT {RELATED_FROM} "
        "MATCH (p)-[:MENTIONS]->(o) WHERE o.id <> $id "
        "WITH o, count(p) AS papers ORDER BY papers DESC, o.support, o.id LIMIT $limit "
        "RETURN o.id AS id, o.name AS name, labels(o)[0] AS type, o.support AS support, papers",
        {"id": id, "limit": limit},
    ).dicts()
    return tuple(Related(entity=EntityRef(**_ref(row), type=row["type"]), papers=row["papers"]) for row in rows)


def _ref(row: dict[str, Any]) -> dict[str, Any]:
    return {"id": row["id"], "name": row["name"], "support": row["support"] or 0}
