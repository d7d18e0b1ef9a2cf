"""Queries in other words, where the embedded engine would answer the words as they stand wrongly and without an error.

The engine (26.10) evaluates some readers of variables before it has the variable, or without it; they read null, rows
go missing or come in a wrong order. What is done about it, each time in a form that means the same in Cypher:

- *Edges that nobody seems to read* are not loaded, and the engine overlooks readers: the property map of another
  pattern, ``ORDER BY`` of a ``WITH``, ``WITH *``. So the clause that binds such an edge ``r`` gets ``r IS NOT NULL``,
  always true of what a pattern binds, in its ``WHERE``, where the engine looks.
- *A condition inside of a pattern* (a property map, an inline ``WHERE``) *that reads what the same clause binds* may be
  evaluated too early. It moves to the clause's ``WHERE``.
- *``WHERE`` of a repeated path* that compares its lists with what was bound before finds nothing. It moves behind
  the clause, to a ``WITH *``.
- *``RETURN *, x AS y``* loses ``y``. It becomes ``WITH *, x AS y RETURN *``.
- What has no such words is refused: reading the edge variable of a ``shortestPath``, which is never bound, an
  aggregate beside a ``*``, and rarer things.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from kg.stores.arcadedb_tree import Tree, begin, end, plain
from schemas.errors import QueryError

_SUBQUERIES = ("subqueryClause", "existsExpression", "countExpression", "collectExpression")
_CLAUSES = ("matchClause", "existsExpression", "countExpression", "patternComprehension", "parenthesizedPath")
"""What holds patterns and may hold a ``WHERE`` for them."""

_PATTERNS = (*_CLAUSES, "patternExpression")
"""What holds patterns; a pattern as a condition binds nothing."""

_AGGREGATES = frozenset(
    {"avg", "collect", "count", "max", "min", "percentilecont", "percentiledisc", "stdev", "stdevp", "sum"}
)

_Edit = tuple[int, int, str]
"""Begin and end of what goes, and what comes in its place."""


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A query for the engine; ``star`` names the last columns of a query that ends in ``RETURN *``, else it is None."""

    cypher: str
    star: tuple[str, ...] | None = None

    def columns(self, found: Iterable[str]) -> tuple[str, ...]:
        """The engine's columns in the order of Cypher: what a star stands for by name, then what was asked beside."""
        if self.star is None:
            return tuple(found)
        return (*sorted(set(found).difference(self.star)), *self.star)


@dataclass(slots=True)
class _Clause:
    """A clause with patterns: its edges and nodes, and the names that they bind, also those bound as lists."""

    node: Any
    edges: list[Any] = field(default_factory=list)
    nodes: list[Any] = field(default_factory=list)
    bound: set[str] = field(default_factory=set)
    repeated: set[str] = field(default_factory=set)


@lru_cache(maxsize=1024)
def rewritten(cypher: str) -> Rewritten:
    """The same query in words that the engine answers right; a query that does not parse stays as it is.

    Raises:
        QueryError: it has no such words; says what to write instead.
    """
    if not any(sign in cypher for sign in "[{*"):
        return Rewritten(cypher)
    tree = Tree(cypher)
    if not tree.whole:
        return Rewritten(cypher)
    edits, star = _stars(tree)
    if edits:
        tree = Tree(_edited(cypher, edits))
    edits = [edit for clause in _clauses(tree) for edit in _conditions(tree, clause)]
    return Rewritten(_edited(tree.text, edits + _named(tree, edits)), star)


def _edited(text: str, edits: list[_Edit]) -> str:
    for start, stop, new in sorted(edits, key=lambda edit: edit[:2], reverse=True):
        text = text[:start] + new + text[stop:]
    return text


def _named(tree: Tree, edits: list[_Edit]) -> list[_Edit]:
    """Names for columns that are named after their text, where that text changes."""
    return [
        (end(item), end(item), f" AS {_quoted(tree.written(item))}")
        for clause in tree.all("returnClause")
        for item in clause.returnBody().returnItems().returnItem()
        if item.AS() is None and any(begin(item) <= start < end(item) for start, _, _ in edits)
    ]


