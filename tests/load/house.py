"""An installation to be measured: a folder of its own with the own database, as it comes, and real processes."""

import asyncio
import os
import socket
import sys
import tempfile
import time
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psycopg

from prosa import accounts, agents, knowledge
from prosa.accounts import Role
from prosa.accounts.schemas import system
from prosa.agents.schemas import NewVersion
from prosa.app import processes
from prosa.app.demo import content
from prosa.channels import add_channel
from prosa.core.server import EmbeddedServer
from prosa.core.settings import Settings
from prosa.knowledge.schemas import ArticleKind, NewArticle
from tests.load.letters import LINES

ACTOR = system("load")
EMAIL = "operadora@example.com"
PASSWORD = "uma senha bem longa"
READY_SECONDS = 60.0


@dataclass
class House:
    """Settings are given by name without prefix (`burst_wait="0"`) and hold for every process started."""

    folder: Path
    server: EmbeddedServer
    settings: dict[str, str]
    port: int
    graph_port: int
    channels: dict[str, str] = field(default_factory=dict)
    """Ids by connector."""
    running: list[Process] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def channel_id(self) -> str:
        return self.channels["meta_cloud"]

    @property
    def webhook(self) -> str:
        return self.webhook_of("meta_cloud")

    def webhook_of(self, connector: str) -> str:
        return f"{self.address}/webhooks/{self.channels[connector]}"

    @property
    def graph_address(self) -> str:
        return f"http://127.0.0.1:{self.graph_port}"

    @property
    def prosa(self) -> str:
        """The command, as it was installed beside this Python."""
        return str(Path(sys.executable).with_name("prosa"))

    async def start(self, part: str, *arguments: str) -> Process:
        """A process of Prosa: `serve`, `work` or `up`. One that serves is waited for."""
        process = await self.launch(self.prosa, part, *arguments)
        if part != "work":
            await answers(f"{self.address}/health")
        return process

    async def start_graph(self) -> None:
        """The fake Graph API, which answers at once."""
        await self.launch(sys.executable, "-m", "prosa.testing.graph", "--port", str(self.graph_port))
        await answers(f"{self.graph_address}/fake/state")

    async def launch(self, *command: str) -> Process:
        with (self.folder / "processes.log").open("ab") as log:
            process = await asyncio.create_subprocess_exec(*command, env=self._environment(), stdout=log, stderr=log)
        self.running.append(process)
        return process

    async def output(self, *command: str) -> str:
        """What a command prints."""
        process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
        printed, _ = await process.communicate()
        return printed.decode()

    def _environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PROSA_")}
        own = {"data_dir": str(self.folder), "port": str(self.port), **self.settings}
        return {**kept, **{f"PROSA_{name.upper()}": value for name, value in own.items()}}

    async def stop(self, *processes: Process) -> None:
        for process in processes or self.running:
            if process.returncode is None:
                process.terminate()
            await process.wait()
        self.running = [process for process in self.running if process.returncode is None]

    async def query(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        async with await psycopg.AsyncConnection.connect(self.server.url, autocommit=True) as connection:
            cursor = await connection.execute(statement, values)
            return await cursor.fetchall() if cursor.description else []

    async def number(self, statement: str, *values: Any) -> Any:
        return (await self.query(statement, *values))[0][0]

    async def until_zero(self, statement: str, seconds: float = 180.0) -> None:
        """Waits until a query that counts what is left says 0. Raises TimeoutError."""
        async with asyncio.timeout(seconds):
            while await self.number(statement):
                await asyncio.sleep(0.2)

    @asynccontextmanager
    async def signed_in(self) -> AsyncIterator[httpx.AsyncClient]:
        """A program signed in as an operator."""
        async with httpx.AsyncClient(base_url=f"{self.address}/api/v1", timeout=60) as program:
            answer = await program.post("/tokens", json={"email": EMAIL, "password": PASSWORD})
            program.headers["authorization"] = f"Bearer {answer.raise_for_status().json()['access_token']}"
            yield program


@asynccontextmanager
async def house(**settings: str) -> AsyncIterator[House]:
    """The demo company with an operator and a line of each provider, the Cloud API's on the fake."""
    with tempfile.TemporaryDirectory(prefix="prosa-load-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        server = EmbeddedServer(folder)
        await asyncio.to_thread(server.start)
        found = House(folder, server, settings, free_port(), free_port())
        try:
            await _furnish(found)
            yield found
        finally:
            await found.stop()
            await asyncio.to_thread(server.stop)


async def _furnish(found: House) -> None:
    hashed = await accounts.hash_password(PASSWORD)
    agent = content.company().agent.model_dump(exclude={"name"})
    async with (
        processes.installation(Settings(data_dir=found.folder, _env_file=None)) as runtime,
        runtime.db.transaction() as session,
    ):
        for article in content.articles():
            new = NewArticle(title=article.title, kind=ArticleKind(article.kind), body=article.body)
            await knowledge.create_article(session, ACTOR, new)
        await agents.create_agent(session, ACTOR, "Prosa", NewVersion.model_validate(agent))
        await accounts.add_user(session, ACTOR, email=EMAIL, name="Ana", role=Role.OPERATOR, password_hash=hashed)
        for connector, line in LINES.items():
            settings = line.settings(found.graph_address)
            found.channels[connector] = str(await add_channel(session, runtime, ACTOR, connector, connector, settings))


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


async def answers(url: str) -> float:
    """Waits until the address answers well; returns the seconds it took. Raises TimeoutError."""
    began = time.monotonic()
    async with asyncio.timeout(READY_SECONDS), httpx.AsyncClient(timeout=2) as http:
        while True:
            try:
                if (await http.get(url)).is_success:
                    return time.monotonic() - began
            except httpx.TransportError:
                pass
            await asyncio.sleep(0.05)
