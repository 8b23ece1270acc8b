"""Is it well? Database and workers, told apart; channels add theirs where they live."""

import asyncio
import time
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from prosa.core.db import Database

PATIENCE = 2.0
"""Seconds the database has to answer a probe."""
WORKER_SILENCE = 30.0
"""Seconds without a heartbeat after which a worker counts as gone."""


class State(StrEnum):
    OK = "ok"
    DOWN = "down"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class DatabaseHealth:
    """`latency_ms` of a trivial statement on a pooled connection; none when it did not answer."""

    state: State
    latency_ms: float | None


@dataclass(frozen=True, slots=True)
class WorkerHealth:
    """`alive` workers that gave a heartbeat lately, and the seconds since the latest of any."""

    state: State
    alive: int
    heartbeat_age: float | None


@dataclass(frozen=True, slots=True)
class Health:
    database: DatabaseHealth
    workers: WorkerHealth

    @property
    def ok(self) -> bool:
        return self.database.state is State.OK and self.workers.state is State.OK


async def check(db: Database) -> Health:
    """Probes both. Never raises and never takes longer than `PATIENCE` for each."""
    database = await probe_database(db)
    if database.state is State.OK:
        return Health(database, await probe_workers(db))
    return Health(database, WorkerHealth(State.UNKNOWN, 0, None))


async def probe_database(db: Database) -> DatabaseHealth:
    started = time.perf_counter()
    try:
        async with asyncio.timeout(PATIENCE), db.transaction() as session:
            await session.execute(text("SELECT 1"))
    except (SQLAlchemyError, OSError):
        return DatabaseHealth(State.DOWN, None)
    return DatabaseHealth(State.OK, round((time.perf_counter() - started) * 1000, 2))


async def probe_workers(db: Database) -> WorkerHealth:
    try:
        async with asyncio.timeout(PATIENCE), db.transaction() as session:
            found = await session.execute(_HEARTBEATS, {"silence": WORKER_SILENCE})
            alive, age = found.one()
    except (SQLAlchemyError, OSError):
        return WorkerHealth(State.UNKNOWN, 0, None)
    return WorkerHealth(State.OK if alive else State.DOWN, alive, age)


_HEARTBEATS = text("""
SELECT count(*) FILTER (WHERE last_heartbeat > now() - make_interval(secs => :silence)),
       extract(epoch FROM now() - max(last_heartbeat))::float
FROM procrastinate_workers
""")
