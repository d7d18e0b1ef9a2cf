"""Every error of MethodGraph, in one tree.

A caller that catches ``MethodGraphError`` catches all of them; the command line prints its text in one line and
exits with its ``exit_code``. Errors of drivers and engines are mapped onto these at one place in each store.

    MethodGraphError                    1
    ├── InputError                      2   a file, a line or a field of what was given
    │   ├── UnknownFormatError              no reader knows the shape of the file
    │   └── RecordError                     one paper of a file is broken; the others go on
    ├── UsageError                      2   an option or an argument does not fit
    │   └── NotFoundError                   nothing in the graph has that name; says what is close
    ├── ModelError                      3   the trained model is missing or of another version
    └── StoreError                      4
        ├── StoreUnavailableError           no server answers, or the folder holds no graph
        ├── StoreAuthError                  the server refused user or password
        ├── StoreLockedError                another process writes to the embedded graph
        ├── StoreFullError                  disk full
        ├── StoreVersionError               the graph was written by another version of the schema
        └── QueryError                  5   the text of a query
            ├── QuerySyntaxError            it does not parse or names what is not there
            ├── QueryForbiddenError         it would write, read files or administer
            └── QueryTimeoutError           it ran past its time limit
"""

from __future__ import annotations

from typing import ClassVar


class MethodGraphError(Exception):
    """Root of all errors that MethodGraph raises on purpose."""

    exit_code: ClassVar[int] = 1


class InputError(MethodGraphError):
    """What was given cannot be read: names the file and, where known, the line (from 1) and the field."""

    exit_code = 2

    def __init__(
        self, message: str, *, file: str | None = None, line: int | None = None, field: str | None = None
    ) -> None:
        self.message, self.file, self.line, self.field = message, file, line, field
        place = file or ""
        if line is not None:
            place += f":{line}"
        if field:
            place = f"{place} [{field}]" if place else f"[{field}]"
        super().__init__(f"{place}: {message}" if place else message)


class UnknownFormatError(InputError):
    """No reader recognises the content of a file."""


class RecordError(InputError):
    """One paper of a file cannot be used; reading goes on behind it."""


class UsageError(MethodGraphError):
    """An option or an argument does not fit."""

    exit_code = 2


class NotFoundError(UsageError):
    """Nothing in the graph has that name; ``close`` are names that are like it, the nearest first."""

    def __init__(self, message: str, close: tuple[str, ...] = ()) -> None:
        self.close = close
        super().__init__(message)


class ModelError(MethodGraphError):
    """The trained model is missing, broken or of another version."""

    exit_code = 3


class StoreError(MethodGraphError):
    """A store could not do what it was asked."""

    exit_code = 4


class StoreUnavailableError(StoreError):
    """No server answers at the address, or the folder holds no graph."""


class StoreAuthError(StoreError):
    """The server refused user or password."""


class StoreLockedError(StoreError):
    """Another process has the embedded graph open for writing."""


class StoreFullError(StoreError):
    """The disk is full; the graph that stood before is untouched."""


class StoreVersionError(StoreError):
    """The graph was written by another version of the schema."""


class QueryError(StoreError):
    """A query was refused or failed."""

    exit_code = 5


class QuerySyntaxError(QueryError):
    """The query does not parse, or names something that does not exist."""


class QueryForbiddenError(QueryError):
    """The query would write, read files, reach the network or administer the server."""


class QueryTimeoutError(QueryError):
    """The query ran past its time limit."""
