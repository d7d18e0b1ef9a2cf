"""The version of an embedded graph that stood before the last build: a folder keeps it until the next one."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kg.stores import GraphStore, open_store
from kg.stores.arcadedb_folder import LINK, GraphFolder
from schemas.errors import StoreUnavailableError


def previous_version(folder: Path) -> Path:
    """The folder of the newest version beside the published one.

    Raises:
        StoreUnavailableError: there is no graph in the folder, or none stood there before it.
    """
    published = GraphFolder(folder.absolute()).published()
    if published is None:
        raise StoreUnavailableError(f"{folder} holds no graph; fill it with: kg build FILE...")
    kept = [p for p in folder.absolute().glob("graph.*") if p.is_dir() and p != published]
    if not kept:
        raise StoreUnavailableError(
            f"{folder} keeps no version from before the last build: keep a copy of the folder, or of "
            "kg export --format json, and name both"
        )
    return max(kept, key=lambda p: p.stat().st_mtime)


@contextmanager
def opened_version(version: Path) -> Iterator[GraphStore]:
    """A version of an embedded graph, opened for reading."""
    # A store opens what a link in its folder names: one of our own leaves the folder of the graph as it is.
    with tempfile.TemporaryDirectory(prefix="kg-diff-") as place:
        (Path(place) / LINK).symlink_to(version.absolute())
        with open_store(place) as store:
            yield store
