"""130 constructs of Cypher with a tiny graph and the rows that Neo4j gives, and engines to run them on directly.

The probes write, which no store of the product lets a query do, so they go to the driver and to the engine themselves.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from kg.stores import arcadedb_jvm
from kg.stores.arcadedb_values import to_java, to_python
from kg.stores.base import EdgeValue, NodeValue
from tests.neo4j.server import Server

RawQuery = Callable[[str, dict[str, Any]], list[list[Any]]]
"""Runs a statement, writing or not, committed at once; gives its rows."""


def load() -> dict[str, Any]:
    """The file: ``nodes``, ``relationships``, ``probes``."""
    text = (Path(__file__).parents[2] / "data" / "cypher-probes.json").read_text(encoding="utf-8")
    return json.loads(text)  # type: ignore[no-any-return]


@contextmanager
def raw_neo4j(server: Server) -> Iterator[RawQuery]:
    """The driver's own way to an emptied database."""
    server.empty()
    with server.driver() as driver, driver.session() as session:

        def run(cypher: str, params: dict[str, Any]) -> list[list[Any]]:
            return [record.values() for record in session.run(cypher, params)]

        yield run
    server.empty()


@contextmanager
def raw_arcadedb(folder: Path) -> Iterator[RawQuery]:
    """The engine's own way to a new database."""
    arcadedb_jvm.start()
    database = arcadedb_jvm.java_class("com.arcadedb.database.DatabaseFactory")(str(folder)).create()
    try:

        def run(cypher: str, params: dict[str, Any]) -> list[list[Any]]:
            database.begin()
            try:
                results = database.command("opencypher", cypher, to_java(params))
                rows = []
                while results.hasNext():
                    row = results.next()
                    rows.append([to_python(row.getProperty(name)) for name in row.getPropertyNames()])
                database.commit()
            except BaseException:
                if database.isTransactionActive():
                    database.rollback()
                raise
            return rows

        yield run
    finally:
        database.close()


def fill(run: RawQuery, content: dict[str, Any]) -> None:
    """Write the probes' little graph."""
    for node in content["nodes"]:
        properties = {name: value for name, value in node.items() if name != "label"}
        run(f"CREATE (n:{node['label']}) SET n = $p", {"p": properties})
    for edge in content["relationships"]:
        properties = {name: value for name, value in edge.items() if name not in ("start", "end", "type")}
        run(
            f"MATCH (a {{id: $a}}), (b {{id: $b}}) CREATE (a)-[r:{edge['type']}]->(b) SET r = $p",
            {"a": edge["start"], "b": edge["end"], "p": properties},
        )


def plain(value: Any) -> Any:
    """A value for comparison with the file: nodes and edges as their properties."""
    if isinstance(value, NodeValue | EdgeValue):
        return value.properties
    return value
