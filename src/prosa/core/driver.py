"""The shortest way to the database, for the statements every message needs.

In the session's own transaction, but past the ORM, whose share of such a statement is several times the
database's. Everything else is better off with SQLAlchemy.
"""

from collections.abc import Mapping, Sequence
from typing import Any, cast

import psycopg
from psycopg.rows import namedtuple_row
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

CONNECTION = "prosa.driver"

Values = Mapping[str, Any]


async def run(session: AsyncSession, statement: str, values: Values, *, prepare: bool | None = None) -> list[Any]:
    """The rows of a statement, as named tuples; none for one that returns nothing.

    Placeholders are the driver's, `%(name)s`; JSON is given as text. What waits in the session is not written
    before: flush it where the statement must see it. `prepare` false: planned anew for these values each time.
    Raises SQLAlchemy's errors, as everything else does.
    """
    return await _rows(session.info.get(CONNECTION) or await _connection(session), statement, values, prepare)


async def look_up(connection: AsyncConnection, statement: str, values: Values) -> list[Any]:
    """The same on a connection that commits by itself (`Database.autocommit`): one round trip in all."""
    return await _rows(await _raw(connection), statement, values)


async def run_many(connection: AsyncConnection, statement: str, rows: Sequence[Values]) -> None:
    """The same statement for every row, sent together; on a connection that commits by itself, all or none."""
    try:
        async with (await _raw(connection)).cursor() as cursor:
            await cursor.executemany(statement, rows)
    except psycopg.Error as error:
        raise DBAPIError.instance(statement, None, error, psycopg.Error, hide_parameters=True) from error


async def _rows(
    connection: psycopg.AsyncConnection[Any], statement: str, values: Values, prepare: bool | None = None
) -> list[Any]:
    try:
        async with connection.cursor(row_factory=namedtuple_row) as cursor:
            await cursor.execute(statement, values, prepare=prepare)
            return await cursor.fetchall() if cursor.description else []
    except psycopg.Error as error:
        raise DBAPIError.instance(statement, None, error, psycopg.Error, hide_parameters=True) from error


async def _connection(session: AsyncSession) -> psycopg.AsyncConnection[Any]:
    found = session.info[CONNECTION] = await _raw(await session.connection())
    return found


async def _raw(connection: AsyncConnection) -> psycopg.AsyncConnection[Any]:
    raw = await connection.get_raw_connection()
    return cast("psycopg.AsyncConnection[Any]", raw.driver_connection)
