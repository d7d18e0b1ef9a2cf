"""What each named query answers on the golden papers, worked out by hand from their texts.

Each case: values for the parameters, the columns compared, and the rows in order.
"""

from __future__ import annotations

from typing import Any

Case = tuple[dict[str, Any], tuple[str, ...], list[tuple[Any, ...]]]

EQUIVARIANT_GNN = "method:equivariant-graph-neural-network"
EGNN, SE3T, GNN = "method:egnn", "method:se-3-transformer", "method:graph-neural-network"
ATTENTION, SSL, LIEFLOW = "method:equivariant-attention", "method:self-supervised-learning", "method:lieflow"
VIT, SWAPMIX, SMOOTHING = "method:vision-transformer", "method:swapmix", "method:label-smoothing"
FIXMATCH, MIXMATCH, PSEUDO = "method:fixmatch", "method:mixmatch", "method:pseudo-labeling"
PROPERTIES, DYNAMICS = "task:molecular-property-prediction", "task:molecular-dynamics"
GENERATION, CLOUDS, IMAGES = "task:molecule-generation", "task:point-cloud-classification", "task:image-classification"
QM9, MD17, MOLBENCH, SCANS = "dataset:qm9", "dataset:md17", "dataset:molbench", "dataset:scanobjectnn"
CIFAR10, CIFAR100 = "dataset:cifar-10", "dataset:cifar-100"
MAE, ACCURACY = "metric:mean-absolute-error", "metric:accuracy"

G01 = (
    "On QM9, EGNN outperforms the SE(3)-Transformer in mean absolute error on most targets of molecular property "
    "prediction."
)
G03 = "EGNN is an equivariant graph neural network and keeps an advantage in speed."

