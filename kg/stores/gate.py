"""What a stranger may type into a query: reading, and nothing else.

Both stores hold a reading session to reading by themselves. What slips through there is closed here:

- by the text, for both stores: procedures and functions in a namespace are allowed by name, ``LOAD CSV``, ``USE``,
  ``SHOW`` and the like are refused, wherever they stand. Text inside strings, comments and backticks is told apart by
  a scanner, so a title that contains "load csv" is no offence.
- by the plan, for Neo4j: every operator of ``EXPLAIN``'s plan must be one that reads. A plan alone is not enough,
  because what an expression nests (``[x IN list | COLLECT { CALL … }]``) is not in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from schemas.errors import QueryForbiddenError, QuerySyntaxError


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


PROCEDURES = frozenset(
    {
        "db.labels",
        "db.relationshiptypes",
        "db.propertykeys",
        "db.schema.visualization",
        "db.schema.nodetypeproperties",
        "db.schema.reltypeproperties",
        "db.index.fulltext.querynodes",
        "db.index.fulltext.queryrelationships",
    }
)
"""Procedures that a query may call, in lower case: they read the graph or its schema."""

NAMESPACES = frozenset({"date", "datetime", "localdatetime", "localtime", "time", "duration", "point"})
"""First parts of names of functions that a query may use; functions without a dot are the language's own."""

OPERATORS = _words(
    """
    AllNodesScan AntiSemiApply Apply Argument ArgumentTracker AssertSameNode AssertSameRelationship
    BFSPruningVarLengthExpand CacheProperties CartesianProduct ConditionalApply AntiConditionalApply
    DirectedAllRelationshipsScan DirectedRelationshipByElementIdSeek DirectedRelationshipByIdSeek
    DirectedRelationshipIndexContainsScan DirectedRelationshipIndexEndsWithScan DirectedRelationshipIndexScan
    DirectedRelationshipIndexSeek DirectedRelationshipIndexSeekByRange DirectedRelationshipTypeScan
    DirectedUnionRelationshipTypesScan Distinct Eager EagerAggregation EmptyResult EmptyRow ErrorPlan Expand Filter
    IntersectionNodeByLabelsScan LeftOuterHashJoin LetAntiSemiApply LetSelectOrAntiSemiApply LetSelectOrSemiApply
    LetSemiApply Limit MultiNodeIndexSeek NodeByElementIdSeek NodeByIdSeek NodeByLabelScan NodeCountFromCountStore
    NodeHashJoin NodeIndexContainsScan NodeIndexEndsWithScan NodeIndexScan NodeIndexSeek NodeIndexSeekByRange
    NodeUniqueIndexSeek NodeUniqueIndexSeekByRange NonFuseable NullifyMetadata Optional OptionalExpand
    OrderedAggregation OrderedDistinct OrderedUnion PartialSort PartialTop PathPropagatingBFS PreserveOrder
    ProcedureCall ProduceResults ProjectEndpoints Projection PruningVarLengthExpand RelationshipCountFromCountStore
    Repeat RightOuterHashJoin RollUpApply SelectOrAntiSemiApply SelectOrSemiApply SemiApply ShortestPath
    SimulatedNodeScan Skip Sort StatefulShortestPath SubtractionNodeByLabelsScan Top Top1WithTies Trail TriadicBuild
    TriadicFilter TriadicSelection UndirectedAllRelationshipsScan UndirectedRelationshipByElementIdSeek
    UndirectedRelationshipByIdSeek UndirectedRelationshipIndexContainsScan UndirectedRelationshipIndexEndsWithScan
    UndirectedRelationshipIndexScan UndirectedRelationshipIndexSeek UndirectedRelationshipIndexSeekByRange
    UndirectedRelationshipTypeScan UndirectedUnionRelationshipTypesScan Union UnionNodeByLabelsScan Unwind
    ValueHashJoin VarLengthExpand
    """
)
"""Operators of a Neo4j plan that read the graph or compute; forms in brackets, as in ``Expand(All)``, count too."""

