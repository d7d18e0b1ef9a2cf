"""What a node is called: its name, its aliases and its readable id.

The name is the form that most papers write. Where a node has long forms and abbreviations, a long form is shown when
more than a third of the node's papers write one (``LONG_ENOUGH``): "graph neural networks" though "GNNs" may be more
frequent, but "BERT", whose expansion few papers write. All other forms are aliases, the most frequent first.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from kg.names.abbreviations import follow
from kg.names.decisions import NameKey
from kg.names.forms import looks_proper, looks_short
from kg.names.groups import is_group_id
from kg.names.key import canonical_key, without_bracket
from kg.names.spelling import singular
from schemas import EntityType, digest
from schemas.latex import GREEK, plain

LONG_ENOUGH = 1 / 3
REFERRING = 2
_GROUP = EntityType.SYMMETRY_GROUP.value
PREFIX = {"Method": "method", "Task": "task", "Dataset": "dataset", "Metric": "metric", _GROUP: "group"}
"""What ids of a label begin with."""
_TYPES = {t.value: t for t in EntityType}
_SLUG = re.compile(r"(?:[^\W_]|[+*#@]|(?<=\d)\.(?=\d))+")
_LONGEST_SLUG = 80


@dataclass(frozen=True, slots=True)
class NodeName:
    """A node's id, what it is called, all other forms, and in how many papers each form stands."""

    id: str
    name: str
    aliases: tuple[str, ...]
    papers: Mapping[str, int]


@dataclass(slots=True)
class Said:
    """What rules say of one node.

    ``name`` is what it is called, ``hidden`` are case-folded forms that are no alias, ``foreign`` are keys whose forms
    are none, since they are kept apart from the node.
    """

    name: str | None = None
    hidden: set[str] = field(default_factory=set)
    foreign: set[NameKey] = field(default_factory=set)


def slug(name: str) -> str:
    """``name`` for an id: lower case, singular words, hyphens; empty where it holds no letter or digit."""
    text = plain(name).casefold()
    if not text.isascii():
        text = "".join(GREEK.get(c, c) for c in unicodedata.normalize("NFKC", text).casefold())
        text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    acronym = looks_short(name) and name.isupper()
    words = _SLUG.findall(text)
    return "-".join(words if acronym else map(singular, words))[:_LONGEST_SLUG].strip("-")


def _shown(forms: Mapping[str, int], type: EntityType) -> str:
    """The form most written: of the most frequent key, then its letters' case aside, then the case, best lower.

    A short form in brackets inside it is left out: "vision-language-action (VLA) models".
    """
    if len(forms) == 1:
        return without_bracket(next(iter(forms)))[0]
    keys: defaultdict[str, int] = defaultdict(int)
    folded: defaultdict[str, int] = defaultdict(int)
    for form, n in forms.items():
        keys[canonical_key(form, type)] += n
        folded[form.casefold()] += n

    def rank(form: str) -> tuple[bool, int, str, int, int, str, int, int, str]:
        key, fold = canonical_key(form, type), form.casefold()
        capitals = sum(map(str.isupper, form))
        bracket = without_bracket(form)[1] is not None
        return bracket, -keys[key], key, -folded[fold], len(fold), fold, -forms[form], capitals, form

    return without_bracket(min(forms, key=rank))[0]


@dataclass(slots=True)
class _Tally:
    """What papers write for one node.

    Papers by form and type, forms that a paper pairs with an abbreviation or with its long form, papers in all, and
    papers with a long form.
    """

    forms: dict[tuple[str, str], int] = field(default_factory=dict)
    paired: set[str] = field(default_factory=set)
    support: int = 0
    long: int = 0


