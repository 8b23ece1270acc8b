"""The live stream: what changes in the database reaches every open tab, of every process, as fresh state.

One reader per process follows the log of changes, loads what changed once and gives it to all its sockets. What is
sent is the state itself (conversations and messages as a fetch would return them), so applying it twice is harmless
and state plus changes equals a fresh fetch.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Literal
from uuid import UUID

import structlog
from fastapi import APIRouter, FastAPI, WebSocket, WebSocketDisconnect
from prometheus_client import Gauge
from pydantic import BaseModel, ValidationError
from sqlalchemy.exc import SQLAlchemyError

from prosa.accounts.auth import authenticate_websocket, still_valid
from prosa.accounts.schemas import Principal, Role
from prosa.app import glances
from prosa.conversations import ConversationItem, MessageItem, access, drafting, inbox, messages
from prosa.core.beside import beside
from prosa.core.errors import ProsaError
from prosa.core.live import Batch, Change, CursorExpired, LiveReader, Watchers
from prosa.core.runtime import Runtime
from prosa.desk import presence

log = structlog.get_logger(__name__)
router = APIRouter()
OPEN_TABS = Gauge("prosa_live_tabs", "Open live connections of this process")

BACKLOG = 200
"""Messages a slow tab may be behind; beyond, it is told to fetch afresh."""
RECHECK = 60.0
"""Seconds between two looks whether whoever listens still may."""
HELLO_SECONDS = 10.0
GOODBYE_SECONDS = 2.0
"""How long the closing word to a tab that does not read may take."""
PAUSE = 1.0
"""Seconds until the log is read again after something unforeseen."""
REFUSED = 4401
AWAY = 1013
LIFE_EVERY = presence.SIGN_EVERY.total_seconds()
CARRIED = frozenset({"conversation", "message"})
"""Changes whose new state is sent along; all others name a list to fetch again."""


UNLISTED = frozenset({drafting.NEWS, glances.NEWS})
"""Changes that concern nothing that is fetched."""
MEMBERSHIP = frozenset({"users", "queues"})
"""Changes after which somebody may see more or less than before."""
Guests = dict[UUID, set[UUID]]


class Hello(BaseModel):
    """The first message of a tab. `since` is the cursor of the last thing it applied."""

    type: Literal["hello"]
    since: str | None = None


class Changes(BaseModel):
    """Upserts. `topics` name lists that should be fetched again; `users` stands for the names of colleagues, which
    conversations and messages show too. `hidden`: conversations whoever listens may not see, or not any more."""

    type: Literal["changes"] = "changes"
    cursor: str
    conversations: list[ConversationItem]
    messages: list[MessageItem]
    hidden: list[UUID]
    topics: list[str]

    def only_for(self, principal: Principal, guests: Guests) -> "Changes":
        """What this person may see of it."""
        told = [item for item in self.conversations if access.shows(principal, item, guests.get(item.id, ()))]
        ids = {item.id for item in told}
        return self.model_copy(
            update={
                "conversations": told,
                "messages": [message for message in self.messages if message.conversation_id in ids],
                "hidden": [item.id for item in self.conversations if item.id not in ids],
            }
        )


class Glance(BaseModel):
    """Somebody looks at a conversation, or types in it; true for `glances.SECONDS`."""

    type: Literal["viewing"] = "viewing"
    conversation_id: UUID
    user_id: UUID
    name: str
    typing: bool


@dataclass(eq=False)
class Tab:
    """One open socket: who listens, and what waits to be written to it. `gone` once it has missed something: from then
    on nothing more is written, so that it comes again with the cursor of what it has."""

    principal: Principal
    told: glances.Told = field(default_factory=dict)
    waiting: asyncio.Queue[str] = field(default_factory=lambda: asyncio.Queue(BACKLOG))
    gone: asyncio.Event = field(default_factory=asyncio.Event)

    def offer(self, text: str) -> None:
        if self.gone.is_set():
            return
        try:
            self.waiting.put_nowait(text)
        except asyncio.QueueFull:
            self.gone.set()


class Hub:
    """All tabs of this process, and the reader that feeds them."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._tabs: set[Tab] = set()
        self._follows = asyncio.Event()
        self._cursor = ""

    @contextlib.contextmanager
    def joined(self, principal: Principal) -> Iterator[Tab]:
        tab = Tab(principal)
        self._tabs.add(tab)
        OPEN_TABS.inc()
        try:
            yield tab
        finally:
            self._tabs.discard(tab)
            OPEN_TABS.dec()

    async def cursor(self) -> str:
        """Where the log stands. Waits until it is followed: whatever is fetched after that is kept true."""
        await self._follows.wait()
        return self._cursor

    async def follow(self) -> None:
        """Runs until cancelled. Where nobody knows what was missed, every tab has to come again."""
        while True:
            try:
                await self._follow()
            except (CursorExpired, SQLAlchemyError, OSError) as trouble:
                log.warning("live_interrupted", error=type(trouble).__name__)
            except Exception:
                log.exception("live_failed")
                await asyncio.sleep(PAUSE)
            finally:
                self._follows.clear()
                for tab in self._tabs:
                    tab.gone.set()

    async def _follow(self) -> None:
        async with contextlib.aclosing(LiveReader(self._runtime.db.url).follow()) as batches:
            async for batch in batches:
                self._cursor = batch.cursor
                self._follows.set()
                self._tell_watchers(batch.changes)
                if self._tabs and batch.changes:
                    await self._spread(batch)

    def _tell_watchers(self, changes: Iterable[Change]) -> None:
        watchers = self._runtime.registry.get(Watchers, "watchers")
        for conversation_id in (*_ids(changes, "conversation_id"), *_ids(changes, "watched_id")):
            watchers.tell(conversation_id)

    async def _spread(self, batch: Batch) -> None:
        for change in batch.changes:
            if change.type == glances.NEWS:
                self._show_glance(change)
        if all(change.type in UNLISTED for change in batch.changes):
            return
        if any(change.type in MEMBERSHIP for change in batch.changes):
            await self._look_again()
        changes, guests = await fresh(self._runtime, batch)
        text = changes.model_dump_json()
        for tab in self._tabs:
            limited = tab.principal.queues is not None
            tab.offer(changes.only_for(tab.principal, guests).model_dump_json() if limited else text)

    def _show_glance(self, change: Change) -> None:
        glance = Glance(
            conversation_id=change.payload["glanced_id"],
            user_id=change.payload["user_id"],
            name=change.payload["name"],
            typing=change.payload["typing"],
        )
        text = glance.model_dump_json()
        for tab in self._tabs:
            if tab.principal.id != glance.user_id and glances.shows(tab.principal, change.payload):
                tab.offer(text)

    async def keep_present(self) -> None:
        """Runs until cancelled: every open tab is a sign that whoever opened it is at work."""
        while True:
            await asyncio.sleep(LIFE_EVERY)
            await self.present(tab.principal for tab in self._tabs)

    async def present(self, people: Iterable[Principal]) -> None:
        """These people are here. What stands in the way is nothing a tab should end for."""
        there = {each.user_id for each in people if each.user_id and each.role.covers(Role.OPERATOR)}
        if not there:
            return
        try:
            async with self._runtime.db.transaction() as session:
                await presence.sign(session, there)
        except (SQLAlchemyError, OSError) as trouble:
            log.warning("presence_away", error=type(trouble).__name__)

    async def _look_again(self) -> None:
        """Who may see less than when they came sees nothing of it from here on; who may see more comes again."""
        for tab in list(self._tabs):
            known = await still_valid(self._runtime, tab.principal)
            if known is None or known.queues != tab.principal.queues:
                tab.gone.set()

    async def missed(self, principal: Principal, since: str) -> Changes:
        """What committed since a tab was last connected. Raises `CursorExpired`."""
        changes, guests = await fresh(self._runtime, await LiveReader(self._runtime.db.url).since(since))
        return changes.only_for(principal, guests)


