"""A trained recogniser to the folder that ships: ONNX, weights of matrix products and embeddings in eight bits."""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.matmul_nbits_quantizer import MatMulNBitsQuantizer
from torch import Tensor

from extract.recogniser.labels import LABELS
from extract.training.network import Recogniser
from extract.training.readings import best_temperature, read
from extract.training.small import Small, load_network

_INPUTS = ("pieces", "shapes", "places")


class _Whole(torch.nn.Module):
    """The network for windows of which nothing is padded."""

    def __init__(self, network: Recogniser | Small) -> None:
        super().__init__()
        self.network = network

    def forward(self, pieces: Tensor, shapes: Tensor, places: Tensor) -> Tensor:
        scores: Tensor = self.network(pieces, shapes, None, places)
        return scores


def to_onnx(network: Recogniser | Small, path: Path) -> None:
    """The network in full precision, with free batch, length and unit axes."""
    example = tuple(torch.ones(2, n, dtype=torch.int64) for n in (9, 9, 5))
    axes = {name: {0: "batch", 1: "units" if name == "places" else "length"} for name in _INPUTS}
    torch.onnx.export(
        _Whole(network).eval(), example, str(path), input_names=list(_INPUTS), output_names=["scores"],
        dynamic_axes={**axes, "scores": {0: "batch", 1: "units"}}, opset_version=17, dynamo=False,
    )  # fmt: skip


def export(trained: Path, tokenizer: Path, out: Path, *, temperature: float = 1.0, quantise: bool = True) -> None:
    """Write ``recogniser.onnx``, ``tokenizer.json`` and ``labels.json`` into ``out``; scores come at ``temperature``.

    Eight bits: embeddings and the matrices with one scale per column, their activations with one scale per run; the
    matrices behind an unbounded GELU, whose activations have outliers, in blocks of 64 weights with activations row by
    row. The head stays in float. See docs/decisions/0004-eight-bits.md.
    """
    network = load_network(trained)
    bounded = isinstance(network, Small) or network.size.bound > 0
    with torch.no_grad():
        network.label.weight /= temperature
        network.label.bias /= temperature
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        whole = Path(scratch) / "whole.onnx"
        to_onnx(network, whole)
        target = out / "recogniser.onnx"
        if quantise:
            products = [n.name for n in onnx.load(whole).graph.node if n.op_type == "MatMul"]
            head = [n for n in products if n.endswith("/label/MatMul")]
            in_blocks = [n for n in products if n.endswith("/down/MatMul") and not bounded]
            quantize_dynamic(
                whole, target, op_types_to_quantize=["MatMul", "Gather"], per_channel=True,
                weight_type=QuantType.QInt8, nodes_to_exclude=[*in_blocks, *head],
            )  # fmt: skip
            if in_blocks:
                blocks = MatMulNBitsQuantizer(
                    onnx.load(target), bits=8, block_size=64, is_symmetric=True, accuracy_level=4,
                    nodes_to_exclude=head,
                )  # fmt: skip
                blocks.process()
                blocks.model.save_model_to_file(str(target))
        else:
            target.write_bytes(whole.read_bytes())
    for name, content in (("tokenizer.json", tokenizer.read_bytes()), ("labels.json", json.dumps(LABELS).encode())):
        # A profile finds in the folder above what it shares with the default.
        if not (above := out.parent / name).exists() or above.read_bytes() != content:
            (out / name).write_bytes(content)


def main() -> None:
    """Read the options and export."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("run", type=Path, help="folder that training wrote")
    parser.add_argument("out", type=Path, help="folder of the shipped recogniser")
    parser.add_argument("--full", action="store_true", help="keep full precision")
    parser.add_argument("--dev", type=Path, nargs="*", default=[], help="papers to which the temperature is fitted")
    options = parser.parse_args()
    temperature = 1.0
    if options.dev:
        papers, scores = zip(*read(options.run, options.dev), strict=True)
        temperature = best_temperature(papers, scores)
        print(f"temperature {temperature:.2f}")
    trained, tokenizer = options.run / "recogniser.pt", options.run / "tokenizer.json"
    export(trained, tokenizer, options.out, temperature=temperature, quantise=not options.full)


if __name__ == "__main__":
    main()
