"""The lattice of symmetry groups: rows for the graph, and what follows from them.

How ``kg.assemble`` calls it: collect the ids of all groups that papers name (without ``group:``), then ::

    rows, edges = lattice_tables({"SO(3)", "C_16", "SE(3) x S_n"})

``rows`` are nodes of label SymmetryGroup for the whole ontology, its usual members and the named ones, each with
``id`` (``group:SO(3)``), ``name`` (``SO(3)``), ``aliases``, ``search``, ``support`` 0 and the group's own properties.
For a group that papers mention, put the counts of the mentions over the row and the surface forms in front of its
aliases. ``edges`` go into ``GraphTables.edges`` as they are. Names of no group of the ontology are left out of both:
their nodes come from the mentions alone.

SUBGROUP_OF holds the transitive reduction; the closure is ``SUBGROUP_OF*`` in Cypher and ``Lattice.below`` here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import networkx as nx

from schemas import EdgeRow, EntityType, LatticeEdge, Row
from schemas.graph import EdgeKind
from schemas.symmetry import LatticeClaim, SymmetryGroup, load_ontology
from schemas.text import text_key

_LABEL = EntityType.SYMMETRY_GROUP.value
_PREFIX = "group:"


def node_id(group: str) -> str:
    """The id of a group's node: ``group:SO(3)`` for ``SO(3)``."""
    return group if group.startswith(_PREFIX) else _PREFIX + group


class Lattice:
    """Groups and their containments as a directed graph, from the subgroup to the group that holds it.

    Raises ValueError when the containments run in a circle: the data files are wrong then.
    """

    def __init__(self, named: Iterable[str] = ()) -> None:
        self.ontology = load_ontology(frozenset(id.removeprefix(_PREFIX) for id in named))
        full: nx.DiGraph[str] = nx.DiGraph()
        full.add_nodes_from(self.ontology.groups)
        full.add_edges_from((claim.head, claim.tail) for claim in self.ontology.subgroups)
        if not nx.is_directed_acyclic_graph(full):
            raise ValueError(f"symmetry groups contain each other in a circle: {nx.find_cycle(full)}")
        self.full = full
        self.reduced: nx.DiGraph[str] = nx.transitive_reduction(full)

    @property
    def groups(self) -> dict[str, SymmetryGroup]:
        """The groups by id."""
        return self.ontology.groups

    def subgroup_claims(self) -> list[LatticeClaim]:
        """The claims of the transitive reduction, in the order of the data files."""
        return [claim for claim in self.ontology.subgroups if self.reduced.has_edge(claim.head, claim.tail)]

    def below(self, group: str, *, literal: bool = False) -> set[str]:
        """All proper subgroups; ``literal``: by inclusions alone, so that a reflection stays a reflection."""
        return self._reached(group, literal, down=True)

    def above(self, group: str, *, literal: bool = False) -> set[str]:
        """All groups that contain it, without itself; ``literal`` as for ``below``."""
        return self._reached(group, literal, down=False)

    def _reached(self, group: str, literal: bool, *, down: bool) -> set[str]:
        graph = self._literal() if literal else self.full
        if group not in graph:
            return set()
        return set(nx.ancestors(graph, group) if down else nx.descendants(graph, group))

    def _literal(self) -> nx.DiGraph[str]:
        graph: nx.DiGraph[str] = nx.DiGraph()
        graph.add_nodes_from(self.groups)
        graph.add_edges_from((c.head, c.tail) for c in self.ontology.subgroups if c.via == "literal")
        return graph

    def smallest_containing(self, groups: Iterable[str]) -> list[str]:
        """The groups that contain (or are) all the given ones and hold no smaller such group, smallest first.

        Families are answers only where a family is asked about. Nothing known contains them all: an empty list.
        """
        wanted = [group.removeprefix(_PREFIX) for group in groups]
        if not wanted or any(group not in self.groups for group in wanted):
            return []
        common = set.intersection(*({group} | self.above(group) for group in wanted))
        if not any(self.groups[group].is_family for group in wanted):
            common = {group for group in common if not self.groups[group].is_family}
        least = [group for group in common if not (self.below(group) & common)]
        return sorted(least, key=lambda group: (size_of(self.groups[group]), group))


@dataclass(frozen=True, slots=True)
class HasseNode:
    """A group in the diagram: ``layer`` 0 is the lowest, ``size`` says why it stands there (``order 24``, ``dim 3``).

    ``papers`` counts papers that name this group; ``folded`` are members that stand in the family's node, each with its
    papers.
    """

    id: str
    name: str
    layer: int
    size: str
    papers: int
    is_family: bool
    folded: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class HasseEdge:
    """``lower`` is a subgroup of ``upper`` (SUBGROUP_OF, nothing shown between them) or its member (INSTANCE_OF)."""

    lower: str
    upper: str
    type: LatticeEdge


@dataclass(frozen=True, slots=True)
class Hasse:
    """The lattice as a picture: nodes by layer, lines from the lower to the upper group."""

    nodes: tuple[HasseNode, ...]
    edges: tuple[HasseEdge, ...]


