"""The same commands on a real Neo4j."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.kg.cli.conftest import GOLDEN, Run, read
from tests.neo4j.server import Server

pytestmark = pytest.mark.neo4j


@pytest.fixture
def server(neo4j_url: Server) -> Server:
    """The server of this test run, emptied."""
    neo4j_url.empty()
    return neo4j_url


def test_a_graph_on_a_server_is_the_graph_of_a_folder(kg: Run, server: Server, graph: Path) -> None:
    """Built with user and password from the environment, it has the version, the counts and the rows of the folder."""
    variables = {"METHODGRAPH_STORE": server.url, "METHODGRAPH_USER": server.user}
    variables["METHODGRAPH_PASSWORD"] = server.password
    built = read(kg("build", GOLDEN, "--json", **variables))
    on_server = read(kg("stats", "--json", **variables))
    in_folder = read(kg("stats", "--json", "--store", graph))
    assert built["version"] == on_server["version"] == in_folder["version"]
    assert on_server["counts"] == in_folder["counts"]
    question = ("queries", "equivariant-methods", "--param", "group=E(n)", "--json")
    assert read(kg(*question, **variables)) == read(kg(*question, "--store", graph))


def test_a_wrong_password_is_one_line(kg: Run, server: Server) -> None:
    """The server's refusal ends with 4, without the password in it."""
    done = kg("stats", "--store", server.url, "--user", server.user, "--password", "not-the-password")
    assert (done.returncode, done.stdout) == (4, "")
    assert done.stderr.startswith("Error: ")
    assert len(done.stderr.splitlines()) == 1
    assert "not-the-password" not in done.stderr
