"""Writing to a thread: every line gets the next sequence number under the conversation's row lock."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from prosa.conversations.models import ConversationRow, MessageRow
from prosa.conversations.schemas import Author, Direction, MessageStatus, MessageType
from prosa.core.clock import now
from prosa.core.db import Session
from prosa.core.errors import NotFound
from prosa.core.ids import new_id
from prosa.core.outbox import publish

PREVIEW = 160
_SILENT = frozenset({MessageType.EVENT, MessageType.NOTE})


async def lock(session: Session, conversation_id: UUID) -> ConversationRow:
    """The conversation's row, locked until the transaction ends. Raises `NotFound`."""
    found = await find_and_lock(session, conversation_id)
    if found is None:
        raise NotFound("this conversation does not exist")
    return found


async def find_and_lock(session: Session, conversation_id: UUID) -> ConversationRow | None:
    return await session.get(ConversationRow, conversation_id, with_for_update=True, populate_existing=True)


async def held(session: Session, conversation_id: UUID) -> ConversationRow:
    """The row this transaction has already locked."""
    found = await session.get(ConversationRow, conversation_id)
    if found is None:
        raise NotFound("this conversation does not exist")
    return found


async def lock_or_open(session: Session, channel_id: UUID, contact_id: UUID) -> ConversationRow:
    """The contact's conversation on this channel, made when there is none; locked."""
    query = (
        select(ConversationRow)
        .where(ConversationRow.channel_id == channel_id, ConversationRow.contact_id == contact_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    found = await session.scalar(query)
    if found is None:
        await session.execute(
            insert(ConversationRow)
            .values(id=new_id(), channel_id=channel_id, contact_id=contact_id)
            .on_conflict_do_nothing()
        )
        found = (await session.execute(query)).scalar_one()
    return found


async def append(session: Session, conversation: ConversationRow, **values: Any) -> UUID | None:
    """Adds a line and shows it on every screen. Returns its id, or None when the provider id or client id is
    already there (a repeat changes nothing)."""
    values.setdefault("id", new_id())
    values.setdefault("sent_at", now())
    statement = (
        insert(MessageRow)
        .values(
            conversation_id=conversation.id,
            channel_id=conversation.channel_id,
            seq=conversation.last_seq + 1,
            **values,
        )
        .on_conflict_do_nothing()
        .returning(MessageRow.id)
    )
    message_id = await session.scalar(statement)
    if message_id is None:
        return None
    conversation.last_seq += 1
    if values["type"] not in _SILENT:
        _preview(conversation, values)
    publish(session, "message", conversation_id=conversation.id, message_id=message_id)
    return message_id


def _preview(conversation: ConversationRow, values: dict[str, Any]) -> None:
    conversation.preview = (values.get("text") or "")[:PREVIEW]
    conversation.preview_author = values["author"]
    conversation.preview_type = values["type"]
    conversation.last_message_at = max(conversation.last_message_at, values["sent_at"])


async def add_event(session: Session, conversation: ConversationRow, kind: str, **facts: Any) -> None:
    """A line such as "handed to the queue". `kind` is a text key; `facts` fill it."""
    await append(
        session,
        conversation,
        direction=Direction.INTERNAL,
        author=Author.SYSTEM,
        type=MessageType.EVENT,
        status=MessageStatus.RECEIVED,
        payload={"kind": kind, **{k: v for k, v in facts.items() if v is not None}},
    )


def window_after(conversation: ConversationRow, sent_at: datetime, hours: int | None) -> datetime | None:
    """Until when free text is allowed after a message of `sent_at`; never earlier than before."""
    if hours is None:
        return None
    closes = sent_at + timedelta(hours=hours)
    return max(closes, conversation.window_closes_at) if conversation.window_closes_at else closes
