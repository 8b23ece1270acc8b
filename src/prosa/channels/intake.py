"""Intake: from a webhook call to facts in the books.

The call is verified, stored and acknowledged; taking it in comes after, in this process at once, or by any other
once the lease has run out. Every fact is one short transaction that a repeat does not change.
"""

import asyncio
import json
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from uuid import UUID

import structlog
from sqlalchemy import select, update
from sqlalchemy.exc import SQLAlchemyError

from prosa.channels import metrics, take_in
from prosa.channels.abilities import Redaction
from prosa.channels.lines import Line, lines
from prosa.channels.models import DeliveryRow
from prosa.channels.port import PATH, Fact, InvalidSignature, MalformedDelivery
from prosa.channels.shelf import Shelf
from prosa.core.beside import beside
from prosa.core.clock import now
from prosa.core.db import Session
from prosa.core.errors import ProsaError, Unavailable
from prosa.core.ids import new_id
from prosa.core.runtime import Runtime

log = structlog.get_logger(__name__)

LEASE = timedelta(seconds=10)
"""How long the process that accepted a delivery has it for itself."""
MOST_ATTEMPTS = 8
BATCH = 64
BUSY = 4
"""Calls under way at a time beyond which taking in waits."""
LONGEST_CALM = 3.0
"""Seconds a batch waits at most for a calm moment."""
CALM_STEP = 0.01
LANES = 8
"""People whose facts are taken in at the same time; those of one person stay in order."""
WAITING_ROOM = 2000
"""Deliveries held in memory; beyond, they wait in the database only."""

_KEPT_HEADERS = (PATH, "content-type", "x-webhook-request-id", "i-twilio-idempotency-token")


@dataclass(frozen=True, slots=True)
class Arrival:
    id: UUID
    line: Line
    facts: Sequence[Fact]


@dataclass(frozen=True, slots=True)
class Failure:
    """Why something of a delivery was not taken in, and whether trying again may help."""

    error: str
    passing: bool