async def fresh(runtime: Runtime, batch: Batch) -> tuple[Changes, Guests]:
    """The state of everything a batch speaks of, as a fetch would return it now, and who was called in there.

    A contact is shown in the lines of its conversations, so these come with it.
    """
    message_ids = _ids(batch.changes, "message_id")
    topics = {change.type for change in batch.changes} - CARRIED - UNLISTED
    async with runtime.db.transaction() as session:
        of_contacts = await inbox.ids_of(session, _ids(batch.changes, "contact_id"))
        conversation_ids = dict.fromkeys((*_ids(batch.changes, "conversation_id"), *of_contacts))
        changes = Changes(
            cursor=batch.cursor,
            conversations=await inbox.items_by_id(session, list(conversation_ids)),
            messages=await messages.items_by_id(session, message_ids),
            hidden=[],
            topics=sorted(topics),
        )
        return changes, await access.guests_of(session, list(conversation_ids))


def _ids(changes: Iterable[Change], name: str) -> list[UUID]:
    found = (change.payload.get(name) for change in changes)
    return [UUID(value) for value in dict.fromkeys(found) if value]


@asynccontextmanager
async def following(app: FastAPI) -> AsyncIterator[None]:
    """The hub of this process, at work as long as the server runs."""
    runtime: Runtime = app.state.runtime
    hub = Hub(runtime)
    app.state.hub = hub
    async with beside(hub.follow()), beside(hub.keep_present()):
        yield


