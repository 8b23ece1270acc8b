"""A conversation whose line is down and goes on by another: under the same thread, and said there."""

from uuid import UUID

from sqlalchemy import exists, select

from prosa.conversations.models import ConversationRow, MessageRow
from prosa.conversations.schemas import Direction
from prosa.conversations.thread import add_event, lock
from prosa.core.clock import now
from prosa.core.db import Session


async def window_is_open(session: Session, channel_id: UUID, contact_id: UUID) -> bool:
    """Whether free text may go to the person on this other line."""
    open_ = exists().where(
        ConversationRow.channel_id == channel_id,
        ConversationRow.contact_id == contact_id,
        ConversationRow.window_closes_at > now(),
    )
    return bool(await session.scalar(select(open_)))


async def tell(session: Session, conversation_id: UUID, message_id: UUID, channel_id: UUID, name: str) -> None:
    """Says in the thread by which line it goes on, once: when what went out before went by another."""
    before = (
        select(MessageRow.channel_id)
        .where(
            MessageRow.conversation_id == conversation_id,
            MessageRow.direction == Direction.OUT,
            MessageRow.sending_at.is_not(None),
            MessageRow.id != message_id,
        )
        .order_by(MessageRow.seq.desc())
        .limit(1)
    )
    if await session.scalar(before) != channel_id:
        await add_event(session, await lock(session, conversation_id), "sent_by_backup", channel=name)
