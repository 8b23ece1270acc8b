"""Writing to somebody who may never have written: the conversation is opened for it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, select

from prosa.conversations.models import MessageRow
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
