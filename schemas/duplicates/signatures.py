"""MinHash signatures of abstracts, and an index that finds those that may be alike."""

from __future__ import annotations

from rensa import RMinHash, RMinHashLSH

from schemas.duplicates.rules import ENOUGH_WORDS, SAME_ABSTRACT
from schemas.duplicates.words import SHINGLE, shingles

PERMUTATIONS = 64
BANDS = 16
"""Bands of four rows: 99.98% of pairs with a Jaccard of 0.8 meet in a band, 0.4% of those with 0.125."""
_SEED = 8
_CANDIDATES = 10
"""Candidates that are looked at, the earliest first: a template that thousands share costs no more than this."""


class AbstractIndex:
    """Abstracts by MinHash with locality-sensitive hashing; the answer is a guess that the caller checks.

    It holds 16 hashes of an abstract, not the abstract, and the same abstract once. One that is too short to say which
    paper it is (``ENOUGH_WORDS``) is not held.
    """

    def __init__(self) -> None:
        self._index = RMinHashLSH(threshold=SAME_ABSTRACT, num_perm=PERMUTATIONS, num_bands=BANDS)
        self._exact: dict[int, int] = {}

    def find_and_add(self, abstract: str, number: int) -> list[int]:
        """Numbers of earlier abstracts that may be nearly this one, which is added under ``number``."""
        found = shingles(abstract)
        if len(found) < ENOUGH_WORDS - SHINGLE:
            return []
        signature = RMinHash(num_perm=PERMUTATIONS, seed=_SEED)
        signature.update(list(found))
        near = sorted(self._index.query(signature))[:_CANDIDATES]
        if self._exact.setdefault(hash(abstract), number) == number:
            self._index.insert(number, signature)
        return near
