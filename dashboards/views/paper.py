"""Paper: one abstract with all that was found in it; or a text of one's own, to see what would be found."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Sequence
from typing import Any

import streamlit as st

from dashboards import markup
from dashboards.access import ask
from dashboards.look import LOOKS, confidence_words, counted, shape
from dashboards.pieces import parameter, search_box, set_parameters
from dashboards.shell import View, go
from kg.lookup import EntityRef, MentionSpan, PaperView, newest_papers, paper_view
from schemas import SIGNATURES, Extraction, Paper, paper_id

_EXAMPLE = (
    "E(n) Equivariant Graph Neural Networks",
    "This paper introduces a new model to learn graph neural networks equivariant to rotations, translations, "
    "reflections and permutations called E(n)-Equivariant Graph Neural Networks (EGNNs). We demonstrate its "
    "effectiveness on dynamical systems modelling and on molecular property prediction on QM9.",
)


LINKED = 4_000
"""Characters of a text of one's own that the page's address carries."""


def render() -> None:
    """The page."""
    search_box(
        "paper-search",
        lambda id, label: go("paper" if label == "Paper" else "entity", id=id),
        ("Paper",),
        "Search papers",
    )
    id = parameter("id")
    if id:
        _paper(ask(paper_view, id))
        return
    part = st.segmented_control(
        "Part", ["Newest papers", "Try a text"], default="Newest papers", key="part", label_visibility="collapsed",
        bind="query-params",
    )  # fmt: skip
    if part == "Try a text":
        _try()
    else:
        st.html(markup.title("Papers") + markup.papers(ask(newest_papers, 40)))


def _paper(view: PaperView) -> None:
    paper = view.paper
    kicker = [f"{shape('Paper')}paper", markup.text(paper.date or ""), markup.text(", ".join(view.authors[:6]))]
    places = markup.sources(paper)
    st.html(markup.title(paper.title, " · ".join(k for k in kicker if k), f"Read it at {places}" if places else ""))
    _found(view)
    with st.expander("As JSON"):
        st.code(view.model_dump_json(indent=2), language="json", wrap_lines=True)
    if view.sources:
        st.html(f'<p class="mg-note">From {", ".join(markup.isolated(s) for s in view.sources)}</p>')


def _found(view: PaperView) -> None:
    """The text with its mentions, and the relations beside it."""
    labels = [label for label in LOOKS if any(m.entity.type == label for m in view.mentions)]
    length = len(view.paper.title)
    with st.container(key="mg-split-paper"):
        left, right = st.columns([1.3, 1], gap="large")
    with left:
        st.html(
            markup.legend(labels)
            + f'<div class="mg-text" dir="auto"><b>{markup.mention_text(view.text, view.mentions, 0, length)}</b><br>'
            + f"{markup.mention_text(view.text, view.mentions, length + 1)}</div>"
        )
    with right:
        if view.proposals:
            lines = "".join(
                f"<li><span>{markup.chip(p.entity.id, p.entity.name, str(p.entity.type), p.entity.support)}</span>"
                f"<time>{confidence_words(p.confidence)}</time></li>"
                for p in view.proposals
            )
            st.html(markup.heading("Introduces") + f'<ul class="mg-papers">{lines}</ul>')
        if view.relations:
            st.html(markup.heading("Says", counted(len(view.relations), "relation")))
            st.html("".join(markup.evidence_card(card) for card in view.relations))
        elif not view.proposals:
            st.html(markup.state("No relation was found in this text.", "Its mentions are highlighted."))


def _try() -> None:
    st.html(markup.title("Try a text", lead="What the model finds in a title and an abstract. Nothing of it is kept."))
    for key, name, example in (("try-title", "title", _EXAMPLE[0]), ("try-abstract", "abstract", _EXAMPLE[1])):
        if key not in st.session_state:
            st.session_state[key] = parameter(name) or example
    title = st.text_input("Title", key="try-title", max_chars=2_000)
    abstract = st.text_area("Abstract", key="try-abstract", height=180, max_chars=20_000)
    pressed = st.button("Extract", type="primary", key="try-go")
    asked = pressed or (parameter("title"), parameter("abstract")) == (title, abstract)
    short = len(title) + len(abstract) <= LINKED
    set_parameters(title=title if asked and short else None, abstract=abstract if asked and short else None)
    if not asked:
        return
    if not title.strip() or not abstract.strip():
        st.html(markup.state("Give a title and an abstract.", "Each needs a word at least."))
        return
    if importlib.util.find_spec("extract.pipeline") is None:
        st.html(markup.state("The extractor is not installed.", "Install the package with its model, then try again."))
        return
    with st.spinner("Reading"):
        extraction = _extracted(title, abstract)
    _found(shown(extraction))
    with st.expander("As JSON"):
        st.code(extraction.model_dump_json(indent=2, exclude_none=True), language="json", wrap_lines=True)
    if not short:
        st.html('<p class="mg-note">The text is too long for a link: the address does not carry it.</p>')


@st.cache_data(show_spinner=False, max_entries=50)
def _extracted(title: str, abstract: str) -> Extraction:
    paper = Paper(id=paper_id(title), title=title, abstract=abstract)
    found: Extraction = next(iter(_extractor().extract([paper])))
    return found


@st.cache_resource(show_spinner="Loading the model")
def _extractor() -> Any:
    return importlib.import_module("extract.pipeline").load_extractor()


def shown(extraction: Extraction) -> PaperView:
    """An extraction as the page shows a paper of the graph; its entities have no ids and are found by name."""
    refs = {e.id: EntityRef(id="", name=e.name, type=e.type) for e in extraction.entities}
    text = extraction.text
    spans: dict[str, list[tuple[int, int]]] = {}
    for m in extraction.mentions:
        spans.setdefault(m.entity, []).append((m.start, m.end))
    cards = []
    for i, r in enumerate(r for r in extraction.relations if r.evidence):
        evidence = r.evidence
        assert evidence is not None
        marks = [
            {"start": s - evidence.start, "end": e - evidence.start, "role": role}
            for role, id in (("head", r.head), ("tail", r.tail))
            for s, e in _inside(spans.get(id, ()), evidence.start, evidence.end)
        ]
        cards.append(
            {
                **{"id": str(i), "claim_id": "", "relation": r.type, "head": refs[r.head], "tail": refs[r.tail]},
                **{"words": SIGNATURES[r.type].words, "sentence": text[evidence.start : evidence.end]},
                **{"start": evidence.start, "end": evidence.end, "highlights": marks, "confidence": r.confidence},
                **{"outperforms": r.outperforms, "mode": r.mode, "paper": _ref(extraction)},
            }
        )
    proposals = [
        {"entity": refs[p.entity], "sentence": text[p.evidence.start : p.evidence.end], "start": p.evidence.start,
         "end": p.evidence.end, "confidence": p.confidence}
        for p in extraction.proposals
    ]  # fmt: skip
    mentions = [MentionSpan(start=m.start, end=m.end, entity=refs[m.entity]) for m in extraction.mentions]
    return PaperView.model_validate(
        {"paper": _ref(extraction), "abstract": extraction.abstract, "mentions": mentions, "proposals": proposals,
         "relations": cards}
    )  # fmt: skip


def _ref(extraction: Extraction) -> dict[str, Any]:
    return {"id": extraction.id, "title": extraction.title}


def _inside(spans: Sequence[tuple[int, int]], start: int, end: int) -> list[tuple[int, int]]:
    return [(s, e) for s, e in spans if start <= s and e <= end]


VIEW = View("Paper", ":material/article:", 30, render)
