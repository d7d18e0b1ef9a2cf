"""Named queries: their files, their parameters, and their rows on both stores."""

from __future__ import annotations

import pytest

from kg.queries import GROUPS, find_query, grouped_queries, named_queries, parse_query, run_named
from kg.stores import GraphStore
from schemas import GraphTables
from schemas.errors import InputError, NotFoundError, UsageError
from tests.kg.lattice_rows import with_lattice
from tests.kg.query_cases import CASES

GOOD = """// Methods
// All of a task.
// @group What works for a task
// @param task (entity Task): the task
// @param least (integer = 1): least support
// @column method: its name
// @example task=x
MATCH (t:Task {id: $task})<-[c:ADDRESSES]-(m) WHERE c.support >= $least RETURN m.name AS method
"""


@pytest.fixture(scope="module")
def golden_tables(golden_tables: GraphTables) -> GraphTables:
    """The golden papers with a small lattice."""
    return with_lattice(golden_tables)


@pytest.mark.parametrize("name", sorted(CASES))
def test_rows(golden_store: GraphStore, name: str) -> None:
    """A named query gives the rows that were worked out by hand, in their order, on both stores."""
    params, columns, expected = CASES[name]
    answer = run_named(golden_store, name, params)
    places = [answer.columns.index(column) for column in columns]
    assert [tuple(row[i] for i in places) for row in answer.rows] == expected
    assert answer.columns == tuple(column.name for column in named_queries()[name].columns)


def test_examples_give_rows(golden_store: GraphStore) -> None:
    """The example that a query's own file gives has an answer, so that documentation can show it."""
    # These two speak of groups of the whole lattice; tests/kg/test_lattice.py asks them there.
    elsewhere = {"smallest-group-over", "uncovered-subgroups"}
    empty = [
        name
        for name, query in named_queries().items()
        if query.example and name not in elsewhere and not run_named(golden_store, name, query.example).rows
    ]
    assert empty == []


def test_every_query_has_expected_rows() -> None:
    """No named query is without rows worked out by hand, and none of those is empty."""
    assert set(CASES) == set(named_queries())
    assert all(rows for _, _, rows in CASES.values())


def test_limit_says_that_it_cut(golden_store: GraphStore) -> None:
    """A limit keeps the first rows and says that there are more."""
    answer = run_named(golden_store, "outperforms", limit=2)
    assert len(answer.rows) == 2
    assert answer.truncated
    assert not run_named(golden_store, "outperforms", limit=4).truncated


@pytest.mark.parametrize(
    "name",
    ["method:egnn", "EGNN", "egnn", "E(n)-equivariant graph neural network", "e(N)-Equivariant Graph neural network"],
)
def test_entities_by_any_name(golden_store: GraphStore, name: str) -> None:
    """An entity is given by id, name or alias in any case, and the answer says what it was taken for."""
    answer = run_named(golden_store, "tasks-of-method", {"method": name})
    assert [row[1] for row in answer.rows] == ["task:molecular-property-prediction"]
    assert answer.resolved["method"].id == "method:egnn"


def test_text_is_read_as_the_type_of_a_parameter(golden_store: GraphStore) -> None:
    """Values that a command line passes on as text mean what they would as numbers; a relation's case is free."""
    params = {"task": "molecular property prediction", "min_support": "2"}
    assert len(run_named(golden_store, "methods-for-task", params).rows) == 1
    claim = {"head": "EGNN", "tail": "QM9", "relation": "evaluated_on"}
    assert len(run_named(golden_store, "papers-behind-claim", claim).rows) == 1


