"""Figures, calibration and the page of errors."""

import json
import random
import re
from html.parser import HTMLParser
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import extract
from dashboards.look import LOOKS
from extract.evaluation import align, error_page, evaluate, reliability
from extract.evaluation import page as page_module
from schemas import Extraction

REFEREE = Path(__file__).parents[1] / "data" / "evaluation" / "score.py.txt"
CORPUS = Path(extract.__file__).parent / "corpus"


@pytest.fixture(scope="module")
def referee() -> ModuleType:
    """The scoring script that came with the annotation guidelines."""
    module = ModuleType("referee")
    exec(compile(REFEREE.read_text("utf-8"), REFEREE, "exec"), module.__dict__)
    return module


@pytest.fixture(scope="module")
def gold() -> list[dict[str, Any]]:
    """The annotated development papers."""
    lines = (CORPUS / "dev.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def _perturbed(paper: dict[str, Any], seed: int) -> dict[str, Any]:
    """A prediction with mentions moved, dropped and split off, entities split, relations dropped and added."""
    rng = random.Random(f"{seed} {paper['id']}")
    title = paper["title"].replace(" ", "-") if seed else paper["title"]
    text = f"{title}\n{paper['abstract']}"
    mentions, entities = [], {e["id"]: dict(e) for e in paper["entities"]}
    for m in paper["mentions"]:
        lot, m = rng.random(), {**m, "confidence": round(rng.random(), 3)}
        if lot < 0.15:
            continue
        if lot < 0.3 and m["end"] - m["start"] > 4:
            m["end"] -= 2
        elif lot < 0.4:
            entities[f"x{len(entities)}"] = {"id": f"x{len(entities)}", "type": m["type"], "name": m["text"]}
            m["entity"] = list(entities)[-1]
        mentions.append({**m, "text": text[m["start"] : m["end"]]})
    kept = {m["entity"] for m in mentions}
    relations = [r for r in paper["relations"] if {r["head"], r["tail"]} <= kept and rng.random() < 0.8]
    methods = [e for e in entities.values() if e["type"] == "Method" and e["id"] in kept]
    for _ in range(3 if len(methods) > 1 else 0):
        head, tail = rng.sample(methods, 2)
        relations.append({"type": "BASED_ON", "head": head["id"], "tail": tail["id"], "confidence": 0.5})
    proposes = [e for e in paper["proposes"] if e in kept] + [m["id"] for m in methods[:1]]
    return {
        **paper,
        "title": title,
        "mentions": mentions,
        "entities": [e for e in entities.values() if e["id"] in kept],
        "relations": relations,
        "proposes": proposes,
    }


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_figures_are_those_of_the_scoring_script(referee: ModuleType, gold: list[dict[str, Any]], seed: int) -> None:
    """On perturbed predictions, one paper missing, every figure equals the script's."""
    found = [_perturbed(p, seed) for p in gold[1:]]
    theirs, _, _ = referee.score(
        {referee.key(p["title"]): p for p in gold}, {referee.key(p["title"]): p for p in found}
    )
    report = evaluate([Extraction.model_validate(p) for p in gold], [Extraction.model_validate(p) for p in found])
    ours = {
        (f.measure, str(f.type)): {
            "P": f.precision,
            "R": f.recall,
            "F1": f.f1,
            "gold": f.gold,
            "predicted": f.predicted,
        }
        for f in report.figures
    }
    assert ours == theirs
    assert 20 < report.figure("relations").f1 < 95
    assert report.papers == len(gold)
    assert report.matched == len(found)


def _paper(**changes: Any) -> Extraction:
    content: dict[str, Any] = {
        "id": "1",
        "title": "EGNN",
        "abstract": "EGNN beats <b>GNN</b> on QM9.",
        "mentions": [
            {"start": 0, "end": 4, "text": "EGNN", "type": "Method", "entity": "e1"},
            {"start": 5, "end": 9, "text": "EGNN", "type": "Method", "entity": "e1"},
            {"start": 19, "end": 22, "text": "GNN", "type": "Method", "entity": "e2"},
            {"start": 30, "end": 33, "text": "QM9", "type": "Dataset", "entity": "e3"},
        ],
        "entities": [
            {"id": "e1", "type": "Method", "name": "EGNN"},
            {"id": "e2", "type": "Method", "name": "GNN"},
            {"id": "e3", "type": "Dataset", "name": "QM9"},
        ],
        "proposes": ["e1"],
        "relations": [
            {"type": "EVALUATED_ON", "head": "e1", "tail": "e3"},
            {"type": "COMPARED_WITH", "head": "e1", "tail": "e2"},
        ],
    }
    return Extraction.model_validate({**content, **changes})


def test_equal_papers_score_a_hundred() -> None:
    """A prediction that equals gold has nothing missed and nothing made up."""
    report = evaluate([_paper()], [_paper()])
    assert {row.f1 for row in report.table()} == {100.0}
    assert report.most_missed(5) == report.most_spurious(5) == []


def test_a_paper_that_was_not_predicted_is_all_missed() -> None:
    """Without a prediction recall is 0 and the misses are listed, the most frequent first."""
    report = evaluate([_paper()], [])
    assert report.figure("mentions exact").recall == 0
    assert report.figure("mentions exact").gold == 4
    assert [(e.count, e.type, e.text) for e in report.most_missed(2)] == [(2, "Method", "EGNN"), (1, "Dataset", "QM9")]


def test_entities_align_by_mentions_then_by_forms() -> None:
    """An entity without an exact mention is aligned through a shared surface form, one that shares nothing by none."""
    mentions = [
        {"start": 0, "end": 4, "text": "EGNN", "type": "Method", "entity": "a"},
        {"start": 16, "end": 22, "text": "<b>GNN", "type": "Method", "entity": "b"},
        {"start": 10, "end": 15, "text": "beats", "type": "Task", "entity": "c"},
    ]
    entities = [
        {"id": "a", "type": "Method", "name": "EGNN"},
        {"id": "b", "type": "Method", "name": "GNN"},
        {"id": "c", "type": "Task", "name": "beats"},
    ]
    predicted = _paper(mentions=mentions, entities=entities, proposes=[], relations=[])
    assert align(_paper(), predicted) == {"a": "e1", "b": "e2"}


def test_json_holds_the_whole_report() -> None:
    """to_json gives figures, calibration and errors as one object."""
    content = json.loads(evaluate([_paper()], [_paper(proposes=[])]).to_json())
    assert content["papers"] == content["matched"] == 1
    proposes = next(row for row in content["figures"] if row["measure"] == "proposes")
    assert (proposes["recall"], proposes["gold"], proposes["predicted"]) == (0, 1, 0)
    assert {row["kind"] for row in content["calibration"]} == {"mentions", "relations", "proposes"}


def test_calibration_error_is_the_mean_distance_of_bins() -> None:
    """Two bins of 2 and 1 predictions, off by 0.35 and 0.05, give (2 x 0.35 + 0.05) / 3."""
    result = reliability("x", [(0.8, True), (0.9, False), (0.95, True)])
    assert [(b.low, b.count) for b in result.bins] == [(0.8, 1), (0.9, 2)]
    assert result.error == pytest.approx((0.2 + 2 * abs(0.925 - 0.5)) / 3)
    assert reliability("x", []).bins == ()


class _Outline(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def test_the_page_escapes_and_sorts_papers_by_kind_of_error() -> None:
    """Text of papers never becomes markup; kinds of error stand on the paper; nothing is loaded from elsewhere."""
    moved = {"start": 16, "end": 22, "text": "<b>GNN", "type": "Method", "entity": "e2"}
    mentions = [*(m.model_dump() for m in _paper().mentions[:2]), moved]
    found = _paper(mentions=mentions, relations=[{"type": "COMPARED_WITH", "head": "e2", "tail": "e1"}])
    html = error_page([_paper()], [found], title="<script>")
    outline = _Outline()
    outline.feed(html)
    names = [tag for tag, _ in outline.tags]
    assert names.count("script") == 1
    assert "&lt;b&gt;GNN" in html
    article = next(attrs for tag, attrs in outline.tags if tag == "article")
    assert (article["data-kinds"] or "").split() == [
        "boundary",
        "missed",
        "relation-missed",
        "relation-spurious",
        "right",
    ]
    assert not [attrs for _, attrs in outline.tags if {"src", "href"} & attrs.keys()]


def test_the_page_wears_the_colours_of_the_dashboard() -> None:
    """Light and dark colours of the five types are those of the dashboard."""
    style = (Path(page_module.__file__).parent / "page.css").read_text("utf-8")
    for kind, look in LOOKS.items():
        if kind != "Paper":
            assert re.findall(rf"--{kind}: (#\w+)", style) == [look.light, look.dark]
