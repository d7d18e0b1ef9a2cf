"""The readers that there are: every module of the package is looked at, so that a new format is a new file."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

import extract.readers as package
from extract.readers.base import Head, Reader
from schemas.errors import UsageError

LIKELY = 0.5
"""How well a file must fit to be read where nobody named it."""


@cache
def readers() -> dict[str, Reader]:
    """All readers by name, in the order of their names."""
    found: dict[str, Reader] = {}
    for module_name in sorted(m.name for m in pkgutil.iter_modules(package.__path__)):
        module = importlib.import_module(f"{package.__name__}.{module_name}")
        for value in vars(module).values():
            is_reader = isinstance(value, type) and issubclass(value, Reader) and value is not Reader
            if is_reader and value.__module__ == module.__name__:
                found[value.name] = value()
    return dict(sorted(found.items()))


def reader_called(name: str) -> Reader:
    """The reader of a format that the user names.

    Raises:
        UsageError: no reader has this name.
    """
    try:
        return readers()[name]
    except KeyError:
        raise UsageError(f"there is no format {name!r}; known are {', '.join(readers())}") from None


def reader_for(head: Head, *, found: bool = False) -> Reader | None:
    """The reader that the head fits best, or None where it fits none.

    A file that was ``found`` in a folder or an archive must fit better than one that a person names, and carry the
    ending of a format whose content tells little.
    """
    scores = ((r.sniff(head), name, r) for name, r in readers().items() if not found or _is_called(head, r))
    score, _, reader = max(scores, key=lambda fit: fit[:2])
    return reader if score > (LIKELY if found else 0) else None


def _is_called(head: Head, reader: Reader) -> bool:
    return not reader.endings or head.name.lower().endswith(reader.endings)
