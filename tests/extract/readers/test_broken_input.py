"""What is broken is named with file, line and field, and everything around it is read."""

from __future__ import annotations

import gzip
import json
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from extract.readers import Reading, read_papers, readers
from schemas.errors import InputError, UnknownFormatError, UsageError

LISTING = Path(__file__).parents[3] / "examples" / "listings" / "listing-3.txt"


def written(path: Path, content: str | bytes) -> Path:
    """The path, holding the content."""
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def line(title: str, **fields: object) -> str:
    """One line of JSON Lines."""
    return json.dumps({"title": title, "abstract": f"About {title}.", **fields})


def said(reading: Reading) -> list[str]:
    """The errors as a person reads them, without the folder."""
    assert len(reading) >= 0
    return [str(e).rpartition("/")[2] for e in reading.errors]


def titles(reading: Reading) -> list[str]:
    """The titles that were read."""
    return [p.title for p in reading]


@pytest.mark.parametrize(
    ("broken", "error"),
    [
        ('{"title": "Cut", "abstr', "x.jsonl:2: is no JSON: unterminated string starting at at character 18"),
        ('{"title": "T"}', "x.jsonl:2 [abstract]: is missing"),
        ('{"abstract": "A."}', "x.jsonl:2 [title]: is missing"),
        ('{"title": "T", "abstract": null}', "x.jsonl:2 [abstract]: is missing"),
        ('{"title": " ", "abstract": "A."}', "x.jsonl:2 [title]: is empty"),
        ('{"title": 7, "abstract": "A."}', "x.jsonl:2 [title]: input should be a valid string"),
        ('["a", "list"]', "x.jsonl:2: is no JSON object but a list"),
        ("null", "x.jsonl:2: is no JSON object but null"),
        ("[" * 100_000, "x.jsonl:2: is no JSON that can be read: nested too deep, or a number too long"),
        ('{"title": "a\\ud800b", "abstract": "A."}', "x.jsonl:2: holds half of a surrogate pair (\\ud800 to \\udfff)"),
        (
            '{"title": "T", "abstract": "A.", "date": "soon"}',
            "x.jsonl:2 [date]: input should be a valid date or datetime, input is too short",
        ),
        (
            '{"title": "T", "abstract": "A.", "entities": [{"id": "e1", "type": "Task", "name": "T"}], '
            '"mentions": [{"start": 0, "end": 1, "text": "X", "type": "Task", "entity": "e1"}]}',
            "x.jsonl:2: mentions: 'X' is not at 0:1",
        ),
    ],
)
def test_a_broken_line_is_named_and_the_rest_is_read(tmp_path: Path, broken: str, error: str) -> None:
    """Each way in which a line of JSON can be wrong gives one error with its line; its neighbours are papers."""
    reading = read_papers(written(tmp_path / "x.jsonl", f"{line('One')}\n{broken}\n\n{line('Two')}"))
    assert titles(reading) == ["One", "Two"]
    assert said(reading) == [error]


def test_bytes_that_are_not_utf8_cost_one_paper(tmp_path: Path) -> None:
    """In JSON Lines and in a listing, the paper that holds them is an error, with the byte, and no other is lost."""
    lines = written(tmp_path / "x.jsonl", line("One").encode() + b'\n{"title": "caf\xe9"}\n' + line("Two").encode())
    reading = read_papers(lines)
    assert titles(reading) == ["One", "Two"]
    assert said(reading) == ["x.jsonl:2: is not UTF-8 (byte 0xe9 at 15)"]

    content = LISTING.read_bytes()
    place = content.index(b"Single-task models have")
    reading = read_papers(written(tmp_path / "listing.txt", content[:place] + b"\xff" + content[place:]))
    assert len(reading) == 63
    assert said(reading) == ["listing.txt:23: is not UTF-8 (byte 0xff at 1)"]
    assert "In-BoXBART: Get Instructions into Biomedical Multi-Task Learning" not in titles(reading)


def test_a_line_past_the_limit_costs_one_paper(tmp_path: Path) -> None:
    """A line longer than the limit is an error with its line, in each format, and reading goes on behind it."""
    long = line("Long", extra="x" * 20_000)
    reading = read_papers(written(tmp_path / "x.jsonl", f"{line('One')}\n{long}\n{line('Two')}\n"), line_limit=10_000)
    assert titles(reading) == ["One", "Two"]
    assert said(reading) == ["x.jsonl:2: is longer than 10,000 bytes"]

    text = LISTING.read_text("utf-8").replace("Single-task models", "y" * 20_000 + " Single-task models")
    reading = read_papers(written(tmp_path / "listing.txt", text), line_limit=10_000)
    assert len(reading) == 63
    assert said(reading) == ["listing.txt:23: is longer than 10,000 bytes"]


@pytest.mark.parametrize("first", [b'{"title": "', b""], ids=["jsonl", "text"])
def test_a_line_of_100_megabytes_is_not_held_in_memory(tmp_path: Path, first: bytes) -> None:
    """With 100 MB on its first line, a file is read with less than 100 MB, and what stands behind is a paper."""
    with (tmp_path / "x").open("wb") as file:
        file.write(first)
        for _ in range(100):
            file.write(b"z" * 1_000_000)
        rest = line("Behind") if first else "Behind the Wall\n\nWe look behind the wall."
        file.write(b"\n\n" + rest.encode())
    program = (
        "import resource, sys; from extract.readers import read_papers;"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss;"
        "reading = read_papers(sys.argv[1]); print([p.title for p in reading], [str(e) for e in reading.errors]);"
        "print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)"
    )
    assert resource.getpagesize() > 0
    out = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "x")], capture_output=True, text=True, check=True
    ).stdout.splitlines()
    assert "Behind" in out[0]
    assert "x:1: is longer than 10,000,000 bytes" in out[0]
    assert int(out[1]) < 60


