"""Extractions of many papers to the rows of one graph.

The same extractions give the same rows in whatever order they come, but for ``Paper.position``, which is that order.
"""

from __future__ import annotations

import gc
import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from pydantic_core import to_json

from kg.claims import Claims, Sentence, ends
from kg.curation import Application, Applied, Curation
from kg.kinds import kind_edges
from kg.lattice import lattice_tables
from kg.names import NameKey, NameRules, Names, NodeName, resolve_names
from kg.names.rows import decision_rows
from schemas import (
    EDGES,
    KIND,
    NODES,
    SCHEMA_VERSION,
    EdgeRow,
    EntityType,
    Extraction,
    GraphMeta,
    GraphTables,
    RelationType,
    Row,
    text_key,
)
from schemas.duplicates import known_ids
from schemas.ids import identity

PROPOSED = (EntityType.METHOD.value, EntityType.DATASET.value)
"""Labels of what a paper can introduce as its own."""
_GROUP = EntityType.SYMMETRY_GROUP.value
_CHUNK = 10_000
"""Rows that are written out at once for the version's digest."""
_ENDS = {type.value: ends(type) for type in RelationType}


@dataclass(frozen=True, slots=True)
class Assembly:
    """A graph with what the rows do not show: how names met, and how many relations were left out and why.

    ``dropped`` counts ``no evidence`` (refused), ``self loop`` (both ends met in one node), ``type`` (an end was given
    another type by the corpus, so that the relation fits no more), ``forbidden`` (an end makes no node) and
    ``rejected`` (by a person). ``curated`` is what became of the curation.
    """

    tables: GraphTables
    names: Names
    dropped: dict[str, int]
    curated: Applied


def assemble(extractions: Iterable[Extraction], *, curation: Curation | None = None) -> GraphTables:
    """The graph of ``extractions``, as the rows that ``schemas.graph`` describes."""
    return assemble_all(extractions, curation=curation).tables


def assemble_all(
    extractions: Iterable[Extraction], *, curation: Curation | None = None, rules: NameRules | None = None
) -> Assembly:
    """The graph of ``extractions`` with its names and what was dropped.

    A paper that comes twice (equal ids) counts once: the first stays, with the sources of both.

    Args:
        extractions: in the order of their papers.
        curation: what people and tables of aliases say; it wins over what papers say.
        rules: rules about names alone, in place of those of ``curation``.
    """
    with _uncollected():
        return _assemble(extractions, curation or Curation(), rules)


def _assemble(extractions: Iterable[Extraction], curation: Curation, rules: NameRules | None) -> Assembly:
    unique: dict[str, Extraction] = {}
    for x in extractions:
        unique[x.id] = unique[x.id].merged(x) if x.id in unique else x
    position = {id: i for i, id in enumerate(unique)}
    papers = sorted(unique.values(), key=lambda x: x.id)
    curated = Application(curation)
    if curation:
        papers = curated.prepare(papers)
    names = resolve_names(papers, rules or curated.rules)
    if curation:
        curated.settle(names)
    tables = GraphTables({label: [] for label in NODES}, {(str(e.type), str(e.head), str(e.tail)): [] for e in EDGES})
    dropped: Counter[str] = Counter()
    claims = Claims()
    years: defaultdict[NameKey, list[int]] = defaultdict(list)
    support: Counter[NameKey] = Counter()
    for x, nodes in zip(papers, names.of_paper, strict=True):
        tables.nodes["Paper"].append(_paper(x, position[x.id]))
        _mentions(x, nodes, names, tables, support, years)
        _proposals(x, nodes, names, tables, dropped, curated)
        _relations(x, nodes, names, claims, dropped, curated)
    for key, named in names.nodes.items():
        tables.nodes[key.label].append(_entity(named, support[key], years[key]))
    tables.nodes["Decision"] = decision_rows(names)
    _add_lattice(tables)
    for label, rows in kind_edges(papers, names, support).items():
        tables.edges[KIND, label, label] = rows
    _take_claims(claims, tables)
    _sort(tables)
    tables.meta = _meta(papers, tables)
    return Assembly(tables, names, dict(sorted(dropped.items())), curated.applied())


