"""How a sentence says that a symmetry is respected."""

from __future__ import annotations

import pytest

from extract.symmetry import equivariance_mode
from schemas import EquivarianceMode


@pytest.mark.parametrize(
    ("sentence", "group", "mode"),
    [
        ("We present an SE(3)-equivariant network.", "SE(3)", "equivariant"),
        ("The descriptor is invariant to rotations of the input.", "rotations", "invariant"),
        ("EGNN is equivariant to rotations, translations and permutations.", "permutations", "equivariant"),
        ("Permutation-invariant pooling of sets.", "Permutation", "invariant"),
        ("The network respects the permutation symmetry of neurons.", "permutation", "equivariant"),
        ("We learn approximately SE(3) equivariant maps.", "SE(3)", "approximate"),
        ("Relaxed rotation equivariance for fluids.", "rotation", "approximate"),
        ("Training encourages equivariance to translation.", "translation", "approximate"),
        ("Downsampling breaks the shift equivariance of CNNs.", "shift", "broken"),
        ("Standard ViTs lack rotation equivariance.", "rotation", "broken"),
        ("The model is not invariant to scale.", "scale", "broken"),
        ("A study of E(3) symmetry breaking.", "E(3)", "broken"),
        ("We speed it up without breaking SO(3) equivariance.", "SO(3)", "equivariant"),
        ("Not only rotation-equivariant but fast.", "rotation", "equivariant"),
        ("Non-equivariant models ignore rotations.", "rotations", "broken"),
        ("It is rotation invariant, while baselines lack permutation invariance.", "rotation", "invariant"),
        ("It is rotation invariant, while baselines lack permutation invariance.", "permutation", "broken"),
        ("The pose lies in SE(3).", "SE(3)", None),
        ("", "", None),
    ],
)
def test_mode(sentence: str, group: str, mode: str | None) -> None:
    """The words around the group in its own clause decide."""
    start = sentence.index(group)
    found = equivariance_mode(sentence, (start, start + len(group)))
    assert found == (EquivarianceMode(mode) if mode else None)
