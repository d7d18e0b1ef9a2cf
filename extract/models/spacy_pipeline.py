"""The component ``methodgraph_spacy``: another spaCy pipeline finds the mentions.

It reads the text by itself, with its own tokenizer and sentences; only the places of what it finds and their labels
are taken over, so that nothing of it can stand in the way of the components behind.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice, zip_longest
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span

from extract.models.mentions import Marked, folder_digest, set_mentions
from extract.models.options import type_called
from schemas import EntityType
from schemas.errors import ModelError, UsageError

__all__ = ["SpacyMentions", "make_spacy"]


class SpacyMentions:
    """Sets ``doc.ents`` to what another pipeline finds: its ``doc.ents``, and its span groups where it has none.

    A label is one of our types where it has that type's name, however spelled, or where ``labels`` says so; what has
    another label is left out. Confidence is the score of a span group, or 1.
    """

    def __init__(self, model: str, labels: Mapping[str, EntityType], threshold: float = 0.0) -> None:
        self.threshold = threshold
        self.theirs = _loaded(model)
        self.model_name = _name(self.theirs)
        self._types = _types(self.theirs, model, labels)

    def __call__(self, doc: Doc) -> Doc:
        """Find the mentions of one text."""
        return next(self.pipe([doc]))

    def pipe(self, stream: Iterable[Doc], batch_size: int = 64) -> Iterator[Doc]:
        """Find the mentions of many texts, ``batch_size`` at a time."""
        docs = iter(stream)
        while batch := list(islice(docs, batch_size)):
            found = self.theirs.pipe((doc.text for doc in batch), batch_size=batch_size)
            for doc, other in zip(batch, found, strict=True):
                yield set_mentions(doc, self._marked(other), least=self.threshold)

    def _marked(self, other: Doc) -> Iterator[Marked]:
        for span, confidence in _scored(other):
            type = self._types.get(span.label_) or type_called(span.label_)
            if type is not None:
                yield Marked(span.start_char, span.end_char, type, confidence)


def _scored(other: Doc) -> Iterator[tuple[Span, float]]:
    if other.ents:
        yield from ((span, span._.confidence) for span in other.ents)
        return
    for group in other.spans.values():
        scores = group.attrs.get("scores")
        for span, score in zip_longest(group, () if scores is None else scores, fillvalue=1.0):
            if isinstance(span, Span):
                yield span, float(score)


def _loaded(model: str) -> Language:
    try:
        return spacy.load(model)
    except OSError as error:
        if Path(model).is_dir():
            raise ModelError(f"{model} holds no spaCy pipeline and no GLiNER checkpoint: {_first(error)}") from error
        raise ModelError(
            f"no model at {model!r}: give `default`, the folder or package of a spaCy pipeline, the folder of a GLiNER"
            " checkpoint, or https://HOST/v1#MODEL"
        ) from error
    except (ImportError, ValueError) as error:
        raise ModelError(f"spaCy cannot load {model!r}: {_first(error)}") from error


def _first(error: Exception) -> str:
    return next((line.strip() for line in str(error).splitlines() if line.strip()), type(error).__name__)


def _types(nlp: Language, model: str, labels: Mapping[str, EntityType]) -> dict[str, EntityType]:
    """Our types of the pipeline's labels.

    Raises:
        UsageError: a label was named that the pipeline doesn't have, or none of its labels is a type of ours.
        ModelError: no component of it finds entities.
    """
    finders = [name for name in nlp.pipe_names if _finds_mentions(nlp, name)]
    known = sorted({label for name in finders for label in nlp.pipe_labels.get(name, ())})
    if not finders:
        raise ModelError(
            f"{model}: no component of this pipeline finds entities ({', '.join(nlp.pipe_names) or 'none'})"
        )
    missing = [label for label in labels if known and label not in known]
    if missing:
        raise UsageError(f"--label: the pipeline has no label {missing[0]!r}, but {', '.join(known)}")
    types = {label: type for label in known if (type := type_called(label))} | dict(labels)
    if known and not types:
        raise UsageError(
            f"the labels of {model} are {', '.join(known)}: say which of them are ours, such as"
            f" --label {known[0]}={EntityType.METHOD}"
        )
    return types


def _finds_mentions(nlp: Language, name: str) -> bool:
    """Whether a component says that it sets entities or spans; one that says nothing may."""
    assigns = nlp.get_pipe_meta(name).assigns
    return not assigns or any(a.startswith(("doc.ents", "doc.spans", "token.ent_")) for a in assigns)


def _name(nlp: Language) -> str:
    meta = nlp.meta
    content = f"+{folder_digest(nlp.path)}" if nlp.path else ""
    return f"{meta['lang']}_{meta['name']}-{meta['version']}{content}"


@Language.factory(
    "methodgraph_spacy",
    default_config={"labels": {}, "threshold": 0.0},
    assigns=["doc.ents", "span._.confidence"],
)
def make_spacy(nlp: Language, name: str, model: str, labels: dict[str, str], threshold: float) -> SpacyMentions:
    """Make the component.

    Args:
        nlp: the pipeline.
        name: the component's name in it.
        model: folder or package of the other pipeline.
        labels: labels of the other pipeline, and our types that they stand for.
        threshold: a mention with less confidence is left out.
    """
    return SpacyMentions(model, {label: EntityType(type) for label, type in labels.items()}, threshold)
