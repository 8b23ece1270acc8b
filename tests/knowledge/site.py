"""A small site on this machine, which notes what it was asked."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

HOST = "127.0.0.1"


@dataclass
class Site:
    """`pages` by path: HTML, or (status, headers, body). They may be changed while it runs."""

    pages: dict[str, str | tuple[int, Mapping[str, str], bytes]]
    url: str = ""
    asked: list[str] = field(default_factory=list)

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                path = head.split(b" ", 2)[1].decode()
                self.asked.append(path)
                writer.write(self._response(path))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    def _response(self, path: str) -> bytes:
        found = self.pages.get(path, (404, {}, b"no such page"))
        html = {"content-type": "text/html; charset=utf-8"}
        status, headers, body = (200, html, found.encode()) if isinstance(found, str) else found
        lines = [f"HTTP/1.1 {status} X", f"content-length: {len(body)}", *(f"{k}: {v}" for k, v in headers.items())]
        return "\r\n".join([*lines, "", ""]).encode() + body


@asynccontextmanager
async def serving(pages: dict[str, str | tuple[int, Mapping[str, str], bytes]]) -> AsyncIterator[Site]:
    site = Site(pages)
    server = await asyncio.start_server(site.answer, HOST, 0)
    async with server:
        site.url = f"http://{HOST}:{server.sockets[0].getsockname()[1]}"
        yield site
        server.close()
        server.close_clients() if hasattr(server, "close_clients") else None


def page(title: str, body: str, *links: str) -> str:
    around = "".join(f'<li><a href="{link}">x</a></li>' for link in links)
    return (
        f"<html><head><title>{title}</title></head><body><nav><ul>{around}</ul></nav><main>{body}</main></body></html>"
    )
