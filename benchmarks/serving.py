"""The dashboard as ``kg explore`` serves it, in processes of its own whose work can be counted."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True, slots=True)
class Server:
    """Where it listens, and the process that started it."""

    address: str
    process: int

    def cpu(self) -> float:
        """Seconds of processor time so far, of all its processes; what other programs do does not count."""
        return sum(_cpu(id) for id in _family(self.process))

    def megabytes(self) -> float:
        """Memory that its processes hold."""
        return sum(int(_read(id, "statm").split()[1]) for id in _family(self.process)) * _PAGE / 1e6


@contextmanager
def serving(graph: Path, log: Path) -> Iterator[Server]:
    """``kg explore`` on a free port of 127.0.0.1; ended by its process id.

    Raises:
        RuntimeError: it does not start; with the last lines that it wrote.
    """
    command = [sys.executable, "-m", "kg.cli", "explore", "--no-browser", "--port", "0", "--store", str(graph)]
    others = {name: value for name, value in os.environ.items() if not name.startswith("METHODGRAPH_")}
    with log.open("w") as out:
        server = subprocess.Popen(
            [*command], stdout=subprocess.PIPE, stderr=out, text=True, env=others, cwd=Path(__file__).parents[1]
        )
    assert server.stdout is not None
    try:
        line = server.stdout.readline()
        if not line.startswith("Dashboard: "):
            raise RuntimeError(f"the dashboard does not start: {log.read_text()[-2000:]}")
        yield Server(line.removeprefix("Dashboard: ").strip(), server.pid)
    finally:
        server.terminate()
        server.wait(60)


def _family(process: int) -> list[int]:
    """A process and all that descend from it."""
    found = [process]
    for id in found:
        try:
            tasks = list(Path(f"/proc/{id}/task").iterdir())
            found += [int(child) for task in tasks for child in (task / "children").read_text().split()]
        except OSError:  # it has ended
            continue
    return found


def _cpu(process: int) -> float:
    fields = _read(process, "stat").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def _read(process: int, name: str) -> str:
    return Path(f"/proc/{process}/{name}").read_text()
