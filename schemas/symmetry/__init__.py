"""Symmetry groups: the ontology (groups, families, edges with sources) and the parser of what texts call them.

Conventions: ``D_n`` has order 2n (``D_8 of order 8`` is read as D_4); ``B_n`` is the hyperoctahedral group, never the
braid group; ``T`` is the tetrahedral rotation group and ``T(n)`` the translations of R^n; ``C_i`` is the inversion
{I, -I} of space, ``C_2`` any other group of two elements; ``K4`` is the Klein four-group, beside ``D_2`` with mirrors;
``Sp(n)`` without a field is ``USp(2n)`` unless the text speaks of the symplectic group plainly.
"""

from schemas.symmetry.edges import Ontology, load_ontology
from schemas.symmetry.model import LatticeClaim, SymmetryGroup
from schemas.symmetry.ontology import group
from schemas.symmetry.parser import canonical_group_id, parse_around, parse_symmetry_group

__all__ = [
    "LatticeClaim",
    "Ontology",
    "SymmetryGroup",
    "canonical_group_id",
    "group",
    "load_ontology",
    "parse_around",
    "parse_symmetry_group",
]
