"""The embedded engine's own syntax tree of a query: its parts, where they stand in the text, and what owns what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from kg.stores import arcadedb_jvm as jvm

_ENGINE = "com.arcadedb.query.opencypher"
_GRAMMAR = f"{_ENGINE}.grammar.Cypher25"
_ANTLR = "org.antlr.v4.runtime"


class Tree:
    """A query as the engine parses it. Rules are named as in its grammar, ``matchClause``.

    Only where ``whole`` is true are all the parts there that the grammar asks for.
    """

    def __init__(self, cypher: str) -> None:
        self.text = cypher
        self._parser = jvm.java_class(f"{_GRAMMAR}Parser")
        self._trees = jvm.java_class(f"{_ANTLR}.tree.Trees")
        lexer = jvm.java_class(f"{_GRAMMAR}Lexer")(jvm.java_class(f"{_ANTLR}.CharStreams").fromString(cypher))
        parser = self._parser(jvm.java_class(f"{_ANTLR}.CommonTokenStream")(lexer))
        # Whoever wants to know what is wrong with a query asks the engine, which says it better.
        lexer.removeErrorListeners()
        parser.removeErrorListeners()
        try:
            self._root = parser.statements()
        except jvm.java_class("java.lang.StackOverflowError"):
            # Nested deeper than the engine allows, which it finds by counting and says.
            self.whole = False
            return
        self.whole = int(parser.getNumberOfSyntaxErrors()) == 0
        self._mentioned = Counter(plain(str(variable.getText())) for variable in self.all("variable"))

    def all(self, rule: str, node: Any = None) -> list[Any]:
        """Parts of the query, or of ``node`` and with itself, that a rule made; in no order to rely on."""
        return list(self._trees.findAllRuleNodes(self._root if node is None else node, self._number(rule)))

    def above(self, node: Any, rules: Iterable[str]) -> Any | None:
        """The nearest part around ``node`` that one of the rules made; None where there is none."""
        numbers = {self._number(rule) for rule in rules}
        node = node.getParent()
        while node is not None and int(node.getRuleIndex()) not in numbers:
            node = node.getParent()
        return node

    def made(self, node: Any, rule: str) -> bool:
        """Whether a rule made the part."""
        return int(node.getRuleIndex()) == self._number(rule)

    def names(self, node: Any) -> set[str]:
        """Variables, without quotes, that stand anywhere in a part."""
        return {plain(str(variable.getText())) for variable in self.all("variable", node)}

    def mentions(self, name: str) -> int:
        """How often a variable of that name stands in the query."""
        return self._mentioned[name]

    def loads(self, edge: str, clause: Any) -> bool:
        """Whether the engine sees something that reads an edge of that name, bound by a clause of no subquery."""
        usage = jvm.java_class(f"{_ENGINE}.executor.CypherVariableUsage")
        statement = jvm.java_class(f"{_ENGINE}.parser.Cypher25AntlrParser")().parse(self.text)
        if not hasattr(statement, "getQueries"):
            return bool(usage.isEdgeVariableReferenced(statement, edge))
        parts = sorted(begin(part) for part in self.all("singleQuery") if self.above(part, ("singleQuery",)) is None)
        queries = list(statement.getQueries())
        own = sum(part <= begin(clause) for part in parts) - 1
        return len(parts) == len(queries) and bool(usage.isEdgeVariableReferenced(queries[own], edge))

    def written(self, node: Any) -> str:
        """The text of a part as it stands in the query."""
        return self.text[begin(node) : end(node)]

    def _number(self, rule: str) -> int:
        return int(getattr(self._parser, f"RULE_{rule}"))


def begin(node: Any) -> int:
    """Position of a part's first character."""
    token = node.getStart() if hasattr(node, "getStart") else node.getSymbol()
    return int(token.getStartIndex())


def end(node: Any) -> int:
    """Position behind a part's last character."""
    token = node.getStop() if hasattr(node, "getStop") else node.getSymbol()
    return int(token.getStopIndex()) + 1


def plain(name: str) -> str:
    """A name without the quotes that it may be written in."""
    return name[1:-1].replace("``", "`") if name.startswith("`") else name
