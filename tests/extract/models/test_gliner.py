"""A GLiNER checkpoint in the place of our recogniser: all around it here, itself where the extra is installed."""

from __future__ import annotations

import importlib.util
import json
import re
import sys
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from extract.models import ModelOptions
from extract.models.gliner import CONFIG, LABELS, is_checkpoint, windows
from extract.pipeline import load_extractor
from extract.sentences import sentence_starts
from schemas import EntityType, Paper
from schemas.errors import ModelError

WORDS = 12
PAPER = Paper(
    id="p",
    title="EqMotion: Equivariant Motion Prediction",
    abstract="We propose EqMotion for molecules. "
    + "It is a fast network, trained on  QM9. " * 3
    + "It  beats EqMotion.",
)


class Reader:
    """Stands in for a checkpoint's network: finds two words, and reads no more words than it may, as GLiNER does."""

    asked: tuple[list[str], dict[str, Any]] = ([], {})
    found = re.compile(r"EqMotion|\bQM9")

    @classmethod
    def from_pretrained(cls, folder: str, **options: Any) -> Reader:
        """Load from a folder, never from the network."""
        assert (Path(folder) / CONFIG).is_file()
        assert options == {"local_files_only": True}
        return cls()

    def inference(self, texts: list[str], labels: list[str], **options: Any) -> list[list[dict[str, Any]]]:
        """What GLiNER 0.2 answers."""
        Reader.asked = labels, options
        answers = []
        for text in texts:
            words = list(re.finditer(r"\w+(?:[-_]\w+)*|\S", text))[:WORDS]
            seen = words[-1].end()
            answers.append(
                [
                    {"start": m.start(), "end": m.end(), "text": m[0], "label": labels["QM9" in m[0]], "score": 0.8}
                    for m in self.found.finditer(text, 0, seen)
                ]
            )
        return answers


@pytest.fixture
def checkpoint(tmp_path: Path) -> Path:
    """A folder that says it is a checkpoint."""
    (tmp_path / CONFIG).write_text(json.dumps({"max_len": WORDS, "model_name": "none"}), "utf-8")
    return tmp_path


@pytest.fixture
def _reader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "gliner", SimpleNamespace(GLiNER=Reader))


def test_windows_hold_every_word_once() -> None:
    """Windows are whole sentences as far as they fit, follow each other, and none has too many words."""
    text = PAPER.text
    starts = [*sentence_starts(text), len(text)]
    sentences = list(pairwise(starts))
    found = windows(text, sentences, WORDS)
    assert len(found) > 3
    word = re.compile(r"\w+(?:[-_]\w+)*|\S")
    assert all(len(word.findall(text[a:b])) <= WORDS for a, b in found)
    assert [w for a, b in found for w in word.findall(text[a:b])] == word.findall(text)
    assert windows(text, sentences, 1000) == [(0, len(text))]
    assert len(windows(text, [(0, len(text))], 4)) == -(-len(word.findall(text)) // 4)
    assert windows("", [], 4) == []


@pytest.mark.usefixtures("_reader")
def test_offsets_are_those_of_the_whole_text(checkpoint: Path) -> None:
    """What stands in a later window has its place in the paper; labels become our types, scores confidence."""
    (found,) = load_extractor(str(checkpoint)).extract([PAPER])
    assert [m.text for m in found.mentions] == ["EqMotion", "EqMotion", "QM9", "QM9", "QM9", "EqMotion"]
    assert {(m.text, m.type.value, m.confidence) for m in found.mentions} == {
        ("EqMotion", "Method", 0.8),
        ("QM9", "Task", 0.8),
    }
    assert Reader.asked == (list(LABELS), {"flat_ner": True, "threshold": 0.5, "batch_size": 8})


@pytest.mark.usefixtures("_reader")
def test_labels_and_threshold_can_be_said(checkpoint: Path) -> None:
    """GLiNER is asked for the words that were given, and they are a part of the extractor's name."""
    labels = {"algorithm": EntityType.METHOD, "corpus": EntityType.DATASET}
    extractor = load_extractor(str(checkpoint), ModelOptions(labels, threshold=0.9))
    (found,) = extractor.extract([PAPER])
    assert Reader.asked[0] == ["algorithm", "corpus"]
    assert Reader.asked[1]["threshold"] == 0.9
    assert found.mentions == ()
    assert extractor.name != load_extractor(str(checkpoint)).name


def test_a_missing_extra_is_named(checkpoint: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the package, one line says what to install."""
    monkeypatch.setitem(sys.modules, "gliner", None)
    assert is_checkpoint(checkpoint)
    with pytest.raises(ModelError, match=r"pip install 'methodgraph\[gliner\]'"):
        load_extractor(str(checkpoint))


@pytest.mark.usefixtures("_reader")
def test_a_broken_configuration_is_named(checkpoint: Path) -> None:
    """The file that cannot be read is named."""
    for broken in ("{", "[]", '{"max_len": "many"}'):
        (checkpoint / CONFIG).write_text(broken, "utf-8")
        with pytest.raises(ModelError, match=CONFIG):
            load_extractor(str(checkpoint))


def tiny(folder: Path) -> Path:
    """A real GLiNER checkpoint with random weights: one layer of 32, letters for word pieces, 40 words at once."""
    gliner, transformers = (importlib.import_module(name) for name in ("gliner", "transformers"))
    tokenizers = importlib.import_module("tokenizers")
    vocabulary = {name: n for n, name in enumerate(("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"))}
    for letter in "abcdefghijklmnopqrstuvwxyz0123456789()-.,:":
        vocabulary |= {letter: len(vocabulary), f"##{letter}": len(vocabulary) + 1}
    letters = tokenizers.Tokenizer(tokenizers.models.WordPiece(vocabulary, unk_token="[UNK]"))
    letters.normalizer = tokenizers.normalizers.BertNormalizer(lowercase=True)
    letters.pre_tokenizer = tokenizers.pre_tokenizers.BertPreTokenizer()
    special = {f"{name}_token": f"[{name.upper()}]" for name in ("pad", "unk", "cls", "sep", "mask")}
    encoder = transformers.BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=32,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=1024,
    )
    transformers.PreTrainedTokenizerFast(tokenizer_object=letters, **special).save_pretrained(folder / "encoder")
    transformers.BertModel(encoder).save_pretrained(folder / "encoder")
    config = gliner.GLiNERConfig(model_name=str(folder / "encoder"), hidden_size=32, max_len=40, max_width=4)
    gliner.GLiNER.from_config(config).save_pretrained(folder / "checkpoint")
    return folder / "checkpoint"


@pytest.mark.extra_gliner
def test_a_real_checkpoint_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """GLiNER itself, with random weights: what it finds has exact offsets in a text of many windows."""
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    extractor = load_extractor(str(tiny(tmp_path)), ModelOptions(threshold=0.01))
    long = PAPER.model_copy(update={"abstract": PAPER.abstract + " It is a fast network on QM9." * 30})
    first, second = extractor.extract([PAPER, long])
    assert first.mentions
    assert all(m.text == second.text[m.start : m.end] and m.confidence >= 0.01 for m in second.mentions)
    assert max(m.end for m in second.mentions) > 600


@pytest.mark.extra_gliner
def test_a_broken_checkpoint_is_said(tmp_path: Path) -> None:
    """A folder without weights ends in one line."""
    (tmp_path / CONFIG).write_text(json.dumps({"max_len": 40, "model_name": str(tmp_path / "none")}), "utf-8")
    with pytest.raises(ModelError, match="GLiNER cannot load"):
        load_extractor(str(tmp_path))
