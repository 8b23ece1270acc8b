"""The other end of a connector's calls: a server on a real socket that answers, or breaks off, as it is told."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from http import HTTPStatus


@dataclass(frozen=True, slots=True)
class Request:
    """What arrived. Header names are lower case; `target` is path and query."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Pieces:
    """An answer that comes in pieces, as an event stream. `stalls`: after the last of them nothing more comes."""

    pieces: Sequence[bytes]
    content_type: str = "text/event-stream"
    stalls: bool = False
    pause: float = 0.0
    """Seconds between two pieces."""


class Break(StrEnum):
    """How a conversation ends without an answer. The request has been read in full each time."""

    CLOSE = "close"
    """The connection is closed."""
    HALF = "half"
    """An answer begins and the connection is closed in the middle of it."""
    HANG = "hang"
    """Nothing more comes."""


Behaviour = Callable[[Request], Answer | Break | Pieces]


@dataclass(frozen=True, slots=True)
class Counterpart:
    """`requests` are those that were read, in order."""

    url: str
    requests: list[Request]


@asynccontextmanager
async def counterpart(behaviour: Behaviour) -> AsyncIterator[Counterpart]:
    """Serves on 127.0.0.1 until the block ends."""
    requests: list[Request] = []
    callers: set[asyncio.StreamWriter] = set()

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        callers.add(writer)
        try:
            while True:
                requests.append(await _read(reader))
                answer = behaviour(requests[-1])
                if answer is Break.HANG:
                    await reader.read()
                goes_on = await _respond(writer, answer)
                if isinstance(answer, Pieces) and answer.stalls:
                    await reader.read()
                if not goes_on:
                    break
        except (asyncio.IncompleteReadError, ConnectionError):
            pass  # the caller has gone, as callers do
        finally:
            writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    async with server:
        yield Counterpart(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", requests)
        for caller in callers:
            caller.close()


async def _read(reader: asyncio.StreamReader) -> Request:
    start, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    method, target, _ = start.split(" ", 2)
    fields = (line.split(":", 1) for line in lines if ":" in line)
    headers = {name.lower(): value.strip() for name, value in fields}
    return Request(method, target, headers, await reader.readexactly(int(headers.get("content-length", "0"))))


async def _respond(writer: asyncio.StreamWriter, answer: Answer | Break | Pieces) -> bool:
    """Whether the connection goes on."""
    if isinstance(answer, Pieces):
        await _stream(writer, answer)
        return False
    if isinstance(answer, Answer):
        writer.write(_head(answer, len(answer.body)) + answer.body)
    elif answer is Break.HALF:
        writer.write(_head(Answer(), 1000) + b"{")
    await writer.drain()
    return isinstance(answer, Answer)


async def _stream(writer: asyncio.StreamWriter, answer: Pieces) -> None:
    head = f"HTTP/1.1 200 OK\r\ncontent-type: {answer.content_type}\r\nconnection: close\r\n\r\n"
    writer.write(head.encode())
    for piece in answer.pieces:
        writer.write(piece)
        await writer.drain()
        await asyncio.sleep(answer.pause)


def _head(answer: Answer, length: int) -> bytes:
    fields = {"content-type": "application/json", **answer.headers, "content-length": str(length)}
    lines = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return f"HTTP/1.1 {answer.status} {HTTPStatus(answer.status).phrase}\r\n{lines}\r\n".encode()


def nobody_listens() -> str:
    """An address at which connections are refused."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return f"http://127.0.0.1:{taken.getsockname()[1]}"
