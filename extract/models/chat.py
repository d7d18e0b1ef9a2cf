"""One question to a server that speaks OpenAI's protocol of chat completions, and its answer.

What passes (too many requests, a server that is busy or gone for a moment) is tried again by the transport, after the
time that the server names in ``Retry-After``. What stays is told apart: a ``ModelError`` where no question can be
answered, an ``UnansweredError`` where this one was not.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any, NamedTuple
from urllib.request import getproxies, proxy_bypass

from pydantic import BaseModel, Field, ValidationError

from schemas.errors import ModelError

try:
    import httpx
    from httpx_retries import Retry, RetryTransport
except ImportError as error:  # the extra is optional
    raise ModelError("a model on a server needs the extra `llm`: pip install 'methodgraph[llm]'") from error

__all__ = ["Chat", "Reply", "UnansweredError"]

Message = dict[str, str]

RETRIED = (408, 409, 429, 500, 502, 503, 504, 529)
"""States of a server that pass."""
_TRIES = 5
_BACKOFF = 0.5
"""Seconds; doubled with each further try, and spread at random."""
_LONGEST_WAIT = 120.0
_DROPPABLE = {"temperature": ("temperature",), "response_format": ("response_format", "json_schema")}
"""Options that not every server takes, and how it names them when it refuses them."""
_SHOWN = 300
KEY = "METHODGRAPH_LLM_KEY"
"""The environment variable with the key."""


class UnansweredError(Exception):
    """This question got no answer; ``server`` says whether for want of a working server."""

    def __init__(self, message: str, *, server: bool = False) -> None:
        self.server = server
        super().__init__(message)


class Reply(NamedTuple):
    """What the model wrote, and the tokens that were counted; None where the server does not say.

    ``stopped`` says why there is no whole answer, and that another question would not help.
    """

    content: str
    tokens_in: int | None
    tokens_out: int | None
    stopped: str | None = None


class _Message(BaseModel):
    content: str | None = None
    refusal: str | None = None


class _Choice(BaseModel):
    message: _Message = _Message()
    finish_reason: str | None = None


class _Tokens(BaseModel):
    prompt_tokens: int | None = None
    completion_tokens: int | None = None


class _Completion(BaseModel):
    choices: list[_Choice] = Field(default_factory=list)
    usage: _Tokens | None = None
    error: Any = None


class Chat:
    """A model on a server; many threads may ask at once."""

    def __init__(
        self, url: str, model: str, schema: dict[str, Any], *, key: str | None = None, timeout: float = 120.0
    ) -> None:
        """Make no connection yet.

        Args:
            url: the base, such as ``https://host/v1``; its query, where it has one, goes with every question.
            model: what the server calls the model.
            schema: JSON schema of an answer.
            key: sent as a bearer token.
            timeout: seconds to wait for one answer.
        """
        base = httpx.URL(url)
        self.url = base.copy_with(path=base.path.rstrip("/") + "/chat/completions")
        self.model, self.timeout = model, timeout
        form = {"type": "json_schema", "json_schema": {"name": "paper", "strict": True, "schema": schema}}
        self._options: dict[str, Any] = {"temperature": 0, "response_format": form}
        self._lock = threading.Lock()
        retry = Retry(
            total=_TRIES,
            allowed_methods=["POST"],
            status_forcelist=RETRIED,
            # A timeout is not tried again: a model that is slow at this text is slow the next time, and it costs.
            retry_on_exceptions=[httpx.NetworkError, httpx.RemoteProtocolError, httpx.ConnectTimeout],
            backoff_factor=_BACKOFF,
            max_backoff_wait=_LONGEST_WAIT,
        )
        # A transport of one's own turns off the environment's proxies, so they are looked up here.
        proxy = None if proxy_bypass(base.host) else getproxies().get(base.scheme)
        transport = RetryTransport(httpx.HTTPTransport(proxy=proxy), retry)
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._client = httpx.Client(transport=transport, headers=headers, timeout=httpx.Timeout(timeout, connect=10.0))

    def ask(self, messages: Sequence[Message]) -> Reply:
        """The model's answer.

        Raises:
            UnansweredError: there is none to this question, or it was cut or refused.
            ModelError: the server refuses the key or has no such model, or nothing answers at the address.
        """
        response = self._posted(messages)
        try:
            completion = _Completion.model_validate_json(response.content)
        except ValidationError as error:
            said = f"{self.place} answered with no completion: {_said(response)}"
            raise UnansweredError(said, server=True) from error
        if completion.error and not completion.choices:
            raise UnansweredError(f"{self.place}: {_said(response)}", server=True)
        tokens = completion.usage or _Tokens()
        choice = completion.choices[0] if completion.choices else _Choice()
        return Reply(choice.message.content or "", tokens.prompt_tokens, tokens.completion_tokens, _why_stopped(choice))

    def close(self) -> None:
        """Close all connections; what is under way fails."""
        self._client.close()

    def _posted(self, messages: Sequence[Message]) -> httpx.Response:
        while True:
            with self._lock:
                options = dict(self._options)
            try:
                response = self._client.post(
                    self.url, json={"model": self.model, "messages": list(messages), **options}
                )
            except (httpx.ConnectError, httpx.ConnectTimeout, httpx.UnsupportedProtocol) as error:
                raise ModelError(f"nothing answers at {self.place}: {error}") from error
            except httpx.TimeoutException as error:
                raise UnansweredError(f"{self.place} gave no answer in {self.timeout:g} s", server=True) from error
            except (httpx.HTTPError, RuntimeError) as error:  # RuntimeError: the client was closed meanwhile
                raise UnansweredError(f"{self.place}: {error or type(error).__name__}", server=True) from error
            if response.is_success:
                return response
            if not self._gives_up_an_option(response, options):
                raise self._error(response)

    def _gives_up_an_option(self, response: httpx.Response, options: dict[str, Any]) -> bool:
        """Whether the server refuses an option that we can do without; it is left out from now on."""
        if response.status_code not in (400, 422):
            return False
        said = response.text.casefold()
        for name, words in _DROPPABLE.items():
            if name in options and any(word in said for word in words):
                with self._lock:
                    self._options.pop(name, None)
                return True
        return False

    def _error(self, response: httpx.Response) -> Exception:
        status = f"{self.place} says {response.status_code}"
        said = _said(response)
        if response.status_code in (401, 403):
            return ModelError(f"{status}: {said}; the key is read from {KEY}")
        if response.status_code in (402, 404, 405) or "insufficient_quota" in response.text:
            return ModelError(f"{status}: {said}")
        return UnansweredError(f"{status}: {said}", server=True)

    @property
    def place(self) -> str:
        """The server, for people: its address without the query."""
        return f"{self.url.scheme}://{self.url.netloc.decode('ascii')}{self.url.path}"


def _why_stopped(choice: _Choice) -> str | None:
    if choice.message.refusal:
        return f"the model refuses: {' '.join(choice.message.refusal.split())[:_SHOWN]}"
    if choice.finish_reason == "length":
        return "the answer was cut at the server's limit of tokens"
    if choice.finish_reason == "content_filter":
        return "the server's filter stopped the answer"
    return None


def _said(response: httpx.Response) -> str:
    """What an answer says is wrong, in a line: the protocol's message, or else the beginning of its text."""
    try:
        given = response.json()
    except (ValueError, UnicodeError):
        given = response.text
    for key in ("error", "message", "detail"):
        if isinstance(given, dict) and given.get(key):
            given = given[key]
    return " ".join(str(given).split())[:_SHOWN] or response.reason_phrase
