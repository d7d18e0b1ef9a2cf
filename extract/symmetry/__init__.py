"""Symmetry groups in text: what a string names, where a text names one, and how a sentence says that one is respected.

The parser itself is ``schemas.symmetry``, so that ``kg`` gives the same id to the same name.
"""

from extract.symmetry.mentions import Found, find_groups
from extract.symmetry.mode import equivariance_mode
from schemas.symmetry import SymmetryGroup, canonical_group_id, parse_around, parse_symmetry_group

__all__ = [
    "Found",
    "SymmetryGroup",
    "canonical_group_id",
    "equivariance_mode",
    "find_groups",
    "parse_around",
    "parse_symmetry_group",
]
