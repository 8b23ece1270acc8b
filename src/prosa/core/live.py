"""Live events as stored: the log every process reads to keep its open screens true.

A sequence number is given when a row is written, not when its transaction commits, so a reader that remembers the
highest number it saw would skip what commits late. Rows therefore carry their transaction's id: what a read did not
see has an id at or above the oldest transaction that was running then, and the next read starts there.
"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

import psycopg
import structlog
from psycopg import sql
from sqlalchemy import BigInteger, Index, delete, func, text
from sqlalchemy.orm import Mapped, mapped_column

from prosa.core.clock import now
from prosa.core.db import Base
from prosa.core.errors import ProsaError
from prosa.core.jobs import job
from prosa.core.outbox import LIVE_CHANNEL, publish

if TYPE_CHECKING:
    from prosa.core.runtime import Runtime

log = structlog.get_logger(__name__)

KEEP = timedelta(hours=2)
"""How long rows stay."""
RESUME = timedelta(hours=1)
"""How old a cursor may be. The difference to `KEEP` is how long a transaction may run without being missed."""
AT_ONCE = 500
HEARTBEAT = 15.0
PAUSE = 0.02
"""Seconds between two reads, so that a busy moment is read in a few larger parts."""
RECONNECT = (0.1, 2.0)


class LiveEvent(Base):
    """One change, told to every tab. `xid` is the id of the transaction that wrote it."""

    __tablename__ = "live_event"

    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=True)
    at: Mapped[datetime] = mapped_column(server_default=func.now())
    type: Mapped[str]
    payload: Mapped[dict[str, Any]]
    xid: Mapped[int] = mapped_column(server_default=text("pg_current_xact_id()::text::bigint"))

    __table_args__ = (Index("ix_live_event_at", "at"), Index("ix_live_event_xid_seq", "xid", "seq"))


class Watchers:
    """Those in this process who wait for news of one conversation; whoever reads the log tells them."""

    def __init__(self) -> None:
        self._waiting: defaultdict[UUID, set[asyncio.Event]] = defaultdict(set)

    @contextmanager
    def watch(self, conversation_id: UUID) -> Iterator[asyncio.Event]:
        """An event that is set at every news, until the end of the block; the watcher clears it."""
        news = asyncio.Event()
        self._waiting[conversation_id].add(news)
        try:
            yield news
        finally:
            self._waiting[conversation_id].discard(news)
            if not self._waiting[conversation_id]:
                del self._waiting[conversation_id]

    def tell(self, conversation_id: UUID) -> None:
        for news in self._waiting.get(conversation_id, ()):
            news.set()


class CursorExpired(ProsaError):
    """What happened since is not known any more: fetch everything afresh."""

    status = 410
    code = "cursor_expired"


@dataclass(frozen=True, slots=True)
class Change:
    """A live event as read."""

    seq: int
    type: str
    payload: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Batch:
    """Changes in the order they were written, and where to go on after them. May be empty: time passed."""

    changes: list[Change]
    cursor: str


@dataclass(slots=True)
class _Position:
    """Every row under `floor` was seen, and those of `seen` (sequence number to transaction)."""

    floor: int
    seen: dict[int, int]
    at: int

    def __str__(self) -> str:
        return f"{self.floor}-{self.at}"


class LiveReader:
    """Follows the log on a connection of its own. One per process is enough: it feeds all tabs."""

    def __init__(self, url: str) -> None:
        self._url = url

    async def follow(self, since: str | None = None) -> AsyncGenerator[Batch, None]:
        """What commits from now on, or what committed since a cursor. A change may come twice after a cursor,
        none is left out.

        Starts with a batch, has one at least every `HEARTBEAT` seconds, and comes back by itself when the
        database was away. Raises `CursorExpired` when what happened meanwhile cannot be known.
        """
        position = None if since is None else _parse(since)
        tries = 0
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(self._url, autocommit=True) as connection:
                    await connection.execute(_LISTEN)
                    position = await _checked(connection, position)
                    tries = 0
                    while True:
                        batch = await _read(connection, position)
                        yield batch
                        if len(batch.changes) < AT_ONCE:
                            await _wait(connection)
            except psycopg.OperationalError as error:
                log.warning("live.reconnecting", reason=type(error).__name__)
                await asyncio.sleep(min(RECONNECT[0] * 2**tries, RECONNECT[1]))
                tries += 1

    async def since(self, cursor: str) -> Batch:
        """What committed since a cursor, all of it at once. Raises `CursorExpired`, also when that is so much
        that fetching everything afresh is less."""
        async with aclosing(self.follow(cursor)) as batches:
            batch = await anext(batches)
        if len(batch.changes) == AT_ONCE:
            raise CursorExpired("too much has happened since")
        return batch


def _parse(cursor: str) -> _Position:
    floor, _, at = cursor.partition("-")
    if not (floor.isdecimal() and at.isdecimal() and len(cursor) < 40):
        raise CursorExpired("this is not a cursor")
    return _Position(int(floor), {}, int(at))


async def _checked(connection: psycopg.AsyncConnection, position: _Position | None) -> _Position:
    """Where to go on. A position in another database (or one put back) or of too long ago is refused."""
    found = await (await connection.execute(_NOW)).fetchone()
    oldest, newest, at = cast("tuple[int, int, int]", found)
    if position is None:
        return _Position(oldest, {}, at)
    if position.floor > newest or abs(at - position.at) > RESUME.total_seconds():
        raise CursorExpired("too much has happened since")
    return position


async def _read(connection: psycopg.AsyncConnection, position: _Position) -> Batch:
    """What is new; moves the position."""
    arguments = {"floor": position.floor, "seen": list(position.seen), "limit": AT_ONCE}
    rows = await (await connection.execute(_READ, arguments)).fetchall()
    new = [row[2:] for row in rows if row[2] is not None]
    position.seen.update({seq: xid for seq, xid, *_ in new})
    if len(new) < AT_ONCE:
        position.floor, position.at = rows[0][:2]
        position.seen = {seq: xid for seq, xid in position.seen.items() if xid >= position.floor}
    return Batch([Change(seq, type_, payload) for seq, _, type_, payload in new], str(position))


async def _wait(connection: psycopg.AsyncConnection) -> None:
    await asyncio.sleep(PAUSE)
    async for _ in connection.notifies(timeout=HEARTBEAT, stop_after=1):
        pass


@job("core.forget_live_events", every="*/10 * * * *")
async def forget_live_events(runtime: "Runtime") -> None:
    async with runtime.db.transaction() as session:
        await session.execute(delete(LiveEvent).where(LiveEvent.at < now() - KEEP))


_LISTEN = sql.SQL("LISTEN {}").format(sql.Identifier(LIVE_CHANNEL))
_NOW = """
SELECT pg_snapshot_xmin(s)::text::bigint, pg_snapshot_xmax(s)::text::bigint, extract(epoch FROM now())::bigint
FROM pg_current_snapshot() s
"""
_READ = """
SELECT pg_snapshot_xmin(s)::text::bigint, extract(epoch FROM now())::bigint, e.seq, e.xid, e.type, e.payload
FROM pg_current_snapshot() s
LEFT JOIN live_event e ON e.xid >= %(floor)s AND e.seq <> ALL(%(seen)s::bigint[])
    AND e.xid < pg_snapshot_xmax(s)::text::bigint
ORDER BY e.seq
LIMIT %(limit)s
"""

__all__ = [
    "Batch",
    "Change",
    "CursorExpired",
    "LiveEvent",
    "LiveReader",
    "Watchers",
    "forget_live_events",
    "publish",
]
