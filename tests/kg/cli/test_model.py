"""The whole way with the trained model, on a slice of a real listing, each command in a process of its own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from schemas import Extraction
from tests.kg.cli.conftest import DEV, LISTING, Run, read

PAPERS = 6


@pytest.fixture(scope="module")
def slice_of_listing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The header and the first six papers of listing 4, as they stand there."""
    file = tmp_path_factory.mktemp("listing") / "slice.txt"
    lines = LISTING.read_text("utf-8").split("\n")
    file.write_text("\n".join(lines[: 10 + 4 * PAPERS]), "utf-8")
    return file


@pytest.fixture(scope="module")
def extracted(program: Run, slice_of_listing: Path) -> Path:
    """What ``kg extract`` found in the slice."""
    file = slice_of_listing.with_name("found.jsonl")
    done = program("extract", slice_of_listing, "-o", file)
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.splitlines()[-1] == f"{PAPERS} papers written to {file}"
    return file


@pytest.fixture(scope="module")
def built(program: Run, slice_of_listing: Path) -> Path:
    """The graph that ``kg build`` made of the slice."""
    folder = slice_of_listing.with_name("graph")
    done = program("build", slice_of_listing, "--store", folder)
    assert done.returncode == 0, done.stderr
    return folder


def test_extract_writes_a_line_a_paper_with_evidence(extracted: Path) -> None:
    """Each line is an extraction that hangs together, with its source; every relation has its sentence."""
    found = [Extraction.model_validate_json(line) for line in extracted.read_text("utf-8").splitlines()]
    assert len(found) == PAPERS
    assert all(x.mentions and x.extractor and x.sources == ("slice.txt",) for x in found)
    assert sum(len(x.relations) for x in found) > 0
    assert all(r.evidence for x in found for r in x.relations)


def test_extract_to_a_pipe_is_the_same(program: Run, slice_of_listing: Path, extracted: Path) -> None:
    """Standard input to standard output: the same mentions and relations, and nothing but lines of JSON."""
    done = program("extract", "-", stdin=slice_of_listing.read_text("utf-8"))
    assert (done.returncode, done.stderr) == (0, "")
    piped = [json.loads(line) for line in done.stdout.splitlines()]
    kept = [json.loads(line) for line in extracted.read_text("utf-8").splitlines()]
    for key in ("id", "title", "mentions", "entities", "relations"):
        assert [x[key] for x in piped] == [x[key] for x in kept]


def test_extractions_and_their_listing_give_the_same_graph(
    program: Run, kg: Run, extracted: Path, built: Path, tmp_path: Path
) -> None:
    """``kg extract`` and then ``kg build`` is ``kg build``."""
    assert program("build", extracted, "--store", tmp_path / "graph").returncode == 0
    direct, staged = (read(kg("stats", "--json", "--store", s)) for s in (built, tmp_path / "graph"))
    assert direct["counts"] == staged["counts"]
    assert direct["version"] == staged["version"]


def test_a_paper_that_has_not_changed_is_not_extracted_again(
    kg: Run, slice_of_listing: Path, built: Path, tmp_path: Path
) -> None:
    """The second build takes all papers from the cache; without the cache, none."""
    again = read(kg("build", slice_of_listing, "--store", tmp_path / "graph", "--json"))
    assert (again["extracted"], again["from_cache"]) == (0, PAPERS)
    anew = read(kg("build", slice_of_listing, "--store", tmp_path / "graph", "--json", "--no-cache"))
    assert (anew["extracted"], anew["from_cache"], anew["unchanged"]) == (PAPERS, 0, True)


