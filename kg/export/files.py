"""Where an export goes: a file or a folder that is there whole or not at all, and that nothing overwrites by chance."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TextIO

from kg.export.part import Part
from kg.export.rows import Format
from schemas.errors import UsageError


def check(format: Format, target: Path, *, force: bool = False) -> None:
    """See that the export can go to ``target``, before anything is read.

    Raises:
        UsageError: it is there already and ``force`` does not say to replace it, or it is of the wrong sort.
    """
    if not target.parent.is_dir():
        raise UsageError(f"{target}: there is no folder {target.parent}")
    if format.to_folder is None:
        if target.is_dir():
            raise UsageError(f"{target} is a folder; {format.name} writes one file")
        if target.exists() and not force:
            raise UsageError(f"{target} is there already; --force replaces it")
    elif target.exists():
        if not target.is_dir():
            raise UsageError(f"{target} is a file; {format.name} writes a folder of files")
        if any(target.iterdir()) and not force:
            raise UsageError(f"{target} is there already and not empty; --force replaces the files of an export in it")


def write(part: Part, format: Format, target: Path | TextIO, *, force: bool = False) -> None:
    """Write ``part`` to ``target``: a stream, a file, or a folder where the format has several files.

    The files are written beside their place and moved when all are whole, so that an error leaves what was there.
    With ``force``, files of an earlier export go; anything else in a folder stays.

    Raises:
        UsageError: see ``check``; or a folder of files was to go to a stream.
        StoreError: the graph could not be read on.
    """
    if not isinstance(target, Path):
        if format.to_stream is None:
            raise UsageError(f"{format.name} writes a folder of files: name one with -o")
        format.to_stream(part, target)
        return
    check(format, target, force=force)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".export-") as beside:
        if format.to_stream is not None:
            made = Path(beside) / "file"
            with made.open("w", encoding="utf-8", newline="\n") as stream:
                format.to_stream(part, stream)
            made.replace(target)
            return
        assert format.to_folder is not None
        folder = Path(beside) / "folder"
        folder.mkdir()
        format.to_folder(part, folder)
        target.mkdir(exist_ok=True)
        for old in target.iterdir():
            if old.name in format.files:
                old.unlink()
        for new in folder.iterdir():
            shutil.move(new, target / new.name)
