"""The command `prosa`."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from typing import Annotated, NoReturn

import orjson
import typer
from rich.console import Console

from prosa.app import audit as audit_report
from prosa.app import demo as demo_company
from prosa.app import processes
from prosa.app.commands.parse import parse
from prosa.app.http import create_app
from prosa.core.errors import ProsaError
from prosa.core.runtime import Runtime
from prosa.core.settings import Settings, load_settings, unknown_variables
from prosa.core.telemetry import configure_logging

app = typer.Typer(
    help="Prosa: conversations between a business and its contacts.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
out = Console(highlight=False)
err = Console(stderr=True, highlight=False)

app.command()(parse)


def main() -> None:
    """Runs the command line; a refusal of ours is one plain message and exit code 1."""
    try:
        app()
    except ProsaError as problem:
        _stop(problem.detail)


def _stop(message: str) -> NoReturn:
    err.print(f"prosa: {message}", style="red", soft_wrap=True)
    sys.exit(1)


def _settings() -> Settings:
    settings = load_settings()
    configure_logging(settings.log_level)
    for hint in unknown_variables():
        err.print(f"prosa: {hint}", style="yellow")
    return settings


def _run(task: Callable[[Runtime], Awaitable[int | None]]) -> None:
    """Runs `task` inside a running installation and exits with the code it returns."""
    settings = _settings()

    async def inside() -> int | None:
        async with processes.installation(settings) as runtime:
            return await task(runtime)

    sys.exit(asyncio.run(inside()) or 0)


@app.command()
def up(
    demo: Annotated[bool, typer.Option(help="Load the demo company when there is none yet.")] = True,
) -> None:
    """Run everything: database, web application and workers, in one process."""

    async def task(runtime: Runtime) -> None:
        password = await processes.first_admin(runtime)

        async def ready(address: str) -> None:
            _greet(address, password)

        background = demo_company.when_new(runtime) if demo else None
        await processes.up(runtime, ready, background)

    _run(task)


@app.command()
def serve() -> None:
    """Run the web application only; run `prosa work` beside it. Several may stand behind a balancer."""

    async def task(runtime: Runtime) -> None:
        password = await processes.first_admin(runtime)

        async def ready(address: str) -> None:
            _greet(address, password)

        await processes.serve(runtime, ready)

    _run(task)


@app.command()
def work() -> None:
    """Run workers only: turns, sends and all that happens in the background."""
    _run(processes.work)


def _greet(address: str, password: str | None) -> None:
    out.print(f"\n  Prosa  [bold]{address}[/bold]\n")
    if password is not None:
        out.print(f"  e-mail [bold]{processes.FIRST_ADMIN_EMAIL}[/bold]   senha / password [bold]{password}[/bold]")
        out.print("  (mostrada só desta vez / shown only this once)\n")


@app.command()
def migrate() -> None:
    """Bring the database up to date. Every start does this by itself; by hand it can be done ahead."""

    async def task(runtime: Runtime) -> None:
        out.print("The database is up to date.")

    _run(task)


@app.command()
def demo() -> None:
    """Load the demo company: articles, channels and a day of conversations. Twice changes nothing."""

    async def task(runtime: Runtime) -> None:
        await demo_company.load(runtime, out)

    _run(task)


@app.command()
def audit(
    wait: Annotated[float, typer.Option(help="Seconds to wait for what is still under way.")] = 0,
) -> None:
    """Check the books: every message has one outcome, nothing is doubled, lost or overdue.

    Exit code 1 when they do not balance.
    """

    async def task(runtime: Runtime) -> int:
        return await audit_report.run(runtime, out, wait)

    _run(task)


@app.command(hidden=True)
def openapi() -> None:
    """Print the description of the API."""
    options = orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS
    sys.stdout.buffer.write(orjson.dumps(create_app().openapi(), option=options) + b"\n")
