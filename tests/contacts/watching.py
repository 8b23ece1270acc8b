"""What the database is asked, and how it would answer."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from prosa.core import driver
from prosa.core.db import Database, Session

Statement = tuple[str, Any]


@contextmanager
def statements(db: Database) -> Iterator[list[Statement]]:
    """The statements sent meanwhile, with their parameters."""
    seen: list[Statement] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        seen.append((statement, parameters))

    async def noted(session: Session, statement: str, values: driver.Values, **more: Any) -> list[Any]:
        seen.append((statement, values))
        return await run(session, statement, values, **more)

    run = driver.run
    event.listen(db.engine.sync_engine, "before_cursor_execute", note)
    driver.run = noted
    try:
        yield seen
    finally:
        driver.run = run
        event.remove(db.engine.sync_engine, "before_cursor_execute", note)


def verbs(seen: Sequence[Statement]) -> list[str]:
    return [statement.split()[0] for statement, _ in seen]


async def plan(db: Database, statement: Statement) -> str:
    async with db.engine.connect() as connection:
        rows = await connection.exec_driver_sql(f"EXPLAIN {statement[0]}", statement[1])
        return "\n".join(row[0] for row in rows)
