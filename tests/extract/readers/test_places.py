"""Folders and zip archives: every file that a reader knows, each under its own name, and bombs refused."""

from __future__ import annotations

import gzip
import io
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from extract.readers import Reading, places, read_papers

SAMPLES = Path(__file__).parents[2] / "data" / "readers"
LISTING = Path(__file__).parents[3] / "examples" / "listings" / "listing-3.txt"


def line(title: str) -> bytes:
    """One line of JSON Lines."""
    return json.dumps({"title": title, "abstract": f"About {title}."}).encode() + b"\n"


def archive(path: Path, members: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> Path:
    """A zip archive of the members."""
    with zipfile.ZipFile(path, "w", compression) as packed:
        for name, content in members.items():
            packed.writestr(name, content)
    return path


def said(reading: Reading) -> list[str]:
    """The errors, without the folder of the test."""
    assert len(reading) >= 0
    return [str(e)[str(e).find("/x") + 1 :] for e in reading.errors]


def test_a_folder_gives_what_its_files_give(tmp_path: Path) -> None:
    """The papers of a folder are those of its files by name, inner folders and packed files included."""
    folder = tmp_path / "x"
    shutil.copytree(SAMPLES, folder / "b")
    (folder / "a.jsonl.gz").write_bytes(gzip.compress(line("One")))
    shutil.copy(LISTING, folder / "c.txt")
    whole = read_papers(folder)
    single = read_papers([folder / "a.jsonl.gz", folder / "c.txt", *sorted((folder / "b").iterdir())])
    assert whole.papers[0].title == "One"
    assert {p.id for p in whole} == {p.id for p in single}
    assert whole.counts == single.counts
    assert whole.formats == single.formats
    assert sorted(map(str, whole.errors)) == sorted(map(str, single.errors))
    assert whole.passed_over == []


def test_what_is_no_paper_is_passed_over(tmp_path: Path) -> None:
    """Files of other kinds are named and no errors; hidden ones are not looked at; a broken line is an error."""
    folder = tmp_path / "x"
    (folder / ".git").mkdir(parents=True)
    (folder / ".git" / "one.jsonl").write_bytes(line("Hidden"))
    (folder / ".two.jsonl").write_bytes(line("Hidden, too"))
    (folder / "README.txt").write_text("Title\n\nThese are papers.\n\nMore\n\nThey are many.", "utf-8")
    (folder / "notes.md").write_text("Title\n\nThese are papers.\n\nMore\n\nThey are many.", "utf-8")
    (folder / "settings.json").write_text('{"title": "Settings"}', "utf-8")
    (folder / "image.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0")
    (folder / "empty").touch()
    (folder / "papers.jsonl").write_bytes(line("One") + b"{\n" + line("Two"))
    reading = read_papers(folder)
    assert [p.title for p in reading] == ["One", "Two"]
    assert [p.sources for p in reading] == [("papers.jsonl",)] * 2
    assert [Path(name).name for name in reading.passed_over] == [
        "README.txt",
        "empty",
        "image.png",
        "notes.md",
        "settings.json",
    ]
    assert [Path(str(e)).name.partition(": is no JSON")[0] for e in reading.errors] == ["papers.jsonl:2"]


def test_links_that_go_in_circles_end(tmp_path: Path) -> None:
    """A link to a folder is not followed, one to a file is read."""
    folder = tmp_path / "x"
    folder.mkdir()
    (tmp_path / "papers.jsonl").write_bytes(line("One"))
    (folder / "circle").symlink_to(folder)
    (folder / "papers.jsonl").symlink_to(tmp_path / "papers.jsonl")
    assert [p.title for p in read_papers(folder)] == ["One"]


def test_an_archive_gives_what_its_members_give(tmp_path: Path) -> None:
    """Members are read in the order of their names, each known by its content, with the archive in their sources."""
    packed = archive(
        tmp_path / "x.zip",
        {
            "b/works.json": (SAMPLES / "openalex.json").read_bytes(),
            "a.jsonl": line("One"),
            "c.txt.gz": gzip.compress(LISTING.read_bytes()),
            "__MACOSX/._a.jsonl": line("Hidden"),
            "image.png": b"\x89PNG\r\n\x1a\n\0\0",
        },
    )
    reading = read_papers(packed)
    assert reading.papers[0].sources == ("x.zip/a.jsonl",)
    names = [f"{packed}/{name}" for name in ("a.jsonl", "b/works.json", "c.txt.gz")]
    assert list(reading.formats) == names
    assert [reading.formats[n] for n in names] == ["jsonl", "openalex", "blocks"]
    assert reading.counts[names[0]] == 1
    assert reading.counts[names[2]] == 64
    assert reading.passed_over == [f"{packed}/image.png"]


def test_an_archive_on_standard_input() -> None:
    """``-`` reads a zip archive as it reads a file."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as packed:
        packed.writestr("a.jsonl", line("One"))
    program = "from extract.readers import read_papers; r = read_papers('-'); print(r.papers[0].sources, r.errors)"
    command = [sys.executable, "-c", program]
    out = subprocess.run(command, input=content.getvalue(), capture_output=True, check=True)
    assert out.stdout.decode().strip() == "('stdin/a.jsonl',) []"


def test_a_named_pipe_is_read_once(tmp_path: Path) -> None:
    """What a shell gives for ``<(…)`` is opened a single time, plain or as an archive."""
    os.mkfifo(tmp_path / "x")
    for content in (line("One"), archive(tmp_path / "x.zip", {"a.jsonl": line("One")}).read_bytes()):
        writer = "import sys; open(sys.argv[1], 'wb').write(sys.stdin.buffer.read())"
        process = subprocess.Popen([sys.executable, "-c", writer, tmp_path / "x"], stdin=subprocess.PIPE)
        assert process.stdin is not None
        process.stdin.write(content)
        process.stdin.close()
        assert [p.title for p in read_papers(tmp_path / "x")] == ["One"]
        assert process.wait() == 0


def test_a_bomb_is_refused_and_the_rest_is_read(tmp_path: Path) -> None:
    """A member that unpacks to more than 200 times its size is an error that says so; its neighbour is read."""
    packed = archive(tmp_path / "x.zip", {"a.jsonl": line("One"), "b.jsonl": b" " * 5_000_000})
    reading = read_papers(packed)
    assert [p.title for p in reading] == ["One"]
    assert said(reading) == ["x.zip/b.jsonl: would unpack to more than 200 times its size, as a bomb does"]


def test_an_archive_past_the_limits_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The size of all members together and their number are bounded; so are bytes that a packed member hides."""
    packed = archive(tmp_path / "x.zip", {"a.jsonl": line("One"), "b.jsonl.gz": gzip.compress(line("Two") * 2_000)})
    monkeypatch.setattr(places, "MEMBERS_LIMIT", 1)
    assert said(read_papers(packed)) == ["x.zip: has 2 members; an archive may have 1"]
    monkeypatch.setattr(places, "MEMBERS_LIMIT", 2)
    monkeypatch.setattr(places, "SIZE_LIMIT", 1_000)
    reading = read_papers(packed)
    assert [p.title for p in reading] == ["One"]
    assert said(reading) == ["x.zip/b.jsonl.gz: breaks off at once (more than 1,000 bytes were unpacked, the limit)"]
    monkeypatch.setattr(places, "SIZE_LIMIT", 100)
    assert said(read_papers(packed))[0].endswith(" bytes; the limit is 100")


def test_members_that_lie_on_each_other_are_a_bomb(tmp_path: Path) -> None:
    """A directory that names the same bytes many times unpacks to more than the archive can hold, and is refused."""
    packed = archive(tmp_path / "x.zip", {"a.jsonl": b"".join(line(f"{n} {n * 7919 % 1009}") for n in range(20_000))})
    content = packed.read_bytes()
    start = content.rindex(b"PK\x01\x02")
    end = content.rindex(b"PK\x05\x06")
    entry = content[start:end]
    directory = b"".join(entry.replace(b"a.jsonl", f"{n:07}".encode()) for n in range(3_000))
    tail = bytearray(content[end:])
    tail[8:12] = (3_000).to_bytes(2, "little") * 2
    tail[12:16] = len(directory).to_bytes(4, "little")
    packed.write_bytes(content[:start] + directory + bytes(tail))
    reading = read_papers(packed)
    assert len(reading) == 0
    assert said(reading) == ["x.zip: would unpack to more than 200 times its size, as a bomb does"]


def test_archives_in_archives_are_refused(tmp_path: Path) -> None:
    """A zip archive inside another, or packed once more, is one clear error."""
    inner = archive(tmp_path / "inner.zip", {"a.jsonl": line("One")}).read_bytes()
    (tmp_path / "x.zip.gz").write_bytes(gzip.compress(inner))
    outer = archive(tmp_path / "x.zip", {"b.jsonl": line("Two"), "inner.zip": inner})
    reading = read_papers([outer, tmp_path / "x.zip.gz"])
    assert [p.title for p in reading] == ["Two"]
    assert said(reading) == [
        "x.zip/inner.zip: is a zip archive that is packed once more; unpack it first",
        "x.zip.gz: is a zip archive that is packed once more; unpack it first",
    ]


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (lambda c: c.replace(b"One", b"Owe", 1), "breaks off at once (the archive is damaged: Bad CRC-32"),
        (lambda c: c.replace(b"a.jsonl", b"b.jsonl", 1), "x.zip/a.jsonl: cannot be unpacked (File name in directory"),
        (lambda c: c[:40], "x.zip: is no zip archive that can be read"),
    ],
    ids=["checksum", "header", "cut"],
)
def test_damage_is_said(tmp_path: Path, change: object, error: str) -> None:
    """A wrong checksum, header or end is an error that names the member or the archive, and does not raise."""
    packed = archive(tmp_path / "x.zip", {"a.jsonl": line("One")}, zipfile.ZIP_STORED)
    packed.write_bytes(change(packed.read_bytes()))  # type: ignore[operator]
    assert error in said(read_papers(packed))[0]


def test_encrypted_and_other_methods_are_said(tmp_path: Path) -> None:
    """A member with a password and one that is packed by LZMA are errors; the others are read."""
    packed = archive(tmp_path / "x.zip", {"a.jsonl": line("One"), "b.jsonl": line("Two")})
    content = bytearray(packed.read_bytes())
    content[content.rindex(b"PK\x01\x02") + 8] |= 1
    packed.write_bytes(content)
    lzma = archive(tmp_path / "xz.zip", {"a.jsonl": line("Three")}, zipfile.ZIP_LZMA)
    reading = read_papers([packed, lzma])
    assert [p.title for p in reading] == ["One"]
    assert said(reading) == [
        "x.zip/b.jsonl: is encrypted; unpack the archive with its password first",
        "xz.zip/a.jsonl: is packed by another method than deflate; pack the archive anew",
    ]
