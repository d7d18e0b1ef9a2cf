"""``kg doctor``: what is installed, what answers, what is missing and how to get it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Literal

import typer

from kg.cli.command import LOOK, Command, Database, Example, Json, Model, Password, Store, User, open_graph

State = Literal["ok", "missing", "broken"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at; ``remedy`` says what to do where it is not well."""

    subject: str
    state: State
    detail: str
    remedy: str = ""


def doctor(
    store: Store = None,
    model: Model = "default",
    json: Json = False,
    user: User = None,
    password: Password = None,
    database: Database = None,
) -> None:
    """Say what is installed, whether the model and the graph answer, and how to get what is missing.

    Ends with 1 when something is broken. That there is no graph yet is no fault.
    """
    from kg.cli.output import print_json, print_table

    findings = [
        *_packages(),
        _checked("embedded engine", "pip install --force-reinstall arcadedb-embedded", _engine),
        _checked("model", "make train, or install a release: pip install methodgraph", lambda: _model(model)),
        _checked("cache", "set METHODGRAPH_CACHE to a file that can be written", _cache),
        _graph(store, user, password, database),
    ]
    if json:
        print_json([asdict(f) for f in findings])
    else:
        print_table(("", "state", "detail"), [(f.subject, f.state, f.detail) for f in findings])
        for f in findings:
            if f.remedy:
                print(f"\n{f.subject}: {f.remedy}")
    if any(f.state == "broken" for f in findings):
        raise typer.Exit(1)


_PACKAGES = ("methodgraph", "spacy", "onnxruntime", "arcadedb-embedded", "neo4j", "streamlit")


def _packages() -> Iterator[Finding]:
    from importlib.metadata import PackageNotFoundError, version

    yield Finding("Python", "ok", sys.version.split()[0])
    for package in _PACKAGES:
        try:
            yield Finding(package, "ok", version(package))
        except PackageNotFoundError:
            if package == "methodgraph":
                yield Finding(package, "ok", "run from its source")
            else:
                yield Finding(package, "broken", "not installed", f"pip install {package}")


def _checked(subject: str, remedy: str, check: Callable[[], str]) -> Finding:
    """What a check says, or what is wrong: a doctor must not fall ill itself."""
    from kg.cli.text import one_line

    try:
        return Finding(subject, "ok", check())
    except Exception as error:
        return Finding(subject, "broken", one_line(str(error)) or type(error).__name__, remedy)


def _engine() -> str:
    from kg.stores.arcadedb_jvm import java_version

    return f"brings its own Java {java_version()}"


def _model(name: str) -> str:
    from extract.pipeline import load_extractor

    return load_extractor(name).name


def _cache() -> str:
    from kg.cache import ExtractionCache

    with ExtractionCache() as cache:
        if cache.problem:
            raise OSError(cache.problem)
        return f"{len(cache):,} extractions in {cache.path}"


def _graph(store: str | None, user: str | None, password: str | None, database: str | None) -> Finding:
    from kg.cli.text import one_line
    from schemas.errors import StoreUnavailableError

    address = store or "graph"
    try:
        with open_graph(store, user, password, database) as graph:
            meta = graph.meta()
            graph.query("RETURN 1")
    except StoreUnavailableError as error:
        on_server = "://" in address
        remedy = "docker compose up -d neo4j, or give another --store" if on_server else "kg build FILE..."
        return Finding("graph", "broken" if on_server else "missing", one_line(str(error)), remedy)
    except Exception as error:
        return Finding("graph", "broken", one_line(str(error)), _REMEDY.get(type(error).__name__, ""))
    if meta is None:
        return Finding("graph", "missing", f"{address} is empty", "kg build FILE...")
    return Finding("graph", "ok", f"{address} answers: {meta.papers:,} papers, version {meta.version}")


_REMEDY = {
    "StoreAuthError": "give --user and the variable METHODGRAPH_PASSWORD",
    "StoreVersionError": "kg build FILE... writes it anew",
    "StoreLockedError": "wait until the other build is done",
}


COMMAND = Command(
    "doctor",
    LOOK,
    doctor,
    (
        Example("kg doctor", "this installation and the graph in the folder graph"),
        Example("kg doctor -s neo4j://localhost:7687 --json", "with a server, for a program"),
    ),
)
