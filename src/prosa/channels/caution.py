"""Caution on unofficial lines, whose number can be banned: pauses as a person makes them, few new acquaintances.

Whoever has written may be answered. Somebody who never has is written to only when the admin allows it, after the
provider said that the number exists, so many a day, and not after a series of failures.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert

from prosa.accounts import get_company
from prosa.channels.abilities import Directory
from prosa.channels.lines import Line
from prosa.channels.models import FirstContactRow, WatchRow
from prosa.conversations import line_view
from prosa.conversations.schemas import Ready
from prosa.core.clock import now
from prosa.core.db import Session
from prosa.core.live import publish

SHORTEST_PAUSE, LONGEST_PAUSE = 1.0, 12.0
"""Seconds between the decision to write, or the message before, and the message."""
SERIES = 3
"""First messages that failed one after the other, after which nobody new is written to for a day."""
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Wait:
    """Not before `at`. `visibly`: somebody seems to be writing meanwhile."""

    at: datetime
    visibly: bool = False


@dataclass(frozen=True, slots=True)
class Refuse:
    """It must not go out; `code` says why."""

    code: str


@dataclass(frozen=True, slots=True)
class Ask:
    """The provider must be asked first whether the number exists."""


async def consider(session: Session, line: Line, ready: Ready) -> Wait | Refuse | Ask | None:
    """What an unofficial line asks before this message goes out; None when it may go."""
    if not ready.answers or line.id != ready.channel_id:
        held = await _first_contact(session, line, ready)
        if held is not None:
            return held
    if ready.attempts:
        return None
    before = await line_view.last_sent_at(session, ready.conversation_id) or ready.written_at
    at = max(ready.written_at, before) + pause_before(ready.message_id, ready.length)
    return Wait(at, visibly=True) if at > now() else None


def pause_before(message_id: UUID, length: int) -> timedelta:
    """How long a person would take: the same for the same message, longer for a longer text (in characters)."""
    dice = Random(message_id.int)  # noqa: S311  (no secret)
    seconds = dice.uniform(1.0, 2.5) + length * dice.uniform(0.015, 0.045)
    return timedelta(seconds=min(max(seconds, SHORTEST_PAUSE), LONGEST_PAUSE))


async def _first_contact(session: Session, line: Line, ready: Ready) -> Wait | Refuse | Ask | None:
    if not (ready.answers or ready.trial or line.rules.allow_first_contact):
        await _tell(session, line.id, first_refused_at=now())
        return Refuse("first_contact_off")
    # One at a time, so that the count holds.
    await session.execute(select(WatchRow.channel_id).where(WatchRow.channel_id == line.id).with_for_update())
    met = await session.get(FirstContactRow, (line.id, ready.contact_id))
    if met is None:
        until = await _closed_until(session, line)
        if until is not None:
            return Wait(until)
        await _meet(session, line, ready.contact_id)
        return Ask() if line.can(Directory) else None
    return None if met.checked else Ask()


async def _meet(session: Session, line: Line, contact_id: UUID) -> None:
    checked = line.can(Directory) is None
    row = insert(FirstContactRow).values(channel_id=line.id, contact_id=contact_id, checked=checked)
    await session.execute(row.on_conflict_do_nothing())


async def _closed_until(session: Session, line: Line) -> datetime | None:
    """When somebody new may be written to again; None when now."""
    latest = (
        select(FirstContactRow.failed, FirstContactRow.at)
        .where(FirstContactRow.channel_id == line.id)
        .order_by(FirstContactRow.at.desc())
        .limit(SERIES)
    )
    rows = list(await session.execute(latest))
    if len(rows) == SERIES and all(row.failed for row in rows) and rows[0].at + DAY > now():
        await _tell(session, line.id, first_refused_at=now())
        again: datetime = rows[0].at + DAY
        return again
    today = await _start_of_day(session)
    count = select(func.count()).where(FirstContactRow.channel_id == line.id, FirstContactRow.at >= today)
    if (await session.scalar(count) or 0) < line.rules.daily_new_contacts:
        return None
    await _tell(session, line.id, capped_at=now())
    return today + DAY


async def _start_of_day(session: Session) -> datetime:
    """Midnight where the company is."""
    local = now().astimezone(ZoneInfo((await get_company(session)).timezone))
    return local.replace(hour=0, minute=0, second=0, microsecond=0)


async def _tell(session: Session, channel_id: UUID, **values: datetime) -> None:
    await session.execute(update(WatchRow).where(WatchRow.channel_id == channel_id).values(**values))
    publish(session, "channels")


async def note_check(session: Session, channel_id: UUID, contact_id: UUID, *, exists: bool) -> None:
    """What the provider said of the number of somebody new."""
    row = await session.get(FirstContactRow, (channel_id, contact_id))
    if row is not None:
        row.checked, row.failed = True, not exists


async def note_failure(session: Session, channel_id: UUID, contact_id: UUID) -> None:
    """A message to them was refused for good."""
    row = await session.get(FirstContactRow, (channel_id, contact_id))
    if row is not None:
        row.failed = True
