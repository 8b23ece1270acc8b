"""`python -m tests.load`: runs the benchmarks and prints what they found. Slow is never an error."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from enum import StrEnum
from typing import Annotated

import typer
from rich.console import Console

from prosa.core.telemetry import configure_logging
from tests.load import (
    desk,
    engines,
    files,
    idle,
    inbox,
    knowledge,
    latency,
    mixed,
    page,
    providers,
    turns,
    understanding,
    webhook,
)
from tests.load.figures import Figure, table

BENCHMARKS: dict[str, Callable[[bool], Awaitable[list[Figure]]]] = {
    "webhook": webhook.run,
    "providers": providers.run,
    "turns": turns.run,
    "latency": latency.run,
    "mixed": mixed.run,
    "files": files.run,
    "inbox": inbox.run,
    "desk": desk.run,
    "page": page.run,
    "idle": idle.run,
    "understanding": understanding.run,
    "knowledge": knowledge.run,
    "engines": engines.run,
}
Name = StrEnum("Name", {name: name for name in BENCHMARKS})  # type: ignore[misc]


def main(
    only: Annotated[list[Name] | None, typer.Option(help="Run this one only; may be given several times.")] = None,
    quick: Annotated[bool, typer.Option(help="Shorter and rougher.")] = False,
) -> None:
    """The benchmarks, each over a fresh installation with its own database and real processes."""
    configure_logging("ERROR")
    out = Console(highlight=False)
    for name in only or BENCHMARKS:
        began = time.monotonic()
        out.print(table(asyncio.run(BENCHMARKS[name](quick))))
        out.print(f"{name}: {time.monotonic() - began:.0f} s\n", style="dim")


if __name__ == "__main__":
    typer.run(main)
