"""Made-up extractions in any number for benchmarks, with the skew of real ones.

Measured on 2,144 annotated abstracts, and kept here: a paper holds 10 entities, 15 mentions and 9 relations; two
thirds of all methods are named by one paper, while a few ("large language models") stand in one paper of five; half
of the papers propose a method. Equal seeds give equal papers, on every machine.

    python benchmarks/synthetic.py 20000 > synthetic.jsonl
"""

from __future__ import annotations

import datetime as dt
import random
import sys
from collections.abc import Iterator
from itertools import accumulate
from typing import Any

from schemas import Extraction

_FIRST = [
    "graph",
    "sparse",
    "causal",
    "neural",
    "variational",
    "contrastive",
    "hierarchical",
    "robust",
    "adaptive",
    "spectral",
    "latent",
    "modular",
    "quantized",
    "recurrent",
    "dynamic",
    "masked",
    "federated",
    "convex",
    "stochastic",
    "bilinear",
    "residual",
    "implicit",
    "spiking",
    "relational",
    "symbolic",
]
_SECOND = [
    "attention",
    "diffusion",
    "transport",
    "memory",
    "flow",
    "prompt",
    "embedding",
    "kernel",
    "message",
    "token",
    "policy",
    "feature",
    "depth",
    "motion",
    "speech",
    "image",
    "video",
    "text",
    "protein",
    "molecule",
    "trajectory",
    "point",
    "surface",
    "time",
    "event",
]
_HEADS = {
    "Method": [
        "network",
        "transformer",
        "autoencoder",
        "optimizer",
        "regularization",
        "sampling",
        "alignment",
        "distillation",
    ],
    "Task": [
        "classification",
        "segmentation",
        "detection",
        "generation",
        "forecasting",
        "retrieval",
        "planning",
        "reconstruction",
    ],
    "Metric": ["accuracy", "error", "recall", "precision", "distance", "score", "rate", "divergence"],
}
_SYLLABLES = [
    "ba",
    "do",
    "ki",
    "lu",
    "mer",
    "nex",
    "por",
    "qua",
    "ris",
    "sol",
    "tan",
    "ver",
    "wex",
    "yo",
    "zen",
    "cor",
    "dra",
    "fin",
    "gal",
    "hyp",
]
_GROUPS = ("SO(3)", "E(3)", "SE(3)", "E(n)", "permutations", "rotations", "translations", "SO(2)", "C_4", "O(3)")
_EXTRACTOR = "synthetic 1"


class _Names:
    """Names of one type, drawn by a power law: the i-th is drawn in proportion to ``1 / (i + 3) ** skew``."""

    def __init__(self, names: list[str], skew: float, rng: random.Random) -> None:
        self.names = names
        self.weights = list(accumulate(1 / (i + 3) ** skew for i in range(len(names))))
        self.rng = rng

    def draw(self, count: int) -> list[str]:
        """Up to ``count`` different names."""
        return list(dict.fromkeys(self.rng.choices(self.names, cum_weights=self.weights, k=count)))


def _terms(type: str, count: int, rng: random.Random) -> list[str]:
    made: dict[str, None] = {}
    while len(made) < count:
        words = [rng.choice(_FIRST), rng.choice(_SECOND), rng.choice(_HEADS[type])]
        if len(made) > 4000:
            words.insert(1, rng.choice(_FIRST))
        made[" ".join(dict.fromkeys(words))] = None
    return list(made)


def _proper(rng: random.Random, number: int, suffix: str) -> str:
    return f"{''.join(rng.choices(_SYLLABLES, k=2)).title()}{suffix}{number}"


def _abbreviation(term: str) -> str:
    return "".join(word[0] for word in term.split()).upper()


