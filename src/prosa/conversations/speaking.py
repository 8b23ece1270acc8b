"""What operators say: messages that take the floor, and notes that stay inside."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from prosa.conversations import floor, holding, mentions
from prosa.conversations.events import SendDue
from prosa.conversations.models import ConversationRow, MessageRow
from prosa.conversations.outcomes import held_message, requeue
from prosa.conversations.schemas import (
    Author,
    Direction,
    Draft,
    MessageStatus,
    MessageType,
)
from prosa.conversations.sending import queue
from prosa.conversations.thread import add_event, append, held, lock
from prosa.core.db import Session
from prosa.core.errors import NotFound
from prosa.core.events import emit


async def say_as_operator(
    session: Session, conversation_id: UUID, operator_id: UUID, draft: Draft, client_id: str
) -> UUID:
    """An operator's message: takes the floor and is queued, or held where it is a template that needs a supervisor's
    word. A known `client_id` returns the message it named.

    Raises `FloorTaken` when another operator holds the conversation.
    """
    await floor.claim(session, conversation_id, operator_id)
    conversation = await held(session, conversation_id)
    template = draft.type is MessageType.TEMPLATE
    hold = await holding.reason(session, conversation, holding.Outgoing([draft])) if template else None
    added = await queue(
        session,
        conversation,
        [draft],
        author=Author.OPERATOR,
        author_id=operator_id,
        client_id=client_id,
        status=MessageStatus.HELD if hold else MessageStatus.QUEUED,
    )
    if not added:
        return await message_named(session, conversation_id, client_id)
    if hold:
        await holding.hold(session, conversation, added, hold, draft.text or "")
    conversation.unread = 0
    return added[0]


async def add_note(
    session: Session,
    conversation_id: UUID,
    operator_id: UUID | None,
    text: str,
    client_id: str,
    mentioned: Collection[UUID] = (),
) -> UUID:
    """An internal remark, which may call colleagues. It has no way out: only rows of direction OUT are ever sent.

    Raises `Invalid` for a colleague who does not exist.
    """
    called = await mentions.named(session, mentioned) if mentioned else []
    conversation = await lock(session, conversation_id)
    added = await append(
        session,
        conversation,
        direction=Direction.INTERNAL,
        author=Author.OPERATOR,
        author_id=operator_id,
        type=MessageType.NOTE,
        text=text,
        payload={"mentions": called} if called else {},
        status=MessageStatus.RECEIVED,
        client_id=client_id,
    )
    if added is None:
        return await message_named(session, conversation_id, client_id)
    await mentions.call(session, conversation_id, added, mentioned)
    return added


async def retry(session: Session, message_id: UUID) -> bool:
    """An operator sends a failed message again; False when it has not failed. Raises `NotFound`."""
    message = await held_message(session, message_id)
    conversation = await lock(session, message.conversation_id)
    await session.refresh(message)
    if message.status != MessageStatus.FAILED:
        return False
    message.epoch, message.attempts = conversation.epoch, 0
    message.error_code = message.error_text = None
    requeue(session, message, at=None)
    emit(session, SendDue(str(conversation.id)))
    return True


async def message_named(session: Session, conversation_id: UUID, client_id: str) -> UUID:
    """The message a browser named before it existed. Raises `NotFound`."""
    query = select(MessageRow.id).where(
        MessageRow.conversation_id == conversation_id, MessageRow.client_id == client_id
    )
    found = await session.scalar(query)
    if found is None:
        raise NotFound("this message does not exist")
    return found


async def tell(session: Session, conversation_id: UUID, kind: str, **facts: Any) -> None:
    """A line of the thread that is seen inside only, see `thread.add_event`. Raises `NotFound`."""
    await add_event(session, await lock(session, conversation_id), kind, **facts)


async def wrote_since(session: Session, conversation_id: UUID, moment: datetime) -> bool:
    """Whether the contact has said anything since."""
    query = select(ConversationRow.last_inbound_at).where(ConversationRow.id == conversation_id)
    last = await session.scalar(query)
    return last is not None and last > moment
