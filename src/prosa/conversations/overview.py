"""How things stand at this moment, over all conversations a person may see: who waits where, and who holds how many."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select

from prosa.accounts.schemas import Principal
from prosa.conversations import access
from prosa.conversations.models import ConversationRow
from prosa.conversations.schemas import ConversationStatus
from prosa.conversations.snoozing import is_snoozed
from prosa.core.clock import now
from prosa.core.db import Session

LATELY = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Standing:
    """Of one queue (None: of none). `soon` and `late`: promises of time at risk and broken, waiting or held."""

    queue_id: UUID | None
    waiting: int
    oldest: datetime | None
    held: int
    soon: int
    late: int


async def by_queue(session: Session, principal: Principal) -> Sequence[Standing]:
    moment, waits = now(), ConversationRow.status == ConversationStatus.WAITING
    late = ConversationRow.sla_due_at <= moment
    soon = (ConversationRow.sla_warn_at <= moment) & ~late
    query = (
        select(
            ConversationRow.queue_id,
            func.count().filter(waits),
            func.min(ConversationRow.waiting_since).filter(waits),
            func.count().filter(~waits),
            func.count().filter(soon),
            func.count().filter(late),
        )
        .where(
            ConversationRow.status.in_((ConversationStatus.WAITING, ConversationStatus.OPERATOR)),
            access.visible(principal),
            ~is_snoozed(),
        )
        .group_by(ConversationRow.queue_id)
    )
    return [Standing(*row) for row in await session.execute(query)]


async def loads(session: Session) -> Mapping[UUID, int]:
    """How many conversations each operator holds and has not put aside."""
    query = (
        select(ConversationRow.operator_id, func.count())
        .where(
            ConversationRow.status == ConversationStatus.OPERATOR,
            ConversationRow.operator_id.is_not(None),
            ~is_snoozed(),
        )
        .group_by(ConversationRow.operator_id)
    )
    return {operator_id: count for operator_id, count in await session.execute(query) if operator_id}


async def with_agent(session: Session, principal: Principal) -> int:
    """Conversations the agent has the floor of in which something was said lately."""
    query = select(func.count()).where(
        ConversationRow.status == ConversationStatus.BOT,
        ConversationRow.last_message_at > now() - LATELY,
        access.visible(principal),
    )
    return await session.scalar(query) or 0


async def at_risk(session: Session, principal: Principal, limit: int) -> list[UUID]:
    """Those whose next promise is broken or soon will be, the most urgent first."""
    query = (
        select(ConversationRow.id)
        .where(
            ConversationRow.sla_due_at.is_not(None),
            ConversationRow.sla_warn_at <= now(),
            ConversationRow.status.in_((ConversationStatus.WAITING, ConversationStatus.OPERATOR)),
            access.visible(principal),
        )
        .order_by(ConversationRow.sla_due_at)
        .limit(limit)
    )
    return list(await session.scalars(query))


@dataclass(frozen=True, slots=True)
class Wait:
    """Somebody waits since then; the floor's epoch tells this wait from others of the conversation."""

    conversation_id: UUID
    epoch: int
    since: datetime
    queue_id: UUID | None


async def long_waits(session: Session, before: datetime, limit: int = 500) -> list[Wait]:
    """Those who have waited since before a moment, the longest first."""
    query = (
        select(ConversationRow.id, ConversationRow.epoch, ConversationRow.waiting_since, ConversationRow.queue_id)
        .where(ConversationRow.status == ConversationStatus.WAITING, ConversationRow.waiting_since < before)
        .order_by(ConversationRow.waiting_since)
        .limit(limit)
    )
    rows = await session.execute(query)
    return [Wait(id_, epoch, since, queue_id) for id_, epoch, since, queue_id in rows if since]
