"""``kg evaluate --names``: how well names meet, in figures and in errors."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.names.evaluation import Figures, NamesReport, PairError
    from schemas import Extraction


def judge(folder: Path, corpus: Sequence[Extraction], *, known: bool, errors: int, json: bool) -> None:
    """Print what ``corpus`` makes of the gold in ``folder``.

    Raises:
        InputError: the folder holds no gold, or a line of it is wrong.
    """
    from kg.aliases import known_table
    from kg.curation import Curation
    from kg.names.evaluation import evaluate_names
    from kg.names.gold import CLUSTERS, PAIRS, read_clusters, read_pairs
    from schemas.errors import InputError

    pairs, clusters = read_pairs(folder), read_clusters(folder)
    if not pairs and not clusters:
        raise InputError(f"holds neither {PAIRS} nor {CLUSTERS} with a line in it", file=str(folder))
    rules = Curation(tables=(known_table(),)).rules() if known else None
    report = evaluate_names(corpus, pairs, clusters, rules)
    if json:
        from kg.cli.output import print_json

        print_json(as_json(report))
    else:
        _print(report, errors)


def as_json(report: NamesReport) -> dict[str, Any]:
    """The report for a program: figures in per cent, every error with the rules behind it."""
    return {
        "papers": report.papers,
        "pairs": report.pairs,
        "clusters": report.clusters,
        "pairwise": _percent(report.pairwise),
        "bcubed": _percent(report.bcubed),
        "kinds": [
            {"kind": k.kind, "pairs": k.pairs, "same": k.same, "met": k.met, "wrongly_met": k.wrongly_met}
            for k in report.kinds
        ],
        "wrongly_met": [_error(e) for e in report.wrongly_met],
        "missed": [_error(e) for e in report.missed],
        "broken": [{"type": c.type.value, "nodes": nodes} for c, nodes in report.broken],
        "mixed": [[{"name": name, "cluster": first} for name, first in node] for node in report.mixed],
    }


def _percent(figures: Figures) -> dict[str, float]:
    return {name: round(100 * getattr(figures, name), 1) for name in ("precision", "recall", "f1")}


def _error(error: PairError) -> dict[str, Any]:
    decisions = [
        {"rule": d.rule.value, "form": d.form.key, "target": d.target.key, "papers": d.papers, "share": d.share}
        for d in error.decisions
    ]
    nodes = {"node_a": error.node_a, "node_b": error.node_b}
    return {**error.pair.model_dump(mode="json", exclude_none=True), **nodes, "decisions": decisions}


def _print(report: NamesReport, errors: int) -> None:
    from kg.cli.output import heading, line, print_table
    from kg.cli.text import plural

    counts = f"{plural(report.pairs, 'pair')} and {plural(report.clusters, 'cluster')}"
    heading(f"{counts}, by the decisions of {plural(report.papers, 'paper')}")
    rows = [
        (name, *(f"{100 * getattr(f, part):.1f}" for part in ("precision", "recall", "f1")))
        for name, f, count in (
            ("pairs", report.pairwise, report.pairs),
            ("clusters, B-cubed", report.bcubed, report.clusters),
        )
        if count
    ]
    print_table(("measure", "precision", "recall", "F1"), rows, right=(1, 2, 3))
    if report.kinds:
        heading("\nPairs by kind")
        columns = ("kind", "pairs", "same", "of these met", "others met")
        print_table(columns, [(k.kind, k.pairs, k.same, k.met, k.wrongly_met) for k in report.kinds])
    for title, sign, found in (("Met, but are two", "≠", report.wrongly_met), ("Missed", "=", report.missed)):
        if found and errors:
            heading(f"\n{title} ({len(found):,})")
            for e in found[:errors]:
                why = "; ".join(dict.fromkeys(d.rule.value for d in e.decisions))
                line(f"  {e.pair.a} {sign} {e.pair.b} · {e.pair.type} · {e.pair.kind}{' · ' + why if why else ''}")
    if report.broken and errors:
        heading(f"\nClusters in several nodes ({len(report.broken):,})")
        for _, nodes in report.broken[:errors]:
            line(f"  {' | '.join(', '.join(names) for names in nodes)}")
    if report.mixed and errors:
        heading(f"\nNodes with names of several clusters ({len(report.mixed):,})")
        for node in report.mixed[:errors]:
            line(f"  {', '.join(name for name, _ in node)}")
