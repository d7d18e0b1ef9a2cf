"""A forest as the bytes of an ONNX model, since onnxruntime walks trees ten times as fast as numpy does.

The model is one operator, ``TreeEnsembleRegressor`` of the domain ``ai.onnx.ml``: input ``features`` (rows, columns),
output ``odds`` (rows, 1), both float32. Its bytes are Protocol Buffers, which are written here by hand (the encoding:
https://protobuf.dev/programming-guides/encoding; numbers of fields: ``onnx-ml.proto``), so that neither the package
``onnx`` nor a second file beside the arrays is needed.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

_FLOAT, _INT, _STRING, _FLOATS, _INTS, _STRINGS = 1, 2, 3, 6, 7, 8
"""``AttributeProto.AttributeType``."""
_ELEMENT_FLOAT = 1
_IR_VERSION, _OPSET, _ML_OPSET = 8, 15, 3


def trees_network(
    *,
    columns: int,
    roots: npt.NDArray[np.intp],
    feature: npt.NDArray[np.intp],
    threshold: npt.NDArray[np.float32],
    left: npt.NDArray[np.intp],
    right: npt.NDArray[np.intp],
    value: npt.NDArray[np.float32],
    base: float,
) -> bytes:
    """The model of ``extract.trees.Forest`` with these arrays; nodes of one tree stand side by side, its root first."""
    node = np.arange(len(feature))
    tree = np.searchsorted(roots, node, side="right") - 1
    inside = node - roots[tree]
    leaf = left == node
    attributes = {
        "nodes_treeids": tree,
        "nodes_nodeids": inside,
        "nodes_featureids": feature,
        "nodes_values": threshold,
        "nodes_modes": [b"LEAF" if is_leaf else b"BRANCH_LEQ" for is_leaf in leaf.tolist()],
        "nodes_truenodeids": np.where(leaf, 0, left - roots[tree]),
        "nodes_falsenodeids": np.where(leaf, 0, right - roots[tree]),
        "target_treeids": tree[leaf],
        "target_nodeids": inside[leaf],
        "target_ids": np.zeros(int(leaf.sum()), np.intp),
        "target_weights": value[leaf],
        "base_values": np.array([base], np.float32),
        "n_targets": 1,
        "aggregate_function": b"SUM",
        "post_transform": b"NONE",
    }
    operator = b"".join(
        (
            _bytes(1, b"features"),
            _bytes(2, b"odds"),
            _bytes(4, b"TreeEnsembleRegressor"),
            *(_bytes(5, _attribute(name, content)) for name, content in attributes.items()),
            _bytes(7, b"ai.onnx.ml"),
        )
    )
    graph = b"".join(
        (
            _bytes(1, operator),
            _bytes(2, b"trees"),
            _bytes(11, _matrix(b"features", columns)),
            _bytes(12, _matrix(b"odds", 1)),
        )
    )
    opsets = (_number(2, _OPSET), _bytes(1, b"ai.onnx.ml") + _number(2, _ML_OPSET))
    return b"".join((_number(1, _IR_VERSION), _bytes(7, graph), *(_bytes(8, opset) for opset in opsets)))


def _attribute(name: str, content: Any) -> bytes:
    """``AttributeProto``: a number, a string, or an array of whole numbers, floats or strings."""
    if isinstance(content, int):
        kind, field = _INT, _number(3, content)
    elif isinstance(content, bytes):
        kind, field = _STRING, _bytes(4, content)
    elif isinstance(content, list):
        encoded = {string: _bytes(9, string) for string in set(content)}
        kind, field = _STRINGS, b"".join(encoded[string] for string in content)
    elif content.dtype == np.float32:
        kind, field = _FLOATS, _bytes(7, content.astype("<f4").tobytes())
    else:
        kind, field = _INTS, _bytes(8, _packed(content))
    return _bytes(1, name.encode()) + field + _number(20, kind)


def _matrix(name: bytes, width: int) -> bytes:
    """``ValueInfoProto`` of a float32 matrix of any number of rows."""
    shape = _bytes(1, _bytes(2, b"rows")) + _bytes(1, _number(1, width))
    return _bytes(1, name) + _bytes(2, _bytes(1, _number(1, _ELEMENT_FLOAT) + _bytes(2, shape)))


def _packed(numbers: npt.NDArray[np.intp]) -> bytes:
    """Whole numbers from 0 to 2**28 - 1 as varints of four bytes each: longer than needed, but made at one go."""
    if len(numbers) and not 0 <= int(numbers.min()) <= int(numbers.max()) < 1 << 28:
        raise ValueError("a forest has fewer than 2**28 nodes, and no negative numbers")
    pieces = numbers[:, None] >> np.array([0, 7, 14, 21]) & 0x7F
    packed: bytes = (pieces | np.array([0x80, 0x80, 0x80, 0])).astype(np.uint8).tobytes()
    return packed


def _varint(number: int) -> bytes:
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def _number(field: int, number: int) -> bytes:
    return _varint(field << 3) + _varint(number)


def _bytes(field: int, content: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(content)) + content
