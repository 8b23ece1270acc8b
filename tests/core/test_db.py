"""Transactions: what leaves with them exists exactly when they committed."""

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
