"""The dashboard on a large graph: what a person waits for, alone and among twenty.

Three measurements on one graph of synthetic papers, served as ``kg explore`` does it: every view in one headless
Chromium, cold and warm; the expansion of a hub and of a middling node; and sessions that click at once, over
Streamlit's own websocket (``benchmarks.client``). Beside what the clock says stands the server's processor time: on a
machine that others use, only that tells what the dashboard itself costs.
"""

from __future__ import annotations

import asyncio
import logging
import random
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles

from benchmarks.client import Answer, Session
from benchmarks.graphs import synthetic_tables
from benchmarks.places import Known, known
from benchmarks.record import Record, Table, Value
from benchmarks.serving import Server, serving
from benchmarks.views import in_browser, views
from kg.stores import open_store
from schemas.errors import StoreUnavailableError, StoreVersionError

PEOPLE = 20
SECONDS = 60.0
"""How long they click."""
THINK = (2.0, 8.0)
"""Least and most seconds between an answer and the next click."""
TARGETS = {"first content, s": 2.0, "expansion, s": 0.5, "median click, s": 1.0}
EXPANSIONS = 5

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Clicks:
    """What the sessions saw: answers by what was clicked, and the errors in words."""

    answers: dict[str, list[Answer]] = field(default_factory=dict)

    def add(self, what: str, answer: Answer) -> Answer:
        """Keep an answer."""
        self.answers.setdefault(what, []).append(answer)
        return answer

    def errors(self) -> list[str]:
        """All errors, one for each click that failed."""
        return [f"{what}: {a.error}" for what, found in self.answers.items() for a in found if a.error]


def run(papers: int, cache: Path | None = None, browser: bool = True) -> Record:
    """Measure on the graph of ``papers`` made-up papers; ``cache`` is a folder that keeps the graph between runs.

    Raises:
        RuntimeError: the dashboard does not start.
    """
    settings: dict[str, Value] = {"synthetic papers": papers, "sessions": PEOPLE, "seconds": SECONDS}
    settings |= {"think, s": f"{THINK[0]:g} to {THINK[1]:g}"}
    record = Record("sessions", "The dashboard: seconds until one sees something, alone and among twenty", settings)
    with tempfile.TemporaryDirectory(prefix="methodgraph-bench-") as made:
        folder = Path(made)
        graph = graph_of(papers, cache or folder)
        places = known(graph)
        settings |= {"nodes": places.nodes, "edges": places.edges}
        with serving(graph, folder / "server.log") as server:
            if browser:
                record.tables.append(_browser(server, places))
        with serving(graph, folder / "server.log") as server:
            record.tables += asyncio.run(_alone(server, places))
            clicks, spent, seconds = asyncio.run(_together(server, places))
            record.tables += _clicked(clicks, spent, seconds)
            record.notes += _judged(clicks, server.megabytes())
    return record


def graph_of(papers: int, folder: Path) -> Path:
    """The folder of the graph of ``papers`` made-up papers below ``folder``; made where it is not there."""
    graph = folder / f"synthetic-{papers}"
    try:
        with open_store(str(graph)) as store:
            if store.meta() is not None:
                return graph
    except (StoreUnavailableError, StoreVersionError):
        _log.info("making a graph of %d papers", papers)
    with open_store(str(graph), "write") as store:
        store.write(synthetic_tables(papers))
    synthetic_tables.cache_clear()
    return graph


def _browser(server: Server, places: Known) -> Table:
    rows: list[tuple[Value, ...]] = []
    for view, cold, warm, link in in_browser(server.address, views(places)):
        rows.append((view, cold.first, cold.seconds, warm.first, warm.seconds, link))
        words = "%s in the browser: %.2f s cold, %.2f s warm, %.2f s by a link"
        _log.info(words, view, cold.first or -1, warm.first or -1, link)
    columns = ("view", "cold, first content, s", "cold, all, s", "warm, first content, s", "warm, all, s", "a link, s")
    return Table("Views in one Chromium: cold is the first visit since the server's start", columns, rows)


async def _alone(server: Server, places: Known) -> list[Table]:
    """One session: every view cold and warm, and the expansion of a hub and of a middling node."""
    rows: list[tuple[Value, ...]] = []
    async with Session(server.address) as session:
        for view, query in views(places).items():
            line: list[Value] = [view]
            for _ in range(2):
                before = server.cpu()
                answer = await session.open("" if view == "overview" else view, **query)
                line += [answer.first, answer.seconds, server.cpu() - before]
            rows.append((*line, answer.bytes / 1000))
    half = ("first content, s", "all, s", "processor, s")
    columns = ("view", *(f"cold, {c}" for c in half), *(f"warm, {c}" for c in half), "kB")
    return [
        Table("Views over the websocket: the server's part", columns, rows),
        Table(
            "Expansion over the websocket, until the new picture is there: never asked before",
            ("node", "papers", "median, s", "slowest, s", "processor, s", "runs"),
            [
                await _expanded(server, what, nodes)
                for what, nodes in (("hub", places.hubs), ("middling", places.middle))
            ],
        ),
    ]


