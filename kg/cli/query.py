"""``kg query``: Cypher in, rows out."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from kg.cli.command import (
    ASK,
    Command,
    Database,
    Example,
    Param,
    Password,
    RowFormat,
    Store,
    Timeout,
    User,
    open_graph,
    parameters,
)

Limit = Annotated[int, typer.Option("--limit", "-n", min=0, metavar="N", help="Rows at most; 0 for all.")]
Rows = Annotated[RowFormat, typer.Option("--format", "-f", help="How rows are printed.")]


def query(
    cypher: Annotated[str, typer.Argument(metavar="CYPHER", help="One statement that reads; - takes standard input.")],
    param: Param = None,
    format: Rows = RowFormat.TABLE,
    limit: Limit = 1000,
    timeout: Timeout = 30.0,
    explain: Annotated[bool, typer.Option("--explain", help="Print the plan of the store instead of rows.")] = False,
    store: Store = None,
    user: User = None,
    password: Password = None,
    database: Database = None,
) -> None:
    """Ask the graph in Cypher.

    Only reading is allowed: what would write, read files, reach the network or administer a server is refused.

    `json` prints a list of row objects, `jsonl` one object a line, `csv` a header and values. Nodes, edges and paths
    become objects, dates ISO 8601. `kg schema` shows what can be asked for, `kg queries` has prepared questions.
    """
    from kg.cli.output import print_rows
    from kg.cli.text import safe
    from schemas.errors import UsageError

    text = sys.stdin.read() if cypher == "-" else cypher
    if not text.strip():
        raise UsageError("the query is empty")
    values = parameters(param)
    with open_graph(store, user, password, database) as graph:
        if explain:
            print(safe(graph.explain(text, values)))
        else:
            print_rows(graph.query(text, values, limit=limit or None, timeout=timeout), format)


COMMAND = Command(
    "query",
    ASK,
    query,
    (
        Example("kg query 'MATCH (m:Method) RETURN m.name, m.support ORDER BY m.support DESC LIMIT 10'", "a table"),
        Example(
            "kg query 'MATCH (:Task {name: $t})<-[c:ADDRESSES]-(m) RETURN m.name, c.support' -p t='continual learning'",
            "with a value",
        ),
        Example("kg query - --format csv < question.cypher > answer.csv", "from a file into a file"),
    ),
)