CASES: dict[str, Case] = {
    "methods-for-task": (
        {"task": "molecular property prediction"},
        ("method_id", "support", "confidence", "first_year", "last_year"),
        # 0.995 = 1 - (1 - 0.90)(1 - 0.95), from two papers of 2022; g11 has no date.
        [
            (GNN, 2, 0.995, 2022, 2022),
            (EGNN, 1, 0.93, 2021, 2021),
            (SE3T, 1, 0.91, 2021, 2021),
            (ATTENTION, 1, 0.8, None, None),
            (SSL, 1, 0.7, 2022, 2022),
        ],
    ),
    "tasks-of-method": (
        {"method": "GNN"},
        ("task_id", "support", "confidence"),
        [(PROPERTIES, 2, 0.995), (DYNAMICS, 1, 0.94)],
    ),
    "datasets-for-task": (
        {"task": "Molecular Property Prediction"},
        ("dataset_id", "support", "methods"),
        # On QM9: EGNN, SE(3)-Transformer, GNN, Equivariant Attention; on MolBench the first two.
        [(QM9, 4, 4), (MOLBENCH, 1, 2)],
    ),
    "datasets-of-method": (
        {"method": "egnn"},
        ("dataset_id", "support", "confidence"),
        [(MOLBENCH, 1, 0.95), (QM9, 1, 0.95), (MD17, 1, 0.9)],
    ),
    "results-for-task": (
        {"task": "point cloud classification"},
        ("method_id", "dataset_id", "support", "benchmark"),
        # SE(3)-Transformer is the task's one method; ScanObjectNN alone is said to be for the task.
        [(SE3T, SCANS, 1, 1), (SE3T, MD17, 1, 0), (SE3T, MOLBENCH, 1, 0), (SE3T, QM9, 1, 0)],
    ),
    "metrics-for-task": (
        {"task": PROPERTIES},
        ("metric_id", "methods", "support"),
        # MAE: EGNN in 3 papers, SE(3)-Transformer in 2, GNN and Equivariant Attention in 1 each.
        [(MAE, 4, 7), (ACCURACY, 1, 1)],
    ),
    "equivariant-methods": (
        {"group": "permutations"},
        ("method_id", "mode", "support"),
        [(LIEFLOW, "invariant", 1), (EGNN, "equivariant", 1), (GNN, "invariant", 1)],
    ),
    "equivariant-methods-closure": (
        {"group": "SO(3)"},
        ("method_id", "stated_for", "member", "steps", "chain", "mode"),
        [
            (LIEFLOW, "SO(3)", False, 0, ["SO(3)"], "broken"),
            (ATTENTION, "SE(3)", False, 1, ["SO(3)", "SE(3)"], "equivariant"),
            (SE3T, "SE(3)", False, 1, ["SO(3)", "SE(3)"], "equivariant"),
            (GNN, "SO(n)", False, 1, ["SO(3)", "SO(n)"], "approximate"),
            (EGNN, "E(n)", False, 3, ["SO(3)", "SE(3)", "SE(n)", "E(n)"], "equivariant"),
        ],
    ),
    "equivariant-methods-for-task": (
        {"group": "SE(3)", "task": PROPERTIES},
        ("method_id", "stated_for", "member", "task_support", "group_support"),
        [(EGNN, "E(n)", False, 1, 2), (ATTENTION, "SE(3)", False, 1, 1), (SE3T, "SE(3)", False, 1, 1)],
    ),
    "groups-by-task": (
        {"min_methods": 2},
        ("task_id", "group", "methods"),
        [(PROPERTIES, "SE(3)", 2), (PROPERTIES, "S_n", 2)],
    ),
    "group-relatives": (
        {"group": "SE(3)"},
        ("relation", "direction", "other", "methods", "source"),
        [("INSTANCE_OF", "out", "SE(n)", 0, "n = 3"), ("SUBGROUP_OF", "in", "SO(3)", 1, "stabiliser of the origin")],
    ),
    "smallest-group-over": (
        {"groups": "SO(n); SE(n)"},
        ("group", "methods"),
        [("SE(n)", 0)],
    ),
    "uncovered-subgroups": (
        {"group": "E(n)", "task": "point cloud classification"},
        # The task's one method respects SE(3), which covers SO(3) and itself, and no family.
        ("subgroup", "elsewhere"),
        [("SO(n)", 1), ("SE(n)", 0)],
    ),
    "symmetry-over-time": (
        {"min_papers": 3},
        ("group", "year", "papers", "methods"),
        # Permutations: EGNN in g01, GNN in g12, LieFlow in g10.
        [("S_n", 2021, 1, 1), ("S_n", 2022, 1, 1), ("S_n", 2023, 1, 1)],
    ),
    "built-on-method": (
        {"method": "label smoothing"},
        ("method_id", "support", "confidence"),
        [(SWAPMIX, 1, 0.93)],
    ),
    "lineage-of-method": (
        {"method": "EGNN"},
        ("step", "method_id", "builds_on_id", "support"),
        [
            (1, EGNN, "method:equivariant-graph-neural-network", 2),
            (1, EGNN, GNN, 1),
            (2, GNN, "method:message-passing", 1),
        ],
    ),
    "outperforms": (
        {},
        ("better_id", "worse_id", "papers", "compared"),
        [(EGNN, SE3T, 2, 2), (FIXMATCH, MIXMATCH, 1, 1), (SE3T, EGNN, 1, 1), (SWAPMIX, SMOOTHING, 1, 1)],
    ),
    "comparisons-of-method": (
        {"method": "SE(3)-Transformer"},
        ("other_id", "better", "worse", "compared"),
        [(EGNN, 1, 2, 3), (ATTENTION, 0, 0, 1)],
    ),
    "contradictions": (
        {},
        ("first_id", "second_id", "first_better", "second_better"),
        [(EGNN, SE3T, 2, 1)],
    ),
    "papers-behind-claim": (
        {"head": "EGNN", "tail": "SE(3)-Transformer"},
        ("relation", "sentence", "paper_id", "date", "confidence"),
        [
            ("COMPARED_WITH", G01, "g01", "2021-02-19", 0.94),
            (
                "COMPARED_WITH",
                "EGNN and the SE(3)-Transformer are evaluated on MolBench; EGNN is better in MAE.",
                "g09",
                "2023-07-17",
                0.9,
            ),
        ],
    ),
    "co-used-datasets": (
        {"dataset": "CIFAR 10"},
        ("dataset_id", "papers", "share"),
        [(CIFAR100, 2, 1.0)],
    ),
    "newest-papers": (
        {"entity": "SE(3)-Transformer"},
        ("paper_id", "date", "mentions"),
        [
            ("g09", "2023-07-17", 1),
            ("g03", "2022-05-30", 1),
            ("g02", "2021-11-05", 2),
            ("g01", "2021-02-19", 1),
            ("g11", None, 2),
        ],
    ),
    "papers-with-both": (
        {"first": "EGNN", "second": "QM9"},
        ("paper_id", "date"),
        [("g12", "2022-12-01"), ("g01", "2021-02-19")],
    ),
    "papers-by-year": (
        {"entity": "QM9"},
        ("year", "papers"),
        [(2021, 2), (2022, 2), (2023, 1), (None, 1)],
    ),
    "proposed-by": (
        {"entity": "MolBench"},
        ("paper_id", "date", "sentence", "confidence"),
        [
            (
                "g09",
                "2023-07-17",
                "We release MolBench, a benchmark for molecular property prediction and out-of-distribution "
                "generalisation.",
                0.98,
            )
        ],
    ),
    "kin-of-method": (
        {"method": "ViT"},
        ("method_id", "shared", "names"),
        [
            (SWAPMIX, 3, ["CIFAR-10", "CIFAR-100", "image classification"]),
            ("method:resnet-50", 2, ["CIFAR-10", "CIFAR-100"]),
            (FIXMATCH, 2, ["CIFAR-10", "image classification"]),
            (MIXMATCH, 1, ["CIFAR-10"]),
        ],
    ),
    "untried-tasks": (
        {"method": "EGNN"},
        ("task_id", "kin", "support"),
        # Through GNN, LieFlow (by QM9) and SE(3)-Transformer.
        [(DYNAMICS, 1, 1), (GENERATION, 1, 1), (CLOUDS, 1, 1)],
    ),
    "similar-papers": (
        {"paper": "vision transformer (vit) revisited for small images"},
        ("paper_id", "shared", "score"),
        # g05 shares ViT, label smoothing, CIFAR-100 (2 papers each), CIFAR-10, image classification (3), accuracy (4):
        # 3 / ln 3 + 2 / ln 4 + 1 / ln 5; g07 the last three; g02 accuracy.
        [("g05", 6, 4.795), ("g07", 3, 2.064), ("g02", 1, 0.621)],
    ),
    "single-paper-entities": (
        {"type": "Dataset"},
        ("entity_id", "type", "paper_id"),
        [
            ("dataset:coco", "Dataset", "g08"),
            (MOLBENCH, "Dataset", "g09"),
            (MD17, "Dataset", "g03"),
            (SCANS, "Dataset", "g02"),
        ],
    ),
    "rising": (
        {"newest": 3, "type": "Method", "min_papers": 1},
        # The newest three are g08, g09, g05; ten others. The SE(3)-Transformer, in 1 and 4 of them, has become rarer.
        ("entity_id", "recent", "before", "gain"),
        [
            ("method:ssl", 1, 0, 33.33),
            (SWAPMIX, 1, 0, 33.33),
            ("method:graph-network", 1, 0, 33.33),
            (PSEUDO, 1, 1, 23.33),
            (VIT, 1, 1, 23.33),
            (SMOOTHING, 1, 1, 23.33),
            (EGNN, 1, 3, 3.33),
        ],
    ),
    "most-mentioned": (
        {"type": "Method", "min_papers": 4},
        ("entity_id", "type", "papers", "first_year", "last_year"),
        [(SE3T, "Method", 5, 2021, 2023), (EGNN, "Method", 4, 2021, 2023), (GNN, "Method", 4, 2021, 2022)],
    ),
    "mentioned-with": (
        {"entity": "MD17", "type": "Method"},
        # g03 alone mentions MD17; the others are in 2, 4, 4 and 5 papers.
        ("other_id", "type", "papers", "share"),
        [
            (EQUIVARIANT_GNN, "Method", 1, 0.5),
            (EGNN, "Method", 1, 0.25),
            (GNN, "Method", 1, 0.25),
            (SE3T, "Method", 1, 0.2),
        ],
    ),
    "never-compared": (
        {"method": "EGNN"},
        ("other_id", "datasets", "names"),
        # The SE(3)-Transformer has three data sets in common with it, but is compared with it.
        [(ATTENTION, 1, ["QM9"]), (LIEFLOW, 1, ["QM9"]), (GNN, 1, ["QM9"])],
    ),
    "common-ground": (
        {"first": "EGNN", "second": "SE(3)-Transformer"},
        ("relation", "shared_id", "first_support", "second_support"),
        [
            ("ADDRESSES", PROPERTIES, 1, 1),
            ("EVALUATED_ON", MD17, 1, 1),
            ("EVALUATED_ON", MOLBENCH, 1, 1),
            ("EVALUATED_ON", QM9, 1, 1),
            # EGNN in g01, g03 and g09, the other in g03 and g09.
            ("MEASURED_BY", MAE, 3, 2),
        ],
    ),
    "kinds-above": (
        {"entity": "EGNN"},
        ("steps", "narrower_id", "wider_id", "rule", "support", "sentence", "paper_id"),
        # g01 calls EGNN a graph neural network too, which the two steps say already.
        [
            (1, EGNN, EQUIVARIANT_GNN, "is a", 1, G03, "g03"),
            (2, EQUIVARIANT_GNN, GNN, "head noun", 2, None, None),
        ],
    ),
    "kinds-below": (
        {"entity": "graph neural networks"},
        ("kind_id", "steps", "wider_id", "papers", "rule", "sentence"),
        [(EQUIVARIANT_GNN, 1, GNN, 2, "head noun", None), (EGNN, 2, EQUIVARIANT_GNN, 4, "is a", G03)],
    ),
    "methods-of-kind-for-task": (
        {"kind": "GNN", "task": "molecular property prediction"},
        ("method_id", "task_id", "steps", "chain", "support", "confidence"),
        [
            (GNN, PROPERTIES, 0, ["graph neural networks"], 2, 0.995),
            (EGNN, PROPERTIES, 2, ["graph neural networks", "equivariant graph neural network", "EGNN"], 1, 0.93),
        ],
    ),
    "counts": (
        {},
        ("kind", "type", "number"),
        # By hand from the golden papers; the five lattice edges are of tests/kg/lattice_rows.py.
        [
            *[("node", "Evidence", 84), ("node", "Method", 22), ("node", "Paper", 13), ("node", "Dataset", 7)],
            *[("node", "Task", 7), ("node", "SymmetryGroup", 6), ("node", "Metric", 3)],
            *[("edge", "MENTIONS", 86), ("edge", "EVALUATED_ON", 19), ("edge", "ADDRESSES", 12)],
            *[("edge", "BASED_ON", 11), ("edge", "MEASURED_BY", 10), ("edge", "EQUIVARIANT_TO", 8)],
            *[("edge", "BENCHMARKS", 7), ("edge", "COMPARED_WITH", 6), ("edge", "PROPOSES", 6)],
            *[("edge", "IS_A", 3), ("edge", "SUBGROUP_OF", 3)],
        ],
    ),
}
