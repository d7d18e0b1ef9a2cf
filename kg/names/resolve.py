"""Entities of papers to nodes of the graph: one node per name, the same whatever the order of the papers.

The steps, each linear in the number of papers; candidates meet by equal keys or by an equal abbreviation, never as
all pairs:

1. in each paper, choose the form that an entity is known by, and its abbreviations (``forms``);
2. settle the type of a name that papers disagree on (``_settle_types``);
3. settle abbreviations by the corpus, and long forms of one abbreviation that are nearly equal (``abbreviations``);
4. spell out settled abbreviations inside longer names;
5. join names that a light model takes for one term (``alike``);
6. let the rules of a person and of tables win over all that (``joins``);
7. choose what each node is called (``display``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from kg.names.abbreviations import Expansions, Senses, follow, settle
from kg.names.alike import alike
from kg.names.decisions import EXAMPLES, Decision, NameKey, Rule
from kg.names.display import NodeName, name_nodes
from kg.names.forms import PaperForms, bare, looks_short, read_forms
from kg.names.joins import join_by_rules, told
from kg.names.key import canonical_key, canonical_words, join_words
from kg.names.rules import NameRules
from schemas import EntityType, Extraction

_GROUP = EntityType.SYMMETRY_GROUP.value
_NOT_SPELLED = frozenset({_GROUP, EntityType.DATASET.value})
"""Labels whose names keep their abbreviations: a data set's name is proper."""
_NEVER_OWN = (EntityType.TASK, EntityType.METRIC)
"""Types of what no paper introduces as its own."""
_HEADS = {
    EntityType.METHOD.value: frozenset({"mechanism", "architecture", "algorithm", "optimizer", "network"}),
    EntityType.DATASET.value: frozenset({"dataset", "benchmark", "corpus"}),
    EntityType.METRIC.value: frozenset({"coefficient", "score", "metric"}),
}
"""Head nouns that a name may stand without, where papers write it so; a network only behind an abbreviation."""
DOMINANT = 0.75
"""Share of papers that must give a name one type for the others to follow."""
FEWEST_TYPED = 3
"""Papers that must give the dominant type."""
CROSS_TYPE = 3
"""Papers that must expand a short form for another type's lone uses to follow (Method and Task only)."""


@dataclass(slots=True)
class Names:
    """The outcome of ``resolve_names``.

    ``of_paper[i]`` maps the entity ids of the i-th extraction to node keys, without those that a rule forbids;
    ``nodes`` names each node; ``decisions`` say why names met or stayed apart; ``keys`` maps every key of a form to its
    node, where one has the form; ``surface`` is how papers write a key.
    """

    of_paper: list[dict[str, NameKey]]
    nodes: dict[NameKey, NodeName]
    decisions: list[Decision]
    keys: dict[NameKey, NameKey] = field(default_factory=dict)
    surface: dict[NameKey, str] = field(default_factory=dict)

    def explain(self, name: str) -> Iterator[tuple[NodeName, list[Decision]]]:
        """The nodes that a written form leads to, each with the decisions that touch the form or the node's keys."""
        for type in EntityType:
            form = NameKey(type.value, canonical_key(name, type))
            node = self.keys.get(form)
            if node is not None:
                touched = {form, node}
                yield self.nodes[node], [d for d in self.decisions if d.form in touched or d.target in touched]


class _Seen(NamedTuple):
    """One entity of one paper: its place, its key there, its forms, how often each occurs, whether it is borrowed."""

    paper: int
    entity: str
    type: EntityType
    key: NameKey
    forms: PaperForms
    counts: dict[str, int]
    borrowed: bool


