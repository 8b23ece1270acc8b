"""All in one: how soon it answers, and what it keeps of the machine's memory while nothing happens."""

import asyncio
import re
from asyncio.subprocess import Process
from pathlib import Path

from prosa.testing.graph import Line
from tests.load.client import Load, deliver
from tests.load.figures import Figure, at_most, middle
from tests.load.house import House, answers, house
from tests.load.texts import QUESTIONS
from tests.load.turns import UNSENT
from tests.load.webhook import LEFT

READY_GOAL = 5.0
MEMORY_GOAL = 400.0
STARTS = 3
MESSAGES = 50
"""Asked and answered before the rest, so that everything that is loaded at first use is loaded."""


async def run(quick: bool) -> list[Figure]:
    async with house(burst_wait="0") as found:
        await found.start_graph()
        await asyncio.to_thread(found.server.stop)
        ready = []
        for _ in range(STARTS):
            process, seconds = await _start(found)
            ready.append(seconds)
            if len(ready) < STARTS:
                await found.stop(process)
        await _work(found)
        await asyncio.sleep(5 if quick else 30)
        processes = [*tree(process.pid), *tree(found.server.pid or 0)]
        memory = sum(map(_proportional_megabytes, processes))
    note = f"({len(processes)} processes, the database's among them)"
    return [
        at_most("all in one, ready", middle(ready), "s", READY_GOAL),
        at_most("all in one, memory when idle", memory, "MB", MEMORY_GOAL, note=note),
    ]


async def _start(found: House) -> tuple[Process, float]:
    process = await found.launch(found.prosa, "up", "--no-demo")
    return process, await answers(f"{found.address}/health")


async def _work(found: House) -> None:
    load = Load(found.webhook, Line().app_secret, QUESTIONS, messages=MESSAGES, connections=2, seconds=60)
    await deliver(load)
    await found.until_zero(LEFT)
    await found.until_zero(UNSENT)


def tree(pid: int) -> list[int]:
    """A process and its descendants; one that ended meanwhile has none."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except (FileNotFoundError, ProcessLookupError):
        return []
    return [pid, *(each for child in children for each in tree(int(child)))]


def _proportional_megabytes(pid: int) -> float:
    """Its own memory and its share of what it has in common with others."""
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    return int(re.findall(r"^Pss:\s+(\d+) kB", rollup, re.MULTILINE)[0]) / 1024
