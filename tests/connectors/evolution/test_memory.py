"""Large files pass through, both ways, a little at a time."""

import asyncio
import tracemalloc
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import httpx

from prosa.channels.port import Accepted
from prosa.connectors.evolution import EvolutionChannel
from prosa.conversations.schemas import Media, MessageType
from tests.connectors.evolution.material import message, settings

CHUNK = 48 * 1024
SIZE = 16 * 1024 * 1024 // CHUNK * CHUNK
MOST = 4 * 1024 * 1024


@contextmanager
def little_memory() -> Iterator[None]:
    tracemalloc.start()
    try:
        yield
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < MOST


@asynccontextmanager
async def evolution() -> AsyncIterator[str]:
    """Takes whatever is sent, forgetting it, and gives a large file to whoever asks for one."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        left = int(head.split(b"content-length: ")[1].split(b"\r\n")[0])
        while left:
            left -= len(await reader.read(min(left, CHUNK)))
        if b"getbase64" in head:
            await _give(writer)
        else:
            body = b'{"key": {"id": "3EB0X", "remoteJid": "5511987654321@s.whatsapp.net"}}'
            writer.write(b"HTTP/1.1 201 Created\r\nconnection: close\r\ncontent-length: %d\r\n\r\n" % len(body) + body)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


async def _give(writer: asyncio.StreamWriter) -> None:
    before, after, encoded = b'{"base64":"', b'","buffer":null}', b"AAAA" * (CHUNK // 3)
    length = len(before) + SIZE // 3 * 4 + len(after)
    writer.write(b"HTTP/1.1 201 Created\r\nconnection: close\r\ncontent-length: %d\r\n\r\n" % length + before)
    for _ in range(SIZE // CHUNK):
        writer.write(encoded)
        await writer.drain()
    writer.write(after)


async def zeros() -> AsyncIterator[bytes]:
    for _ in range(SIZE // CHUNK):
        yield bytes(CHUNK)


async def test_a_large_file_is_received_a_little_at_a_time() -> None:
    async with evolution() as url, httpx.AsyncClient(trust_env=False) as http:
        size = 0
        with little_memory():
            wanted = Media("video/mp4", ref="3EB0X")
            async for chunk in EvolutionChannel().fetch_media(settings(base_url=url), http, wanted):
                size += len(chunk)
        assert size == SIZE


async def test_a_large_file_is_sent_a_little_at_a_time() -> None:
    outgoing = message(type=MessageType.VIDEO, text=None, media=Media("video/mp4", size=SIZE), file=zeros)
    async with evolution() as url, httpx.AsyncClient(trust_env=False) as http:
        with little_memory():
            assert isinstance(await EvolutionChannel().send(settings(base_url=url), http, outgoing), Accepted)
