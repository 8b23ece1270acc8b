"""A real installation, started as a reader of the documents would: `prosa up` in a folder of its own."""

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.docs.documents import ROOT

ADMIN = "admin@localhost"
PASSWORD = re.compile(r"password (\S+)")
CONNECTORS = ("echo", "telegram")
"""The example connectors, by name."""


@dataclass(frozen=True)
class Installation:
    """`variables` are those of a terminal in which it was started, and what the documents' examples name."""

    url: str
    password: str
    folder: Path
    variables: Mapping[str, str]

    def script(self, text: str) -> subprocess.CompletedProcess[str]:
        """Runs a bash script in that terminal; any command that fails ends it."""
        command = ["bash", "-euo", "pipefail", "-c", text]
        done = subprocess.run(command, cwd=self.folder, env=self.variables, capture_output=True, text=True, timeout=180)
        assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
        return done


@pytest.fixture
def installation(memory_path: Path) -> Iterator[Installation]:
    """Without the demo company."""
    with started(memory_path, "--no-demo") as installation:
        yield installation


@pytest.fixture
def demonstration(memory_path: Path) -> Iterator[Installation]:
    """As the tutorial begins."""
    with started(memory_path) as installation:
        yield installation


@contextmanager
def started(folder: Path, *options: str) -> Iterator[Installation]:
    port = free_port()
    terminal = {
        **{name: value for name, value in os.environ.items() if not name.startswith("PROSA_")},
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "PROSA_PORT": str(port),
        "PROSA_LOG_LEVEL": "WARNING",
    }
    command = ["prosa", "up", *options]
    with subprocess.Popen(command, cwd=folder, env=terminal, stdout=subprocess.PIPE, text=True) as process:
        try:
            url, password = f"http://127.0.0.1:{port}", first_password(process)
            examples = {"URL": url, "EMAIL": ADMIN, "PASSWORD": password}
            yield Installation(url, password, folder, {**terminal, **examples})
        finally:
            process.terminate()
            process.wait(30)


def first_password(process: subprocess.Popen[str]) -> str:
    """Waits until the password of the first admin is printed, which is after the server answers."""
    assert process.stdout
    for line in process.stdout:
        if found := PASSWORD.search(line):
            return found[1]
    raise AssertionError("it did not start")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The variables of a terminal in which the example connectors are installed."""
    folder = tmp_path_factory.mktemp("installed")
    uv = [sys.executable, "-m", "uv", "pip", "install", "--quiet", "--offline", "--no-deps", "--no-build-isolation"]
    packages = [ROOT / f"examples/connector_{name}" for name in CONNECTORS]
    subprocess.run([*uv, f"--target={folder}", *packages], check=True, timeout=120)
    return {**os.environ, "PYTHONPATH": str(folder)}
