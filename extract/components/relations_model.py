"""The trained model behind ``proposals`` and ``relations``: arrays and word lists in one folder.

For every entity the probability that the paper proposes it, and for every two entities of fitting types the probability
of each relation. Both are boosted trees (``extract.trees``) over dense features (``relations_features``), what is
known of names (``relations_lexicon``) and one linear score of words (``relations_strings``).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from extract.components.relations_equivariance import Equivariance
from extract.components.relations_features import (
    PairTable,
    entity_feature_names,
    entity_features,
    gathered,
    pair_feature_names,
)
from extract.components.relations_layout import Floats, Layout
from extract.components.relations_lexicon import LEXICON_FEATURES, Lexicon
from extract.components.relations_strings import StringWeights, entity_strings, meeting_scores, side_by_side
from extract.trees import Forest
from schemas import SIGNATURES, EntityType, RelationType
from schemas.errors import ModelError

FORMAT = 1
"""Raised when the files change their meaning."""
DEFAULT = Path(__file__).parents[1] / "relation_model"
PROPOSES = "PROPOSES"
OUTPERFORMS = "OUTPERFORMS"
EQUIVARIANT_TO = RelationType.EQUIVARIANT_TO.value
TASKS = (PROPOSES, *(kind.value for kind in RelationType), OUTPERFORMS)
"""Columns of the linear scores, and names of the forests."""
LEAST_PROPOSED = 0.1
"""Two methods that never share a sentence are a candidate only where the head is proposed with this probability."""
_AT_ONCE = 4096
"""Pairs whose features are laid out together, of several relations, unless one relation has more."""
_PARTS = ("head", "tail", "forward", "backward")


def entity_columns() -> list[str]:
    """Names of the features that the forest of ``PROPOSES`` chooses from."""
    return [*entity_feature_names(), *LEXICON_FEATURES, "words"]


def pair_columns() -> list[str]:
    """Names of the features that the forests of relations choose from."""
    known = (f"{end}:{name}" for end in ("head", "tail") for name in LEXICON_FEATURES)
    return [*pair_feature_names(), *known, "words"]


class PaperFeatures:
    """What one paper gives the model: dense features, and linear scores once the weights of words are there."""

    def __init__(self, layout: Layout, lexicon: Lexicon, own: int = 0) -> None:
        self.layout = layout
        self.entities = entity_features(layout)
        self.known = lexicon.features(layout, own)
        self.table = PairTable(layout)

    def candidates(self) -> NDArray[np.intp]:
        """Entities that a paper may propose: methods and data sets."""
        of_type = self.layout.by_type
        return np.array(sorted((*of_type[EntityType.METHOD], *of_type[EntityType.DATASET])), dtype=np.intp)

    def of_entities(self, words: Floats, columns: NDArray[np.intp] | None = None) -> Floats:
        """Candidates x ``entity_columns`` (or those of them); ``words`` is the linear score of each entity."""
        chosen = self.candidates()
        return gathered([(self.entities, (chosen,)), (self.known, (chosen,)), (words[:, None], (chosen,))], columns)

    def pairs(self, kind: RelationType, proposed: Floats) -> NDArray[np.intp]:
        """All (head, tail) of the types that a relation joins, n x 2.

        Of two methods only those that share a sentence or whose head may be what the paper proposes.
        """
        signature = SIGNATURES[kind]
        heads, tails = self.layout.by_type[signature.head], self.layout.by_type[signature.tail]
        pairs = np.array([(h, t) for h in heads for t in tails if h != t], dtype=np.intp).reshape(-1, 2)
        if signature.head is signature.tail:
            head, tail = pairs.T
            pairs = pairs[(proposed[head] >= LEAST_PROPOSED) | (self.table.shared[head, tail] > 0)]
        return pairs

    def of_pairs(self, pairs: NDArray[np.intp], proposed: Floats, words: Floats) -> Floats:
        """Pairs x ``pair_columns``; ``words`` is the linear score of each pair."""
        rows = self.of_groups([pairs], proposed)
        rows[:, -1] = words
        return rows

    def of_groups(self, groups: Sequence[NDArray[np.intp]], proposed: Floats) -> Floats:
        """``of_pairs`` of several relations, one below the other, with 0 for the linear score."""
        head, tail = np.concatenate(groups).T
        sources = self.table.sources(groups, self.entities, proposed)
        none = np.zeros((len(head), 1), dtype=np.float32)
        sources += [(self.known, (head,)), (self.known, (tail,)), (none, (np.arange(len(head)),))]
        return gathered(sources)


@dataclass(frozen=True, slots=True)
class Found:
    """One relation that the model finds: places of head and tail in the paper's entities."""

    type: RelationType
    head: int
    tail: int
    probability: float
    better: float | None = None
    """COMPARED_WITH: the probability that the head is said to be better, where a model tells"""


