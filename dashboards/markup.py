"""Pieces of HTML, made in one place so that every text of a paper is escaped: chips, rows, evidence cards, highlights.

Each function returns HTML that may be joined; what comes from a graph goes through ``text`` and nothing else. Pages
show it with ``st.html``, which removes scripts once more. Links of the app carry ``data-mg``: the router component
(``dashboards.component``) turns a click on them into a change of page without a reload.
"""

from __future__ import annotations

import html
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode, urlsplit

from dashboards.look import LOOKS, confidence_words, counted, cut, number, shape
from dashboards.sources import addresses
from kg.lookup import ClaimGroup, EvidenceCard, MentionSpan, PaperRef, YearCount
from schemas.readable import readable, with_offsets

SPARKS = 24
"""Columns of a sparkline; what lies before them is left out."""


def text(value: object) -> str:
    """Any text as HTML that shows it letter by letter."""
    return html.escape(str(value), quote=True)


def isolated(value: object) -> str:
    """A name inside a sentence: its direction of writing does not turn what stands around it."""
    return f"<bdi>{text(value)}</bdi>"


def named(name: str, limit: int | None = None) -> str:
    """A name or a title as a reader sees it: LaTeX as characters, at most ``limit`` of them."""
    shown = readable(name)
    return isolated(shown if limit is None else cut(shown, limit))


def link(view: str, inner: str, css: str = "", title: str = "", **query: Any) -> str:
    """A link to a view with its state; ``inner`` is HTML."""
    given = {k: v if isinstance(v, list) else str(v) for k, v in query.items() if v not in (None, "", [])}
    address = view + (f"?{urlencode(given, doseq=True)}" if given else "")
    shown = f' title="{text(title)}"' if title else ""
    return f'<a class="{css}" data-mg="1" href="{text(address)}" target="_self"{shown}>{inner}</a>'


def outside(url: str | None, inner: str) -> str:
    """A link to another site, only for http and https; ``inner`` is HTML and stays where the address is neither."""
    try:
        scheme = urlsplit(url or "").scheme.lower()
    except ValueError:
        scheme = ""
    if scheme not in ("http", "https"):
        return inner
    return f'<a href="{text(url)}" target="_blank" rel="noopener noreferrer">{inner}</a>'


def chip(id: str, name: str, label: str, support: int | None = None, limit: int = 42, pick: bool = False) -> str:
    """An entity or a paper: shape, name, support; leads to its page, or with ``pick`` to its node on the canvas."""
    count = f"<small>{number(support)}</small>" if support else ""
    view = "paper" if label == "Paper" else "entity"
    singular = LOOKS[label].singular if label in LOOKS else label
    inner = f"{shape(label)}{named(name, limit)}{count}"
    css, whole = f"mg-chip mg-{text(label)}", f"{readable(name)} ({singular})"
    made = link(view, inner, css, whole, **({"id": id} if id else {"name": name}))
    return made.replace("<a ", f'<a data-node="{text(id)}" ', 1) if pick else made


def heading(words: str, small: str = "") -> str:
    """A section heading with a quiet remark."""
    return f'<div class="mg-h" role="heading" aria-level="2">{text(words)} <small>{text(small)}</small></div>'


def title(words: str, kicker: str = "", lead: str = "") -> str:
    """The head of a page; ``kicker`` and ``lead`` are HTML, ``words`` is text."""
    above = f'<div class="mg-kicker">{kicker}</div>' if kicker else ""
    below = f'<p class="mg-lead">{lead}</p>' if lead else ""
    return f'{above}<div class="mg-title" role="heading" aria-level="1">{named(words)}</div>{below}'


def state(what: str, then: str = "", command: str = "") -> str:
    """An empty or an error state: what is, what to do next, the command that does it."""
    code = f"<code>{text(command)}</code>" if command else ""
    return f'<div class="mg-state" role="status"><b>{text(what)}</b>{text(then)}{code}</div>'


def figures(numbers: Iterable[tuple[str, int, str]]) -> str:
    """Big numbers in a row: (label of the type or "", count, words)."""
    cells = (
        f'<div class="mg-figure"><b>{number(count)}</b><span>{shape(label) if label else ""}{text(words)}</span></div>'
        for label, count, words in numbers
    )
    return f'<div class="mg-figures">{"".join(cells)}</div>'


