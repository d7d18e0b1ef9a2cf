"""Symmetry groups: the ontology (groups, families, edges with sources) and the parser of what texts call them."""

from schemas.symmetry.edges import Ontology, load_ontology
from schemas.symmetry.model import LatticeClaim, SymmetryGroup
from schemas.symmetry.ontology import group

__all__ = ["LatticeClaim", "Ontology", "SymmetryGroup", "group", "load_ontology"]
