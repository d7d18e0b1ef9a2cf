"""arXiv's API as a source: a query to papers, page by page, at the rate that arXiv asks for.

The manual (https://info.arxiv.org/help/api/user-manual.html) and the terms of use ask for one request every three
seconds over one connection; a page may have 2,000 results, a query 30,000. What passes (too many requests, a server
that is busy, a page that comes empty by mistake) is asked again by ``httpx-retries``, each time after a longer pause.
The PyPI package ``arxiv`` would do the same with a reader of Atom of its own, over lxml and requests; ours tells what
is broken with its line, and gives the ids that a saved feed gives.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import metadata
from typing import TYPE_CHECKING, Any
from urllib.request import getproxies, proxy_bypass

from extract.readers.arxiv_atom import ArxivAtom
from extract.readers.base import Head, Source
from schemas import Paper
from schemas.errors import InputError, RecordError, UsageError

if TYPE_CHECKING:
    import httpx

BASE_URL = "https://export.arxiv.org/api/query"
DELAY = 3.0
"""Seconds between two requests."""
PAGE = 100
"""Results of one request; larger pages come incomplete more often."""
MOST = 30_000
"""Results that the API gives of one query."""
SORTED_BY = {"newest": "submittedDate", "updated": "lastUpdatedDate", "relevance": "relevance"}
"""Orders of results, as we and as the API call them."""

_RETRIED = (429, 500, 502, 503, 504)
_TRIES = 6
_LONGEST_WAIT = 300.0
_TIMEOUT = 60.0
_ENTRY = re.compile(rb"<(?:\w+:)?entry[\s>]")
_TOTAL = re.compile(rb"<(?:\w+:)?totalResults[^>]*>\s*(\d+)\s*<")
_SHOWN = 200

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked: ``text`` as the API has it (``cat:cs.LG AND abs:equivariant``), an order, and where."""

    text: str
    sort: str = "newest"
    base_url: str = BASE_URL


@dataclass(frozen=True, slots=True)
class Page:
    """The papers of one answer, where it begins among the results, where the next one does, and how many there are."""

    start: int
    end: int
    total: int
    papers: tuple[Paper, ...]


def fetch(
    query: Query,
    limit: int,
    *,
    start: int = 0,
    page: int = PAGE,
    delay: float = DELAY,
    report: Callable[[InputError], None],
) -> Iterator[Page]:
    """The pages of a query from the result ``start`` on, ``limit`` results in all.

    Args:
        query: what is asked.
        limit: results, those before ``start`` included.
        start: results that are there already.
        page: results of one request.
        delay: least seconds between two requests; pauses before further tries grow from it.
        report: gets what is wrong with single entries.

    Raises:
        InputError: the API refuses the query, does not answer, or answers with something else than a feed.
        UsageError: the address is none, or the extra ``fetch`` is missing.
    """
    asked = 0.0
    with _client(query.base_url, delay) as client:
        while start < limit:
            pause = asked + delay - time.monotonic()
            if asked and pause > 0:
                time.sleep(pause)
            size = min(page, limit - start)
            content = _answer(client, query, start, size)
            asked = time.monotonic()
            found = _read(content, query, start, size, report)
            yield found
            if found.end >= found.total:
                return
            start = found.end


@contextmanager
def _client(base_url: str, delay: float) -> Iterator[httpx.Client]:
    try:
        import httpx
        from httpx_retries import Retry, RetryTransport
    except ImportError as error:  # the extra is optional
        raise UsageError("fetching needs the extra `fetch`: pip install 'methodgraph[fetch]'") from error

    try:
        address = httpx.URL(base_url)
    except httpx.InvalidURL as error:
        raise UsageError(f"{base_url!r} is no address: {error}") from None
    if address.scheme not in ("http", "https") or not address.host:
        raise UsageError(f"{base_url!r} is no address: it begins with http:// or https:// and a host")
    retry = Retry(
        total=_TRIES,
        status_forcelist=_RETRIED,
        # With half of a jitter, the first further try comes after one to two delays, so that the rate is kept.
        backoff_factor=delay,
        backoff_jitter=0.5,
        max_backoff_wait=_LONGEST_WAIT,
        retry_on_exceptions=[*Retry.RETRYABLE_EXCEPTIONS, _EmptyPageError],
        validate_response=_not_empty,
    )
    # A transport of one's own turns off the environment's proxies, so they are looked up here.
    proxy = None if proxy_bypass(address.host) else getproxies().get(address.scheme)
    transport = RetryTransport(httpx.HTTPTransport(proxy=proxy), retry)
    agent = f"methodgraph/{metadata.version('methodgraph')}"
    with httpx.Client(
        transport=transport, headers={"User-Agent": agent}, timeout=_TIMEOUT, follow_redirects=True
    ) as client:
        yield client


class _EmptyPageError(Exception):
    """A page without entries inside the results; the API gives such ones now and then."""


def _not_empty(response: httpx.Response) -> None:
    content = response.read()
    total = _TOTAL.search(content)
    start = int(response.request.url.params.get("start", 0))
    if response.status_code == 200 and total and start < int(total[1]) and not _ENTRY.search(content):
        raise _EmptyPageError


def _answer(client: httpx.Client, query: Query, start: int, size: int) -> bytes:
    import httpx

    asked: dict[str, Any] = {
        "search_query": query.text,
        "start": start,
        "max_results": size,
        "sortBy": SORTED_BY[query.sort],
        "sortOrder": "descending",
    }
    try:
        response = client.get(query.base_url, params=asked)
    except httpx.TimeoutException:
        raise InputError(f"gave no answer in {_TIMEOUT:g} s", file=query.base_url) from None
    except httpx.HTTPError as error:
        raise InputError(f"does not answer ({str(error) or type(error).__name__})", file=query.base_url) from None
    log.debug("%s answered %s with %d bytes", response.url, response.status_code, len(response.content))
    said = _refusal(response.content)
    if said or not response.is_success:
        said = said or " ".join(response.text.split())[:_SHOWN] or response.reason_phrase
        raise InputError(f"answered {response.status_code}: {said}", file=query.base_url)
    return response.content


def _refusal(content: bytes) -> str | None:
    """What the API says against a query: an entry that is called an error."""
    if b"/api/errors" not in content:
        return None
    errors: list[InputError] = []
    list(ArxivAtom().read(_source(content, "", errors.append)))
    return next((e.message.removeprefix("the API answered: ") for e in errors if "the API answered" in e.message), None)


def _read(content: bytes, query: Query, start: int, size: int, report: Callable[[InputError], None]) -> Page:
    total = _TOTAL.search(content)
    label = f"{query.base_url}?start={start}"
    if total is None:
        raise InputError("answered with something that is no feed of arXiv", file=label)
    errors: list[InputError] = []
    papers = tuple(ArxivAtom().read(_source(content, label, errors.append)))
    for error in errors:
        # Not an entry but the feed is broken: what stands behind the break would be lost without a word.
        if not isinstance(error, RecordError):
            raise error
        report(error)
    entries = len(_ENTRY.findall(content))
    if not entries and start < int(total[1]):
        raise InputError(f"gave {_TRIES + 1} empty pages where there are {int(total[1]):,} results", file=label)
    return Page(start, start + min(entries, size), int(total[1]), papers)


def _source(content: bytes, label: str, report: Callable[[InputError], None]) -> Source:
    return Source(label, "arxiv-api", Head(content[:1_000], False), iter((content,)), report)
