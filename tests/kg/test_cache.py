from __future__ import annotations

import datetime as dt
import logging
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from kg.cache import ExtractionCache, default_path
from schemas import Extraction, Paper


def paper_of(x: Extraction, **changes: object) -> Paper:
    """The paper of an extraction, with some fields changed."""
    return Paper.model_validate({**x.paper.model_dump(), **changes})


def test_what_is_put_comes_back(tmp_path: Path, golden_extractions: list[Extraction]) -> None:
    """A kept extraction is found again under its paper and extractor, equal in every field."""
    with ExtractionCache(tmp_path / "cache.sqlite") as cache:
        cache.put_many(golden_extractions[:3], "m1")
        found = list(cache.get_many([x.paper for x in golden_extractions[:4]], "m1"))
        assert [x for _, x in found] == [*golden_extractions[:3], None]
        assert len(cache) == 3
        assert cache.problem is None
    with ExtractionCache(tmp_path / "cache.sqlite") as again:
        assert next(again.get_many([golden_extractions[0].paper], "m1"))[1] == golden_extractions[0]


def test_another_extractor_or_text_misses(golden_extractions: list[Extraction]) -> None:
    """The key is the text and the extractor."""
    first = golden_extractions[0]
    with ExtractionCache(":memory:") as cache:
        cache.put_many([first], "m1")
        assert [x for _, x in cache.get_many([first.paper], "m2")] == [None]
        assert [x for _, x in cache.get_many([paper_of(first, abstract="Another.")], "m1")] == [None]


def test_a_hit_has_the_papers_fields_of_today(golden_extractions: list[Extraction]) -> None:
    """Sources, date, id and other keys are those of the paper that asks, not of the day it was read."""
    first = golden_extractions[0]
    today = paper_of(first, id="new", sources=("elsewhere",), date=dt.date(2030, 1, 2), doi="10.1/x")
    with ExtractionCache(":memory:") as cache:
        cache.put_many([first], "m1")
        ((_, found),) = cache.get_many([today], "m1")
    assert found is not None
    assert (found.id, found.sources, found.date) == ("new", ("elsewhere",), dt.date(2030, 1, 2))
    assert found.model_extra == {"doi": "10.1/x"}
    assert (found.mentions, found.relations) == (first.mentions, first.relations)


def test_what_the_extractor_adds_to_an_entity_is_kept(golden_extractions: list[Extraction]) -> None:
    """More keys on an entity, such as the group read from context, survive."""
    first = golden_extractions[0]
    entities = [{**e.model_dump(), "group": "E(n)"} for e in first.entities]
    told = Extraction.model_validate({**first.model_dump(), "entities": entities})
    with ExtractionCache(":memory:") as cache:
        cache.put_many([told], "m1")
        ((_, found),) = cache.get_many([first.paper], "m1")
    assert found == told


def test_many_papers_in_order(golden_extractions: list[Extraction]) -> None:
    """More papers than one statement takes come back in the order asked for."""
    papers = [paper_of(golden_extractions[12], id=f"p{i}", title=f"Title {i}") for i in range(1203)]
    kept = [Extraction.model_validate(p.model_dump()) for p in papers[::2]]
    with ExtractionCache(":memory:") as cache:
        cache.put_many(kept, "m")
        found = list(cache.get_many(papers, "m"))
    assert [p.id for p, _ in found] == [p.id for p in papers]
    assert [x is not None for _, x in found] == [i % 2 == 0 for i in range(1203)]


def test_a_damaged_row_is_a_miss(tmp_path: Path, golden_extractions: list[Extraction]) -> None:
    """One row that cannot be read costs one extraction, no more."""
    path = tmp_path / "cache.sqlite"
    with ExtractionCache(path) as cache:
        cache.put_many(golden_extractions[:2], "m")
    with sqlite3.connect(path) as raw:
        raw.execute("UPDATE extraction SET body = x'00' WHERE digest = ?", (golden_extractions[0].digest,))
    raw.close()
    with ExtractionCache(path) as cache:
        found = [x for _, x in cache.get_many([x.paper for x in golden_extractions[:2]], "m")]
        assert found == [None, golden_extractions[1]]
        assert cache.problem is None


