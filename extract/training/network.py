"""The recogniser's network in PyTorch: a BERT encoder that sees each unit's shape, and a light head over units.

Encoder: Devlin et al. (2019), post-layer-norm, as in bge-small-en-v1.5 (12 layers x 384; Xiao et al. 2023, MIT), or its
first layers. Three changes: the lower layers can stay as they were pre-trained, so that their output is computed once
per text; a learned embedding of the unit's shape is added below the first trained layer (from zero, so that training
starts at the pre-trained encoder); and there is no dropout on attention weights, which halves a step on a CPU.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, TypeAlias

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from extract.recogniser.labels import LABELS
from extract.recogniser.units import SHAPES

Mask: TypeAlias = Tensor | None
"""(B, L), 1 on word pieces and 0 on padding; none where nothing is padded."""


@dataclass(frozen=True, slots=True)
class Size:
    """The encoder's measures; ``frozen`` is the number of lower layers that training leaves alone.

    ``bound`` cuts the activations behind the GELU, 0 leaves them. In the pre-trained encoder the marks at the ends of a
    text have some of 15 to 23 where the next largest is 6; cut there, one scale of eight bits does for all of them.
    """

    layers: int = 12
    width: int = 384
    heads: int = 12
    inner: int = 1536
    vocabulary: int = 30522
    positions: int = 512
    shape_width: int = 32
    frozen: int = 6
    bound: float = 0.0

    def as_dict(self) -> dict[str, Any]:
        """For the checkpoint."""
        return asdict(self)


class Attended(torch.autograd.Function):
    """Attention of ``heads`` heads, every text to its own pieces; in ONNX one operator instead of a dozen."""

    @staticmethod
    def forward(_: Any, q: Tensor, k: Tensor, v: Tensor, heads: int) -> Tensor:
        """For export alone: see ``attention``."""
        return _attention(q, k, v, None, heads)

    @staticmethod
    def symbolic(g: Any, q: Any, k: Any, v: Any, heads: int) -> Any:
        """The operator of onnxruntime; without a mask it takes a faster way."""
        out = g.op("com.microsoft::MultiHeadAttention", q, k, v, num_heads_i=heads)
        out.setType(q.type())
        return out


def attention(q: Tensor, k: Tensor, v: Tensor, mask: Mask, heads: int) -> Tensor:
    """Scaled dot-product attention of (B, L, width)."""
    if mask is None and torch.onnx.is_in_onnx_export():
        exported: Tensor = Attended.apply(q, k, v, heads)  # type: ignore[no-untyped-call]
        return exported
    return _attention(q, k, v, mask, heads)


def _attention(q: Tensor, k: Tensor, v: Tensor, mask: Mask, heads: int) -> Tensor:
    b, n, d = q.shape
    split = [x.view(b, n, heads, d // heads).transpose(1, 2) for x in (q, k, v)]
    bias = None if mask is None else (1.0 - mask[:, None, None, :].to(q.dtype)) * -1e4
    return F.scaled_dot_product_attention(*split, attn_mask=bias).transpose(1, 2).reshape(b, n, d)


class Neighbours(nn.Module):
    """Each row with those ``distance`` before and behind it, through one matrix that can run in eight bits."""

    def __init__(self, width: int, distance: int = 1) -> None:
        super().__init__()
        self.distance = distance
        self.near = nn.Linear(3 * width, width)

    def forward(self, x: Tensor) -> Tensor:
        """``x`` (B, L, width), zero where nothing is."""
        d = self.distance
        around = F.pad(x, (0, 0, d, d))
        found: Tensor = self.near(torch.cat([around[:, : -2 * d], x, around[:, 2 * d :]], 2))
        return found


class Layer(nn.Module):
    """Self-attention and feed-forward, each with a residual and a layer norm behind it."""

    def __init__(self, size: Size, dropout: float) -> None:
        super().__init__()
        self.heads = size.heads
        self.bound = size.bound
        self.qkv = nn.Linear(size.width, 3 * size.width)
        self.out = nn.Linear(size.width, size.width)
        self.norm1 = nn.LayerNorm(size.width, eps=1e-12)
        self.up = nn.Linear(size.width, size.inner)
        self.down = nn.Linear(size.inner, size.width)
        self.norm2 = nn.LayerNorm(size.width, eps=1e-12)
        self.drop = nn.Dropout(dropout)

    def forward(self, x: Tensor, mask: Mask) -> Tensor:
        """``x`` (B, L, width) to the same."""
        q, k, v = self.qkv(x).chunk(3, 2)
        x = self.norm1(x + self.drop(self.out(attention(q, k, v, mask, self.heads))))
        inner = F.gelu(self.up(x))
        if self.bound:
            inner = inner.clamp(max=self.bound)
        return self.norm2(x + self.drop(self.down(inner)))


class Encoder(nn.Module):
    """Word pieces and shapes (B, L) to vectors (B, L, width)."""

    def __init__(self, size: Size, dropout: float = 0.1) -> None:
        super().__init__()
        self.frozen = size.frozen
        self.words = nn.Embedding(size.vocabulary, size.width)
        self.places = nn.Embedding(size.positions, size.width)
        self.norm = nn.LayerNorm(size.width, eps=1e-12)
        self.shapes = nn.Embedding(SHAPES, size.width)
        nn.init.zeros_(self.shapes.weight)
        self.layers = nn.ModuleList(Layer(size, 0.0 if n < size.frozen else dropout) for n in range(size.layers))
        for part in (self.words, self.places, self.norm, *self.layers[: size.frozen]):
            part.requires_grad_(False)

    def lower(self, pieces: Tensor, mask: Mask) -> Tensor:
        """What the frozen layers make of word pieces; the same in every epoch."""
        x = self.norm(self.words(pieces) + self.places.weight[: pieces.shape[1]])
        for layer in self.layers[: self.frozen]:
            x = layer(x, mask)
        return x

    def upper(self, x: Tensor, shapes: Tensor, mask: Mask) -> Tensor:
        """The trained layers on top of ``lower``."""
        x = x + self.shapes(shapes)
        for layer in self.layers[self.frozen :]:
            x = layer(x, mask)
        return x


class Recogniser(nn.Module):
    """Word pieces, shapes and the place of each unit's first piece to label scores (B, U, labels)."""

    def __init__(self, size: Size, dropout: float = 0.1) -> None:
        super().__init__()
        self.size = size
        self.encoder = Encoder(size, dropout)
        self.shape = nn.Embedding(SHAPES, size.shape_width)
        width = size.width + size.shape_width
        self.near = nn.ModuleList(Neighbours(width) for _ in range(2))
        self.drop = nn.Dropout(dropout)
        self.label = nn.Linear(width, len(LABELS))

    def forward(self, pieces: Tensor, shapes: Tensor, mask: Mask, places: Tensor, hidden: float = 0.0) -> Tensor:
        """All inputs are int64: (B, L), (B, L), (B, L), (B, U). Scores are log-probabilities up to a constant.

        ``hidden`` is the share of word pieces that is hidden from the trained layers while training.
        """
        x = self.encoder.lower(pieces, mask)
        if hidden:
            x = x * (torch.rand(*x.shape[:2], 1) >= hidden)
        return self.head(x, shapes, mask, places)

    def head(self, x: Tensor, shapes: Tensor, mask: Mask, places: Tensor) -> Tensor:
        """The same from the output of the frozen layers (B, L, width)."""
        x = self.encoder.upper(x, shapes, mask)
        at = places[:, :, None].expand(-1, -1, x.shape[2])
        x = torch.cat([x.gather(1, at), self.shape(shapes.gather(1, places))], 2)
        there = None if mask is None else (places > 0)[:, :, None].to(x.dtype)
        x = self.drop(x)
        for convolution in self.near:
            x = x + F.gelu(convolution(x if there is None else x * there))
        scores: Tensor = self.label(x)
        return scores
