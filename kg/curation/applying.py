"""Entries and tables of aliases over one set of papers: the rules about names, and what names do not decide."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from kg.aliases import AliasRow, AliasTable
from kg.curation.contradictions import apart, key_of, same, types_before, types_of
from kg.curation.entries import Alias, Forbid, Merge, Reject, Rename, Retype, Sense, Split, Unalias
from kg.curation.reading import Placed
from kg.names import NameKey, NameRules, Names
from schemas import Extraction, Paper, text_key

_VERSION = re.compile(r"v\d+$")


@dataclass(frozen=True, slots=True)
class Curation:
    """What people and tables say, read and checked: ``file`` is where the entries stand, None where there is none."""

    entries: tuple[Placed, ...] = ()
    tables: tuple[AliasTable, ...] = ()
    file: str | None = None

    def __bool__(self) -> bool:
        return bool(self.entries or self.tables)

    def rules(self) -> NameRules:
        """The rules about names alone, for whoever asks why two names met."""
        return _rules(self)


@dataclass(slots=True)
class Applied:
    """What became of a curation in one graph.

    ``entries`` counts those that matched by action, ``unmatched`` says of each other where it stands and why;
    ``aliases`` counts rows by table whose alias some paper writes, ``rejected`` the sentences that left.
    """

    entries: dict[str, int] = field(default_factory=dict)
    unmatched: list[str] = field(default_factory=list)
    aliases: dict[str, int] = field(default_factory=dict)
    rejected: int = 0


class Application:
    """A curation at work on one set of papers: ``prepare``, then ``rules``, then ``settle``, then ``rejects``."""

    def __init__(self, curation: Curation) -> None:
        self._curation = curation
        self._matched: set[int] = set()
        self._seen: set[NameKey] = set()
        self._known: set[NameKey] = set()
        self._rejects: defaultdict[tuple[str, NameKey | None, NameKey], list[tuple[int, str | None]]] = defaultdict(
            list
        )
        self._papers: dict[str, frozenset[str]] = {}
        self._rejected = 0
        self.rules = _rules(curation)

    def prepare(self, papers: Sequence[Extraction]) -> list[Extraction]:
        """The papers, with names written as the senses that a person gave them in single papers."""
        self._name_papers(papers)
        out = [self._in_senses(x) for x in papers]
        self._seen = _keys_in(out, self._wanted())
        self._known = set(self._seen)
        return out

    def _wanted(self) -> set[NameKey]:
        rows = (row for table in self._curation.tables for row in table.rows)
        wanted = {key for row in rows for key in (row.form, row.target)}
        for p in self._curation.entries:
            wanted.update(key for _, key in _names_in(p, any_type=True))
        return wanted

    def _name_papers(self, papers: Iterable[Extraction]) -> None:
        """Which of the papers that entries speak of each paper is."""
        said = {p for e in self._curation.entries for p in _papers_in(e)}
        if not said:
            return
        keys = {text_key(p): p for p in said}
        for x in papers:
            names = said & _names_of(x)
            if (title := keys.get(text_key(x.title))) is not None:
                names.add(title)
            if names:
                self._papers[x.id] = frozenset(names)

    def _in_senses(self, x: Extraction) -> Extraction:
        named = self._papers.get(x.id)
        if not named:
            return x
        for i, p in enumerate(self._curation.entries):
            if isinstance(p.entry, Sense) and named.intersection(p.entry.papers):
                changed = _in_sense(x, p.entry)
                if changed is not x:
                    self._matched.add(i)
                    x = changed
        return x

    def settle(self, names: Names) -> None:
        """Learn which nodes entries speak of; aliases that no paper writes become findable."""
        shown: defaultdict[NameKey, list[str]] = defaultdict(list)
        # Names that entries give are as good as names that papers write: other entries may speak of them.
        order = sorted(enumerate(self._curation.entries), key=lambda p: not isinstance(p[1].entry, Rename | Retype))
        for i, p in order:
            e = p.entry
            if isinstance(e, Reject):
                self._settle_reject(i, e, names)
            elif self._matches(p):
                self._matched.add(i)
                if isinstance(e, Rename | Retype):
                    self._known.update(key for pair in same(p) for key in pair if key in names.keys)
                elif isinstance(e, Alias):
                    for type in types_of(e.type):
                        for form in e.alias:
                            self._show(form, key_of(form, type), key_of(e.of, type), names, shown)
            elif i in self._matched and isinstance(e, Sense):
                for type in types_of(e.type):
                    node = names.keys.get(key_of(e.sense, type))
                    if node is not None:
                        shown[node].append(e.split)
        for table in self._curation.tables:
            for row in table.rows:
                self._show(row.alias, row.form, row.target, names, shown)
        for node, forms in shown.items():
            known = names.nodes[node]
            new = [f for f in dict.fromkeys(forms) if f not in known.papers and f != known.name]
            hidden = self.rules.hidden.get(node, (frozenset(), ""))[0]
            aliases = (*known.aliases, *(f for f in new if f not in hidden))
            names.nodes[node] = replace(known, aliases=aliases)

    def _show(
        self, form: str, key: NameKey, target: NameKey, names: Names, shown: defaultdict[NameKey, list[str]]
    ) -> None:
        node = names.keys.get(target)
        if node is not None and target in self._seen and (key not in self._seen or key == target):
            shown[node].append(form)

    def _matches(self, p: Placed) -> bool:
        e = p.entry
        by_type: defaultdict[str, set[NameKey]] = defaultdict(set)
        for _, key in _names_in(p):
            if key in self._known:
                by_type[key.label].add(key)
        if isinstance(e, Merge | Split):
            return any(len(keys) > 1 for keys in by_type.values())
        if isinstance(e, Unalias):
            return any(key_of(e.of, type) in self._known for type in types_of(e.type))
        if isinstance(e, Rename):
            return any(key_of(e.rename, type) in self._known for type in types_of(e.type))
        return bool(by_type) and not isinstance(e, Sense)

    def _settle_reject(self, i: int, e: Reject, names: Names) -> None:
        head_type, tail_types = e.ends
        head = names.keys.get(key_of(e.head, head_type)) if head_type and e.head else None
        if head is None and head_type:
            return
        for type in tail_types:
            tail = names.keys.get(key_of(e.tail, type))
            if tail is not None:
                self._rejects[str(e.reject), head, tail].append((i, e.paper))

    def rejects(self, type: str, head: NameKey | None, tail: NameKey, x: Extraction) -> bool:
        """Whether a person rejected what a paper states; ``head`` is None for what the paper introduces."""
        found = [
            i
            for i, paper in self._rejects.get((type, head, tail), ())
            if paper is None or paper in self._papers.get(x.id, ())
        ]
        self._matched.update(found)
        self._rejected += bool(found)
        return bool(found)

    def applied(self) -> Applied:
        """What matched, after all of that."""
        out = Applied(rejected=self._rejected)
        counts: Counter[str] = Counter()
        for i, p in enumerate(self._curation.entries):
            if i in self._matched:
                counts[p.entry.action] += 1
            else:
                out.unmatched.append(f"{p.place}: `{p.entry.action}: {p.entry.says}` matches nothing{self._why(p)}")
        out.entries = dict(sorted(counts.items()))
        for table in self._curation.tables:
            out.aliases[table.name] = sum(self._joins(row) for row in table.rows)
        return out

    def _joins(self, row: AliasRow) -> bool:
        return row.form in self._seen and self.rules.known.get(row.form, (None,))[0] == row.target

    def _why(self, p: Placed) -> str:
        e = p.entry
        seen: defaultdict[str, list[str]] = defaultdict(list)
        for name, key in _names_in(p, any_type=True):
            found = seen[name]
            if key in self._seen and key.label not in found:
                found.append(key.label)
        missing = [name for name, labels in seen.items() if not labels]
        if missing and not isinstance(e, Rename | Alias | Unalias):
            return f": no paper names {', '.join(map(repr, missing))}"
        types = ", ".join(f"{name} is a {' and '.join(labels)}" for name, labels in seen.items() if labels)
        if isinstance(e, Merge) and types:
            return f": {types}; retype one of them first"
        return f": {types}" if types and not isinstance(e, Reject) else ""


def _rules(curation: Curation) -> NameRules:
    rules = NameRules()
    hidden: defaultdict[NameKey, set[str]] = defaultdict(set)
    places: dict[NameKey, str] = {}
    for p in curation.entries:
        e = p.entry
        for one, other in same(p):
            if isinstance(e, Alias):
                rules.joined[one] = (other, p.place)
            else:
                rules.met[one, other] = p.place
        for pair in apart(p):
            rules.apart.setdefault(pair, p.place)
        if isinstance(e, Rename):
            for type in types_of(e.type):
                rules.shown[key_of(e.rename, type)] = (e.to, p.place)
        elif isinstance(e, Forbid):
            for type in types_of(e.type):
                rules.forbidden.update((key_of(name, type), p.place) for name in e.forbid)
        elif isinstance(e, Unalias):
            for type in types_of(e.type):
                key = key_of(e.of, type)
                hidden[key].update(e.unalias)
                places.setdefault(key, p.place)
    rules.hidden = {key: (frozenset(forms), places[key]) for key, forms in hidden.items()}
    for table in curation.tables:
        for row in table.rows:
            pair = (min(row.form, row.target), max(row.form, row.target))
            if row.form != row.target and row.form not in rules.joined and pair not in rules.apart:
                rules.known.setdefault(row.form, (row.target, row.place))
    return rules


def _names_in(p: Placed, *, any_type: bool = False) -> Iterator[tuple[str, NameKey]]:
    """The names that an entry speaks of with their keys."""
    e = p.entry
    if isinstance(e, Reject):
        head, tails = e.ends
        if head and e.head:
            yield e.head, key_of(e.head, head)
        yield from ((e.tail, key_of(e.tail, type)) for type in tails)
        return
    if isinstance(e, Merge):
        given: tuple[str, ...] = e.merge
    elif isinstance(e, Split):
        given = e.split
    elif isinstance(e, Sense):
        given = (e.split,)
    elif isinstance(e, Rename):
        given = (e.rename,)
    elif isinstance(e, Retype):
        given = e.retype
    elif isinstance(e, Forbid):
        given = e.forbid
    else:
        given = (*(e.alias if isinstance(e, Alias) else e.unalias), e.of)
    types = types_before(e) if isinstance(e, Retype) and not any_type else types_of(None if any_type else e.type)
    for type in types:
        yield from ((name, key_of(name, type)) for name in given)


def _papers_in(p: Placed) -> tuple[str, ...]:
    if isinstance(p.entry, Sense):
        return p.entry.papers
    return (p.entry.paper,) if isinstance(p.entry, Reject) and p.entry.paper else ()


def _names_of(x: Paper) -> set[str]:
    """What a person may call a paper: its id, its address, and the end of its address with or without a version."""
    url = (x.url or "").rstrip("/")
    end = url.rsplit("/", 1)[-1]
    return {x.id, url, end, _VERSION.sub("", end)} - {""}


def _keys_in(papers: Iterable[Extraction], wanted: set[NameKey]) -> set[NameKey]:
    """Which of the keys some paper writes."""
    if not wanted:
        return set()
    forms = {(m.text, m.type) for x in papers for m in x.mentions}
    forms.update((e.name, e.type) for x in papers for e in x.entities)
    return wanted & {key_of(text, type) for text, type in forms}


def _in_sense(x: Extraction, said: Sense) -> Extraction:
    """The paper as if it had written the sense where it writes the name, so that other papers learn nothing from it."""
    texts: defaultdict[str, set[str]] = defaultdict(set)
    for m in x.mentions:
        texts[m.entity].add(m.text)
    chosen = {
        e.id
        for e in x.entities
        if e.type in types_of(said.type)
        and key_of(said.split, e.type) in {key_of(form, e.type) for form in (e.name, *texts[e.id])}
    }
    if not chosen:
        return x
    entities = tuple(e.model_copy(update={"name": said.sense}) if e.id in chosen else e for e in x.entities)
    mentions = tuple(m.model_copy(update={"text": said.sense}) if m.entity in chosen else m for m in x.mentions)
    return x.model_copy(update={"entities": entities, "mentions": mentions})
