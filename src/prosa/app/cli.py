"""The command `prosa`."""

import asyncio
import sys
from enum import StrEnum
from typing import Annotated, NoReturn

import orjson
import typer

from prosa.app import audit as audit_report
from prosa.app import demo as demo_company
from prosa.app import processes
from prosa.app.chaos import Plan
from prosa.app.chaos import run as play
from prosa.app.commands import evaluate, keys, queue, users
from prosa.app.commands.backup import backup, restore
from prosa.app.commands.doctor import doctor
from prosa.app.commands.mcp import mcp
from prosa.app.commands.parse import parse
from prosa.app.commands.scenarios import scenarios
from prosa.app.commands.simulate import simulate
from prosa.app.commands.trial import guards
from prosa.app.http import create_app
from prosa.app.terminal import err, out, run
from prosa.core.errors import ProsaError
from prosa.core.runtime import Runtime
from prosa.core.telemetry import configure_logging


class Plant(StrEnum):
    """Faults that can be planted in a chaos run."""

    FENCE = "fence"
    IDEMPOTENCY = "idempotency"


app = typer.Typer(
    help="Prosa: conversations between a business and its contacts.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command()(parse)
app.command()(doctor)
app.command()(backup)
app.command()(restore)
app.command()(simulate)
app.command()(mcp)
evaluate.app.command()(scenarios)
evaluate.app.command()(guards)
app.add_typer(evaluate.app, name="eval")
app.add_typer(queue.app, name="queue")
app.add_typer(users.app, name="user")
app.add_typer(keys.app, name="key")


def main() -> None:
    """Runs the command line; a refusal of ours is one plain message and exit code 1."""
    try:
        app()
    except ProsaError as problem:
        _stop(problem.detail)


def _stop(message: str) -> NoReturn:
    err.print(f"prosa: {message}", style="red", soft_wrap=True)
    sys.exit(1)


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

    run(task)


@app.command()
def serve() -> None:
    """Run the web application only; run `prosa work` beside it. Several may stand behind a balancer."""

    async def task(runtime: Runtime) -> None:
        password = await processes.first_admin(runtime)

        async def ready(address: str) -> None:
            _greet(address, password)

        await processes.serve(runtime, ready)

    run(task)


@app.command()
def work() -> None:
    """Run workers only: turns, sends and all that happens in the background."""
    run(processes.work)


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

    run(task)


@app.command()
def demo() -> None:
    """Load the demo company: articles, channels and a day of conversations. Twice changes nothing."""

    async def task(runtime: Runtime) -> None:
        async with processes.working(runtime):
            await demo_company.load(runtime, out)

    run(task)


@app.command()
def audit(
    wait: Annotated[float, typer.Option(help="Seconds to wait for what is still under way.")] = 0,
) -> None:
    """Check the books: every message has one outcome, nothing is doubled, lost or overdue.

    Exit code 1 when they do not balance.
    """

    async def task(runtime: Runtime) -> int:
        return await audit_report.run(runtime, out, wait)

    run(task)


@app.command()
def chaos(
    messages: Annotated[int, typer.Option(help="How many messages contacts send.", min=10)] = 1000,
    seed: Annotated[int, typer.Option(help="Draws the run; the same seed plays the same plan.")] = 1,
    rate: Annotated[float, typer.Option(help="Messages per second.", min=1)] = 45,
    workers: Annotated[int, typer.Option(help="Worker processes.", min=1)] = 2,
    kills: Annotated[bool, typer.Option(help="Kill workers, server and database at random.")] = True,
    plant: Annotated[Plant | None, typer.Option(help="Plant a fault, which the run must find.")] = None,
    everywhere: Annotated[bool, typer.Option(help="On all four providers at once.")] = False,
    outage: Annotated[float, typer.Option(help="Seconds for which the first provider takes nothing.", min=0)] = 0,
) -> None:
    """Prove the promises: real processes, duplicates, failures, takeovers and kills; the books must balance.

    Runs in a folder of its own and touches nothing of this installation. Exit code 0 only for a clean run.
    """
    plan = Plan(messages, seed, rate, workers, kills, plant.value if plant else None, everywhere, outage)
    configure_logging("ERROR")
    sys.exit(asyncio.run(play(plan, out)))


@app.command(hidden=True)
def openapi() -> None:
    """Print the description of the API."""
    options = orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS
    sys.stdout.buffer.write(orjson.dumps(create_app().openapi(), option=options) + b"\n")
