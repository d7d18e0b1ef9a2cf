"""The gate before both stores, by its two judgements: the text, and Neo4j's plan."""

from __future__ import annotations

import pytest

from kg.stores import ddl
from kg.stores.gate import OPERATORS, check_plan, check_text
from kg.stores.search import lucene_query
from schemas import NODES
from schemas.errors import QueryForbiddenError, QuerySyntaxError
from tests.kg.stores.texts import ESCAPES, HARMLESS


@pytest.mark.parametrize("cypher", ESCAPES)
def test_the_text_alone_is_enough_to_refuse(cypher: str) -> None:
    """Nothing of the list of escapes depends on what an engine says about it."""
    with pytest.raises((QueryForbiddenError, QuerySyntaxError)):
        check_text(cypher)


@pytest.mark.parametrize("cypher", HARMLESS)
def test_harmless_text_is_not_changed(cypher: str) -> None:
    """A query that may run is run as it was typed."""
    assert check_text(cypher).text == cypher
    assert not check_text(cypher).explain


@pytest.mark.parametrize("cypher", ["EXPLAIN MATCH (n) RETURN n", "/* EXPLAIN */ explain MATCH (n) RETURN n"])
def test_explain_is_taken_off(cypher: str) -> None:
    """The word is no part of the query, wherever comments stand."""
    checked = check_text(cypher)
    assert checked.explain
    assert checked.text.strip() == "MATCH (n) RETURN n"


@pytest.mark.parametrize(
    "cypher",
    [
        "RETURN '\\\\' + [x IN [1] | COLLECT { CALL dbms.x() YIELD y RETURN y }][0][0] + ''",
        'RETURN "it\'s" + [x IN [1] | COLLECT { CALL dbms.x() YIELD y RETURN y }]',
        "MATCH (`a``b`) CALL dbms.x() YIELD y RETURN y",
        "MATCH (n) // '\nCALL dbms.x() YIELD y RETURN y",
        "MATCH (n) /* ' */ CALL dbms . x ( ) YIELD y RETURN y",
        "OPTIONAL CALL dbms.x() YIELD y RETURN y",
        "MATCH (n) WITH n CALL dbms.x YIELD y RETURN y",
        "RETURN apoc . load . x (1)",
        "UNWIND [1] AS x CALL { USE system RETURN 1 AS y } RETURN y",
    ],
)
def test_quotes_and_comments_hide_nothing(cypher: str) -> None:
    """Tricks with quotes, escapes, comments and spaces do not carry a call past the gate."""
    with pytest.raises((QueryForbiddenError, QuerySyntaxError)):
        check_text(cypher)


@pytest.mark.parametrize("operator", ["LoadCSV", "AdministrationCommand", "Create", "SomethingNew", "TransactionApply"])
def test_an_operator_that_is_not_listed_is_refused(operator: str) -> None:
    """The list says what is allowed: an operator of a later version is refused until somebody has looked at it."""
    assert operator not in OPERATORS
    plan = {"operatorType": "ProduceResults@neo4j", "children": [{"operatorType": f"{operator}@neo4j"}]}
    with pytest.raises(QueryForbiddenError):
        check_plan(plan)


def test_a_plan_that_reads_passes() -> None:
    """Forms of an operator in brackets count as the operator, and an allowed procedure passes."""
    check_plan(
        {
            "operatorType": "ProduceResults@neo4j",
            "children": [
                {"operatorType": "Expand(All)@neo4j", "children": [{"operatorType": "AllNodesScan@neo4j"}]},
                {"operatorType": "ProcedureCall@neo4j", "args": {"Details": "db.labels() :: (label :: STRING)"}},
            ],
        }
    )
    with pytest.raises(QueryForbiddenError, match=r"dbms\.listConfig"):
        check_plan({"operatorType": "ProcedureCall", "args": {"Details": "dbms.listConfig() :: (name :: STRING)"}})


def test_the_schema_makes_the_statements() -> None:
    """Each label gets its constraint, each indexed property its index, and all run twice without harm."""
    statements = ddl.statements()
    assert all("IF NOT EXISTS" in statement for statement in statements)
    for spec in NODES.values():
        assert any("CONSTRAINT" in s and f"`{spec.label}`" in s for s in statements)
        for name in spec.indexed:
            assert any(f"FOR (n:`{spec.label}`) ON (n.`{name}`)" in s for s in statements)
    indexed = {label for labels, _ in ddl.fulltext().values() for label in labels}
    assert indexed == {spec.label for spec in NODES.values() if spec.fulltext}


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("graph net", "+graph +net*"),
        ("SO(3)", "+so +3*"),
        ("AND", "+and*"),
        ("E(n)-equivariant", "+e +n +equivariant*"),
        ("Don't 3.5", "+don't +3.5*"),
        ("+-!(){}", None),
        ("", None),
    ],
)
def test_words_become_terms(text: str, query: str | None) -> None:
    """What is typed becomes required words in lower case, cut as the index cuts them; the last is a prefix."""
    assert lucene_query(text) == query
