"""Overview: what the graph holds, in numbers and examples."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboards import markup
from dashboards.access import ask, meta
from dashboards.look import ENTITY_TYPES, LOOKS, counted
from dashboards.pieces import search_box
from dashboards.shell import View, go
from dashboards.trends import by_month, by_period, few_years, growth, periods
from kg.lookup import Overview, overview
from schemas import EntityType, RelationType


def render() -> None:
    """The page."""
    found = ask(overview)
    papers = found.counts.get("Paper", 0)
    claims = sum(found.counts.get(str(r), 0) for r in RelationType)
    st.html(
        markup.title(
            "What papers say about methods",
            lead=f"A graph read out of {counted(papers, 'abstract')}: every one of its {counted(claims, 'claim')} "
            "leads to the sentence that says so.",
        )
    )
    search_box("overview-search", lambda id, label: go("paper" if label == "Paper" else "entity", id=id))
    _numbers(found)
    tops: list[tuple[EntityType, DeltaGenerator]] = []
    with st.container(key="mg-split-overview"):
        for pair in ((EntityType.METHOD, EntityType.TASK), (EntityType.DATASET, EntityType.SYMMETRY_GROUP)):
            for column, label in zip(st.columns(2, gap="large"), pair, strict=True):
                with column:
                    tops.append((label, st.empty()))
                    _top(found, label, tops[-1][1])
        left, right = st.columns(2, gap="large")
        with left:
            st.html(markup.heading("Newest papers") + markup.papers(found.newest))
        with right:
            _growth(found)
            _sources(found)
    if any(y.year is not None for y in found.years):
        # Behind the rest: on a large graph they take longer than everything above.
        months = few_years(found.years)
        for label, place in tops:
            ids = tuple(e.id for e in found.top.get(label, ()))
            _top(found, label, place, ask(by_period, str(label), ids, months) if ids else {})


def _top(
    found: Overview, label: EntityType, place: DeltaGenerator, trends: dict[str, dict[str, int]] | None = None
) -> None:
    rows = [(e.id, e.name, str(label), e.support) for e in found.top.get(label, ())]
    spans = periods(p for counts in (trends or {}).values() for p in counts)
    body = markup.bars(rows, trends, spans) if rows else markup.state(f"No {LOOKS[label].singular} yet.", "")
    side = f"papers, {spans[-markup.SPARKS :][0]} to {spans[-1]}" if len(spans) > 1 else "papers"
    place.html(markup.heading(f"{LOOKS[label].plural} most papers name", side) + body)


def _numbers(found: Overview) -> None:
    numbers = [("Paper", found.counts.get("Paper", 0), "papers")]
    numbers += [(label, found.counts.get(label, 0), LOOKS[label].plural.lower()) for label in ENTITY_TYPES]
    numbers.append(("", found.counts.get("Evidence", 0), "sentences"))
    st.html(markup.figures(numbers))


def _growth(found: Overview) -> None:
    undated = sum(y.papers for y in found.years if y.year is None)
    without = f"{undated:,} without a date" if undated else ""
    if few_years(found.years):
        counts, unit = ask(by_month), "month"
    else:
        counts, unit = {str(y.year): y.papers for y in found.years if y.year is not None}, "year"
    chart = markup.columns(counts, periods(counts)[-60:], "Paper")
    if not chart:
        words = (
            "No paper of this graph has a date, so there is no growth to show. Listings have none; other formats do."
        )
        st.html(markup.heading("Growth") + f'<p class="mg-note">{words}</p>')
        return
    said = " · ".join(part for part in (growth(counts), without) if part)
    st.html(markup.heading(f"Papers by {unit}", said) + chart)


def _sources(found: Overview) -> None:
    lines = "".join(
        f"<li><span>{markup.isolated(s.source)}</span><time>{counted(s.papers, 'paper')}</time></li>"
        for s in found.sources[:12]
    )
    more = f"and {len(found.sources) - 12:,} more" if len(found.sources) > 12 else ""
    graph = meta()
    st.html(
        markup.heading("Built from", more)
        + f'<ul class="mg-papers">{lines}</ul>'
        + f'<p class="mg-note">Read by {markup.text(graph.extractor or "an unnamed extractor")} · '
        f"graph version {markup.text(graph.version[:10])}</p>"
    )


VIEW = View("Overview", ":material/dashboard:", 0, render)
