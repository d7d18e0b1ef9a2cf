"""Errors of the embedded engine and of Java, mapped onto ours at this one place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import jpype
from arcadedb_embedded import ArcadeDBError

from schemas.errors import (
    MethodGraphError,
    QueryError,
    QueryForbiddenError,
    QuerySyntaxError,
    QueryTimeoutError,
    StoreError,
    StoreFullError,
    StoreLockedError,
    StoreUnavailableError,
)

_BY_CLASS: dict[str, type[StoreError]] = {
    "CommandParsingException": QuerySyntaxError,
    "CommandSQLParsingException": QuerySyntaxError,
    "CommandSemanticException": QuerySyntaxError,
    "CommandParameterMissingException": QuerySyntaxError,
    "CommandExecutionException": QueryError,
    "ArithmeticErrorException": QueryError,
    "QueryNotIdempotentException": QueryForbiddenError,
    "DatabaseIsReadOnlyException": QueryForbiddenError,
    "SecurityException": QueryForbiddenError,
    "TimeoutException": QueryTimeoutError,
    "PartialResultTimeoutException": QueryTimeoutError,
    "QueryTerminatedException": QueryTimeoutError,
    "HeapLimitExceededException": QueryTimeoutError,
    "QueryHeapBudgetExceededException": QueryTimeoutError,
    "OutOfMemoryError": QueryTimeoutError,
    "LockException": StoreLockedError,
    "DatabaseOperationException": StoreUnavailableError,
    "DatabaseMetadataException": StoreUnavailableError,
    "DatabaseIsClosedException": StoreUnavailableError,
    "DatabaseNotFoundException": StoreUnavailableError,
}

_SAYS = {"QueryNotIdempotentException": "only reading is allowed here, and this query would write"}
"""Instead of the engine's own words, where nobody but its authors understands them."""


@contextmanager
def translated(url: str) -> Iterator[None]:
    """Turn what the engine raises inside into the most specific of our errors, in one line."""
    try:
        yield
    except MethodGraphError:
        raise
    except (jpype.JException, ArcadeDBError) as error:
        raise _mapped(error, url) from error


def _mapped(error: BaseException, url: str) -> StoreError:
    chain = list(_chain(error))
    text = " ".join(str(link) for link in chain)
    if "No space left on device" in text or "Disk quota exceeded" in text:
        return StoreFullError(f"the disk of {url} is full; the graph that stood there before is untouched")
    for link in chain:
        for name in _names(link):
            if name in _BY_CLASS:
                return _BY_CLASS[name](_SAYS.get(name) or _line(link))
    return StoreUnavailableError(f"the embedded graph at {url} failed: {_line(chain[-1])}")


def _chain(error: BaseException) -> Iterator[Any]:
    seen: set[int] = set()
    link: Any = error
    while link is not None and id(link) not in seen:
        seen.add(id(link))
        yield link
        link = link.getCause() if isinstance(link, jpype.JException) else link.__cause__


def _names(link: Any) -> list[str]:
    return [kind.__name__.rpartition(".")[2] for kind in type(link).__mro__]


def _line(link: Any) -> str:
    message = str(link.getMessage() if isinstance(link, jpype.JException) else link) or type(link).__name__
    return re.sub(r"\s+", " ", message).strip()
