"""The page of errors: every paper with its gold annotation and its prediction side by side.

One HTML file without scripts or fonts from elsewhere; everything that comes from a paper is escaped. What can be
filtered is a class of an element, so that style sheet and script stay short.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from importlib.resources import files

from extract.evaluation.alignment import RelationKey, align, aligned_relations, by_title, gold_relations, spans
from extract.evaluation.report import Report, evaluate
from schemas import SIGNATURES, EntityType, Extraction, Mention, Relation, RelationType

KINDS = {
    "right": "right",
    "missed": "missed",
    "spurious": "made up",
    "boundary": "other boundary",
    "type": "other type",
    "relation-missed": "relation missed",
    "relation-spurious": "relation made up",
}
"""Kinds of outcome, as they stand in the page's filter."""


def error_page(gold: Iterable[Extraction], predicted: Iterable[Extraction], title: str = "Gold and prediction") -> str:
    """The page as a string of HTML, papers in the order of ``gold``."""
    annotated, found = by_title(list(gold)), by_title(list(predicted))
    report = evaluate(annotated.values(), found.values())
    papers = "\n".join(_paper(paper, found.get(key)) for key, paper in annotated.items())
    style, script = (files(__package__).joinpath(name).read_text("utf-8") for name in ("page.css", "page.js"))
    kinds = "".join(
        f'<label><input type="checkbox" data-kind="{kind}"> {escape(words)} <span data-count="{kind}"></span></label>'
        for kind, words in KINDS.items()
        if kind != "right"
    )
    types = "".join(f'<span class="chip {kind.value}">{kind.value}</span>' for kind in EntityType)
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{escape(title)}</title>\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<style>\n{style}</style>\n</head>\n'
        f"<body>\n<header><h1>{escape(title)}</h1>"
        f"<p>{report.papers:,} annotated papers, {report.matched:,} of them predicted. Types: {types}</p>\n"
        f"<details><summary>Figures</summary>{_figures(report)}{_frequent(report)}"
        f"{_calibration(report)}</details>\n"
        f'<form class="filter" aria-label="Filter"><strong>Papers with</strong> {kinds}'
        f'<input type="search" placeholder="text" aria-label="Papers that hold this text"> <output></output></form>'
        f"</header>\n<main>\n{papers}\n</main>\n<script>\n{script}</script>\n</body>\n</html>\n"
    )


def mention_kinds(
    gold: Extraction, predicted: Extraction
) -> tuple[list[tuple[Mention, str]], list[tuple[Mention, str]]]:
    """Each gold mention and each predicted mention with its kind of outcome (a key of ``KINDS``)."""
    theirs, ours = spans(gold), spans(predicted)
    return (
        [(m, "right" if key in ours else _kind(m, predicted.mentions, "missed")) for key, m in theirs.items()],
        [(m, "right" if key in theirs else _kind(m, gold.mentions, "spurious")) for key, m in ours.items()],
    )


def _kind(mention: Mention, others: Iterable[Mention], alone: str) -> str:
    touching = [o for o in others if o.start < mention.end and mention.start < o.end]
    if any(o.type == mention.type for o in touching):
        return "boundary"
    return "type" if touching else alone


def _paper(gold: Extraction, predicted: Extraction | None) -> str:
    if predicted is None or predicted.text != gold.text:
        predicted = Extraction(id=gold.id, title=gold.title, abstract=gold.abstract)
    left, right = mention_kinds(gold, predicted)
    to_gold = align(gold, predicted)
    wanted, aligned = gold_relations(gold), aligned_relations(predicted, to_gold)
    missed = wanted - set(aligned)
    names, gold_names = ({e.id: e.name for e in paper.entities} for paper in (predicted, gold))
    left_rows = [
        _relation(r.type, gold_names[r.head], gold_names[r.tail], "missed" if _key(r) in missed else "right", None)
        for r in gold.relations
    ]
    right_rows = [
        _relation(r.type, names[r.head], names[r.tail], "right" if key in wanted else "spurious", r.confidence)
        for r, key in zip(predicted.relations, aligned, strict=True)
    ]
    kinds = {kind for _, kind in (*left, *right)} | ({"relation-missed"} if missed else set())
    kinds |= {"relation-spurious"} if set(aligned) - wanted else set()
    columns = (
        _column("Gold", gold, left, left_rows, gold_names),
        _column("Prediction", predicted, right, right_rows, names),
    )
    return (
        f'<article data-kinds="{" ".join(sorted(kinds))}"><h2>{escape(gold.title)}</h2>'
        f'<div class="sides">{"".join(columns)}</div></article>'
    )


