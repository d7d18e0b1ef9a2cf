"""The component ``methodgraph_gliner``: a GLiNER checkpoint finds the mentions, by words for our types.

GLiNER reads a bounded number of words at once and drops what is behind them, so a long text is read in windows that
begin and end with sentences.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from extract.models.mentions import Marked, folder_digest, set_mentions
from schemas import EntityType
from schemas.errors import ModelError

__all__ = ["CONFIG", "LABELS", "GlinerMentions", "is_checkpoint", "make_gliner", "windows"]

CONFIG = "gliner_config.json"
LABELS = {
    "machine learning method": EntityType.METHOD,
    "research task": EntityType.TASK,
    "dataset or benchmark": EntityType.DATASET,
    "evaluation metric": EntityType.METRIC,
    "symmetry group": EntityType.SYMMETRY_GROUP,
}
"""What GLiNER is asked for, where nobody says otherwise: words that a model of language understands."""
THRESHOLD = 0.5
_BATCH = 8
_WORD = re.compile(r"\w+(?:[-_]\w+)*|\S")
"""What GLiNER's own splitter takes for a word."""


def is_checkpoint(folder: Path) -> bool:
    """Whether a folder holds a GLiNER checkpoint."""
    return (folder / CONFIG).is_file()


def windows(text: str, sentences: Iterable[tuple[int, int]], most: int) -> list[tuple[int, int]]:
    """Ranges of characters that together hold all words of the text, none of them more than ``most`` words.

    A window is as many sentences as fit; a sentence that does not fit is cut between words.
    """
    found: list[tuple[int, int]] = []
    words_in_last = most
    for start, end in sentences:
        words = [m.span() for m in _WORD.finditer(text, start, end)]
        for first in range(0, len(words), most):
            part = words[first : first + most]
            if words_in_last + len(part) <= most and found:
                found[-1] = found[-1][0], part[-1][1]
                words_in_last += len(part)
            else:
                found.append((part[0][0], part[-1][1]))
                words_in_last = len(part)
    return found


class GlinerMentions:
    """Sets ``doc.ents`` to what a GLiNER checkpoint finds; needs ``doc.sents``."""

    def __init__(self, folder: Path, labels: Mapping[str, EntityType], threshold: float = THRESHOLD) -> None:
        self.labels, self.threshold = dict(labels) or LABELS, threshold
        self.most = _words_at_once(folder)
        self.model = _loaded(folder)
        self.model_name = f"gliner-{folder.resolve().name}+{folder_digest(folder)}"

    def __call__(self, doc: Doc) -> Doc:
        """Find the mentions of one text."""
        return next(self.pipe([doc]))

    def pipe(self, stream: Iterable[Doc], batch_size: int = 64) -> Iterator[Doc]:
        """Find the mentions of many texts, ``batch_size`` at a time."""
        docs = iter(stream)
        while batch := list(islice(docs, batch_size)):
            places = [(n, w) for n, doc in enumerate(batch) for w in self._windows(doc)]
            texts = [batch[n].text[start:end] for n, (start, end) in places]
            answers = self._asked(texts) if texts else []
            marked: list[list[Marked]] = [[] for _ in batch]
            for (n, (offset, _)), answer in zip(places, answers, strict=True):
                marked[n] += (
                    Marked(offset + a["start"], offset + a["end"], self.labels[a["label"]], float(a["score"]))
                    for a in answer
                )
            for doc, mentions in zip(batch, marked, strict=True):
                yield set_mentions(doc, mentions, least=self.threshold)

    def _windows(self, doc: Doc) -> list[tuple[int, int]]:
        return windows(doc.text, ((s.start_char, s.end_char) for s in doc.sents), self.most)

    def _asked(self, texts: list[str]) -> list[list[dict[str, Any]]]:
        found: list[list[dict[str, Any]]] = self.model.inference(
            texts, list(self.labels), flat_ner=True, threshold=self.threshold, batch_size=_BATCH
        )
        return found


def _words_at_once(folder: Path) -> int:
    try:
        config = json.loads((folder / CONFIG).read_text("utf-8"))
        most = int(config.get("max_len") or 384)
    except (OSError, ValueError, AttributeError, TypeError) as error:
        raise ModelError(f"{folder / CONFIG} cannot be read: {error}") from error
    return max(most, 1)


def _loaded(folder: Path) -> Any:
    try:
        from gliner import GLiNER
    except ImportError as error:
        raise ModelError(
            f"{folder} is a GLiNER checkpoint; it needs the extra `gliner`: pip install 'methodgraph[gliner]'"
        ) from error
    try:
        return GLiNER.from_pretrained(str(folder), local_files_only=True)
    except Exception as error:  # whatever torch, transformers and the hub raise for a file that is missing or broken
        says = " ".join(str(error).split())[:300] or type(error).__name__
        raise ModelError(f"GLiNER cannot load {folder}: {says}") from error


@Language.factory(
    "methodgraph_gliner",
    default_config={"labels": {}, "threshold": THRESHOLD},
    requires=["token.sent_start"],
    assigns=["doc.ents", "span._.confidence"],
)
def make_gliner(nlp: Language, name: str, folder: str, labels: dict[str, str], threshold: float) -> GlinerMentions:
    """Make the component.

    Args:
        nlp: the pipeline.
        name: the component's name in it.
        folder: the checkpoint.
        labels: what GLiNER is asked for, and our types that it stands for; empty for ``LABELS``.
        threshold: a mention with less confidence is left out.
    """
    return GlinerMentions(Path(folder), {label: EntityType(type) for label, type in labels.items()}, threshold)
