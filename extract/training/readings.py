"""What a trained recogniser says of papers, unit by unit: ``python -m extract.training.readings RUN --papers FILES …``.

The judge of candidates must learn from scores of papers that the network has not seen; ``--unseen K N`` picks those
that ``extract.training.recogniser --without K N`` left out. Scores are kept as half-precision log-probabilities, at the
temperature that fits these papers best: networks that were trained for longer are surer of themselves, and the judge
must find in one network's scores what it learnt from another's.
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
import numpy.typing as npt
from scipy.optimize import minimize_scalar  # type: ignore[import-untyped]

from extract.recogniser.candidates import Reading
from extract.recogniser.labels import LABELS, TYPES, normalised
from extract.recogniser.units import units_of

log = logging.getLogger(__name__)
Readings = dict[str, np.ndarray[Any, Any]]
"""Paper id to log-probabilities (units, labels)."""


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


def labels_of(paper: AnnotatedText) -> npt.NDArray[np.int64]:
    """The label of each unit of a paper, as the network should give it."""
    labels = np.zeros(len(paper.words), np.int64)
    for first, last, kind in paper.spans:
        labels[first] = 2 * kind + 1
        labels[first + 1 : last + 1] = 2 * kind + 2
    return labels


def tempered(scores: np.ndarray[Any, Any], temperature: float) -> npt.NDArray[np.float32]:
    """Log-probabilities (units, labels) divided by a temperature, and normalised again."""
    return normalised(scores.astype(np.float32) / np.float32(temperature))


def best_temperature(papers: Sequence[AnnotatedText], scores: Sequence[np.ndarray[Any, Any]]) -> float:
    """The temperature at which the labels of the papers are likeliest.

    Source: Guo, Pleiss, Sun and Weinberger, "On calibration of modern neural networks", ICML 2017.
    """
    right, every = np.concatenate([labels_of(p) for p in papers]), np.concatenate(list(scores))
    rows = np.arange(len(right))

    def loss(temperature: float) -> float:
        return -float(tempered(every, temperature)[rows, right].mean())

    return float(minimize_scalar(loss, bounds=(0.5, 5.0), method="bounded", options={"xatol": 0.01}).x)


def kept_readings(files: Sequence[Path]) -> Readings:
    """Scores by paper id, from files that this module wrote; the last file wins."""
    kept: Readings = {}
    for file in files:
        with np.load(file) as arrays:
            kept |= {id: arrays[id] for id in arrays.files}
    return kept


def blended(first: Readings, second: Readings, share: float) -> Readings:
    """The papers that both networks read: the geometric mean of their probabilities, ``share`` the second's weight."""
    return {
        id: normalised((1 - share) * scores.astype(np.float32) + share * second[id].astype(np.float32))
        for id, scores in first.items()
        if id in second
    }


def read(
    run: Path, files: Sequence[Path], unseen: tuple[int, int] | None = None, most_pieces: int = 4096
) -> Iterator[tuple[AnnotatedText, np.ndarray[Any, Any]]]:
    """Every paper that is wanted with its scores (units, labels)."""
    import torch
    from tokenizers import Tokenizer
    from torch.nn import functional as F

    from extract.recogniser.windows import batches_of, joined
    from extract.training.recogniser import read_annotated, tensors
    from extract.training.small import load_network

    network = load_network(run / "recogniser.pt")
    papers = read_annotated(files, Tokenizer.from_file(str(run / "tokenizer.json")))
    texts = annotated_texts(files)
    wanted = [i for i in range(len(papers)) if unseen is None or i % unseen[1] == unseen[0]]
    answers = []
    with torch.no_grad():
        for batch in batches_of([w for i in wanted for w in papers[i].windows], most_pieces):
            scores = F.log_softmax(network(*tensors(batch)), -1).numpy()
            answers += list(zip(batch.windows, scores, strict=True))
    whole = joined([len(p.units) for p in papers], answers, len(LABELS))
    for i in wanted:
        yield texts[i], whole[i]


def main() -> None:
    """Read the options, then the papers."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("run", type=Path, help="folder that training wrote")
    parser.add_argument("--papers", type=Path, nargs="+", required=True, help="annotated papers, JSON Lines")
    parser.add_argument("--unseen", type=int, nargs=2, metavar=("K", "N"), help="only papers whose place modulo N is K")
    parser.add_argument("--out", type=Path, required=True, help="file of the scores (.npz)")
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    papers, scores = zip(*read(options.run, options.papers, options.unseen), strict=True)
    temperature = best_temperature(papers, scores)
    kept: dict[str, Any] = {
        p.id: tempered(s, temperature).astype(np.float16) for p, s in zip(papers, scores, strict=True)
    }
    np.savez(options.out, **kept)
    log.info("%d papers read; temperature %.2f", len(kept), temperature)


if __name__ == "__main__":
    main()