@contextmanager
def _uncollected() -> Iterator[None]:
    """No cyclic garbage collection inside: millions of rows are made, none in a circle, and a pass walks them all."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _paper(x: Extraction, position: int) -> Row:
    row: Row = {"id": x.id, "title": x.title, "abstract": x.abstract, "position": position, "sources": list(x.sources)}
    if x.url:
        row["url"] = x.url
    if x.date:
        row["date"], row["year"] = x.date.isoformat(), x.date.year
    for name in ("authors", "categories", "urls"):
        if value := getattr(x, name):
            row[name] = list(value)
    own = identity(x.id)
    if ids := [id for id in known_ids(x) if id != own]:
        row["ids"] = ids
    if x.extractor:
        row["extractor"] = x.extractor
    return row


def _entity(named: NodeName, support: int, years: list[int]) -> Row:
    row: Row = {
        "id": named.id,
        "name": named.name,
        "aliases": list(named.aliases),
        "search": "; ".join((named.name, *named.aliases)),
        "support": support,
    }
    if years:
        row["first_year"], row["last_year"] = min(years), max(years)
    return row


def _mentions(
    x: Extraction,
    nodes: dict[str, NameKey],
    names: Names,
    tables: GraphTables,
    support: Counter[NameKey],
    years: defaultdict[NameKey, list[int]],
) -> None:
    places: dict[NameKey, list[tuple[int, int, float]]] = {}
    for m in x.mentions:
        place = (m.start, m.end, m.confidence)
        key = nodes.get(m.entity)
        if key is None:
            continue
        if key in places:
            places[key].append(place)
        else:
            places[key] = [place]
    year = x.date.year if x.date else None
    for key, found in places.items():
        if len(found) > 1:
            found.sort()
        support[key] += 1
        if year:
            years[key].append(year)
        row: Row = {
            "count": len(found),
            "starts": [p[0] for p in found],
            "ends": [p[1] for p in found],
            "confidence": round(max([p[2] for p in found]), 6),
        }
        tables.edges["MENTIONS", "Paper", key.label].append(EdgeRow(x.id, names.nodes[key].id, row))


def _proposals(
    x: Extraction,
    nodes: dict[str, NameKey],
    names: Names,
    tables: GraphTables,
    dropped: Counter[str],
    curated: Application,
) -> None:
    best: dict[NameKey, tuple[float, int, int]] = {}
    for p in x.proposals:
        key = nodes.get(p.entity)
        if key is None or key.label not in PROPOSED or curated.rejects("PROPOSES", None, key, x):
            dropped["forbidden" if key is None else "rejected" if key.label in PROPOSED else "type"] += 1
            continue
        sure = (-p.confidence, p.evidence.start, p.evidence.end)
        best[key] = min(best.get(key, sure), sure)
    dropped["no evidence"] += len(set(x.proposes) - {p.entity for p in x.proposals})
    for key, (confidence, start, end) in best.items():
        row = {"sentence": x.text[start:end], "start": start, "end": end, "confidence": round(-confidence, 6)}
        tables.edges["PROPOSES", "Paper", key.label].append(EdgeRow(x.id, names.nodes[key].id, row))


def _relations(
    x: Extraction,
    nodes: dict[str, NameKey],
    names: Names,
    claims: Claims,
    dropped: Counter[str],
    curated: Application,
) -> None:
    for r in x.relations:
        head, tail = nodes.get(r.head), nodes.get(r.tail)
        type = r.type.value
        if r.evidence is None:
            dropped["no evidence"] += 1
        elif head is None or tail is None:
            dropped["forbidden"] += 1
        elif head == tail:
            dropped["self loop"] += 1
        elif (head.label, tail.label) != _ENDS[type]:
            dropped["type"] += 1
        elif curated.rejects(type, head, tail, x):
            dropped["rejected"] += 1
        else:
            said = Sentence(x, r.evidence.start, r.evidence.end, r.confidence, r.outperforms, r.mode)
            claims.add(type, names.nodes[head].id, names.nodes[tail].id, said)


def _add_lattice(tables: GraphTables) -> None:
    """Join the ontology's groups and edges: a group that papers mention gets its properties, the others come along."""
    mentioned = {row["id"]: row for row in tables.nodes[_GROUP]}
    known, edges = lattice_tables(set(mentioned))
    for row in known:
        if (here := mentioned.pop(row["id"], None)) is not None:
            forms = (*here["aliases"], *row["aliases"])
            row |= here
            row["aliases"] = [a for a in dict.fromkeys(forms) if a != row["name"]]
            row["search"] = "; ".join((row["name"], text_key(row["name"]), *row["aliases"]))
    tables.nodes[_GROUP] = [*known, *mentioned.values()]
    tables.edges |= edges


def _take_claims(claims: Claims, tables: GraphTables) -> None:
    rows = claims.rows()
    tables.nodes["Evidence"] = rows.evidence
    tables.edges["STATES", "Paper", "Evidence"] = rows.states
    for type, edges in rows.claims.items():
        head, tail = _ENDS[type]
        tables.edges[type, head, tail] = edges
        tables.edges["SUBJECT", "Evidence", head] += rows.subjects[type]
        tables.edges["OBJECT", "Evidence", tail] += rows.objects[type]


def _sort(tables: GraphTables) -> None:
    for nodes in tables.nodes.values():
        nodes.sort(key=lambda row: row["id"])
    for edges in tables.edges.values():
        edges.sort(key=lambda row: (row.head, row.tail))


def _meta(papers: list[Extraction], tables: GraphTables) -> GraphMeta:
    state = hashlib.blake2b(digest_size=16)
    state.update(str(SCHEMA_VERSION).encode())
    for label, nodes in tables.nodes.items():
        state.update(label.encode())
        for i in range(0, len(nodes), _CHUNK):
            state.update(to_json(nodes[i : i + _CHUNK]))
    for kind, edges in tables.edges.items():
        state.update(" ".join(kind).encode())
        for i in range(0, len(edges), _CHUNK):
            state.update(to_json([(e.head, e.tail, e.properties) for e in edges[i : i + _CHUNK]]))
    return GraphMeta(
        version=state.hexdigest(),
        schema=SCHEMA_VERSION,
        extractor=", ".join(sorted({x.extractor for x in papers if x.extractor})),
        papers=len(papers),
        sources=tuple(sorted({s for x in papers for s in x.sources})),
    )
