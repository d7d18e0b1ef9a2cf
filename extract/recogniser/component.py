"""The spaCy component that finds mentions: a small transformer on onnxruntime, and a judge of what it could mean."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime
from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import filter_spans
from tokenizers import Tokenizer

from extract.recogniser.candidates import Reading
from extract.recogniser.judge import FOREST, LEXICON, Judge
from extract.recogniser.labels import LABELS, LabelledSpan, decode, normalised
from extract.recogniser.units import Unit
from extract.recogniser.windows import Window, WordPieces, joined, windows_of
from extract.tokens import text_of
from schemas.errors import ModelError

NETWORKS = "networks.json"
_FILES = ("tokenizer.json", "labels.json")
_JUDGE = (FOREST, LEXICON)
_SHARED = ("tokenizer.json", "labels.json", LEXICON)


class RecogniserComponent:
    """Sets ``doc.ents`` with ``span._.confidence``; character offsets of the text are kept exactly.

    The model is three files: the network as ONNX with int64 inputs ``pieces`` and ``shapes`` (B, L) and ``places``
    (B, U), nothing padded, and the output ``scores`` (B, U, labels); the tokenizer of the encoder; the list of labels.
    Two more files are the judge, which chooses among candidate mentions; a model without them gives the network's best
    reading.
    ``networks.json`` names several networks instead of ``recogniser.onnx`` and the share that each has in the score.
    """

    def __init__(self, name: str, threads: int) -> None:
        self.name = name
        self.threads = threads
        self._files: dict[str, bytes] = {}
        self._shares: dict[str, float] = {}
        self._sessions: list[tuple[onnxruntime.InferenceSession, float]] = []
        self._pieces: WordPieces | None = None
        self._judge: Judge | None = None

    def __call__(self, doc: Doc) -> Doc:
        """Find the mentions of one text."""
        return next(self.pipe([doc]))

    def pipe(self, stream: Iterable[Doc], batch_size: int = 64) -> Iterator[Doc]:
        """Find the mentions of many texts, ``batch_size`` at a time."""
        texts = iter(stream)
        while docs := list(islice(texts, batch_size)):
            read = self.scores([text_of(d) for d in docs])
            readings = [Reading(text_of(doc), units, scores) for doc, (units, scores) in zip(docs, read, strict=True)]
            found = self._judge.mentions_of_all(readings) if self._judge else [decode(r.scores) for r in readings]
            for doc, reading, mentions in zip(docs, readings, found, strict=True):
                doc.ents = filter_spans(list(_spans(doc, reading.units, mentions)))
                yield doc

    def scores(self, texts: list[str]) -> Iterator[tuple[list[Unit], npt.NDArray[np.float32]]]:
        """For each text its units, and their log-probabilities as (units, labels)."""
        sessions, word_pieces = self._loaded()
        units, windows = [], []
        for i, text in enumerate(texts):
            u, w = windows_of(text, i, word_pieces)
            units.append(u)
            windows += w
        answers: list[tuple[Window, npt.NDArray[np.float32]]] = []
        # One window a run: nothing is padded, and what is found in a paper depends on no other paper, although the
        # scale of eight-bit activations is that of the run. It is faster than batches, too.
        for window in windows:
            rows = {"pieces": window.pieces, "shapes": window.shapes, "places": window.places}
            feed = {name: np.array([row], np.int64) for name, row in rows.items()}
            # The geometric mean of what the networks give each label, by their shares.
            each = [share * normalised(session.run(["scores"], feed)[0][0]) for session, share in sessions]
            answers.append((window, normalised(np.sum(each, axis=0, dtype=np.float32))))
        yield from zip(units, joined([len(u) for u in units], answers, len(LABELS)), strict=True)

    def _loaded(self) -> tuple[list[tuple[onnxruntime.InferenceSession, float]], WordPieces]:
        if not self._sessions or self._pieces is None:
            if not self._files:
                raise ModelError("the recogniser has no model: train one (`make train`) or reinstall the package")
            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = self.threads
            options.log_severity_level = 3
            self._sessions = [
                (onnxruntime.InferenceSession(self._files[n], options, providers=["CPUExecutionProvider"]), share)
                for n, share in self._shares.items()
            ]
            self._pieces = WordPieces(Tokenizer.from_buffer(self._files["tokenizer.json"]))
            if all(name in self._files for name in _JUDGE):
                self._judge = Judge.from_bytes(*(self._files[name] for name in _JUDGE))
        return self._sessions, self._pieces

    def to_disk(self, path: Path | str, *, exclude: Iterable[str] = ()) -> None:
        """Write the files of the model into a folder."""
        folder = Path(path)
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in self._files.items():
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_bytes(content)

    def from_disk(self, path: Path | str, *, exclude: Iterable[str] = ()) -> RecogniserComponent:
        """Read the files of the model from a folder; what a profile shares with the default lies in the folder above.

        Raises:
            ModelError: a file is missing, or the labels are not the ones of this version.
        """
        folder = Path(path)
        try:
            self._shares = {"recogniser.onnx": 1.0}
            names = [*_FILES, *(name for name in _JUDGE if (folder / FOREST).exists())]
            if (folder / NETWORKS).exists():
                self._shares = json.loads((folder / NETWORKS).read_bytes())
                names.append(NETWORKS)
            names = [*self._shares, *names]
            shared = {name for name in _SHARED if not (folder / name).exists() and (folder.parent / name).exists()}
            places = {name: folder.parent if name in shared else folder for name in names}
            self._files = {name: (place / name).read_bytes() for name, place in places.items()}
        except OSError as error:
            raise ModelError(f"the recogniser's model is incomplete: {error.filename} cannot be read") from error
        if json.loads(self._files["labels.json"]) != list(LABELS):
            raise ModelError(f"{folder}: the model was trained for other labels; train it again")
        self._sessions, self._pieces, self._judge = [], None, None
        return self


def _spans(doc: Doc, units: Sequence[Unit], mentions: Iterable[LabelledSpan]) -> Iterator[Span]:
    """The mentions as spans of whole tokens."""
    for mention in mentions:
        start, end = units[mention.first].start, units[mention.last].end
        span = doc.char_span(start, end, label=mention.type, alignment_mode="expand")
        if span is not None:
            span._.confidence = round(mention.confidence, 4)
            yield span


@Language.factory("methodgraph_recogniser", default_config={"threads": 0}, assigns=["doc.ents", "span._.confidence"])
def make_recogniser(nlp: Language, name: str, threads: int) -> RecogniserComponent:
    """Make the component; ``threads`` are those of one run of the network, 0 is one a core."""
    return RecogniserComponent(name, threads)