def spark(counts: Mapping[str, int], spans: Sequence[str]) -> str:
    """Counts by period as a row of small columns, relative to the largest; its title has the numbers."""
    most = max((counts.get(s, 0) for s in spans), default=0)
    if not most:
        return '<span class="mg-spark"></span>'
    said = ", ".join(f"{s}: {counts[s]:,}" for s in spans if counts.get(s))
    columns = "".join(f'<i style="height:{100 * counts.get(s, 0) / most:.0f}%"></i>' for s in spans)
    return f'<span class="mg-spark" role="img" aria-label="Papers {text(said)}" title="{text(said)}">{columns}</span>'


def bars(
    rows: Sequence[tuple[str, str, str, int]],
    trends: Mapping[str, Mapping[str, int]] | None = None,
    spans: Sequence[str] = (),
) -> str:
    """Entities with bars: (id, name, label, count), relative to the largest.

    Args:
        rows: the entities.
        trends: papers by period of each entity, by its id, for a sparkline beside its name.
        spans: the periods, in order.
    """
    most = max((count for *_, count in rows), default=1) or 1
    drawn = len(spans) > 1 and bool(trends)
    out = []
    for id, name, label, count in rows:
        inner = (
            f'<span class="mg-name">{shape(label)}{named(name)}</span>'
            f"{spark((trends or {}).get(id, {}), spans[-SPARKS:]) if drawn else ''}"
            f'<span class="mg-bar" style="width:{100 * count / most:.1f}%"></span>'
            f'<span class="mg-count">{number(count)}</span>'
        )
        css = f"mg-row mg-{text(label)}{' mg-with-spark' if drawn else ''}"
        out.append(link("entity", inner, css, readable(name), id=id))
    return f'<div class="mg-rows">{"".join(out)}</div>'


def claim_rows(group: ClaimGroup, here: str, opened: str, most: int) -> list[tuple[str, str]]:
    """The claims of a group as (claim id, HTML of the row); a click opens the claim's evidence in place."""
    out = []
    for claim in group.claims:
        years = _years(claim.first_year, claim.last_year)
        tag = " · ".join(
            part for part in (_mode(claim.mode), _better(claim.outperforms, group.direction), years) if part
        )
        is_open = claim.claim_id == opened
        open_link = link(
            "entity",
            f"{counted(claim.support, 'paper')} · {text(confidence_words(claim.confidence))}",
            title="Close" if is_open else "Show the sentences behind it",
            id=here,
            claim=None if is_open else claim.claim_id,
        )
        row = (
            f'<div class="mg-row mg-claim mg-{claim.other.type.value}{" mg-open" if is_open else ""}">'
            f'<span class="mg-name">{chip(claim.other.id, claim.other.name, claim.other.type.value)}'
            f'<span class="mg-tag">{text(tag)}</span></span>'
            f'<span class="mg-bar" style="width:{100 * claim.support / max(1, most):.1f}%"></span>'
            f'<span class="mg-count">{open_link}</span></div>'
        )
        out.append((claim.claim_id, row))
    return out


def _mode(mode: str | None) -> str:
    """How a method respects a group, where that is not what the relation says already."""
    return "" if mode in (None, "equivariant") else str(mode)


def _better(outperforms: int | None, direction: str) -> str:
    if not outperforms:
        return ""
    return f"{'better' if direction == 'out' else 'worse'} in {counted(outperforms, 'paper')}"


def _years(first: int | None, last: int | None) -> str:
    return "" if first is None else str(first) if first == last or last is None else f"{first}–{last}"


def marked(sentence: str, marks: Iterable[tuple[int, int, str, str]]) -> str:
    """A text with mentions highlighted: marks are (start, end, label, entity id or ""); overlaps give way.

    LaTeX is shown as characters; marks count in the text as it is stored.
    """
    shown = with_offsets(sentence)
    out, at = [], 0
    for begin, stop, label, id in sorted(marks):
        if stop > len(sentence) or begin >= stop:
            continue
        start, end = shown.at(begin, stop)
        if start < at or start >= end:
            continue
        inner = text(shown.text[start:end])
        css = f"mg-mark mg-{text(label)}"
        out.append(text(shown.text[at:start]))
        out.append(link("entity", inner, css, id=id) if id else f'<span class="{css}">{inner}</span>')
        at = end
    out.append(text(shown.text[at:]))
    return "".join(out)


