"""``docs/queries.md``: every named query with its parameters, columns, Cypher, and an example's real output."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from kg.cli.values import shown
from kg.queries import NamedQuery, Parameter, grouped_queries, named_queries, run_named
from kg.stores import GraphStore

ROWS = 5
"""Rows of an example that are shown."""
CELL = 70
"""Characters of a cell that are shown."""

_HEAD = """<!-- Written by `python -m tests.docs` from kg/cypher/*.cypher; change those files, not this page. -->
# Prepared questions

{number} questions are prepared in Cypher. They run unchanged on both stores, in the terminal, in the dashboard's Cypher
view and from Python:

```bash
kg queries                                        # all of them
kg queries methods-for-task --describe            # what one asks, its parameters and its Cypher
kg queries methods-for-task -p task="molecular property prediction"
```

Entities are given by name, alias or id; a paper by its id or its title. A name that is not in the graph is an error
that says what is close. A parameter with a default may be left out. For programs, `--json` or `-f csv` add the columns
of ids (`…_id`), which the tables here leave out.

The examples are answers of the graph of 13 small papers that the tests use (`tests/data/golden.jsonl`);
`kg build tests/data/golden.jsonl --store /tmp/golden` makes it in a few seconds, without a model.
"""


def page(store: GraphStore) -> str:
    """The whole page; ``store`` holds the golden papers."""
    return "\n".join([_HEAD.format(number=len(named_queries())), *_contents(), *_groups(store)]).rstrip() + "\n"


def _contents() -> Iterator[str]:
    for group, queries in grouped_queries().items():
        links = ", ".join(f"[{q.name}](#{q.name})" for q in queries)
        yield f"- **{group}**: {links}"
    yield ""


def _groups(store: GraphStore) -> Iterator[str]:
    for group, queries in grouped_queries().items():
        yield f"## {group}\n"
        for query in queries:
            yield from _query(query, store)


def _query(query: NamedQuery, store: GraphStore) -> Iterator[str]:
    yield f"### {query.name}\n\n**{query.title}.** {query.summary}\n"
    if query.parameters:
        rows = [(f"`{p.name}`", _type(p), _default(p), p.meaning) for p in query.parameters]
        yield from table(("parameter", "type", "default", "what it is"), rows)
    yield from table(("column", "what it is"), [(f"`{c.name}`", c.meaning) for c in query.columns])
    yield from _example(query, store)
    yield f"```cypher\n{query.cypher}\n```\n"


def _type(parameter: Parameter) -> str:
    return " or ".join(parameter.types) or ("any entity" if parameter.type == "entity" else parameter.type)


def _default(parameter: Parameter) -> str:
    return "must be given" if parameter.required else f"`{json.dumps(parameter.default)}`"


def _example(query: NamedQuery, store: GraphStore) -> Iterator[str]:
    given = "".join(f" -p {name}={_quoted(value)}" for name, value in query.example.items())
    yield f"```bash\nkg queries {query.name}{given}\n```\n"
    answer = run_named(store, query.name, query.example)
    if not answer.rows:
        raise ValueError(f"the example of {query.name} has no answer on the golden papers")
    keep = [i for i, column in enumerate(query.columns) if not column.is_id] or range(len(query.columns))
    rows = [[_cell(row[i]) for i in keep] for row in answer.rows[:ROWS]]
    yield from table([query.columns[i].name for i in keep], rows)
    if (more := len(answer.rows) - ROWS) > 0:
        yield f"and {more} more.\n" if more > 1 else "and one more.\n"


def _quoted(value: str) -> str:
    return value if value.replace("-", "").isalnum() else f'"{value}"'


def _cell(value: Any) -> str:
    text = shown(value)
    return text if len(text) <= CELL else f"{text[: CELL - 1].rstrip()}…"


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """A table in Markdown and an empty line; text is shown as it is."""
    yield "| " + " | ".join(columns) + " |"
    yield "|" + " --- |" * len(columns)
    for row in rows:
        yield "| " + " | ".join(map(literal, row)) + " |"
    yield ""


def literal(text: str) -> str:
    """``text`` for a cell of a table; of what is no code, nothing is taken for Markdown or HTML."""
    if text.startswith("`"):
        return text.replace("|", "\\|")
    parts = text.split("`")
    plain = [p.translate(_MARKUP) if n % 2 == 0 else p for n, p in enumerate(parts)]
    return "`".join(plain).replace("|", "\\|")


_MARKUP = str.maketrans({c: f"\\{c}" for c in "\\*_<$["})
