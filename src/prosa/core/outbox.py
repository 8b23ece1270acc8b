"""What a transaction sends away when it commits: jobs for the workers and events for the open screens.

Both are collected on the session and written in one statement at the end, so a rolled-back transaction leaves
neither behind and a busy one pays for a single round trip.
"""

from datetime import datetime
from typing import Any

import orjson
from sqlalchemy.ext.asyncio import AsyncSession

from prosa.core import driver

JOBS = "prosa.jobs"
LIVE = "prosa.live"
LIVE_CHANNEL = "prosa_live"

_SEND = f"""
WITH told AS (
    INSERT INTO live_event (type, payload)
    SELECT e->>'type', e->'payload' FROM jsonb_array_elements(%(events)s::jsonb) AS e
    RETURNING seq
)
SELECT (SELECT pg_notify('{LIVE_CHANNEL}', max(seq)::text) FROM told HAVING count(*) > 0),
       (SELECT procrastinate_defer_jobs_v1(
                   array_agg(ROW(queue, task, priority, NULL, NULL, args, at)::procrastinate_job_to_defer_v1))
        FROM jsonb_to_recordset(%(jobs)s::jsonb)
            AS job (queue text, task text, priority int, args jsonb, at timestamptz)
        HAVING count(*) > 0)
"""  # noqa: S608  (our constant)


def add_job(
    session: AsyncSession, task_name: str, at: datetime | None, queue: str, args: dict[str, Any], priority: int = 0
) -> None:
    """Collects a job that starts when the transaction has committed, or at `at` (UTC) when that is later."""
    job = {"queue": queue, "task": task_name, "priority": priority, "args": args, "at": at}
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
    await driver.run(session, _SEND, {"events": _json(events), "jobs": _json(jobs)})


def _json(found: list[dict[str, Any]] | None) -> str:
    return orjson.dumps(found or [], default=str).decode()
