"""Transactions: what leaves with them exists exactly when they committed."""

import asyncio
import gc
from collections.abc import Callable, Coroutine, Generator, Set
from contextlib import suppress
from itertools import count
from typing import Any

import pytest
from sqlalchemy import select, text

from prosa.core.db import Database
from prosa.core.live import LiveEvent, publish
from prosa.core.runtime import Runtime


class Broken(Exception):
    pass


async def test_a_live_event_is_stored_with_the_commit(db: Database) -> None:
    async with db.transaction() as session:
        publish(session, "changed", conversation_id="c1")
    async with db.transaction() as session:
        assert [e.payload for e in await session.scalars(select(LiveEvent))] == [{"conversation_id": "c1"}]


async def test_a_live_event_vanishes_with_the_rollback(db: Database) -> None:
    async def publish_and_break() -> None:
        async with db.transaction() as session:
            publish(session, "changed", conversation_id="c1")
            raise Broken

    with pytest.raises(Broken):
        await publish_and_break()
    async with db.transaction() as session:
        assert (await session.scalars(select(LiveEvent))).all() == []


async def test_the_runtime_stores_files_and_seals_secrets(runtime: Runtime) -> None:
    key = await runtime.storage.put(b"hello")
    assert b"".join([chunk async for chunk in runtime.storage.open(key)]) == b"hello"
    assert runtime.vault.open(runtime.vault.seal("x")) == "x"
    async with runtime.db.transaction() as session:
        assert await session.scalar(text("SELECT count(*) FROM procrastinate_jobs")) == 0


async def look_up(db: Database) -> None:
    async with db.autocommit() as connection:
        await connection.execute(text("SELECT 1"))


async def write(db: Database) -> None:
    async with db.transaction() as session:
        publish(session, "changed")


class CutOff:
    """Runs a coroutine and cancels it at its n-th wait, exactly as a deadline that passes there would."""

    def __init__(self, work: Coroutine[Any, Any, None], wait: int) -> None:
        self._work, self._wait = work, wait
        self.was_cut = False

    def __await__(self) -> Generator[Any, Any, None]:
        waits, result = 0, None
        try:
            future = self._work.send(None)
            while True:
                waits += 1
                if waits == self._wait:
                    self.was_cut = True
                    if future is not None:  # None: it only let others go first
                        future.cancel()
                    future = self._work.throw(asyncio.CancelledError())
                    continue
                try:
                    result = yield future
                except asyncio.CancelledError as error:
                    future = self._work.throw(error)
                else:
                    future = self._work.send(result)
        except StopIteration:
            return


@pytest.mark.parametrize("work", [look_up, write])
async def test_whoever_is_cancelled_gives_the_connection_back(
    db: Database, work: Callable[[Database], Coroutine[Any, Any, None]]
) -> None:
    """At whatever wait: a deadline may pass at any of them. The collector waits for the end: asyncio holds a task
    weakly, and it must not take one that is about to give a connection back."""
    gc.disable()
    await work(db)
    before = asyncio.all_tasks()
    for wait in count(1):
        cut = CutOff(work(db), wait)
        with suppress(asyncio.CancelledError):
            await cut
        await done_but(before)
        if not cut.was_cut:
            break
    gc.enable()
    gc.collect()
    assert await asyncio.gather(*(is_in_order(db) for _ in range(5))) == [True] * 5


async def done_but(others: Set[asyncio.Task[Any]]) -> None:
    """Whoever was cut off leaves the giving back to a task of its own, and that perhaps to another."""
    await asyncio.sleep(0)
    while left := asyncio.all_tasks() - others:
        await asyncio.wait(left)


async def is_in_order(db: Database) -> bool:
    """Whether a transaction is one: nothing was left behind in the connection it got."""
    async with db.transaction() as session:
        raw = await (await session.connection()).get_raw_connection()
        return not raw.driver_connection.autocommit
