"""Both profiles of the extractor against a yardstick: bge-small-en-v1.5 in full precision, alone in onnxruntime.

Everything runs on all cores of the machine by turns, so that ratios mean something where seconds do not: the yardstick
with one thread a core, the extractor with one process a core, as `kg build` runs it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from benchmarks.record import Record, Table, Value
from extract.parallel import SharedExtractor
from extract.pipeline import PROFILES, load_extractor
from extract.readers import read_papers
from schemas import Paper

CORPUS = Path(__file__).parents[1] / "extract" / "corpus"
ONNX_NAME, TOKENIZER_NAME = "bge-small-en-v1.5.onnx", "bge-small-en-v1.5-tokenizer.json"
PAPERS = {"yardstick": 40, "default": 80, "fast": 320}
"""Papers in a round: as many as take some seconds."""
ROUNDS = 5
BATCH = 8


def run(weights: Path) -> Record:
    """Measure; ``weights`` is the jar that `make train` fetches into ``training/weights``."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    read = [
        Paper(id=p.id, title=p.title, abstract=p.abstract) for p in read_papers([str(CORPUS / "train.jsonl")]).papers
    ]
    record = Record(
        "profiles",
        "Profiles: abstracts per second against bge-small in full precision",
        {"cores": cores, "rounds": ROUNDS, **{f"papers, {name}": n for name, n in PAPERS.items()}},
    )
    yardstick, pieces = _yardstick(weights, [p.text for p in read[: PAPERS["yardstick"]]], cores)
    record.notes.append(f"the yardstick's abstracts have {pieces:.0f} word pieces on average")
    rates: dict[str, list[float]] = {"yardstick": [], **{name: [] for name in PROFILES}}
    shared = {
        name: SharedExtractor(partial(load_extractor, name), load_extractor(name).name, cores) for name in PROFILES
    }
    try:
        calls: dict[str, Callable[[], object]] = {"yardstick": yardstick}
        for name, extractor in shared.items():
            calls[name] = partial(_read, extractor, read[: PAPERS[name]])
        for call in calls.values():
            call()
        for _ in range(ROUNDS):
            for name, call in calls.items():
                started = time.perf_counter()
                call()
                rates[name].append(PAPERS[name] / (time.perf_counter() - started))
    finally:
        for extractor in shared.values():
            extractor.close()
    base = median(rates["yardstick"])
    # The ratio of each round is of its own moment: what other work takes from one it takes from all.
    rows: list[tuple[Value, ...]] = [
        (name, median(found), median(f / y for f, y in zip(found, rates["yardstick"], strict=True)))
        for name, found in rates.items()
    ]
    record.tables.append(Table(f"{cores} cores, yardstick {base:.1f}/s", ("what", "abstracts/s", "ratio"), rows))
    first: list[tuple[Value, ...]] = [(name, *_first(name)) for name in PROFILES]
    record.tables.append(
        Table(
            "One paper, from the start of `kg extract`", ("profile", "seconds to the result", "peak memory, MB"), first
        )
    )
    return record


def _read(extractor: SharedExtractor, papers: Sequence[Paper]) -> int:
    return sum(1 for _ in extractor.extract(papers))


def _yardstick(weights: Path, texts: Sequence[str], cores: int) -> tuple[Callable[[], object], float]:
    """A call that runs the encoder over all texts in batches of alike length, and their mean number of word pieces."""
    with zipfile.ZipFile(weights) as jar:
        model, settings = jar.read(ONNX_NAME), json.loads(jar.read(TOKENIZER_NAME))
    settings["truncation"] = settings["padding"] = None
    tokenizer = Tokenizer.from_str(json.dumps(settings))
    encoded = sorted((tokenizer.encode(text).ids[:512] for text in texts), key=len)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = cores
    session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    names = [i.name for i in session.get_inputs()]
    feeds = []
    for at in range(0, len(encoded), BATCH):
        rows = encoded[at : at + BATCH]
        ids = np.zeros((len(rows), max(map(len, rows))), np.int64)
        mask = np.zeros_like(ids)
        for n, row in enumerate(rows):
            ids[n, : len(row)] = row
            mask[n, : len(row)] = 1
        every: dict[str, Any] = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        feeds.append({name: every[name] for name in names})

    def call() -> object:
        return [session.run(None, feed) for feed in feeds]

    return call, sum(map(len, encoded)) / len(encoded)


_PEAK = """
import resource, subprocess, sys, time
started = time.perf_counter()
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
print(time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1000)
"""


def _first(profile: str) -> tuple[float, float]:
    """Seconds from the start of the command to one paper's extraction, and the most memory it took, in MB."""
    with tempfile.TemporaryDirectory() as folder:
        paper = Path(folder) / "paper.jsonl"
        line = (CORPUS / "dev.jsonl").read_text(encoding="utf-8").splitlines()[0]
        paper.write_text(json.dumps({k: json.loads(line)[k] for k in ("id", "title", "abstract")}), encoding="utf-8")
        command = [sys.executable, "-m", "kg.cli", "extract", str(paper), "--no-cache", "--profile", profile]
        answers = [
            subprocess.run(
                [sys.executable, "-c", _PEAK, *command], check=True, capture_output=True, text=True
            ).stdout.split()
            for _ in range(3)
        ]
    return median(float(a[0]) for a in answers), max(float(a[1]) for a in answers)
