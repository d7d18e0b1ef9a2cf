"""Train a student of the teacher: ``python -m extract.training.student --help``.

First on silver papers (``extract.training.silver``), whose labels are what the teacher and its judge found and whose
soft targets are the teacher's probabilities (Hinton, Vinyals and Dean, "Distilling the knowledge in a neural network",
2015); then, with ``--start``, on annotated papers. Without ``--layers`` the student is the small network of
convolutions, with it the first layers of the pre-trained encoder.
"""

from __future__ import annotations

import argparse
import json
import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional as F

from extract.recogniser.windows import Batch
from extract.training.network import Recogniser, Size
from extract.training.readings import annotated_texts, kept_readings
from extract.training.recogniser import Annotated, epoch_batches, exact_f1, keep, learning_rate, read_annotated, tensors
from extract.training.small import Small, SmallSize, load_network, principal
from extract.training.weights import pretrained, read_jar

log = logging.getLogger("train")
_BOUND = 6.0
"""Largest activation behind the GELU."""

Student = Small | Recogniser
Soft = Mapping[int, np.ndarray[Any, Any]]
"""Place of a paper to the log-probabilities (units, labels) that the teacher gave."""


def loss_of(
    network: Student, batch: Batch, papers: Sequence[Annotated], soft: Soft, *, share: float, hidden: float
) -> Tensor:
    """Cross entropy of a batch's units against labels, mixed with that against soft targets where a paper has any.

    ``share`` is the part of the soft targets, ``hidden`` that of the word pieces that are hidden.
    """
    scores = F.log_softmax(network(*tensors(batch), hidden=hidden), -1)
    targets = np.zeros((*batch.places.shape, scores.shape[2]), np.float32)
    for row, w in enumerate(batch.windows):
        n = len(w.places)
        at = slice(w.first_unit, w.first_unit + n)
        hard = np.eye(scores.shape[2], dtype=np.float32)[papers[w.paper].labels[at]]
        given = soft.get(w.paper)
        targets[row, :n] = hard if given is None else (1 - share) * hard + share * np.exp(given[at].astype(np.float32))
    return -(torch.from_numpy(targets) * scores).sum() / float(targets.sum())


def new_student(arrays: dict[str, np.ndarray[Any, Any]], layers: int, dropout: float) -> Student:
    """A student with what it takes from the pre-trained encoder; no ``layers`` give the small network."""
    if layers:
        size = Size(layers=layers, frozen=1, bound=_BOUND)
        recogniser = Recogniser(size, dropout)
        recogniser.encoder.load_state_dict(pretrained(arrays, size))
        return recogniser
    small = Small(SmallSize(), dropout)
    small.words.weight.data.copy_(principal(arrays["embeddings.word_embeddings.weight"], small.words.embedding_dim))
    return small


def rates(network: Student, rate: float) -> list[dict[str, Any]]:
    """Groups of parameters: what comes from the pre-trained encoder learns more slowly than what is new."""
    slow, share = ("words.", 1 / 4) if isinstance(network, Small) else ("encoder.layers.", 1 / 7)
    named = [(name, p) for name, p in network.named_parameters() if p.requires_grad]
    groups = (
        ([p for n, p in named if n.startswith(slow)], share),
        ([p for n, p in named if not n.startswith(slow)], 1),
    )
    return [{"params": own, "lr": 0.0, "top": rate * factor} for own, factor in groups]


