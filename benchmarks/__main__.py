"""``python -m benchmarks``: run the benchmarks, print their tables, keep them in ``benchmarks/results``."""

from __future__ import annotations

import argparse
import logging
import os
import sys
from pathlib import Path

BENCHMARKS = ("extraction", "profiles", "names", "load", "latency", "sessions")


def main(arguments: list[str] | None = None) -> int:
    """Run what the command line asks for; the exit code is 0, or 1 where a store cannot be had."""
    parser = argparse.ArgumentParser("python -m benchmarks", description="Measure, print and keep the results.")
    parser.add_argument("--papers", type=int, default=20_000, metavar="N", help="synthetic papers (default: 20000)")
    parser.add_argument("--only", choices=BENCHMARKS, action="append", help="this benchmark; may be repeated")
    parser.add_argument(
        "--weights", type=Path, metavar="JAR", help="bge-small-en-v1.5, for profiles (`make train` fetches it)"
    )
    parser.add_argument(
        "--cache", type=Path, metavar="FOLDER", help="where sessions keeps its graph, to have it the next time"
    )
    parser.add_argument("--no-browser", action="store_true", help="sessions without Chromium")
    parser.add_argument("--no-neo4j", action="store_true", help="the embedded store alone")
    given = parser.parse_args(arguments)
    chosen = given.only or [name for name in BENCHMARKS if name != "profiles" or given.weights]
    logging.basicConfig(level=logging.WARNING, format="%(message)s", stream=sys.stderr)
    logging.getLogger("benchmarks").setLevel(logging.INFO)
    # Read by the numeric libraries when they are loaded, which is why they are imported below.
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = "1"

    if "extraction" in chosen:
        from benchmarks import extraction

        print(extraction.run().keep(), flush=True)
    if "profiles" in chosen:
        if not given.weights:
            parser.error("profiles are measured against bge-small-en-v1.5: give its jar with --weights")
        from benchmarks import profiles

        print(profiles.run(given.weights).keep(), flush=True)
    if "names" in chosen:
        from benchmarks import names

        print(names.run().keep(), flush=True)
    if "sessions" in chosen:
        from benchmarks import sessions

        try:
            print(sessions.run(given.papers, given.cache, not given.no_browser).keep(), flush=True)
        except RuntimeError as error:
            print(error, file=sys.stderr)
            return 1
    if "load" in chosen or "latency" in chosen:
        from benchmarks import latency, load
        from benchmarks.graphs import places
        from tests.neo4j.server import NotHereError

        try:
            with places(neo4j=not given.no_neo4j) as stores:
                if "load" in chosen:
                    print(load.run(stores, given.papers).keep(), flush=True)
                if "latency" in chosen:
                    print(latency.run(stores, given.papers).keep(), flush=True)
        except NotHereError as error:
            print(f"Neo4j {error}; or leave it out with --no-neo4j", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