def _quoted(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"


def _stars(tree: Tree) -> tuple[list[_Edit], tuple[str, ...] | None]:
    """What becomes of ``RETURN *`` with more behind it, and the names of that more in the query's own answer."""
    edits: list[_Edit] = []
    star: tuple[str, ...] | None = None
    for items in tree.all("returnItems"):
        clause = items.getParent().getParent()
        if items.TIMES() is None:
            continue
        if any(_aggregates(tree, item) for item in items.returnItem()):
            raise QueryError("the embedded store cannot aggregate beside a *; name the variables instead of the *")
        if not tree.made(clause, "returnClause"):
            continue
        more = list(items.returnItem())
        names = [item.variable() if item.AS() is not None else item.expression() for item in more]
        written = [tree.written(name) for name in names]
        if tree.above(clause, _SUBQUERIES) is None:
            star = tuple(map(plain, written))
        if more:
            values = [tree.written(item.expression()) for item in more]
            quoted = ", ".join(f"{value} AS {_quoted(plain(n))}" for value, n in zip(values, written, strict=True))
            distinct = "DISTINCT " if clause.returnBody().DISTINCT() is not None else ""
            edits.append((begin(clause), end(items), f"WITH *, {quoted} RETURN {distinct}*"))
    return edits, star


def _aggregates(tree: Tree, item: Any) -> bool:
    around = tree.above(item, _SUBQUERIES)
    calls = [*tree.all("countStar", item), *tree.all("functionInvocation", item)]
    names = [(call, tree.written(call.functionName() if hasattr(call, "functionName") else call)) for call in calls]
    return any(
        name.partition("(")[0].strip().lower() in _AGGREGATES and tree.above(call, _SUBQUERIES) == around
        for call, name in names
    )


def _clauses(tree: Tree) -> Iterator[_Clause]:
    found: dict[tuple[int, int], _Clause] = {}
    for rule, kind in (("relationshipPattern", "edges"), ("nodePattern", "nodes")):
        for part in tree.all(rule):
            owner = tree.above(part, _PATTERNS)
            if owner is None or tree.made(owner, "patternExpression"):
                continue
            clause = found.setdefault((begin(owner), int(owner.getRuleIndex())), _Clause(owner))
            getattr(clause, kind).append(part)
            # What a path in brackets binds, the clause around it binds too, as lists.
            name, repeated = "" if part.variable() is None else plain(tree.written(part.variable())), False
            while name and owner is not None:
                around = found.setdefault((begin(owner), int(owner.getRuleIndex())), _Clause(owner))
                around.bound.add(name)
                if repeated:
                    around.repeated.add(name)
                inner = tree.made(owner, "parenthesizedPath")
                repeated = repeated or (inner and owner.quantifier() is not None)
                owner = tree.above(owner, _CLAUSES) if inner else None
    yield from found.values()


def _conditions(tree: Tree, clause: _Clause) -> list[_Edit]:
    edits: list[_Edit] = []
    conditions: list[str] = []
    for part in (*clause.nodes, *clause.edges):
        went, came = _moved(tree, clause, part)
        edits += went
        conditions += came
    conditions += [f"{name} IS NOT NULL" for name in _overlooked(tree, clause)]
    edits += _later(tree, clause)
    return edits + (_placed(clause.node, " AND ".join(conditions)) if conditions else [])


def _later(tree: Tree, clause: _Clause) -> list[_Edit]:
    """A ``WHERE`` that compares lists which a repeated path binds with something from before, put behind the clause."""
    where = None if tree.made(clause.node, "parenthesizedPath") else _where(clause.node)
    if where is None or not tree.names(where) & clause.repeated or tree.names(where) <= clause.bound:
        return []
    if not tree.made(clause.node, "matchClause") or clause.node.OPTIONAL() is not None:
        raise QueryError(
            f"the embedded store cannot answer WHERE {tree.written(where)}, because it compares what a repeated "
            "path binds with what was bound before; do that in a WITH behind the clause"
        )
    at = begin(clause.node.whereClause())
    return [(at, at, "WITH * ")]


def _moved(tree: Tree, clause: _Clause, part: Any) -> tuple[list[_Edit], list[str]]:
    """Conditions inside of a pattern's part that read what its clause binds: how they go, and as what they come."""
    inside = [part.properties(), part.expression()]
    reading = [node for node in inside if node is not None and tree.names(node) & clause.bound]
    if not reading:
        return [], []
    if tree.above(part, ("shortestPathPattern", *_CLAUSES)) != clause.node:
        raise QueryError(
            f"the embedded store cannot answer {tree.written(part)} in a shortestPath, because it reads what the same "
            "clause binds; bind that in a MATCH before it"
        )
    if any(tree.all(rule, node) for node in reading for rule in _SUBQUERIES):
        raise QueryError(
            f"the embedded store cannot answer {tree.written(part)}, because a subquery in it reads what the same "
            "clause binds; write that condition in the clause's WHERE"
        )
    edits: list[_Edit] = []
    conditions: list[str] = []
    if part.variable() is not None:
        name = tree.written(part.variable())
    else:
        name = f"_at_{begin(part)}"
        if any(items.TIMES() is not None for items in tree.all("returnItems")):
            raise QueryError(
                f"the embedded store cannot answer {tree.written(part)} beside a *, because it has no name and reads "
                "what the same clause binds; give it a name"
            )
        opening = part.LPAREN() if tree.made(part, "nodePattern") else part.LBRACKET()
        edits.append((end(opening), end(opening), name))
    several = tree.made(part, "relationshipPattern") and part.pathLength() is not None
    for node in reading:
        if node == part.expression():
            edits.append((begin(part.WHERE()), end(node), ""))
            conditions.append(f"({tree.written(node)})")
            continue
        edits.append((begin(node), end(node), ""))
        one = "_one" if several else name
        pairs = zip(node.map().propertyKeyName(), node.map().expression(), strict=True)
        equal = " AND ".join(f"{one}.{tree.written(key)} = ({tree.written(value)})" for key, value in pairs)
        conditions.append(f"all({one} IN {name} WHERE {equal})" if several else equal)
    return edits, conditions


def _overlooked(tree: Tree, clause: _Clause) -> list[str]:
    """Edges, as they are written, that the clause binds, that something reads, and that the engine would not load."""
    # Only whole queries can be asked about; what is nested gets the condition in any case.
    nested = tree.above(clause.node, _SUBQUERIES) is not None or not tree.made(clause.node, "matchClause")
    names: dict[str, None] = {}
    for edge in clause.edges:
        if edge.variable() is None or tree.made(clause.node, "parenthesizedPath"):
            continue
        name = plain(tree.written(edge.variable()))
        if tree.mentions(name) < 2:
            continue
        if tree.above(edge, ("shortestPathPattern", *_CLAUSES)) != clause.node:
            raise QueryError(
                f"the embedded store does not know the edges {name} of a shortestPath; name the path, "
                "p = shortestPath(…), and write relationships(p)"
            )
        if nested or not tree.loads(name, clause.node):
            names[tree.written(edge.variable())] = None
    return list(names)


def _where(clause: Any) -> Any | None:
    """The expression of a clause's ``WHERE``."""
    if hasattr(clause, "whereClause"):
        where = clause.whereClause()
        return None if where is None else where.expression()
    return clause.whereExp if hasattr(clause, "whereExp") else clause.expression()


def _placed(clause: Any, condition: str) -> list[_Edit]:
    """How a condition comes into a clause, before the conditions that stand there."""
    expression = _where(clause)
    if expression is not None:
        start, stop = begin(expression), end(expression)
        return [(start, start, f"{condition} AND ("), (stop, stop, ")")]
    if hasattr(clause, "patternList"):
        parts = [clause.patternList(), *(clause.hint() if hasattr(clause, "hint") else ())]
    else:
        parts = [clause.pathPatternNonEmpty() if hasattr(clause, "pathPatternNonEmpty") else clause.pattern()]
    at = max(map(end, parts))
    return [(at, at, f" WHERE {condition}")]
