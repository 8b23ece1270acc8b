"""A browser tab as the server sees it: a cookie, an origin and one live socket."""

import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import httpx
from websockets.asyncio.client import ClientConnection, connect

from prosa.accounts.auth import COOKIE


@dataclass
class Tab:
    """What it was told is applied as the pages do: by id, the later state in the place of the earlier."""

    wire: ClientConnection
    cursor: str = ""
    conversations: dict[str, dict[str, Any]] = field(default_factory=dict)
    messages: dict[str, dict[str, Any]] = field(default_factory=dict)
    topics: list[str] = field(default_factory=list)

    async def says(self, **frame: Any) -> None:
        await self.wire.send(json.dumps(frame))

    async def hears(self) -> dict[str, Any]:
        frame: dict[str, Any] = json.loads(await self.wire.recv())
        self.cursor = frame.get("cursor", self.cursor)
        if frame["type"] == "changes":
            self.conversations |= {item["id"]: item for item in frame["conversations"]}
            self.messages |= {item["id"]: item for item in frame["messages"]}
            self.topics += frame["topics"]
            for hidden in frame["hidden"]:
                self.conversations.pop(hidden, None)
        return frame

    async def greets(self, since: str | None = None) -> str:
        """Says hello and returns what the server answers."""
        await self.says(type="hello", since=since)
        return str((await self.hears())["type"])


@asynccontextmanager
async def open_tab(
    address: str, browser: httpx.AsyncClient, *, origin: str | None = None, reads_ahead: bool = True
) -> AsyncIterator[Tab]:
    """A tab of somebody's browser. `origin` is the page it belongs to; ours when not given. One that does not read
    ahead takes from the network only what the test asks for."""
    cookie = {"cookie": f"{COOKIE}={browser.cookies[COOKIE]}"} if COOKIE in browser.cookies else {}
    uri = f"ws://{urlsplit(address).netloc}/api/v1/live"
    line = _line(address, None if reads_ahead else 4096)
    async with connect(
        uri,
        sock=line,
        additional_headers=cookie,
        origin=origin or address,  # type: ignore[arg-type]
        compression=None,
        max_size=None,
        max_queue=16 if reads_ahead else 1,
        proxy=None,
    ) as opened:
        yield Tab(opened)


def _line(address: str, buffer: int | None) -> socket.socket:
    """A connection whose receiving side holds at most `buffer` bytes, about."""
    line = socket.socket()
    if buffer is not None:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
    parts = urlsplit(address)
    line.connect((parts.hostname, parts.port))
    return line