@pytest.mark.parametrize(
    ("name", "params", "says"),
    [
        ("method-for-task", {}, "no named query 'method-for-task'. Close to it: methods-for-task"),
        ("methods-for-task", {}, "needs --param task=… (the task)"),
        ("methods-for-task", {"task": "x", "tsk": "y"}, "has no parameter 'tsk'; it has task, min_support"),
        ("counts", {"x": 1}, "has no parameter 'x'; it has none"),
        ("outperforms", {"min_papers": "two"}, "'min_papers' is of type integer, not 'two'"),
        ("outperforms", {"min_papers": 1.5}, "'min_papers' is of type integer, not 1.5"),
        ("rising", {"type": "Paper"}, "'type' is one of Method, Task, Dataset, Metric, SymmetryGroup, not 'Paper'"),
    ],
)
def test_wrong_use_is_told(golden_store: GraphStore, name: str, params: dict[str, object], says: str) -> None:
    """An unknown query, a missing, unknown or ill-typed parameter is one clear line."""
    with pytest.raises(UsageError) as caught:
        run_named(golden_store, name, params)
    assert says in str(caught.value)


def test_an_entity_of_another_type_is_not_taken(golden_store: GraphStore) -> None:
    """A parameter for a task does not take a method of that name."""
    with pytest.raises(NotFoundError, match="Nothing called ‘EGNN’"):
        run_named(golden_store, "methods-for-task", {"task": "EGNN"})


def test_parse() -> None:
    """A file gives title, summary, parameters with types and defaults, columns, example and the query."""
    query = parse_query("methods.cypher", GOOD)
    assert (query.name, query.title, query.summary) == ("methods", "Methods", "All of a task.")
    task, least = query.parameters
    assert (task.type, task.types, task.required) == ("entity", ("Task",), True)
    assert (least.type, least.default, least.required) == ("integer", 1, False)
    assert query.cypher.startswith("MATCH (t:Task")
    assert query.example == {"task": "x"}
    assert query.group == "What works for a task"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("@group What works", "@group What worked", "methods.cypher:3: 'What worked for a task' is none of the groups"),
        ("(entity Task)", "(entity Tusk)", "methods.cypher:4: type or default cannot be read"),
        ("(integer = 1)", "(number = 1)", "methods.cypher:5: 'number' is none of"),
        ("(integer = 1)", "integer 1", "methods.cypher:5: a parameter is written"),
        ("@column method: its name", "@column method", "methods.cypher:6: a column is written"),
        ("@example", "@exmaple", "methods.cypher:7: @exmaple is none of"),
        ("$least", "$most", "methods.cypher:8: parameter 'most' is not declared"),
        (">= $least", ">= 1", "methods.cypher:5: parameter 'least' is not used"),
        ("// @param least", "// @param task", "methods.cypher:5: parameter 'task' stands twice"),
        ("// All of a task.\n", "", "methods.cypher:1: a query starts with a comment"),
        (GOOD[GOOD.index("MATCH") :], "", "methods.cypher:7: no query or no @column"),
    ],
)
def test_broken_files_are_told_by_line(old: str, new: str, says: str) -> None:
    """What is wrong with a file is told with its name and line."""
    with pytest.raises(InputError) as caught:
        parse_query("methods.cypher", GOOD.replace(old, new, 1))
    assert says in str(caught.value)


def test_every_query_is_in_one_group() -> None:
    """Lists by question leave no query out and show none twice, and no question is without a query."""
    grouped = grouped_queries()
    assert tuple(grouped) == GROUPS
    assert all(grouped.values())
    assert sorted(q.name for group in grouped.values() for q in group) == sorted(named_queries())


def test_ids_follow_what_they_name() -> None:
    """A column of ids stands behind the column that says what they are ids of, or is a claim's or a sentence's."""
    for query in named_queries().values():
        names = [column.name for column in query.columns]
        for name in (n for n in names if n.endswith("_id")):
            assert name.removesuffix("_id") in names or name.endswith(("claim_id", "evidence_id")), query.name


def test_find_query_without_a_close_name() -> None:
    """A name that is like none lists them all."""
    with pytest.raises(UsageError, match="There are built-on-method, "):
        find_query("zzzzzz")
