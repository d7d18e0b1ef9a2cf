"""The types of the graph, stated once: what they are called, what they join and how they are told in words.

Meanings follow the annotation guidelines (``docs/guidelines.md``). JSON Schema, store constraints, the extractor's
labels, the dashboard's legend and the documentation are all made from these two enumerations.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class EntityType(StrEnum):
    """The five kinds of things that mentions point to; the value is the node label."""

    METHOD = "Method"
    TASK = "Task"
    DATASET = "Dataset"
    METRIC = "Metric"
    SYMMETRY_GROUP = "SymmetryGroup"


class RelationType(StrEnum):
    """Typed relations between two entities, as a sentence states them; the value is the edge type."""

    ADDRESSES = "ADDRESSES"
    EVALUATED_ON = "EVALUATED_ON"
    BENCHMARKS = "BENCHMARKS"
    EQUIVARIANT_TO = "EQUIVARIANT_TO"
    BASED_ON = "BASED_ON"
    COMPARED_WITH = "COMPARED_WITH"
    MEASURED_BY = "MEASURED_BY"


@dataclass(frozen=True, slots=True)
class Signature:
    """What a relation joins, and how it reads between the two names, forwards and backwards."""

    head: EntityType
    tail: EntityType
    words: str
    inverse: str
    meaning: str


_M, _T, _D, _Q, _G = EntityType

SIGNATURES: dict[RelationType, Signature] = {
    RelationType.ADDRESSES: Signature(
        _M, _T, "addresses", "is addressed by", "the method is applied to, designed for or tested on the task"
    ),
    RelationType.EVALUATED_ON: Signature(
        _M, _D, "is evaluated on", "evaluates", "results of the method on the data set are reported"
    ),
    RelationType.BENCHMARKS: Signature(_D, _T, "benchmarks", "is benchmarked by", "the data set is for the task"),
    RelationType.EQUIVARIANT_TO: Signature(
        _M, _G, "is equivariant to", "is a symmetry of", "equivariant, invariant or symmetric under the group"
    ),
    RelationType.BASED_ON: Signature(
        _M, _M, "is based on", "is the basis of", "builds on, extends, combines, contains or is a kind of"
    ),
    RelationType.COMPARED_WITH: Signature(
        _M,
        _M,
        "is compared with",
        "is compared with",
        "compared; `outperforms` where the first is said to be better",
    ),
    RelationType.MEASURED_BY: Signature(
        _M, _Q, "is measured by", "measures", "a result of the method in that metric is reported"
    ),
}


class EquivarianceMode(StrEnum):
    """How a method respects a symmetry group, where the text says so."""

    EQUIVARIANT = "equivariant"
    INVARIANT = "invariant"
    APPROXIMATE = "approximate"
    BROKEN = "broken"


class LatticeEdge(StrEnum):
    """How two symmetry groups stand to each other; never one type for two meanings."""

    SUBGROUP_OF = "SUBGROUP_OF"
    DOUBLE_COVERS = "DOUBLE_COVERS"
    ISOMORPHIC_TO = "ISOMORPHIC_TO"
    SEMIDIRECT = "SEMIDIRECT"
    INSTANCE_OF = "INSTANCE_OF"
