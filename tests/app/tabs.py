"""A browser tab as the server sees it: a cookie, an origin and one live socket."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import httpx
from websockets.asyncio.client import ClientConnection, connect

from prosa.accounts.auth import COOKIE

SECONDS = 20.0


@dataclass
class Tab:
    """What it was told is applied as the pages do: by id, the later state in the place of the earlier."""

    socket: ClientConnection
    cursor: str = ""
    conversations: dict[str, dict[str, Any]] = field(default_factory=dict)
    messages: dict[str, dict[str, Any]] = field(default_factory=dict)
    topics: list[str] = field(default_factory=list)

    async def says(self, **frame: Any) -> None:
        await self.socket.send(json.dumps(frame))

    async def hears(self) -> dict[str, Any]:
        frame: dict[str, Any] = json.loads(await self.socket.recv())
        self.cursor = frame.get("cursor", self.cursor)
        if frame["type"] == "changes":
            self.conversations |= {item["id"]: item for item in frame["conversations"]}
            self.messages |= {item["id"]: item for item in frame["messages"]}
            self.topics += frame["topics"]
        return frame

    async def greets(self, since: str | None = None) -> str:
        """Says hello and returns what the server answers."""
        await self.says(type="hello", since=since)
        return str((await self.hears())["type"])


@asynccontextmanager
async def open_tab(address: str, browser: httpx.AsyncClient, *, origin: str | None = None) -> AsyncIterator[Tab]:
    """A tab of somebody's browser. `origin` is the page it belongs to; ours when not given."""
    cookie = {"cookie": f"{COOKIE}={browser.cookies[COOKIE]}"} if COOKIE in browser.cookies else {}
    uri = f"ws://{urlsplit(address).netloc}/api/v1/live"
    async with connect(uri, additional_headers=cookie, origin=origin or address, proxy=None) as socket:  # type: ignore[arg-type]
        yield Tab(socket)
