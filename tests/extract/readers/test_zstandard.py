"""Zstandard: packed files are read as plain ones, damaged ones say where they break."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import zstandard

from extract.readers import read_papers

LINES = "".join(f'{{"title": "Paper {n}", "abstract": "About {n * 7919}."}}\n' for n in range(20_000)).encode()


def test_a_packed_file_is_read(tmp_path: Path) -> None:
    """One frame, two frames behind each other, and one of tiny blocks give the lines that were packed."""
    file = tmp_path / "x.jsonl.zst"
    half = LINES.index(b"\n", len(LINES) // 2) + 1
    pack = zstandard.ZstdCompressor().compress
    for packed in (pack(LINES), pack(LINES[:half]) + pack(LINES[half:])):
        file.write_bytes(packed)
        reading = read_papers(file)
        assert len(reading) == 20_000
        assert reading.errors == []


def test_damage_inside_costs_what_is_behind_it(tmp_path: Path) -> None:
    """Papers before the damage are read, and the place is an error with its line."""
    file = tmp_path / "x.jsonl.zst"
    packed = bytearray(zstandard.ZstdCompressor(write_checksum=True).compress(LINES))
    packed[-3] ^= 0xFF
    file.write_bytes(packed)
    reading = read_papers(file)
    assert 5_000 < len(reading) <= 20_000
    assert "breaks off here (the Zstandard stream is damaged" in str(reading.errors[-1])


def test_a_cut_file_says_so(tmp_path: Path) -> None:
    """Lines before the cut are read, and the cut is the last error."""
    file = tmp_path / "x.jsonl.zst"
    packed = zstandard.ZstdCompressor().compress(LINES)
    file.write_bytes(packed[: len(packed) - 10])
    reading = read_papers(file)
    assert 5_000 < len(reading) < 20_000
    assert "breaks off here (the Zstandard stream is cut)" in str(reading.errors[-1])


def test_a_bomb_is_read_within_bounds(tmp_path: Path) -> None:
    """Half a gigabyte of one byte, packed in some kilobytes, is one line that is too long, in little memory."""
    file = tmp_path / "bomb.zst"
    with file.open("wb") as stream, zstandard.ZstdCompressor().stream_writer(stream) as writer:
        writer.write(b'{"title": "')
        for _ in range(512):
            writer.write(b"z" * 1_000_000)
    program = (
        "import resource, sys; from extract.readers import read_papers, readers; readers();"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss;"
        "reading = read_papers(sys.argv[1]); print(len(reading), [str(e) for e in reading.errors]);"
        "print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)"
    )
    command = [sys.executable, "-c", program, str(file)]
    out = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    assert "bomb.zst:1: is longer than 10,000,000 bytes" in out[0]
    assert int(out[1]) < 100