def test_add_keeps_what_the_graph_holds(kg: Run, slice_of_listing: Path, tmp_path: Path) -> None:
    """Two halves, the second added, hold the papers of both."""
    lines = slice_of_listing.read_text("utf-8").split("\n")
    first, second = tmp_path / "first.txt", tmp_path / "second.txt"
    first.write_text("\n".join(lines[: 10 + 4 * 3]), "utf-8")
    second.write_text("\n".join(lines[10 + 4 * 3 :]), "utf-8")
    assert read(kg("build", first, "--store", tmp_path / "graph", "--json"))["papers"] == 3
    added = read(kg("build", second, "--add", "--store", tmp_path / "graph", "--json"))
    assert (added["papers"], added["kept"]) == (PAPERS, 3)
    assert read(kg("stats", "--store", tmp_path / "graph", "--json"))["counts"]["Paper"] == PAPERS


def test_every_question_can_be_asked_of_the_graph(program: Run, built: Path) -> None:
    """stats, query, queries, search and show answer from the graph of the slice, each as a program of its own."""
    store = ("--store", built)
    assert read(program("stats", "--json", *store))["papers"] == PAPERS
    (row,) = read(
        program(
            "query",
            "MATCH (m:Method) RETURN m.name AS name ORDER BY m.support DESC, name LIMIT 1",
            "-f",
            "json",
            *store,
        )
    )
    assert read(program("queries", "counts", "--json", *store))
    assert row["name"] in {h["name"] for h in read(program("search", row["name"], "--json", *store))}
    assert read(program("show", row["name"], "--json", *store))["name"] == row["name"]


def test_doctor_and_schema_as_programs(program: Run, built: Path) -> None:
    """The doctor finds nothing wrong with an installation that works; the schema needs no graph."""
    findings = read(program("doctor", "--json", "--store", built))
    assert {f["state"] for f in findings} == {"ok"}
    assert read(program("schema", "--json"))["version"] >= 1


def test_evaluate_scores_the_model_and_files(program: Run, kg: Run, tmp_path: Path) -> None:
    """The model against gold, gold against itself, the errors, and the page."""
    gold = tmp_path / "gold.jsonl"
    gold.write_text("\n".join(DEV.read_text("utf-8").splitlines()[:4]), "utf-8")
    done = program("evaluate", gold, "--errors", 2, "--html", tmp_path / "errors.html")
    assert done.returncode == 0
    assert "4 gold papers, 4 of them predicted" in done.stdout
    assert "mentions exact" in done.stdout
    assert "<html" in (tmp_path / "errors.html").read_text("utf-8")
    perfect = read(kg("evaluate", gold, gold, "--json"))
    assert {f["f1"] for f in perfect["figures"]} == {100.0}
    report = read(kg("evaluate", gold, "--json"))
    exact = next(f for f in report["figures"] if (f["measure"], f["type"]) == ("mentions exact", "all"))
    assert 40 < exact["f1"] < 100


def test_a_model_that_is_not_there_is_one_line(kg: Run, slice_of_listing: Path, tmp_path: Path) -> None:
    """A wrong name of a model ends with 3 and leaves what was there."""
    (tmp_path / "out.jsonl").write_text("before", "utf-8")
    done = kg("extract", slice_of_listing, "--model", tmp_path / "no-model", "-o", tmp_path / "out.jsonl")
    assert done.returncode == 3
    assert len(done.stderr.splitlines()) == 1
    assert (tmp_path / "out.jsonl").read_text("utf-8") == "before"
    assert list(tmp_path.iterdir()) == [tmp_path / "out.jsonl"]


def test_the_fast_profile_reads_with_the_small_network(program: Run, slice_of_listing: Path) -> None:
    """``--profile fast`` finds mentions and relations, says so in its name, and goes with no other model."""
    done = program("extract", slice_of_listing, "--profile", "fast", "--no-cache")
    assert done.returncode == 0, done.stderr
    found = [Extraction.model_validate_json(line) for line in done.stdout.splitlines()]
    assert len(found) == PAPERS
    assert all(x.mentions and "-fast+" in (x.extractor or "") for x in found)
    assert any(x.relations for x in found)
    refused = program("extract", slice_of_listing, "--profile", "fast", "--model", "some/folder")
    assert refused.returncode == 2
    assert "leave out --model" in refused.stderr
