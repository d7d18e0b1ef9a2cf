"""What the training corpus knows of names and words: is this name a common one, or was it coined in this paper?"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from math import log1p

import numpy as np

from extract.components.entities_variants import variant_words
from extract.components.relations_layout import Floats, Layout

LEXICON_FEATURES = ("known_most", "known_least", "known_otherwise", "rarest_word", "mean_word", "commonest_word")
_WORD = re.compile(r"[^\W_]+")


class Lexicon:
    """Numbers of papers: ``names`` by "type words-run-together", ``words`` by word in lower case."""

    def __init__(self, names: Mapping[str, int], words: Mapping[str, int]) -> None:
        self.names = dict(names)
        self.words = dict(words)

    @classmethod
    def count(cls, layouts: Iterable[Layout]) -> Lexicon:
        """Count over papers."""
        names: Counter[str] = Counter()
        words: Counter[str] = Counter()
        for layout in layouts:
            names.update({name for forms in _forms(layout) for name in forms})
            words.update(set(_WORD.findall(layout.lower)))
        return cls(names, words)

    def frequent(self, names: int = 2, words: int = 3) -> Lexicon:
        """Without names and words of fewer papers than these."""
        return Lexicon(
            {name: n for name, n in sorted(self.names.items()) if n >= names},
            {word: n for word, n in sorted(self.words.items()) if n >= words},
        )

    def features(self, layout: Layout, own: int = 0) -> Floats:
        """Entities x ``LEXICON_FEATURES``, logarithms of numbers of papers.

        ``own`` is 1 for a paper that was counted itself: it is then taken off, so that training sees what use will see.
        """
        out = np.zeros((len(layout.entities), len(LEXICON_FEATURES)), dtype=np.float32)
        kinds = ("Method", "Task", "Dataset", "Metric")
        spelled: list[set[str]] = [set() for _ in layout.entities]
        for place in layout.places:
            spelled[place.entity].update(_WORD.findall(layout.lower[place.start : place.end]))
        for number, (entity, forms) in enumerate(zip(layout.entities, _forms(layout), strict=True)):
            known = [max(self.names.get(form, 0) - own, 0) for form in forms] or [0]
            bare = [form.split(" ", 1)[1] for form in forms]
            otherwise = [self.names.get(f"{k} {form}", 0) for form in bare for k in kinds if k != entity.type] or [0]
            words = [log1p(max(self.words.get(word, 0) - own, 0)) for word in spelled[number]] or [0.0]
            out[number] = (
                log1p(max(known)),
                log1p(min(known)),
                log1p(max(otherwise)),
                min(words),
                sum(words) / len(words),
                max(words),
            )
        return out


def _forms(layout: Layout) -> list[set[str]]:
    """For every entity its surface forms as keys of ``Lexicon.names``."""
    forms: list[set[str]] = [set() for _ in layout.entities]
    for place in layout.places:
        kind = layout.entities[place.entity].type.value
        forms[place.entity].add(f"{kind} {''.join(variant_words(layout.text[place.start : place.end]))}")
    return forms
