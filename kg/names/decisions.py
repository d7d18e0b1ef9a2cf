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
    ALIKE = "alike"
    """A light model is sure that two names with the same stems are one term; ``share`` is its score."""
    NEARLY_ALIKE = "nearly alike"
    """Kept apart: the light model is not sure; ``share`` is its score."""
    CURATED = "curated"
    """A person says that the form is another name, or a name of another type."""
    TABLE = "table of aliases"
    """A table of aliases says that the form is another name."""
    SPLIT = "curated split"
    """Kept apart: a person says so, though papers or a table would join them."""
    RENAMED = "curated name"
    """A person says what the node is called."""
    HIDDEN = "curated alias"
    """A person says that written forms are no alias of the node."""
    FORBIDDEN = "forbidden"
    """A person says that the form makes no node."""

    @property
    def merges(self) -> bool:
        """Whether the rule joins names; the others keep them apart, or say what becomes of one."""
        return self in _MERGING

    @property
    def says(self) -> str:
        """What the rule goes by, in a few words for a person."""
        return _SAYS[self]

    @property
    def near_miss(self) -> bool:
        """Whether the rule keeps names apart for want of evidence: worth a person's look."""
        return self in _NEAR_MISSES


_MERGING = frozenset(
    {
        Rule.SPELLING,
        Rule.PAPER,
        Rule.CORPUS_ABBREVIATION,
        Rule.NEAR_EXPANSION,
        Rule.EMBEDDED,
        Rule.TYPE_MAJORITY,
        Rule.ALIKE,
        Rule.CURATED,
        Rule.TABLE,
    }
)
_SAYS = {
    Rule.SPELLING: "the same but for case, plural, hyphen, LaTeX, British spelling or a head noun",
    Rule.PAPER: "a paper uses both for one thing",
    Rule.CORPUS_ABBREVIATION: "papers that expand it agree",
    Rule.NEAR_EXPANSION: "two spellings of what one abbreviation stands for",
    Rule.EMBEDDED: "an abbreviation inside it is spelled out",
    Rule.TYPE_MAJORITY: "nearly all papers give it this type",
    Rule.AMBIGUOUS: "papers expand it to different things",
    Rule.RARE_EXPANSION: "too few papers expand it",
    Rule.TYPE_SPLIT: "papers are divided on its type",
    Rule.ALIKE: "the same words in another inflection or order, by a score",
    Rule.NEARLY_ALIKE: "the same words in another inflection or order, by a score that is not enough",
    Rule.CURATED: "a person says so",
    Rule.TABLE: "a table of aliases says so",
    Rule.SPLIT: "a person keeps them apart",
    Rule.RENAMED: "a person says what it is called",
    Rule.HIDDEN: "a person dropped an alias",
    Rule.FORBIDDEN: "a person says that it makes no node",
}
_NEAR_MISSES = frozenset({Rule.AMBIGUOUS, Rule.RARE_EXPANSION, Rule.TYPE_SPLIT, Rule.NEARLY_ALIKE})


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
    (0 to 1), ``examples`` are up to ``EXAMPLES`` of their ids in the order of ids. ``source`` is where a rule of a
    person or of a table stands ("curation.yaml:12"), and what it says where the two keys don't; empty for the machine.
    """

    rule: Rule
    form: NameKey
    target: NameKey
    papers: int
    share: float = 1.0
    examples: tuple[str, ...] = ()
    source: str = ""