class RelationModel:
    """A trained model; see ``load``. It keeps nothing of the papers it reads."""

    def __init__(
        self,
        forests: dict[str, Forest],
        thresholds: dict[str, float],
        words: dict[str, StringWeights],
        bias: Floats,
        lexicon: Lexicon,
        card: dict[str, Any],
        equivariance: Equivariance | None = None,
    ) -> None:
        self.equivariance = equivariance
        self.forests = forests
        self.thresholds = thresholds
        self.words = words
        self.bias = bias
        self.lexicon = lexicon
        self.card = card
        self.ends = side_by_side(words["head"], words["tail"])
        self.both_ways = side_by_side(words["forward"], words["backward"])

    @classmethod
    def load(cls, folder: Path = DEFAULT) -> RelationModel:
        """Read a model that ``save`` wrote.

        Raises:
            ModelError: a file is missing or broken, or the features of this version are others.
        """
        try:
            card = json.loads((folder / "card.json").read_text("utf-8"))
            with np.load(folder / "model.npz", allow_pickle=False) as file:
                arrays = dict(file)
        except (OSError, ValueError) as error:
            raise ModelError(f"the model of relations in {folder} cannot be read: {error}") from error
        if card.get("format") != FORMAT:
            raise ModelError(f"the model of relations in {folder} has format {card.get('format')}, not {FORMAT}")
        for name, columns in (("entity_columns", entity_columns()), ("pair_columns", pair_columns())):
            if card.get(name) != columns:
                raise ModelError(f"the model of relations in {folder} was trained on other features: train it again")
        lists = {name: _unpacked(arrays[name]) for name in ("strings", "names", "words")}
        lexicon = Lexicon(
            dict(zip(lists["names"], arrays["name_counts"].tolist(), strict=True)),
            dict(zip(lists["words"], arrays["word_counts"].tolist(), strict=True)),
        )
        words = {}
        for part in _PARTS:
            rows = arrays[f"{part}:rows"]
            words[part] = StringWeights([lists["strings"][row] for row in rows], arrays[f"{part}:weights"])
        forests = {task: Forest.from_arrays(arrays, task) for task in TASKS}
        bias = arrays["bias"].astype(np.float32)
        return cls(forests, card["thresholds"], words, bias, lexicon, card, Equivariance.load(folder))

    def save(self, folder: Path) -> None:
        """Write ``model.npz`` and ``card.json``, and the part for EQUIVARIANT_TO; equal models give equal bytes."""
        folder.mkdir(parents=True, exist_ok=True)
        strings = sorted({string for part in self.words.values() for string in part.strings})
        place = {string: row for row, string in enumerate(strings)}
        arrays: dict[str, NDArray[Any]] = {
            "strings": _packed(strings),
            "names": _packed(list(self.lexicon.names)),
            "words": _packed(list(self.lexicon.words)),
            "name_counts": np.array(list(self.lexicon.names.values()), dtype=np.int32),
            "word_counts": np.array(list(self.lexicon.words.values()), dtype=np.int32),
            "bias": self.bias,
        }
        for part, words in self.words.items():
            arrays[f"{part}:rows"] = np.array([place[string] for string in words.strings], dtype=np.int32)
            arrays[f"{part}:weights"] = words.weights.astype(np.float16)
        for task, forest in self.forests.items():
            arrays.update(forest.arrays(task))
        np.savez_compressed(folder / "model.npz", **arrays)  # type: ignore[arg-type]  # the stub takes bool for **
        content = {
            **self.card,
            "format": FORMAT,
            "thresholds": self.thresholds,
            "entity_columns": entity_columns(),
            "pair_columns": pair_columns(),
        }
        (folder / "card.json").write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", "utf-8")
        if self.equivariance is not None:
            self.equivariance.save(folder)

    def read(self, layout: Layout) -> Reading:
        """Everything of one paper, computed where it is asked for."""
        return Reading(self, layout)


