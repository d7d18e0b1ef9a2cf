"""A file of papers that grows page by page and goes on where a run was cut.

Until it is whole it is called ``FILE.part``; beside it, ``FILE.part.json`` says what was asked and how far it is. The
note is written after the page, so what a cut left behind it in ``FILE.part`` is taken away again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from schemas import Paper
from schemas.errors import UsageError

_ERRORS_KEPT = 1_000


@dataclass
class Fetched:
    """What there is of a file; ``next`` is the result with which it goes on."""

    path: Path
    asked: dict[str, Any]
    next: int = 0
    papers: int = 0
    size: int = 0
    errors: list[str] = field(default_factory=list)
    error_count: int = 0
    ids: set[str] = field(default_factory=set)

    @property
    def part(self) -> Path:
        """The file until it is whole."""
        return self.path.with_name(self.path.name + ".part")

    @property
    def note(self) -> Path:
        """What says how far it is."""
        return self.path.with_name(self.path.name + ".part.json")

    def add(self, papers: Iterable[Paper], end: int) -> None:
        """Write papers that are not there yet, and that the file holds the results up to ``end``.

        New papers push others onto the next page while a query is under way, so that they come twice.
        """
        with self.part.open("ab") as stream:
            for paper in papers:
                if paper.id not in self.ids:
                    self.ids.add(paper.id)
                    self.papers += 1
                    stream.write(line_of(paper).encode())
            stream.flush()
            self.next, self.size = end, stream.tell()
        state = {k: v for k, v in asdict(self).items() if k not in ("path", "ids")}
        fresh = self.note.with_name(self.note.name + ".new")
        fresh.write_text(json.dumps(state, ensure_ascii=False, indent=1), "utf-8")
        fresh.replace(self.note)

    def report(self, error: Exception) -> None:
        """Keep what is wrong with an entry, so that a later run tells it too."""
        self.error_count += 1
        if len(self.errors) < _ERRORS_KEPT:
            self.errors.append(str(error))

    def discard(self) -> None:
        """Leave nothing of it."""
        self.part.unlink(missing_ok=True)
        self.note.unlink(missing_ok=True)

    def finish(self) -> None:
        """Give the file its name."""
        self.part.touch()
        self.part.replace(self.path)
        self.note.unlink(missing_ok=True)


def begun(path: Path, asked: dict[str, Any], *, restart: bool = False) -> Fetched:
    """What an earlier run left of a file, or an empty one.

    Raises:
        UsageError: what is there was asked otherwise, or cannot be understood.
    """
    fetched = Fetched(path, asked)
    if restart or not fetched.note.exists():
        fetched.discard()
        return fetched
    other = f"--restart begins anew, or name another file than {path}"
    try:
        state = json.loads(fetched.note.read_text("utf-8"))
        if state["asked"] != asked:
            raise UsageError(f"{fetched.part} was begun by another query ({_told(state['asked'])}): {other}")
        fetched = Fetched(path, **state)
        with fetched.part.open("r+b") as stream:
            stream.truncate(fetched.size)
            fetched.ids = {json.loads(line)["id"] for line in stream}
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise UsageError(f"{fetched.note} cannot be understood ({error}): {other}") from None
    return fetched


def line_of(paper: Paper) -> str:
    """The paper as a line of JSON Lines, without what is empty."""
    return paper.model_dump_json(exclude_defaults=True, exclude_none=True) + "\n"


def _told(asked: dict[str, Any]) -> str:
    return ", ".join(map(str, asked.values()))