def test_files_that_cannot_be_read_are_errors_and_the_others_are_read(tmp_path: Path) -> None:
    """A folder, a missing, an empty, a blank and a binary file are each one clear line."""
    (tmp_path / "folder").mkdir()
    files = [
        tmp_path / "folder",
        tmp_path / "missing.txt",
        written(tmp_path / "empty.txt", ""),
        written(tmp_path / "blank.txt", " \n\n \n"),
        written(tmp_path / "empty.txt.gz", gzip.compress(b"")),
        written(tmp_path / "binary", bytes(range(256))),
        written(tmp_path / "papers.bz2", b"BZh91AY"),
        written(tmp_path / "papers.zip", b"PK\x03\x04rest"),
        LISTING,
    ]
    reading = read_papers(files)
    assert len(reading) == 64
    assert said(reading) == [
        "folder: holds no file that a reader knows",
        "missing.txt: is not there",
        "empty.txt: is empty",
        "blank.txt: is empty",
        "empty.txt.gz: is empty",
        "binary: is not text",
        "papers.bz2: is compressed with bzip2; give it plain, as gzip or as Zstandard",
        "papers.zip: is no zip archive that can be read (File is not a zip file)",
    ]
    assert reading.counts[str(LISTING)] == 64
    assert reading.counts[str(files[1])] == 0


@pytest.mark.parametrize(
    "content",
    [
        "<html><body><p>A title</p>\n\n<p>An abstract.</p></body></html>",
        "id,title\n1,Graph Networks\n2,Set Networks\n",
    ],
    ids=["html", "csv"],
)
def test_a_shape_that_no_reader_knows_is_said(tmp_path: Path, content: str) -> None:
    """What is no listing and no JSON Lines is one error, not papers made of it."""
    reading = read_papers(written(tmp_path / "x", content))
    assert titles(reading) == []
    assert [type(e) for e in reading.errors] == [UnknownFormatError]
    assert said(reading) == [f"x: no reader knows its shape; --format forces one of {', '.join(readers())}"]


def test_a_cut_gzip_file_gives_what_came_before_the_cut(tmp_path: Path) -> None:
    """Papers before the cut are read, and the cut is an error with its line."""
    packed = gzip.compress(b"\n".join(line(f"Paper {n} {n * 7919 % 1000}").encode() for n in range(20_000)))
    reading = read_papers(written(tmp_path / "x.jsonl.gz", packed[: len(packed) // 2]))
    assert 5_000 < len(reading) < 15_000
    assert len(reading.errors) in (1, 2)
    assert "breaks off here (the gzip stream is cut)" in said(reading)[-1]


def test_a_gzip_file_that_is_damaged_at_once_is_an_error(tmp_path: Path) -> None:
    """Rubbish behind the magic bytes is one error with the file's name."""
    reading = read_papers(written(tmp_path / "x.gz", b"\x1f\x8b" + b"rubbish" * 10))
    assert titles(reading) == []
    assert said(reading)[0].startswith("x.gz")


@pytest.mark.parametrize("shape", ["{title}\n\n{rest}", "{rest}\n\n{title}"], ids=["first", "last"])
def test_a_title_without_an_abstract_is_an_error(tmp_path: Path, shape: str) -> None:
    """At the start and at the end of a listing, a lonely title is named with its line and is no paper."""
    text = shape.format(title="A Title Alone", rest="Title One\n\nWe do this.\n\nTitle Two\n\nWe do that.")
    reading = read_papers(written(tmp_path / "x.txt", text))
    assert titles(reading) == ["Title One", "Title Two"]
    assert said(reading) == [
        f"x.txt:{1 if shape.startswith('{title}') else 9} [abstract]: has no abstract: A Title Alone"
    ]


def test_an_abstract_without_a_title_is_an_error(tmp_path: Path) -> None:
    """Paragraphs in front of the first title are one error and no paper."""
    abstract = "We look at this. " * 30
    reading = read_papers(written(tmp_path / "x.txt", f"{abstract}\n\n{abstract}\n\nTitle One\n\nWe do this."))
    assert titles(reading) == ["Title One"]
    assert said(reading) == ["x.txt:1 [title]: is an abstract without a title"]


def test_errors_are_bounded(tmp_path: Path) -> None:
    """A file of nothing but errors keeps the first thousand and counts the rest."""
    reading = read_papers(written(tmp_path / "x.jsonl", line("One") + "\n" + "{\n" * 5_000))
    assert len(reading) == 1
    assert (len(reading.errors), reading.error_count) == (1_000, 5_000)
    assert all(isinstance(e, InputError) for e in reading.errors)


def test_an_unknown_format_is_a_usage_error() -> None:
    """A format that does not exist is refused with those that do."""
    with pytest.raises(UsageError, match="'docx'; known are alternating, arxiv-atom"):
        read_papers(LISTING, format="docx")


def test_standard_input_twice_is_a_usage_error() -> None:
    """Standard input can be read only once."""
    with pytest.raises(UsageError, match="once"):
        read_papers(["-", "-"])
