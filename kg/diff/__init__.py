"""What a rebuild changed: two graphs, each from a store, a JSON export or extractions, compared by what they say.

``of_store``, ``of_tables`` and ``of_export`` take what is compared out of a graph; ``difference`` compares.
"""

from kg.diff.compare import difference
from kg.diff.models import ClaimChange, Difference, EntityChange, KindChange, PaperChange
from kg.diff.previous import opened_version, previous_version
from kg.diff.snapshot import ClaimState, EntityState, Snapshot, of_export, of_store, of_tables

__all__ = [
    "ClaimChange",
    "ClaimState",
    "Difference",
    "EntityChange",
    "EntityState",
    "KindChange",
    "PaperChange",
    "Snapshot",
    "difference",
    "of_export",
    "of_store",
    "of_tables",
    "opened_version",
    "previous_version",
]
