"""A person's session with the dashboard, spoken over Streamlit's own websocket: what a browser sends and receives.

It does what the page in the browser does, and draws nothing: it starts the script for an address, answers with the
state of components, runs fragments, and says how long each answer took. So twenty sessions cost this process little,
and what is measured is the server.
"""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.BidiComponent_pb2 import BidiComponent
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.state.session_state import STREAMLIT_INTERNAL_KEY_PREFIX
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

PATIENCE = 60.0
"""Seconds after which an answer counts as an error."""
PREFIX = "methodgraph_"
"""What the names of the dashboard's own components begin with."""
CONTENT = ("mg-title", "mg-figures", "mg-state", "mg-heat")
"""Classes of what counts as content beside the canvas: a heading, numbers, a message, a table; no search box."""
_BROKEN = ("took longer than its time limit", "server does not answer", "There is no graph here", "Nothing called")
"""Words of the pages that stand for a failure."""
_DONE = (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY)


@dataclass(slots=True)
class Answer:
    """One run of a page: seconds to its first content and to its end, bytes that came, and what went wrong."""

    first: float | None = None
    seconds: float = 0.0
    bytes: int = 0
    error: str = ""


@dataclass(slots=True)
class Shown:
    """A component on the page: its id, the fragment that runs when it changes, and what Python gave to it."""

    id: str
    fragment: str
    given: dict[str, Any]


@dataclass(slots=True)
class Session:
    """One connection: ``async with Session(address) as session``; ``shown`` holds the page's components by name."""

    address: str
    patience: float = PATIENCE
    shown: dict[str, Shown] = field(default_factory=dict)
    _socket: ClientConnection | None = None
    _query: str = ""
    _page: str = ""
    _states: dict[str, str] = field(default_factory=dict)
    _kept: dict[str, ForwardMsg] = field(default_factory=dict)

    async def __aenter__(self) -> Self:
        url = self.address.replace("http://", "ws://") + "/_stcore/stream"
        self._socket = await connect(
            url, max_size=None, proxy=None, open_timeout=self.patience, ping_interval=None, compression=None
        )
        return self

    async def __aexit__(self, *error: object) -> None:
        if self._socket is not None:
            await self._socket.close()

    async def open(self, view: str, **query: str | list[str]) -> Answer:
        """Open an address, as a link from elsewhere does."""
        self._query, self._page = urlencode(query, doseq=True), ""
        self._states.clear()
        self.shown.clear()
        return await self._run(ClientState(query_string=self._query, page_name=view))

    async def follow(self, view: str, **query: str) -> Answer:
        """Click on a link of the app; needs an open page."""
        value = {"view": view, "query": {k: [v] for k, v in query.items()}, "n": time.time_ns()}
        if (target := self.shown.get("router")) is None:
            return Answer(error="no links on the page")
        # What the page before showed is gone: the next one sends all that it has.
        self._states.clear()
        self.shown.clear()
        return await self._trigger(target.id, "go", value, "")

    async def act(self, what: str, *ids: str) -> Answer:
        """Do something with nodes of the canvas: ``expand``, ``remove``, ``undo``."""
        target = self.shown["canvas"]
        return await self._trigger(
            target.id, "act", {"do": what, "ids": list(ids), "n": time.time_ns()}, target.fragment
        )

    async def put(self, component: str, **state: Any) -> Answer:
        """Change the state of a component: ``text`` of the search box, ``selected`` of the canvas."""
        if (target := self.shown.get(component)) is None:
            return Answer(error=f"no {component} on the page")
        held = json.loads(self._states.get(target.id, "{}"))
        self._states[target.id] = json.dumps({**held, **state})
        return await self._run(self._state(target.fragment))

    async def _trigger(self, id: str, event: str, value: Any, fragment: str) -> Answer:
        state = self._state(fragment)
        widget = state.widget_states.widgets.add()
        widget.id = f"{STREAMLIT_INTERNAL_KEY_PREFIX}_{id}__events"
        widget.json_trigger_value = json.dumps([{"event": event, "value": value}])
        return await self._run(state)

    def _state(self, fragment: str) -> ClientState:
        state = ClientState(query_string=self._query, page_script_hash=self._page, fragment_id=fragment)
        for id, value in self._states.items():
            widget = state.widget_states.widgets.add()
            widget.id, widget.json_value = id, value
        return state

    async def _run(self, state: ClientState) -> Answer:
        if self._socket is None:
            raise RuntimeError("the session is not connected")
        # The page tells which large messages it holds already: the graph library comes once.
        state.cached_message_hashes.extend(self._kept)
        answer = Answer()
        started = time.perf_counter()
        try:
            async with asyncio.timeout(self.patience):
                await self._socket.send(BackMsg(rerun_script=state).SerializeToString())
                while not await self._take(answer, started):
                    pass
        except TimeoutError:
            answer.error = f"no answer in {self.patience:g} s"
        except ConnectionClosed as closed:
            answer.error = f"the connection closed: {closed}"
        answer.seconds = time.perf_counter() - started
        return answer

    async def _take(self, answer: Answer, started: float) -> bool:
        """Read one message; whether it ends the run."""
        assert self._socket is not None
        raw = await self._socket.recv(decode=False)
        answer.bytes += len(raw)
        message = ForwardMsg.FromString(raw)
        kind = message.WhichOneof("type")
        if kind == "ref_hash":
            message = self._kept[message.ref_hash]
            kind = message.WhichOneof("type")
        elif message.metadata.cacheable and message.hash:
            self._kept[message.hash] = message
        if kind == "new_session":
            self._page = message.new_session.page_script_hash
        elif kind == "navigation":
            self._page = message.navigation.page_script_hash
        elif kind == "page_info_changed":
            self._query = message.page_info_changed.query_string
        elif kind == "page_not_found":
            answer.error = "no such page"
        elif kind == "script_finished":
            if message.script_finished == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
                answer.error = "the page's script does not compile"
            return message.script_finished in (*_DONE, ForwardMsg.FINISHED_WITH_COMPILE_ERROR)
        elif kind == "delta":
            self._look(message, answer, started)
        return False

    def _look(self, message: ForwardMsg, answer: Answer, started: float) -> None:
        element = message.delta.new_element
        kind = element.WhichOneof("type")
        content = False
        if kind == "exception":
            answer.error = f"{element.exception.type}: {element.exception.message}"
        elif kind == "html":
            body = element.html.body
            content = not body.startswith("<style>") and any(name in body for name in CONTENT)
            answer.error = answer.error or next((words for words in _BROKEN if words in body), "")
        elif kind == "bidi_component":
            name = element.bidi_component.component_name.removeprefix(PREFIX)
            content = name == "canvas"
            found = Shown(element.bidi_component.id, message.delta.fragment_id, _given(element.bidi_component))
            self.shown[name] = found
        if content and answer.first is None:
            answer.first = time.perf_counter() - started


def _given(component: BidiComponent) -> dict[str, Any]:
    which = component.WhichOneof("data")
    text = component.json if which == "json" else component.mixed.json if which == "mixed" else ""
    found = json.loads(text) if text else {}
    return found if isinstance(found, dict) else {}
