"""Several processes that read papers: order, errors, and their end."""

import os
import time
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import count, islice
from multiprocessing import active_children
from pathlib import Path

import pytest

from extract import parallel
from extract.models import Usage
from extract.parallel import FEWEST, SharedExtractor, can_be_shared, default_jobs
from extract.pipeline import MODEL, load_extractor
from kg.extracted import extracted
from schemas import Extraction, Paper
from schemas.errors import ModelError, RecordError


class Scribe:
    """Says of each paper which process read it; the title tells what goes wrong with it."""

    name = "scribe"
    usage: Usage | None = None

    def extract(self, papers: Iterable[Paper], *, batch_size: int = 64) -> Iterator[Extraction]:
        """One extraction for each paper."""
        for paper in papers:
            if paper.title == "unreadable":
                raise ValueError("no word of it")
            if paper.title == "record":
                raise RecordError("no answer", field=paper.id)
            if paper.title == "deadly":
                os._exit(7)
            if paper.title == "bug":
                raise ZeroDivisionError("a bug")
            if paper.title == "slow":
                time.sleep(600)
            time.sleep(0.002)
            yield Extraction.model_validate({**paper.model_dump(), "extractor": str(os.getpid())})


def broken_model() -> Scribe:
    """A model that cannot be loaded."""
    raise ModelError("no such model")


def papers(number: int, **titles: str) -> list[Paper]:
    """Papers with ids p0, p1 …; ``titles`` gives some of them a title by id."""
    return [Paper(id=f"p{n}", title=titles.get(f"p{n}", "fine"), abstract="a") for n in range(number)]


@pytest.fixture(scope="module")
def shared() -> Iterator[SharedExtractor]:
    """Two processes with a scribe each, started anew by the test behind one that ended them."""
    with SharedExtractor(Scribe, "scribe", 2) as extractor:
        yield extractor
    assert not active_children()


def test_papers_come_back_in_order_from_all_processes(shared: SharedExtractor) -> None:
    """Each paper once, as it was given, from two processes that stay for the next call."""
    given = papers(150)
    first, second = list(shared.extract(given)), list(shared.extract(iter(given)))
    assert [(x.id, x.digest) for x in first] == [(p.id, p.digest) for p in given]
    assert [x.id for x in second] == [p.id for p in given]
    readers = {x.extractor for x in first}
    assert len(readers) == 2
    assert readers == {x.extractor for x in second}
    assert str(os.getpid()) not in readers
    assert list(shared.extract([])) == []


def test_a_paper_that_cannot_be_read_is_told_and_the_rest_is_read(shared: SharedExtractor) -> None:
    """A build's loop gets every other paper in order, and the errors with the ids of their papers."""
    given = papers(70, p20="unreadable", p55="record")
    skipped: list[RecordError] = []
    found = list(extracted(given, shared.extract, skipped))
    assert [x.id for x in found] == [p.id for p in given if p.title == "fine"]
    assert [(e.field, "no word of it" in str(e), "no answer" in str(e)) for e in skipped] == [
        ("p20", True, False),
        ("p55", False, True),
    ]


def test_what_stood_before_an_error_is_given(shared: SharedExtractor) -> None:
    """The papers before the one at fault come first, although they were in one chunk with it."""
    answers = shared.extract(papers(30, p9="unreadable"))
    assert [x.id for x in islice(answers, 9)] == [f"p{n}" for n in range(9)]
    with pytest.raises(ValueError, match="no word of it"):
        next(answers)


def test_only_so_many_papers_are_under_way(shared: SharedExtractor) -> None:
    """Papers without an end are taken as they are needed; what was not waited for does not come up later."""
    taken = count()
    endless = (Paper(id=f"e{n}", title="fine", abstract="a") for n in taken)
    assert [x.id for x in islice(shared.extract(endless), 5)] == [f"e{n}" for n in range(5)]
    assert next(taken) < 2 * parallel._CHUNK * (parallel._AHEAD + 1)
    assert [x.id for x in shared.extract(papers(40))] == [p.id for p in papers(40)]


def test_a_process_that_dies_is_an_error_with_advice(shared: SharedExtractor) -> None:
    """The exit code is told, nothing hangs, and the next call starts anew."""
    with pytest.raises(ModelError, match=r"exit code 7.*--jobs 1"):
        list(shared.extract(papers(40, p12="deadly")))
    assert not active_children()
    assert len(list(shared.extract(papers(8)))) == 8


def test_an_error_of_ours_is_not_a_papers_fault(shared: SharedExtractor) -> None:
    """What is no error of a paper ends the call and the processes."""
    with pytest.raises(ZeroDivisionError, match="a bug"):
        list(shared.extract(papers(40, p3="bug")))
    assert not active_children()


def test_a_model_that_cannot_be_loaded_is_told() -> None:
    """The error is the one that loading gives here."""
    with SharedExtractor(broken_model, "broken", 2) as extractor, pytest.raises(ModelError, match="no such model"):
        next(extractor.extract(papers(40)))


def test_an_interrupt_ends_the_processes(shared: SharedExtractor) -> None:
    """They end in the middle of a paper."""
    answers = shared.extract(papers(40, **{f"p{n}": "slow" for n in range(1, 40)}), batch_size=1)
    assert next(answers).id == "p0"
    with pytest.raises(KeyboardInterrupt):
        answers.throw(KeyboardInterrupt)  # type: ignore[attr-defined]
    assert not active_children()


def test_few_papers_are_read_by_one_process(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """One process a core, up to four, from forty papers on; servers and GLiNER are not shared."""
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(16)), raising=False)
    assert [default_jobs(n) for n in (1, FEWEST - 1, FEWEST, 10_000)] == [1, 1, 4, 4]
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0}, raising=False)
    assert default_jobs(10_000) == 1
    (tmp_path / "gliner_config.json").write_text("{}")
    assert can_be_shared("default")
    assert not can_be_shared("https://host/v1#m")
    assert not can_be_shared(str(tmp_path))


def test_the_model_finds_the_same_in_several_processes() -> None:
    """What two processes find in real papers is equal to the last digit to what this one finds."""
    lines = (MODEL.parent / "corpus" / "dev.jsonl").read_text("utf-8").splitlines()[:8]
    given = [Extraction.model_validate_json(line).paper for line in lines]
    with SharedExtractor(partial(load_extractor, "default"), "default", 2) as extractor:
        found = list(extractor.extract(given))
    assert found == list(load_extractor().extract(given))
    assert all(x.mentions for x in found)
