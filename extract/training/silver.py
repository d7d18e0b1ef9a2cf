"""What the shipped recogniser finds in papers without labels: ``python -m extract.training.silver FILES --out FOLDER``.

Writes blocks: ``silver-N.jsonl`` (papers with mentions, as annotated papers are kept) and ``silver-N.npz`` (the
network's log-probabilities by paper id). A run that was cut goes on behind the last whole block. Papers of the corpus,
by id or title, are left out: dev papers must stay unseen, and training papers have better labels.
"""

from __future__ import annotations

import argparse
import json
import logging
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from extract.pipeline import MODEL, build_nlp
from extract.readers import read_papers
from extract.recogniser.candidates import Reading
from extract.recogniser.component import RecogniserComponent
from extract.recogniser.judge import FOREST, LEXICON, Judge
from schemas import Paper

log = logging.getLogger(__name__)
_CORPUS = Path(__file__).parents[1] / "corpus"
_BLOCK = 250


def known_papers() -> set[str]:
    """Ids and titles of the annotated corpus."""
    lines = (line for f in sorted(_CORPUS.glob("*.jsonl")) for line in f.read_text(encoding="utf-8").splitlines())
    records = [r for r in map(json.loads, lines) if "title" in r]
    return {r["id"] for r in records} | {_letters(r["title"]) for r in records}


def _letters(title: str) -> str:
    return "".join(c for c in title.casefold() if c.isalnum())


def unlabelled(files: Sequence[Path], seed: int) -> list[Paper]:
    """The papers of ``files`` that the corpus does not hold, in a random order that the seed fixes."""
    known = known_papers()
    papers = [p for p in read_papers([str(f) for f in files]).papers if p.abstract]
    papers = [p for p in papers if p.id not in known and _letters(p.title) not in known]
    random.Random(seed).shuffle(papers)
    return papers


def read(
    papers: Sequence[Paper], recogniser: RecogniserComponent, judge: Judge
) -> Iterator[tuple[dict[str, Any], np.ndarray[Any, Any]]]:
    """Each paper as a record with its mentions, and its scores (units, labels) in half precision."""
    for paper, (units, scores) in zip(papers, recogniser.scores([p.text for p in papers]), strict=True):
        mentions = []
        for m in judge.mentions(Reading(paper.text, units, scores)):
            start, end = units[m.first].start, units[m.last].end
            mentions.append({"start": start, "end": end, "text": paper.text[start:end], "type": m.type})
        record = {"id": paper.id, "title": paper.title, "abstract": paper.abstract, "mentions": mentions}
        yield record, scores.astype(np.float16)


def main() -> None:
    """Read the options, then the papers."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("files", type=Path, nargs="+", help="papers in any format that `kg build` reads")
    parser.add_argument("--model", type=Path, default=MODEL, help="folder of the recogniser; the shipped one")
    parser.add_argument("--out", type=Path, required=True, help="folder of the results")
    parser.add_argument("--papers", type=int, default=8000, help="how many papers to read")
    parser.add_argument("--part", type=int, nargs=2, default=(0, 1), metavar=("K", "N"), help="every Nth block from K")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=0, help="threads of the network; one a core")
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    options.out.mkdir(parents=True, exist_ok=True)
    recogniser = build_nlp(options.model).get_pipe("recogniser")
    if not isinstance(recogniser, RecogniserComponent):
        raise SystemExit("the pipeline has another recogniser")
    recogniser.threads = options.threads
    judge = Judge.from_bytes(*((options.model / name).read_bytes() for name in (FOREST, LEXICON)))
    papers = unlabelled(options.files, options.seed)[: options.papers]
    part, parts = options.part
    for start in range(part * _BLOCK, len(papers), parts * _BLOCK):
        scores_file = options.out / f"silver-{start // _BLOCK:03}.npz"
        if scores_file.exists():
            continue
        found = list(read(papers[start : start + _BLOCK], recogniser, judge))
        lines = "".join(json.dumps(record) + "\n" for record, _ in found)
        scores_file.with_suffix(".jsonl").write_text(lines, encoding="utf-8")
        kept: dict[str, Any] = {record["id"]: scores for record, scores in found}
        np.savez(scores_file, **kept)
        log.info("%d of %d papers read", min(start + _BLOCK, len(papers)), len(papers))


if __name__ == "__main__":
    main()
