"""How well names meet, against gold: pairs, and clusters by B-cubed.

Each name of the gold comes as a paper of its own to the papers of a corpus and gets its node there by the same rules
and the same decisions as in a build. It has no vote in them (``resolve_names(…, voters=…)``), so that a gold of
hundreds of pairs does not teach the corpus what it is asked. Two names are one where they get one node.

B-cubed (Bagga and Baldwin 1998): for each name, the part of the names in its node that are in its gold cluster
(precision) and the part of its gold cluster that is in its node (recall), averaged over all names.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from kg.names.decisions import Decision, NameKey
from kg.names.gold import GoldCluster, GoldPair, naming_paper
from kg.names.key import canonical_key
from kg.names.resolve import Names, resolve_names
from kg.names.rules import NameRules
from schemas import Extraction


@dataclass(frozen=True, slots=True)
class Figures:
    """Precision, recall and F1, from 0 to 1."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """The harmonic mean."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


@dataclass(frozen=True, slots=True)
class PairError:
    """A pair that was judged wrongly: the nodes that its names got, and the decisions about them."""

    pair: GoldPair
    node_a: str
    node_b: str
    decisions: tuple[Decision, ...]


@dataclass(frozen=True, slots=True)
class KindFigures:
    """The pairs of one kind: how many are the same, how many of these met, and how many others met."""

    kind: str
    pairs: int
    same: int
    met: int
    wrongly_met: int


@dataclass(slots=True)
class NamesReport:
    """The outcome of ``evaluate_names``; ``pairwise`` counts the pairs that met, ``bcubed`` the clusters."""

    papers: int
    pairs: int
    clusters: int
    pairwise: Figures
    bcubed: Figures
    kinds: list[KindFigures] = field(default_factory=list)
    wrongly_met: list[PairError] = field(default_factory=list)
    missed: list[PairError] = field(default_factory=list)
    broken: list[tuple[GoldCluster, list[list[str]]]] = field(default_factory=list)
    """Clusters whose names are in several nodes, with the names of each."""
    mixed: list[list[tuple[str, str]]] = field(default_factory=list)
    """Nodes that hold names of several clusters: each name with the first name of its cluster."""


def evaluate_names(
    corpus: Sequence[Extraction],
    pairs: Sequence[GoldPair],
    clusters: Sequence[GoldCluster],
    rules: NameRules | None = None,
) -> NamesReport:
    """Judge names as a build of ``corpus`` under ``rules`` would.

    Args:
        corpus: papers whose decisions count.
        pairs: gold pairs.
        clusters: gold clusters; a name may stand in one only.
        rules: what tables of aliases and people say.
    """
    papers = sorted(corpus, key=lambda x: x.id)
    asked = list(_asked(pairs, clusters))
    names = resolve_names([*papers, *(paper for *_, paper in asked)], rules, voters=len(papers))
    node = {
        (kind, i, j): nodes.get("e1", NameKey("", f"{kind} {i} {j}"))
        for (kind, i, j, _), nodes in zip(asked, names.of_paper[len(papers) :], strict=True)
    }
    report = NamesReport(len(papers), len(pairs), len(clusters), Figures(0, 0), Figures(0, 0))
    _judge_pairs(pairs, node, names, report)
    _judge_clusters(clusters, node, report)
    return report


_Place = tuple[str, int, int]


def _asked(pairs: Sequence[GoldPair], clusters: Sequence[GoldCluster]) -> Iterator[tuple[str, int, int, Extraction]]:
    for i, p in enumerate(pairs):
        yield "pair", i, 0, naming_paper(f"pair {i} a", p.a, p.type, p.context_a)
        yield "pair", i, 1, naming_paper(f"pair {i} b", p.b, p.type, p.context_b)
    for i, cluster in enumerate(clusters):
        for j, name in enumerate(cluster.names):
            yield "cluster", i, j, naming_paper(f"cluster {i} {j}", name, cluster.type)


def _judge_pairs(pairs: Sequence[GoldPair], node: dict[_Place, NameKey], names: Names, report: NamesReport) -> None:
    about: defaultdict[NameKey, list[Decision]] = defaultdict(list)
    for d in names.decisions:
        about[d.form].append(d)
        about[d.target].append(d)
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for i, p in enumerate(pairs):
        a, b = node["pair", i, 0], node["pair", i, 1]
        met = a == b
        counts[p.kind].update(pairs=1, same=int(p.same), met=int(met and p.same), wrongly_met=int(met and not p.same))
        if met != p.same:
            decisions = tuple(dict.fromkeys(d for k in _keys(p) for d in about[k]))
            error = PairError(p, _shown(a, names), _shown(b, names), decisions)
            (report.wrongly_met if met else report.missed).append(error)
    total: Counter[str] = sum(counts.values(), Counter())
    found = total["met"] + total["wrongly_met"]
    report.pairwise = Figures(_part(total["met"], found), _part(total["met"], total["same"]))
    report.kinds = [
        KindFigures(k, **{f: c[f] for f in ("pairs", "same", "met", "wrongly_met")}) for k, c in sorted(counts.items())
    ]


def _keys(pair: GoldPair) -> tuple[NameKey, ...]:
    return tuple(NameKey(pair.type.value, canonical_key(name, pair.type)) for name in (pair.a, pair.b))


def _shown(key: NameKey, names: Names) -> str:
    return names.nodes[key].id if key in names.nodes else ""


def _part(part: int, of: int) -> float:
    return part / of if of else 1.0


def _judge_clusters(clusters: Sequence[GoldCluster], node: dict[_Place, NameKey], report: NamesReport) -> None:
    members: defaultdict[NameKey, list[tuple[int, str]]] = defaultdict(list)
    for i, cluster in enumerate(clusters):
        for j, name in enumerate(cluster.names):
            members[node["cluster", i, j]].append((i, name))
    precision = recall = 0.0
    count = 0
    for together in members.values():
        sizes = Counter(i for i, _ in together)
        for i, shared in sizes.items():
            count += shared
            precision += shared * shared / len(together)
            recall += shared * shared / len(clusters[i].names)
        if len(sizes) > 1:
            report.mixed.append([(name, clusters[i].names[0]) for i, name in together])
    for i, cluster in enumerate(clusters):
        nodes: defaultdict[NameKey, list[str]] = defaultdict(list)
        for j, name in enumerate(cluster.names):
            nodes[node["cluster", i, j]].append(name)
        if len(nodes) > 1:
            report.broken.append((cluster, sorted(nodes.values(), key=lambda n: (-len(n), n))))
    report.bcubed = Figures(precision / count, recall / count) if count else Figures(1.0, 1.0)
