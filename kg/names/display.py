"""What a node is called: its name, its aliases and its readable id.

The name is the form that most papers write. Where a node has long forms and abbreviations, a long form is shown as
soon as a third of the node's papers write one (``LONG_ENOUGH``): "graph neural networks" though "GNNs" may be more
frequent, but "BERT", whose expansion few papers write. All other forms are aliases, the most frequent first.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kg.names.abbreviations import follow
from kg.names.decisions import NameKey
from kg.names.forms import looks_short
from kg.names.groups import is_group_id
from kg.names.key import canonical_key
from kg.names.latex import GREEK, plain
from kg.names.spelling import singular
from schemas import EntityType, digest

LONG_ENOUGH = 1 / 3
PREFIX = {
    EntityType.METHOD: "method",
    EntityType.TASK: "task",
    EntityType.DATASET: "dataset",
    EntityType.METRIC: "metric",
    EntityType.SYMMETRY_GROUP: "group",
}
_SLUG = re.compile(r"(?:[^\W_]|[+*#@]|(?<=\d)\.(?=\d))+")
_LONGEST_SLUG = 80


@dataclass(frozen=True, slots=True)
class NodeName:
    """A node's id, what it is called, all other forms, and in how many papers each form stands."""

    id: str
    name: str
    aliases: tuple[str, ...]
    papers: Mapping[str, int]


def slug(name: str) -> str:
    """``name`` for an id: lower case, singular words, hyphens; empty where it holds no letter or digit."""
    text = unicodedata.normalize("NFKC", plain(name))
    text = "".join(GREEK.get(c, c) for c in text.casefold())
    text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    acronym = looks_short(name) and name.isupper()
    words = _SLUG.findall(text)
    return "-".join(words if acronym else map(singular, words))[:_LONGEST_SLUG].strip("-")


def _shown(forms: Mapping[str, int]) -> str:
    """The form most written, its letters' case aside; among cases the most written, then the one in lower case."""
    folded: Counter[str] = Counter()
    for form, n in forms.items():
        folded[form.casefold()] += n
    best = min(folded, key=lambda f: (-folded[f], len(f), f))
    cases = [f for f in forms if f.casefold() == best]
    return min(cases, key=lambda f: (-forms[f], sum(map(str.isupper, f)), f))


def name_nodes(
    entities: Iterable[tuple[NameKey, EntityType, Mapping[str, int]]], joined: Mapping[NameKey, NameKey]
) -> dict[NameKey, NodeName]:
    """Name every node.

    Args:
        entities: per paper and entity its node, its type in the paper and the counts of its forms.
        joined: the merges, to tell a node's own forms from words that a paper uses to refer back to it.
    """
    forms: defaultdict[NameKey, Counter[str]] = defaultdict(Counter)
    support: Counter[NameKey] = Counter()
    long_papers: Counter[NameKey] = Counter()
    types: dict[NameKey, set[EntityType]] = defaultdict(set)
    for node, type, counts in entities:
        support[node] += 1
        types[node].add(type)
        long = False
        tally = forms[node]
        for form in counts:
            tally[form] += 1
            long = long or not looks_short(form)
        long_papers[node] += long
    nodes = set(forms)
    named: dict[NameKey, NodeName] = {}
    taken: defaultdict[str, list[NameKey]] = defaultdict(list)
    for node in sorted(nodes):
        tally = forms[node]
        own = {f: n for f, n in tally.items() if any(_leads(f, t, joined) == node for t in types[node])}
        foreign = [f for f in tally if f not in own and any(_leads(f, t, joined) in nodes for t in types[node])]
        own = own or dict(tally)
        written_out = {f: n for f, n in own.items() if not looks_short(f)}
        name = _shown(written_out if written_out and long_papers[node] >= LONG_ENOUGH * support[node] else own)
        if node.type is EntityType.SYMMETRY_GROUP:
            name, id = _group(node, name)
        else:
            id = f"{PREFIX[node.type]}:{slug(name)}"
        aliases = sorted((f for f in tally if f != name and f not in foreign), key=lambda f: (-tally[f], f))
        named[node] = NodeName(id, plain(name) or name, tuple(aliases), tally)
        taken[id].append(node)
    for id, sharing in taken.items():
        if len(sharing) > 1 or id.endswith(":"):
            for node in sharing:
                kept = named[node]
                named[node] = NodeName(
                    f"{id}-{digest(node.type, node.key, size=3)}", kept.name, kept.aliases, kept.papers
                )
    return named


def _leads(form: str, type: EntityType, joined: Mapping[NameKey, NameKey]) -> NameKey:
    return follow(joined, NameKey(type, canonical_key(form, type)))


def _group(node: NameKey, name: str) -> tuple[str, str]:
    """A group of the ontology is called by its id; another keeps its form."""
    return (node.key, f"group:{node.key}") if is_group_id(node.key) else (name, f"group:{slug(name)}")
