"""What a model on a server was asked, what it cost, and what of its answers could not be used."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

_MILLION = 1_000_000


@dataclass(slots=True)
class Usage:
    """Counts over all papers of one run; what came from the cache was not asked and is not counted.

    ``requests`` were answered by the server, ``anew`` of them since an answer had faults; ``uncounted`` answers did not
    state their tokens. ``left_out`` counts by reason what of the answers was not used. Prices are of a million tokens,
    in the currency of whoever gave them.
    """

    price_in: float | None = None
    price_out: float | None = None
    papers: int = 0
    failed: int = 0
    requests: int = 0
    anew: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    uncounted: int = 0
    left_out: Counter[str] = field(default_factory=Counter)

    @property
    def cost(self) -> float | None:
        """What the tokens cost; None where a price is unknown, or some answer did not state its tokens."""
        if self.price_in is None or self.price_out is None or self.uncounted:
            return None
        return (self.tokens_in * self.price_in + self.tokens_out * self.price_out) / _MILLION

    def as_json(self) -> dict[str, Any]:
        """For a report: numbers by name, ``left_out`` by reason."""
        return {
            "papers": self.papers,
            "failed": self.failed,
            "requests": self.requests,
            "asked_anew": self.anew,
            "tokens_in": self.tokens_in,
            "tokens_out": self.tokens_out,
            "answers_without_tokens": self.uncounted,
            "price_in": self.price_in,
            "price_out": self.price_out,
            "cost": self.cost,
            "left_out": dict(sorted(self.left_out.items())),
        }

    def lines(self) -> list[str]:
        """For a person: what was asked and what it cost; then, where there is any, what was left out and why."""
        asked = f"The model was asked {self.requests:,} times about {self.papers + self.failed:,} papers"
        if self.anew:
            asked += f", {self.anew:,} times again since an answer had faults"
        spent = f"{self.tokens_in:,} tokens in, {self.tokens_out:,} out"
        if self.uncounted:
            spent += f" ({self.uncounted:,} answers do not say how many)"
        if self.cost is not None:
            spent += f"; cost {self.cost:.4f} at {self.price_in:g} and {self.price_out:g} a million"
        said = [f"{asked}. {spent}."]
        if self.left_out:
            reasons = "; ".join(f"{count:,} × {reason}" for reason, count in self.left_out.most_common())
            said.append(f"Left out of the model's answers: {reasons}.")
        return said
