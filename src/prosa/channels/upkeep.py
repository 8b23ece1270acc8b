"""Keeping lines alive: linked devices are looked at every minute, restarted when they fall silent, and what they
missed is asked of the provider's history.

The provider is asked outside transactions; one worker at a time looks after a line.
"""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from sqlalchemy import select, update

from prosa.accounts import calendar, company_calendar
from prosa.accounts.calendar import Calendar
from prosa.channels import take_in, watch
from prosa.channels.abilities import History, ProviderRefused, Rated, Sessions, SessionState
from prosa.channels.events import LineTroubled
from prosa.channels.lines import Line, lines
from prosa.channels.models import ChannelRow, WatchRow
from prosa.channels.schemas import NoticeCode
from prosa.conversations import line_view
from prosa.core.clock import now
from prosa.core.db import Session
from prosa.core.errors import NotFound, ProsaError
from prosa.core.events import emit
from prosa.core.live import publish
from prosa.core.plugins import Connector
from prosa.core.runtime import Runtime

log = structlog.get_logger(__name__)

LEASE = timedelta(seconds=50)
"""How long whoever looks after a line has it for itself."""
AT_ONCE = 8
"""Lines looked after at the same time."""
KNOWN_AFTER = 20
"""Events after which it is known how often a line speaks."""
SHORTEST_SILENCE = timedelta(minutes=10)
GAPS = 8
"""Usual gaps without an event that are no chance any more (under one in a thousand for independent events)."""
LONGEST_SILENCE = timedelta(hours=2)
"""A line that speaks so seldom is never called silent."""
FIRST_PAUSE = timedelta(minutes=5)
LONGEST_PAUSE = timedelta(hours=2)
"""Between two restarts."""
BREATH = timedelta(seconds=30)
MARGIN = timedelta(minutes=2)
LONGEST_PAST = timedelta(hours=24)
"""How far back the history is asked for."""
DAY = timedelta(days=1)


async def look_after_all(runtime: Runtime) -> None:
    """Every line with a linked device that nobody else is looking after."""
    async with runtime.db.transaction() as session:
        taken = await _take(session, _connectors_with(runtime, Sessions))
    at_once = asyncio.Semaphore(AT_ONCE)

    async def one(channel_id: UUID) -> None:
        async with at_once:
            await look_after(runtime, channel_id)

    async with asyncio.TaskGroup() as group:
        for channel_id in taken:
            group.create_task(one(channel_id))


def _connectors_with(runtime: Runtime, ability: type) -> list[str]:
    return [name for name, manifest in runtime.registry.all(Connector).items() if ability in manifest.provides]


async def _take(session: Session, connectors: list[str]) -> list[UUID]:
    mine = select(ChannelRow.id).where(
        ChannelRow.connector.in_(connectors), ChannelRow.enabled, ChannelRow.deleted_at.is_(None)
    )
    free = (WatchRow.lease_until.is_(None)) | (WatchRow.lease_until < now())
    taken = (
        update(WatchRow)
        .where(WatchRow.channel_id.in_(mine), free)
        .values(lease_until=now() + LEASE)
        .returning(WatchRow.channel_id)
    )
    return list(await session.scalars(taken))


async def look_after(runtime: Runtime, channel_id: UUID) -> None:
    """Asks how the device stands and does what helps. A provider that does not answer is asked again next time."""
    try:
        line = await lines(runtime).get(channel_id)
        link = await line.ability(Sessions).state(line.settings, runtime.http)
        await watch.note(runtime, channel_id, link.state, link.detail)
        if link.state is SessionState.FAILED or (
            link.state is SessionState.WORKING and await _has_fallen_silent(runtime, channel_id)
        ):
            await _restart(runtime, line)
        await catch_up(runtime, channel_id)
    except ProviderRefused as refusal:
        await watch.note(runtime, channel_id, SessionState.FAILED, refusal.detail)
    except NotFound:
        return
    except ProsaError as problem:
        log.warning("line_not_seen", channel_id=str(channel_id), reason=problem.code)


async def _has_fallen_silent(runtime: Runtime, channel_id: UUID) -> bool:
    """Whether it says nothing although it should; the screens are told when that begins."""
    async with runtime.db.transaction() as session:
        seen = await session.get(WatchRow, channel_id, with_for_update=True)
        if seen is None:
            return False
        opened = open_since(await company_calendar(session), now())
        if not is_silent(Pulse(seen.last_event_at, seen.usual_gap, seen.events), opened, now()):
            return False
        if seen.silent_since is None:
            seen.silent_since = seen.last_event_at
            emit(session, LineTroubled(str(channel_id), NoticeCode.SILENT))
            publish(session, "channels")
        return True


@dataclass(frozen=True, slots=True)
class Pulse:
    """How often a line speaks: the mean of the seconds between two events, over so many."""

    last_event_at: datetime | None
    usual_gap: float | None
    events: int