def name_nodes(
    entities: Iterable[tuple[NameKey, EntityType, Mapping[str, int], Sequence[tuple[str, str]]]],
    joined: Mapping[NameKey, NameKey],
    said: Mapping[NameKey, Said] | None = None,
) -> dict[NameKey, NodeName]:
    """Name every node.

    A form that a paper uses to refer back to an entity ("the detection" for anomaly detection) is an alias only where
    it leads to no other node and ``REFERRING`` papers use it, or where it describes a proper name.

    Args:
        entities: per paper and entity its node, its type in the paper, the counts of its forms, and the pairs of
            abbreviation and long form among them.
        joined: the merges, to tell a node's own forms from words that refer back to it.
        said: by node, what rules say of its name and aliases.
    """
    tallies: dict[NameKey, _Tally] = {}
    for node, type, counts, pairs in entities:
        tally = tallies.get(node)
        if tally is None:
            tally = tallies[node] = _Tally()
        tally.support += 1
        long, label = False, type.value
        for form in counts:
            at = (form, label)
            tally.forms[at] = tally.forms.get(at, 0) + 1
            long = long or not looks_short(form)
        tally.long += long
        for pair in pairs:
            tally.paired.update(pair)
    named: dict[NameKey, NodeName] = {}
    taken: defaultdict[str, list[NameKey]] = defaultdict(list)
    for node in sorted(tallies):
        named[node] = _name(node, tallies[node], tallies, joined, (said or {}).get(node))
        taken[named[node].id].append(node)
    for id, sharing in taken.items():
        if len(sharing) > 1 or id.endswith(":"):
            for node in sharing:
                named[node] = replace(named[node], id=f"{id}-{digest(*node, size=3)}")
    return named


def _name(
    node: NameKey,
    tally: _Tally,
    nodes: Mapping[NameKey, _Tally],
    joined: Mapping[NameKey, NameKey],
    said: Said | None,
) -> NodeName:
    own, name = _forms_and_name(node, tally, nodes, joined, said)
    name = (said and said.name) or name
    shown = name if said and said.name else plain(name) or name
    if node.label == _GROUP and is_group_id(node.key):
        id, name = f"group:{node.key}", shown if said and said.name else node.key
    else:
        id, name = f"{PREFIX[node.label]}:{slug(name)}", shown
    return NodeName(id, name, tuple(sorted((f for f in own if f != name), key=lambda f: (-own[f], f))), own)


def _forms_and_name(
    node: NameKey,
    tally: _Tally,
    nodes: Mapping[NameKey, _Tally],
    joined: Mapping[NameKey, NameKey],
    said: Said | None,
) -> tuple[dict[str, int], str]:
    """The forms of a node with their papers, and the one that is shown."""
    if len(tally.forms) == 1:
        # Two thirds of all nodes have one form: there is nothing to choose.
        ((form, _), n), *_ = tally.forms.items()
        return {form: n}, without_bracket(form)[0]
    own: dict[str, int] = {}
    other: dict[str, int] = {}
    forms = _allowed(tally.forms, said) if said else tally.forms
    for (form, label), n in forms.items():
        leads = follow(joined, NameKey(label, canonical_key(form, _TYPES[label])))
        if leads == node or form in tally.paired:
            own[form] = own.get(form, 0) + n
        elif leads not in nodes:
            other[form] = other.get(form, 0) + n
    own = own or other or {form: n for (form, _), n in forms.items()}
    written_out = {f: n for f, n in own.items() if not looks_short(f)}
    long_enough = written_out and tally.long > LONG_ENOUGH * tally.support
    name = _shown(written_out if long_enough else own, _TYPES[node.label])
    if other:
        described = looks_proper(name)
        own = {**{f: n for f, n in other.items() if n >= REFERRING or (described and f.count(" ") > 1)}, **own}
    return own, name


def _allowed(forms: Mapping[tuple[str, str], int], said: Said) -> Mapping[tuple[str, str], int]:
    """The forms that rules leave to a node; all of them where rules leave none, since a node needs a name."""
    left = {
        (form, label): n
        for (form, label), n in forms.items()
        if form.casefold() not in said.hidden and NameKey(label, canonical_key(form, _TYPES[label])) not in said.foreign
    }
    return left or forms
