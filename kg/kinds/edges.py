"""``IS_A`` edges of a graph: what names and sentences say, in one order without circles.

An edge that a sentence states shows the sentence. Where statements go round in a circle, what names say stands first,
then what most papers state. What other edges say already is left out: the edges are the transitive reduction.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from kg.kinds.names import common_nouns, kinds_by_name
from kg.kinds.order import reduced, without_circles
from kg.kinds.statements import RULES, Statement, stated_kinds
from kg.names import NameKey, Names
from schemas import EdgeRow, Extraction, Row


@dataclass(slots=True)
class _Said:
    """What speaks for one edge: the rule by which names do, the statements, and papers behind it."""

    by_name: str = ""
    statements: list[Statement] = field(default_factory=list)

    def papers(self, named: int) -> int:
        return max(named if self.by_name else 0, len({s.paper for s in self.statements}))


_Pair = tuple[NameKey, NameKey]


def kind_edges(papers: Sequence[Extraction], names: Names, support: Mapping[NameKey, int]) -> dict[str, list[EdgeRow]]:
    """``IS_A`` edges by the label of their ends, from the special to the general, in the order of ids.

    Args:
        papers: the extractions that ``names`` were resolved from, in the same order.
        names: the nodes and what leads to them.
        support: papers that mention each node.
    """
    said: defaultdict[_Pair, _Said] = defaultdict(_Said)
    common = common_nouns(names)
    for derived in kinds_by_name(names, common, support):
        said[derived.child, derived.parent].by_name = derived.rule
    for statement in _statements(papers, names, common):
        said[statement.child, statement.parent].statements.append(statement)
    strongest = sorted(said, key=lambda pair: _weight(pair, said[pair]))
    texts = {x.id: x for x in papers}
    edges: defaultdict[str, list[EdgeRow]] = defaultdict(list)
    for child, parent in reduced(without_circles(strongest)):
        row = _row(said[child, parent], support[child], texts)
        edges[child.label].append(EdgeRow(names.nodes[child].id, names.nodes[parent].id, row))
    return {label: sorted(rows, key=lambda row: (row.head, row.tail)) for label, rows in sorted(edges.items())}


def _statements(papers: Sequence[Extraction], names: Names, common: frozenset[NameKey]) -> Iterable[Statement]:
    for x, nodes in zip(papers, names.of_paper, strict=True):
        yield from (s for s in stated_kinds(x, nodes) if s.parent in common)


def _weight(pair: _Pair, said: _Said) -> tuple[bool, int, _Pair]:
    return not said.by_name, -len({s.paper for s in said.statements}), pair


def _row(said: _Said, named: int, texts: Mapping[str, Extraction]) -> Row:
    row: Row = {"support": said.papers(named)}
    if said.statements:
        best = min(said.statements, key=lambda s: (RULES.index(s.rule), s.paper, s.start))
        row |= {
            "rule": said.by_name or best.rule,
            "sentence": texts[best.paper].text[best.start : best.end],
            "paper": best.paper,
            "start": best.start,
            "end": best.end,
        }
    else:
        row["rule"] = said.by_name
    return row
