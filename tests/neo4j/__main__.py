"""Serve a Neo4j for development until Ctrl-C: ``python -m tests.neo4j [--version 5|2026] [--port PORT]``."""

from __future__ import annotations

import argparse
import signal
import sys
import threading

from tests.neo4j.server import VERSIONS, NotHereError, running


def main() -> int:
    """Start, print how to reach it, wait, stop."""
    parser = argparse.ArgumentParser(prog="python -m tests.neo4j", description="Serve a throw-away Neo4j.")
    parser.add_argument("--version", choices=sorted(VERSIONS), default="5")
    parser.add_argument("--port", type=int, default=7687)
    parser.add_argument("--password", default="methodgraph")
    options = parser.parse_args()
    # Whatever asks this process to end, the server must not outlive it.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _stop)
    print(f"starting Neo4j {VERSIONS[options.version].number} …", file=sys.stderr)
    try:
        with running(options.version, options.port, options.password) as server:
            print(f"export METHODGRAPH_STORE={server.url}")
            print(f"export METHODGRAPH_USER={server.user}")
            print(f"export METHODGRAPH_PASSWORD={server.password}", flush=True)
            print("serving an empty graph until Ctrl-C; it is thrown away then", file=sys.stderr)
            threading.Event().wait()
    except NotHereError as missing:
        print(missing, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        pass
    return 0


def _stop(number: int, frame: object) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
