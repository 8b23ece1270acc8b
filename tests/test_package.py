"""`pip install` gives the whole product, on a machine without Node."""

import os
import signal
import socket
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).parents[1]
UV = Path(sys.executable).parent / "uv"
PAGE = "prosa/app/static/index.html"


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An environment in which no command is found, so no Node either."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PROSA_")}
    return {**kept, "PATH": str(tmp_path_factory.mktemp("path"))}


@pytest.fixture(scope="module")
def distributions(tmp_path_factory: pytest.TempPathFactory, bare: dict[str, str]) -> Path:
    """The source distribution of this tree, and the wheel built from that."""
    subprocess.run([sys.executable, ROOT / "tools/web.py", "build"], check=True)
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run([UV, "build", "--quiet", "--out-dir", folder, ROOT], env=bare, check=True)
    return folder


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """A folder that no other run of pytest touches: when one starts, it closes pytest's own folders to the system
    user that the database runs as when we are root."""
    with tempfile.TemporaryDirectory(prefix="prosa-") as name:
        yield Path(name)


@pytest.fixture(scope="module")
def installed(folder: Path, distributions: Path, bare: dict[str, str]) -> Path:
    """The `bin` of a fresh virtual environment into which the wheel was installed, with the locked versions."""
    python = folder / "venv/bin/python"
    locked = folder / "locked.txt"
    export = ["export", "--locked", "--no-dev", "--no-emit-project", "--no-hashes", "--project", ROOT]
    install = ["pip", "install", "--python", python, "--constraint", locked, *distributions.glob("*.whl")]
    for command in [*export, "--output-file", locked], ["venv", "--python", sys.executable, folder / "venv"], install:
        subprocess.run([UV, "--quiet", *command], env=bare, check=True)
    return python.parent


@dataclass(frozen=True)
class Running:
    process: subprocess.Popen[str]
    address: str
    data: Path


@pytest.fixture
def running(installed: Path, folder: Path, bare: dict[str, str]) -> Iterator[Running]:
    """The installed product, started in an empty folder and answering."""
    port = free_port()
    data = Path(tempfile.mkdtemp(dir=folder)) / "data"
    process = subprocess.Popen(
        [installed / "prosa", "up", "--no-demo"],
        cwd=data.parent,
        env={**bare, "PROSA_PORT": str(port), "PROSA_DATA_DIR": str(data)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    with process:
        try:
            yield Running(process, announced(process, f"http://127.0.0.1:{port}"), data)
        finally:
            process.terminate()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def announced(process: subprocess.Popen[str], address: str) -> str:
    """Waits until the server says that it answers there."""
    assert process.stdout is not None
    said = []
    for line in process.stdout:
        if address in line:
            return address
        said.append(line)
    pytest.fail(f"it ended before it answered: {''.join(said)}")


def test_the_source_distribution_and_the_wheel_carry_the_pages(distributions: Path) -> None:
    with tarfile.open(next(distributions.glob("*.tar.gz"))) as archive:
        assert any(name.endswith(f"/src/{PAGE}") for name in archive.getnames())
    with zipfile.ZipFile(next(distributions.glob("*.whl"))) as archive:
        assert PAGE in archive.namelist()
        assert "prosa-0.1.0.dist-info/licenses/LICENSE" in archive.namelist()


def test_an_installation_without_node_shows_the_pages(running: Running) -> None:
    page = httpx.get(running.address)
    assert page.status_code == 200
    assert 'id="root"' in page.text


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_asked_to_stop_it_takes_its_database_with_it(running: Running, sign: signal.Signals) -> None:
    assert (running.data / "postgres/postmaster.pid").exists()
    running.process.send_signal(sign)
    running.process.wait(timeout=30)
    assert not (running.data / "postgres/postmaster.pid").exists()
