"""A small server that speaks OpenAI's protocol of chat completions over real HTTP; its answers are a test's."""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

__all__ = ["Asked", "ChatServer", "Said", "completion", "serving"]


@dataclass(frozen=True)
class Asked:
    """A question: its path, headers in lower case and body, how many came before, and when it came (seconds)."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]
    number: int
    at: float

    @property
    def text(self) -> str:
        """The paper that is asked about."""
        content: str = self.body["messages"][1]["content"]
        return content.removeprefix("<paper>\n").removesuffix("\n</paper>")

    @property
    def again(self) -> bool:
        """Whether the faults of an answer are told."""
        return len(self.body["messages"]) > 2


@dataclass(frozen=True)
class Said:
    """An answer: status, body as an object or as bytes, more headers, seconds to wait before it."""

    status: int = 200
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    after: float = 0.0


Answering = Callable[[Asked], Said]


class ChatServer(ThreadingHTTPServer):
    """Answers with what ``answer`` says, and keeps what it was asked."""

    daemon_threads = True

    def __init__(self, answer: Answering) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answer = answer
        self.asked: list[Asked] = []
        self.at_once = self.most_at_once = 0
        self.lock = threading.Lock()

    @property
    def model(self) -> str:
        """What ``--model`` is given."""
        return f"http://127.0.0.1:{self.server_port}/v1#small"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of those who hang up, which tests do on purpose."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    server: ChatServer

    def do_POST(self) -> None:
        """Answer a question."""
        server = self.server
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        headers = {k.lower(): v for k, v in self.headers.items()}
        with server.lock:
            asked = Asked(self.path, headers, body, len(server.asked), time.monotonic())
            server.asked.append(asked)
            server.at_once += 1
            server.most_at_once = max(server.most_at_once, server.at_once)
        said = server.answer(asked)
        time.sleep(said.after)
        content = said.body if isinstance(said.body, bytes) else json.dumps(said.body).encode()
        with server.lock:
            server.at_once -= 1
        try:
            self.send_response(said.status)
            for name, value in {"Content-Type": "application/json", **said.headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)
        except (BrokenPipeError, ConnectionResetError):  # whoever asked has gone
            self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@contextmanager
def serving(answer: Answering) -> Iterator[ChatServer]:
    """A server on a free port of this machine."""
    server = ChatServer(answer)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


def completion(content: Any, *, tokens: tuple[int, int] | None = (1000, 100), **choice: Any) -> dict[str, Any]:
    """A completion as the protocol writes it; ``content`` that is no text becomes JSON."""
    written = content if isinstance(content, str) else json.dumps(content)
    message = {"role": "assistant", "content": written, "refusal": choice.pop("refusal", None)}
    body: dict[str, Any] = {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "model": "small",
        "choices": [{"index": 0, "message": message, "finish_reason": "stop", "logprobs": None, **choice}],
    }
    if tokens:
        body["usage"] = {"prompt_tokens": tokens[0], "completion_tokens": tokens[1], "total_tokens": sum(tokens)}
    return body