class Reading:
    """One paper read by a model: ``proposed`` and ``relations``."""

    def __init__(self, model: RelationModel, layout: Layout) -> None:
        self._model = model
        self.layout = layout
        self.features = PaperFeatures(layout, model.lexicon)
        strings = entity_strings(layout)
        self._head, self._tail = np.split(model.ends.score(strings), 2, axis=1)
        self._between = meeting_scores(self.features.table, model.both_ways)
        self.thresholds = model.thresholds
        if model.equivariance is not None:
            self.thresholds = {**model.thresholds, EQUIVARIANT_TO: model.equivariance.threshold}
        self.proposed = self._proposed()

    def _proposed(self) -> Floats:
        """For each entity the probability that the paper proposes it; 0 for types that cannot be."""
        result = np.zeros(len(self.layout.entities), dtype=np.float32)
        chosen = self.features.candidates()
        if len(chosen):
            words = self._head[:, TASKS.index(PROPOSES)] + self._model.bias[TASKS.index(PROPOSES)]
            forest = self._model.forests[PROPOSES]
            result[chosen] = forest.probability(self.features.of_entities(words, forest.columns))
        return result

    def relations(self) -> Iterator[Found]:
        """Relations at or above the threshold of their type, one direction each where two methods are joined."""
        pairs = {kind: self.features.pairs(kind, self.proposed) for kind in RelationType}
        some = [kind for kind in RelationType if len(pairs[kind])]
        probabilities = self._probabilities([(kind.value, pairs[kind]) for kind in some])
        for kind, probability in zip(some, probabilities, strict=True):
            found = list(one_direction(kind, pairs[kind], probability, self.thresholds[kind.value]))
            if kind is RelationType.COMPARED_WITH and found:
                joined = np.array([(f.head, f.tail) for f in found], dtype=np.intp)
                (better,) = self._probabilities([(OUTPERFORMS, joined)])
                found = [replace(f, better=float(p)) for f, p in zip(found, better, strict=True)]
            yield from found

    def _probabilities(self, asked: Sequence[tuple[str, NDArray[np.intp]]]) -> Iterator[Floats]:
        """For each task and its pairs the probabilities that its forest gives."""
        start = 0
        while start < len(asked):
            end = start + 1
            while end < len(asked) and sum(len(pairs) for _, pairs in asked[start : end + 1]) <= _AT_ONCE:
                end += 1
            rows = self.features.of_groups([pairs for _, pairs in asked[start:end]], self.proposed)
            for task, pairs in asked[start:end]:
                own, rows = rows[: len(pairs)], rows[len(pairs) :]
                column, forest = TASKS.index(task), self._model.forests[task]
                head, tail = pairs.T
                words = self._head[head, column] + self._tail[tail, column] + self._between[head, tail, column]
                own[:, -1] = words + self._model.bias[column]
                probability = forest.probability(own[:, forest.columns])
                special = self._model.equivariance if task == EQUIVARIANT_TO else None
                if special is not None:
                    probability = special.probability(self.layout, pairs, self.proposed, own[:, -1], probability)
                yield probability
            start = end


def one_direction(
    kind: RelationType, pairs: NDArray[np.intp], probability: Floats, threshold: float
) -> Iterator[Found]:
    """The pairs at or above ``threshold``; of (a, b) and (b, a) the more probable one."""
    likely = np.flatnonzero(probability >= threshold)
    found = {(h, t): p for (h, t), p in zip(pairs[likely].tolist(), probability[likely].tolist(), strict=True)}
    for (head, tail), value in found.items():
        back = found.get((tail, head), -1.0)
        if value > back or (value == back and head < tail):
            yield Found(kind, head, tail, value)


@lru_cache(maxsize=4)
def shared_model(folder: Path = DEFAULT) -> RelationModel:
    """The model of a folder, read once a process."""
    return RelationModel.load(folder)


def _packed(strings: list[str]) -> NDArray[np.uint8]:
    """Strings without line feeds as bytes of UTF-8, so that the file needs no pickle."""
    return np.frombuffer("\n".join(strings).encode("utf-8"), dtype=np.uint8)


def _unpacked(array: NDArray[Any]) -> list[str]:
    text = array.astype(np.uint8).tobytes().decode("utf-8")
    return text.split("\n") if text else []
