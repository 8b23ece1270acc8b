"""Those who wait for a person: who they are, in which order, and how busy the people are."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, extract, func, or_, select, tuple_
from sqlalchemy.orm import aliased

from prosa.conversations import floor
from prosa.conversations.models import OPEN_SENDS, ConversationRow, FloorChangeRow, MessageRow
from prosa.conversations.schemas import Author, ConversationStatus, Direction, Priority
from prosa.conversations.snoozing import is_snoozed
from prosa.core.clock import now
from prosa.core.db import Session

SETTLED = timedelta(seconds=4)
"""How long the agent has for its last words after it handed over."""
_WAITS = ConversationRow.status == ConversationStatus.WAITING


@dataclass(frozen=True, slots=True)
class Waiting:
    """A conversation in its queue; `epoch` is the floor under which it waits."""

    conversation_id: UUID
    contact_id: UUID
    queue_id: UUID | None
    epoch: int
    priority: Priority
    since: datetime


async def one(session: Session, conversation_id: UUID) -> Waiting | None:
    """None for who does not wait."""
    row = await session.scalar(_rows().where(ConversationRow.id == conversation_id, _WAITS))
    return _waiting(row) if row else None


async def all_in(session: Session, queue_id: UUID) -> list[UUID]:
    """Who waits in a queue, the next ones first."""
    query = select(ConversationRow.id).where(_WAITS, ConversationRow.queue_id == queue_id)
    return list(await session.scalars(query.order_by(ConversationRow.queue_key.desc(), ConversationRow.id.desc())))


async def first(session: Session, queue_ids: Collection[UUID], limit: int) -> list[Waiting]:
    """Those who are next in some queues. Whoever has just been handed over, or is being told something by the agent,
    comes a moment later: who takes the floor would cut it off."""
    speaking = exists().where(
        MessageRow.conversation_id == ConversationRow.id,
        MessageRow.direction == Direction.OUT,
        MessageRow.status.in_(OPEN_SENDS),
        MessageRow.author == Author.AGENT,
    )
    settled = or_(ConversationRow.waiting_since < now() - SETTLED, ConversationRow.handoff_reason == floor.TRANSFER)
    query = _rows().where(_WAITS, ConversationRow.queue_id.in_(queue_ids), settled, ~speaking)
    query = query.order_by(ConversationRow.queue_key.desc(), ConversationRow.id.desc()).limit(limit)
    return [_waiting(row) for row in await session.scalars(query)]


async def place_of(session: Session, conversation_id: UUID) -> tuple[int, UUID | None] | None:
    """Counted from 1, in its queue; None for who does not wait."""
    mine = await session.scalar(select(ConversationRow).where(ConversationRow.id == conversation_id, _WAITS))
    if mine is None:
        return None
    before = tuple_(ConversationRow.queue_key, ConversationRow.id) > tuple_(mine.queue_key, mine.id)
    query = (
        select(func.count())
        .select_from(ConversationRow)
        .where(_WAITS, ConversationRow.queue_id == mine.queue_id, before)
    )
    return (await session.scalar(query) or 0) + 1, mine.queue_id


@dataclass(frozen=True, slots=True)
class Line:
    """How many wait in a queue, and since when the one who waits longest."""

    waiting: int
    oldest: datetime


async def lines(session: Session) -> Mapping[UUID, Line]:
    """By queue; nothing of queues in which nobody waits."""
    query = (
        select(ConversationRow.queue_id, func.count(), func.min(ConversationRow.waiting_since))
        .where(_WAITS, ConversationRow.queue_id.is_not(None))
        .group_by(ConversationRow.queue_id)
    )
    found = await session.execute(query)
    return {queue_id: Line(count, oldest) for queue_id, count, oldest in found if queue_id and oldest}


@dataclass(frozen=True, slots=True)
class Load:
    """How many conversations somebody holds that are not put aside, and when the last of them came to them."""

    held: int
    last: datetime


async def loads(session: Session, operator_ids: Collection[UUID]) -> Mapping[UUID, Load]:
    """By person; nothing of those who hold none."""
    taken = and_(FloorChangeRow.conversation_id == ConversationRow.id, FloorChangeRow.epoch == ConversationRow.epoch)
    query = (
        select(ConversationRow.operator_id, func.count(), func.max(FloorChangeRow.at))
        .join(FloorChangeRow, taken)
        .where(_held_by(operator_ids), ~is_snoozed())
        .group_by(ConversationRow.operator_id)
    )
    found = await session.execute(query)
    return {operator_id: Load(held, last) for operator_id, held, last in found if operator_id}


async def left_behind(session: Session, operator_ids: Collection[UUID], limit: int = 200) -> list[tuple[UUID, UUID]]:
    """Conversations of people who are gone in which the contact spoke last, with who holds them."""
    query = (
        select(ConversationRow.id, ConversationRow.operator_id)
        .where(_held_by(operator_ids), ConversationRow.preview_author == Author.CONTACT)
        .order_by(ConversationRow.last_message_at)
        .limit(limit)
    )
    found = await session.execute(query)
    return [(conversation_id, operator_id) for conversation_id, operator_id in found if operator_id]


@dataclass(frozen=True, slots=True)
class HandedOver:
    reason: str | None
    at: datetime


async def last_handed(session: Session, conversation_id: UUID) -> HandedOver | None:
    """When a person was last called, and why; None when nobody ever was."""
    query = (
        select(FloorChangeRow.reason, FloorChangeRow.at)
        .where(FloorChangeRow.conversation_id == conversation_id, FloorChangeRow.status == ConversationStatus.WAITING)
        .order_by(FloorChangeRow.epoch.desc())
        .limit(1)
    )
    row = (await session.execute(query)).first()
    return HandedOver(row.reason, row.at) if row else None


async def settled_matters(session: Session, contact_id: UUID) -> int:
    """How often something of this contact was resolved."""
    query = (
        select(func.count())
        .select_from(FloorChangeRow)
        .join(ConversationRow, ConversationRow.id == FloorChangeRow.conversation_id)
        .where(ConversationRow.contact_id == contact_id, FloorChangeRow.status == ConversationStatus.RESOLVED)
    )
    return await session.scalar(query) or 0


async def holding_times(session: Session, since: datetime, shortest: timedelta) -> Mapping[UUID, timedelta]:
    """How long a person held a conversation in the mean since then, by the queue it was in; what was passed on within
    `shortest` is left out."""
    begun, ended = FloorChangeRow, aliased(FloorChangeRow)
    length = extract("epoch", ended.at - begun.at)
    query = (
        select(ConversationRow.queue_id, func.avg(length))
        .select_from(begun)
        .join(ended, and_(ended.conversation_id == begun.conversation_id, ended.epoch == begun.epoch + 1))
        .join(ConversationRow, ConversationRow.id == begun.conversation_id)
        .where(
            begun.status == ConversationStatus.OPERATOR,
            begun.at > since,
            length >= shortest.total_seconds(),
            ConversationRow.queue_id.is_not(None),
        )
        .group_by(ConversationRow.queue_id)
    )
    return {queue_id: timedelta(seconds=float(mean)) for queue_id, mean in await session.execute(query)}


def _held_by(operator_ids: Collection[UUID]) -> ColumnElement[bool]:
    return and_(
        ConversationRow.status == ConversationStatus.OPERATOR, ConversationRow.operator_id.in_(list(operator_ids))
    )


def _rows() -> Select[ConversationRow]:
    return select(ConversationRow).execution_options(populate_existing=True)


def _waiting(row: ConversationRow) -> Waiting:
    return Waiting(
        conversation_id=row.id,
        contact_id=row.contact_id,
        queue_id=row.queue_id,
        epoch=row.epoch,
        priority=Priority(row.priority),
        since=row.waiting_since or row.last_message_at,
    )
