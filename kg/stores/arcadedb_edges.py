"""Edge variables that the embedded engine would forget: queries rewritten so that it keeps them.

The engine does not load the edges of a pattern whose variable nothing reads, and it looks for readers in fewer places
than there are: not in the property map of another pattern (``MATCH (e:Evidence {claim_id: r.claim_id})``), not in the
``ORDER BY`` of a ``WITH``, not behind ``WITH *``. What reads the edge there reads null, and rows go missing, or come in
a wrong order, without an error. So the clause that binds such a variable gets ``r IS NOT NULL`` in its ``WHERE``: that
is always true of what a pattern binds, and it is a place where the engine looks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from kg.stores import arcadedb_jvm as jvm

_ENGINE = "com.arcadedb.query.opencypher"
_ANTLR = "org.antlr.v4.runtime"
_BOUND = re.compile(r"\[\s*(?:/\*.*?\*/\s*|//[^\n]*\n\s*)*(`(?:[^`]|``)+`|[^\W\d]\w*)", re.DOTALL)
_OWN_SCOPE = ("SubqueryClauseContext", "ExistsExpressionContext", "CountExpressionContext", "CollectExpressionContext")
_NO_SINGLE_EDGE = ("ShortestPathPatternContext", "ParenthesizedPathContext")


def with_edges(java: Any, cypher: str) -> str:
    """The same query in words that make the engine load every edge that the query reads.

    Args:
        java: the engine's database.
        cypher: a query that parses; the engine's exceptions come through where it does not.
    """
    return _rewritten(java, cypher) if _suspected(cypher) else cypher


def _suspected(cypher: str) -> bool:
    """Whether a name that stands behind a bracket, as an edge's does, stands somewhere else too."""
    return any(cypher.count(name.strip("`")) > 1 for name in _BOUND.findall(cypher))


@lru_cache(maxsize=1024)
def _rewritten(java: Any, cypher: str) -> str:
    statement = java.getCypherStatementCache().get(cypher)
    queries = list(statement.getQueries()) if hasattr(statement, "getQueries") else [statement]
    usage = jvm.java_class(f"{_ENGINE}.executor.CypherVariableUsage")
    insertions: list[tuple[int, str]] = []
    for clause in _clauses(cypher):
        nested = _within(clause, _OWN_SCOPE)
        names = [
            name
            for name in _edges(clause)
            if cypher.count(name.strip("`")) > 1
            # Only whole queries can be asked about; what is nested is rewritten in any case.
            and (nested or not all(usage.isEdgeVariableReferenced(query, _plain(name)) for query in queries))
        ]
        if names:
            insertions += _condition(clause, " AND ".join(f"{name} IS NOT NULL" for name in dict.fromkeys(names)))
    for at, text in sorted(insertions, reverse=True):
        cypher = cypher[:at] + text + cypher[at:]
    return cypher


def _clauses(cypher: str) -> Iterator[Any]:
    """Parts of the query's tree that hold a list of patterns and may hold a ``WHERE`` behind it."""
    parser_class = jvm.java_class(f"{_ENGINE}.grammar.Cypher25Parser")
    lexer = jvm.java_class(f"{_ENGINE}.grammar.Cypher25Lexer")(
        jvm.java_class(f"{_ANTLR}.CharStreams").fromString(cypher)
    )
    parser = parser_class(jvm.java_class(f"{_ANTLR}.CommonTokenStream")(lexer))
    tree = parser.statements()
    for rule in (parser_class.RULE_matchClause, parser_class.RULE_existsExpression, parser_class.RULE_countExpression):
        for clause in jvm.java_class(f"{_ANTLR}.tree.Trees").findAllRuleNodes(tree, rule):
            if clause.patternList() is not None:
                yield clause


def _edges(clause: Any) -> list[str]:
    """Names of the single edges that a clause's patterns bind, as they are written."""
    rule = jvm.java_class(f"{_ENGINE}.grammar.Cypher25Parser").RULE_relationshipPattern
    found = jvm.java_class(f"{_ANTLR}.tree.Trees").findAllRuleNodes(clause.patternList(), rule)
    return [
        str(edge.variable().getText())
        for edge in found
        if edge.variable() is not None and not _within(edge, _NO_SINGLE_EDGE, clause)
    ]


def _within(node: Any, kinds: tuple[str, ...], end: Any = None) -> bool:
    node = node.getParent()
    while node is not None and node != end:
        if type(node).__name__.rpartition("$")[2] in kinds:
            return True
        node = node.getParent()
    return False


def _condition(clause: Any, text: str) -> list[tuple[int, str]]:
    """Insertions, position and text, that put a condition before those that the clause has."""
    where = clause.whereClause()
    if where is None:
        parts = [clause.patternList(), *(clause.hint() if hasattr(clause, "hint") else ())]
        return [(max(int(part.getStop().getStopIndex()) for part in parts) + 1, f" WHERE {text}")]
    expression = where.expression()
    begin, end = int(expression.getStart().getStartIndex()), int(expression.getStop().getStopIndex())
    return [(begin, f"{text} AND ("), (end + 1, ")")]


def _plain(name: str) -> str:
    return name[1:-1].replace("``", "`") if name.startswith("`") else name
