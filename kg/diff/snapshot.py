"""What of a graph is compared: papers, entities that papers mention, claims with their papers, and kinds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kg.stores.base import GraphStore
from schemas import KIND, SIGNATURES, EntityType, GraphTables
from schemas.errors import InputError, StoreUnavailableError

SECONDS = 600.0
"""Time for one of the few queries that each read all of something."""

ClaimKey = tuple[str, str, str]
"""(type, id of the head, id of the tail)"""

_CLAIM = ("support", "confidence", "outperforms", "mode")


@dataclass(frozen=True, slots=True)
class EntityState:
    """An entity as one graph has it; ``support`` is the number of papers that mention it."""

    id: str
    name: str
    type: str
    support: int
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ClaimState:
    """A claim as one graph has it; ``papers`` are ids of those that state it, None where only their number is known."""

    support: int
    confidence: float
    outperforms: int | None = None
    mode: str | None = None
    papers: frozenset[str] | None = None


@dataclass(slots=True)
class Snapshot:
    """A graph as far as it is compared.

    ``version`` is the digest of the whole graph, ``extractor`` what read it; None where unknown. ``kinds`` are pairs
    of ids: the first is a kind of the second.
    """

    name: str
    version: str | None = None
    extractor: str | None = None
    papers: dict[str, str] = field(default_factory=dict)
    entities: dict[str, EntityState] = field(default_factory=dict)
    claims: dict[ClaimKey, ClaimState] = field(default_factory=dict)
    kinds: set[tuple[str, str]] = field(default_factory=set)


def of_store(store: GraphStore, name: str | None = None) -> Snapshot:
    """What the graph in a store says.

    Args:
        store: the graph; stays open.
        name: how it is called in what is printed; else the store's address.

    Raises:
        StoreUnavailableError: the store holds no graph.
    """
    meta = store.meta()
    if meta is None:
        raise StoreUnavailableError(f"{store.url} holds no graph; fill it with: kg build FILE...")
    made = Snapshot(name or store.url, meta.version, meta.extractor)
    made.papers = dict(_rows(store, "MATCH (p:Paper) RETURN p.id, p.title"))
    for type in EntityType:
        found = _rows(store, f"MATCH (n:{type}) WHERE n.support > 0 RETURN n.id, n.name, n.support, n.aliases")
        for id, called, support, aliases in found:
            made.entities[id] = EntityState(id, called, type.value, support, tuple(aliases or ()))
        found = _rows(store, f"MATCH (a:{type})-[:{KIND}]->(b:{type}) RETURN a.id, b.id")
        made.kinds |= {(head, tail) for head, tail in found}
    papers: defaultdict[str, set[str]] = defaultdict(set)
    for claim, paper in _rows(store, "MATCH (p:Paper)-[:STATES]->(e:Evidence) RETURN e.claim_id, p.id"):
        papers[claim].add(paper)
    for relation, ends in SIGNATURES.items():
        columns = ", ".join(f"c.{column} AS {column}" for column in ("claim_id", *_CLAIM))
        query = f"MATCH (a:{ends.head})-[c:{relation}]->(b:{ends.tail}) RETURN a.id AS head, b.id AS tail, {columns}"
        for row in store.query(query, timeout=SECONDS).dicts():
            made.claims[relation.value, row["head"], row["tail"]] = _claim(row, papers)
    return made


def of_tables(tables: GraphTables, name: str) -> Snapshot:
    """What the rows of a graph say."""
    nodes = ((label, row) for label, rows in tables.nodes.items() for row in rows)
    edges = ((kind[0], e.head, e.tail, e.properties) for kind, rows in tables.edges.items() for e in rows)
    meta = tables.meta
    return _of_rows(Snapshot(name, meta.version if meta else None, meta.extractor if meta else None), nodes, edges)


def of_export(file: Path) -> Snapshot:
    """What a file of ``kg export --format json`` says; it is read piece by piece.

    Without evidence in the file, of claims only the number of papers is known.

    Raises:
        InputError: the file is no such export; says where.
    """
    import ijson

    def pieces(place: str) -> Iterable[dict[str, Any]]:
        # Again from the start: the nodes may stand behind the edges.
        with file.open("rb") as stream:
            yield from ijson.items(stream, place, use_float=True)

    try:
        meta: dict[str, Any] = next(iter(pieces("graph")), {})
        made = Snapshot(str(file), meta.get("version"), meta.get("extractor"))
        nodes = ((_known(file, node, "label"), node) for node in pieces("nodes.item"))
        edges = (
            (_known(file, e, "type"), _known(file, e, "source"), _known(file, e, "target"), e)
            for e in pieces("edges.item")
        )
        return _of_rows(made, nodes, edges)
    except ijson.JSONError as error:
        raise InputError(f"is no JSON: {error}", file=str(file)) from error
    except OSError as error:
        raise InputError(error.strerror or str(error), file=str(file)) from error
    except (KeyError, TypeError, AttributeError) as error:
        raise InputError("is no export of a graph: kg export --format json writes one", file=str(file)) from error


def _of_rows(
    made: Snapshot,
    nodes: Iterable[tuple[str, Mapping[str, Any]]],
    edges: Iterable[tuple[str, str, str, Mapping[str, Any]]],
) -> Snapshot:
    types = {type.value for type in EntityType}
    of_evidence: dict[str, str] = {}
    for label, row in nodes:
        if label == "Paper":
            made.papers[row["id"]] = row["title"]
        elif label == "Evidence":
            of_evidence[row["id"]] = row["claim_id"]
        elif label in types and row.get("support"):
            aliases = tuple(row.get("aliases") or ())
            made.entities[row["id"]] = EntityState(row["id"], row["name"], label, row["support"], aliases)
    papers: defaultdict[str, set[str]] = defaultdict(set)
    claims: list[tuple[ClaimKey, Mapping[str, Any]]] = []
    for type, head, tail, row in edges:
        if type in SIGNATURES:
            claims.append(((type, head, tail), row))
        elif type == KIND:
            made.kinds.add((head, tail))
        elif type == "STATES":
            papers[of_evidence[tail]].add(head)
    for key, row in claims:
        made.claims[key] = _claim(row, papers)
    return made


def _claim(row: Mapping[str, Any], papers: Mapping[str, set[str]]) -> ClaimState:
    stated = papers.get(row["claim_id"])
    support, confidence, outperforms, mode = (row.get(column) for column in _CLAIM)
    return ClaimState(support or 0, confidence or 0.0, outperforms, mode, frozenset(stated) if stated else None)


def _rows(store: GraphStore, cypher: str) -> list[tuple[Any, ...]]:
    return store.query(cypher, timeout=SECONDS).rows


def _known(file: Path, row: dict[str, Any], name: str) -> str:
    value = row.get(name)
    if not isinstance(value, str):
        raise InputError("is missing in a node or an edge of the export", file=str(file), field=name)
    return value
