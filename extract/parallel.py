"""One extractor in several processes: papers go out in small chunks, and what is found comes back in their order.

Each process loads the model for itself and runs its network on one thread: two processes on two cores read faster than
one process with two threads, since the steps behind the network are plain Python. They are started anew ("spawn"), as
macOS and Windows do it, and because a process that runs a Java machine must not be forked.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from multiprocessing import get_context, resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path

from extract.models import PaperExtractor, Usage
from extract.models.gliner import is_checkpoint
from extract.pipeline import Extractor
from extract.recogniser.component import RecogniserComponent
from schemas import Extraction, Paper
from schemas.errors import ModelError, RecordError

__all__ = ["FEWEST", "SharedExtractor", "can_be_shared", "default_jobs"]

FEWEST = 40
"""With fewer papers, loading the model several times takes longer than reading them."""
MOST_JOBS = 4
"""Processes unless told otherwise: each takes half a gigabyte of memory."""
_CHUNK = 16
_AHEAD = 3
"""Chunks a process that may be under way or wait for an earlier one."""

Load = Callable[[], PaperExtractor]
"""Loads the extractor in each process; must be picklable, such as ``functools.partial(load_extractor, model)``."""
Answers = list[Extraction | Exception]


def can_be_shared(model: str) -> bool:
    """Whether several processes may run a model: our own or a spaCy pipeline, not GLiNER's gigabytes or a server."""
    return "://" not in model and not is_checkpoint(Path(model))


def default_jobs(papers: int) -> int:
    """How many processes read so many papers: one a core, at most ``MOST_JOBS``; one where there is little to read."""
    affinity = getattr(os, "sched_getaffinity", None)
    cores = len(affinity(0)) if affinity else os.cpu_count() or 1
    return min(MOST_JOBS, cores) if papers >= FEWEST else 1


@dataclass(slots=True)
class _Worker:
    process: BaseProcess
    connection: Connection
    busy: bool = False


class SharedExtractor:
    """An extractor in ``jobs`` processes, which start with the first paper; close it, or use it in ``with``.

    What it finds is what ``load()`` finds in this process. Processes that are left over end with this one.
    """

    usage: Usage | None = None

    def __init__(self, load: Load, name: str, jobs: int) -> None:
        self.name = name
        self.jobs = jobs
        self._load = load
        self._workers: list[_Worker] = []
        self._calls = 0

    def __enter__(self) -> SharedExtractor:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """End the processes; another call of ``extract`` starts new ones."""
        workers, self._workers = self._workers, []
        for worker in workers:
            worker.connection.close()
            worker.process.terminate()
        for worker in workers:
            worker.process.join()

    def extract(self, papers: Iterable[Paper], *, batch_size: int = _CHUNK) -> Iterator[Extraction]:
        """One extraction for each paper, in the order given; at most ``batch_size`` go to a process at a time.

        Raises:
            ValueError, RecordError: a paper cannot be read; those before it have been given.
            ModelError: a process ended unasked.
        """
        try:
            yield from self._extract(_chunks(papers, self.jobs, min(batch_size, _CHUNK)))
        except (KeyboardInterrupt, SystemExit):
            self.close()
            raise

    def _extract(self, chunks: Iterator[list[Paper]]) -> Iterator[Extraction]:
        self._start()
        self._calls += 1
        call = self._calls
        ready: dict[int, Answers] = {}
        sent = due = 0
        more = True
        while True:
            for worker in self._workers:
                if worker.busy or sent - due >= _AHEAD * self.jobs:
                    continue
                chunk = next(chunks, None) if more else None
                if chunk is None:
                    more = False
                    break
                self._send(worker, (call, sent, chunk))
                sent += 1
            if due in ready:
                for answer in ready.pop(due):
                    if isinstance(answer, Exception):
                        raise answer
                    yield answer
                due += 1
            elif due == sent and not more:
                return
            else:
                for answered, number, answers in self._receive():
                    # What an earlier call did not wait for is not asked for any more.
                    if answered == call:
                        ready[number] = answers

    def _start(self) -> None:
        context = get_context("spawn")
        while len(self._workers) < self.jobs:
            ours, theirs = context.Pipe()
            process = context.Process(target=_serve, args=(theirs, self._load), daemon=True)
            with _no_interrupt():
                process.start()
            theirs.close()
            self._workers.append(_Worker(process, ours))

    def _send(self, worker: _Worker, message: tuple[int, int, list[Paper]]) -> None:
        # Only to a process that waits for a message, so that none of the two ever waits for the other to read.
        try:
            worker.connection.send(message)
        except OSError as error:
            raise self._ended(worker) from error
        worker.busy = True

    def _receive(self) -> Iterator[tuple[int, int, Answers]]:
        """What the processes that are done have to say; waits for the first."""
        by_connection = {worker.connection: worker for worker in self._workers if worker.busy}
        for connection in wait(list(by_connection)):
            worker = by_connection[connection]  # type: ignore[index]  # the stub knows sockets and handles too
            try:
                message = worker.connection.recv()
            except (EOFError, OSError) as error:
                raise self._ended(worker) from error
            worker.busy = False
            if isinstance(message, Exception):
                self.close()
                raise message
            yield message

    def _ended(self, worker: _Worker) -> ModelError:
        worker.process.join(timeout=5)
        code = worker.process.exitcode
        self.close()
        return ModelError(
            f"a process that reads papers ended unasked (exit code {code}); where memory is short, give --jobs 1"
        )


