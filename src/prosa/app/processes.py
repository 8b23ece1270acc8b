"""The processes of an installation: `up` runs everything in one, `serve` and `work` are its parts."""

import asyncio
import contextlib
import gc
import signal
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import structlog
import uvicorn
from prometheus_client import start_http_server
from sqlalchemy.exc import SQLAlchemyError

from prosa.accounts import FIRST_ADMIN_EMAIL, ensure_first_admin, queues
from prosa.agents.llm import LanguageModelEngine
from prosa.agents.understanding import Companion
from prosa.app import worker
from prosa.app.compose import open_runtime
from prosa.app.http import create_app
from prosa.channels import Intake, Signalling
from prosa.core.beside import beside
from prosa.core.errors import ProsaError, Unavailable
from prosa.core.runtime import Runtime
from prosa.core.schema import migrate
from prosa.core.secrets import check_sealed
from prosa.core.server import EmbeddedServer
from prosa.core.settings import Settings

log = structlog.get_logger(__name__)

DRAIN_SECONDS = 10
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class PortTaken(Unavailable):
    """Another program listens on the port."""

    code = "port_taken"


@asynccontextmanager
async def installation(settings: Settings) -> AsyncIterator[Runtime]:
    """A running database, brought up to date, and the runtime over it.

    Without `PROSA_DATABASE_URL` that is our own server, watched as long as we run.
    """
    if settings.database_url is not None:
        await asyncio.to_thread(migrate, settings.database_url)
        async with open_runtime(settings, settings.database_url) as runtime:
            yield await _checked(runtime)
        return
    server = EmbeddedServer(settings.data_dir)
    url = await asyncio.to_thread(server.start)
    try:
        async with beside(server.keep_alive()):
            await asyncio.to_thread(migrate, url)
            async with open_runtime(settings, url) as runtime:
                yield await _checked(runtime)
    finally:
        await asyncio.to_thread(server.stop)


async def _checked(runtime: Runtime) -> Runtime:
    async with runtime.db.transaction() as session:
        await check_sealed(session, runtime.vault)
    return runtime


async def first_admin(runtime: Runtime) -> str | None:
    """The password of the admin made at the first run; None when there are users already."""
    async with runtime.db.transaction() as session:
        await queues.ensure_first_queue(session)
        return await ensure_first_admin(session)


async def serve(runtime: Runtime, ready: Callable[[str], Awaitable[None]] | None = None) -> None:
    """Serves HTTP until asked to stop; `ready` is called with the address once it answers."""
    settings = runtime.settings
    listening = _listen(settings.host, settings.port)
    config = uvicorn.Config(
        create_app(runtime),
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=DRAIN_SECONDS,
        proxy_headers=True,
    )
    server = _Server(config)
    announcing = asyncio.create_task(_announce(server, settings, ready))
    try:
        await server.serve(sockets=[listening])
    finally:
        announcing.cancel()


class _Server(uvicorn.Server):
    """Uvicorn's own way ends the process by the signal it got, before our database is stopped."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        loop = asyncio.get_running_loop()
        for sign in STOP_SIGNALS:
            loop.add_signal_handler(sign, self.handle_exit, sign, None)
        try:
            yield
        finally:
            for sign in STOP_SIGNALS:
                loop.remove_signal_handler(sign)


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # With the protocol named, asyncio switches Nagle's delay off for each connection.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as problem:
        listening.close()
        hint = f"PROSA_PORT: cannot listen on {host}:{port} ({problem.strerror}); choose another port"
        raise PortTaken(hint) from None
    listening.set_inheritable(True)
    return listening


async def _announce(server: uvicorn.Server, settings: Settings, ready: Callable[[str], Awaitable[None]] | None) -> None:
    while not server.started:
        await asyncio.sleep(0.02)
    gc.freeze()  # what stands now stays: a rush of calls should not pay for looking through it again
    if ready is not None:
        shown = "127.0.0.1" if settings.host in ("0.0.0.0", "::") else settings.host  # noqa: S104  (only compared)
        await ready(f"http://{shown}:{settings.port}")


@asynccontextmanager
async def working(runtime: Runtime) -> AsyncIterator[asyncio.Task[None]]:
    """A worker beside whatever the block does; it finishes what it has begun."""
    intake, signs = runtime.registry.get(Intake, "intake"), runtime.registry.get(Signalling, "signs")
    async with (
        intake.working(),
        signs.working(),
        _understanding(runtime),
        _models(runtime),
        beside(worker.run(runtime)) as task,
    ):
        yield task


def _understanding(runtime: Runtime) -> AbstractAsyncContextManager[None]:
    """The local model, for whoever answers turns."""
    return runtime.registry.get(Companion, "understanding").working()


def _models(runtime: Runtime) -> AbstractAsyncContextManager[None]:
    """What asks language models, for whoever answers turns."""
    return runtime.registry.get(LanguageModelEngine, LanguageModelEngine.name).working()


async def work(runtime: Runtime) -> None:
    """Works until asked to stop. With `PROSA_METRICS_PORT` its own counts are shown there."""
    if runtime.settings.metrics_port is not None:
        start_http_server(runtime.settings.metrics_port, runtime.settings.host)
    async with working(runtime) as task:
        loop = asyncio.get_running_loop()
        for sign in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(sign, task.cancel)
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def up(
    runtime: Runtime,
    ready: Callable[[str], Awaitable[None]] | None = None,
    background: Coroutine[None, None, None] | None = None,
) -> None:
    """Everything in one process, until asked to stop; `background` runs beside it once."""
    tasks = [asyncio.create_task(worker.run(runtime))]
    if background is not None:
        tasks.append(asyncio.create_task(_logged(background)))
    try:
        async with _understanding(runtime):
            await serve(runtime, ready)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _logged(background: Coroutine[None, None, None]) -> None:
    """What runs beside the server must not take it down."""
    try:
        await background
    except (ProsaError, SQLAlchemyError, OSError, ExceptionGroup):
        log.exception("background_failed")


__all__ = ["FIRST_ADMIN_EMAIL", "PortTaken", "first_admin", "installation", "serve", "up", "work"]