def evidence_card(card: EvidenceCard, place: str = "") -> str:
    """The unit of trust: the claim in words, the sentence with both ends highlighted, the paper, the confidence."""
    ends = {"head": card.head, "tail": card.tail}
    marks = [(h.start, h.end, ends[h.role].type.value, ends[h.role].id) for h in card.highlights]
    remarks = [_mode(card.mode), "said to be better" if card.outperforms else ""]
    remark = "".join(f" <span>({text(r)})</span>" for r in remarks if r)
    says = (
        f"{chip(card.head.id, card.head.name, card.head.type.value)} <em>{text(card.words)}</em> "
        f"{chip(card.tail.id, card.tail.name, card.tail.type.value)}{remark}"
    )
    return (
        f'<article class="mg-card"><div class="mg-says">{says}</div>'
        f'<blockquote dir="auto">{marked(card.sentence, marks)}</blockquote>'
        f"<footer>{paper_line(card.paper)} · {text(confidence_words(card.confidence))}"
        f"{' · ' + text(place) if place else ''}</footer></article>"
    )


def paper_line(paper: PaperRef) -> str:
    """A paper in a line: title to its page, where it can be read, date."""
    parts = (link("paper", named(paper.title), id=paper.id), sources(paper), text(paper.date or ""))
    return " · ".join(part for part in parts if part)


def sources(paper: PaperRef) -> str:
    """Links to where a paper can be read, by the names of the places; empty where none is known."""
    return " · ".join(outside(address, text(name)) for name, address in addresses(paper).items())


def papers(found: Iterable[PaperRef]) -> str:
    """Papers in a list: title, where it can be read, date."""
    lines = (
        f"<li><span>{link('paper', named(p.title), id=p.id)}{_small(sources(p))}</span>"
        f"<time>{text(p.date or p.year or '')}</time></li>"
        for p in found
    )
    return f'<ul class="mg-papers">{"".join(lines)}</ul>'


def _small(inner: str) -> str:
    return f" <small>{inner}</small>" if inner else ""


def years(counts: Iterable[YearCount], label: str = "") -> str:
    """Papers by year as small columns with an axis; years without papers keep their place."""
    dated = {str(c.year): c.papers for c in counts if c.year is not None}
    span = [str(y) for y in range(int(min(dated)), int(max(dated)) + 1)] if dated else []
    return columns(dated, span, label)


def columns(counts: Mapping[str, int], spans: Sequence[str], label: str = "") -> str:
    """Papers by period as small columns with an axis; empty where there is none."""
    if not spans or not any(counts.values()):
        return ""
    most = max(counts.values())
    bars = "".join(
        f'<i style="height:{100 * counts.get(s, 0) / most:.0f}%" title="{s}: {counted(counts.get(s, 0), "paper")}"></i>'
        for s in spans
    )
    every = max(1, math.ceil(len(spans) / 12))
    axis = "".join(f"<span>{s if (len(spans) - 1 - i) % every == 0 else ''}</span>" for i, s in enumerate(spans))
    said = f"{spans[0]} to {spans[-1]}, at most {counted(most, 'paper')}"
    return (
        f'<div class="mg-years mg-{text(label)}" role="img" aria-label="Papers from {said}">{bars}</div>'
        f'<div class="mg-axis" aria-hidden="true">{axis}</div>'
    )


def mention_text(whole: str, mentions: Iterable[MentionSpan], start: int = 0, end: int | None = None) -> str:
    """A part of a paper's text with its mentions highlighted; offsets of the mentions count in the whole."""
    end = len(whole) if end is None else end
    inside = [m for m in mentions if start <= m.start and m.end <= end]
    return marked(
        whole[start:end], [(m.start - start, m.end - start, m.entity.type.value, m.entity.id) for m in inside]
    )


def legend(labels: Iterable[str]) -> str:
    """The types with their shapes."""
    return f'<div class="mg-legend">{"".join(f"<span>{shape(x)}{LOOKS[x].plural}</span>" for x in labels)}</div>'
