"""Writing to somebody who may never have written: the conversation is opened for it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, select

from prosa.conversations.models import ConversationRow, MessageRow
from prosa.conversations.schemas import Author, Direction, Draft, MessageStatus
from prosa.conversations.sending import queue
from prosa.conversations.thread import lock_or_open
from prosa.core.db import Session


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a message has come. `answered`: the person has written since."""

    status: MessageStatus
    error_code: str | None
    error_text: str | None
    sent_at: datetime
    answered: bool


@dataclass(frozen=True, slots=True)
class Reach:
    """What stands in the way of writing in a conversation. `window_closes_at` null: nothing does, on this channel."""

    channel_id: UUID
    contact_id: UUID
    last_inbound_at: datetime | None
    window_closes_at: datetime | None

    def is_open(self, moment: datetime) -> bool:
        return self.window_closes_at is None or moment < self.window_closes_at


async def reach(session: Session, conversation_id: UUID) -> Reach | None:
    """None when the conversation is gone."""
    row = await session.get(ConversationRow, conversation_id)
    if row is None:
        return None
    return Reach(row.channel_id, row.contact_id, row.last_inbound_at, row.window_closes_at)


async def write_to(
    session: Session, channel_id: UUID, contact_id: UUID, draft: Draft, operator_id: UUID | None
) -> UUID:
    """Queues a message of the team; the floor stays with whom it is."""
    conversation = await lock_or_open(session, channel_id, contact_id)
    (message_id,) = await queue(session, conversation, [draft], author=Author.OPERATOR, author_id=operator_id)
    return message_id


async def progress(session: Session, message_id: UUID) -> Progress | None:
    """None when there is no such message any more."""
    message = await session.get(MessageRow, message_id)
    if message is None:
        return None
    later = exists().where(
        MessageRow.conversation_id == message.conversation_id,
        MessageRow.direction == Direction.IN,
        MessageRow.seq > message.seq,
    )
    return Progress(
        status=MessageStatus(message.status),
        error_code=message.error_code,
        error_text=message.error_text,
        sent_at=message.sent_at,
        answered=bool(await session.scalar(select(later))),
    )
