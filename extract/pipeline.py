"""The whole extractor: a spaCy pipeline from the text of a paper to an ``Extraction``.

Text goes in as ``Paper.text`` (title, line feed, abstract) and stays as it is, so that every offset of the result
counts in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from importlib import metadata
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from extract import sentences
from extract.components import abbreviations, entities, proposals, relations, symmetry
from extract.recogniser import component
from extract.tokens import blank_nlp
from schemas import Extraction, Mention, Paper, digest
from schemas.errors import ModelError

__all__ = ["COMPONENTS", "Extractor", "build_nlp", "load_extractor"]

MODEL = Path(__file__).parent / "model"
"""The recogniser that ships with the package."""

# Importing these registers their factories with spaCy.
_FACTORIES = (sentences, component, symmetry, abbreviations, entities, proposals, relations)

COMPONENTS = ("sentences", "recogniser", "symmetry", "abbreviations", "entities", "proposals", "relations")
"""What runs, in this order; each is a factory ``methodgraph_NAME``."""


_SETTINGS: dict[str, dict[str, str | float]] = {
    # Calibrated on dev and dev-arxiv together: the expected calibration error falls from 0.20 to 0.01, and leaving out
    # what is less sure than 0.35 lifts entities from 70 to 73 and relations from 46 to 49.
    "recogniser": {"slope": 0.508, "shift": -1.317, "least": 0.35},
    # Exact F1 of groups on the same papers: by rules alone 76, rules added to the recogniser's 66, without rules 63.
    "symmetry": {"mode": "replace"},
}


def build_nlp(model: Path = MODEL) -> Language:
    """The pipeline with the recogniser in the folder ``model``.

    Raises:
        ModelError: the folder lacks a file of the model.
    """
    nlp = blank_nlp()
    for name in COMPONENTS:
        added = nlp.add_pipe(f"methodgraph_{name}", name=name, config=_SETTINGS.get(name, {}))
        if isinstance(added, component.RecogniserComponent):
            added.from_disk(model)
    return nlp


def _with_own_recogniser(path: str) -> Language:
    """Another spaCy pipeline finds the mentions, with our labels; our components do the rest."""
    try:
        theirs = spacy.load(path)
    except OSError as error:
        raise ModelError(f"no model at {path!r}: give a folder with a spaCy pipeline, or `default`") from error
    for name in COMPONENTS:
        if name != "recogniser" and name not in theirs.pipe_names:
            theirs.add_pipe(f"methodgraph_{name}", name=name)
    return theirs


class Extractor:
    """Turns papers into extractions; ``name`` says which model and which rules did it."""

    def __init__(self, nlp: Language, name: str) -> None:
        self.nlp = nlp
        self.name = name

    def extract(self, papers: Iterable[Paper], *, batch_size: int = 64) -> Iterator[Extraction]:
        """One extraction for each paper, in the order given; ``batch_size`` papers are read together."""
        pairs = ((paper.text, paper) for paper in papers)
        for doc, paper in self.nlp.pipe(pairs, as_tuples=True, batch_size=batch_size):
            yield self._extraction(paper, doc)

    def _extraction(self, paper: Paper, doc: Doc) -> Extraction:
        found = {
            "extractor": self.name,
            "mentions": tuple(
                Mention.model_validate(
                    {
                        "start": ent.start_char,
                        "end": ent.end_char,
                        "text": ent.text,
                        "type": ent.label_,
                        "entity": doc._.mention_entity[ent.start_char, ent.end_char],
                        "confidence": ent._.confidence,
                    }
                )
                for ent in doc.ents
            ),
            "entities": tuple(doc._.entities),
            "proposals": tuple(doc._.proposals),
            "proposes": tuple(p.entity for p in doc._.proposals),
            "relations": tuple(doc._.relations),
        }
        return Extraction.model_validate({**paper.model_dump(), **found})


@cache
def _rules_digest() -> str:
    """Changes with any rule or weight of the extractor, so that what an older one found is found anew."""
    package = Path(__file__).parent
    files = [f for f in package.rglob("*") if f.suffix in {".py", ".npz", ".json", ".onnx", ".toml"}]
    # Readers, training and evaluation don't change what is found in a text.
    own = [f for f in files if not {"readers", "training", "evaluation", "corpus"} & set(f.relative_to(package).parts)]
    symmetry_files = (package.parent / "schemas" / "symmetry").glob("*.*")
    parts = [digest(f.read_bytes().hex()) for f in sorted([*own, *symmetry_files])]
    return digest(*parts, size=4)


def load_extractor(model: str = "default") -> Extractor:
    """The extractor that ships with the package, or one whose mentions come from another spaCy pipeline.

    Args:
        model: ``default``, or the folder or package name of a spaCy pipeline whose entity labels are our types.

    Raises:
        ModelError: there is no such model, or it is incomplete.
    """
    if model == "default":
        version = metadata.version("methodgraph")
        return Extractor(build_nlp(), f"methodgraph-{version}+{_rules_digest()}")
    nlp = _with_own_recogniser(model)
    return Extractor(nlp, f"{nlp.meta['lang']}_{nlp.meta['name']}-{nlp.meta['version']}+{_rules_digest()}")
