"""The graph as rows: node and edge types with their properties, stated once.

A graph travels from the assembly to a store as a ``GraphTables``: one list of property rows per node label, one list
of edge rows per (type, head label, tail label). Store constraints, the schema page and the exports are made from
``NODES`` and ``EDGES``.

How evidence is reached in Cypher: a claim edge carries ``claim_id``; every sentence behind it is an ``Evidence`` node
with the same ``claim_id``::

    (:Paper)-[:STATES]->(:Evidence {claim_id, relation, sentence, …})-[:SUBJECT]->(head), -[:OBJECT]->(tail)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from schemas.vocabulary import SIGNATURES, EntityType, LatticeEdge, RelationType

SCHEMA_VERSION = 4
"""Raised whenever node labels, edge types or properties change; a store of another version is refused."""

KIND = "IS_A"
"""Type of the edge from an entity to what it is a kind of, of the same type; symmetry groups have their lattice."""

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Property:
    """One property of a node or an edge; ``type`` is string, integer, float, boolean or a ``list of`` those."""

    name: str
    type: str
    meaning: str


@dataclass(frozen=True, slots=True)
class NodeSpec:
    """One node label; ``id`` is unique in it; ``indexed`` get a range index, ``fulltext`` a full-text index."""

    label: str
    meaning: str
    properties: tuple[Property, ...]
    indexed: tuple[str, ...] = ()
    fulltext: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EdgeSpec:
    """One edge type between two labels; at most one edge of a type joins two nodes."""

    type: str
    head: str
    tail: str
    meaning: str
    properties: tuple[Property, ...] = ()


_ID = Property("id", "string", "made from content: the same paper or name gets the same id in every build")
_CONFIDENCE = Property("confidence", "float", "0 to 1")
_SENTENCE = (
    Property("sentence", "string", "the sentence that says so"),
    Property("start", "integer", "first character of the sentence in title + line feed + abstract"),
    Property("end", "integer", "the character behind its last"),
)

_PAPER = NodeSpec(
    "Paper",
    "a paper with its title and abstract",
    (
        _ID,
        Property("title", "string", "as the source gives it"),
        Property("abstract", "string", "as the source gives it"),
        Property("url", "string", "where it can be read"),
        Property("date", "string", "ISO 8601 date, where the source has one"),
        Property("year", "integer", "year of `date`"),
        Property("authors", "list of string", "as the source gives them"),
        Property("categories", "list of string", "the source's own subject classes"),
        Property("sources", "list of string", "listings and feeds that hold it"),
        Property("ids", "list of string", "its other ids: `doi:…`, `pmid:…`, or `p:…` of another title"),
        Property("urls", "list of string", "where else it can be read"),
        Property("position", "integer", "order in the listings, from 0: the newest first where no date is known"),
        Property("extractor", "string", "name, version and digest of the model that read it"),
    ),
    indexed=("year", "date"),
    fulltext=("title", "abstract"),
)

_ENTITY = (
    _ID,
    Property("name", "string", "the form that papers write most"),
    Property("aliases", "list of string", "all surface forms that meet in it, the most frequent first"),
    Property("search", "string", "name and aliases in one string, for the full-text index"),
    Property("support", "integer", "number of papers that mention it"),
    Property("first_year", "integer", "year of its oldest dated paper"),
    Property("last_year", "integer", "year of its newest dated paper"),
)

_MEANINGS = {
    EntityType.METHOD: "a model, architecture, algorithm, loss, technique or system",
    EntityType.TASK: "a problem that is solved, or a setting imposed on the learner",
    EntityType.DATASET: "a data set, benchmark, simulator or environment",
    EntityType.METRIC: "a measure of evaluation",
    EntityType.SYMMETRY_GROUP: "a group of transformations",
}

_GROUP = (
    Property("family", "string", "the family it belongs to"),
    Property("kind", "string", "finite, discrete, compact_lie, lie or infinite_dim"),
    Property("dim", "integer", "real dimension, where it is a number"),
    Property("dim_formula", "string", "real dimension as a formula of n"),
    Property("order", "integer", "number of elements, where it is a finite number"),
    Property("order_formula", "string", "number of elements as a formula of n"),
    Property("compact", "boolean", ""),
    Property("abelian", "boolean", ""),
    Property("connected", "boolean", ""),
    Property("latex", "string", "how it is written in LaTeX"),
)

_EVIDENCE = NodeSpec(
    "Evidence",
    "one sentence of one paper that states a claim",
    (
        _ID,
        Property("claim_id", "string", "the claim that it supports: the `claim_id` of the edge"),
        Property("relation", "string", "the claim's edge type"),
        *_SENTENCE,
        _CONFIDENCE,
        Property("extractor", "string", "name, version and digest of the model that found it"),
        Property("outperforms", "boolean", "COMPARED_WITH: the sentence says that the first is better"),
        Property("mode", "string", "EQUIVARIANT_TO: equivariant, invariant, approximate or broken"),
    ),
    indexed=("claim_id",),
)

_DECISION = NodeSpec(
    "Decision",
    "why two names are one node, or were kept apart",
    (
        Property("id", "string", "made from the rule and the two names"),
        Property("rule", "string", "what decided: see `kg why --help`"),
        Property("merges", "boolean", "whether the two names met by it"),
        Property("open", "boolean", "whether it was close enough for a person to look at: see `kg review`"),
        Property("form", "string", "the name that was decided on, as papers write it"),
        Property("form_type", "string", "its type"),
        Property("form_key", "string", "what all its spellings have in common"),
        Property("target", "string", "the name that it was compared with"),
        Property("target_type", "string", "its type"),
        Property("target_key", "string", "what all its spellings have in common"),
        Property("node", "string", "id of the entity that has the first name now"),
        Property("target_node", "string", "id of the entity that has the second name now"),
        Property("papers", "integer", "number of papers behind it"),
        Property("share", "float", "their part of all papers that could say otherwise, or a score; 0 to 1"),
        Property("examples", "list of string", "ids of some of these papers"),
        Property("source", "string", "where the rule of a person or of a table stands"),
    ),
    indexed=("node", "target_node", "form_key", "target_key"),
)

NODES: dict[str, NodeSpec] = {
    "Paper": _PAPER,
    **{
        t.value: NodeSpec(
            t.value,
            _MEANINGS[t],
            (*_ENTITY, *_GROUP) if t is EntityType.SYMMETRY_GROUP else _ENTITY,
            indexed=("name", "support"),
            fulltext=("search",),
        )
        for t in EntityType
    },
    "Evidence": _EVIDENCE,
    "Decision": _DECISION,
}

_CLAIM = (
    Property("claim_id", "string", "made from type, head and tail"),
    Property("support", "integer", "number of papers that state it"),
    _CONFIDENCE,
    Property("first_year", "integer", "year of the oldest dated paper behind it"),
    Property("last_year", "integer", "year of the newest dated paper behind it"),
)
_OF_ONE_TYPE: dict[RelationType, tuple[Property, ...]] = {
    RelationType.COMPARED_WITH: (Property("outperforms", "integer", "number of papers that say the first is better"),),
    RelationType.EQUIVARIANT_TO: (Property("mode", "string", "the mode that most papers state"),),
}


def _edges() -> Iterator[EdgeSpec]:
    for t in EntityType:
        yield EdgeSpec(
            "MENTIONS",
            "Paper",
            t.value,
            "the paper's text names it",
            (
                Property("count", "integer", "how often"),
                Property("starts", "list of integer", "first character of each mention"),
                Property("ends", "list of integer", "the character behind the last of each mention"),
                _CONFIDENCE,
            ),
        )
    for t in (EntityType.METHOD, EntityType.DATASET):
        yield EdgeSpec("PROPOSES", "Paper", t.value, "the paper introduces it as its own", (*_SENTENCE, _CONFIDENCE))
    for relation, signature in SIGNATURES.items():
        extra = _OF_ONE_TYPE.get(relation, ())
        yield EdgeSpec(relation, signature.head, signature.tail, signature.meaning, (*_CLAIM, *extra))
    yield EdgeSpec("STATES", "Paper", "Evidence", "the sentence stands in the paper")
    for t in EntityType:
        if any(s.head is t for s in SIGNATURES.values()):
            yield EdgeSpec("SUBJECT", "Evidence", t.value, "the head of the claim")
        if any(s.tail is t for s in SIGNATURES.values()):
            yield EdgeSpec("OBJECT", "Evidence", t.value, "the tail of the claim")
    group = EntityType.SYMMETRY_GROUP.value
    source = Property("source", "string", "where the edge is from, or its proof in one line")
    condition = Property("condition", "string", "for which parameters it holds")
    via = Property("via", "string", "literal, or standard: by an injective homomorphism")
    embedding = Property("map", "string", "the embedding, as a formula")
    index = Property("index", "string", "index of the subgroup")
    normal = Property("normal", "boolean", "whether the subgroup is normal")
    lattice = {
        LatticeEdge.SUBGROUP_OF: ("is a subgroup of (transitively reduced)", (via, embedding, index, normal)),
        LatticeEdge.DOUBLE_COVERS: ("covers two to one; a cover is no subgroup", ()),
        LatticeEdge.ISOMORPHIC_TO: ("is the same abstract group, with another meaning", ()),
        LatticeEdge.SEMIDIRECT: (
            "is a factor of the semidirect product",
            (Property("role", "string", "normal or complement"),),
        ),
        LatticeEdge.INSTANCE_OF: ("is a member of the family", ()),
    }
    for edge, (meaning, extra) in lattice.items():
        yield EdgeSpec(edge, group, group, meaning, (*extra, condition, source))
    kind = (
        Property("rule", "string", "what says so: words of the names, or how the sentence puts it"),
        Property("support", "integer", "number of papers that state it, or that mention what is so named"),
        Property("paper", "string", "id of the paper whose sentence states it, where one does"),
        *_SENTENCE,
    )
    for t in EntityType:
        if t is not EntityType.SYMMETRY_GROUP:
            yield EdgeSpec(KIND, t.value, t.value, "is a kind of (transitively reduced)", kind)


EDGES: tuple[EdgeSpec, ...] = tuple(_edges())

EdgeKind = tuple[str, str, str]
"""(type, head label, tail label)"""


@dataclass(frozen=True, slots=True)
class EdgeRow:
    """One edge: ids of its two ends, and its properties."""

    head: str
    tail: str
    properties: Row


@dataclass(slots=True)
class GraphTables:
    """A whole graph as rows, in a fixed order, so that two builds of one input are equal.

    ``nodes[label]`` are rows with an ``id``; ``edges[type, head label, tail label]`` are ``EdgeRow``. A property that
    is unknown is absent from the row (never None). ``meta`` is what the graph says of itself: see ``GraphMeta``.
    """

    nodes: dict[str, list[Row]] = field(default_factory=dict)
    edges: dict[EdgeKind, list[EdgeRow]] = field(default_factory=dict)
    meta: GraphMeta | None = None


@dataclass(frozen=True, slots=True)
class GraphMeta:
    """What a graph says of itself; kept in the store as one ``(:Graph {id: "graph"})`` node.

    ``version`` is a digest of the content: equal graphs have equal versions, and a store that holds a version need
    not be written again.
    """

    version: str
    schema: int
    extractor: str
    papers: int
    sources: tuple[str, ...]
