"""What was extracted before: one sqlite file, so that an unchanged paper is not read twice.

Keyed by ``Paper.digest`` (title and abstract) and the extractor's name, so that a changed paper or another model
misses. Two processes may use one file at once (WAL). A broken or unwritable file is never fatal: the cache says so
once, through ``problem`` and a warning of the log, and goes on as an empty one.
"""

from __future__ import annotations

import json
import logging
import os
import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import platformdirs

from schemas import Extraction, Paper

ENVIRONMENT = "METHODGRAPH_CACHE"
LAYOUT = 1
"""Version of the table and of what its rows hold; a file of another one is emptied."""
_BATCH = 500
"""Keys per statement: sqlite allows 999 parameters in old versions."""
_WAIT = 30.0
"""Seconds to wait for another process's write."""

_log = logging.getLogger(__name__)


def default_path() -> Path:
    """``METHODGRAPH_CACHE`` where it is set, else ``extractions.sqlite`` in the user's cache folder."""
    named = os.environ.get(ENVIRONMENT)
    return Path(named) if named else Path(platformdirs.user_cache_dir("methodgraph", False)) / "extractions.sqlite"


class ExtractionCache:
    """A cache in one file; use it as a context manager or close it. ``":memory:"`` keeps nothing behind.

    ``problem`` is None while the file works, else one line that says what is wrong with it.
    """

    def __init__(self, path: str | Path | None = None) -> None:
        self.path = str(default_path() if path is None else path)
        self.problem: str | None = None
        self._connection: sqlite3.Connection | None = None
        try:
            if self.path != ":memory:":
                Path(self.path).parent.mkdir(parents=True, exist_ok=True)
            self._connection = self._open()
        except (sqlite3.Error, OSError) as error:
            self._give_up(error)

    def _open(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path, timeout=_WAIT, isolation_level=None)
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=NORMAL")
            connection.execute("BEGIN IMMEDIATE")
            (layout,) = connection.execute("PRAGMA user_version").fetchone()
            if layout != LAYOUT:
                connection.execute("DROP TABLE IF EXISTS extraction")
            connection.execute(
                "CREATE TABLE IF NOT EXISTS extraction (digest TEXT, extractor TEXT, body BLOB NOT NULL, "
                "PRIMARY KEY (digest, extractor)) WITHOUT ROWID"
            )
            connection.execute(f"PRAGMA user_version={LAYOUT}")
            connection.execute("COMMIT")
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    def _give_up(self, error: Exception) -> None:
        self.problem = f"extraction cache {self.path}: {error}; going on without it"
        _log.warning(self.problem)
        self.close()

    def get_many(self, papers: Iterable[Paper], extractor: str) -> Iterator[tuple[Paper, Extraction | None]]:
        """Each paper, in order, with what ``extractor`` found in it before, or None.

        The extraction carries the paper's own fields as they are now (sources, url, date, authors), not those of the
        day when it was read. A row that cannot be read is a miss.
        """
        for batch in _batches(papers, _BATCH):
            bodies = self._bodies({p.digest for p in batch}, extractor)
            for paper in batch:
                body = bodies.get(paper.digest)
                yield paper, None if body is None else _read(body, paper)

    def _bodies(self, digests: set[str], extractor: str) -> dict[str, bytes]:
        if self._connection is None:
            return {}
        marks = ",".join("?" * len(digests))
        try:
            found = self._connection.execute(
                f"SELECT digest, body FROM extraction WHERE extractor = ? AND digest IN ({marks})",
                (extractor, *sorted(digests)),
            )
            return dict(found.fetchall())
        except sqlite3.Error as error:
            self._give_up(error)
            return {}

    def put_many(self, extractions: Iterable[Extraction], extractor: str) -> None:
        """Keep ``extractions`` under their papers' digests; all or none of them."""
        if self._connection is None:
            return
        rows = [(x.digest, extractor, _write(x)) for x in extractions]
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                self._connection.executemany("INSERT OR REPLACE INTO extraction VALUES (?, ?, ?)", rows)
            except sqlite3.Error:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")
        except sqlite3.Error as error:
            self._give_up(error)

    def forget(self, extractor: str) -> int:
        """Remove what ``extractor`` found; the number of papers that were forgotten."""
        if self._connection is None:
            return 0
        try:
            return self._connection.execute("DELETE FROM extraction WHERE extractor = ?", (extractor,)).rowcount
        except sqlite3.Error as error:
            self._give_up(error)
            return 0

    def __len__(self) -> int:
        if self._connection is None:
            return 0
        try:
            (count,) = self._connection.execute("SELECT count(*) FROM extraction").fetchone()
        except sqlite3.Error as error:
            self._give_up(error)
            return 0
        return int(count)

    def close(self) -> None:
        """Close the file; closing twice is no error."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _write(x: Extraction) -> bytes:
    """What was found, without the paper: offsets hold for the text, and the digest in the key is the text's."""
    body = x.model_dump_json(include={"extractor", "mentions", "entities", "proposes", "proposals", "relations"})
    return zlib.compress(body.encode("utf-8", "surrogatepass"), level=1)


def _read(body: bytes, paper: Paper) -> Extraction | None:
    try:
        found = json.loads(zlib.decompress(body))
        return Extraction.model_validate({**fields_of(paper), **found})
    except (zlib.error, ValueError, TypeError):
        return None


def fields_of(paper: Paper) -> dict[str, Any]:
    """The paper's own fields and what else its source gave, without what an ``Extraction`` adds."""
    extra = {k: v for k, v in (paper.model_extra or {}).items() if k not in Extraction.model_fields}
    return {**extra, **{name: getattr(paper, name) for name in Paper.model_fields}}


def _batches(papers: Iterable[Paper], size: int) -> Iterator[list[Paper]]:
    stream = iter(papers)
    while batch := list(islice(stream, size)):
        yield batch
