"""A server on this machine that speaks arXiv's API: a query, an order, pages, errors, and days on which it is ill."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit
from xml.sax.saxutils import escape

_FEED = """<?xml version='1.0' encoding='UTF-8'?>
<feed xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/" xmlns:arxiv="http://arxiv.org/schemas/atom"
  xmlns="http://www.w3.org/2005/Atom">
  <id>https://arxiv.org/api/SkuXkYxumgL1drFIL7NufdnpkFc</id>
  <title>arXiv Query: search_query={query}</title>
  <opensearch:itemsPerPage>{size}</opensearch:itemsPerPage>
  <opensearch:totalResults>{total}</opensearch:totalResults>
  <opensearch:startIndex>{start}</opensearch:startIndex>
{entries}</feed>
"""
_ENTRY = """  <entry>
    <id>http://arxiv.org/abs/2501.{number:05}v1</id>
    <title>Equivariant Network
  Number {number}</title>
    <published>2025-01-01T00:00:00Z</published>
    <summary>We build network number {number}.</summary>
    <category term="cs.LG" scheme="http://arxiv.org/schemas/atom"/>
    <author><name>Ada Example</name></author>
  </entry>
"""
_BROKEN = "  <entry>\n    <id>http://arxiv.org/abs/2501.{number:05}v1</id>\n    <title>No Summary</title>\n  </entry>\n"
_REFUSAL = """<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
  <entry>
    <id>https://arxiv.org/api/errors#malformed_query</id>
    <title>Error</title>
    <summary>malformed query</summary>
  </entry>
</feed>
"""


@dataclass
class Arxiv:
    """What the server holds and how it fares; ``asked`` are the requests with their times."""

    url: str = ""
    total: int = 250
    broken: frozenset[int] = frozenset()
    shifted: int = 0
    """Papers that came to the front since the query began."""
    ill: list[str] = field(default_factory=list)
    """What it does instead of its next answers: a status, ``empty``, ``cut`` or ``hang up``; ``fine`` answers."""
    asked: list[tuple[float, dict[str, str]]] = field(default_factory=list)

    @property
    def starts(self) -> list[str]:
        """Where the pages that were asked for begin."""
        return [query["start"] for _, query in self.asked]

    def feed(self, query: dict[str, str], *, empty: bool = False) -> str:
        """The answer to a query."""
        start, size = int(query["start"]), int(query["max_results"])
        numbers = () if empty else range(start - self.shifted, min(start - self.shifted + size, self.total))
        entries = ((_BROKEN if n in self.broken else _ENTRY).format(number=n) for n in numbers)
        words = escape(query["search_query"])
        return _FEED.format(query=words, size=size, total=self.total, start=start, entries="".join(entries))


class _Answers(BaseHTTPRequestHandler):
    arxiv: Arxiv

    def do_GET(self) -> None:
        """Answer as the API does."""
        query = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
        self.arxiv.asked.append((time.monotonic(), query))
        state = self.arxiv.ill.pop(0) if self.arxiv.ill else "fine"
        if state == "hang up":
            self.connection.close()
        elif state.isdigit():
            self.answer(int(state), "Rate exceeded.", "text/plain")
        elif query["search_query"].count("(") != query["search_query"].count(")"):
            self.answer(400, _REFUSAL)
        else:
            text = self.arxiv.feed(query, empty=state == "empty")
            self.answer(200, text[: len(text) // 2] if state == "cut" else text)

    def answer(self, status: int, text: str, kind: str = "application/atom+xml") -> None:
        """Send a whole answer."""
        content = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def arxiv_server() -> Iterator[Arxiv]:
    """A server that answers until the block is left."""
    arxiv = Arxiv()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Answers", (_Answers,), {"arxiv": arxiv}))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    arxiv.url = f"http://127.0.0.1:{server.server_address[1]}/api/query"
    try:
        yield arxiv
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
