"""The ground floor: models, node and edge types, ontology data and errors. Imports nothing of ours."""

from schemas.errors import MethodGraphError
from schemas.extraction import Evidence, Extraction, Mention, PaperEntity, Proposal, Relation, Span
from schemas.graph import EDGES, KIND, NODES, SCHEMA_VERSION, EdgeRow, GraphMeta, GraphTables, Row
from schemas.paper import Paper, paper_id
from schemas.text import digest, text_key
from schemas.vocabulary import SIGNATURES, EntityType, EquivarianceMode, LatticeEdge, RelationType

__all__ = [
    "EDGES",
    "KIND",
    "NODES",
    "SCHEMA_VERSION",
    "SIGNATURES",
    "EdgeRow",
    "EntityType",
    "EquivarianceMode",
    "Evidence",
    "Extraction",
    "GraphMeta",
    "GraphTables",
    "LatticeEdge",
    "Mention",
    "MethodGraphError",
    "Paper",
    "PaperEntity",
    "Proposal",
    "Relation",
    "RelationType",
    "Row",
    "Span",
    "digest",
    "paper_id",
    "text_key",
]
