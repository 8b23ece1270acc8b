"""What every test stands on: a real PostgreSQL of its own, a fresh database per test, a whole runtime."""

import os
import shutil
from collections.abc import AsyncIterator, Iterator
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
import psycopg
import pytest
from cryptography.fernet import Fernet
from psycopg import sql

from prosa.core.db import Database
from prosa.core.registry import Registry
from prosa.core.runtime import Runtime
from prosa.core.schema import import_models, migrate
from prosa.core.secrets import Vault
from prosa.core.server import EmbeddedServer
from prosa.core.settings import Settings
from prosa.core.storage import LocalStorage
from tests.logs import Logs, kept_logs

# A test's data need not survive a power cut, and a test suite should not wait for the disk.
CARELESS = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}
_numbers = count(1)


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores: the tests in a browser wait most of their time."""
    return (os.cpu_count() or 1) + 1


@pytest.fixture(scope="session")
def server() -> Iterator[EmbeddedServer]:
    """One PostgreSQL for the whole session of this process; its `prosa` database is the template with the schema."""
    with TemporaryDirectory(prefix="prosa-tests-", dir=_memory()) as folder:
        server = EmbeddedServer(Path(folder), CARELESS)
        try:
            migrate(server.start())
            import_models()
            yield server
        finally:
            server.stop()


def _memory() -> Path | None:
    """A folder in memory, where the machine has one with room: a new database takes a tenth of the time."""
    folder = Path("/dev/shm")
    roomy = folder.is_dir() and os.access(folder, os.W_OK) and shutil.disk_usage(folder).free > 2**30
    return folder if roomy else None


@pytest.fixture
def memory_path() -> Iterator[Path]:
    """A folder like `tmp_path`, for what writes much."""
    with TemporaryDirectory(prefix="prosa-tests-", dir=_memory()) as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def administration(server: EmbeddedServer) -> Iterator[psycopg.Connection]:
    with psycopg.connect(server.url_of("postgres"), autocommit=True) as connection:
        yield connection


@pytest.fixture
def empty_database(server: EmbeddedServer, administration: psycopg.Connection) -> Iterator[str]:
    """URL of a database without any table."""
    yield from _database(server, administration, template="template0")


@pytest.fixture
def other_empty_database(server: EmbeddedServer, administration: psycopg.Connection) -> Iterator[str]:
    """URL of a second one, to compare with."""
    yield from _database(server, administration, template="template0")


@pytest.fixture
def database_url(server: EmbeddedServer, administration: psycopg.Connection) -> Iterator[str]:
    """URL of a fresh database with the schema."""
    yield from _database(server, administration, template="prosa")


def _database(server: EmbeddedServer, administration: psycopg.Connection, template: str) -> Iterator[str]:
    name = f"test_{next(_numbers)}"
    create = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY")
    administration.execute(create.format(sql.Identifier(name), sql.Identifier(template)))
    yield server.url_of(name)
    administration.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    """A fresh database, dropped after the test."""
    database = Database(database_url)
    yield database
    await database.close()


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    return Settings(database_url=database_url, data_dir=tmp_path, burst_wait=0, _env_file=None)


@pytest.fixture
async def runtime(settings: Settings, db: Database, tmp_path: Path) -> AsyncIterator[Runtime]:
    """Everything a handler needs: fresh database, temporary files, a key of its own, nothing plugged in."""
    async with httpx.AsyncClient(timeout=10) as http:
        yield Runtime(
            settings=settings,
            db=db,
            storage=LocalStorage(tmp_path / "files"),
            vault=Vault([Fernet.generate_key().decode()]),
            http=http,
            registry=Registry(),
        )


@pytest.fixture
def logs() -> Iterator[Logs]:
    with kept_logs() as logs:
        yield logs
