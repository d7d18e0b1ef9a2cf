"""Records of benchmark runs: one JSON and one Markdown file each, with what is needed to judge the numbers.

A record names the processor, the versions and how busy the machine was, and neither the machine nor a path on it.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parent / "results"
_PACKAGES = ("methodgraph", "spacy", "onnxruntime", "tokenizers", "numpy", "arcadedb-embedded", "neo4j")

Value = str | int | float | None


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a record; every row has a value for each of ``columns``."""

    title: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[Value, ...]]

    def markdown(self) -> str:
        """The table with its title above; numbers to the right."""
        numeric = [all(not isinstance(row[i], str) for row in self.rows) for i in range(len(self.columns))]
        lines = [_line(self.columns), _line("---:" if n else "---" for n in numeric)]
        return "\n".join([f"**{self.title}**", "", *lines, *(_line(map(shown, row)) for row in self.rows)])


@dataclass(slots=True)
class Record:
    """One benchmark's run; made before it starts, so that the load average at the start is that of the others.

    ``what`` names it (``extraction``), ``settings`` are its sizes, ``versions`` gains what only the run can tell.
    """

    what: str
    title: str
    settings: dict[str, Value]
    tables: list[Table] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    versions: dict[str, str] = field(default_factory=lambda: versions())
    load_before: tuple[float, ...] = field(default_factory=lambda: load_average())
    began: dt.datetime = field(default_factory=lambda: dt.datetime.now(dt.UTC))

    def markdown(self, load_after: tuple[float, ...], seconds: float) -> str:
        """The whole record for people."""
        before, after = (" ".join(f"{x:.1f}" for x in load) for load in (self.load_before, load_after))
        about = [
            f"- date: {self.began.date().isoformat()}, {seconds:.0f} s in all",
            f"- processor: {cpu_model()}, {cores()} cores usable",
            f"- load average (1, 5, 15 min): {before} at the start, {after} at the end",
            f"- settings: {', '.join(f'{k} {shown(v)}' for k, v in self.settings.items())}",
            f"- versions: {', '.join(f'{k} {v}' for k, v in self.versions.items())}",
        ]
        parts = [f"# {self.title}", "\n".join(about), *(table.markdown() for table in self.tables)]
        if self.notes:
            parts.append("\n".join(f"- {note}" for note in self.notes))
        return "\n\n".join(parts) + "\n"

    def keep(self, folder: Path = RESULTS) -> str:
        """Write ``YYYY-MM-DD-<what>.json`` and ``.md`` into ``folder``; returns the Markdown.

        A second run on one day replaces the first.
        """
        seconds = (dt.datetime.now(dt.UTC) - self.began).total_seconds()
        load_after = load_average()
        text = self.markdown(load_after, seconds)
        body: dict[str, Any] = {
            "what": self.what,
            "date": self.began.date().isoformat(),
            "seconds": round(seconds, 1),
            "processor": cpu_model(),
            "cores": cores(),
            "load_average": {"before": self.load_before, "after": load_after},
            "settings": self.settings,
            "versions": self.versions,
            "tables": [
                {"title": t.title, "rows": [dict(zip(t.columns, row, strict=True)) for row in t.rows]}
                for t in self.tables
            ],
            "notes": self.notes,
        }
        folder.mkdir(parents=True, exist_ok=True)
        name = f"{self.began.date().isoformat()}-{self.what}"
        (folder / f"{name}.json").write_text(json.dumps(body, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        (folder / f"{name}.md").write_text(text, encoding="utf-8")
        return text


def shown(value: Value) -> str:
    """A value for people: thousands apart, three significant digits of a fraction, a dash for none."""
    if value is None:
        return "–"
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
    return f"{value:,}" if isinstance(value, int) else value


def cpu_model() -> str:
    """The processor's model as Linux names it, else its architecture."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return models[0] if models else platform.machine()


def cores() -> int:
    """Cores that this process may use, where the system tells; else all of the machine."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def load_average() -> tuple[float, ...]:
    """Runnable processes on average over 1, 5 and 15 minutes, those of others among them."""
    return tuple(round(x, 2) for x in os.getloadavg())


def versions() -> dict[str, str]:
    """Versions of Python and of the packages that the numbers depend on."""
    found = {"Python": platform.python_version()}
    return found | {name: metadata.version(name) for name in _PACKAGES}


def _line(cells: Any) -> str:
    return f"| {' | '.join(str(cell).replace('|', '/') for cell in cells)} |"
