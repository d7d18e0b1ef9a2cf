"""An extractor whose papers are read by a language model on a server.

Some papers are asked about at once, and their extractions come in order. An answer with faults is asked for once more,
with the faults told; then what is good of it is kept and the rest is counted. A paper without an answer is a
``RecordError``, and the others go on; what was answered meanwhile is kept for the next call.
"""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from extract.models.answer import Answer, AnswerError, Fault, read_answer
from extract.models.chat import KEY, Chat, Message, Reply, UnansweredError
from extract.models.grounding import Grounded, ground
from extract.models.options import ModelOptions
from extract.models.usage import Usage
from schemas import Extraction, Paper, digest
from schemas.errors import ModelError, RecordError, UsageError

__all__ = ["EndpointExtractor", "endpoint_extractor"]

_HERE = Path(__file__).parent
_PROMPT = _HERE / "prompt.md"
_DECIDING = ("answer.py", "grounding.py", "prompt.md")
"""What decides what an answer becomes: another prompt or rule gives the extractor another name."""
_FAULTS_TOLD = 20
_IN_A_ROW = 5
"""Papers one behind the other that the server fails on, after which it is taken for broken."""
_OPENAI = "api.openai.com"


def endpoint_extractor(model: str, options: ModelOptions) -> EndpointExtractor:
    """The extractor for ``https://host/v1#MODEL``; key, concurrency and timeout come from the environment.

    ``METHODGRAPH_LLM_KEY`` is sent to any server, ``OPENAI_API_KEY`` to OpenAI's own alone.
    ``METHODGRAPH_LLM_CONCURRENCY`` (4) papers are asked about at once, for ``METHODGRAPH_LLM_TIMEOUT`` (120) seconds.

    Raises:
        UsageError: the address names no model, or a setting is no number.
        ModelError: the extra `llm` is not installed.
    """
    url, hash, name = model.partition("#")
    parts = urlsplit(url)
    if not hash or not name or not parts.hostname:
        raise UsageError(f"name the model of the server behind #, such as {url.rstrip('/')}#gpt-4o-mini")
    if parts.username or parts.password:
        raise UsageError(f"no key in the address: give it in {KEY}")
    key = os.environ.get(KEY) or (os.environ.get("OPENAI_API_KEY") if parts.hostname == _OPENAI else None)
    timeout = _positive("METHODGRAPH_LLM_TIMEOUT", 120.0)
    concurrency = int(_positive("METHODGRAPH_LLM_CONCURRENCY", 4.0))
    chat = Chat(url, name, Answer.schema_of_answers(), key=key, timeout=timeout)
    place = parts.netloc + parts.path.rstrip("/")
    usage = Usage(price_in=options.price_in, price_out=options.price_out)
    return EndpointExtractor(chat, f"{place}#{name}+{_prompt_digest()}", concurrency, usage)


def _positive(variable: str, default: float) -> float:
    given = os.environ.get(variable)
    try:
        value = float(given) if given else default
    except ValueError:
        value = 0.0
    if not 1 <= value <= 10_000:
        raise UsageError(f"{variable} is a number from 1, not {given!r}")
    return value


@cache
def _prompt_digest() -> str:
    return digest(*((_HERE / name).read_text("utf-8") for name in _DECIDING), size=4)


