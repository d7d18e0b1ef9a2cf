"""How long names take, and how that grows with the papers, on papers made from annotated ones.

A made-up paper has the entities of an annotated one. Those that several annotated papers name stay as they are, so
that the frequent names are as frequent as in the corpus; those that one paper alone names (two thirds of all methods)
get a name of their own, of words of other names of the type and with its abbreviation, so that rare names grow with
the papers. Equal seeds give equal papers, and a longer run begins with a shorter one.
"""

from __future__ import annotations

import gc
import json
import math
import random
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.record import Record, Table, Value
from kg.names import canonical_key, forms, groups, key, resolve_names, spelling
from kg.names.forms import abbreviates, looks_short
from schemas import EntityType, Extraction, Mention, PaperEntity

CORPUS = Path(__file__).parents[1] / "extract" / "corpus"
FILES = ("train.jsonl", "train-arxiv.jsonl", "dev.jsonl", "dev-arxiv.jsonl")
ARXIV = 58_667
"""Abstracts of fourteen months of machine learning on arXiv."""
SIZES = (5_000, 50_000, ARXIV)
LEAST, MOST = 5_000, 50_000
_CACHES = (
    spelling.word_key, key.canonical_words, key.canonical_key, forms.looks_short, forms.abbreviates,
    forms.abbreviates_end, forms.looks_proper, groups.group_key, groups.is_group_id,
)  # fmt: skip

Entity = tuple[EntityType, str, dict[str, int]]
"""Type, name and forms with how often each occurs."""


def run(sizes: tuple[int, ...] = SIZES) -> Record:
    """Resolve the names of each number of papers once, with empty caches, and fit how time grows."""
    record = Record("names", "Names: time over papers", {"seed": 0, "threads": 1})
    rows: list[tuple[Value, ...]] = []
    spent: dict[int, float] = {}
    papers = list(papers_like_real(max(sizes)))
    for size in sizes:
        seconds, wall, nodes, decisions = _measured(papers[:size])
        spent[size] = seconds
        rows.append((size, seconds, wall, 1000 * seconds / size, nodes, decisions))
    columns = ("papers", "CPU s", "wall s", "CPU ms per paper", "nodes", "decisions")
    record.tables.append(Table("One process, empty caches, one round", columns, rows))
    if LEAST in spent and MOST in spent:
        exponent = math.log(spent[MOST] / spent[LEAST]) / math.log(MOST / LEAST)
        record.notes.append(f"CPU time grows with the papers to the power {exponent:.2f} from {LEAST:,} to {MOST:,}")
    record.notes.append("CPU is the time that this process got on its one core; wall is what others left of the core")
    return record


def _measured(papers: list[Extraction]) -> tuple[float, float, int, int]:
    for cached in _CACHES:
        cached.cache_clear()
    gc.collect()
    gc.disable()  # As kg.assemble does.
    try:
        wall, cpu = time.perf_counter(), time.process_time()
        names = resolve_names(papers)
        return (
            time.process_time() - cpu, time.perf_counter() - wall, len(names.nodes), len(names.decisions),
        )  # fmt: skip
    finally:
        gc.enable()


def papers_like_real(count: int, seed: int = 0) -> Iterator[Extraction]:
    """``count`` extractions in the order of their ids; their text is their names alone."""
    rng = random.Random(seed)
    templates = [list(_entities(row)) for row in _annotated()]
    known = Counter(k for entities in templates for k in {_key(e) for e in entities})
    words: dict[EntityType, list[str]] = {t: [] for t in EntityType}
    for type, name, _ in (e for entities in templates for e in entities):
        words[type] += name.split()
    for number in range(count):
        entities = [
            e if known[_key(e)] > 1 or e[0] is EntityType.SYMMETRY_GROUP else _renamed(e, words[e[0]], rng)
            for e in rng.choice(templates)
        ]
        yield _paper(f"n{number:06d}", entities)


def _annotated() -> Iterator[dict[str, Any]]:
    for name in FILES:
        yield from map(json.loads, (CORPUS / name).read_text(encoding="utf-8").splitlines())


def _entities(row: dict[str, Any]) -> Iterator[Entity]:
    found: dict[str, dict[str, int]] = {}
    for m in row["mentions"]:
        counts = found.setdefault(m["entity"], {})
        counts[m["text"]] = counts.get(m["text"], 0) + 1
    for e in row["entities"]:
        yield EntityType(e["type"]), e["name"], found.get(e["id"]) or {e["name"]: 1}


def _key(entity: Entity) -> tuple[EntityType, str]:
    return entity[0], canonical_key(entity[1], entity[0])


def _renamed(entity: Entity, words: list[str], rng: random.Random) -> Entity:
    """The entity with other words in its long forms, and other letters in its short ones."""
    type, name, counts = entity
    swapped: dict[str, str] = {}

    def other(word: str) -> str:
        if word not in swapped:
            swapped[word] = rng.choice(words) if rng.random() < 0.6 else word
        return swapped[word]

    made: dict[str, str] = {}
    for form in dict.fromkeys((name, *counts)):
        if not looks_short(form):
            made[form] = " ".join(map(other, form.split()))
    letters = "".join(rng.choices("ABCDEFGHIKLMNOPRSTUVX", k=rng.choice((3, 4, 4, 5))))
    for form in dict.fromkeys((name, *counts)):
        if looks_short(form):
            long = next((f for f in made if abbreviates(form, f)), None)
            made[form] = "".join(w[0] for w in made[long].split()).upper() if long else letters + form[len(letters) :]
    return type, made[name], {made[form]: n for form, n in counts.items()}


def _paper(id: str, entities: list[Entity]) -> Extraction:
    """Not validated: that would take longer than what is measured."""
    mentions = [
        Mention.model_construct(start=0, end=len(form), text=form, type=type, entity=f"e{i}", confidence=1.0)
        for i, (type, _, counts) in enumerate(entities)
        for form, n in counts.items()
        for _ in range(n)
    ]
    found = [
        PaperEntity.model_construct(id=f"e{i}", type=type, name=name) for i, (type, name, _) in enumerate(entities)
    ]
    return Extraction.model_construct(id=id, title=id, abstract=id, mentions=tuple(mentions), entities=tuple(found))
