"""What is counted of the ground itself, and the page that shows all counts; domains count their own."""

import time

from prometheus_client import CONTENT_TYPE_LATEST, Gauge, Histogram, generate_latest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from prosa.core.db import Database

HTTP_SECONDS = Histogram(
    "prosa_http_seconds",
    "Time to answer HTTP requests",
    ["method", "route", "status"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
QUEUE_DEPTH = Gauge("prosa_queue_jobs", "Jobs that are due, later, running or failed", ["queue", "state"])
QUEUE_WAIT = Gauge("prosa_queue_oldest_seconds", "How long the oldest due job has been waiting", ["queue"])
DATABASE_UP = Gauge("prosa_database_up", "Whether the database answered this scrape")

_QUEUES = text("""
SELECT queue_name,
       CASE WHEN status <> 'todo' THEN status::text WHEN scheduled_at > now() THEN 'later' ELSE 'due' END AS state,
       count(*) AS jobs,
       extract(epoch FROM now() - min(coalesce(scheduled_at, deferred.at))) AS waited
FROM procrastinate_jobs
LEFT JOIN LATERAL (
    SELECT at FROM procrastinate_events e WHERE e.job_id = procrastinate_jobs.id AND e.type = 'deferred' LIMIT 1
) deferred ON status = 'todo'
WHERE status IN ('todo', 'doing', 'failed')
GROUP BY 1, 2
""")


async def render(db: Database) -> tuple[bytes, str]:
    """The page for Prometheus and its content type. Without a database the rest is shown all the same."""
    QUEUE_DEPTH.clear()
    QUEUE_WAIT.clear()
    try:
        await _measure_queues(db)
        DATABASE_UP.set(1)
    except (SQLAlchemyError, OSError):
        DATABASE_UP.set(0)
    return generate_latest(), CONTENT_TYPE_LATEST


async def _measure_queues(db: Database) -> None:
    async with db.transaction() as session:
        for queue, state, jobs, waited in await session.execute(_QUEUES):
            QUEUE_DEPTH.labels(queue, state).set(jobs)
            if state == "due":
                QUEUE_WAIT.labels(queue).set(max(0, waited or 0))


class MeasureHttp:
    """Middleware: the time of each request by its route's pattern, never by its path (which has no end)."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        status, started = 500, time.perf_counter()

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, watched)
        finally:
            route = getattr(scope.get("route"), "path", "none")
            HTTP_SECONDS.labels(scope["method"], route, str(status)).observe(time.perf_counter() - started)