class EndpointExtractor:
    """Papers to extractions by a language model; ``usage`` counts what was asked."""

    def __init__(self, chat: Chat, name: str, concurrency: int, usage: Usage) -> None:
        self.chat, self.name, self.usage = chat, name, usage
        self.concurrency = concurrency
        self._prompt = _PROMPT.read_text("utf-8")
        self._lock = threading.Lock()
        self._pool = ThreadPoolExecutor(concurrency, thread_name_prefix="model")
        self._answers: dict[str, Future[Grounded]] = {}
        self._failed: dict[str, str] = {}
        self._failed_in_a_row = 0

    def extract(self, papers: Iterable[Paper], *, batch_size: int = 64) -> Iterator[Extraction]:
        """One extraction for each paper, in the order given; ``batch_size`` changes nothing.

        Raises:
            RecordError: there was no answer for the next paper, or none that can be used; it names neither file nor
                paper, which the caller knows.
            ModelError: the server refuses us, does not know the model, or failed on several papers in a row.
        """
        stream = iter(papers)
        waiting: deque[Paper] = deque()
        try:
            while True:
                # Twice as many as are asked about at once: a slow paper does not keep the others from being asked.
                while len(waiting) < 2 * self.concurrency and (paper := next(stream, None)) is not None:
                    self._begin(paper)
                    waiting.append(paper)
                if not waiting:
                    return
                paper = waiting.popleft()
                found = self._finished(paper)
                again = any(p.digest == paper.digest for p in waiting)
                if not again:
                    self._answers.pop(paper.digest, None)
                yield Extraction.model_validate({**paper.model_dump(), "extractor": self.name, **found.fields()})
        except (ModelError, KeyboardInterrupt):
            self.close()
            raise

    def close(self) -> None:
        """Ask nothing more; what is under way fails."""
        self._pool.shutdown(wait=False, cancel_futures=True)
        self.chat.close()

    def _begin(self, paper: Paper) -> None:
        if paper.digest not in self._answers and paper.digest not in self._failed:
            self._answers[paper.digest] = self._pool.submit(self._read, paper)

    def _finished(self, paper: Paper) -> Grounded:
        if paper.digest in self._failed:
            raise RecordError(self._failed[paper.digest])
        try:
            found = self._answers[paper.digest].result()
        except (UnansweredError, AnswerError) as error:
            self._answers.pop(paper.digest)
            self._failed[paper.digest] = str(error)
            self.usage.failed += 1
            at_fault = isinstance(error, UnansweredError) and error.server
            self._failed_in_a_row = self._failed_in_a_row + 1 if at_fault else 0
            if self._failed_in_a_row >= _IN_A_ROW:
                raise ModelError(f"the server failed on {_IN_A_ROW} papers in a row: {error}") from error
            raise RecordError(str(error)) from error
        self._failed_in_a_row = 0
        self.usage.papers += 1
        self.usage.left_out.update(fault.reason for fault in found.faults)
        return found

    def _read(self, paper: Paper) -> Grounded:
        """Ask about one paper, and once more where the answer has faults."""
        messages: list[Message] = [
            {"role": "system", "content": self._prompt},
            {"role": "user", "content": f"<paper>\n{paper.text}\n</paper>"},
        ]
        first, content = self._answered(messages, paper)
        if isinstance(first, Grounded) and not first.faults:
            return first
        faults = first.faults if isinstance(first, Grounded) else [Fault("", str(first))]
        with self._lock:
            self.usage.anew += 1
        messages += [{"role": "assistant", "content": content}, {"role": "user", "content": _told(faults)}]
        try:
            second, _ = self._answered(messages, paper)
        except UnansweredError:
            second = first
        for best in (second, first):
            if isinstance(best, Grounded):
                return best
        assert isinstance(second, AnswerError)
        raise AnswerError(f"{second} (asked twice)")

    def _answered(self, messages: list[Message], paper: Paper) -> tuple[Grounded | AnswerError, str]:
        """What one question brought, and the answer as it came."""
        reply = self._counted(self.chat.ask(messages))
        if reply.stopped:
            raise UnansweredError(reply.stopped)
        try:
            return ground(read_answer(reply.content), paper), reply.content
        except AnswerError as error:
            return error, reply.content

    def _counted(self, reply: Reply) -> Reply:
        with self._lock:
            self.usage.requests += 1
            self.usage.tokens_in += reply.tokens_in or 0
            self.usage.tokens_out += reply.tokens_out or 0
            self.usage.uncounted += reply.tokens_in is None or reply.tokens_out is None
        return reply


def _told(faults: list[Fault]) -> str:
    """The faults of an answer, for the model."""
    says: list[Any] = [f"- {fault.says}" for fault in faults[:_FAULTS_TOLD]]
    if len(faults) > _FAULTS_TOLD:
        says.append(f"- and {len(faults) - _FAULTS_TOLD} more of these kinds")
    return "\n".join(
        (
            "Your answer has faults:",
            *says,
            "Give the whole answer anew as JSON of the schema. Copy mentions and evidence exactly from the text; leave"
            " out what the text does not have.",
        )
    )