def resolve_names(
    extractions: Sequence[Extraction], rules: NameRules | None = None, *, voters: int | None = None
) -> Names:
    """Give every entity of every paper its node.

    Args:
        extractions: sorted by paper id where the order of examples in decisions should not depend on the input.
        rules: what a person and tables of aliases say; they win over what papers say, a person over a table.
        voters: the papers from this place on get their nodes by what those before it say, as if each came alone to
            them, and say nothing themselves; None for none.
    """
    rules = rules or NameRules()
    last = len(extractions) if voters is None else voters
    ids = [x.id for x in extractions]
    seen = list(_read(extractions))
    papers: defaultdict[NameKey, list[str]] = defaultdict(list)
    surface: dict[NameKey, str] = {}
    expanded: set[str] = set()
    for s in seen:
        found = papers[s.key]
        if s.paper < last:
            found.append(ids[s.paper])
        known = surface.get(s.key)
        if known is None or s.forms.surface < known:
            surface[s.key] = s.forms.surface
        if s.forms.pairs and s.paper < last:
            expanded.update(canonical_key(short, s.type) for short, _ in s.forms.pairs)
    retyped, decisions = _settle_types(papers, expanded)
    expansions = _settle_abbreviations(seen, ids, retyped, last)
    joined = expansions.joined
    decisions += expansions.decisions
    decisions += _cross_types(papers, joined, expansions)
    _obey(rules, expansions.frequent, surface)
    decisions += _without_heads(papers, surface, retyped, expansions)
    decisions += _spell_out(papers, surface, retyped, expansions)
    joined.update({form: target for form, target in retyped.items() if form not in joined})
    decisions += _join_alike(papers, surface, joined)
    if rules:
        joined, decisions = join_by_rules(joined, decisions, papers, rules)
    end = {key: follow(joined, key) for key in {*papers, *joined}}
    forbidden = {key for key, node in end.items() if key in rules.forbidden or node in rules.forbidden}
    if forbidden:
        seen = [s for s in seen if s.key not in forbidden]
    of_paper: list[dict[str, NameKey]] = [{} for _ in extractions]
    for s in seen:
        of_paper[s.paper][s.entity] = end[s.key]
    entities = ((end[s.key], s.type, s.counts, s.forms.pairs) for s in seen)
    nodes = name_nodes(entities, joined, told(rules, joined) if rules else None)
    keys = {key: node for key, node in end.items() if node in nodes and key not in forbidden}
    for s in seen:
        for short, _ in s.forms.pairs:
            key = NameKey(s.key.label, canonical_key(short, s.type))
            surface[key] = min(surface.get(key, short), bare(short))
    return Names(of_paper, nodes, decisions, keys, surface)


def _join_alike(
    papers: dict[NameKey, list[str]], surface: dict[NameKey, str], joined: dict[NameKey, NameKey]
) -> list[Decision]:
    """Join what the light model is sure of; a node whose key no paper writes is shown by a name that led to it."""
    nodes = {key: follow(joined, key) for key in papers}
    for key in sorted(nodes):
        surface.setdefault(nodes[key], surface[key])
    decisions = alike({key: surface[key] for key in nodes}, nodes, papers)
    joined.update({d.form: d.target for d in decisions if d.rule.merges})
    return decisions


def _obey(rules: NameRules, frequent: dict[str, NameKey], surface: dict[NameKey, str]) -> None:
    """Spell short forms out as rules say; not at all where rules keep them apart from something."""
    for said in (rules.known, rules.joined):
        for form, (target, _) in said.items():
            if form.key in frequent and target in surface:
                frequent[form.key] = target
            elif form.key in frequent:
                del frequent[form.key]
    for key in rules.apart_keys:
        frequent.pop(key.key, None)


def _read(extractions: Sequence[Extraction]) -> Iterator[_Seen]:
    for i, x in enumerate(extractions):
        counts: dict[str, dict[str, int]] = {}
        for m in x.mentions:
            found = counts.setdefault(m.entity, {})
            found[m.text] = found.get(m.text, 0) + 1
        for e in x.entities:
            found = counts.get(e.id) or {e.name: 1}
            extra = e.model_extra
            forms = read_forms(e.name, e.type, found, extra.get("group") if extra else None)
            borrowed = e.type in _NEVER_OWN or (bool(x.proposes) and e.id not in x.proposes)
            yield _Seen(i, e.id, e.type, NameKey(e.type.value, forms.key), forms, found, borrowed)


def _settle_types(papers: dict[NameKey, list[str]], shorts: set[str]) -> tuple[dict[NameKey, NameKey], list[Decision]]:
    """Names that papers type differently: the dominant type takes the others, or each stays a node.

    Dominant: ``DOMINANT`` of the papers, at least ``FEWEST_TYPED``. A short form that some paper expands is left to
    its senses, and a symmetry group never meets another type (translation the task, translation the group).
    """
    types: defaultdict[str, list[NameKey]] = defaultdict(list)
    for key in papers:
        if key.label != _GROUP and key.key not in shorts:
            types[key.key].append(key)
    retyped: dict[NameKey, NameKey] = {}
    decisions: list[Decision] = []
    for name in sorted(k for k, found in types.items() if len(found) > 1):
        ranked = sorted(types[name], key=lambda k: (-len(papers[k]), k))
        top, rest = ranked[0], ranked[1:]
        total = sum(len(papers[k]) for k in ranked)
        dominant = len(papers[top]) >= max(FEWEST_TYPED, DOMINANT * total)
        for key in rest:
            rule = Rule.TYPE_MAJORITY if dominant else Rule.TYPE_SPLIT
            found = papers[key]
            share = round(len(papers[top]) / max(1, total), 4)
            decisions.append(Decision(rule, key, top, len(found), share, tuple(sorted(found)[:EXAMPLES])))
            if dominant:
                retyped[key] = top
    return retyped, decisions