def is_silent(pulse: Pulse, opened: datetime | None, moment: datetime) -> bool:
    """Whether the silence is no chance. It counts while the company is open (since `opened`), and only on a line
    of which it is known that it speaks more often."""
    if pulse.last_event_at is None or pulse.usual_gap is None or pulse.events < KNOWN_AFTER or opened is None:
        return False
    enough = max(SHORTEST_SILENCE, timedelta(seconds=pulse.usual_gap * GAPS))
    return enough <= LONGEST_SILENCE and moment - max(pulse.last_event_at, opened) >= enough


def open_since(kept: Calendar, moment: datetime) -> datetime | None:
    """Since when the company is open; None while it is closed. One that names no hours is always open."""
    return calendar.opened_at(kept, moment) if kept.known else moment - DAY


async def _restart(runtime: Runtime, line: Line) -> None:
    """Restarts the device unless that was done a short while ago, and asks for what it missed."""
    async with runtime.db.transaction() as session:
        seen = await session.get(WatchRow, line.id, with_for_update=True)
        if seen is None or (seen.restart_at is not None and seen.restart_at > now()):
            return
        seen.restart_at = now() + pause_after(seen.restarts)
        seen.restarts += 1
        watch.ask_for_the_past(session, seen)
    log.warning("line_restarted", channel_id=str(line.id))
    link = await line.ability(Sessions).restart(line.settings, runtime.http)
    await watch.note(runtime, line.id, link.state, link.detail)


def pause_after(restarts: int) -> timedelta:
    """How long the next restart must wait after so many in vain."""
    return min(FIRST_PAUSE * (1 << min(restarts, 20)), LONGEST_PAUSE)


async def catch_up(runtime: Runtime, channel_id: UUID) -> None:
    """Asks for the past where that is still to be done. Not again within `BREATH`, as devices come and go; then, and
    when the provider did not answer, the next look after the line does it."""
    async with runtime.db.transaction() as session:
        seen = await session.get(WatchRow, channel_id, with_for_update=True)
        if seen is None or seen.reconcile_since is None or seen.session not in (None, SessionState.WORKING):
            return
        if seen.reconciled_at is not None and seen.reconciled_at > now() - BREATH:
            return
        since, seen.reconcile_since, seen.reconciled_at = seen.reconcile_since, None, now()
    try:
        await reconcile(runtime, channel_id, since)
    except ProsaError as problem:
        log.warning("past_not_told", channel_id=str(channel_id), reason=problem.code)
        async with runtime.db.transaction() as session:
            seen = await session.get_one(WatchRow, channel_id, with_for_update=True)
            seen.reconcile_since = min(since, seen.reconcile_since or since)


async def reconcile(runtime: Runtime, channel_id: UUID, since: datetime) -> int:
    """Takes in what the provider's history has since then, the same way as what is delivered: what is known changes
    nothing. Returns how many facts there were. Raises `Unavailable`."""
    line = await lines(runtime).get(channel_id)
    history = line.can(History)
    if history is None:
        return 0
    facts = await history.since(line.settings, runtime.http, max(since - MARGIN, now() - LONGEST_PAST))
    # Person by person, so that what was answered on the phone is so before the agent looks.
    for fact in sorted(facts, key=lambda found: take_in.person(line, found)):
        try:
            await take_in.fact(runtime, line, fact, delivered=False)
        except ProsaError as problem:
            log.warning("not_reconciled", channel_id=str(channel_id), kind=fact.kind, reason=problem.code)
    log.info("reconciled", channel_id=str(channel_id), facts=len(facts))
    return len(facts)


async def remind(runtime: Runtime) -> None:
    """Lets the screens look again while messages wait: nobody tells them that time passes."""
    async with runtime.db.transaction() as session:
        if await line_view.waiting(session):
            publish(session, "channels")


async def rate_all(runtime: Runtime) -> None:
    """Asks what the providers think of their lines."""
    async with runtime.db.transaction() as session:
        query = select(ChannelRow.id).where(
            ChannelRow.connector.in_(_connectors_with(runtime, Rated)),
            ChannelRow.enabled,
            ChannelRow.deleted_at.is_(None),
        )
        rated = list(await session.scalars(query))
    for channel_id in rated:
        await rate(runtime, channel_id)


async def rate(runtime: Runtime, channel_id: UUID) -> None:
    """Writes down the provider's opinion of a line, where it has one."""
    try:
        line = await lines(runtime).get(channel_id)
        rated = line.can(Rated)
        if rated is None:
            return
        quality = await rated.quality(line.settings, runtime.http)
    except ProsaError as problem:
        log.info("line_not_rated", channel_id=str(channel_id), reason=problem.code)
        return
    async with runtime.db.transaction() as session:
        seen = await session.get(WatchRow, channel_id, with_for_update=True)
        if seen is None or (seen.quality, seen.quality_limit) == (quality.rating, quality.limit):
            return
        if seen.quality != quality.rating:
            seen.quality_since = now()
        seen.quality, seen.quality_limit = quality.rating, quality.limit
        publish(session, "channels")
