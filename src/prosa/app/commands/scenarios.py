"""`prosa eval scenarios`: plays talks written down as data, in a database of their own."""

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from prosa.app.compose import open_runtime
from prosa.app.scenarios import Scenario, load, open_stage
from prosa.app.scenarios.stage import Stage
from prosa.app.terminal import out
from prosa.core.runtime import Runtime
from prosa.core.schema import migrate
from prosa.core.server import EmbeddedServer
from prosa.core.settings import load_settings
from prosa.core.telemetry import configure_logging

HERE = Path("tests/scenarios/talks")


class EngineChoice(StrEnum):
    OFFLINE = "offline"
    LLM = "llm"


def scenarios(
    folder: Annotated[Path, typer.Argument(help="Folder with scenario files (*.yaml).")] = HERE,
    engine: Annotated[EngineChoice, typer.Option(help="The engine that answers.")] = EngineChoice.OFFLINE,
    only: Annotated[str, typer.Option(help="Only those with this in their name or subject.")] = "",
    show: Annotated[bool, typer.Option(help="Print what was said and done.")] = False,
) -> None:
    """Play scenarios with the demo company; exit code 1 when one goes otherwise than written.

    The language model is a scripted one on this machine: nothing is asked of a provider and nothing is stored.
    """
    wanted = [
        scenario
        for scenario in load(folder)
        if engine.value in scenario.engines and only.lower() in f"{scenario.scenario} {scenario.about}".lower()
    ]
    configure_logging("ERROR")
    raise typer.Exit(asyncio.run(_play_all(wanted, engine, show)))


async def _play_all(wanted: list[Scenario], engine: EngineChoice, show: bool) -> int:
    began, failed = time.perf_counter(), 0
    async with _own_runtime() as runtime, open_stage(runtime, engine) as stage:
        for scenario in wanted:
            failed += await _play(stage, scenario, show)
    spent = time.perf_counter() - began
    out.print(f"{len(wanted) - failed} of {len(wanted)} scenarios as written, {engine}, {spent:.0f} s")
    return 1 if failed else 0


async def _play(stage: Stage, scenario: Scenario, show: bool) -> bool:
    wrong = await stage.play(scenario, _tell if show else None)
    if wrong:
        out.print(f"✗ {scenario.scenario}", style="red", markup=False)
        for problem in wrong:
            out.print(f"    {problem}", markup=False)
    return bool(wrong)


def _tell(line: str) -> None:
    out.print(line, markup=False)


@asynccontextmanager
async def _own_runtime() -> AsyncIterator[Runtime]:
    """A database that is thrown away."""
    with tempfile.TemporaryDirectory(prefix="prosa-scenarios-") as folder:
        settings = load_settings().model_copy(update={"data_dir": Path(folder), "secret_key": None})
        server = EmbeddedServer(Path(folder), {"fsync": "off"})
        url = await asyncio.to_thread(server.start)
        try:
            await asyncio.to_thread(migrate, url)
            async with open_runtime(settings, url) as runtime:
                yield runtime
        finally:
            await asyncio.to_thread(server.stop)
