"""Train the recogniser on annotated papers: ``python -m extract.training.recogniser --help``.

One cycle of AdamW (warm-up, then linearly to nothing). The state is kept every few minutes and a run that was cut goes
on from there with the same batches; the same settings and seed give the same batches on every machine.
"""

from __future__ import annotations

import argparse
import json
import logging
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional as F

from extract.recogniser.labels import LABELS, LabelledSpan, decode, encode
from extract.recogniser.units import Unit
from extract.recogniser.windows import Batch, Window, WordPieces, batches_of, joined, windows_of
from extract.training.network import Recogniser, Size
from extract.training.weights import pretrained, read_jar

log = logging.getLogger("train")


@dataclass(frozen=True, slots=True)
class Annotated:
    """One annotated paper, ready for the network."""

    text: str
    units: list[Unit]
    windows: list[Window]
    labels: list[int]
    spans: set[tuple[int, int, str]]


def read_annotated(files: Sequence[Path], tokenizer: Tokenizer) -> list[Annotated]:
    """The papers of gold files. A mention whose ends are no borders of units is left out and logged."""
    papers: list[Annotated] = []
    word_pieces = WordPieces(tokenizer)
    for line in (line for f in files for line in f.read_text(encoding="utf-8").splitlines() if line.strip()):
        record = json.loads(line)
        text = f"{record['title']}\n{record['abstract']}"
        units, windows = windows_of(text, len(papers), word_pieces)
        first = {u.start: i for i, u in enumerate(units)}
        last = {u.end: i for i, u in enumerate(units)}
        spans = []
        for m in record["mentions"]:
            if m["start"] in first and m["end"] in last:
                spans.append(LabelledSpan(first[m["start"]], last[m["end"]], m["type"]))
            else:
                log.warning("%s: %r does not end at units", record["id"], m["text"])
        gold = {(m["start"], m["end"], m["type"]) for m in record["mentions"]}
        papers.append(Annotated(text, units, windows, encode(spans, len(units)), gold))
    return papers


def epoch_batches(windows: Sequence[Window], most_pieces: int, seed: int) -> list[Batch]:
    """All windows once, in random batches of similar lengths; the same for the same seed."""
    rng = random.Random(seed)
    order = list(windows)
    rng.shuffle(order)
    batches = [b for i in range(0, len(order), 128) for b in batches_of(order[i : i + 128], most_pieces)]
    rng.shuffle(batches)
    return batches


def tensors(batch: Batch) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """The four inputs of the network."""
    return tuple(map(torch.from_numpy, (batch.pieces, batch.shapes, batch.mask, batch.places)))


class Lower:
    """The output of the frozen layers for every window, in half precision: 230 kB for a window of 300 word pieces."""

    def __init__(self, network: Recogniser, windows: Sequence[Window]) -> None:
        self.kept: dict[tuple[int, int], Tensor] = {}
        with torch.no_grad():
            for batch in batches_of(windows, 4096):
                pieces, _, mask, _ = tensors(batch)
                for window, x in zip(batch.windows, network.encoder.lower(pieces, mask), strict=True):
                    self.kept[window.paper, window.first_unit] = x[: len(window.pieces)].half()

    def of(self, batch: Batch) -> Tensor:
        """The vectors of a batch (B, L, width), zero where padded."""
        return torch.nn.utils.rnn.pad_sequence([self.kept[w.paper, w.first_unit] for w in batch.windows], True).float()


def loss_of(
    network: Recogniser, lower: Lower, batch: Batch, papers: Sequence[Annotated], hidden: float = 0.0
) -> Tensor:
    """Mean cross entropy over the units of a batch.

    While training, a share ``hidden`` of the word pieces is hidden from the trained layers: they must tell a mention
    from its neighbours, and learn fewer names by heart.
    """
    targets = np.full(batch.places.shape, -100, np.int64)
    for row, w in enumerate(batch.windows):
        targets[row, : len(w.places)] = papers[w.paper].labels[w.first_unit : w.first_unit + len(w.places)]
    x = lower.of(batch)
    if network.training and hidden:
        x = x * (torch.rand(*x.shape[:2], 1) >= hidden)
    scores = network.head(x, *tensors(batch)[1:])
    return F.cross_entropy(scores.flatten(0, 1), torch.from_numpy(targets).flatten(), ignore_index=-100)


@torch.no_grad()
def predict(network: Recogniser, papers: Sequence[Annotated]) -> Iterator[tuple[Annotated, set[tuple[int, int, str]]]]:
    """Each paper with the mentions that the network finds in it, as (start, end, type)."""
    network.eval()
    answers = []
    for batch in batches_of([w for p in papers for w in p.windows], 4096):
        scores = F.log_softmax(network(*tensors(batch)), -1).numpy()
        answers += list(zip(batch.windows, scores, strict=True))
    lengths = [len(p.units) for p in papers]
    for paper, scores in zip(papers, joined(lengths, answers, len(LABELS)), strict=True):
        found = {(paper.units[s.first].start, paper.units[s.last].end, s.type) for s in decode(scores)}
        yield paper, found


def exact_f1(network: Recogniser, papers: Sequence[Annotated]) -> float:
    """Exact F1 of mentions, 0 to 100."""
    hit = guessed = gold = 0
    for paper, found in predict(network, papers):
        hit += len(found & paper.spans)
        guessed += len(found)
        gold += len(paper.spans)
    return 200 * hit / max(1, guessed + gold)


