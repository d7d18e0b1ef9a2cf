"""Why two names are one node, or were kept apart: every decision with its rule, its counts and papers to look at."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from schemas import EntityType

EXAMPLES = 5
"""Papers that a decision names; ``papers`` counts all of them."""


class Rule(StrEnum):
    """What made two forms meet, or kept them apart."""

    SPELLING = "spelling"
    """Equal keys: case, plural, hyphen, LaTeX, British or American, a head noun that the name stands without."""
    PAPER = "paper"
    """One paper uses both for one entity: a long form with its abbreviation, or a name with its description."""
    CORPUS_ABBREVIATION = "corpus abbreviation"
    """A paper writes the short form alone; papers that expand it agree on the long form."""
    NEAR_EXPANSION = "near expansion"
    """Two long forms of one abbreviation that differ by an inflection, a function word or one letter."""
    EMBEDDED = "embedded abbreviation"
    """An abbreviation inside a longer name stands for its long form: GNN encoder, graph neural network encoder."""
    TYPE_MAJORITY = "type majority"
    """Papers disagree on the type, and nearly all of them give one."""
    AMBIGUOUS = "ambiguous abbreviation"
    """Kept apart: papers expand the short form to different things."""
    RARE_EXPANSION = "rare expansion"
    """Kept apart: too few papers expand the short form to trust it elsewhere."""
    TYPE_SPLIT = "type split"
    """Kept apart: papers give one name two types, and none is dominant."""

    @property
    def merges(self) -> bool:
        """Whether the rule joins names; the others keep them apart and are worth a person's look."""
        return self not in {Rule.AMBIGUOUS, Rule.RARE_EXPANSION, Rule.TYPE_SPLIT}


class NameKey(NamedTuple):
    """A canonical key with the type that it is a name of: what a node is made of before it has an id.

    ``label`` is the type's value: tuples of strings are hashed and compared in C, an enumeration is not.
    """

    label: str
    key: str

    @property
    def type(self) -> EntityType:
        """The type, as the enumeration."""
        return EntityType(self.label)


@dataclass(frozen=True, slots=True)
class Decision:
    """That ``form`` is (or, see ``Rule.merges``, is not) the same as ``target``.

    ``papers`` counts the papers behind it, ``share`` is their part of all papers that could have said otherwise
    (0 to 1), ``examples`` are up to ``EXAMPLES`` of their ids in the order of ids.
    """

    rule: Rule
    form: NameKey
    target: NameKey
    papers: int
    share: float = 1.0
    examples: tuple[str, ...] = ()
