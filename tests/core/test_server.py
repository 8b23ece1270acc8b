"""The own PostgreSQL survives what happens to it: kills, sharing, stale files, restarts."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import unquote

import psycopg
import pytest

from prosa.core.postgres import ServerFailed
from prosa.core.server import EmbeddedServer

OTHER_PROCESS = """
import sys
from pathlib import Path
from urllib.parse import unquote
from prosa.core.server import EmbeddedServer
server = EmbeddedServer(Path(sys.argv[1]))
print(server.start(), flush=True)
sys.stdin.readline()
server.stop()
print("left", flush=True)
"""


@pytest.fixture
def own(memory_path: Path) -> Iterator[EmbeddedServer]:
    server = EmbeddedServer(memory_path / "data")
    yield server
    server.start()
    server.stop()
    assert not server.running


def other_process(server: EmbeddedServer) -> subprocess.Popen[str]:
    other = subprocess.Popen(
        [sys.executable, "-c", OTHER_PROCESS, str(server.data_dir)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert other.stdout is not None
    assert other.stdout.readline().startswith("postgresql://")
    return other


def release(other: subprocess.Popen[str]) -> None:
    said, _ = other.communicate("\n", timeout=60)
    assert said == "left\n"


def kill_server(server: EmbeddedServer) -> None:
    pid = server.pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)


def rows(url: str) -> list[int]:
    with psycopg.connect(url) as connection:
        return [row[0] for row in connection.execute("SELECT n FROM kept ORDER BY n").fetchall()]


def write(url: str, number: int) -> None:
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (n int)")
        connection.execute("INSERT INTO kept VALUES (%s)", [number])


async def until(true: Callable[[], bool], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it never became true"
        await asyncio.sleep(0.02)


def test_data_survive_a_clean_stop(own: EmbeddedServer) -> None:
    write(own.start(), 1)
    own.stop()
    assert not own.running
    assert rows(own.start()) == [1]


def test_committed_data_survive_a_kill_of_the_server(own: EmbeddedServer) -> None:
    url = own.start()
    for number in range(3):
        write(url, number)
        kill_server(own)
        url = own.start()
    assert rows(url) == [0, 1, 2]


def test_committed_data_survive_a_kill_of_everything(own: EmbeddedServer) -> None:
    other = other_process(own)
    write(own.url, 7)
    kill_server(own)
    other.kill()
    other.communicate()
    assert rows(own.start()) == [7]


async def test_a_server_killed_in_the_middle_of_work_starts_again(own: EmbeddedServer) -> None:
    write(own.start(), 1)
    async with await psycopg.AsyncConnection.connect(own.url) as busy:
        await busy.execute("INSERT INTO kept VALUES (2)")
        working = asyncio.create_task(busy.execute("SELECT count(*) FROM generate_series(1, 100000000)"))
        await asyncio.sleep(0)
        kill_server(own)
        url = await asyncio.to_thread(own.start)
        with pytest.raises(psycopg.OperationalError):
            await working
    assert rows(url) == [1]


def test_the_last_process_to_leave_stops_the_server(own: EmbeddedServer) -> None:
    own.start()
    other = other_process(own)
    own.stop()
    assert own.running
    release(other)
    assert not own.running


def test_the_server_survives_the_kill_of_its_starter(own: EmbeddedServer) -> None:
    other = other_process(own)
    first = own.pid
    own.start()
    other.kill()
    other.communicate()
    assert own.pid == first
    own.stop()
    assert not own.running


def test_processes_that_start_together_share_one_server(own: EmbeddedServer) -> None:
    others = [
        subprocess.Popen(
            [sys.executable, "-c", OTHER_PROCESS, str(own.data_dir)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    for other in others:
        said, _ = other.communicate("\n", timeout=120)
        assert said.startswith("postgresql://")
        assert said.endswith("left\n")
    assert not own.running


async def test_a_dead_server_is_started_again_while_watched(own: EmbeddedServer) -> None:
    write(own.start(), 1)
    watch = asyncio.create_task(own.keep_alive())
    first = own.pid
    kill_server(own)
    await until(lambda: own.pid not in (None, first))
    await asyncio.to_thread(own.start)
    assert rows(own.url) == [1]
    watch.cancel()


def test_a_stale_pid_file_with_the_number_of_another_process_is_no_obstacle(own: EmbeddedServer) -> None:
    own.start()
    own.stop()
    pid_file = own.folder / "postmaster.pid"
    pid_file.write_text(f"{os.getpid()}\n{own.folder}\n1\n5432\n{own.folder}\n\n0 0\nready\n")
    assert not own.running
    own.start()
    assert own.running


def test_an_interrupted_initialisation_is_repeated(own: EmbeddedServer) -> None:
    half = own.data_dir / "postgres.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    own.start()
    assert own.running


def test_a_folder_with_a_long_path_and_odd_characters_works(memory_path: Path) -> None:
    server = EmbeddedServer(memory_path / ("a long name with ' and ção " * 5))
    write(server.start(), 1)
    assert rows(server.url) == [1]
    assert str(memory_path) not in unquote(server.url)
    server.stop()


def test_a_folder_of_another_version_is_refused_in_plain_words(own: EmbeddedServer) -> None:
    own.start()
    own.stop()
    version = own.folder / "PG_VERSION"
    version.write_text("16\n")
    with pytest.raises(ServerFailed, match="made by PostgreSQL 16"):
        own.start()
    version.write_text("18\n")


def test_a_server_that_cannot_start_says_why(own: EmbeddedServer) -> None:
    own.start()
    own.stop()
    broken = EmbeddedServer(own.data_dir, {"shared_buffers": "nonsense"})
    with pytest.raises(ServerFailed, match="shared_buffers"):
        broken.start()


def test_the_server_listens_on_nothing_but_a_private_socket(own: EmbeddedServer) -> None:
    with psycopg.connect(own.start()) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
    assert own.folder.stat().st_mode & 0o077 == 0
    assert (own.folder / ".s.PGSQL.5432").stat().st_mode & 0o077 == 0


def test_values_of_a_refused_row_do_not_reach_the_server_log(own: EmbeddedServer) -> None:
    with psycopg.connect(own.start(), autocommit=True) as connection:
        connection.execute("CREATE TABLE person (phone text PRIMARY KEY)")
        connection.execute("INSERT INTO person VALUES ('+5511987654321')")
        with pytest.raises(psycopg.errors.UniqueViolation):
            connection.execute("INSERT INTO person VALUES ('+5511987654321')")
    logged = (own.folder / "server.log").read_text()
    assert "duplicate key" in logged
    assert "987654321" not in logged
