"""Nobody waits unseen: whom a conversation calls when no person takes it, its team first, then the leads, then the
managers. Important customers call the next ones after two minutes. Time counts while the company is open.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from prosa import contacts
from prosa.accounts import business_calendar, calendar, queues
from prosa.accounts.schemas import QueueLevel
from prosa.conversations import floor, waiting
from prosa.conversations.waiting import Waiting
from prosa.core.clock import now
from prosa.core.db import Session
from prosa.core.events import emit
from prosa.desk.events import Escalated
from prosa.desk.models import EscalationRow

VIP_MINUTES = 2


async def begin(session: Session, conversation_id: UUID) -> None:
    """It waits for its team from now on; counts anew when it comes back after somebody had it."""
    place = await waiting.one(session, conversation_id)
    if place is None:
        return
    vip = (await contacts.addressee(session, place.contact_id)).vip
    values = {
        "epoch": place.epoch,
        "level": QueueLevel.OPERATOR,
        "due_at": await _due(session, place, place.since, vip=vip),
        "vip": vip,
    }
    statement = insert(EscalationRow).values(conversation_id=conversation_id, **values)
    await session.execute(statement.on_conflict_do_update(index_elements=["conversation_id"], set_=values))


async def due(session: Session, limit: int = 100) -> list[UUID]:
    """Those for whom the next ones are to be called."""
    query = select(EscalationRow.conversation_id).where(EscalationRow.due_at < now()).order_by(EscalationRow.due_at)
    return list(await session.scalars(query.limit(limit)))


async def call_next(session: Session, conversation_id: UUID) -> None:
    """Calls the next level, if there is one and somebody still waits; else forgets it."""
    place = await waiting.one(session, conversation_id)
    row = await session.get(EscalationRow, conversation_id, with_for_update=True)
    if row is None or row.due_at is None or row.due_at > now():
        return
    following = _after(QueueLevel(row.level))
    if place is None or place.epoch != row.epoch or following is None:
        await session.execute(delete(EscalationRow).where(EscalationRow.conversation_id == conversation_id))
        return
    row.level = following
    row.due_at = await _due(session, place, now(), vip=row.vip) if _after(following) else None
    await floor.tell_waiting(session, conversation_id, "escalated", level=following)
    emit(session, Escalated(str(conversation_id), following))


async def called(session: Session, conversation_ids: Collection[UUID]) -> dict[tuple[UUID, int], QueueLevel]:
    """Who was called last, by conversation and the floor under which it waited."""
    rows = await session.scalars(select(EscalationRow).where(EscalationRow.conversation_id.in_(conversation_ids)))
    return {(row.conversation_id, row.epoch): QueueLevel(row.level) for row in rows}


def _after(level: QueueLevel) -> QueueLevel | None:
    order = list(QueueLevel)
    further = order[order.index(level) + 1 :]
    return further[0] if further else None


async def _due(session: Session, place: Waiting, since: datetime, *, vip: bool) -> datetime | None:
    """None where nobody further is called."""
    minutes = VIP_MINUTES if vip else await _patience(session, place.queue_id)
    if minutes is None:
        return None
    try:
        return calendar.add_business_minutes(await business_calendar(session), since, minutes)
    except OverflowError:
        return since + timedelta(minutes=minutes)


async def _patience(session: Session, queue_id: UUID | None) -> int | None:
    return (await queues.get_queue(session, queue_id)).escalate_minutes if queue_id else None