def train(options: argparse.Namespace) -> None:
    """The whole run; ends with ``OUT/recogniser.pt`` and ``OUT/tokenizer.json``."""
    torch.manual_seed(options.seed)
    torch.set_num_threads(options.threads)
    options.out.mkdir(parents=True, exist_ok=True)
    arrays, tokenizer_json = read_jar(options.weights)
    settings = json.loads(tokenizer_json)
    settings["truncation"] = settings["padding"] = None
    tokenizer = Tokenizer.from_str(json.dumps(settings))
    (options.out / "tokenizer.json").write_text(json.dumps(settings), encoding="utf-8")
    network = load_network(options.start) if options.start else new_student(arrays, options.layers, options.dropout)

    files = options.train if options.train else sorted(options.silver.glob("*.jsonl"))
    papers = read_annotated(files, tokenizer)
    ids = [p.id for p in annotated_texts(files)]
    kept = kept_readings([] if options.train else sorted(options.silver.glob("*.npz")))
    places = [i for i in range(len(papers)) if not options.without or i % options.without[1] != options.without[0]]
    soft = {n: kept[ids[i]] for n, i in enumerate(places) if ids[i] in kept}
    papers = [papers[i] for i in places]
    papers = [replace(p, windows=[replace(w, paper=n) for w in p.windows]) for n, p in enumerate(papers)]
    dev = {f.stem: read_annotated([f], tokenizer) for f in options.dev}
    windows = [w for p in papers for w in p.windows]
    epochs = [epoch_batches(windows, options.pieces, options.seed + e) for e in range(options.epochs)]
    steps = sum(map(len, epochs))
    optimiser = torch.optim.AdamW(rates(network, options.rate), weight_decay=0.01, betas=(0.9, 0.98))
    checkpoint = options.out / "checkpoint.pt"
    done = 0
    if checkpoint.exists():
        state = torch.load(checkpoint, weights_only=True)
        network.load_state_dict(state["network"])
        optimiser.load_state_dict(state["optimiser"])
        done = state["step"]
        torch.manual_seed(options.seed + done)
        log.info("going on from step %d", done)
    log.info("%d papers, %d with soft targets, %d steps", len(papers), len(soft), steps)

    step, kept_at, started, mean = 0, time.monotonic(), time.monotonic(), 0.0
    for epoch, batches in enumerate(epochs):
        for batch in batches:
            step += 1
            if step <= done:
                continue
            network.train()
            for group in optimiser.param_groups:
                group["lr"] = group["top"] * learning_rate(step - 1, steps)
            loss = loss_of(network, batch, papers, soft, share=options.soft, hidden=options.hidden)
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            mean += (float(loss.detach()) - mean) / min(50, step - done)
            if step % 50 == 0:
                pace = (time.monotonic() - started) / (step - done)
                left = pace * (steps - step) / 60
                log.info("step %d of %d, loss %.3f, %.2f s a step, %.0f min to go", step, steps, mean, pace, left)
            if time.monotonic() - kept_at > 240:
                keep(checkpoint, network, optimiser, step)
                kept_at = time.monotonic()
        if step > done:
            figures = {name: round(exact_f1(network, annotated), 1) for name, annotated in dev.items()}
            log.info("epoch %d: exact F1 %s", epoch + 1, figures)
            keep(checkpoint, network, optimiser, step)
    torch.save({"size": network.size.as_dict(), "network": network.state_dict()}, options.out / "recogniser.pt")


def main() -> None:
    """Read the options and train."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weights", type=Path, required=True, help="the jar that holds bge-small-en-v1.5")
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--silver", type=Path, metavar="FOLDER", help="what the teacher found in unlabelled papers")
    source.add_argument("--train", type=Path, nargs="+", help="annotated papers, JSON Lines")
    parser.add_argument("--start", type=Path, help="a student to go on from (recogniser.pt)")
    parser.add_argument(
        "--layers", type=int, default=0, help="layers of the pre-trained encoder; 0 is the small network"
    )
    parser.add_argument("--dev", type=Path, nargs="+", default=[], help="annotated papers to score after each epoch")
    parser.add_argument("--out", type=Path, required=True, help="folder of the checkpoint and the result")
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--pieces", type=int, default=2600, help="most word pieces in a batch, with padding")
    parser.add_argument("--rate", type=float, default=2e-3, help="highest learning rate of what is new")
    parser.add_argument("--dropout", type=float, default=0.1)
    parser.add_argument("--hidden", type=float, default=0.1, help="share of word pieces hidden while training")
    parser.add_argument(
        "--soft",
        type=float,
        default=0.35,
        help="share of the teacher's probabilities; its judge has the rest",
    )
    parser.add_argument(
        "--without", type=int, nargs=2, metavar=("K", "N"), help="leave out papers whose place modulo N is K"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    train(parser.parse_args())


if __name__ == "__main__":
    main()