def _settle_abbreviations(
    seen: Iterable[_Seen], ids: Sequence[str], retyped: dict[NameKey, NameKey], last: int
) -> Expansions:
    senses: defaultdict[NameKey, Senses] = defaultdict(Senses)
    words: dict[NameKey, tuple[str, ...]] = {}
    unpaired: list[_Seen] = []
    for s in seen:
        if not s.forms.pairs:
            unpaired.append(s)
            continue
        if s.paper >= last:
            continue
        key = retyped.get(s.key, s.key)
        words[key] = max(words.get(key, ()), canonical_words(s.forms.surface, s.type))
        keys = {canonical_key(short, s.type): short for short, _ in s.forms.pairs}
        for short in keys.keys() - {key.key}:
            sense = senses[NameKey(key.label, short)]
            sense.papers[key.key].append(ids[s.paper])
            sense.borrowed[key.key] += s.borrowed
            sense.spelled.add(bare(keys[short]))
    silent: set[NameKey] = set()
    for s in unpaired:
        key = retyped.get(s.key, s.key)
        found = senses.get(key)
        # Of the papers without a vote one counts, as the one more use that it is.
        if found is not None and (s.paper < last or key not in silent):
            found.alone.append(bare(s.forms.surface))
            if s.paper >= last:
                silent.add(key)
    return settle(senses, words)


def _cross_types(
    papers: dict[NameKey, list[str]], joined: dict[NameKey, NameKey], expansions: Expansions
) -> list[Decision]:
    """A short form that stands alone as a Task follows the Method that it abbreviates, and the other way round."""
    trusted = {d.form for d in expansions.decisions if d.rule is Rule.CORPUS_ABBREVIATION and d.papers >= CROSS_TYPE}
    known = {d.form for d in expansions.decisions}
    decisions = []
    for form in sorted(trusted):
        other = {"Method": "Task", "Task": "Method"}.get(form.label)
        lone = NameKey(other, form.key) if other else None
        if lone is not None and lone in papers and lone not in known and lone not in joined:
            joined[lone] = joined[form]
            found = papers[lone]
            decisions.append(
                Decision(Rule.TYPE_MAJORITY, lone, joined[form], len(found), 1.0, tuple(sorted(found)[:EXAMPLES]))
            )
    return decisions


def _short_words(form: str) -> Iterator[str]:
    """Abbreviations that stand as words in a longer form, or before plain words: GNN and LLM-based, not ViT-B/16."""
    for word in form.split():
        parts = word.strip("(),").split("-")
        rest = [p for p in parts if not looks_short(p)]
        if len(rest) < len(parts) and all(p.isalpha() and p.islower() and len(p) > 2 for p in rest):
            yield from (p for p in parts if p not in rest)


def _without_heads(
    papers: dict[NameKey, list[str]],
    surface: dict[NameKey, str],
    retyped: dict[NameKey, NameKey],
    expansions: Expansions,
) -> list[Decision]:
    """Join "Adam optimizer" to "Adam", where papers name it without its head noun too."""
    decisions = []
    for key in sorted(surface):
        heads = _HEADS.get(key.label, frozenset())
        words = canonical_words(surface[key], key.type)
        if len(words) < 2 or words[-1] not in heads or key in expansions.joined or key in retyped:
            continue
        target = NameKey(key.label, join_words(words[:-1]))
        before = surface[key].replace("-", " ").split()[:-1]
        if target in papers and (words[-1] != "network" or looks_short(" ".join(before))):
            expansions.joined[key] = target
            found = papers[key]
            decisions.append(Decision(Rule.SPELLING, key, target, len(found), 1.0, tuple(sorted(found)[:EXAMPLES])))
    return decisions


def _spell_out(
    papers: dict[NameKey, list[str]],
    surface: dict[NameKey, str],
    retyped: dict[NameKey, NameKey],
    expansions: Expansions,
) -> list[Decision]:
    """Join "GNN encoder" to "graph neural network encoder", for short forms that the corpus is sure of."""
    frequent = expansions.frequent
    long_words = {s: canonical_words(surface[k], k.type) for s, k in frequent.items() if k in surface}
    decisions = []
    for key in sorted(surface):
        if key.label in _NOT_SPELLED or key in expansions.joined or key in retyped:
            continue
        words = canonical_words(surface[key], key.type)
        if len(words) < 2 or not any(w in long_words for w in words):
            continue
        capitals = {canonical_key(t, key.type) for t in _short_words(surface[key])}
        spelled: list[str] = []
        for word, after in zip(words, (*words[1:], ""), strict=True):
            long = long_words[word] if word in capitals and word in long_words else (word,)
            spelled += long[:-1] if long[-1] == after and len(long) > 1 else long
        target = NameKey(key.label, join_words(tuple(spelled)))
        if target != key:
            expansions.joined[key] = target
            found = papers[key]
            decisions.append(Decision(Rule.EMBEDDED, key, target, len(found), 1.0, tuple(sorted(found)[:EXAMPLES])))
    return decisions
