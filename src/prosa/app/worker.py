"""The worker: runs the declared jobs on Procrastinate, and comes back by itself when the database does."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

import procrastinate
import psycopg
import structlog
from procrastinate import RetryStrategy, exceptions
from procrastinate.jobs import Status
from psycopg_pool import AsyncConnectionPool

from prosa.core.events import HANDLERS
from prosa.core.jobs import REGISTRY, JobSpec
from prosa.core.runtime import Runtime

log = structlog.get_logger(__name__)

HEARTBEAT = 4.0
LOST_AFTER = 15.0
"""Seconds without a heartbeat after which a worker's jobs are given to others."""
POLL = 0.3
"""Seconds between looks for jobs whose time has come; new jobs are announced and need no look."""
KEEP_FAILED_HOURS = 72
GRACE = 10.0
REACTION_RETRIES = 8

Task = Callable[..., Awaitable[None]]


def build(runtime: Runtime) -> procrastinate.App:
    """The Procrastinate app with every declared job and reaction."""
    app = procrastinate.App(connector=_connector(runtime.db.url))
    for spec in REGISTRY.values():
        _add(app, spec.name, _job(runtime, spec), spec.retries, spec.every)
    for event, reactions in HANDLERS.items():
        for name, reaction in reactions:
            _add(app, name, _reaction(runtime, event, reaction), REACTION_RETRIES, None)
    _add(app, "core.recover", _recovery(app), 0, "* * * * * */5")
    _add(app, "core.clean", _cleaning(app), 0, "*/15 * * * *")
    return app


def _connector(url: str) -> procrastinate.PsycopgConnector:
    """One round trip for each of the worker's own statements, and no waiting for the disk: taking and finishing a
    job may be lost with the database, the wake-up then comes once more. (Jobs are deferred elsewhere, in the
    transaction that causes them.) A connection that has died is noticed when it is used, and `run` starts anew."""

    async def configure(connection: psycopg.AsyncConnection[Any]) -> None:
        await connection.set_autocommit(True)
        await connection.execute("SET synchronous_commit = off")

    def pool(**settings: Any) -> AsyncConnectionPool[psycopg.AsyncConnection[Any]]:
        return AsyncConnectionPool(**{**settings, "check": None})

    return procrastinate.PsycopgConnector(conninfo=url, min_size=1, max_size=4, configure=configure, pool_factory=pool)


def _add(app: procrastinate.App, name: str, task: Task, retries: int, every: str | None) -> None:
    strategy = RetryStrategy(max_attempts=retries, exponential_wait=2) if retries else False
    added = app.task(name=name, retry=strategy, queueing_lock=name if every else None)(task)
    if every is not None:
        app.periodic(cron=every, periodic_id=name)(added)


def _job(runtime: Runtime, spec: JobSpec[Any]) -> Task:
    async def run(timestamp: int | None = None, **arguments: Any) -> None:
        with structlog.contextvars.bound_contextvars(job=spec.name):
            await spec.handler(runtime, **arguments)

    return run


def _reaction(runtime: Runtime, event: type, reaction: Task) -> Task:
    async def run(**facts: Any) -> None:
        with structlog.contextvars.bound_contextvars(job=event.__name__, **facts):
            await reaction(runtime, event(**facts))

    return run


def _recovery(app: procrastinate.App) -> Task:
    async def recover(timestamp: int) -> None:
        """Gives the jobs of lost workers to others; a job is only a wake-up call, so once more does no harm."""
        manager = app.job_manager
        for job in await manager.get_stalled_jobs(seconds_since_heartbeat=LOST_AFTER):
            try:
                await manager.retry_job(job)
            except exceptions.UniqueViolation:
                # The next call of a periodic job waits already, and will do what this one did not.
                await manager.finish_job(job, Status.ABORTED, delete_job=True)

    return recover


def _cleaning(app: procrastinate.App) -> Task:
    async def clean(timestamp: int) -> None:
        """Finished jobs are deleted at once; what failed for good stays for three days."""
        await app.job_manager.delete_old_jobs(
            nb_hours=KEEP_FAILED_HOURS, include_failed=True, include_cancelled=True, include_aborted=True
        )

    return clean


async def run(runtime: Runtime) -> None:
    """Works until cancelled, finishing what it is doing; starts anew whenever the database was away."""
    while True:
        app = build(runtime)
        began = time.monotonic()
        try:
            async with app.open_async():
                await app.run_worker_async(
                    concurrency=runtime.settings.worker_concurrency,
                    fetch_job_polling_interval=POLL,
                    update_heartbeat_interval=HEARTBEAT,
                    stalled_worker_timeout=LOST_AFTER,
                    shutdown_graceful_timeout=GRACE,
                    delete_jobs="successful",
                    install_signal_handlers=False,
                )
        except (psycopg.Error, exceptions.ConnectorException, OSError) as trouble:
            log.warning("worker_lost_database", error=type(trouble).__name__)
        await asyncio.sleep(1.0 if time.monotonic() - began > 5 else 2.0)
