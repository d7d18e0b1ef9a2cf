"""The small network behind ``--profile fast``: convolutions over word pieces, one look at the whole text between them.

Same inputs and outputs as ``Recogniser``, so that the same component runs both. Word pieces come in with the leading
principal components of the big encoder's embeddings (Raunak, Gupta and Metze, "Effective dimensionality reduction for
word embeddings", 2019); dilated convolutions read the neighbourhood (Strubell et al., "Fast and accurate entity
recognition with iterated dilated convolutions", 2017); one self-attention layer sees the rest of the abstract.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from extract.recogniser.labels import LABELS
from extract.recogniser.units import SHAPES
from extract.training.network import Mask, Neighbours, Recogniser, Size, attention


@dataclass(frozen=True, slots=True)
class SmallSize:
    """The measures of a ``Small`` network; ``dilations`` are those of the convolutions before and after attention."""

    vocabulary: int = 30522
    pieces: int = 128
    shapes: int = 32
    width: int = 192
    heads: int = 6
    before: tuple[int, ...] = (1, 2, 4)
    after: tuple[int, ...] = (1, 2, 1)

    def as_dict(self) -> dict[str, Any]:
        """For the checkpoint."""
        return asdict(self)


class Convolution(nn.Module):
    """Layer norm, the piece with its two neighbours ``dilation`` away through a GELU, and a residual."""

    def __init__(self, width: int, dilation: int, dropout: float) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(width)
        self.near = Neighbours(width, dilation)
        self.out = nn.Linear(width, width)
        self.drop = nn.Dropout(dropout)

    def forward(self, x: Tensor, there: Tensor | None) -> Tensor:
        """``x`` (B, L, width); ``there`` (B, L, 1) is 1 on word pieces and 0 on padding."""
        near = self.norm(x)
        return x + self.drop(self.out(F.gelu(self.near(near if there is None else near * there))))


class Attention(nn.Module):
    """Layer norm, self-attention over the whole window, and a residual."""

    def __init__(self, width: int, heads: int, dropout: float) -> None:
        super().__init__()
        self.heads = heads
        self.norm = nn.LayerNorm(width)
        self.qkv = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)
        self.drop = nn.Dropout(dropout)

    def forward(self, x: Tensor, mask: Mask) -> Tensor:
        """``x`` (B, L, width) to the same."""
        q, k, v = self.qkv(self.norm(x)).chunk(3, 2)
        return x + self.drop(self.out(attention(q, k, v, mask, self.heads)))


class Small(nn.Module):
    """Word pieces, shapes and the place of each unit's first piece to label scores (B, U, labels)."""

    def __init__(self, size: SmallSize, dropout: float = 0.1) -> None:
        super().__init__()
        self.size = size
        self.words = nn.Embedding(size.vocabulary, size.pieces)
        self.shape = nn.Embedding(SHAPES, size.shapes)
        self.enter = nn.Linear(size.pieces + size.shapes, size.width)
        self.before = nn.ModuleList(Convolution(size.width, d, dropout) for d in size.before)
        self.whole = Attention(size.width, size.heads, dropout)
        self.after = nn.ModuleList(Convolution(size.width, d, dropout) for d in size.after)
        self.norm = nn.LayerNorm(size.width)
        self.label = nn.Linear(size.width + size.shapes, len(LABELS))
        self.drop = nn.Dropout(dropout)

    def forward(self, pieces: Tensor, shapes: Tensor, mask: Mask, places: Tensor, hidden: float = 0.0) -> Tensor:
        """All inputs are int64: (B, L), (B, L), (B, L), (B, U). Scores are log-probabilities up to a constant.

        ``hidden`` is the share of word pieces whose words (not shapes) are hidden while training.
        """
        words, shape = self.words(pieces), self.shape(shapes)
        if hidden:
            words = words * (torch.rand(*words.shape[:2], 1) >= hidden)
        there = None if mask is None else mask[:, :, None].to(words.dtype)
        x = self.enter(torch.cat([words, shape], 2))
        for convolution in self.before:
            x = convolution(x, there)
        x = self.whole(x, mask)
        for convolution in self.after:
            x = convolution(x, there)
        at = places[:, :, None]
        x = self.norm(x).gather(1, at.expand(-1, -1, x.shape[2]))
        shape = shape.gather(1, at.expand(-1, -1, shape.shape[2]))
        scores: Tensor = self.label(self.drop(torch.cat([x, shape], 2)))
        return scores


def principal(embeddings: np.ndarray[Any, Any], width: int) -> Tensor:
    """The leading ``width`` principal components of word embeddings (vocabulary, n), of unit variance on average.

    The three strongest are kept: in bge they tell pieces within words from pieces that begin one.
    """
    centred = embeddings.astype(np.float64) - embeddings.mean(0)
    values, vectors = np.linalg.eigh(centred.T @ centred / len(centred))
    reduced = centred @ vectors[:, np.argsort(-values)[:width]]
    return torch.from_numpy((reduced / reduced.std()).astype(np.float32))


def load_network(file: Path) -> Recogniser | Small:
    """A trained network of either kind, as ``extract.training.recogniser`` or ``.student`` left it."""
    state = torch.load(file, weights_only=True)
    network = Small(SmallSize(**state["size"])) if "before" in state["size"] else Recogniser(Size(**state["size"]))
    network.load_state_dict(state["network"])
    return network.eval()