def learning_rate(step: int, steps: int, warm: float = 0.1) -> float:
    """The factor on the highest learning rate: up linearly over the first tenth, then down linearly to nothing."""
    up = max(1, int(warm * steps))
    return (step + 1) / up if step < up else max(0.0, (steps - step) / (steps - up))


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
    size = Size(layers=options.layers, frozen=options.frozen)
    network = Recogniser(size, options.dropout)
    network.encoder.load_state_dict(pretrained(arrays, size))

    papers = read_annotated(options.train, tokenizer)
    if options.without:
        part, parts = options.without
        papers = [p for i, p in enumerate(papers) if i % parts != part]
        papers = [replace(p, windows=[replace(w, paper=i) for w in p.windows]) for i, p in enumerate(papers)]
    dev = {f.stem: read_annotated([f], tokenizer) for f in options.dev}
    windows = [w for p in papers for w in p.windows]
    epochs = [epoch_batches(windows, options.pieces, options.seed + e) for e in range(options.epochs)]
    steps = sum(map(len, epochs))
    new_parts = (network.shape, network.near, network.label, network.encoder.shapes)
    fresh = {id(p) for part in new_parts for p in part.parameters()}
    trained = [p for p in network.parameters() if p.requires_grad]
    groups = [
        {"params": [p for p in trained if id(p) not in fresh], "lr": options.encoder_rate, "top": options.encoder_rate},
        {"params": [p for p in trained if id(p) in fresh], "lr": options.head_rate, "top": options.head_rate},
    ]
    optimiser = torch.optim.AdamW(groups, weight_decay=0.01, betas=(0.9, 0.98))
    checkpoint = options.out / "checkpoint.pt"
    done = 0
    if checkpoint.exists():
        state = torch.load(checkpoint, weights_only=True)
        network.load_state_dict(state["network"])
        optimiser.load_state_dict(state["optimiser"])
        done = state["step"]
        torch.manual_seed(options.seed + done)
        log.info("going on from step %d", done)
    log.info("%d papers, %d windows, %d steps", len(papers), len(windows), steps)
    lower = Lower(network, windows)
    log.info("the frozen layers have read them")

    step, kept, started, mean = 0, time.monotonic(), time.monotonic(), 0.0
    for epoch, batches in enumerate(epochs):
        for batch in batches:
            step += 1
            if step <= done:
                continue
            network.train()
            for group in optimiser.param_groups:
                group["lr"] = group["top"] * learning_rate(step - 1, steps)
            loss = loss_of(network, lower, batch, papers, options.hidden)
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(trained, 1.0)
            optimiser.step()
            mean += (float(loss.detach()) - mean) / min(50, step - done)
            if step % 25 == 0:
                pace = (time.monotonic() - started) / (step - done)
                left = pace * (steps - step) / 60
                log.info("step %d of %d, loss %.3f, %.2f s a step, %.0f min to go", step, steps, mean, pace, left)
            if time.monotonic() - kept > 240:
                keep(checkpoint, network, optimiser, step)
                kept = time.monotonic()
        if step > done:
            figures = {name: round(exact_f1(network, annotated), 1) for name, annotated in dev.items()}
            log.info("epoch %d: exact F1 %s", epoch + 1, figures)
            keep(checkpoint, network, optimiser, step)
    torch.save({"size": size.as_dict(), "network": network.state_dict()}, options.out / "recogniser.pt")
    log.info("%s", {n: round(exact_f1(network, p), 2) for n, p in dev.items()})


def keep(path: Path, network: Recogniser, optimiser: torch.optim.Optimizer, step: int) -> None:
    """Write the checkpoint beside the old one, then swap."""
    beside = path.with_suffix(".new")
    torch.save({"network": network.state_dict(), "optimiser": optimiser.state_dict(), "step": step}, beside)
    beside.replace(path)


def main() -> None:
    """Read the options and train."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weights", type=Path, required=True, help="the jar that holds bge-small-en-v1.5")
    parser.add_argument("--train", type=Path, nargs="+", required=True, help="annotated papers, JSON Lines")
    parser.add_argument("--dev", type=Path, nargs="+", default=[], help="annotated papers to score after each epoch")
    parser.add_argument("--out", type=Path, required=True, help="folder of the checkpoint and the result")
    parser.add_argument("--epochs", type=int, default=6)
    parser.add_argument("--layers", type=int, default=12)
    parser.add_argument("--frozen", type=int, default=6, help="lower layers that stay as they were pre-trained")
    parser.add_argument("--pieces", type=int, default=2600, help="most word pieces in a batch, with padding")
    parser.add_argument("--encoder-rate", type=float, default=3e-4)
    parser.add_argument("--head-rate", type=float, default=2e-3)
    parser.add_argument("--dropout", type=float, default=0.1)
    parser.add_argument("--hidden", type=float, default=0.0, help="share of word pieces hidden from the trained layers")
    parser.add_argument(
        "--without",
        type=int,
        nargs=2,
        metavar=("K", "N"),
        help="leave out the papers whose place, counted modulo N, is K (0 to N-1): to predict them unseen",
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    train(parser.parse_args())


if __name__ == "__main__":
    main()
