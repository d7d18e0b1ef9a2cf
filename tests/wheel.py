"""Install a wheel alone into a fresh environment, then build a graph and query it: ``python tests/wheel.py WHEEL``."""

import json
import os
import subprocess
import sys
import tempfile
import venv
from pathlib import Path


def main(wheel: str) -> None:
    """Raises CalledProcessError where a command fails, AssertionError where an answer is wrong."""
    listing = Path(__file__).parents[1] / "examples" / "listings" / "listing-4.txt"
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        venv.create(folder / "venv", with_pip=True)
        python, kg = folder / "venv/bin/python", folder / "venv/bin/kg"
        subprocess.run([python, "-m", "pip", "install", "-q", "--disable-pip-version-check", wheel], check=True)

        def run(*arguments: str | Path) -> str:
            environment = {**os.environ, "METHODGRAPH_CACHE": str(folder / "cache")}
            command = [kg, *map(str, arguments)]
            done = subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True, text=True)
            return done.stdout

        built = json.loads(run("build", listing, "--store", folder / "graph", "--json"))
        assert built["papers"] > 40, built
        cypher = (
            "MATCH (p:Paper)-[:MENTIONS]->(m:Method) RETURN count(DISTINCT p) AS papers, count(DISTINCT m) AS found"
        )
        (row,) = json.loads(run("query", cypher, "--store", folder / "graph", "--format", "json"))
        assert row["papers"] > 40, row
        assert row["found"] > 100, row
        assert "kg" in run("--help")
        print(f"the wheel alone: {built['papers']} papers, {row['found']} methods")


if __name__ == "__main__":
    main(sys.argv[1])
