"""Deliveries are stored together, and each caller learns what became of its own."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from prosa.channels.models import DeliveryRow
from prosa.channels.shelf import Shelf
from prosa.core.clock import now
from prosa.core.db import Database
from prosa.core.ids import new_id
from prosa.core.runtime import Runtime
from tests.factories import a_channel


@pytest.fixture
async def channel_id(runtime: Runtime) -> UUID:
    async with runtime.db.transaction() as session:
        return await a_channel(session, runtime.vault)


def delivery(channel_id: UUID) -> Mapping[str, Any]:
    return {
        "id": new_id(),
        "channel_id": channel_id,
        "headers": "{}",
        "body": b"{}",
        "state": "stored",
        "error": None,
        "lease_until": now(),
    }


async def stored(db: Database) -> int:
    async with db.transaction() as session:
        return int(await session.scalar(select(func.count()).select_from(DeliveryRow)) or 0)


async def test_what_comes_at_the_same_time_is_stored_all_the_same(db: Database, channel_id: UUID) -> None:
    shelf = Shelf(db)
    await asyncio.gather(*(shelf.put(delivery(channel_id)) for _ in range(500)))
    assert await stored(db) == 500


async def test_one_that_cannot_be_stored_does_not_take_the_others_with_it(db: Database, channel_id: UUID) -> None:
    shelf = Shelf(db)
    rows = [delivery(channel_id), delivery(new_id()), delivery(channel_id)]
    found = await asyncio.gather(*map(shelf.put, rows), return_exceptions=True)
    assert [type(each) for each in found] == [type(None), IntegrityError, type(None)]
    assert await stored(db) == 2


@pytest.fixture
async def narrow(db: Database) -> AsyncIterator[Database]:
    """A database whose connections are all taken, and where nobody waits long for one."""
    narrow = Database(db.url, pool_size=1)
    narrow.engine.sync_engine.pool._timeout = 0.05
    async with AsyncExitStack() as stack:
        for _ in range(11):
            await stack.enter_async_context(narrow.engine.connect())
        yield narrow
    await narrow.close()


async def test_nobody_waits_for_ever_when_the_database_has_no_room(narrow: Database, channel_id: UUID) -> None:
    shelf = Shelf(narrow)
    puts = (asyncio.wait_for(shelf.put(delivery(channel_id)), 10) for _ in range(3))
    for found in await asyncio.gather(*puts, return_exceptions=True):
        assert isinstance(found, SQLAlchemyError)


async def test_a_caller_who_has_gone_disturbs_nobody(db: Database, channel_id: UUID) -> None:
    shelf = Shelf(db)
    gone = asyncio.create_task(shelf.put(delivery(channel_id)))
    await asyncio.sleep(0)
    gone.cancel()
    await shelf.put(delivery(channel_id))
    assert await stored(db) == 2
