"""One graph, to be asked."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from kg.api import html
from kg.api.entity import Claim, Entity
from kg.api.given import HasId, name_of, type_of
from kg.api.html import Html, named
from kg.api.neighbours import Neighbours
from kg.api.paper import Paper
from kg.api.records import Records, Shape
from kg.api.shapes import EVIDENCE, PATHS, QUERIES, SUGGESTIONS
from kg.api.table import Table
from kg.look import LIGHT
from kg.lookup import evidence_of, find_entity, find_paper, paper_view, suggest, top_entities
from kg.lookup.models import EvidenceCard, Suggestion
from kg.neighbourhood import CLAIMS, LATTICE, expand
from kg.queries import NamedQuery, find_query, named_queries, run_named
from kg.stores import GraphStore
from kg.text import plural
from schemas import KIND, EntityType
from schemas.errors import NotFoundError, UsageError

if TYPE_CHECKING:
    import networkx as nx
    from rich.table import Table as RichTable

    from kg.analytics import Path as Way

ENTITIES: Shape[Entity] = Shape(
    "entity",
    "entities",
    {"name": lambda e: e.name, "type": lambda e: e.type.value, "support": lambda e: e.support, "id": lambda e: e.id},
    ("name", "type", "support"),
    {"name": lambda e: named(e.name, e.type)},
)


class Graph:
    """A graph of papers, open to be asked; closed by ``with`` or ``close``.

    Names are taken as people write them: in any case, an alias, or the beginning of one name. Where a name is taken, an
    id or anything that has one (an ``Entity``, an answer of ``search``) is taken as well.
    """

    def __init__(self, store: GraphStore) -> None:
        """Ask the graph in ``store``, which is closed with the graph; ``open_graph`` finds a store by its address."""
        self._store: GraphStore | None = store
        self.url = store.url
        """How a person names it: a folder, or an address without the password."""

    @property
    def store(self) -> GraphStore:
        """The store behind it, for the functions of ``kg.lookup``, ``kg.analytics`` and ``kg.export``.

        Raises:
            UsageError: the graph is closed.
        """
        if self._store is None:
            raise UsageError(f"this graph is closed: open_graph({self.url!r}) opens it again")
        return self._store

    @property
    def closed(self) -> bool:
        """Whether it was closed."""
        return self._store is None

    def close(self) -> None:
        """Let go of files and connections; closing twice is no error."""
        if self._store is not None:
            store, self._store = self._store, None
            store.close()

    def is_current(self) -> bool:
        """Whether it shows the newest graph; False after another build: open it again to see that."""
        return self.store.is_current()

    def query(
        self,
        cypher: str,
        params: Mapping[str, Any] | None = None,
        /,
        *,
        limit: int | None = None,
        timeout: float = 30.0,
        **values: Any,
    ) -> Table:
        """Ask in Cypher.

        >>> g.query("MATCH (m:Method)-[:EVALUATED_ON]->(:Dataset {name: $name}) RETURN m.name AS method "
        ...         "ORDER BY method LIMIT 3", name="CIFAR-10")
        method
        FixMatch
        MixMatch
        ResNet-50
        3 rows

        Args:
            cypher: one statement that reads; what would write is refused.
            params: values for ``$name``; or as further arguments, ``name=value``.
            limit: stop after this many rows, and say so in ``Table.truncated``; the value of ``$limit`` where the
                statement has one.
            timeout: seconds after which the store gives up.
            **values: values for ``$name``.

        Raises:
            QuerySyntaxError: it does not parse, or a value is missing.
            QueryForbiddenError: it would do more than read.
            QueryTimeoutError: it ran past ``timeout``.
        """
        given = {**(params or {}), **values}
        if limit is not None and "limit" not in given and re.search(r"\$limit\b", cypher):
            given["limit"], limit = limit, None
        return Table(self.store.query(cypher, given, limit=limit, timeout=timeout))

    def named(self, name: str, /, *, limit: int | None = None, timeout: float = 30.0, **values: Any) -> Table:
        """Answer a prepared question; ``named_queries`` lists them.

        >>> g.named("datasets-for-task", task="image classification")["dataset"]
        ['CIFAR-10']

        Args:
            name: of the question.
            limit: stop after this many rows.
            timeout: seconds after which the store gives up.
            **values: its parameters; an entity by its name, an alias or its id.

        Raises:
            UsageError: no question of that name, or a parameter is missing, unknown or of another type.
            NotFoundError: nothing is called so; says what is close.
        """
        query = find_query(name if name in named_queries() else name.replace("_", "-"))
        given = {key: getattr(value, "id", value) for key, value in values.items()}
        missing = [p for p in query.parameters if p.required and given.get(p.name) in (None, "")]
        if missing:
            shown = ", ".join(f"{p.name}=… ({p.meaning})" for p in missing)
            raise UsageError(f"named({query.name!r}) needs {shown}")
        # Ids are for programs: they are columns of a frame, and not shown.
        seen = [column.name for column in query.columns if not column.is_id]
        return Table(run_named(self.store, query.name, given, limit, timeout), seen)

    def named_queries(self) -> Records[NamedQuery]:
        """The prepared questions, with their parameters (in brackets those that may be left out)."""
        return Records(list(named_queries().values()), QUERIES)

    def entity(self, name: str | HasId, type: EntityType | str | None = None) -> Entity:
        """The entity of that name.

        >>> g.entity("GNNs")
        <Method 'graph neural networks': 4 papers>

        Args:
            name: its name, an alias in any case or spelling, the beginning of one name, or its id.
            type: where several have the name; without it, the one that most papers mention.

        Raises:
            NotFoundError: nothing is called so; says what is close (also in ``.close``).
            UsageError: no such type.
        """
        return Entity(self, find_entity(self.store, name_of(name), type_of(type)))

    def entities(self, type: EntityType | str, limit: int = 20) -> Records[Entity]:
        """The entities of a type that most papers mention.

        >>> g.entities("Dataset", limit=2)["name"]
        ['QM9', 'CIFAR-10']
        """
        chosen = type_of(type) or EntityType.METHOD
        return Records([Entity(self, ref) for ref in top_entities(self.store, chosen, limit)], ENTITIES)

    def paper(self, name: str | HasId) -> Paper:
        """The paper of that id or title (or the beginning of one title).

        Raises:
            NotFoundError: no paper is called so; says which titles are close.
        """
        return Paper(self, paper_view(self.store, find_paper(self.store, name_of(name))).paper)

    def search(self, text: str, type: str | Sequence[str] = (), limit: int = 20) -> Records[Suggestion]:
        """Names that begin with ``text``, then what holds it (papers too), then names spelt nearly so.

        >>> g.search("equi", type="Method")["name"]
        ['equivariant graph neural network', 'Equivariant Attention', 'EGNN']

        Args:
            text: words, the last of which may be a beginning.
            type: one or several types of entities, or ``Paper``.
            limit: most answers.
        """
        labels = (type,) if isinstance(type, str) else tuple(type)
        for label in labels:
            if label != "Paper":
                type_of(label)
        return Records(suggest(self.store, text, limit, [str(label) for label in labels]), SUGGESTIONS)

    def counts(self) -> dict[str, int]:
        """The number of nodes by label and of edges by type."""
        return self.store.counts()

    def evidence(self, claim: Claim | str, limit: int | None = None) -> Records[EvidenceCard]:
        """The sentences that state a claim, the surest first.

        >>> claim = g.entity("LieFlow").claims[-1]
        >>> g.evidence(claim)[0].sentence
        'LieFlow is a normalizing flow that starts from SO(3) symmetry and breaks it where the data ask for it.'

        Args:
            claim: a claim, or its ``claim_id``.
            limit: most sentences.
        """
        id = claim if isinstance(claim, str) else claim.claim_id
        return Records(evidence_of(self.store, id, limit), EVIDENCE)

    def paths(
        self,
        a: str | HasId,
        b: str | HasId,
        k: int = 5,
        *,
        relations: Sequence[str] | None = None,
        max_hops: int = 4,
    ) -> Records[Way]:
        """At most ``k`` shortest ways from one entity to another, along claims in either direction.

        >>> g.paths("EGNN", "self-attention", k=1)["path"]
        ['EGNN is compared with SE(3)-Transformer; SE(3)-Transformer is based on self-attention']

        Args:
            a: name of an entity.
            b: name of another.
            k: most paths.
            relations: types of claims that may be walked; None for all.
            max_hops: longest path, in claims.

        Raises:
            NotFoundError: nothing is called so; says what is close.
        """
        from kg.analytics import paths

        start, end = self.entity(a), self.entity(b)
        return Records(paths(self.store, start.id, end.id, k, relations, max_hops), PATHS)

    def neighbours(
        self,
        name: str | HasId,
        limit: int = 40,
        *,
        relations: Sequence[str] | None = None,
        types: Sequence[str] | None = None,
        min_support: int = 1,
        min_confidence: float = 0.0,
        papers: bool = False,
    ) -> Neighbours:
        """The strongest neighbours of an entity or a paper: a drawing in a notebook, and records.

        Args:
            name: of an entity, or the title of a paper.
            limit: most neighbours.
            relations: types of edges; None for claims, kinds and the lattice of groups.
            types: types of neighbours; None for all.
            min_support: least number of papers behind a claim.
            min_confidence: least confidence of a claim.
            papers: whether papers that mention an entity are neighbours.

        Raises:
            NotFoundError: nothing is called so; says what is close.
            UsageError: a type of edges or nodes that the graph does not know.
        """
        kinds = relations or (*CLAIMS, *LATTICE, KIND)
        id = self._id(name)
        return Neighbours(expand(self.store, id, limit, 0, kinds, types, min_support, min_confidence, papers=papers))

    def to_networkx(
        self,
        around: str | HasId | None = None,
        hops: int = 1,
        *,
        types: Sequence[EntityType | str] | None = None,
        relations: Sequence[str] | None = None,
        min_support: int = 1,
    ) -> nx.MultiDiGraph[str]:
        """Entities and claims for networkx: the whole graph, or what stands around a name.

        Nodes, by their ids, carry ``name``, ``type``, ``support`` and, where known, ``first_year`` and ``last_year``;
        edges, by their types, ``type``, ``claim_id``, ``support``, ``confidence`` and what their type has. All are text
        and numbers.

        >>> near = g.to_networkx(around="EGNN", hops=1)
        >>> sorted(near.nodes[n]["name"] for n in near if near.nodes[n]["type"] == "Dataset")
        ['MD17', 'MolBench', 'QM9']

        Args:
            around: name of an entity; None for the whole graph.
            hops: steps from it, in either direction.
            types: types of entities; None for all.
            relations: types of edges (``IS_A`` and those of the lattice too); None for all claims.
            min_support: least number of papers behind a claim, and of those that mention an entity.

        Raises:
            NotFoundError: nothing is called so; says what is close.
            UsageError: a type that the graph does not know, or hops below 0.
        """
        from kg.analytics import to_networkx
        from kg.api.networks import around_node

        chosen = [found for type in types if (found := type_of(type))] if types else None
        if around is None:
            return to_networkx(self.store, chosen, relations, min_support)
        return around_node(self.store, self.entity(around).id, hops, chosen, relations, min_support)

    def _id(self, name: str | HasId) -> str:
        """The id of an entity, or else of a paper."""
        if not isinstance(name, str):
            return name.id
        try:
            return find_entity(self.store, name).id
        except NotFoundError as error:
            try:
                return find_paper(self.store, name)
            except NotFoundError:
                raise error from None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        if self.closed:
            return f"<Graph {self.url!r}, closed>"
        counts = self.counts()
        parts = [plural(counts["Paper"], "paper"), *(f"{counts[t]:,} {t}" for t in EntityType)]
        return f"<Graph {self.url!r}: {', '.join(parts)}>"

    def _held(self) -> list[tuple[str, int]]:
        return [(name, count) for name, count in self.counts().items() if count]

    def _repr_html_(self) -> str:
        if self.closed:
            return html.text(repr(self))
        rows = [(named(name, name) if name in LIGHT else name, count) for name, count in self._held()]
        head = Html(f"<div><b>Graph</b> {html.text(self.url)}</div>")
        return head + html.table(("nodes and edges", "number"), rows, numeric=[False, True])

    def __rich__(self) -> RichTable | str:
        from rich import box
        from rich.table import Table as RichTable
        from rich.text import Text

        if self.closed:
            return repr(self).replace("[", r"\[")
        table = RichTable("nodes and edges", box=box.SIMPLE_HEAD, show_edge=False, title=Text(f"Graph {self.url}"))
        table.add_column("number", justify="right")
        for name, count in self._held():
            table.add_row(name, f"{count:,}")
        return table
