"""The shelf deliveries are put on: those that come while others are being written go together in the next write."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.exc import DataError, IntegrityError, SQLAlchemyError

from prosa.core import driver
from prosa.core.db import Database

MOST = 200
"""Deliveries of one write."""

_PUT = """
INSERT INTO delivery (id, channel_id, headers, body, state, error, lease_until)
VALUES (%(id)s, %(channel_id)s, %(headers)s, %(body)s, %(state)s, %(error)s, %(lease_until)s)
"""

Row = Mapping[str, Any]


class Shelf:
    """Writes rows of `delivery`, one commit for as many as there are. Belongs to one event loop."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._waiting: list[tuple[Row, asyncio.Future[None]]] = []
        self._writing: asyncio.Task[None] | None = None

    async def put(self, row: Row) -> None:
        """Returns once the row is stored for good. Raises what the database said of this row or of them all."""
        stored: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((row, stored))
        if self._writing is None:
            self._writing = asyncio.create_task(self._write_all())
        await stored

    async def _write_all(self) -> None:
        try:
            while self._waiting:
                batch, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
                await self._write(batch)
        finally:
            self._writing = None

    async def _write(self, batch: Sequence[tuple[Row, asyncio.Future[None]]]) -> None:
        """One row that cannot be stored does not take the others with it."""
        try:
            async with self._db.autocommit() as connection:
                await driver.run_many(connection, _PUT, [row for row, _ in batch])
        except (DataError, IntegrityError) as problem:
            if len(batch) == 1:
                _tell(batch, problem)
                return
            for one in batch:
                await self._write([one])
        except (SQLAlchemyError, OSError) as problem:
            _tell(batch, problem)
        else:
            _tell(batch)


def _tell(batch: Sequence[tuple[Row, asyncio.Future[None]]], problem: Exception | None = None) -> None:
    for _, stored in batch:
        if stored.done():
            continue  # the caller has gone
        if problem is None:
            stored.set_result(None)
        else:
            stored.set_exception(problem)
