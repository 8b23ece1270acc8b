"""Health tells the database and the workers apart."""

import time

from sqlalchemy import text

from prosa.core.db import Database
from prosa.core.health import PATIENCE, State, check


async def test_without_a_worker_the_database_is_well_all_the_same(db: Database) -> None:
    health = await check(db)
    assert health.database.state is State.OK
    assert health.workers.state is State.DOWN
    assert health.workers.heartbeat_age is None
    assert not health.ok


async def test_a_worker_is_alive_while_its_heart_beats(db: Database) -> None:
    async with db.transaction() as session:
        await session.execute(text("INSERT INTO procrastinate_workers DEFAULT VALUES"))
        await session.execute(
            text("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 hour')")
        )
    health = await check(db)
    assert health.ok
    assert health.workers.alive == 1
    assert health.workers.heartbeat_age is not None
    assert health.workers.heartbeat_age < 30


async def test_a_worker_that_fell_silent_is_down(db: Database) -> None:
    async with db.transaction() as session:
        await session.execute(
            text("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 minute')")
        )
    health = await check(db)
    assert health.workers.state is State.DOWN
    assert health.workers.heartbeat_age is not None
    assert health.workers.heartbeat_age > 30


async def test_without_a_database_the_workers_are_unknown() -> None:
    gone = Database("postgresql://prosa@/prosa?host=%2Fnowhere")
    started = time.monotonic()
    health = await check(gone)
    await gone.close()
    assert health.database.state is State.DOWN
    assert health.workers.state is State.UNKNOWN
    assert time.monotonic() - started < PATIENCE + 1
