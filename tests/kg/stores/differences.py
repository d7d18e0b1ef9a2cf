"""Constructs of Cypher that the embedded store does not answer as Neo4j does: the one list.

The conformance suite takes them as strict xfails, so that a difference that goes turns red here; the page for analysts
is written from the same list: ``python -m tests.kg.stores.differences`` (``--check`` compares).
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

PAGE = Path(__file__).parents[3] / "docs" / "cypher-differences.md"


@dataclass(frozen=True)
class Difference:
    """A construct, what happens with it on the embedded store, and what to write instead on both."""

    construct: str
    embedded: str
    instead: str
    probe: str = ""
    """Name of the probe in ``tests/data/cypher-probes.json`` that shows it."""
    query: str = ""
    """A query that Neo4j answers and the embedded engine does not answer alike, where no probe shows it."""
    refused: str = ""
    """A query that Neo4j answers and that our embedded store refuses, since its engine would answer it wrongly."""


DIFFERENCES = (
    Difference(
        "the path selector `SHORTEST k`",
        "does not parse",
        "`shortestPath((a)-[:TYPE*..6]->(b))` or `allShortestPaths(…)`",
        probe="SHORTEST 1 (Neo4j5.21)",
    ),
    Difference(
        "`CREATE FULLTEXT INDEX`",
        "does not parse (no query may make an index anyway)",
        "nothing: both stores make their full-text indexes by themselves",
        probe="CREATE FULLTEXT INDEX",
    ),
    Difference(
        "`db.index.fulltext.queryNodes(name, words)`",
        "an index is named after its label and property, as in `Paper[title]` or `Method[search]`; the server's are "
        "`methodgraph_text_search` and `methodgraph_text_title_abstract`",
        "`kg search`, which asks the right index on each store",
        probe="fulltext query",
    ),
    Difference(
        "the prefix `CYPHER 5` or `CYPHER 25`",
        "does not parse",
        "leave it out",
        query="CYPHER 5 RETURN 1 AS x",
    ),
    Difference(
        "`percentileCont(n.x, p)` over whole numbers",
        "always a float (`2.0`), where the server gives `2` when the percentile falls on a value",
        "`toFloat(percentileCont(…))` where the type matters",
        query="UNWIND [1, 2, 3] AS x RETURN percentileCont(x, 0.5) AS p",
    ),
    Difference(
        "the variable of the edges in `shortestPath((a)-[q:TYPE*..6]->(b))`, read anywhere",
        "refused",
        "`p = shortestPath((a)-[:TYPE*..6]->(b))` and `relationships(p)`",
        refused="MATCH p = shortestPath((a:SymmetryGroup {name: 'SO(2)'})-[q:SUBGROUP_OF*1..6]->"
        "(b:SymmetryGroup {name: 'O(3)'})) RETURN size(q) AS n",
    ),
    Difference(
        "an aggregate beside a `*`, as in `WITH *, count(x) AS n`",
        "refused",
        "the variables by name, `WITH a, b, count(x) AS n`",
        refused="UNWIND [1, 2] AS x RETURN *, count(*) AS n",
    ),
    Difference(
        "a `*` in a query where a node or an edge without a name has a condition that reads what its own clause binds, "
        "`(t)<-[:ADDRESSES {support: m.support}]-(m) RETURN *`",
        "refused",
        "a name for it",
        refused="MATCH (t:Task)<-[:ADDRESSES {support: m.support}]-(m:Method) RETURN *",
    ),
    Difference(
        "such a condition in a `shortestPath`, or with a subquery in it",
        "refused",
        "another `MATCH` before it, or the clause's `WHERE`",
        refused="MATCH p = shortestPath((a:SymmetryGroup {name: 'SO(2)'})-[:SUBGROUP_OF*1..6]->"
        "(b:SymmetryGroup {kind: a.kind, name: 'O(3)'})) RETURN length(p) AS n",
    ),
    Difference(
        "`WHERE` of an `OPTIONAL MATCH`, `EXISTS` or `COUNT` that compares what a repeated path binds with what was "
        "bound before, `OPTIONAL MATCH ((x)-[q:TYPE]->(y)){1,2} WHERE x[0] = a`",
        "refused",
        "`MATCH … WITH * WHERE …`, or a path that starts at `a`",
        refused="MATCH (a:SymmetryGroup) OPTIONAL MATCH ((x:SymmetryGroup)-[q:SUBGROUP_OF]->(y)){1,2} "
        "WHERE x[0] = a RETURN count(*) AS n",
    ),
)

_HEAD = """<!-- Written by `python -m tests.kg.stores.differences`; change the list there, not this page. -->
# Cypher on the two stores

A query means the same on the embedded store and on Neo4j 5 and newer: {probes} constructs are compared by their rows in
every test run, on both. These are the differences that are known.

| construct | on the embedded store | write instead, for both |
| --- | --- | --- |
"""

_TAIL = """
More that is good to know:

- Rows come in the same order only with `ORDER BY`.
- `elementId(n)` and `id(n)` are the store's own and change with every build; a node's `id` property is made from its
  content and stays.
- Values of `duration` come back as ISO 8601 text (`P3D`), points as maps, times with a fixed offset instead of the name
  of a zone, and no finer than a microsecond.
- A query that gives no row has no column names for `RETURN *` on the embedded store.
- `kg query` and the Cypher box refuse the same things on both: writing, `LOAD CSV`, `USE`, `SHOW` and other
  administration, `PROFILE`, procedures but {procedures}, and functions of plug-ins.
- The embedded store ends a query at its time limit while it scans, expands, joins or filters. Inside of one expression
  (a `reduce` within a `reduce`) it cannot: the answer is an error in time, but the process works on until the
  expression is done.
"""


def page(probes: int) -> str:
    """The page as it must stand in ``docs/``."""
    from kg.stores.gate import PROCEDURES

    rows = "".join(f"| {d.construct} | {d.embedded} | {d.instead} |\n" for d in DIFFERENCES)
    names = ", ".join(f"`{name}`" for name in sorted(PROCEDURES))
    return _HEAD.format(probes=probes) + rows + _TAIL.format(procedures=names)


def main() -> int:
    """Write the page, or with ``--check`` say whether it is up to date."""
    from tests.kg.stores.probes import load

    text = page(len(load()["probes"]))
    if "--check" in sys.argv[1:]:
        if PAGE.exists() and PAGE.read_text(encoding="utf-8") == text:
            return 0
        print(f"{PAGE} is out of date: run `python -m tests.kg.stores.differences`", file=sys.stderr)
        return 1
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
