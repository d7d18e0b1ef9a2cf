"""The probes: constructs of Cypher with rows that real Neo4j gives, on both engines."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.kg.stores import differences, probes
from tests.neo4j.server import Server

CONTENT = probes.load()
NAMES = [probe["name"] for probe in CONTENT["probes"]]
KNOWN = {difference.probe: difference for difference in differences.DIFFERENCES if difference.probe}

Outcomes = dict[str, Any]


def outcomes(run: probes.RawQuery) -> Outcomes:
    """Rows, or the error, of each probe in the file's order; each sees what those before it wrote."""
    probes.fill(run, CONTENT)
    seen: Outcomes = {}
    for probe in CONTENT["probes"]:
        try:
            seen[probe["name"]] = [
                [probes.plain(v) for v in row] for row in run(probe["cypher"], probe.get("params", {}))
            ]
        except Exception as error:  # what an engine raises is the outcome
            seen[probe["name"]] = error
    return seen


@pytest.fixture(scope="module")
def on_arcadedb(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outcomes]:
    """What the embedded engine answers."""
    with probes.raw_arcadedb(tmp_path_factory.mktemp("probes") / "db") as run:
        yield outcomes(run)


@pytest.fixture(scope="module")
def on_neo4j(neo4j_url: Server) -> Iterator[Outcomes]:
    """What a real Neo4j answers."""
    with probes.raw_neo4j(neo4j_url) as run:
        yield outcomes(run)


def check(name: str, seen: Outcomes) -> None:
    """Compare an outcome with the file's rows."""
    probe = next(probe for probe in CONTENT["probes"] if probe["name"] == name)
    rows = seen[name]
    if isinstance(rows, Exception):
        raise AssertionError(f"{name}: {rows}") from rows
    if "expect_rows" in probe:
        assert len(rows) == probe["expect_rows"]
    elif probe["expect"] != "any":
        assert comparable(rows) == comparable(probe["expect"])


def comparable(value: Any) -> Any:
    """A value that equals another when Cypher says so: 2 is 2.0, but 1 is not true."""
    if isinstance(value, list):
        return [comparable(inner) for inner in value]
    if isinstance(value, dict):
        return {name: comparable(inner) for name, inner in value.items()}
    return (type(value).__name__, value) if isinstance(value, bool) else value


def arcadedb_cases() -> Iterator[Any]:
    """The probes' names, known differences marked."""
    for name in NAMES:
        marks = [pytest.mark.xfail(strict=True, reason=KNOWN[name].embedded)] if name in KNOWN else []
        yield pytest.param(name, marks=marks)


@pytest.mark.parametrize("name", list(arcadedb_cases()))
def test_probe_on_arcadedb(name: str, on_arcadedb: Outcomes) -> None:
    """The embedded engine gives the rows that Neo4j gives."""
    check(name, on_arcadedb)


@pytest.mark.neo4j
@pytest.mark.parametrize("name", NAMES)
def test_probe_on_neo4j(name: str, on_neo4j: Outcomes) -> None:
    """The server under test gives the rows of the file."""
    check(name, on_neo4j)


@pytest.mark.neo4j
@pytest.mark.parametrize("difference", [d for d in differences.DIFFERENCES if d.query], ids=lambda d: d.construct)
def test_a_known_difference_is_one(difference: Any, neo4j_url: Server, tmp_path: Path) -> None:
    """What the list says of a query that no probe shows: Neo4j answers it, the embedded store not, or not alike."""
    with neo4j_url.driver() as driver:
        server = [record.values() for record in driver.execute_query(difference.query).records]
    try:
        with probes.raw_arcadedb(tmp_path / "db") as run:
            embedded: Any = run(difference.query, {})
    except Exception as error:  # not to answer is a difference
        embedded = error
    assert repr(embedded) != repr(server)


def test_every_known_difference_names_a_probe_or_a_query() -> None:
    """The list of differences does not outlive its reasons."""
    for difference in differences.DIFFERENCES:
        assert difference.probe in NAMES or difference.query or difference.refused


def test_the_page_for_analysts_is_up_to_date() -> None:
    """``docs/cypher-differences.md`` says what the list says."""
    assert differences.PAGE.read_text(encoding="utf-8") == differences.page(len(NAMES)), (
        "run `python -m tests.kg.stores.differences`"
    )


def test_the_file_is_whole() -> None:
    """All 130 constructs are there, each with its own name."""
    assert len(set(NAMES)) == len(NAMES) == 130
    assert Path(probes.__file__).is_file()
