"""Many records in, each paper once out, with all that its records say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from schemas.duplicates.keeping import joined
from schemas.duplicates.keys import TITLE_MADE, known_ids, rank, title_keys
from schemas.duplicates.rules import Known, Rule, compare
from schemas.duplicates.signatures import AbstractIndex
from schemas.paper import Paper
from schemas.text import digest

_TEXTS = 4
"""Different texts of one paper that later records are compared with."""
_NAMESAKES = 10
"""Papers of one title that a record is compared with, the latest: "Editorial" costs no more than this."""


@dataclass(slots=True)
class _Group:
    """Records that are one paper: a node of a union-find forest, whose root holds the paper."""

    number: int
    paper: Paper
    known: Known
    held: bool
    parent: _Group | None = None

    def root(self) -> _Group:
        node = self
        while node.parent is not None:
            node.parent = node.parent.parent or node.parent
            node = node.parent
        return node


@dataclass(frozen=True, slots=True)
class Join:
    """That a record was taken for a paper that was known: ``id``, ``title`` and ``sources`` are the record's.

    ``with_id``, ``with_title`` and ``with_sources`` are what it was found to be the same as; ``jaccard`` is that of
    their nearest abstracts (0 to 1); ``held`` says that one of the two came from the graph.
    """

    id: str
    title: str
    sources: tuple[str, ...]
    with_id: str
    with_title: str
    with_sources: tuple[str, ...]
    rule: Rule
    jaccard: float
    held: bool
    _group: _Group = field(repr=False, compare=False)

    @property
    def kept(self) -> Paper:
        """The paper that both are now."""
        return self._group.root().paper


class Joining:
    """Papers, each once, in the order of their first records; add records as they are read.

    In memory are the papers, up to four different texts of each, and 16 hashes an abstract: a record that says nothing
    new is not held. The same records in the same order give the same papers.
    """

    def __init__(self, records: Iterable[Paper] = ()) -> None:
        self.joins: list[Join] = []
        """One for each record that was a known paper, and for each two papers that a later record made one."""
        self.records = 0
        """Records that were added."""
        self.renamed: list[str] = []
        """Ids that another paper had already; the papers that came with them have new ones, made of their texts."""
        self._groups: list[_Group] = []
        self._by_id: dict[str, _Group] = {}
        self._by_title: dict[str, list[_Group]] = {}
        self._in_use: dict[str, _Group] = {}
        self._abstracts = AbstractIndex()
        self._papers = 0
        for record in records:
            self.add(record)

    @property
    def papers(self) -> tuple[Paper, ...]:
        """Every paper once."""
        return tuple(self)

    @property
    def counts(self) -> dict[str, int]:
        """Number of joins by the name of their rule, the most frequent first."""
        return {rule.value: n for rule, n in Counter(j.rule for j in self.joins).most_common()}

    def __iter__(self) -> Iterator[Paper]:
        return (g.paper for g in self._groups if g.parent is None)

    def __len__(self) -> int:
        return self._papers

    def add(self, record: Paper, *, held: bool = False) -> None:
        """Add one record; ``held`` says that it comes from the graph, whose ids are kept where that is possible."""
        self.records += 1
        ids = known_ids(record)
        known = Known(frozenset(ids), frozenset(title_keys(record)), ((record.title, record.abstract),), record.authors)
        number = len(self._groups)
        group = _Group(number, record, known, held)
        self._groups.append(group)
        self._papers += 1
        for other in self._candidates(record, known, ids, number):
            root, mine = other.root(), group.root()
            if root is mine:
                continue
            verdict = compare(root.known, mine.known)
            if verdict.rule is not None:
                self._unite(root, mine, verdict.rule, verdict.jaccard)
        self._settle(group.root())

    def _candidates(self, record: Paper, known: Known, ids: tuple[str, ...], number: int) -> Iterator[_Group]:
        """Groups that may be the record's paper: by id, then by title, then by abstract."""
        for id in ids:
            if (group := self._by_id.get(id)) is not None:
                yield group
        for key in sorted(known.titles):
            yield from self._by_title.get(key, ())[-_NAMESAKES:]
        for near in self._abstracts.find_and_add(record.abstract, number):
            yield self._groups[near]

    def _unite(self, first: _Group, later: _Group, rule: Rule, jaccard: float) -> None:
        if later.number < first.number:
            first, later = later, first
        self.joins.append(
            Join(
                *(later.paper.id, later.paper.title, later.paper.sources),
                *(first.paper.id, first.paper.title, first.paper.sources),
                rule=rule,
                jaccard=round(jaccard, 4),
                held=first.held or later.held,
                _group=first,
            )
        )
        texts = dict.fromkeys((*first.known.texts, *later.known.texts))
        first.paper = joined(first.paper, later.paper, prefer_later_id=later.held and not first.held)
        kept = (first.paper.title, first.paper.abstract)
        first.known = replace(
            first.known,
            ids=first.known.ids | later.known.ids,
            titles=first.known.titles | later.known.titles,
            texts=tuple(dict.fromkeys((kept, *texts)))[:_TEXTS],
            authors=first.paper.authors,
        )
        first.held = first.held or later.held
        later.parent, later.paper, later.known = first, first.paper, first.known
        self._papers -= 1

    def _settle(self, group: _Group) -> None:
        """Let later records find the paper, under an id that no other paper has."""
        if (other := self._in_use.get(group.paper.id)) and other.root() is not group:
            taken = group.paper.id
            if other.root().paper.id == taken:
                self.renamed.append(taken)
                group.paper = group.paper.model_copy(update={"id": self._free_id(group)})
                group.known = replace(group.known, ids=group.known.ids | {group.paper.id})
        self._in_use[group.paper.id] = group
        for id in group.known.ids:
            if (other := self._by_id.get(id)) is None or other.root() is group:
                self._by_id[id] = group
        for key in group.known.titles:
            namesakes = self._by_title.setdefault(key, [])
            if all(g.root() is not group for g in namesakes[-_NAMESAKES:]):
                namesakes.append(group)

    def _free_id(self, group: _Group) -> str:
        """The most widely known id of a paper, else one made of its text."""
        known = sorted(group.known.ids, key=lambda id: (-rank(id), id))
        free = (id for id in known if rank(id) and id not in self._in_use)
        own = digest(group.paper.title, group.paper.abstract, *known, size=6)
        return next(free, f"{TITLE_MADE}{own}")