@router.websocket("/live")
async def live(socket: WebSocket) -> None:
    """One per tab: hello, then changes for ever."""
    runtime: Runtime = socket.app.state.runtime
    try:
        principal = await authenticate_websocket(socket, runtime)
    except ProsaError as refusal:
        await socket.close(REFUSED, refusal.code)
        return
    except (SQLAlchemyError, OSError) as trouble:
        log.warning("live_away", error=type(trouble).__name__)
        await socket.close(AWAY)
        return
    await socket.accept()
    hub: Hub = socket.app.state.hub
    with hub.joined(principal) as tab, contextlib.suppress(WebSocketDisconnect):
        if await _greet(socket, hub, tab):
            await hub.present([principal])
            await _converse(socket, runtime, tab)


async def _greet(socket: WebSocket, hub: Hub, tab: Tab) -> bool:
    """Answers the hello with what the tab missed, or tells it to fetch everything."""
    try:
        async with asyncio.timeout(HELLO_SECONDS):
            hello = Hello.model_validate_json(await socket.receive_text())
    except (TimeoutError, ValidationError, KeyError):
        await socket.close(1008, "hello expected")
        return False
    cursor = await hub.cursor()
    if hello.since is None:
        await socket.send_json({"type": "hello", "cursor": cursor})
        return True
    try:
        missed = await hub.missed(tab.principal, hello.since)
    except CursorExpired:
        await socket.send_json({"type": "resync", "cursor": cursor})
        return True
    await socket.send_json({"type": "hello", "cursor": hello.since})
    await socket.send_text(missed.model_dump_json())
    return True


async def _converse(socket: WebSocket, runtime: Runtime, tab: Tab) -> None:
    tasks = {
        asyncio.create_task(_write(socket, tab)),
        asyncio.create_task(_listen(socket, runtime, tab)),
        asyncio.create_task(_until_refused(runtime, tab.principal)),
        asyncio.create_task(tab.gone.wait()),
    }
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        with contextlib.suppress(RuntimeError, TimeoutError):
            async with asyncio.timeout(GOODBYE_SECONDS):
                await socket.close()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _write(socket: WebSocket, tab: Tab) -> None:
    while True:
        await socket.send_text(await tab.waiting.get())


async def _listen(socket: WebSocket, runtime: Runtime, tab: Tab) -> None:
    while True:
        text = await socket.receive_text()
        if '"ping"' in text:
            await socket.send_json({"type": "pong"})
        else:
            await glances.tell(runtime, tab.principal, tab.told, text)


async def _until_refused(runtime: Runtime, principal: Principal) -> None:
    while True:
        await asyncio.sleep(RECHECK)
        known = await still_valid(runtime, principal)
        if known is None or known.queues != principal.queues:
            return
