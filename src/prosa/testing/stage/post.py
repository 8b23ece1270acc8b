"""POST over kept connections, and nothing else: a chaos run makes tens of thousands of them, and a full client
costs several times what this does."""

import asyncio
from collections.abc import Mapping
from urllib.parse import urlsplit

_Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]

FAILURES = (OSError, TimeoutError, ValueError, asyncio.IncompleteReadError, asyncio.LimitOverrunError)
"""What a call may raise: nobody there, no answer in time, an answer that is none."""


class Poster:
    """Posts to one address. A connection is used for one request at a time and kept for the next."""

    def __init__(self, url: str, patience: float) -> None:
        parts = urlsplit(url)
        self._host, self._tls = parts.hostname or "", parts.scheme == "https"
        self._port = parts.port or (443 if self._tls else 80)
        self._path, self._query = parts.path or "/", f"?{parts.query}" if parts.query else ""
        self._netloc = parts.netloc
        self._patience = patience
        self._kept: list[_Connection] = []

    async def post(self, headers: Mapping[str, str], body: bytes, suffix: str = "") -> int:
        """The HTTP status of the answer; `suffix` is added to the path. Raises one of `FAILURES`."""
        async with asyncio.timeout(self._patience):
            connection = self._kept.pop() if self._kept else await self._open()
            try:
                status, keep = await self._exchange(connection, headers, body, suffix)
            except BaseException:
                connection[1].close()
                raise
        if keep:
            self._kept.append(connection)
        else:
            connection[1].close()
        return status

    async def _open(self) -> _Connection:
        return await asyncio.open_connection(self._host, self._port, ssl=self._tls or None)

    async def _exchange(
        self, connection: _Connection, headers: Mapping[str, str], body: bytes, suffix: str
    ) -> tuple[int, bool]:
        reader, writer = connection
        start = f"POST {self._path}{suffix}{self._query} HTTP/1.1\r\nhost: {self._netloc}\r\n"
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        writer.write(f"{start}{lines}content-length: {len(body)}\r\n\r\n".encode() + body)
        await writer.drain()
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        status = int(head.split(" ", 2)[1])
        fields = dict(line.split(": ", 1) for line in head.split("\r\n")[1:] if ": " in line)
        if "content-length" not in fields:
            return status, status == 204
        await reader.readexactly(int(fields["content-length"]))
        return status, fields.get("connection") != "close"

    async def close(self) -> None:
        """Closes what is kept."""
        kept, self._kept = self._kept, []
        for _, writer in kept:
            writer.close()
        await asyncio.gather(*(writer.wait_closed() for _, writer in kept), return_exceptions=True)