def test_a_broken_file_is_said_and_survived(
    tmp_path: Path, golden_extractions: list[Extraction], caplog: pytest.LogCaptureFixture
) -> None:
    """A file that is no database leaves a cache that finds and keeps nothing, and one line that says why."""
    path = tmp_path / "cache.sqlite"
    path.write_bytes(b"this is no database, however long it may be" * 100)
    with caplog.at_level(logging.WARNING), ExtractionCache(path) as cache:
        cache.put_many(golden_extractions[:1], "m")
        assert [x for _, x in cache.get_many([golden_extractions[0].paper], "m")] == [None]
        assert len(cache) == 0
        assert cache.forget("m") == 0
        assert cache.problem is not None
        assert str(path) in cache.problem
        assert "\n" not in cache.problem
    assert len(caplog.records) == 1


def test_a_place_that_cannot_be_written_is_said_and_survived(tmp_path: Path) -> None:
    """A file where a folder should be gives a cache without a file."""
    (tmp_path / "file").write_text("x")
    with ExtractionCache(tmp_path / "file" / "cache.sqlite") as cache:
        assert cache.problem is not None
        assert len(cache) == 0


def test_a_file_of_another_layout_is_emptied(tmp_path: Path, golden_extractions: list[Extraction]) -> None:
    """Rows of an older version are not misread: they go."""
    path = tmp_path / "cache.sqlite"
    with ExtractionCache(path) as cache:
        cache.put_many(golden_extractions, "m")
    raw = sqlite3.connect(path)
    raw.execute("PRAGMA user_version=999")
    raw.close()
    with ExtractionCache(path) as cache:
        assert (len(cache), cache.problem) == (0, None)


def test_forgetting_an_extractor(golden_extractions: list[Extraction]) -> None:
    """What an old model found can be removed, and nothing else goes."""
    with ExtractionCache(":memory:") as cache:
        cache.put_many(golden_extractions[:3], "old")
        cache.put_many(golden_extractions[:2], "new")
        assert cache.forget("old") == 3
        assert len(cache) == 2


def test_closing_twice_and_using_after(golden_extractions: list[Extraction]) -> None:
    """Closing twice is no error; a closed cache finds nothing."""
    cache = ExtractionCache(":memory:")
    cache.close()
    cache.close()
    assert [x for _, x in cache.get_many([golden_extractions[0].paper], "m")] == [None]


WRITER = """
import sys
from pathlib import Path
from kg.cache import ExtractionCache
from schemas import Extraction
xs = [Extraction.model_validate_json(line) for line in Path(sys.argv[2]).read_text(encoding="utf-8").splitlines()]
with ExtractionCache(sys.argv[1]) as cache:
    for round in range(20):
        cache.put_many(xs, f"{sys.argv[3]}-{round}")
    print(cache.problem)
"""


def test_two_processes_write_at_once(tmp_path: Path) -> None:
    """Two builds beside each other keep all that both have read."""
    golden = Path(__file__).parents[1] / "data" / "golden.jsonl"
    path = tmp_path / "cache.sqlite"
    runs = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, str(path), str(golden), name], stdout=subprocess.PIPE, text=True
        )
        for name in ("a", "b")
    ]
    assert [run.communicate(timeout=120)[0].strip() for run in runs] == ["None", "None"]
    with ExtractionCache(path) as cache:
        assert len(cache) == 2 * 20 * 13


def test_reading_goes_on_while_another_writes(tmp_path: Path, golden_extractions: list[Extraction]) -> None:
    """A write that is not finished does not stop a reader."""
    path = tmp_path / "cache.sqlite"
    with ExtractionCache(path) as cache:
        cache.put_many(golden_extractions, "m")
        held = sqlite3.connect(path, isolation_level=None)
        held.execute("BEGIN IMMEDIATE")
        found = [x for _, x in cache.get_many([x.paper for x in golden_extractions], "m")]
        held.execute("ROLLBACK")
        held.close()
    assert found == golden_extractions


def test_the_path_can_be_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """METHODGRAPH_CACHE names the file; without it the user's cache folder holds it."""
    monkeypatch.setenv("METHODGRAPH_CACHE", str(tmp_path / "mine.sqlite"))
    assert default_path() == tmp_path / "mine.sqlite"
    monkeypatch.delenv("METHODGRAPH_CACHE")
    assert (default_path().parent.name, default_path().name) == ("methodgraph", "extractions.sqlite")
