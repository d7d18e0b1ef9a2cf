"""A session over Streamlit's websocket, as the load test speaks it, sees what a person in a browser sees."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor

from benchmarks.client import Answer, Session

Walk = Callable[[Session], Awaitable[None]]


def walk(address: str, steps: Walk) -> None:
    """Take steps in one session."""

    async def there() -> None:
        async with Session(address, patience=600) as session:
            await steps(session)

    ThreadPoolExecutor(1).submit(asyncio.run, there()).result()


async def fine(ask: Callable[[], Awaitable[Answer]]) -> Answer:
    """The answer comes without an error and with something in it, asked again where a busy machine was too slow."""
    for _ in range(10):
        answer = await ask()
        if "time limit" not in answer.error:
            break
    assert not answer.error
    assert answer.seconds > 0
    assert answer.bytes
    return answer


def test_search_explore_expand(address: str) -> None:
    """Typing gives suggestions, a link leads to the graph, and an expansion brings further nodes to those there."""

    async def steps(session: Session) -> None:
        first = await fine(lambda: session.open(""))
        assert first.first is not None
        assert first.first <= first.seconds
        await fine(lambda: session.put("search", text="egnn"))
        found = session.shown["search"].given["found"]
        assert found[0]["name"] == "EGNN"
        await fine(lambda: session.follow("explore", do=f"a.{found[0]['id']}"))
        before = {node["id"] for node in session.shown["canvas"].given["nodes"]}
        assert before == {found[0]["id"]}
        await fine(lambda: session.act("expand", found[0]["id"]))
        assert before < {node["id"] for node in session.shown["canvas"].given["nodes"]}

    walk(address, steps)


def test_errors_are_seen(address: str) -> None:
    """A page that does not exist and an entity that the graph does not hold count as errors."""

    async def steps(session: Session) -> None:
        await fine(lambda: session.open(""))
        assert (await session.open("entity", id="method:no such thing")).error
        assert (await session.open("nowhere")).error

    walk(address, steps)