def _key(relation: Relation) -> RelationKey:
    return (str(relation.type), relation.head, relation.tail)


def _column(
    heading: str, paper: Extraction, mentions: list[tuple[Mention, str]], rows: list[str], names: dict[str, str]
) -> str:
    proposed = ", ".join(escape(names[entity]) for entity in paper.proposes) or "nothing"
    listed = f"<ul>{''.join(rows)}</ul>" if rows else "<p>No relations.</p>"
    return (
        f"<section><h3>{heading}</h3><p class=text>{_marked(paper.text, mentions)}</p>"
        f"<p class=proposes>Proposes: {proposed}</p>{listed}</section>"
    )


def _marked(text: str, mentions: list[tuple[Mention, str]]) -> str:
    """The text with every mention marked; of mentions that overlap, the one that begins first."""
    parts, at = [], 0
    for mention, kind in sorted(mentions, key=lambda pair: (pair[0].start, -pair[0].end)):
        if mention.start < at:
            continue
        note = f"{mention.type.value}, {KINDS[kind]}, {mention.entity}, {mention.confidence:.2f}"
        parts.append(escape(text[at : mention.start]))
        parts.append(
            f'<mark class="{mention.type.value} {kind}" title="{escape(note)}">'
            f"{escape(text[mention.start : mention.end])}</mark>"
        )
        at = mention.end
    return "".join(parts) + escape(text[at:])


def _relation(kind: RelationType, head: str, tail: str, outcome: str, confidence: float | None) -> str:
    sure = "" if confidence is None else f" <small>{confidence:.2f}</small>"
    words = {"missed": "missed", "spurious": "made up"}.get(outcome)
    flag = f" <em>{words}</em>" if words else ""
    return (
        f'<li class="{outcome}"><b>{escape(head)}</b> {escape(SIGNATURES[kind].words)} <b>{escape(tail)}</b>'
        f"{sure}{flag}</li>"
    )


def _figures(report: Report) -> str:
    rows = "".join(
        f"<tr><td>{escape(r.measure)}<td>{escape(r.type)}<td>{r.precision:.1f}<td>{r.recall:.1f}<td>{r.f1:.1f}"
        f"<td>{r.gold:,}<td>{r.predicted:,}</tr>"
        for r in report.table()
    )
    return (
        "<table><caption>Per cent</caption><tr><th>measure<th>type<th>precision<th>recall<th>F1<th>gold<th>predicted"
        f"</tr>{rows}</table>"
    )


def _frequent(report: Report, count: int = 20) -> str:
    lists = (("Missed most", report.most_missed(count)), ("Made up most", report.most_spurious(count)))
    return "".join(
        f"<table><caption>{caption}</caption><tr><th>times<th>type<th>text</tr>"
        + "".join(f"<tr><td>{e.count}<td>{escape(e.type)}<td>{escape(e.text)}</tr>" for e in errors)
        + "</table>"
        for caption, errors in lists
        if errors
    )


def _calibration(report: Report) -> str:
    tables = []
    for kind in report.calibration:
        rows = "".join(
            f"<tr><td>{b.low:.1f} to {b.high:.1f}<td>{b.count:,}<td>{b.confidence:.2f}<td>{b.right:.2f}</tr>"
            for b in kind.bins
        )
        if rows:
            tables.append(
                f"<table><caption>Confidence of {escape(kind.kind)}: expected calibration error {kind.error:.3f}"
                f"</caption><tr><th>confidence<th>number<th>mean<th>right</tr>{rows}</table>"
            )
    return "".join(tables)
