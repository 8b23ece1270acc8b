"""Conversations as a line sees them: what waits to go out on it, and where it stands with a person."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from prosa.conversations.models import OPEN_SENDS, OPEN_SENDS_SQL, ConversationRow, MessageRow
from prosa.conversations.schemas import Direction, MessageStatus
from prosa.core import driver
from prosa.core.db import Session
from prosa.core.errors import NotFound

_LAST_HEARD = f"""
SELECT m.channel_id, c.contact_id, m.provider_id,
       EXISTS (SELECT FROM message o WHERE o.conversation_id = c.id AND o.outcome = 'pending')
       OR EXISTS (SELECT FROM message o WHERE o.conversation_id = c.id AND o.direction = 'out' AND o.{OPEN_SENDS_SQL})
FROM conversation c JOIN message m ON m.conversation_id = c.id
WHERE c.id = %(conversation)s AND m.direction = 'in' AND m.provider_id IS NOT NULL
ORDER BY m.seq DESC LIMIT 1
"""  # noqa: S608  (our constants)


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many messages wait to go out, and when the oldest of them was written."""

    messages: int
    oldest: datetime | None


async def waiting(session: Session) -> Mapping[UUID, Waiting]:
    """What waits on each line; nothing of lines on which nothing does."""
    query = (
        select(MessageRow.channel_id, func.count(), func.min(MessageRow.created_at))
        .where(MessageRow.direction == Direction.OUT, MessageRow.status.in_(OPEN_SENDS))
        .group_by(MessageRow.channel_id)
    )
    return {channel_id: Waiting(count, oldest) for channel_id, count, oldest in await session.execute(query)}


async def last_answer(session: Session, channel_id: UUID, contact_id: UUID) -> datetime | None:
    """When somebody of ours last wrote to the person on this line."""
    query = (
        select(MessageRow.sent_at)
        .join(ConversationRow, ConversationRow.id == MessageRow.conversation_id)
        .where(
            ConversationRow.channel_id == channel_id,
            ConversationRow.contact_id == contact_id,
            MessageRow.direction == Direction.OUT,
            MessageRow.status.not_in((MessageStatus.FAILED, MessageStatus.CANCELLED)),
        )
        .order_by(MessageRow.sent_at.desc())
        .limit(1)
    )
    return await session.scalar(query)


async def last_sent_at(session: Session, conversation_id: UUID) -> datetime | None:
    """When the latest of our messages that were tried was."""
    query = (
        select(MessageRow.sending_at)
        .where(MessageRow.conversation_id == conversation_id, MessageRow.sending_at.is_not(None))
        .order_by(MessageRow.seq.desc())
        .limit(1)
    )
    return await session.scalar(query)


@dataclass(frozen=True, slots=True)
class LastHeard:
    """The latest message of the person, by the provider's id. `waits`: for an answer of the agent's, or one that is
    on its way."""

    channel_id: UUID
    contact_id: UUID
    provider_id: str
    waits: bool


async def last_heard(session: Session, conversation_id: UUID) -> LastHeard | None:
    """None when the person has never written."""
    rows = await driver.run(session, _LAST_HEARD, {"conversation": conversation_id})
    return LastHeard(*rows[0]) if rows else None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a conversation is held, and with whom."""

    channel_id: UUID
    contact_id: UUID


async def place_of(session: Session, conversation_id: UUID) -> Place:
    """Raises `NotFound`."""
    query = select(ConversationRow.channel_id, ConversationRow.contact_id).where(ConversationRow.id == conversation_id)
    found = (await session.execute(query)).first()
    if found is None:
        raise NotFound("this conversation does not exist")
    return Place(*found)
