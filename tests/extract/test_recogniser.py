"""The recogniser: units, windows, labels, and the shipped model."""

import json
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from tokenizers import Tokenizer

from extract import pipeline
from extract.recogniser.component import RecogniserComponent
from extract.recogniser.labels import LABELS, LabelledSpan, best_paths, decode, encode, normalised
from extract.recogniser.units import SHAPES, units_of
from extract.recogniser.windows import WordPieces, batches_of, joined, windows_of
from extract.tokens import blank_nlp
from schemas.errors import ModelError

CORPUS = Path(pipeline.__file__).parent / "corpus"


@pytest.fixture(scope="module")
def word_pieces() -> WordPieces:
    """The tokenizer that ships."""
    return WordPieces(Tokenizer.from_file(str(pipeline.MODEL / "tokenizer.json")))


def scores_of(ids: list[int], sure: float = 0.9) -> np.ndarray:
    """Log-probabilities that prefer the given labels."""
    p = np.full((len(ids), len(LABELS)), (1 - sure) / (len(LABELS) - 1), np.float32)
    p[np.arange(len(ids)), ids] = sure
    return np.log(p)


def test_every_gold_mention_ends_at_units() -> None:
    """No mention of the corpus begins or ends inside a unit, so none is out of reach."""
    for file in sorted(CORPUS.glob("*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            paper = json.loads(line)
            units = units_of(f"{paper['title']}\n{paper['abstract']}")
            starts, ends = {u.start for u in units}, {u.end for u in units}
            assert all(m["start"] in starts and m["end"] in ends for m in paper["mentions"]), paper["id"]


def test_units_tell_capitals_and_glue() -> None:
    """Spelling that an uncased encoder does not see gets shapes of its own."""
    shapes = [u.shape for u in units_of("gnn GNN GNNs Gnn EqMotion QM9 (")]
    assert len(set(shapes)) == 7
    assert all(0 < s < SHAPES for s in shapes)
    apart, glued = units_of("SE (3"), units_of("SE(3")
    assert apart[1].shape != glued[1].shape


def test_labels_go_there_and_back() -> None:
    """Spans that touch each other stay two; ends and types come back."""
    spans = [LabelledSpan(0, 1, "Method"), LabelledSpan(2, 2, "Method"), LabelledSpan(4, 6, "SymmetryGroup")]
    found = decode(scores_of(encode(spans, 8)))
    assert [(s.first, s.last, s.type) for s in found] == [(s.first, s.last, s.type) for s in spans]
    assert all(0.8 < s.confidence < 1 for s in found)


def test_no_span_begins_inside() -> None:
    """A sequence whose likeliest labels are ill formed is read as the likeliest well-formed one."""
    ids = [0, 2, 2, 0]
    assert [(s.first, s.last) for s in decode(scores_of(ids, 0.6))] in ([(1, 2)], [])
    path = [LABELS[i] for i in ids]
    assert path[1].startswith("I-")


def likeliest_path(scores: np.ndarray) -> list[int]:
    """The likeliest well-formed labels of a text, label by label."""
    best: dict[int, tuple[float, list[int]]] = {k: (float(p), [k]) for k, p in enumerate(scores[0]) if k % 2 or not k}
    for row in scores[1:]:
        step = {}
        for k, p in enumerate(row):
            before = [best[j] for j in best if k % 2 or not k or j in (k, k - 1)]
            total, path = max(before, key=lambda scored: scored[0])
            step[k] = (total + float(p), [*path, k])
        best = step
    return max(best.values(), key=lambda scored: scored[0])[1]


def test_texts_decoded_in_step_get_their_own_best_path() -> None:
    """Short and long texts side by side, with and without a shift, each get the best path of a plain Viterbi."""
    rng = np.random.default_rng(0)
    texts = [(3 * rng.normal(size=(n, len(LABELS)))).astype(np.float32) for n in (1, 7, 30, 2, 30, 1001)]
    texts.insert(2, np.zeros((0, len(LABELS)), np.float32))
    shifts = (0.0, -4.0, 3.0)
    for text, paths in zip(texts, best_paths(texts, shifts), strict=True):
        assert paths.shape == (len(shifts), len(text))
        for shift, path in zip(shifts, paths.tolist(), strict=True):
            shifted = text.astype(np.float64)
            shifted[:, 0] += shift
            assert path == (likeliest_path(shifted) if len(text) else [])
    assert best_paths([]) == []


def test_long_texts_are_read_in_windows_and_joined(word_pieces: WordPieces) -> None:
    """Every unit of a text of 3,000 words gets exactly one answer, from a window that holds it."""
    text = "equivariant networks " * 1500
    units, windows = windows_of(text, 0, word_pieces)
    assert len(windows) > 3
    assert all(len(w.pieces) <= 512 for w in windows)
    answers = []
    for w in windows:
        answer = np.zeros((len(w.places), 2), np.float32)
        answer[:, 0] = np.arange(w.first_unit, w.first_unit + len(w.places))
        answers.append((w, answer))
    (whole,) = joined([len(units)], answers, 2)
    assert whole[:, 0].tolist() == list(range(len(units)))


def test_batches_keep_every_window_and_stay_small(word_pieces: WordPieces) -> None:
    """Batches hold every window once and no more word pieces than asked, padding counted."""
    windows = [w for i in range(40) for w in windows_of("a graph " * (1 + 5 * i), i, word_pieces)[1]]
    batches = list(batches_of(windows, 1024))
    assert sorted(w.paper for b in batches for w in b.windows) == sorted(w.paper for w in windows)
    assert all(b.pieces.size <= 1024 for b in batches)


def test_shipped_model_finds_mentions_with_offsets() -> None:
    """The model that ships finds a method, a task and a data set where they stand, with a confidence."""
    nlp = blank_nlp()
    recogniser = nlp.add_pipe("methodgraph_recogniser")
    assert isinstance(recogniser, RecogniserComponent)
    recogniser.from_disk(pipeline.MODEL)
    text = "EGNN: E(n) Equivariant Graph Neural Networks\nWe evaluate EGNN for molecular property prediction on QM9."
    doc = nlp(text)
    found = {(ent.text, ent.label_) for ent in doc.ents}
    assert ("EGNN", "Method") in found
    assert ("QM9", "Dataset") in found
    assert any(label == "Task" for _, label in found)
    assert all(text[e.start_char : e.end_char] == e.text and 0 < e._.confidence <= 1 for e in doc.ents)


def test_texts_read_together_give_what_each_gives_alone() -> None:
    """What is found in a paper does not depend on the papers that share its batch."""
    nlp = blank_nlp()
    nlp.add_pipe("methodgraph_recogniser").from_disk(pipeline.MODEL)  # type: ignore[attr-defined]
    lines = (CORPUS / "dev.jsonl").read_text(encoding="utf-8").splitlines()[:20]
    texts = [f"{p['title']}\n{p['abstract']}" for p in map(json.loads, lines)]
    together = [[(e.start_char, e.end_char, e.label_) for e in doc.ents] for doc in nlp.pipe(texts)]
    alone = [[(e.start_char, e.end_char, e.label_) for e in nlp(t).ents] for t in texts]
    assert together == alone


def test_the_score_of_two_networks_is_their_weighted_mean(tmp_path: Path) -> None:
    """The default averages log-probabilities by the shares in its file, and goes through disk with all its networks."""

    def scores(folder: Path) -> npt.NDArray[np.float32]:
        component = RecogniserComponent("x", 1).from_disk(folder)
        ((_, found),) = component.scores(["A study\nWe propose EGNN for molecular property prediction on QM9."])
        return found

    RecogniserComponent("x", 1).from_disk(pipeline.MODEL).to_disk(tmp_path / "both")
    for share in (0.0, 1.0, 0.25):
        (tmp_path / "both" / "networks.json").write_text(
            json.dumps({"recogniser.onnx": 1 - share, "small/recogniser.onnx": share}), encoding="utf-8"
        )
        if not share:
            big = scores(tmp_path / "both")
        elif share == 1.0:
            small = scores(tmp_path / "both")
    assert np.abs(big - small).max() > 0.1
    np.testing.assert_allclose(scores(tmp_path / "both"), normalised(0.75 * big + 0.25 * small), atol=1e-4)


def test_missing_model_is_a_clear_error(tmp_path: Path) -> None:
    """A folder without the model's files is named in the error."""
    with pytest.raises(ModelError, match=r"recogniser\.onnx"):
        RecogniserComponent("x", 1).from_disk(tmp_path)