class Intake:
    """Takes in what this process accepted."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._room: asyncio.Queue[Arrival] = asyncio.Queue(WAITING_ROOM)
        self._calls = 0
        self._most_calls = 0
        self.shelf = Shelf(runtime.db)

    @contextmanager
    def call(self) -> Iterator[None]:
        """While a call is being answered; many at once go before taking in."""
        self._calls += 1
        self._most_calls = max(self._most_calls, self._calls)
        try:
            yield
        finally:
            self._calls -= 1

    def offer(self, arrival: Arrival) -> None:
        """Takes it in soon. With a full waiting room it is left to whoever finds it in the database."""
        try:
            self._room.put_nowait(arrival)
        except asyncio.QueueFull:
            log.warning("intake_full", delivery_id=str(arrival.id))

    @asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        """Takes in what is offered meanwhile; at the end, what is left stays in the database for others."""
        async with beside(self._run()):
            yield

    async def _run(self) -> None:
        while True:
            batch = [await self._room.get()]
            await self._calm()
            while len(batch) < BATCH and not self._room.empty():
                batch.append(self._room.get_nowait())
            await take_in_all(self._runtime, batch)

    async def _calm(self) -> None:
        """Returns when few calls wait for their answer, or after a while: what is stored can wait, a provider
        that is not answered comes again and brings more."""
        loop = asyncio.get_running_loop()
        latest = loop.time() + LONGEST_CALM
        while self._rush() and loop.time() < latest:
            await asyncio.sleep(CALM_STEP)

    def _rush(self) -> bool:
        """Whether many calls were under way at a time since the last look. At this very moment there may be none:
        one write answers all that waited for it."""
        most, self._most_calls = self._most_calls, self._calls
        return most > BUSY


async def accept(runtime: Runtime, channel_id: UUID, headers: Mapping[str, str], body: bytes) -> UUID:
    """Takes a webhook call for a channel: verified, stored, and taken in after.

    `headers` in lower case, `port.PATH` among them. Raises `NotFound` for an unknown channel, `InvalidSignature`,
    `MalformedDelivery` (kept as rejected), `Unavailable` for a channel that is switched off (so that it comes again).
    """
    intake = runtime.registry.get(Intake, "intake")
    with intake.call():
        line = await lines(runtime).get(channel_id)
        if not line.enabled:
            raise Unavailable("this channel is switched off")
        facts = await _read(intake, line, headers, body)
        delivery_id = await _store(intake, line, headers, body)
    metrics.DELIVERIES.labels(connector=line.connector, result="accepted").inc()
    intake.offer(Arrival(delivery_id, line, facts))
    return delivery_id


async def _read(intake: Intake, line: Line, headers: Mapping[str, str], body: bytes) -> Sequence[Fact]:
    """What a delivery says, once it is certain who made it."""
    try:
        line.port.verify(line.settings, headers, body)
        return line.port.parse(headers, body)
    except InvalidSignature:
        metrics.DELIVERIES.labels(connector=line.connector, result="refused").inc()
        raise
    except MalformedDelivery as problem:
        await _store(intake, line, headers, body, state="rejected", error=problem.detail)
        metrics.DELIVERIES.labels(connector=line.connector, result="rejected").inc()
        raise


async def _store(
    intake: Intake,
    line: Line,
    headers: Mapping[str, str],
    body: bytes,
    state: str = "stored",
    error: str | None = None,
) -> UUID:
    delivery_id = new_id()
    kept = {name: headers[name] for name in _KEPT_HEADERS if name in headers}
    redaction = line.can(Redaction)
    await intake.shelf.put(
        {
            "id": delivery_id,
            "channel_id": line.id,
            "headers": json.dumps(kept),
            "body": redaction.kept(body) if redaction else body,
            "state": state,
            "error": error,
            "lease_until": now() + LEASE,
        }
    )
    return delivery_id


async def take_in_all(runtime: Runtime, arrivals: Sequence[Arrival]) -> None:
    """Takes in a batch: people side by side, the facts of each in order."""
    by_person: dict[str, list[tuple[Arrival, Fact]]] = defaultdict(list)
    for arrival in arrivals:
        for fact in arrival.facts:
            by_person[take_in.person(arrival.line, fact)].append((arrival, fact))
    failed: dict[UUID, Failure] = {}
    lanes = asyncio.Semaphore(LANES)

    async def one(work: Sequence[tuple[Arrival, Fact]]) -> None:
        async with lanes:
            for arrival, fact in work:
                await _take_in(runtime, arrival, fact, failed)

    async with asyncio.TaskGroup() as group:
        for work in by_person.values():
            group.create_task(one(work))
    await _close(runtime, arrivals, failed)


async def _take_in(runtime: Runtime, arrival: Arrival, fact: Fact, failed: dict[UUID, Failure]) -> None:
    """A fact that fails leaves its delivery stored, to be tried again; what is done is not undone. Whatever goes
    wrong with it, the facts of others are taken in."""
    with structlog.contextvars.bound_contextvars(delivery_id=str(arrival.id)):
        try:
            await take_in.fact(runtime, arrival.line, fact, closes=arrival.id if len(arrival.facts) == 1 else None)
        except Exception as problem:
            log.exception("take_in_failed", kind=fact.kind)
            before = failed.get(arrival.id)
            failed[arrival.id] = _failure(problem) if before is None or not before.passing else before


def _failure(problem: Exception) -> Failure:
    """What the business rules refuse, they refuse again."""
    refused = isinstance(problem, ProsaError) and problem.status < HTTPStatus.INTERNAL_SERVER_ERROR
    return Failure(f"{type(problem).__name__}: {problem}", passing=not refused)


async def _close(runtime: Runtime, arrivals: Sequence[Arrival], failed: Mapping[UUID, Failure]) -> None:
    """Those of a single fact were closed with it."""
    done = [arrival.id for arrival in arrivals if arrival.id not in failed and len(arrival.facts) != 1]
    if not done and not failed:
        return
    try:
        async with runtime.db.transaction() as session:
            if done:
                await session.execute(update(DeliveryRow).where(DeliveryRow.id.in_(done)).values(state="taken_in"))
            for delivery_id, failure in failed.items():
                await _postpone(session, delivery_id, failure)
    except (SQLAlchemyError, OSError):
        log.exception("intake_not_closed")


async def _postpone(session: Session, delivery_id: UUID, failure: Failure) -> None:
    """Tries again after 2, 4, 8 … seconds; gives up visibly after `MOST_ATTEMPTS`, or at once where it cannot
    help."""
    row = await session.get_one(DeliveryRow, delivery_id, with_for_update=True)
    row.attempts += 1
    row.error = failure.error.replace("\0", "")[:500]
    row.lease_until = now() + timedelta(seconds=2**row.attempts)
    if row.attempts >= MOST_ATTEMPTS or not failure.passing:
        row.state = "failed"


async def take_in_left(runtime: Runtime, limit: int = BATCH) -> int:
    """Takes in deliveries whose process is gone. Returns how many were found."""
    async with runtime.db.transaction() as session:
        query = (
            select(DeliveryRow)
            .where(DeliveryRow.state == "stored", DeliveryRow.lease_until < now())
            .order_by(DeliveryRow.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        left = list(await session.scalars(query))
        for row in left:
            row.lease_until = now() + LEASE
    arrivals = [arrival for row in left if (arrival := await _read_again(runtime, row)) is not None]
    await take_in_all(runtime, arrivals)
    return len(left)


async def _read_again(runtime: Runtime, row: DeliveryRow) -> Arrival | None:
    try:
        line = await lines(runtime).get(row.channel_id)
        return Arrival(row.id, line, line.port.parse(row.headers, row.body))
    except Exception as problem:
        log.exception("delivery_not_read", delivery_id=str(row.id))
        async with runtime.db.transaction() as session:
            await _postpone(session, row.id, _failure(problem))
        return None
