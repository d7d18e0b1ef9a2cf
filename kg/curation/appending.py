"""Adding an entry to ``curation.yaml``: its text, its comments and its layout stay as they are."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml

from kg.curation.contradictions import contradictions
from kg.curation.entries import AnyEntry
from kg.curation.reading import Placed, read_entries
from schemas.errors import InputError, UsageError

HEAD = """\
# What people say of this graph: it wins over the machine, and is applied by every build.
# Undo is deleting the entry. The format: docs/curation.md
"""


class _Dumper(yaml.SafeDumper):
    """Lists on one line, inside an entry on several."""


def _list(dumper: yaml.SafeDumper, value: Any) -> yaml.Node:
    return dumper.represent_sequence("tag:yaml.org,2002:seq", list(value), flow_style=True)


_Dumper.add_representer(list, _list)
_Dumper.add_representer(tuple, _list)


def written(entry: AnyEntry, indent: int = 0) -> str:
    """An entry as it stands in a file, with a line feed at its end."""
    fields: dict[str, Any] = entry.model_dump(mode="json", by_alias=True, exclude_none=True)
    order = [k for k in fields if k not in ("type", "reason", "author", "date")]
    order = [entry.action, *(k for k in order if k != entry.action)]
    ordered = {k: fields[k] for k in (*order, "type", "reason", "author") if k in fields}
    for key, value in ordered.items():
        if isinstance(value, list) and len(value) == 1 and key not in ("merge", "papers"):
            ordered[key] = value[0]
    text = yaml.dump(ordered, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100, default_flow_style=False)
    # A date is written bare; as a text it would get quotes.
    lines = [*text.rstrip("\n").split("\n"), f"date: {entry.date.isoformat()}"]
    pad = " " * indent
    return "".join(f"{pad}{'- ' if i == 0 else '  '}{line}\n" if line else "\n" for i, line in enumerate(lines))


def append(file: str | Path, entry: AnyEntry) -> Placed:
    """Add an entry at the end of a file, which is made where it is missing; the entry with its line.

    Two programs may do this at once: each sees what the other wrote.

    Raises:
        InputError: the file has errors as it stands; they are said, and nothing is written.
        UsageError: the entry contradicts one of the file, or the file is laid out so that nothing can be added.
        OSError: the file cannot be read or written.
    """
    path = Path(file).resolve()
    path.parent.mkdir(parents=True, exist_ok=True)
    with _alone(path.parent):
        try:
            before = path.read_bytes().decode("utf-8-sig")
        except FileNotFoundError:
            before = HEAD
        except UnicodeDecodeError:
            raise InputError("is no UTF-8", file=str(file)) from None
        known, errors = read_entries(before, str(file))
        errors += contradictions(known)
        if errors:
            more = f" (and {len(errors) - 1} more; see kg curate check)" if len(errors) > 1 else ""
            first = errors[0]
            raise InputError(first.message + more, file=first.file, line=first.line, field=first.field)
        after = _with(before, entry, bool(known))
        found, errors = read_entries(after, str(file))
        if errors or [p.entry for p in found] != [*(p.entry for p in known), entry]:
            raise UsageError(
                f"{file} is laid out so that nothing can be added at its end; add it by hand: {entry.says}"
            )
        if wrong := contradictions(found):
            raise UsageError(f"{file}: not added: {wrong[0].message}")
        _replace(path, after)
        return found[-1]


def _with(text: str, entry: AnyEntry, filled: bool) -> str:
    """The text with the entry behind it, indented and with line ends as the other entries are."""
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    indent = 0
    if isinstance(root, yaml.SequenceNode):
        if filled and not root.flow_style:
            indent = root.start_mark.column
        elif root.flow_style and not filled:
            text = text[: root.start_mark.index] + text[root.end_mark.index :].removeprefix("\n")
    added = written(entry, indent)
    if "\r\n" in text:
        added = added.replace("\n", "\r\n")
    if text and not text.endswith("\n"):
        text += "\r\n" if "\r\n" in text else "\n"
    return text + added


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Nobody else adds to a file of this folder meanwhile."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _replace(path: Path, text: str) -> None:
    """Write the whole file in one step, so that a build never reads half of it."""
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as out:
            out.write(text.encode("utf-8"))
            out.flush()
            os.fsync(out.fileno())
        if path.exists():
            shutil.copymode(path, name)
        else:
            Path(name).chmod(0o666 & ~_umask())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