async def _expanded(server: Server, what: str, nodes: list[tuple[str, int]]) -> tuple[Value, ...]:
    """Expand several nodes of one kind, each in a new picture with nothing else on it."""
    found, spent = [], 0.0
    for id, _ in nodes[:EXPANSIONS]:
        async with Session(server.address) as session:
            await session.open("explore", do=[f"a.{id}"])
            before = server.cpu()
            found.append(await session.act("expand", id))
            spent += server.cpu() - before
    times = [a.seconds for a in found]
    return (what, int(median(n for _, n in nodes)), median(times), max(times), spent / len(found), len(found))


async def _together(server: Server, places: Known) -> tuple[Clicks, float, float]:
    """All sessions at once; also the server's processor seconds and the seconds on the clock."""
    clicks = Clicks()
    before, started = server.cpu(), time.perf_counter()
    end = started + SECONDS
    await asyncio.gather(*(_person(server, places, random.Random(n), end, clicks) for n in range(PEOPLE)))
    return clicks, server.cpu() - before, time.perf_counter() - started


async def _person(server: Server, places: Known, rng: random.Random, end: float, clicks: Clicks) -> None:
    await asyncio.sleep(rng.uniform(0, THINK[1]))
    try:
        async with Session(server.address) as session:
            clicks.add("arrive", await session.open(""))
            while time.perf_counter() < end:
                await asyncio.sleep(rng.uniform(*THINK))
                what = rng.choices(*zip(*_LIKELY.items(), strict=True))[0]
                clicks.add(what, await _click(session, what, places, rng))
    except OSError as error:
        clicks.add("arrive", Answer(error=f"no connection: {error}"))


_LIKELY = {"search": 4, "entity": 5, "explore": 3, "expand": 5, "select": 4, "paper": 3, "claim": 2}
_LIKELY |= {"overview": 1, "compare": 1, "symmetry": 1, "paths": 1, "cypher": 1}
"""How often each thing is done, beside the others."""


async def _click(session: Session, what: str, places: Known, rng: random.Random) -> Answer:
    entity = rng.choice(places.entities)
    if what == "search":
        name = rng.choice(places.names)
        return (
            await session.put("search", text=name[: rng.randint(2, len(name))])
            if "search" in session.shown
            else (await session.follow("overview"))
        )
    if what == "expand" or what == "select":
        canvas = session.shown.get("canvas")
        nodes = [node["id"] for node in canvas.given.get("nodes", ())] if canvas else []
        if not nodes:
            return await session.follow("explore", id=entity)
        if what == "expand":
            return await session.act("expand", rng.choice(nodes))
        return await session.put("canvas", selected=f"node:{rng.choice(nodes)}")
    query = {
        "entity": {"id": entity},
        "explore": {"id": entity},
        "paper": {"id": rng.choice(places.papers)},
        "paths": {"from": entity, "to": rng.choice(places.entities)},
        "cypher": {"named": "newest-papers", "p_entity": entity, "run": "1"},
    }
    if what == "claim":
        head, claim = rng.choice(places.claims)
        return await session.follow("entity", id=head, claim=claim)
    return await session.follow(what, **query.get(what, {}))


def _clicked(clicks: Clicks, spent: float, seconds: float) -> list[Table]:
    rows: list[tuple[Value, ...]] = []
    every = [a for found in clicks.answers.values() for a in found]
    for what, found in (("all", every), *sorted(clicks.answers.items())):
        good = [a.seconds for a in found if not a.error]
        late = quantiles(good, n=20)[-1] if len(good) > 1 else None
        row = (what, len(found), len(found) - len(good), median(good) if good else None, late)
        rows.append((*row, max(good, default=None)))
    busy = ("clicks", "clicks a second", "processor, s", "processor, s a click", "cores kept busy")
    total = (len(every), len(every) / seconds, spent, spent / max(len(every), 1), spent / seconds)
    return [
        Table("Sessions at once", ("click", "times", "errors", "median, s", "95 %, s", "slowest, s"), rows),
        Table("What they cost the server", busy, [total]),
    ]


def _judged(clicks: Clicks, megabytes: float) -> list[str]:
    errors = clicks.errors()
    shown = "; ".join(sorted(set(errors))[:5])
    return [
        "wanted: " + ", ".join(f"{name} at most {value:g}" for name, value in TARGETS.items()) + ", no errors",
        f"errors: {len(errors)}" + (f" ({shown})" if errors else ""),
        f"memory of the server's processes at the end: {megabytes:,.0f} MB",
        "processor seconds are those of the server alone, of both its Python and its engine",
    ]
