"""The recogniser's network in PyTorch: a BERT encoder that sees each unit's shape, and a light head over units.

Encoder: Devlin et al. (2019), post-layer-norm, as in bge-small-en-v1.5 (12 layers x 384; Xiao et al. 2023, MIT). Three
changes: the lower layers can stay as they were pre-trained, so that their output is computed once per text; a learned
embedding of the unit's shape is added below the first trained layer (from zero, so that training starts at the
pre-trained encoder); and there is no dropout on attention weights, which halves a step on a CPU.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from extract.recogniser.labels import LABELS
from extract.recogniser.units import SHAPES


@dataclass(frozen=True, slots=True)
class Size:
    """The encoder's measures; ``frozen`` is the number of lower layers that training leaves alone."""

    layers: int = 12
    width: int = 384
    heads: int = 12
    inner: int = 1536
    vocabulary: int = 30522
    positions: int = 512
    shape_width: int = 32
    frozen: int = 6

    def as_dict(self) -> dict[str, int]:
        """For the checkpoint."""
        return asdict(self)


class Layer(nn.Module):
    """Self-attention and feed-forward, each with a residual and a layer norm behind it."""

    def __init__(self, size: Size, dropout: float) -> None:
        super().__init__()
        self.heads = size.heads
        self.qkv = nn.Linear(size.width, 3 * size.width)
        self.out = nn.Linear(size.width, size.width)
        self.norm1 = nn.LayerNorm(size.width, eps=1e-12)
        self.up = nn.Linear(size.width, size.inner)
        self.down = nn.Linear(size.inner, size.width)
        self.norm2 = nn.LayerNorm(size.width, eps=1e-12)
        self.drop = nn.Dropout(dropout)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        """``x`` (B, L, width); ``bias`` (B, 1, 1, L) is 0 where attention may look and very low elsewhere."""
        b, n, d = x.shape
        q, k, v = self.qkv(x).view(b, n, 3, self.heads, d // self.heads).permute(2, 0, 3, 1, 4)
        a = F.scaled_dot_product_attention(q, k, v, attn_mask=bias)
        x = self.norm1(x + self.drop(self.out(a.transpose(1, 2).reshape(b, n, d))))
        return self.norm2(x + self.drop(self.down(F.gelu(self.up(x)))))


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

    @staticmethod
    def bias(mask: Tensor) -> Tensor:
        """``mask`` is 1 on word pieces and 0 on padding; the result is added to attention scores."""
        return (1.0 - mask[:, None, None, :].to(torch.float32)) * -1e4

    def lower(self, pieces: Tensor, mask: Tensor) -> Tensor:
        """What the frozen layers make of word pieces; the same in every epoch."""
        x = self.norm(self.words(pieces) + self.places.weight[: pieces.shape[1]])
        for layer in self.layers[: self.frozen]:
            x = layer(x, self.bias(mask))
        return x

    def upper(self, x: Tensor, shapes: Tensor, mask: Tensor) -> Tensor:
        """The trained layers on top of ``lower``."""
        x = x + self.shapes(shapes)
        for layer in self.layers[self.frozen :]:
            x = layer(x, self.bias(mask))
        return x


class Recogniser(nn.Module):
    """Word pieces, shapes and the place of each unit's first piece to label scores (B, U, labels)."""

    def __init__(self, size: Size, dropout: float = 0.1) -> None:
        super().__init__()
        self.size = size
        self.encoder = Encoder(size, dropout)
        self.shape = nn.Embedding(SHAPES, size.shape_width)
        width = size.width + size.shape_width
        self.near = nn.ModuleList(nn.Conv1d(width, width, 3, padding=1) for _ in range(2))
        self.drop = nn.Dropout(dropout)
        self.label = nn.Linear(width, len(LABELS))

    def forward(self, pieces: Tensor, shapes: Tensor, mask: Tensor, places: Tensor) -> Tensor:
        """All inputs are int64: (B, L), (B, L), (B, L), (B, U). Scores are log-probabilities up to a constant."""
        return self.head(self.encoder.lower(pieces, mask), shapes, mask, places)

    def head(self, x: Tensor, shapes: Tensor, mask: Tensor, places: Tensor) -> Tensor:
        """The same from the output of the frozen layers (B, L, width)."""
        x = self.encoder.upper(x, shapes, mask)
        at = places[:, :, None].expand(-1, -1, x.shape[2])
        x = torch.cat([x.gather(1, at), self.shape(shapes.gather(1, places))], 2)
        there = (places > 0)[:, :, None].to(x.dtype)
        x = self.drop(x)
        for convolution in self.near:
            x = x + F.gelu(convolution((x * there).transpose(1, 2)).transpose(1, 2))
        scores: Tensor = self.label(x)
        return scores
