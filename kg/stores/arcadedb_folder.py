"""The folder of an embedded graph: versions side by side, one published, one writer.

::

    FOLDER/current            symbolic link to the version that readers open
    FOLDER/graph.<version>/   complete versions: the published one and the one before it
    FOLDER/building.<pid>/    a build that is running, or that was killed
    FOLDER/.writing           locked while somebody writes

A reader opens the folder behind the link and keeps it; publishing replaces the link in one step. So a killed build
leaves the old graph served, and what it left behind is removed by the next build.
"""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
from pathlib import Path
from typing import IO

from schemas.errors import StoreError, StoreFullError, StoreLockedError, StoreUnavailableError

LINK = "current"
_LOCK = ".writing"
_VERSION = "graph."
_BUILDING = "building."
_FULL = {errno.ENOSPC, errno.EDQUOT}


def disk_error(error: OSError, folder: Path) -> StoreError:
    """The one of our errors that says what the operating system said about ``folder``."""
    if error.errno in _FULL:
        return StoreFullError(f"the disk of {folder} is full; the graph that stood there before is untouched")
    return StoreUnavailableError(f"cannot use {folder}: {error.strerror or error}")


class GraphFolder:
    """Which version is published in a folder, and the steps that publish another one."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock: IO[str] | None = None

    def published(self) -> Path | None:
        """The folder of the version that readers open; None where there is none."""
        try:
            target = self.path / (self.path / LINK).readlink()
        except OSError:
            return None
        return target if target.is_dir() else None

    def lock(self) -> None:
        """Become the writer until ``unlock``, making the folder where it is missing.

        Raises:
            StoreLockedError: another process, or another store of this one, is writing.
            StoreUnavailableError: the folder cannot be made or written.
        """
        if self._lock is not None:
            return
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            file = (self.path / _LOCK).open("a+")
        except OSError as error:
            raise disk_error(error, self.path) from error
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            file.seek(0)
            owner = file.read().strip()
            file.close()
            by = f" (process {owner})" if owner else ""
            raise StoreLockedError(f"another process{by} is writing to {self.path}; wait for it to end") from error
        self._lock = file
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()

    def unlock(self) -> None:
        """Let others write; doing it twice is no error."""
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def begin(self) -> Path:
        """An empty place for a build, after removing what killed builds left and versions that nobody opens now."""
        published = self.published()
        for leftover in self.path.glob(f"{_BUILDING}*"):
            shutil.rmtree(leftover, ignore_errors=True)
        versions = sorted(self._versions(), key=lambda p: p.stat().st_mtime, reverse=True)
        for version in versions:
            if version != published:
                shutil.rmtree(version, ignore_errors=True)
        return self.path / f"{_BUILDING}{os.getpid()}"

    def publish(self, build: Path, version: str) -> None:
        """Make the closed graph in ``build`` the one that readers open from now on; it survives a power cut."""
        target = self.path / f"{_VERSION}{version}"
        while target.exists():
            # The published folder can have this name, when an older package wrote it: it serves until the link moves.
            target = target.with_name(f"{target.name}+")
        _sync(build)
        build.rename(target)
        link = self.path / f"{LINK}.new"
        link.unlink(missing_ok=True)
        link.symlink_to(target.name)
        link.replace(self.path / LINK)
        _sync_folder(self.path)

    def abandon(self, build: Path) -> None:
        """Remove a build that failed."""
        shutil.rmtree(build, ignore_errors=True)

    def _versions(self) -> list[Path]:
        return [path for path in self.path.glob(f"{_VERSION}*") if path.is_dir() and not path.is_symlink()]


def _sync(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_file():
            descriptor = os.open(path, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
    _sync_folder(folder)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
