"""Calls into the engine on threads of their own, so that whoever asked is never held longer than asked for.

The engine ends a query at its own deadline wherever it scans, expands or filters, but not inside of an expression
(nested ``reduce``), and Java offers no way to stop a thread. Such a query is left behind: its caller gets the error in
time, and the thread ends with its expression or with the process.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from typing import Any, TypeVar

from schemas.errors import QueryTimeoutError

GRACE = 2.0
"""Seconds that the engine gets beyond the time limit to end by itself, with the better message."""

T = TypeVar("T")
_Call = tuple[Callable[[], Any], "queue.SimpleQueue[tuple[Any, BaseException | None]]"]

_idle: list[_Worker] = []
_guard = threading.Lock()


class _Worker:
    """A thread that is kept, because attaching one to Java costs more than a small query."""

    def __init__(self) -> None:
        self.calls: queue.SimpleQueue[_Call] = queue.SimpleQueue()
        threading.Thread(target=self._serve, name="methodgraph-query", daemon=True).start()

    def _serve(self) -> None:
        while True:
            call, answer = self.calls.get()
            try:
                result = call()
            except BaseException as error:  # the caller's thread raises it
                answer.put((None, error))
            else:
                answer.put((result, None))


def within(seconds: float, call: Callable[[], T]) -> T:
    """What ``call`` returns or raises.

    Raises:
        QueryTimeoutError: it did neither in ``seconds`` and a little more.
    """
    with _guard:
        worker = _idle.pop() if _idle else _Worker()
    answer: queue.SimpleQueue[tuple[Any, BaseException | None]] = queue.SimpleQueue()
    worker.calls.put((call, answer))
    try:
        result, error = answer.get(timeout=seconds + GRACE)
    except queue.Empty:
        raise QueryTimeoutError(f"the query ran past its {seconds:g} seconds") from None
    with _guard:
        _idle.append(worker)
    if error is not None:
        raise error
    return result  # type: ignore[no-any-return]
