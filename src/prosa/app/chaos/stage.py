"""The processes of a run, and what is done to them."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import Process
from collections.abc import Mapping
from pathlib import Path
from random import Random

import httpx

from prosa.core.server import EmbeddedServer

READY_SECONDS = 60.0


class Stage:
    """One server and some workers over one data folder. Whoever is killed is started again."""

    def __init__(self, folder: Path, port: int, seed: int, workers: int, plant: str | None) -> None:
        self.address = f"http://127.0.0.1:{port}"
        self.kills = {"worker": 0, "server": 0, "database": 0}
        self._database = EmbeddedServer(folder)
        self._folder = folder
        self._arguments = [str(seed), *([plant] if plant else [])]
        self._environment = _environment(folder, port)
        self._parts = ["serve", *["work"] * workers]
        self._running: list[Process] = []

    async def start(self) -> None:
        for part in self._parts:
            self._running.append(await self._launch(part))
        await self.answers()

    async def _launch(self, part: str) -> Process:
        log = (self._folder / f"{part}.log").open("ab")
        with log:
            return await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "prosa.app.chaos.process",
                part,
                *self._arguments,
                env=self._environment,
                stderr=log,
                stdout=log,
            )

    async def answers(self) -> None:
        """Waits until the server is well. Raises TimeoutError after a minute."""
        async with asyncio.timeout(READY_SECONDS), httpx.AsyncClient(timeout=2) as http:
            while True:
                try:
                    if (await http.get(f"{self.address}/health")).is_success:
                        return
                except httpx.TransportError:
                    pass
                await asyncio.sleep(0.1)

    async def kill_a_worker(self, rng: Random) -> None:
        self.kills["worker"] += 1
        await self._kill(rng.randrange(1, len(self._running)))

    async def kill_the_server(self) -> None:
        self.kills["server"] += 1
        await self._kill(0)
        await self.answers()

    async def _kill(self, index: int) -> None:
        process = self._running[index]
        if process.returncode is None:
            process.kill()
        await process.wait()
        self._running[index] = await self._launch(self._parts[index])

    async def kill_the_database(self) -> None:
        """Every process of PostgreSQL at once; whoever is alive brings it back."""
        self.kills["database"] += 1
        pid = self._database.pid
        if pid is None:
            return
        for victim in (pid, *_children(pid)):
            try:
                os.kill(victim, signal.SIGKILL)
            except ProcessLookupError:
                continue
        await self.answers()

    async def stop(self) -> None:
        for process in self._running:
            if process.returncode is None:
                process.terminate()
        await asyncio.gather(*(process.wait() for process in self._running))


def _children(pid: int) -> list[int]:
    path = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(child) for child in path.read_text().split()] if path.exists() else []


def _environment(folder: Path, port: int) -> Mapping[str, str]:
    """Short patiences, so that what is lost is found within the run."""
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("PROSA_")},
        "PROSA_DATA_DIR": str(folder),
        "PROSA_PORT": str(port),
        "PROSA_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "PROSA_BURST_WAIT": "0.3",
        "PROSA_TURN_DEADLINE": "1.5",
        "PROSA_SEND_PATIENCE": "12",
        "PROSA_LOG_LEVEL": "WARNING",
    }
