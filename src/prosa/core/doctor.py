"""What may be wrong with an installation, and how to mend it. Looks only; changes nothing but a trial file.

The own database is started for the examination when nothing else has, and stopped afterwards.
"""

import asyncio
import os
import shutil
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import httpx
from cryptography.fernet import Fernet
from sqlalchemy import text

from prosa.core.clock import now
from prosa.core.db import Database
from prosa.core.errors import ProsaError
from prosa.core.health import State, probe_workers
from prosa.core.schema import import_models, inspect
from prosa.core.secrets import Vault, check_sealed, key_file, load_keys
from prosa.core.server import EmbeddedServer
from prosa.core.settings import Settings, without_password

OLDEST_PYTHON = (3, 11)
LITTLE_SPACE, NO_SPACE = 2 * 2**30, 200 * 2**20
CLOCK_TOLERANCE = timedelta(seconds=2)


class Level(StrEnum):
    OK = "ok"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. `mend` says what to do; empty when nothing is to be done."""

    subject: str
    level: Level
    detail: str
    mend: str = ""


def fine(subject: str, detail: str) -> Finding:
    return Finding(subject, Level.OK, detail)


DatabaseCheck = Callable[[Database], Awaitable[list[Finding]]]
"""Looks at what a package keeps in a database that is up to date."""


async def examine(settings: Settings, web: Path, more: Sequence[DatabaseCheck] = ()) -> AsyncIterator[Finding]:
    """Everything, one finding after the other. `web` is the folder of the built web application; `more` are checks
    of what lies above us."""
    for check in _LOCAL:
        yield await asyncio.to_thread(check, settings)
    yield check_web(web)
    if settings.public_url:
        yield await check_public_address(settings.public_url)
    async for finding in examine_database(settings, more):
        yield finding


# -- this machine


def check_python(_: Settings) -> Finding:
    found = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info < OLDEST_PYTHON:
        return Finding("python", Level.ERROR, f"Python {found}", "install Python 3.11 or newer")
    return fine("python", f"Python {found}")


def check_time_zones(_: Settings) -> Finding:
    try:
        ZoneInfo("America/Sao_Paulo")
    except ZoneInfoNotFoundError:
        mend = "install the system's tzdata package, or `pip install tzdata`"
        return Finding("time zones", Level.ERROR, "the time zone data is missing", mend)
    return fine("time zones", "present")


def check_data_folder(settings: Settings) -> Finding:
    folder = _existing(settings.data_dir)
    trial = folder / f".trial-{os.getpid()}"
    try:
        trial.write_bytes(b"x")
        trial.unlink()
    except OSError as error:
        mend = "give this user write access to it, or set PROSA_DATA_DIR to another folder"
        return Finding("data folder", Level.ERROR, f"{folder} cannot be written: {error.strerror}", mend)
    return fine("data folder", f"{folder} can be written")


def check_disk(settings: Settings) -> Finding:
    free = shutil.disk_usage(_existing(settings.data_dir)).free
    detail = f"{free / 2**30:.1f} GB free"
    if free < LITTLE_SPACE:
        level = Level.ERROR if free < NO_SPACE else Level.WARNING
        return Finding("disk", level, detail, "free some space, or move PROSA_DATA_DIR to a larger disk")
    return fine("disk", detail)


def _existing(folder: Path) -> Path:
    """The folder, or the one in which it would be made."""
    return next(each for each in (folder.resolve(), *folder.resolve().parents) if each.exists())


def check_port(settings: Settings) -> Finding:
    where = f"{settings.host}:{settings.port}"
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((settings.host, settings.port))
        except OSError as error:
            if _prosa_answers(settings):
                return fine("port", f"{where}: Prosa answers there")
            mend = "stop the other program, or set PROSA_PORT (and PROSA_HOST) to something else"
            return Finding("port", Level.ERROR, f"{where} cannot be used: {error.strerror}", mend)
    return fine("port", f"{where} is free")


def _prosa_answers(settings: Settings) -> bool:
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(settings.host, settings.host)  # noqa: S104  (only compared)
    try:
        return "state" in httpx.get(f"http://{host}:{settings.port}/api/v1/health", timeout=3).json()
    except (httpx.HTTPError, ValueError):
        return False


def check_key(settings: Settings) -> Finding:
    path = key_file(settings)
    if settings.secret_key is None and not path.exists():
        return fine("key", "made at the first start")
    try:
        count = len(load_keys(settings))
    except ProsaError as error:
        return Finding("key", Level.ERROR, error.detail, "put the secret.key of your backup back")
    if settings.secret_key is not None:
        return fine("key", f"{count} in PROSA_SECRET_KEY")
    if path.stat().st_mode & 0o077:
        return Finding("key", Level.WARNING, f"others on this machine can read {path}", f"chmod 600 {path}")
    return fine("key", f"{count} in {path}; keep a copy of it elsewhere")


def check_web(folder: Path) -> Finding:
    if not (folder / "index.html").exists():
        mend = "`make web` in a checkout, or install the released package, which brings it"
        return Finding("web application", Level.ERROR, "it has not been built", mend)
    return fine("web application", "present")


async def check_public_address(address: str) -> Finding:
    try:
        async with httpx.AsyncClient(timeout=5) as http:
            answer = await http.get(f"{address}/health")
    except httpx.HTTPError as error:
        mend = "check the name, the certificate and the proxy; providers deliver messages to this address"
        return Finding("public address", Level.WARNING, f"{address} does not answer ({type(error).__name__})", mend)
    if answer.status_code != httpx.codes.OK:
        mend = "let the proxy in front pass everything to Prosa"
        return Finding("public address", Level.WARNING, f"{address}/health says {answer.status_code}", mend)
    return fine("public address", f"{address} answers")


# -- the database


async def examine_database(settings: Settings, more: Sequence[DatabaseCheck] = ()) -> AsyncIterator[Finding]:
    try:
        async with _database_url(settings) as url:
            if url is None:
                yield fine("database", "the own one is made at the first start")
                return
            async for finding in _examine(settings, url, more):
                yield finding
    except ProsaError as error:
        yield Finding("database", Level.ERROR, error.detail, _mend_database(settings))


def _mend_database(settings: Settings) -> str:
    if settings.database_url is None:
        log = settings.data_dir / "postgres" / "server.log"
        return f"look into {log}; free disk space; restore a backup as the last resort"
    return "check PROSA_DATABASE_URL, and that the server runs and lets this machine in"


@asynccontextmanager
async def _database_url(settings: Settings) -> AsyncIterator[str | None]:
    if settings.database_url is not None:
        yield settings.database_url
        return
    server = EmbeddedServer(settings.data_dir)
    if not server.folder.exists():
        yield None
        return
    url = await asyncio.to_thread(server.start)
    try:
        yield url
    finally:
        await asyncio.to_thread(server.stop)


async def _examine(settings: Settings, url: str, more: Sequence[DatabaseCheck]) -> AsyncIterator[Finding]:
    state = await asyncio.to_thread(inspect, url)
    db = Database(url, pool_size=1)
    try:
        yield await _check_server(db, url)
        if not state.current:
            mend = "`prosa migrate`, or just start Prosa"
            detail = f"at revision {state.found or 'none'}, this version needs {state.needed}"
            yield Finding("schema", Level.WARNING, detail, mend)
            return
        yield fine("schema", f"up to date (revision {state.needed})")
        yield await _check_secrets(settings, db)
        yield await _check_workers(db)
        for check in more:
            for finding in await check(db):
                yield finding
    finally:
        await db.close()


async def _check_server(db: Database, url: str) -> Finding:
    async with db.transaction() as session:
        version = await session.scalar(text("SHOW server_version"))
        theirs = await session.scalar(text("SELECT clock_timestamp()"))
    shown = f"PostgreSQL {version} at {without_password(url)}"
    if theirs is not None and abs(theirs - now()) > CLOCK_TOLERANCE:
        away = abs(theirs - now()).total_seconds()
        mend = "synchronise both clocks (NTP): deadlines and reply windows depend on them"
        return Finding("clock", Level.ERROR, f"the database's clock is {away:.0f} s away from this machine's", mend)
    return fine("database", f"{shown}, its clock agrees")


async def _check_secrets(settings: Settings, db: Database) -> Finding:
    import_models()
    missing = settings.secret_key is None and not key_file(settings).exists()
    vault = Vault([Fernet.generate_key().decode()] if missing else load_keys(settings))
    try:
        async with db.transaction() as session:
            await check_sealed(session, vault)
    except ProsaError as error:
        return Finding("stored secrets", Level.ERROR, error.detail, "put the key back, or enter the secrets anew")
    return fine("stored secrets", "the key opens all of them")


async def _check_workers(db: Database) -> Finding:
    workers = await probe_workers(db)
    if workers.state is State.OK:
        return fine("workers", f"{workers.alive} at work")
    mend = "run `prosa up`, or `prosa work` beside `prosa serve`"
    return Finding("workers", Level.WARNING, "none is at work: messages wait", mend)


_LOCAL: tuple[Callable[[Settings], Finding], ...] = (
    check_python,
    check_time_zones,
    check_data_folder,
    check_disk,
    check_port,
    check_key,
)
