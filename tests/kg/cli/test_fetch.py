"""``kg fetch arxiv`` against a server on this machine that speaks arXiv's API."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from extract.readers import read_papers
from tests.kg.cli.arxiv_server import Arxiv, arxiv_server
from tests.kg.cli.conftest import Done, Run

QUERY = "cat:cs.LG AND abs:equivariant"


@pytest.fixture
def arxiv() -> Iterator[Arxiv]:
    """A server of 250 papers."""
    with arxiv_server() as server:
        yield server


@pytest.fixture
def fetch(kg: Run, arxiv: Arxiv) -> Run:
    """``kg fetch arxiv`` from the server, without pauses."""

    def run(*arguments: object, query: str = QUERY, delay: float = 0, **given: Any) -> Done:
        options = ("--query", query, "--base-url", arxiv.url, "--delay", delay)
        return kg("fetch", "arxiv", *options, *arguments, **given)

    return run


def numbers(file: Path) -> list[int]:
    """The numbers of the papers in a file, in their order."""
    return [int(json.loads(line)["id"][-5:]) for line in file.read_text("utf-8").splitlines()]


def test_papers_are_written_and_read(fetch: Run, arxiv: Arxiv, tmp_path: Path) -> None:
    """All results come, page by page, with what arXiv says of them, as lines that our reader reads."""
    out = tmp_path / "x.jsonl"
    done = fetch("--max", 500, "--out", out)
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == f"250 papers written to {out}\n"
    assert numbers(out) == list(range(250))
    assert arxiv.starts == ["0", "100", "200"]
    assert arxiv.asked[0][1] == {
        "search_query": QUERY,
        "start": "0",
        "max_results": "100",
        "sortBy": "submittedDate",
        "sortOrder": "descending",
    }
    reading = read_papers(out)
    assert len(reading) == 250
    assert reading.errors == []
    first = reading.papers[0]
    assert (first.id, first.title) == ("arxiv:2501.00000", "Equivariant Network Number 0")
    assert first.abstract == "We build network number 0."
    assert (str(first.date), first.authors, first.categories) == ("2025-01-01", ("Ada Example",), ("cs.LG",))
    assert first.sources == ("arxiv-api",)
    assert [p.name for p in tmp_path.iterdir()] == ["x.jsonl"]


def test_a_number_and_an_order_are_kept(fetch: Run, arxiv: Arxiv, tmp_path: Path) -> None:
    """``--max`` bounds what is asked for, to the last page; ``--sort`` says which come first; how many fit is said."""
    out = tmp_path / "x.jsonl"
    done = fetch("--max", 130, "--sort", "relevance", "-o", out)
    assert done.stderr == f"130 papers of 250 that fit written to {out}\n"
    assert numbers(out) == list(range(130))
    assert [(q["start"], q["max_results"], q["sortBy"]) for _, q in arxiv.asked] == [
        ("0", "100", "relevance"),
        ("100", "30", "relevance"),
    ]


def test_standard_output(fetch: Run) -> None:
    """Without ``--out``, the lines go to standard output and nothing else does."""
    done = fetch("--max", 2)
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == ["arxiv:2501.00000", "arxiv:2501.00001"]


def test_requests_keep_their_distance(fetch: Run, arxiv: Arxiv, tmp_path: Path) -> None:
    """Between two requests, further tries of one included, there is the delay at least."""
    arxiv.ill = ["fine", "429"]
    assert fetch("--max", 250, "-o", tmp_path / "x", delay=0.3).returncode == 0
    times = [at for at, _ in arxiv.asked]
    assert arxiv.starts == ["0", "100", "100", "200"]
    assert min(b - a for a, b in pairwise(times)) >= 0.29


def test_what_passes_is_asked_again(fetch: Run, arxiv: Arxiv, tmp_path: Path) -> None:
    """A server that is busy, that hangs up, and that gives an empty page by mistake loses no paper."""
    arxiv.ill = ["503", "hang up", "fine", "empty", "500", "429"]
    assert fetch("--max", 250, "-o", tmp_path / "x").returncode == 0
    assert numbers(tmp_path / "x") == list(range(250))
    assert arxiv.starts == ["0", "0", "0", "100", "100", "100", "100", "200"]


@pytest.mark.parametrize(
    ("ill", "says"),
    [
        (["503"] * 7, "answered 503: Rate exceeded."),
        (["empty"] * 7, "?start=100: gave 7 empty pages where there are 250 results"),
        (["cut"], "?start=100:"),
    ],
    ids=["busy", "empty", "cut"],
)
def test_a_run_that_was_cut_goes_on(fetch: Run, arxiv: Arxiv, tmp_path: Path, ill: list[str], says: str) -> None:
    """Where the server fails for good, what came stays, and the same command asks only for the rest."""
    out = tmp_path / "x.jsonl"
    arxiv.ill = ["fine", *ill]
    done = fetch("--max", 250, "-o", out)
    assert done.returncode == 2
    assert says in done.stderr
    assert f"100 papers in {out}.part; the same command goes on from there" in done.stderr
    assert not out.exists()
    assert numbers(tmp_path / "x.jsonl.part") == list(range(100))

    arxiv.asked.clear()
    done = fetch("--max", 250, "-o", out)
    assert done.returncode == 0
    assert done.stderr.splitlines()[0] == f"{out}.part holds 100 papers; going on behind result 100"
    assert numbers(out) == list(range(250))
    assert arxiv.starts == ["100", "200"]
    assert [p.name for p in tmp_path.iterdir()] == ["x.jsonl"]


def test_half_a_line_of_a_cut_run_is_taken_away(fetch: Run, arxiv: Arxiv, tmp_path: Path) -> None:
    """What was written behind the last whole page does not stay, and papers that come twice are written once."""
    out = tmp_path / "x.jsonl"
    arxiv.ill = ["fine", *["503"] * 7]
    fetch("--max", 250, "-o", out)
    with (tmp_path / "x.jsonl.part").open("a") as stream:
        stream.write('{"id": "arxiv:2501.0010')
    arxiv.shifted = 5
    assert fetch("--max", 250, "-o", out).returncode == 0
    assert numbers(out) == list(range(245))


def test_another_query_does_not_go_on(fetch: Run, arxiv: Arxiv, tmp_path: Path) -> None:
    """What another query began is not mixed with this one; ``--restart`` begins anew, also behind a broken note."""
    out = tmp_path / "x.jsonl"
    arxiv.ill = ["fine", *["503"] * 7]
    fetch("--max", 250, "-o", out)
    done = fetch("--max", 250, "-o", out, query="cat:cs.CL")
    assert done.returncode == 2
    assert f"x.jsonl.part was begun by another query ({QUERY}, newest, {arxiv.url}): --restart" in done.stderr
    (tmp_path / "x.jsonl.part.json").write_text("{")
    assert "x.jsonl.part.json cannot be understood" in fetch("--max", 250, "-o", out).stderr
    arxiv.asked.clear()
    assert fetch("--max", 250, "-o", out, "--restart", query="cat:cs.CL").returncode == 0
    assert arxiv.starts == ["0", "100", "200"]


def test_broken_entries_are_listed(fetch: Run, arxiv: Arxiv, tmp_path: Path) -> None:
    """An entry without an abstract is an error with its page, line and field; the others are written; the code is 2."""
    arxiv.broken = frozenset({3, 120})
    arxiv.ill = ["fine", *["503"] * 7]
    out = tmp_path / "x.jsonl"
    assert fetch("--max", 250, "-o", out).returncode == 2
    done = fetch("--max", 250, "-o", out)
    assert done.returncode == 2
    assert numbers(out) == [n for n in range(250) if n not in (3, 120)]
    errors = [line for line in done.stderr.splitlines() if "[abstract]" in line]
    assert [e.split("/api/query")[1] for e in errors] == [
        "?start=0:36 [abstract]: is missing",
        "?start=100:189 [abstract]: is missing",
    ]
    assert "2 errors in the input. The rest was read." in done.stderr


def test_a_query_that_is_refused(fetch: Run, arxiv: Arxiv, tmp_path: Path) -> None:
    """What the API says against a query is said; a query that nothing fits is an error, and no file is left."""
    done = fetch("-o", tmp_path / "x", query="cat:(cs.LG")
    assert done.returncode == 2
    assert done.stderr.endswith("answered 400: malformed query\n")
    arxiv.total = 0
    done = fetch("-o", tmp_path / "x")
    assert done.returncode == 2
    assert f"no paper fits {QUERY!r}; nothing was written" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_no_server(kg: Run) -> None:
    """An address where nobody answers, and one that is none, are one line each."""
    for url, says in (
        ("http://127.0.0.1:9/api", "Error: http://127.0.0.1:9/api: does not answer ("),
        ("ftp://host/x", "Error: 'ftp://host/x' is no address"),
        ("http://", "Error: 'http://' is no address"),
    ):
        done = kg("fetch", "arxiv", "-q", "x", "--base-url", url, "--delay", 0)
        assert done.returncode == 2
        assert done.stderr.startswith(says)
        assert len(done.stderr.splitlines()) == 1
