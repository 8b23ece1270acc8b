"""How commands reach a running installation and speak to whoever typed them."""

import asyncio
import signal
import sys
from collections.abc import Awaitable, Callable
from typing import NoReturn

from rich.console import Console
from uvicorn.loops.auto import auto_loop_factory

from prosa.app import processes
from prosa.core.runtime import Runtime
from prosa.core.settings import Settings, load_settings, unknown_variables
from prosa.core.telemetry import configure_logging

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)


def read_settings() -> Settings:
    """The settings, with a hint for each variable that was probably misspelt; sets up the logs."""
    settings = load_settings()
    configure_logging(settings.log_level)
    for hint in unknown_variables():
        err.print(f"prosa: {hint}", style="yellow")
    return settings


def run(task: Callable[[Runtime], Awaitable[int | None]]) -> None:
    """Runs `task` inside a running installation and exits with the code it returns."""
    settings = read_settings()
    signal.signal(signal.SIGTERM, _end)

    async def inside() -> int | None:
        async with processes.installation(settings) as runtime:
            return await task(runtime)

    # uvloop where there is one: the same as asyncio's own loop, faster.
    with asyncio.Runner(loop_factory=auto_loop_factory()) as runner:
        sys.exit(runner.run(inside()) or 0)


def _end(*_: object) -> NoReturn:
    """Lets everything be closed, the own database too: by default the signal ends the process where it stands, and
    the web server raises it again when it has stopped."""
    raise SystemExit(0)