@contextmanager
def _no_interrupt() -> Iterator[None]:
    """Hold Ctrl-C back while a process starts, which inherits that: it would print where its imports were stopped."""
    if sys.platform == "win32":
        yield
        return
    # It starts with the first process, and lets interrupts through again when it has started.
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _chunks(papers: Iterable[Paper], jobs: int, size: int) -> Iterator[list[Paper]]:
    """Chunks of at most ``size``; smaller ones where they are needed for all processes to get some."""
    if isinstance(papers, list):
        size = max(1, min(size, len(papers) // (2 * jobs)))
    rest = iter(papers)
    while chunk := list(islice(rest, size)):
        yield chunk


def _serve(connection: Connection, load: Load) -> None:
    """Runs in each process: chunks in, answers out, until the other end closes."""
    # Ctrl-C in a terminal reaches every process of the command; the one that was started there ends the others.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        try:
            extractor = load()
            _use_one_thread(extractor)
        except Exception as error:
            connection.recv()
            connection.send(_portable(error))
            return
        while True:
            call, number, papers = connection.recv()
            try:
                answers: Exception | tuple[int, int, Answers] = (call, number, _read(extractor, papers))
            except Exception as error:
                answers = _portable(error)
            connection.send(answers)
    except (EOFError, OSError):
        return


def _use_one_thread(extractor: PaperExtractor) -> None:
    if isinstance(extractor, Extractor):
        for _, component in extractor.nlp.pipeline:
            if isinstance(component, RecogniserComponent):
                component.threads = 1
    if torch := sys.modules.get("torch"):
        torch.set_num_threads(1)


def _read(extractor: PaperExtractor, papers: list[Paper]) -> Answers:
    """For each paper what is found in it, or why it cannot be read."""
    try:
        return list(extractor.extract(papers))
    except (ValueError, RecordError) as error:
        if len(papers) == 1:
            return [_portable(error)]
    # One of them is at fault; the others are still read.
    return [answer for paper in papers for answer in _read(extractor, [paper])]


def _portable(error: Exception) -> Exception:
    """An error that another process can be told, without what only this one has."""
    if type(error).__module__ in ("builtins", "schemas.errors"):
        return error.with_traceback(None)
    if isinstance(error, ValueError):
        return ValueError(str(error))
    return RuntimeError(f"{type(error).__name__}: {error}")
