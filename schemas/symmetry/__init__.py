"""Symmetry groups: the ontology (groups, families, edges with sources) and the parser of what texts call them.

Conventions: ``D_n`` has order 2n (``D_8 of order 8`` is read as D_4); ``B_n`` is the hyperoctahedral group, never the
braid group; ``T`` is the tetrahedral rotation group and ``T(n)`` the translations of R^n; ``C_i`` is the inversion
{I, -I} of space, ``C_2`` any other group of two elements; ``K4`` is the Klein four-group, beside ``D_2`` with mirrors;
symplectic groups are told apart as said in ``docs/symmetry.md``: ``Sp(2n,R)`` has the size of its matrices in brackets,
a bare ``Sp(n)`` is the compact ``USp(2n)`` unless the sentence names the symplectic group or a real space.
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
