"""A page of another site, with the web chat on it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from playwright.async_api import BrowserContext, Page, WebSocketRoute, expect

STYLE_POLICY = "default-src 'self'; script-src {0}; connect-src {0} {1}; img-src blob:; style-src 'self'"
"""As strict as a site's policy can be and still name the chat's server."""


@dataclass
class Shop:
    """Where the page is served and what it holds."""

    origin: str
    page: str = ""

    def shows(self, server: str, channel_id: Any, **attributes: str) -> None:
        more = "".join(f' data-{name}="{value}"' for name, value in attributes.items())
        policy = STYLE_POLICY.format(server, server.replace("http", "ws", 1))
        self.page = (
            f'<!doctype html><html lang="pt-BR"><head><meta charset="utf-8"><title>Loja</title>'
            f'<meta name="viewport" content="width=device-width">'
            f'<meta http-equiv="Content-Security-Policy" content="{policy}"></head>'
            f"<body><main><h1>Loja</h1><p>Botas e mochilas.</p></main>"
            f'<script async src="{server}/widget.js" data-channel="{channel_id}"{more}></script></body></html>'
        )


@asynccontextmanager
async def open_shop() -> AsyncIterator[Shop]:
    """Serves the page on an origin of its own."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        body = shop.page.encode()
        head = f"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: {len(body)}\r\nconnection: close\r\n\r\n"
        writer.write(head.encode() + body)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    shop = Shop(f"http://localhost:{server.sockets[0].getsockname()[1]}")
    async with server:
        yield shop


class Widget:
    """The chat on one tab of the shop's page."""

    def __init__(self, page: Page, shop: Shop) -> None:
        self.page = page
        self.shop = shop
        self.box = page.get_by_role("textbox", name="Escreva sua mensagem")
        self.log = page.get_by_role("log", name="Mensagens")
        self.launcher = page.locator("#prosa-chat .launch")

    async def arrive(self) -> None:
        await self.page.goto(self.shop.origin)
        await self.launcher.wait_for()

    async def open(self) -> None:
        await self.launcher.click()
        await expect(self.box).to_be_focused()

    async def say(self, text: str) -> None:
        await self.box.fill(text)
        await self.box.press("Enter")


async def without_websockets(context: BrowserContext) -> None:
    """As behind a proxy that does not let them through."""

    async def refuse(socket: WebSocketRoute) -> None:
        await socket.close()

    await context.route_web_socket("**/live", refuse)
