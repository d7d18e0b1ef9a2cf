"""The recogniser's architecture on SciERC, to compare it with published systems: ``python -m benchmarks.scierc``.

Trains on SciERC's 350 training abstracts and scores its 50 dev abstracts: strict spans with their types, six types, all
annotated spans counted (Luan et al., "Multi-Task Identification of Entities, Relations, and Coreference for Scientific
Knowledge Graph Construction", EMNLP 2018). The data is not part of this project: get it from the authors' site. Without
``--start`` all 12 layers of the pre-trained encoder learn; with it a student goes on from where `make train` left it,
with a new last layer for SciERC's types.
"""

from __future__ import annotations

import argparse
import json
import logging
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from extract.recogniser import labels

TYPES = ("Task", "Method", "Metric", "Material", "OtherScientificTerm", "Generic")


def exchange_labels() -> None:
    """Let the network tell SciERC's types; must run before anything else reads the labels."""
    labels.TYPES = TYPES
    labels.LABELS = ("O", *(f"{mark}-{t}" for t in TYPES for mark in "BI"))


def records(file: Path) -> Iterator[dict[str, Any]]:
    """SciERC's documents in the format of our corpus: tokens joined by spaces, every span that is annotated."""
    for number, line in enumerate(file.read_text("utf-8").splitlines()):
        document = json.loads(line)
        tokens = [token for sentence in document["sentences"] for token in sentence]
        starts, at = [], 1  # behind the line feed of an empty title
        for token in tokens:
            starts.append(at)
            at += len(token) + 1
        text = " ".join(tokens)
        mentions = [
            {"start": starts[f], "end": starts[last] + len(tokens[last]), "type": kind, "text": ""}
            for sentence in document["ner"]
            for f, last, kind in sentence
        ]
        yield {"id": f"{file.stem}-{number}", "title": "", "abstract": text, "mentions": mentions}


def without_overlaps(record: dict[str, Any]) -> dict[str, Any]:
    """The longest of overlapping spans alone: what labels in a row can say, for training."""
    kept: list[dict[str, Any]] = []
    for m in sorted(record["mentions"], key=lambda m: (m["start"] - m["end"], m["start"])):
        if all(m["end"] <= k["start"] or m["start"] >= k["end"] for k in kept):
            kept.append(m)
    return {**record, "mentions": sorted(kept, key=lambda m: m["start"])}


def with_new_labels(student: Path, out: Path) -> Path:
    """The student with an untrained last layer for the types of today, in a file of its own."""
    import torch

    state = torch.load(student, weights_only=True)
    torch.manual_seed(1)
    label = torch.nn.Linear(state["network"]["label.weight"].shape[1], len(labels.LABELS))
    state["network"] |= {f"label.{name}": value.data for name, value in label.named_parameters()}
    torch.save(state, out)
    return out


def main() -> None:
    """Convert the data, train, and print the figures after every epoch."""
    parser = argparse.ArgumentParser("python -m benchmarks.scierc", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with SciERC's train.json and dev.json")
    parser.add_argument("--weights", type=Path, required=True, help="the jar that holds bge-small-en-v1.5")
    parser.add_argument("--out", type=Path, required=True, help="folder for the converted data and the network")
    parser.add_argument("--start", type=Path, help="a student to go on from, as training/medium-2/recogniser.pt")
    parser.add_argument("--epochs", default="12")
    given = parser.parse_args()
    exchange_labels()
    given.out.mkdir(parents=True, exist_ok=True)
    for name, change in (("train", without_overlaps), ("dev", dict)):
        lines = (json.dumps(change(record)) for record in records(given.data / f"{name}.json"))
        (given.out / f"{name}.jsonl").write_text("\n".join(lines), encoding="utf-8")
    sys.argv[1:] = [
        "--weights", str(given.weights), "--train", str(given.out / "train.jsonl"),
        "--dev", str(given.out / "dev.jsonl"), "--out", str(given.out), "--epochs", given.epochs,
    ]  # fmt: skip
    logging.getLogger().setLevel(logging.INFO)
    from extract.training import recogniser, student

    if given.start is None:
        recogniser.main()
        return
    start = with_new_labels(given.start, given.out / "start.pt")
    sys.argv += ["--start", str(start), "--rate", "1e-3", "--pieces", "1300"]
    student.main()


if __name__ == "__main__":
    main()
