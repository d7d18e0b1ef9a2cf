"""The JSON formats: arXiv's snapshot, Hugging Face's daily papers, OpenAlex, Semantic Scholar and plain lists."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from extract.readers import Reading, read_papers

DATA = Path(__file__).parents[2] / "data" / "readers"


def said(reading: Reading) -> list[str]:
    """The errors as a person reads them, without the folder."""
    assert len(reading) >= 0
    return [str(e).rpartition("/")[2] for e in reading.errors]


def formats(reading: Reading) -> set[str]:
    """The formats that were seen."""
    assert len(reading) >= 0
    return set(reading.formats.values())


def test_arxiv_snapshot() -> None:
    """Lines of the snapshot give parsed authors, the day of the first version, and unwrapped abstracts."""
    reading = read_papers(DATA / "arxiv-snapshot.jsonl")
    first, last = reading
    assert formats(reading) == {"arxiv-snapshot"}
    assert first.id == "arxiv:2599.00001"
    assert first.title == "Steerable Networks for Molecules"
    assert first.abstract == "We build a network that is equivariant to $SE(3)$.\n\nIt also works on crystals."
    assert first.authors == ("Ada Example", "Bela Muster Jr", "Cem Örnek")
    assert first.categories == ("cs.LG", "physics.chem-ph")
    assert first.url == "https://arxiv.org/abs/2599.00001"
    assert (first.date, last.date) == (dt.date(2025, 10, 30), dt.date(2007, 5, 23))
    assert last.authors == ("Cem Oernek",)
    assert said(reading) == [
        "arxiv-snapshot.jsonl:2 [abstract]: is missing",
        "arxiv-snapshot.jsonl:3: has a field of another shape than this format has",
    ]


def test_hugging_face_daily_papers() -> None:
    """The list of a day gives papers under their arXiv ids; hidden authors are left out."""
    reading = read_papers(DATA / "hf-daily.json")
    first, last = reading
    assert formats(reading) == {"hf-daily"}
    assert (first.id, last.id) == ("arxiv:2599.00001", "arxiv:2599.00003")
    assert first.abstract == "We build a network that is equivariant to SE(3). It is tested on QM9."
    assert first.authors == ("Ada Example", "Bela Muster")
    assert first.date == dt.date(2025, 10, 30)
    assert first.url == "https://huggingface.co/papers/2599.00001"
    assert (first.model_extra or {})["upvotes"] == 12
    assert said(reading) == ["hf-daily.json [abstract]: is missing (record 2)"]


def test_openalex_works_from_an_answer_of_the_api() -> None:
    """Inverted indexes become text; an arXiv DOI is the arXiv id; positions out of range are refused."""
    reading = read_papers(DATA / "openalex.json")
    first, last = reading
    assert formats(reading) == {"openalex"}
    assert first.abstract == "We build a steerable network. We test a network."
    assert (first.id, last.id) == ("arxiv:2599.00001", "doi:10.1234/sample.3")
    assert first.authors == ("Ada Example", "Bela Muster")
    assert first.categories == ("Machine Learning in Materials Science",)
    assert first.url == "http://arxiv.org/abs/2599.00001"
    assert (first.model_extra or {})["openalex"] == "W9900000001"
    assert (first.date, last.date) == (dt.date(2025, 10, 30), dt.date(2019, 1, 1))
    assert said(reading) == [
        "openalex.json [abstract]: is missing (record 2)",
        "openalex.json: has a field of another shape than this format has (record 4)",
    ]


def test_openalex_works_line_by_line(tmp_path: Path) -> None:
    """The lines of the snapshot give the same papers as the API, and errors have lines."""
    works = json.loads((DATA / "openalex.json").read_text("utf-8"))["results"]
    file = tmp_path / "part_000"
    file.write_text("\n".join(map(json.dumps, works)), "utf-8")
    reading = read_papers(file)
    assert formats(reading) == {"openalex"}
    kept = {"sources"}
    answer = read_papers(DATA / "openalex.json")
    assert [p.model_dump(exclude=kept) for p in reading] == [p.model_dump(exclude=kept) for p in answer]
    assert said(reading)[0] == "part_000:2 [abstract]: is missing"


def test_semantic_scholar_lines() -> None:
    """Papers of the API and of the data sets are read; a year alone is its first day."""
    reading = read_papers(DATA / "semantic-scholar.jsonl")
    first, last = reading
    assert formats(reading) == {"semantic-scholar"}
    assert (first.id, last.id) == ("arxiv:2599.00001", "s2:CorpusId:990002")
    assert (first.date, last.date) == (dt.date(2025, 10, 30), dt.date(2021, 1, 1))
    assert (first.categories, last.categories) == (("Computer Science",), ("Physics",))
    assert first.authors == ("Ada Example", "Bela Muster")
    assert said(reading) == [
        "semantic-scholar.jsonl:3 [abstract]: is missing",
        "semantic-scholar.jsonl:4: has a field of another shape than this format has",
    ]


@pytest.mark.parametrize("shape", ['{"total": 2, "data": [%s]}', "[%s]", '{\n "offset": 0,\n "data": [\n%s]}'])
def test_semantic_scholar_answers(tmp_path: Path, shape: str) -> None:
    """The answers of a search (an object, on one line or several) and of a batch (a list, null for what is unknown)."""
    lines = (DATA / "semantic-scholar.jsonl").read_text("utf-8").splitlines()[:2]
    file = tmp_path / "x.json"
    file.write_text(shape % f"{lines[0]}, null, {lines[1]}", "utf-8")
    reading = read_papers(file)
    assert [p.id for p in reading] == ["arxiv:2599.00001", "s2:CorpusId:990002"]
    assert formats(reading) == {"semantic-scholar"}
    assert said(reading) == ["x.json: is no JSON object but null (record 2)"]


def test_a_list_of_our_own_objects(tmp_path: Path) -> None:
    """A JSON list gives what JSON Lines give, and a broken member costs itself only."""
    file = tmp_path / "x.json"
    file.write_text(
        '[{"title": "One", "abstract": "A.", "year": 2.5}, {"title": "T"}, {"title": "Two", "abstract": "B."}]'
    )
    reading = read_papers(file)
    assert [p.title for p in reading] == ["One", "Two"]
    assert formats(reading) == {"json"}
    assert said(reading) == ["x.json [abstract]: is missing (record 2)"]


def test_a_cut_list_gives_what_came_before(tmp_path: Path) -> None:
    """Papers before the cut are read, and the error says behind which record it is."""
    text = (DATA / "hf-daily.json").read_text("utf-8")
    file = tmp_path / "x.json"
    file.write_text(text[: text.index('"Another"')], "utf-8")
    reading = read_papers(file)
    assert [p.id for p in reading] == ["arxiv:2599.00001"]
    assert said(reading)[-1].startswith("x.json: is no JSON behind record 2: ")


def test_a_record_past_the_limit_ends_a_list(tmp_path: Path) -> None:
    """A member of a list that is longer than the limit is not held in memory; what came before is read."""
    file = tmp_path / "x.json"
    long = "x" * 300_000
    file.write_text(f'[{{"title": "One", "abstract": "A."}}, {{"title": "Two", "abstract": "{long}"}}]')
    reading = read_papers(file, line_limit=100_000)
    assert [p.title for p in reading] == ["One"]
    assert said(reading) == ["x.json: holds a record longer than 100,000 bytes"]


def test_nesting_without_end_is_refused(tmp_path: Path) -> None:
    """A list of brackets a hundred thousand deep is an error and no crash."""
    file = tmp_path / "x.json"
    file.write_text('[{"title": "One", "abstract": "A."}, {"title": ' + "[" * 100_000)
    reading = read_papers(file)
    assert [p.title for p in reading] == ["One"]
    assert len(reading.errors) == 1
