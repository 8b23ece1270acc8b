"""What a transaction sends away when it commits: jobs for the workers and events for the open screens.

Both are collected on the session and written in one statement each at the end, so a rolled-back transaction
leaves neither behind and a busy one pays for a single round trip.
"""

from datetime import datetime
from typing import Any, cast

import orjson
import procrastinate
from procrastinate.connector import BaseAsyncConnector
from procrastinate.jobs import DEFAULT_PRIORITY, Job
from procrastinate.manager import JobManager
from psycopg import AsyncConnection
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

JOBS = "prosa.jobs"
LIVE = "prosa.live"
LIVE_CHANNEL = "prosa_live"

_INSERT_LIVE = text(
    "WITH added AS (INSERT INTO live_event (type, payload) "
    "SELECT e->>'type', e->'payload' FROM jsonb_array_elements(CAST(:events AS jsonb)) e RETURNING seq) "
    "SELECT pg_notify(:channel, max(seq)::text) FROM added"
)


def add_job(session: AsyncSession, task_name: str, at: datetime | None, queue: str, args: dict[str, Any]) -> None:
    """Collects a job that starts when the transaction has committed, or at `at` (UTC) when that is later."""
    job = Job(
        id=None,
        lock=None,
        queueing_lock=None,
        task_name=task_name,
        queue=queue,
        priority=DEFAULT_PRIORITY,
        task_kwargs=args,
        scheduled_at=at,
    )
    session.info.setdefault(JOBS, []).append(job)


def publish(session: AsyncSession, type_: str, **payload: Any) -> None:
    """Collects a live event for every open screen. `payload` is JSON-ready; keep it thin (ids and facts)."""
    session.info.setdefault(LIVE, []).append({"type": type_, "payload": payload})


async def flush(session: AsyncSession) -> None:
    """Writes what was collected. Called by `Database.transaction` right before its commit."""
    jobs = session.info.pop(JOBS, None)
    events = session.info.pop(LIVE, None)
    if not jobs and not events:
        return
    await session.flush()
    if events:
        await session.execute(
            _INSERT_LIVE, {"channel": LIVE_CHANNEL, "events": orjson.dumps(events, default=str).decode()}
        )
    if jobs:
        raw = await (await session.connection()).get_raw_connection()
        connection = cast("AsyncConnection[Any]", raw.driver_connection)
        await _manager.batch_defer_jobs_async(jobs=jobs, connection=connection)


_manager = JobManager(cast("BaseAsyncConnector", procrastinate.PsycopgConnector()))
