"""The whole extractor: a spaCy pipeline from the text of a paper to an ``Extraction``.

Text goes in as ``Paper.text`` (title, line feed, abstract) and stays as it is, so that every offset of the result
counts in it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import cache
from hashlib import blake2b
from importlib import metadata
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from extract import sentences
from extract.components import abbreviations, entities, proposals, relations, symmetry
from extract.models import ModelOptions, PaperExtractor, Usage, gliner, spacy_pipeline
from extract.models.gliner import is_checkpoint
from extract.recogniser import component
from extract.tokens import blank_nlp
from schemas import Extraction, Mention, Paper, digest
from schemas.errors import UsageError

__all__ = ["COMPONENTS", "PROFILES", "Extractor", "build_nlp", "load_extractor", "own_extractor"]

MODEL = Path(__file__).parent / "model"
"""The recogniser that ships with the package."""

PROFILES = {"default": MODEL, "fast": MODEL / "fast"}
"""Our own models by name: the best one, and a small one for many papers."""

# Importing these registers their factories with spaCy.
_FACTORIES = (sentences, component, symmetry, abbreviations, entities, proposals, relations, gliner, spacy_pipeline)

COMPONENTS = ("sentences", "recogniser", "symmetry", "abbreviations", "entities", "proposals", "relations")
"""What runs, in this order; each is a factory ``methodgraph_NAME``."""


_SETTINGS: dict[str, dict[str, str | float]] = {
    # The recogniser's own mentions of groups bring more errors than finds: without rules, exact F1 falls by 13.
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


def _nlp_around(factory: str, config: dict[str, Any]) -> tuple[Language, str]:
    """Our pipeline with another component in the place of our recogniser, and the name of the model in it."""
    nlp = blank_nlp()
    for name in COMPONENTS:
        if name == "recogniser":
            nlp.add_pipe(factory, name=name, config=config)
        else:
            nlp.add_pipe(f"methodgraph_{name}", name=name)
    finder: Any = nlp.get_pipe("recogniser")
    return nlp, finder.model_name


class Extractor:
    """Turns papers into extractions; ``name`` says which model and which rules did it."""

    def __init__(self, nlp: Language, name: str) -> None:
        self.nlp = nlp
        self.name = name
        self.usage: Usage | None = None

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
    parts = [blake2b(f.read_bytes(), digest_size=8).hexdigest() for f in sorted([*own, *symmetry_files])]
    return digest(*parts, size=4)


def load_extractor(model: str = "default", options: ModelOptions | None = None) -> PaperExtractor:
    """The extractor that ships with the package, or one on another model.

    Args:
        model: ``default`` or ``fast``; the folder or package of a spaCy pipeline, or the folder of a GLiNER checkpoint,
            which find the mentions where our recogniser would; ``https://HOST/v1#MODEL``, a language model on a server
            that speaks OpenAI's protocol, which does it all.
        options: settings of a model that is not our own.

    Raises:
        ModelError: there is no such model, it is incomplete, or an optional extra is missing.
        UsageError: an option does not fit the model.
    """
    options = options or ModelOptions()
    on_server = "://" in model
    _check(model, options, on_server=on_server)
    if on_server:
        from extract.models.endpoint import endpoint_extractor

        return endpoint_extractor(model, options)
    if model in PROFILES:
        return own_extractor(model)
    labels = {label: type.value for label, type in options.labels.items()}
    config: dict[str, Any] = {"labels": labels}
    if options.threshold is not None:
        config["threshold"] = options.threshold
    if is_checkpoint(Path(model)):
        nlp, name = _nlp_around("methodgraph_gliner", {"folder": model, **config})
    else:
        nlp, name = _nlp_around("methodgraph_spacy", {"model": model, **config})
    settings = f"+{digest(json.dumps(config, sort_keys=True), size=4)}" if labels or len(config) > 1 else ""
    return Extractor(nlp, f"{name}{settings}+{_rules_digest()}")


def own_extractor(profile: str = "default") -> Extractor:
    """The extractor that ships with the package, in one of ``PROFILES``."""
    version = metadata.version("methodgraph") + ("" if profile == "default" else f"-{profile}")
    return Extractor(build_nlp(PROFILES[profile]), f"methodgraph-{version}+{_rules_digest()}")


def _check(model: str, options: ModelOptions, *, on_server: bool) -> None:
    if on_server and (options.labels or options.threshold is not None):
        raise UsageError("--label and --threshold are for models that run here, not for one on a server")
    if model in PROFILES and (options.labels or options.threshold is not None):
        raise UsageError("--label and --threshold are for other models than the default")
