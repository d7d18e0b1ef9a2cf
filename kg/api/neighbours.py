"""What stands around a node, as records and as a drawing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kg.api.drawing import Group, drawn
from kg.api.html import confidence, named
from kg.api.records import Records, Shape
from kg.neighbourhood import Edge, Neighbourhood, Node
from kg.text import plural
from schemas import KIND, SIGNATURES, LatticeEdge, RelationType


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A neighbour by one edge; two that are joined by several edges come several times."""

    name: str
    type: str
    """An entity type, or ``Paper``."""
    relation: str
    words: str
    """How it reads from the middle to the neighbour: "is evaluated on", "is compared with"."""
    direction: str
    """"out": the edge leads to the neighbour, "in": from it."""
    support: int
    """Number of papers behind the edge; 1 where it is no claim."""
    confidence: float | None
    outperforms: int | None
    mode: str | None
    id: str
    claim_id: str | None


NEIGHBOURS: Shape[Neighbour] = Shape(
    "edge",
    "edges",
    {
        "words": lambda n: n.words,
        "name": lambda n: n.name,
        "type": lambda n: n.type,
        "support": lambda n: n.support,
        "confidence": lambda n: n.confidence,
        "relation": lambda n: n.relation,
        "direction": lambda n: n.direction,
        "outperforms": lambda n: n.outperforms,
        "mode": lambda n: n.mode,
        "id": lambda n: n.id,
        "claim_id": lambda n: n.claim_id,
    },
    ("words", "name", "type", "support", "confidence"),
    {"name": lambda n: named(n.name, n.type)},
)

_INVERSE: dict[str, str] = {
    **{relation.value: signature.inverse for relation, signature in SIGNATURES.items()},
    LatticeEdge.SUBGROUP_OF: "has the subgroup",
    LatticeEdge.DOUBLE_COVERS: "is covered two to one by",
    LatticeEdge.ISOMORPHIC_TO: "is isomorphic to",
    LatticeEdge.SEMIDIRECT: "is a semidirect product with the factor",
    LatticeEdge.INSTANCE_OF: "has the member",
    KIND: "has the kind",
    "MENTIONS": "is mentioned by",
    "PROPOSES": "is proposed by",
}


class Neighbours(Records[Neighbour]):
    """The strongest neighbours of a node: a drawing in a notebook, records for a program.

    ``middle`` is the node itself, ``total`` the number of all its neighbours that fit, shown or not.

    >>> around = g.neighbours("EGNN", types=["Dataset"])
    >>> around
    words            name      type     support  confidence
    is evaluated on  MD17      Dataset        1         0.9
    is evaluated on  MolBench  Dataset        1        0.95
    is evaluated on  QM9       Dataset        1        0.95
    3 edges
    >>> around.to_svg()[:4]
    '<svg'
    """

    def __init__(self, found: Neighbourhood) -> None:
        nodes = {node.id: node for node in found.nodes}
        self.middle: Node = found.nodes[0]
        self.total = found.total
        super().__init__([_neighbour(self.middle, edge, nodes) for edge in found.edges], NEIGHBOURS)

    def to_svg(self) -> str:
        """The drawing: neighbours by how they are joined to the middle, thicker lines for more papers.

        It stands alone and is well-formed XML: ``Path("egnn.svg").write_text(around.to_svg())`` makes a file of it.
        """
        groups: dict[tuple[str, str], list[Neighbour]] = {}
        for neighbour in self:
            groups.setdefault((neighbour.relation, neighbour.words), []).append(neighbour)
        drawings = [
            Group(words, [(n.name, n.type, n.support, _hint(n)) for n in some]) for (_, words), some in groups.items()
        ]
        shown = len({n.id for n in self})
        note = "" if shown == self.total else f"{shown:,} of {plural(self.total, 'neighbour')}"
        return drawn(self.middle.name, self.middle.type, drawings, note)

    def _repr_svg_(self) -> str:
        return self.to_svg()

    def _repr_html_(self) -> str | None:
        """Nothing: a notebook would show the table instead of the drawing."""
        return None


def _neighbour(middle: Node, edge: Edge, nodes: dict[str, Node]) -> Neighbour:
    out = edge.head == middle.id
    other = nodes[edge.tail if out else edge.head]
    return Neighbour(
        name=other.name,
        type=other.type,
        relation=edge.type,
        words=edge.words if out else _INVERSE.get(edge.type, edge.words),
        direction="out" if out else "in",
        support=edge.support,
        confidence=edge.confidence,
        outperforms=edge.outperforms,
        mode=edge.mode,
        id=other.id,
        claim_id=edge.claim_id,
    )


def _hint(neighbour: Neighbour) -> str:
    """What a pointer on the line tells."""
    facts: Sequence[str] = [
        f"{neighbour.words} {neighbour.name}",
        plural(neighbour.support, "paper") if neighbour.claim_id else "",
        "" if neighbour.confidence is None else f"confidence {confidence(neighbour.confidence)}",
        neighbour.mode or "",
    ]
    if neighbour.relation == RelationType.COMPARED_WITH and neighbour.outperforms:
        better = "better" if neighbour.direction == "out" else "worse"
        facts = [*facts, f"{better} in {plural(neighbour.outperforms, 'paper')}"]
    return " · ".join(fact for fact in facts if fact)