def hasse(papers: Mapping[str, int], *, unfold: Collection[str] = (), whole: bool = True) -> Hasse:
    """The Hasse diagram of the lattice, families folded.

    Args:
        papers: number of papers by group (ids with or without ``group:``); groups that are not in it have none.
        unfold: families whose members are all shown. A member that papers name is shown in any case.
        whole: also the groups and families that no paper names.
    """
    counts = {id.removeprefix(_PREFIX): count for id, count in papers.items()}
    opened = {id.removeprefix(_PREFIX) for id in unfold}
    known = lattice(frozenset(counts))
    used = {id for id, count in counts.items() if count}
    shown = {id for id, g in known.groups.items() if id in used or (not g.parameters and whole) or g.family in opened}
    if not whole:
        shown |= {known.groups[id].family for id in shown if known.groups[id].parameters} & set(known.groups)
    below = nx.transitive_reduction(nx.transitive_closure_dag(known.full).subgraph(shown))
    layers = _layers(below, known.groups)
    nodes = []
    for id in sorted(shown, key=lambda id: (layers[id], id)):
        group = known.groups[id]
        hidden = [g.id for g in known.groups.values() if g.family == id and g.parameters and g.id not in shown]
        folded = tuple((member, counts.get(member, 0)) for member in hidden)
        nodes.append(HasseNode(node_id(id), id, layers[id], _size(group), counts.get(id, 0), group.is_family, folded))
    edges = [HasseEdge(node_id(a), node_id(b), LatticeEdge.SUBGROUP_OF) for a, b in sorted(below.edges)]
    edges += [
        HasseEdge(node_id(claim.head), node_id(claim.tail), LatticeEdge.INSTANCE_OF)
        for claim in known.ontology.others
        if claim.type is LatticeEdge.INSTANCE_OF and claim.head in shown and claim.tail in shown
    ]
    return Hasse(tuple(nodes), tuple(edges))


def _layers(below: nx.DiGraph[str], groups: Mapping[str, SymmetryGroup]) -> dict[str, int]:
    """Layers by size; a group always stands above the ones that it contains, so equal sizes may take two layers."""
    places: dict[str, tuple[tuple[int, int], int]] = {}
    for id in nx.lexicographical_topological_sort(below):
        under = [places[lower] for lower in below.predecessors(id)]
        size = max([size_of(groups[id]), *(place[0] for place in under)])
        places[id] = size, max((depth + 1 for lower, depth in under if lower == size), default=0)
    rank = {place: layer for layer, place in enumerate(sorted(set(places.values())))}
    return {id: rank[place] for id, place in places.items()}


def _size(group: SymmetryGroup) -> str:
    if group.kind == "finite":
        order = group.order if group.order is not None else group.order_formula
        return f"order {order}" if order else "finite"
    if group.kind in ("infinite_dim", "discrete"):
        return group.kind.replace("_dim", "-dimensional")
    dim = group.dim if group.dim is not None else group.dim_formula
    return f"dim {dim}" if dim is not None else "Lie group"


def size_of(group: SymmetryGroup) -> tuple[int, int]:
    """How large a group is: finite ones by order, then discrete ones, Lie groups by dimension, infinite ones last.

    A family stands where its member for n = 4 (finite) or n = 3 stands, so that it is drawn among its members.
    """
    if group.kind == "infinite_dim":
        return 4, 0
    if group.kind == "finite":
        return 0, group.order if group.order is not None else _typical(group, 4).order or 10**6
    if group.kind == "discrete":
        return 1, 0
    dim = group.dim if group.dim is not None else _typical(group, 3).dim
    return (2, dim) if dim is not None else (3, 0)


def _typical(group: SymmetryGroup, n: int) -> SymmetryGroup:
    members = [g for g in load_ontology().groups.values() if g.family == group.id and g.parameters]
    return next((m for m in members if m.parameters in ((n,), (1, 3))), group)


@cache
def lattice(named: frozenset[str] = frozenset()) -> Lattice:
    """The lattice with the named groups (ids with or without ``group:``); one object for the same ids."""
    return Lattice(named)


def subgroups_of(group: str, *, literal: bool = False) -> set[str]:
    """Ids of all proper subgroups of a group (and itself not), for instance of ``E(3)``."""
    group = group.removeprefix(_PREFIX)
    return lattice(frozenset({group})).below(group, literal=literal)


def smallest_containing(groups: Iterable[str]) -> list[str]:
    """The smallest known groups that contain all the given ones: candidates for their join."""
    wanted = frozenset(groups)
    return lattice(wanted).smallest_containing(wanted)


def group_row(group: SymmetryGroup) -> Row:
    """The node of a group, as a row without any paper."""
    aliases = list(dict.fromkeys((group.name, *group.aliases)))
    row: dict[str, Any] = {
        "id": node_id(group.id),
        "name": group.id,
        "aliases": aliases,
        "search": "; ".join((group.id, text_key(group.id), *aliases)),
        "support": 0,
        "family": group.family,
        "kind": group.kind,
        "dim": group.dim,
        "dim_formula": group.dim_formula,
        "order": group.order,
        "order_formula": group.order_formula,
        "compact": group.compact,
        "abelian": group.abelian,
        "connected": group.connected,
        "latex": group.latex,
    }
    return {key: value for key, value in row.items() if value is not None}


def _edge_row(claim: LatticeClaim) -> EdgeRow:
    properties = claim.model_dump(exclude={"type", "head", "tail"}, exclude_none=True)
    return EdgeRow(node_id(claim.head), node_id(claim.tail), properties)


def lattice_tables(named: set[str]) -> tuple[list[Row], dict[EdgeKind, list[EdgeRow]]]:
    """Node rows and edge rows of the whole ontology and of the named groups (ids with or without ``group:``).

    The rows are sorted by id, the edges by their ends: equal input gives equal rows.
    """
    known = lattice(frozenset(named))
    rows = [group_row(group) for _, group in sorted(known.groups.items())]
    claims = [*known.subgroup_claims(), *known.ontology.others]
    edges: dict[EdgeKind, list[EdgeRow]] = {(edge.value, _LABEL, _LABEL): [] for edge in LatticeEdge}
    for claim in sorted(claims, key=lambda claim: (claim.type, claim.head, claim.tail)):
        edges[claim.type.value, _LABEL, _LABEL].append(_edge_row(claim))
    return rows, edges
