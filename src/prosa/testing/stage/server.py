"""Running a fake provider: in this event loop, in a thread of its own, or for good as a process."""

import asyncio
import contextlib
import socket
import threading
from collections.abc import AsyncIterator, Generator
from types import TracebackType
from typing import Any, Protocol, Self

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

ABORT = "prosa.abort"
"""ASGI extension of this server: closes the connection without a word."""

_TICK = 0.01
_START = 20.0


class FakeApp(Protocol):
    """An ASGI application that ends its long answers when asked to."""

    async def __call__(self, scope: Any, receive: Any, send: Any, /) -> None: ...

    async def close(self) -> None:
        """Stops delivering and lets hanging requests go."""
        ...


class _Protocol(HttpToolsProtocol):
    """Lets the application close the connection, which ASGI alone has no word for."""

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.scope["extensions"] = {ABORT: {"now": self.transport.abort}}


class _Server(uvicorn.Server):
    """Leaves the signals to whoever runs it."""

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        yield


def config(app: FakeApp, **more: Any) -> uvicorn.Config:
    return uvicorn.Config(app, http=_Protocol, lifespan="off", ws="none", log_level="error", access_log=False, **more)


@contextlib.asynccontextmanager
async def serving(app: FakeApp, port: int = 0) -> AsyncIterator[str]:
    """Serves it on 127.0.0.1 and yields the address to use as `base_url`."""
    listening = _bound(port)
    server = _Server(config(app, timeout_graceful_shutdown=2))
    running = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        await _started(server, running)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        await app.close()
        server.should_exit = True
        await running


def _bound(port: int) -> socket.socket:
    """Named TCP: asyncio turns off the delay of small packets (40 ms an answer) for no other protocol number."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind(("127.0.0.1", port))
    return listening


async def _started(server: uvicorn.Server, running: asyncio.Task[None]) -> None:
    async with asyncio.timeout(_START):
        while not server.started:
            if running.done():
                await running
            await asyncio.sleep(_TICK)


class FakeThread:
    """Serves it in a thread with an event loop of its own: reading what the fake holds from another thread is safe,
    calling its methods is not."""

    def __init__(self, app: FakeApp, port: int = 0) -> None:
        self.app = app
        self.url = ""
        self._port = port
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._main, name="fake-provider", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        if not self._ready.wait(_START) or not self.url:
            raise RuntimeError("the fake did not start")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()

    def _main(self) -> None:
        try:
            asyncio.run(self._serve())
        finally:
            self._ready.set()

    async def _serve(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        async with serving(self.app, self._port) as self.url:
            self._ready.set()
            await self._stop.wait()
