"""Several processes on one database, started as people start them, killed as life kills them, stopped cleanly."""

import asyncio
import os
import re
import signal
import socket
import sys
from asyncio.subprocess import Process
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
from rich.console import Console

from prosa.app import audit, processes
from prosa.core.server import EmbeddedServer
from prosa.core.settings import Settings
from tests.waiting import until

PROSA = [sys.executable, "-c", "from prosa.app.cli import main; main()"]
PASSWORD = re.compile(r"senha / password (\S+)")
SECONDS = 60.0


@dataclass
class Town:
    """An installation of its own in a folder, and the processes that run it."""

    folder: Path
    port: int
    running: dict[str, Process] = field(default_factory=dict)
    browser: httpx.AsyncClient = field(default_factory=lambda: httpx.AsyncClient(timeout=10))

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def __post_init__(self) -> None:
        self.database = EmbeddedServer(self.folder)

    def environment(self, **more: str) -> dict[str, str]:
        plain = {name: value for name, value in os.environ.items() if not name.startswith("PROSA_")}
        own = {"PROSA_DATA_DIR": str(self.folder), "PROSA_PORT": str(self.port), "PROSA_BURST_WAIT": "0.1"}
        return {**plain, **own, "PROSA_SEND_PATIENCE": "3", "COLUMNS": "200", **more}

    def log(self, name: str) -> str:
        path = self.folder / f"{name}.log"
        return path.read_text() if path.exists() else ""

    async def start(self, name: str, *command: str) -> Process:
        """Starts `prosa <command>` (or `prosa <name>`) and remembers it under a name."""
        with (self.folder / f"{name}.log").open("ab") as log:
            self.running[name] = await asyncio.create_subprocess_exec(
                *PROSA, *(command or (name,)), stdout=log, stderr=log, env=self.environment(), cwd=self.folder
            )
        return self.running[name]

    async def run(self, *command: str, **environment: str) -> tuple[int, str]:
        """Runs a command to its end; its exit code and all it said."""
        process = await asyncio.create_subprocess_exec(
            *PROSA,
            *command,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            env=self.environment(**environment),
            cwd=self.folder,
        )
        said, _ = await asyncio.wait_for(process.communicate(), SECONDS * 2)
        assert process.returncode is not None
        return process.returncode, said.decode()

    async def kill(self, name: str) -> None:
        self.running[name].kill()
        await self.running[name].wait()

    def kill_database(self) -> None:
        pid = self.database.pid
        assert pid is not None
        os.kill(pid, signal.SIGKILL)

    async def end(self, name: str, sign: signal.Signals = signal.SIGTERM) -> int:
        """Asks a process to stop and returns its exit code."""
        process = self.running.pop(name)
        process.send_signal(sign)
        return await asyncio.wait_for(process.wait(), SECONDS)

    async def is_well(self) -> None:
        """Returns once the server answers and has a worker beside it."""

        async def well() -> bool:
            try:
                return (await self.browser.get(f"{self.address}/api/v1/health")).is_success
            except httpx.TransportError:
                return False

        await until(well, SECONDS)

    async def books_balance(self) -> None:
        """Returns once nothing is pending any more; the books must balance then."""
        printed = StringIO()
        async with processes.installation(Settings(data_dir=self.folder, _env_file=None)) as runtime:
            assert await audit.run(runtime, Console(file=printed), wait=90) == 0, printed.getvalue()

    async def sign_in(self) -> None:
        """As the first admin, with the password that was printed."""
        (password,) = PASSWORD.findall(self.log("serve") + self.log("up"))
        answer = await self.ask("POST", "/session", email=processes.FIRST_ADMIN_EMAIL, password=password)
        self.browser.headers["x-csrf-token"] = answer["csrf_token"]

    async def ask(self, method: str, path: str, **body: Any) -> Any:
        """Asks until there is an answer, as a provider does: nobody there and 5xx mean once more."""

        async def answered() -> httpx.Response | None:
            with suppress(httpx.TransportError):
                answer = await self.browser.request(method, f"{self.address}/api/v1{path}", json=body or None)
                return answer if answer.status_code < 500 else None
            return None

        answer = await until(answered, SECONDS)
        assert answer.is_success, answer.text
        return answer.json()


