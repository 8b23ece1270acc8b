"""Processes of an installation stop clean, share its database, and come back after a kill of everything."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import psycopg
import pytest

from prosa.core.server import EmbeddedServer

PROSA = Path(sys.executable).parent / "prosa"


class Installation:
    """A data folder and a port, and the real processes started on them."""

    def __init__(self, folder: Path, port: int) -> None:
        self.server = EmbeddedServer(folder)
        self.address = f"http://127.0.0.1:{port}"
        self.processes: list[subprocess.Popen[bytes]] = []
        self._environment = {**os.environ, "PROSA_DATA_DIR": str(folder), "PROSA_PORT": str(port)}

    def run(self, *command: str) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [PROSA, *command], env=self._environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        self.processes.append(process)
        return process

    def healthy(self) -> bool:
        try:
            return httpx.get(f"{self.address}/api/v1/health", timeout=5).status_code == 200
        except httpx.TransportError:
            return False

    def users(self) -> int:
        with psycopg.connect(self.server.url) as connection:
            row = connection.execute('SELECT count(*) FROM "user"').fetchone()
        assert row is not None
        return int(row[0])


@pytest.fixture
def installation(memory_path: Path) -> Iterator[Installation]:
    installation = Installation(memory_path, free_port())
    yield installation
    for process in installation.processes:
        process.kill()
        process.wait()
    installation.server.start()
    installation.server.stop()


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def until(true: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it never became true"
        time.sleep(0.05)


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_a_stop_takes_the_own_database_along(installation: Installation, sign: signal.Signals) -> None:
    process = installation.run("up", "--no-demo")
    until(installation.healthy)
    process.send_signal(sign)
    assert process.wait(30) in (0, 128 + signal.SIGINT)
    assert not installation.server.running


def test_server_and_worker_share_the_database_and_the_last_one_stops_it(installation: Installation) -> None:
    serving, working = installation.run("serve"), installation.run("work")
    until(installation.healthy)
    serving.terminate()
    assert serving.wait(30) == 0
    assert installation.server.running
    working.terminate()
    assert working.wait(30) == 0
    assert not installation.server.running


def test_after_a_kill_of_everything_the_next_start_has_all_data(installation: Installation) -> None:
    first = installation.run("up", "--no-demo")
    until(installation.healthy)
    users = installation.users()
    pid = installation.server.pid
    assert pid is not None
    first.kill()
    os.kill(pid, signal.SIGKILL)
    first.wait()
    installation.run("up", "--no-demo")
    until(installation.healthy)
    assert installation.users() == users > 0


def test_a_killed_database_comes_back_while_everything_runs(installation: Installation) -> None:
    process = installation.run("up", "--no-demo")
    until(installation.healthy)
    pid = installation.server.pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    until(lambda: installation.server.pid not in (None, pid))
    until(installation.healthy)
    assert process.poll() is None
