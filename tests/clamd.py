"""A clamd on a real socket, which can be away, slow, too small or confused."""

import asyncio
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
"""The file all scanners agree to call a virus."""


@dataclass
class Clamd:
    """`answers` are said instead of the truth, one after the other; an empty one hangs up. `limit` is
    StreamMaxLength."""

    port: int = 0
    limit: int = 1024 * 1024
    answers: list[str] = field(default_factory=list)
    scanned: list[int] = field(default_factory=list)

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            command = await reader.readuntil(b"\0")
            said = await self._instream(reader) if command == b"zINSTREAM\0" else "ClamAV 1.4.3/27800/Fri Nov 20"
            if self.answers:
                said = self.answers.pop(0)
            if said:
                writer.write(said.encode() + b"\0")
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass  # the caller has gone
        finally:
            writer.close()

    async def _instream(self, reader: asyncio.StreamReader) -> str:
        data = b""
        while length := struct.unpack(">I", await reader.readexactly(4))[0]:
            data += await reader.readexactly(length)
            if len(data) > self.limit:
                return "INSTREAM size limit exceeded. ERROR"
        self.scanned.append(len(data))
        return "stream: Win.Test.EICAR_HDB-1 FOUND" if EICAR in data else "stream: OK"


@asynccontextmanager
async def clamd(**more: object) -> AsyncIterator[Clamd]:
    daemon = Clamd(**more)  # type: ignore[arg-type]
    server = await asyncio.start_server(daemon.handle, "127.0.0.1", 0)
    async with server:
        daemon.port = server.sockets[0].getsockname()[1]
        yield daemon
