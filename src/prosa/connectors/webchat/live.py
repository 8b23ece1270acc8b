"""The visitor's open line: updates as they happen, over one WebSocket."""

import asyncio
from contextlib import AsyncExitStack
from typing import Literal
from uuid import UUID

from fastapi import WebSocket, WebSocketDisconnect
from pydantic import BaseModel, Field

from prosa.connectors.webchat import visitors
from prosa.connectors.webchat.cross_origin import check_origin, webchat_line
from prosa.connectors.webchat.schemas import Update
from prosa.connectors.webchat.visitors import Visitor
from prosa.core.errors import Forbidden, ProsaError, Unauthenticated
from prosa.core.http import client_ip
from prosa.core.live import Watchers
from prosa.core.runtime import Runtime

HELLO_SECONDS = 10.0
QUIET_SECONDS = 60.0
"""The widget pings every 25 s; a line that is silent for longer is gone."""
LOOK_SECONDS = 15.0
"""News are told; this bounds what a missed word can cost."""
FIRST_LOOK_SECONDS = 2.0
"""The same before the visitor has said anything, when there is no conversation to be told of."""
SETTLE_SECONDS = 0.03

LONGEST_WORD = 4096

PING = '{"type":"ping"}'
PONG = '{"type":"pong"}'
UNAUTHENTICATED = 4401
FORBIDDEN = 4403
NOT_FOUND = 4404
BAD_HELLO = 4400


class Hello(BaseModel):
    """The first word on the line. The token travels here and not in the address, which ends up in logs."""

    token: str = Field(max_length=2000)
    since: int = Field(0, ge=0)


class LiveUpdate(Update):
    type: Literal["update"]


async def serve(websocket: WebSocket, channel_id: UUID) -> None:
    """Keeps one visitor up to date until they leave. Refusals close with a code of 4400 to 4404."""
    runtime: Runtime = websocket.app.state.runtime
    try:
        line = await webchat_line(runtime, channel_id)
        check_origin(websocket, runtime, line)
    except ProsaError as problem:
        await websocket.close(FORBIDDEN if isinstance(problem, Forbidden) else NOT_FOUND)
        return
    await websocket.accept()
    try:
        hello = Hello.model_validate_json(await _word(websocket, within=HELLO_SECONDS))
        visitor = visitors.identify(line, hello.token, client_ip(websocket))
    except Unauthenticated:
        await websocket.close(UNAUTHENTICATED)
    except (ValueError, TimeoutError):
        await websocket.close(BAD_HELLO)
    except WebSocketDisconnect:
        return
    else:
        await _converse(websocket, runtime, visitor, hello.since)


async def _word(websocket: WebSocket, within: float) -> str:
    """The next message. Raises `ValueError` for one that cannot be the widget's, `TimeoutError` when none comes."""
    async with asyncio.timeout(within):  # `wait_for` of Python 3.11 can lose a cancellation
        message = await websocket.receive()
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(message.get("code") or 1000)
    word = message.get("text")
    if not isinstance(word, str) or len(word) > LONGEST_WORD:
        raise ValueError("not a word of the widget")
    return word


async def _converse(websocket: WebSocket, runtime: Runtime, visitor: Visitor, since: int) -> None:
    """Ends when either side does: the visitor leaves or falls silent, or telling fails."""
    tasks = {
        asyncio.create_task(_listen(websocket)),
        asyncio.create_task(_tell(websocket, runtime, visitor, since)),
    }
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
        await websocket.close()
    except (WebSocketDisconnect, RuntimeError):
        return
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _listen(websocket: WebSocket) -> None:
    """Answers pings until the visitor falls silent."""
    while True:
        try:
            word = await _word(websocket, within=QUIET_SECONDS)
        except (TimeoutError, ValueError):
            return
        if word == PING:
            await websocket.send_text(PONG)


async def _tell(websocket: WebSocket, runtime: Runtime, visitor: Visitor, since: int) -> None:
    """Sends what is new, once at the beginning and then at every news; never the same twice in a row."""
    watchers = runtime.registry.get(Watchers, "watchers")
    last = ""
    async with AsyncExitStack() as stack:
        news: asyncio.Event | None = None
        while True:
            conversation_id, update = await _look(runtime, visitor, since)
            if news is None and conversation_id is not None:
                news = stack.enter_context(watchers.watch(conversation_id))
                continue
            since = max(since, update.cursor)
            message = LiveUpdate(type="update", **update.model_dump()).model_dump_json()
            if message != last:
                await websocket.send_text(message)
                last = message
            await _wait(news)


async def _look(runtime: Runtime, visitor: Visitor, since: int) -> tuple[UUID | None, Update]:
    async with runtime.db.transaction() as session:
        seen = await visitors.seen_by(session, visitor, since)
        return (seen.conversation_id if seen else None), await visitors.update_of(session, visitor, seen)


async def _wait(news: asyncio.Event | None) -> None:
    if news is None:
        await asyncio.sleep(FIRST_LOOK_SECONDS)
        return
    try:
        async with asyncio.timeout(LOOK_SECONDS):
            await news.wait()
    except TimeoutError:
        return
    await asyncio.sleep(SETTLE_SECONDS)
    news.clear()