class _Writer:
    """Writes one paper: sentences with mentions at their offsets, and relations with their sentences."""

    def __init__(self, title: str) -> None:
        self.text = title + "\n"
        self.entities: dict[tuple[str, str], str] = {}
        self.mentions: list[dict[str, Any]] = []
        self.relations: list[dict[str, Any]] = []

    def entity(self, type: str, name: str) -> str:
        return self.entities.setdefault((type, name), f"e{len(self.entities) + 1}")

    def mention(self, type: str, name: str, form: str | None = None) -> None:
        start = len(self.text)
        self.text += form or name
        self.mentions.append(
            {
                "start": start,
                "end": len(self.text),
                "text": form or name,
                "type": type,
                "entity": self.entity(type, name),
            }
        )

    def sentence(
        self, head: tuple[str, str], relation: str, words: str, tails: list[tuple[str, str]], **more: Any
    ) -> None:
        if not tails:
            return
        start = len(self.text)
        self.mention(*head)
        self.text += f" {words} "
        for i, tail in enumerate(tails):
            self.text += " and " if i else ""
            self.mention(*tail)
        self.text += "."
        evidence = {"start": start, "end": len(self.text)}
        for tail in tails:
            if tail != head:
                self.relations.append(
                    {
                        "type": relation,
                        "head": self.entity(*head),
                        "tail": self.entity(*tail),
                        "evidence": evidence,
                        "confidence": round(0.55 + 0.44 * ((start * 7 + len(tail[1])) % 100) / 100, 2),
                        **more,
                    }
                )
        self.text += " "


def synthetic(count: int = 20_000, seed: int = 0) -> Iterator[Extraction]:
    """``count`` extractions; a longer run does not begin with a shorter one, since vocabularies grow with it."""
    rng = random.Random(seed)
    methods = _Names(_terms("Method", max(50, min(3 * count // 2, 60_000)), rng), 1.0, rng)
    tasks = _Names(_terms("Task", max(30, min(count // 2, 30_000)), rng), 0.9, rng)
    metrics = _Names(_terms("Metric", max(20, min(count // 10, 3_000)), rng), 1.1, rng)
    datasets = _Names([_proper(rng, i, "Set") for i in range(max(20, count // 3))], 1.0, rng)
    for number in range(count):
        yield _paper(number, rng, methods, tasks, metrics, datasets)


def _paper(
    number: int, rng: random.Random, methods: _Names, tasks: _Names, metrics: _Names, datasets: _Names
) -> Extraction:
    used = [("Method", m) for m in methods.draw(4)]
    proposes = rng.random() < 0.5
    main = ("Method", _proper(rng, number, "Net")) if proposes else used.pop()
    paper = _Writer(f"Paper {number}: {' '.join(rng.choices(_FIRST + _SECOND, k=5))}")
    evidence = None
    if proposes:
        start = len(paper.text)
        paper.text += "We present "
        paper.mention(*main)
        paper.text += "."
        evidence = {"start": start, "end": len(paper.text)}
        paper.text += " "
    paper.sentence(main, "BASED_ON", "builds on", used[:1])
    if used and rng.random() < 0.4:
        name = used[0][1]
        paper.mention("Method", name)
        paper.text += " ("
        paper.mention("Method", name, _abbreviation(name))
        paper.text += ") is common. "
    found_tasks = [("Task", t) for t in tasks.draw(2)]
    found_sets = [("Dataset", d) for d in datasets.draw(rng.choice((0, 1, 1, 2)))]
    paper.sentence(main, "ADDRESSES", "is made for", found_tasks)
    paper.sentence(main, "EVALUATED_ON", "is tested on", found_sets)
    if found_sets:
        paper.sentence(found_sets[0], "BENCHMARKS", "is a benchmark for", found_tasks[:1])
    paper.sentence(main, "COMPARED_WITH", "does better than", used[1:], outperforms=True)
    paper.sentence(main, "MEASURED_BY", "is judged by", [("Metric", m) for m in metrics.draw(1)])
    if rng.random() < 0.12:
        group = ("SymmetryGroup", rng.choice(_GROUPS))
        paper.sentence(main, "EQUIVARIANT_TO", "is equivariant to", [group], mode="equivariant")
    title, abstract = paper.text.rstrip().split("\n", 1)
    day = dt.date(2019, 1, 1) + dt.timedelta(days=rng.randrange(2500))
    return Extraction.model_validate(
        {
            "id": f"s{number:06d}",
            "title": title,
            "abstract": abstract,
            "date": day,
            "authors": [f"Author {rng.randrange(9000)}" for _ in range(3)],
            "sources": [f"synthetic-{number % 5}"],
            "extractor": _EXTRACTOR,
            "mentions": paper.mentions,
            "entities": [{"id": id, "type": t, "name": n} for (t, n), id in paper.entities.items()],
            "proposes": [paper.entity(*main)] if proposes else [],
            "proposals": [{"entity": paper.entity(*main), "evidence": evidence}] if proposes else [],
            "relations": paper.relations,
        }
    )


if __name__ == "__main__":
    for extraction in synthetic(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000):
        sys.stdout.write(extraction.model_dump_json(exclude_defaults=True) + "\n")
