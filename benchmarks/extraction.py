"""How many abstracts a second one core reads, and how that compares with splitting them into tokens alone."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from spacy.tokens import Doc

from benchmarks.record import Record, Table, Value
from extract.pipeline import Extractor, own_extractor
from extract.readers import read_papers
from extract.recogniser.component import RecogniserComponent
from extract.tokens import blank_nlp
from schemas import Paper

CORPUS = Path(__file__).parents[1] / "extract" / "corpus"
FILES = ("dev.jsonl", "dev-arxiv.jsonl")
ROUNDS = 3
TOKENIZER_PASSES = 10
"""The tokenizer takes milliseconds for the whole corpus; one pass would measure the clock."""
BATCH = 64


def run() -> Record:
    """Measure on the dev papers, on one thread, with tokenizer and pipeline by turns."""
    read = [Paper.model_validate({"id": p.id, "title": p.title, "abstract": p.abstract}) for p in _papers()]
    record = Record(
        "extraction",
        "Extraction: abstracts per second on one core",
        {"papers": len(read), "rounds": ROUNDS, "batch": BATCH, "threads": 1},
    )
    extractor = own_extractor()
    recogniser = extractor.nlp.get_pipe("recogniser")
    if not isinstance(recogniser, RecogniserComponent):
        raise TypeError("the default pipeline has another recogniser")
    recogniser.threads = 1
    record.versions["extractor"] = extractor.name
    tokenizer = blank_nlp()

    def tokenize() -> None:
        for _ in range(TOKENIZER_PASSES):
            for paper in read:
                tokenizer.make_doc(paper.text)

    def extract() -> None:
        for _ in extractor.extract(read, batch_size=BATCH):
            pass

    # One round for the caches of both: the tokenizer remembers words, the network plans its memory.
    tokenize()
    extract()
    rounds = [(_timed(tokenize), _timed(extract)) for _ in range(ROUNDS)]
    count = len(read)
    rows: list[tuple[Value, ...]] = []
    for clock, i in (("wall", 0), ("CPU", 1)):
        tokens = count * TOKENIZER_PASSES / median(t[i] for t, _ in rounds)
        whole = count / median(e[i] for _, e in rounds)
        rows.append((clock, whole, tokens, tokens / whole))
    columns = ("clock", "pipeline, abstracts/s", "tokenizer alone, abstracts/s", "ratio")
    record.tables.append(Table(f"One core, {count} abstracts, median of {ROUNDS} rounds", columns, rows))
    record.tables.append(_stages(extractor, read))
    record.notes.append(
        "CPU counts the time that this process got; wall is what others left of the core, so CPU is the fairer one"
    )
    return record


def _papers() -> list[Paper]:
    return list(read_papers([str(CORPUS / name) for name in FILES]).papers)


def _timed(call: Callable[[], None]) -> tuple[float, float]:
    """Seconds on the wall and of all threads of this process."""
    wall, cpu = time.perf_counter(), time.process_time()
    call()
    return time.perf_counter() - wall, time.process_time() - cpu


def _stages(extractor: Extractor, papers: list[Paper]) -> Table:
    """CPU time of each component, one after the other over all papers."""
    spent: dict[str, float] = {}
    docs: list[Doc] = []

    def stage(name: str, call: Callable[[], list[Doc]]) -> None:
        nonlocal docs
        started = time.process_time()
        docs = call()
        spent[name] = time.process_time() - started

    stage("tokenizer", lambda: [extractor.nlp.make_doc(p.text) for p in papers])
    for name, component in extractor.nlp.pipeline:
        if isinstance(component, RecogniserComponent):
            stage(name, lambda c=component: list(c.pipe(docs, batch_size=BATCH)))  # type: ignore[misc]
        else:
            stage(name, lambda c=component: [c(doc) for doc in docs])  # type: ignore[misc]
    total = sum(spent.values())
    rows = [(name, 1000 * seconds / len(papers), 100 * seconds / total) for name, seconds in spent.items()]
    return Table("Where the CPU time goes, one round", ("component", "ms per abstract", "percent"), rows)
