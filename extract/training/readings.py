"""What a trained recogniser says of papers, unit by unit: ``python -m extract.training.readings RUN --papers FILES …``.

The judge of candidates must learn from scores of papers that the network has not seen; ``--unseen K N`` picks those
that ``extract.training.recogniser --without K N`` left out. Scores are kept as half-precision log-probabilities.
"""

from __future__ import annotations

import argparse
import json
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from extract.recogniser.candidates import Reading
from extract.recogniser.labels import LABELS, TYPES
from extract.recogniser.units import units_of

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class AnnotatedText:
    """One annotated paper: lower-case words of its units, and its mentions as (first unit, last unit, type's place)."""

    id: str
    text: str
    words: list[str]
    spans: list[tuple[int, int, int]]

    def reading(self, scores: np.ndarray[Any, Any]) -> Reading:
        """The paper as a network read it; ``scores`` are log-probabilities (units, labels)."""
        return Reading(self.text, units_of(self.text), scores.astype(np.float32))


def annotated_texts(files: Sequence[Path]) -> list[AnnotatedText]:
    """The papers of gold files in their order; a mention whose ends are no borders of units is left out."""
    papers = []
    for line in (line for f in files for line in f.read_text(encoding="utf-8").splitlines() if line.strip()):
        record = json.loads(line)
        text = f"{record['title']}\n{record['abstract']}"
        units = units_of(text)
        first, last = ({getattr(u, end): i for i, u in enumerate(units)} for end in ("start", "end"))
        spans: list[tuple[int, int, int]] = [
            (first[m["start"]], last[m["end"]], TYPES.index(m["type"]))
            for m in record["mentions"]
            if m["start"] in first and m["end"] in last
        ]
        words = [text[u.start : u.end].casefold() for u in units]
        papers.append(AnnotatedText(record["id"], text, words, spans))
    return papers


def kept_readings(files: Sequence[Path]) -> dict[str, np.ndarray[Any, Any]]:
    """Scores by paper id, from files that this module wrote; the last file wins."""
    kept: dict[str, np.ndarray[Any, Any]] = {}
    for file in files:
        with np.load(file) as arrays:
            kept |= {id: arrays[id] for id in arrays.files}
    return kept


def read(run: Path, files: Sequence[Path], unseen: tuple[int, int] | None, most_pieces: int = 4096) -> Iterator[Any]:
    """Id and scores (units, labels) of every paper that is wanted."""
    import torch
    from tokenizers import Tokenizer
    from torch.nn import functional as F

    from extract.recogniser.windows import batches_of, joined
    from extract.training.recogniser import read_annotated, tensors
    from extract.training.small import load_network

    network = load_network(run / "recogniser.pt")
    papers = read_annotated(files, Tokenizer.from_file(str(run / "tokenizer.json")))
    ids = [p.id for p in annotated_texts(files)]
    wanted = [i for i in range(len(papers)) if unseen is None or i % unseen[1] == unseen[0]]
    answers = []
    with torch.no_grad():
        for batch in batches_of([w for i in wanted for w in papers[i].windows], most_pieces):
            scores = F.log_softmax(network(*tensors(batch)), -1).numpy()
            answers += list(zip(batch.windows, scores, strict=True))
    whole = joined([len(p.units) for p in papers], answers, len(LABELS))
    for i in wanted:
        yield ids[i], whole[i].astype(np.float16)


def main() -> None:
    """Read the options, then the papers."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("run", type=Path, help="folder that training wrote")
    parser.add_argument("--papers", type=Path, nargs="+", required=True, help="annotated papers, JSON Lines")
    parser.add_argument("--unseen", type=int, nargs=2, metavar=("K", "N"), help="only papers whose place modulo N is K")
    parser.add_argument("--out", type=Path, required=True, help="file of the scores (.npz)")
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    scores = dict(read(options.run, options.papers, options.unseen))
    np.savez(options.out, **scores)
    log.info("%d papers read", len(scores))


if __name__ == "__main__":
    main()
