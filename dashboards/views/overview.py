"""Overview: what the graph holds, in numbers and examples."""

from __future__ import annotations

import streamlit as st

from dashboards import markup
from dashboards.access import ask, meta
from dashboards.look import ENTITY_TYPES, LOOKS, counted
from dashboards.pieces import search_box
from dashboards.shell import View, go
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
    with st.container(key="mg-split-overview"):
        for pair in ((EntityType.METHOD, EntityType.TASK), (EntityType.DATASET, EntityType.SYMMETRY_GROUP)):
            for column, label in zip(st.columns(2, gap="large"), pair, strict=True):
                with column:
                    rows = [(e.id, e.name, str(label), e.support) for e in found.top.get(label, ())]
                    st.html(markup.heading(f"{LOOKS[label].plural} most papers name", "papers") + markup.bars(rows))
        left, right = st.columns(2, gap="large")
        with left:
            st.html(markup.heading("Newest papers") + markup.papers(found.newest))
        with right:
            _growth(found)
            _sources(found)


def _numbers(found: Overview) -> None:
    numbers = [("Paper", found.counts.get("Paper", 0), "papers")]
    numbers += [(label, found.counts.get(label, 0), LOOKS[label].plural.lower()) for label in ENTITY_TYPES]
    numbers.append(("", found.counts.get("Evidence", 0), "sentences"))
    st.html(markup.figures(numbers))


def _growth(found: Overview) -> None:
    undated = sum(y.papers for y in found.years if y.year is None)
    if chart := markup.years(found.years, "Paper"):
        st.html(markup.heading("Papers by year", f"{undated:,} without a date" if undated else "") + chart)


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
