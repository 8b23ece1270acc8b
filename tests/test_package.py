"""`pip install` gives the whole product, on a machine without Node."""

import os
import re
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator
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
def installed(tmp_path_factory: pytest.TempPathFactory, distributions: Path, bare: dict[str, str]) -> Path:
    """The `bin` of a fresh virtual environment into which the wheel was installed."""
    folder = tmp_path_factory.mktemp("installed") / "venv"
    subprocess.run([UV, "venv", "--quiet", "--python", sys.executable, folder], env=bare, check=True)
    wheel = next(distributions.glob("*.whl"))
    subprocess.run([UV, "pip", "install", "--quiet", "--python", folder / "bin/python", wheel], env=bare, check=True)
    return folder / "bin"


@pytest.fixture
def address(installed: Path, bare: dict[str, str], tmp_path: Path) -> Iterator[str]:
    """Where the installed product answers, started in an empty folder."""
    environment = {**bare, "PROSA_PORT": "0", "PROSA_DATA_DIR": str(tmp_path / "data")}
    process = subprocess.Popen(
        [installed / "prosa", "up"],
        cwd=tmp_path,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        assert process.stdout is not None
        yield next(found[0] for line in process.stdout if (found := re.search(r"http://127\.0\.0\.1:\d+", line)))
    finally:
        process.terminate()
        process.wait(timeout=30)


def test_the_source_distribution_and_the_wheel_carry_the_pages(distributions: Path) -> None:
    with tarfile.open(next(distributions.glob("*.tar.gz"))) as archive:
        assert any(name.endswith(f"/src/{PAGE}") for name in archive.getnames())
    with zipfile.ZipFile(next(distributions.glob("*.whl"))) as archive:
        assert PAGE in archive.namelist()
        assert "prosa-0.1.0.dist-info/licenses/LICENSE" in archive.namelist()


def test_an_installation_without_node_shows_the_pages(address: str) -> None:
    page = httpx.get(address)
    assert page.status_code == 200
    assert 'id="root"' in page.text