_NO_QUERY = _words(
    """
    SHOW TERMINATE ALTER GRANT DENY REVOKE START STOP DROP ENABLE DRYRUN DEALLOCATE REALLOCATE RENAME BEGIN COMMIT
    ROLLBACK SESSION
    """
)
_WRITES = _words("CREATE MERGE INSERT SET REMOVE DELETE DETACH FOREACH")
_TOKEN = re.compile(
    r"""
      (?P<space>\s+|//[^\n]*|/\*.*?(?:\*/|\Z))
    | (?P<string>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")
    | (?P<parameter>\$(?:`[^`]*`|\w+))
    | (?P<quoted>`(?:[^`]|``)*`)
    | (?P<number>\d\w*)
    | (?P<name>[^\W\d]\w*)
    | (?P<sign>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_UNICODE_ESCAPE = re.compile(r"\\u+[0-9a-fA-F]{4}")


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    end: int = 0

    def word(self) -> str:
        """The keyword that it may be, in capitals; empty for everything that cannot be one."""
        return self.text.upper() if self.kind == "name" else ""

    def name(self) -> str:
        if self.kind == "quoted":
            return self.text[1:-1].replace("``", "`")
        return self.text if self.kind == "name" else ""


@dataclass(frozen=True, slots=True)
class Checked:
    """A query that may run: its text without ``EXPLAIN``, and whether that stood before it."""

    text: str
    explain: bool


@lru_cache(maxsize=1024)
def check_text(cypher: str) -> Checked:
    """Refuse by its text what no store may be asked.

    Raises:
        QuerySyntaxError: nothing was asked, or more than one thing.
        QueryForbiddenError: it would do more than read.
    """
    tokens = list(_tokens(cypher))
    explain = bool(tokens) and tokens[0].word() == "EXPLAIN"
    text = cypher[tokens[0].end :] if explain else cypher
    _refuse(list(_tokens(text)))
    # Some versions of Cypher turn \\uXXXX into its character before they read the query, others only inside of
    # strings: both readings must be harmless.
    decoded = _UNICODE_ESCAPE.sub(lambda escape: chr(int(escape.group()[-4:], 16)), text)
    if decoded != text:
        _refuse(list(_tokens(decoded)))
    return Checked(text, explain)


def check_plan(plan: Mapping[str, Any]) -> None:
    """Refuse by Neo4j's plan what it lets a reading session do although it is more than reading the graph.

    Raises:
        QueryForbiddenError: an operator or a procedure is not on the list.
    """
    operator = str(plan.get("operatorType", "")).partition("@")[0].partition("(")[0]
    if operator not in OPERATORS:
        raise QueryForbiddenError(_OPERATOR_WORDS.get(operator, f"only reading is allowed here, not {operator}"))
    if operator == "ProcedureCall":
        name = str(plan.get("args", {}).get("Details", "")).partition("(")[0].strip()
        _check_procedure(name)
    for child in plan.get("children", ()):
        check_plan(child)


_OPERATOR_WORDS = {
    "LoadCSV": "LOAD CSV is not allowed: a query reads the graph, not files or the network",
    "AdministrationCommand": "administration is not allowed in a query",
}


def _tokens(cypher: str) -> Iterator[_Token]:
    for match in _TOKEN.finditer(cypher):
        kind = str(match.lastgroup)
        if kind != "space":
            yield _Token(kind, match.group(), match.end())


def _refuse(tokens: list[_Token]) -> None:
    while tokens and tokens[-1].text == ";":
        tokens.pop()
    if not tokens:
        raise QuerySyntaxError("the query is empty")
    if any(token.text == ";" and token.kind == "sign" for token in tokens):
        raise QuerySyntaxError("one statement at a time: there is a semicolon in the middle")
    first = tokens[0].word()
    if first == "PROFILE":
        raise QueryForbiddenError("PROFILE is not allowed here; EXPLAIN shows the plan")
    if first in _WRITES:
        raise QueryForbiddenError(f"only reading is allowed here, not {first}")
    if first in _NO_QUERY:
        raise QueryForbiddenError(f"{first} is administration, not a query of the graph")
    for at, token in enumerate(tokens):
        before = tokens[at - 1].text if at else ""
        # A name behind a dot, a colon or a bar is a property, a label or a type, whatever it is called.
        if before in (".", ":", "|") or token.kind not in ("name", "quoted"):
            continue
        after = tokens[at + 1] if at + 1 < len(tokens) else _Token("sign", "")
        if token.word() == "LOAD" and after.word() == "CSV":
            raise QueryForbiddenError(_OPERATOR_WORDS["LoadCSV"])
        if token.word() == "USE" and after.kind in ("name", "quoted") and before in ("", "{", "UNION", "ALL"):
            raise QueryForbiddenError("USE is not allowed: a query reads the graph that was opened")
        if token.word() == "TRANSACTIONS" and before.upper() in ("IN", "CONCURRENT"):
            raise QueryForbiddenError("a query runs in one transaction, so IN TRANSACTIONS is not allowed")
        name, end = _dotted(tokens, at)
        following = tokens[end].text if end < len(tokens) else ""
        if before.upper() == "CALL" and tokens[at - 1].kind == "name" and (following == "(" or _standalone(tokens, at)):
            _check_procedure(name)
        elif following == "(" and "." in name and name.partition(".")[0].lower() not in NAMESPACES:
            raise QueryForbiddenError(f"the function {name} is not allowed; functions of the language itself are")


def _standalone(tokens: list[_Token], at: int) -> bool:
    """Whether the CALL before ``at`` is a clause, though no bracket follows its name (``CALL db.labels YIELD …``)."""
    return at == 1 or tokens[at - 2].kind != "name" or tokens[at - 2].word() not in ("RETURN", "AS", "WITH", "BY")


def _dotted(tokens: list[_Token], at: int) -> tuple[str, int]:
    """A name with dots that starts at ``at``, and the position behind it."""
    parts = [tokens[at].name()]
    at += 1
    while at + 1 < len(tokens) and tokens[at].text == "." and tokens[at + 1].name():
        parts.append(tokens[at + 1].name())
        at += 2
    return ".".join(parts), at


def _check_procedure(name: str) -> None:
    if name.lower() not in PROCEDURES:
        allowed = ", ".join(sorted(PROCEDURES))
        raise QueryForbiddenError(f"the procedure {name} is not allowed; allowed are {allowed}")
