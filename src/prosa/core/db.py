"""The database: one engine, short transactions, and what leaves with their commit."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, DateTime, MetaData, Text, func, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase

from prosa.core import outbox

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Every table of the product. Foreign keys across domains are named by string, never by relationship."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {  # noqa: RUF012  (SQLAlchemy reads it from the class)
        datetime: DateTime(timezone=True),
        dict[str, Any]: JSONB,
        list[Any]: JSONB,
        str: Text,
        int: BigInteger,
    }


EXTRA_DDL: list[str] = []
"""Statements beyond the metadata (triggers, functions), in order. `append_only` adds to it."""


def append_only(table: str) -> None:
    """Declares, next to the model, that the database refuses to change or remove rows of `table`."""
    if _REFUSE_CHANGE not in EXTRA_DDL:
        EXTRA_DDL.append(_REFUSE_CHANGE)
    EXTRA_DDL.append(
        f'CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON "{table}" '
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


_REFUSE_CHANGE = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are never changed or removed', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END
$$
"""

Session = AsyncSession


class Database:
    """A pool of connections. `url` is a libpq URL (`postgresql://…`)."""

    def __init__(self, url: str, pool_size: int = 20) -> None:
        self.url = url
        self.engine: AsyncEngine = create_async_engine(
            sqlalchemy_url(url),
            pool_size=pool_size,
            max_overflow=10,
            pool_pre_ping=False,
            # The connections in use stay few, and the statements they have prepared stay warm.
            pool_use_lifo=True,
            pool_recycle=1800,
            hide_parameters=True,
        )
        self._sessions = async_sessionmaker(self.engine, expire_on_commit=False)
        self._autocommit = self.engine.execution_options(isolation_level="AUTOCOMMIT")

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Session]:
        """One transaction: commits at the end, rolls back on any error.

        Jobs and live events added on the way (`defer`, `publish`) are written just before the commit, so they
        exist exactly when the business rows do. Never await the network inside.
        """
        async with self._sessions() as session:
            yield session
            await outbox.flush(session)
            await session.commit()

    @asynccontextmanager
    async def autocommit(self) -> AsyncIterator[AsyncConnection]:
        """A connection on which each statement is its own transaction: one round trip for a single look-up."""
        async with self._autocommit.connect() as connection:
            yield connection

    @asynccontextmanager
    async def alone(self, name: str) -> AsyncIterator[None]:
        """Waits until nobody else in the installation is inside under this name. It is no transaction, so it may take
        long; who dies inside has left."""
        async with self._autocommit.connect() as connection:
            try:
                await connection.execute(select(func.pg_advisory_lock(func.hashtextextended(name, 0))))
                yield
            finally:
                await connection.invalidate()  # the lock goes with the connection, however this ends

    async def close(self) -> None:
        await self.engine.dispose()


def sqlalchemy_url(url: str) -> str:
    """`postgresql://` in the form that selects the psycopg driver."""
    scheme, rest = url.split("://", 1)
    return f"postgresql+psycopg://{rest}" if scheme in ("postgres", "postgresql") else url
