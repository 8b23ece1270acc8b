"""The live log: whoever follows it gets every committed change, whatever commits late, dies or comes back."""

import asyncio
import random
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager

import psycopg
import pytest
from sqlalchemy import func, select, text

from prosa.core import live
from prosa.core.db import Database
from prosa.core.live import Batch, CursorExpired, LiveEvent, LiveReader, forget_live_events, publish
from prosa.core.runtime import Runtime

WRITE = "INSERT INTO live_event (type, payload) VALUES ('n', jsonb_build_object('n', %s::int))"


class Follower:
    """Collects what a reader gives, in the background."""

    def __init__(self) -> None:
        self.numbers: list[int] = []
        self.batches: list[Batch] = []

    async def run(self, batches: AsyncGenerator[Batch]) -> None:
        async with aclosing(batches) as each:
            async for batch in each:
                self.batches.append(batch)
                self.numbers += [change.payload["n"] for change in batch.changes]

    async def until(self, true: Callable[[], bool]) -> None:
        deadline = time.monotonic() + 20
        while not true():
            assert time.monotonic() < deadline, "it never became true"
            await asyncio.sleep(0.01)


@asynccontextmanager
async def following(url: str, since: str | None = None) -> AsyncIterator[Follower]:
    follower = Follower()
    task = asyncio.create_task(follower.run(LiveReader(url).follow(since)))
    await follower.until(lambda: bool(follower.batches) or task.done())
    yield follower
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def say(db: Database, number: int) -> None:
    async with db.transaction() as session:
        publish(session, "n", n=number)


async def test_a_change_arrives_once_after_its_commit(db: Database) -> None:
    async with following(db.url) as follower:
        for number in range(20):
            await say(db, number)
        await follower.until(lambda: len(follower.numbers) >= 20)
    assert follower.numbers == list(range(20))


async def test_what_commits_late_is_not_skipped(db: Database) -> None:
    async with following(db.url) as follower, await psycopg.AsyncConnection.connect(db.url) as late:
        await late.execute(WRITE, [1])
        await say(db, 2)
        await follower.until(lambda: follower.numbers == [2])
        await late.commit()
        await say(db, 3)
        await follower.until(lambda: len(follower.numbers) >= 3)
    assert follower.numbers == [2, 1, 3]


async def test_a_cursor_taken_while_something_was_open_does_not_skip_it(db: Database) -> None:
    async with await psycopg.AsyncConnection.connect(db.url) as late:
        async with following(db.url) as first:
            await late.execute(WRITE, [1])
            await say(db, 2)
            await first.until(lambda: first.numbers == [2])
            cursor = first.batches[-1].cursor
        await late.commit()
        async with following(db.url, cursor) as second:
            await second.until(lambda: 1 in second.numbers)


async def test_with_many_writers_at_once_every_commit_is_seen_and_no_rollback(db: Database) -> None:
    draw = random.Random(11)
    committed: set[int] = set()

    async def writer(start: int) -> None:
        async with await psycopg.AsyncConnection.connect(db.url) as connection:
            for number in range(start, start + 40):
                await connection.execute(WRITE, [number])
                await asyncio.sleep(draw.random() * 0.02)
                if draw.random() < 0.2:
                    await connection.rollback()
                    continue
                await connection.execute("SELECT pg_notify('prosa_live', '')")
                await connection.commit()
                committed.add(number)

    async with following(db.url) as follower:
        await asyncio.gather(*(writer(1000 * each) for each in range(10)))
        await follower.until(lambda: len(follower.numbers) >= len(committed))
    assert sorted(follower.numbers) == sorted(committed)


async def test_readers_that_come_and_go_miss_nothing_between(db: Database) -> None:
    async def writer() -> None:
        for number in range(150):
            await say(db, number)

    seen: set[int] = set()
    async with following(db.url) as follower:
        writing = asyncio.create_task(writer())
        cursor = follower.batches[-1].cursor
    while not (writing.done() and 149 in seen):
        async with following(db.url, cursor) as follower:
            await asyncio.sleep(0.03)
        seen.update(follower.numbers)
        cursor = follower.batches[-1].cursor
    assert seen == set(range(150))


async def test_a_backlog_is_read_in_parts(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "AT_ONCE", 7)
    async with following(db.url) as follower:
        cursor = follower.batches[-1].cursor
    async with db.transaction() as session:
        for number in range(30):
            publish(session, "n", n=number)
    async with following(db.url, cursor) as follower:
        await follower.until(lambda: len(follower.numbers) >= 30)
    assert follower.numbers == list(range(30))
    assert max(len(batch.changes) for batch in follower.batches) == 7


async def test_what_was_missed_comes_at_once_or_not_at_all(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    async with following(db.url) as follower:
        cursor = follower.batches[-1].cursor
    for number in range(5):
        await say(db, number)
    missed = await LiveReader(db.url).since(cursor)
    assert [change.payload["n"] for change in missed.changes] == list(range(5))
    assert (await LiveReader(db.url).since(missed.cursor)).changes == []
    monkeypatch.setattr(live, "AT_ONCE", 5)
    with pytest.raises(CursorExpired):
        await LiveReader(db.url).since(cursor)


async def test_a_reader_whose_connection_is_cut_comes_back_and_misses_nothing(db: Database) -> None:
    async with following(db.url) as follower:
        await say(db, 1)
        await follower.until(lambda: follower.numbers == [1])
        async with db.transaction() as session:
            await session.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE datname = current_database() AND pid <> pg_backend_pid() AND query LIKE '%live_event%'"
                )
            )
        await say(db, 2)
        await follower.until(lambda: 2 in follower.numbers)
    assert follower.numbers == [1, 2]


@pytest.mark.parametrize("cursor", ["", "x", "5", "-1-1", "1-", "1-1", f"{10**15}-{2 * 10**9}", "9" * 50 + "-1"])
async def test_a_cursor_that_leads_nowhere_is_refused(db: Database, cursor: str) -> None:
    with pytest.raises(CursorExpired):
        await anext(LiveReader(db.url).follow(cursor))


async def test_rows_are_forgotten_after_a_while(runtime: Runtime) -> None:
    async with runtime.db.transaction() as session:
        session.add(LiveEvent(type="n", payload={"n": 1}, at=live.now() - live.KEEP * 1.1))
        session.add(LiveEvent(type="n", payload={"n": 2}))
    await forget_live_events(runtime)
    async with runtime.db.transaction() as session:
        assert await session.scalar(select(func.count()).select_from(LiveEvent)) == 1
