"""``kg explore``: the dashboard on a graph."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Annotated, Any

import typer

from kg.cli.command import ASK, Command, CurationFile, Database, Example, Password, Store, User

FIRST_PORT = 8501
"""Where the dashboard is, unless something else is there."""
_OWN = ("127.0.0.1", "::1", "localhost")
"""Addresses that only this machine reaches."""
_START = 60.0
"""Seconds that the dashboard has to answer for the first time."""


def explore(
    store: Store = None,
    port: Annotated[
        int | None,
        typer.Option("--port", min=0, max=65535, show_default=f"{FIRST_PORT} or a free one", help="0 for a free one."),
    ] = None,
    host: Annotated[
        str, typer.Option("--host", help="Address to listen on; 0.0.0.0 lets other machines in, without a password.")
    ] = "127.0.0.1",
    edit: Annotated[
        bool,
        typer.Option(
            "--edit/--read-only",
            envvar="METHODGRAPH_EDIT",
            help="Let its pages write curation.yaml, add papers and rebuild the graph.",
        ),
    ] = False,
    curation: CurationFile = None,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open it in a browser.")] = True,
    user: User = None,
    password: Password = None,
    database: Database = None,
) -> None:
    """Open the dashboard in a browser. Ctrl-C ends it.

    It only reads, listens on this machine alone unless --host says otherwise, and reports nothing to anybody. With
    --edit, a page of an entity has buttons that correct it, and the page Ingest adds papers: for whoever can reach its
    address, so do not use it with --host 0.0.0.0 where you do not know everybody.
    """
    from kg.cli.output import note
    from schemas.errors import MethodGraphError

    app = _app()
    chosen = _port(host, port)
    child = subprocess.Popen(
        _command(app, host, chosen),
        env={**_environment(store, user, password, database), **_editing(edit, curation)},
        stdout=subprocess.DEVNULL,
    )
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)
    shown = f"[{host}]" if ":" in host else {"0.0.0.0": "127.0.0.1", "": "127.0.0.1"}.get(host, host)
    address = f"http://{shown}:{chosen}"
    try:
        if not _answers(f"{address}/_stcore/health", child):
            raise MethodGraphError("the dashboard did not start; `kg doctor` says what is missing")
        print(f"Dashboard: {address}", flush=True)
        note("Ctrl-C ends it.")
        if edit and host not in _OWN:
            note("Whoever reaches this address can change the graph (--edit).")
        if browser:
            import webbrowser

            webbrowser.open(address)
        code = child.wait()
        if code:
            raise MethodGraphError(f"the dashboard ended with code {code}")
    finally:
        _end(child)


def _app() -> Path:
    from importlib.util import find_spec

    from schemas.errors import MethodGraphError

    spec = find_spec("dashboards")
    app = Path(spec.origin).with_name("app.py") if spec and spec.origin else None
    if app is None or not app.is_file():
        raise MethodGraphError("the dashboard is not installed: pip install methodgraph")
    return app


def _port(host: str, wanted: int | None) -> int:
    """A port that nobody listens on.

    Raises:
        UsageError: somebody listens on the one that was asked for, or the address is not of this machine.
    """
    from schemas.errors import UsageError

    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    tried = (wanted,) if wanted is not None else (FIRST_PORT, 0)
    for number in tried:
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, number))
                return int(probe.getsockname()[1])
            except OSError as error:
                reason = error.strerror or str(error)
    raise UsageError(f"{host}:{tried[-1]} cannot be used ({reason}); --port 0 takes a free port")


def _command(app: Path, host: str, port: int) -> list[str]:
    options = {
        "server.port": port,
        "server.address": host,
        "server.headless": "true",
        "server.fileWatcherType": "none",
        "browser.gatherUsageStats": "false",
        "client.toolbarMode": "minimal",
    }
    return [
        *(sys.executable, "-m", "dashboards.serve", "run", str(app)),
        *(part for name, value in options.items() for part in (f"--{name}", str(value))),
    ]


def _environment(store: str | None, user: str | None, password: str | None, database: str | None) -> dict[str, str]:
    given = {
        "METHODGRAPH_STORE": _absolute(store or "graph"),
        "METHODGRAPH_USER": user,
        "METHODGRAPH_PASSWORD": password,
        "METHODGRAPH_DATABASE": database,
    }
    return {**os.environ, **{name: value for name, value in given.items() if value}}


def _editing(edit: bool, curation: str | None) -> dict[str, str]:
    """What the pages may do, and where corrections go; a variable that is left over does not allow editing."""
    given = {"METHODGRAPH_EDIT": "1" if edit else "0"}
    return given | ({"METHODGRAPH_CURATION": str(Path(curation).absolute())} if curation else {})


def _absolute(store: str) -> str:
    """A folder in full, so that the dashboard may change its directory; an address as it is."""
    return store if "://" in store or store.startswith("arcadedb:") else str(Path(store).absolute())


def _answers(url: str, child: subprocess.Popen[bytes]) -> bool:
    until = time.monotonic() + _START
    # A proxy of the environment must not be asked for this machine.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    while time.monotonic() < until and child.poll() is None:
        try:
            with opener.open(url, timeout=2):
                return True
        except OSError:
            time.sleep(0.1)
    return False


def _interrupt(number: int, frame: Any) -> None:
    raise KeyboardInterrupt


def _end(child: subprocess.Popen[bytes]) -> None:
    if child.poll() is None:
        child.terminate()
        try:
            child.wait(5)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


COMMAND = Command(
    "explore",
    ASK,
    explore,
    (
        Example("kg explore", "the graph in the folder graph"),
        Example("kg explore -s neo4j://localhost:7687 --no-browser", "of a server; prints the address"),
        Example("kg explore --port 0", "on any free port"),
        Example("kg explore --edit", "with buttons that correct entities, and a page that adds papers"),
    ),
)
