"""clamd's protocol: a command that ends in NUL, the file in chunks with their length before them, one line back."""

import asyncio
import re
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from pydantic import BaseModel

from prosa.connectors.clamav.settings import ClamAvSettings
from prosa.core.errors import Unavailable

CONNECTING = 5.0
SCANNING = 120.0
"""Seconds a file may take."""
_LONGEST_LINE = 4096
_FOUND = re.compile(r"stream: (.+) FOUND")

Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class ScannerLimit(Unavailable):
    """The file is larger than clamd takes: raise StreamMaxLength in its configuration."""

    code = "scanner_limit"


class ClamAv:
    """Implements `conversations.port.FileScan`."""

    async def scan(self, settings: BaseModel, chunks: AsyncIterator[bytes]) -> str | None:
        async with _connected(settings, SCANNING) as connection:
            with suppress(ConnectionError):  # clamd hangs up on a file that is too large, and has said so before
                await _send(connection, chunks)
            return verdict(await _line(connection))

    async def check(self, settings: BaseModel) -> str:
        async with _connected(settings, CONNECTING) as connection:
            connection[1].write(b"zVERSION\0")
            await connection[1].drain()
            said = await _line(connection)
        if not said.startswith("ClamAV"):
            raise Unavailable("what answers there is not clamd")
        return said


def verdict(said: str) -> str | None:
    """Reads clamd's answer. Raises `Unavailable` for what is neither clean nor infected."""
    if said == "stream: OK":
        return None
    if found := _FOUND.fullmatch(said):
        return found[1][:100]
    if "size limit exceeded" in said:
        raise ScannerLimit("the file is larger than clamd takes (StreamMaxLength)")
    raise Unavailable("clamd could not scan the file")


@asynccontextmanager
async def _connected(settings: BaseModel, patience: float) -> AsyncIterator[Connection]:
    if not isinstance(settings, ClamAvSettings):
        raise TypeError(f"{type(settings).__name__} are not the settings of clamav")
    try:
        async with asyncio.timeout(CONNECTING):
            reader, writer = await asyncio.open_connection(settings.host, settings.port, limit=_LONGEST_LINE)
        try:
            async with asyncio.timeout(patience):
                yield reader, writer
        finally:
            writer.close()
    except (OSError, TimeoutError, asyncio.LimitOverrunError, asyncio.IncompleteReadError) as problem:
        where = f"{settings.host}:{settings.port}"
        raise Unavailable(f"clamd does not answer at {where} ({type(problem).__name__})") from problem


async def _send(connection: Connection, chunks: AsyncIterator[bytes]) -> None:
    _, writer = connection
    writer.write(b"zINSTREAM\0")
    async for chunk in chunks:
        writer.write(struct.pack(">I", len(chunk)) + chunk)
        await writer.drain()
    writer.write(struct.pack(">I", 0))
    await writer.drain()


async def _line(connection: Connection) -> str:
    return (await connection[0].readuntil(b"\0")).rstrip(b"\0").decode(errors="replace").strip()