@pytest.fixture
async def town(memory_path: Path) -> AsyncIterator[Town]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    town = Town(memory_path, port)
    yield town
    for process in town.running.values():
        if process.returncode is None:
            process.kill()
            await process.wait()
    await town.browser.aclose()
    if town.database.running:
        town.database.start()
        town.database.stop()


def postgres_of(folder: Path) -> list[int]:
    """The PostgreSQL processes at work in this folder."""
    found = []
    for link in Path("/proc").glob("[0-9]*/cwd"):
        with suppress(OSError):
            if folder in link.readlink().parents:
                found.append(int(link.parent.name))
    return found


async def test_nothing_is_lost_whatever_is_killed_and_everything_stops_when_asked(town: Town) -> None:
    for name in ("serve", "work", "work 2"):
        await town.start(name, name.split()[0])
    await town.is_well()
    await town.sign_in()
    channel = await town.ask("POST", "/channels", name="Loja", connector="simulator", settings={})

    async def says(number: int) -> None:
        phone = f"551198765{number % 6:04d}"
        said = {"phone": phone, "client_id": f"c{number}", "text": f"oi {number}"}
        await town.ask("POST", f"/simulator/{channel['id']}/messages", **said)

    async def speak(numbers: range) -> None:
        await asyncio.gather(*map(says, numbers))

    async with asyncio.TaskGroup() as group:
        group.create_task(speak(range(10)))
        await town.kill("work")
        group.create_task(speak(range(10, 20)))
        await town.kill("serve")
        await town.start("serve")
        group.create_task(speak(range(20, 30)))
        town.kill_database()
        group.create_task(speak(range(30, 40)))
        await town.start("work")
    await town.is_well()

    await town.books_balance()
    conversations = (await town.ask("GET", "/conversations"))["items"]
    assert len(conversations) == 6
    heard: Counter[str] = Counter()
    for conversation in conversations:
        lines = (await town.ask("GET", f"/conversations/{conversation['id']}/messages?limit=200"))["items"]
        assert [line["seq"] for line in lines] == list(range(1, len(lines) + 1))
        heard.update(line["text"] for line in lines if line["direction"] == "in")
    assert heard == Counter(f"oi {number}" for number in range(40))
    assert len(PASSWORD.findall(town.log("serve"))) == 1

    assert [await town.end(name) for name in ("work 2", "work", "serve")] == [0, 0, 0]
    assert postgres_of(town.folder) == []


async def test_all_in_one_stops_cleanly_and_finds_everything_again(town: Town) -> None:
    await town.start("up", "up", "--no-demo")
    await town.is_well()
    await town.sign_in()
    article = await town.ask("POST", "/articles", title="Trocas", kind="faq", body="Em 7 dias.")
    assert await town.end("up", signal.SIGTERM) == 0
    assert postgres_of(town.folder) == []
    await town.start("up", "up", "--no-demo")
    await town.is_well()
    assert (await town.ask("GET", f"/articles/{article['id']}"))["body"] == "Em 7 dias."
    assert await town.end("up", signal.SIGINT) == 0
    assert postgres_of(town.folder) == []
    assert "Traceback" not in town.log("up")
    assert len(PASSWORD.findall(town.log("up"))) == 1


@pytest.mark.parametrize("command", ["serve", "migrate"])
async def test_a_database_of_a_newer_prosa_is_refused_and_left_as_it_is(
    town: Town, database_url: str, command: str
) -> None:
    with psycopg.connect(database_url) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    code, said = await town.run(command, PROSA_DATABASE_URL=database_url)
    assert code == 1
    assert "made by a newer Prosa (revision 9999); install that version or restore a backup" in said
    assert "Traceback" not in said
    with psycopg.connect(database_url) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [("9999",)]


async def test_a_second_server_on_the_same_port_says_which_setting_to_change(town: Town, database_url: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", town.port))
        taken.listen()
        code, said = await town.run("serve", PROSA_DATABASE_URL=database_url)
    assert code == 1
    assert f"PROSA_PORT: cannot listen on 127.0.0.1:{town.port}" in said
    assert "Traceback" not in said
