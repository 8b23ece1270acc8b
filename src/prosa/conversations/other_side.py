"""What the person on the other side sees of their conversation, for lines whose other side is read here: the web
chat's visitor and the pretend phone. Notes, events and what was never accepted stay inside."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select

from prosa.conversations import drafting
from prosa.conversations.models import OPEN_SENDS, AttachmentRow, ConversationRow, MessageRow
from prosa.conversations.schemas import (
    Author,
    ConversationStatus,
    Direction,
    Media,
    MessageStatus,
    MessageType,
    Option,
    Outcome,
)
from prosa.core.db import Session
from prosa.core.errors import NotFound

_ARRIVED = (MessageStatus.SENT, MessageStatus.DELIVERED, MessageStatus.READ)
_MAY_ARRIVE = (*OPEN_SENDS, MessageStatus.HELD)


@dataclass(frozen=True, slots=True)
class SeenMessage:
    """`mine` is the contact's own. `noticed`: someone or something on our side has dealt with it."""

    id: UUID
    seq: int
    mine: bool
    author: Author
    author_id: UUID | None
    type: MessageType
    text: str | None
    payload: dict[str, Any]
    options: tuple[Option, ...]
    attachment_id: UUID | None
    file: Media | None
    reply_to_id: UUID | None
    provider_id: str | None
    status: MessageStatus
    noticed: bool
    deleted: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class OtherSide:
    """`cursor`: up to here nothing will change what is seen, so a reader may go on from it. `thinking`: the agent
    is about to answer; `draft`: what it has written until now."""

    conversation_id: UUID
    status: ConversationStatus
    messages: tuple[SeenMessage, ...]
    cursor: int
    thinking: bool
    draft: drafting.Written | None


@dataclass(frozen=True, slots=True)
class Glance:
    """One person of a channel and where their conversation stands."""

    contact_id: UUID
    conversation_id: UUID
    preview: str
    last_message_at: datetime


async def look(
    session: Session, channel_id: UUID, contact_id: UUID, since: int = 0, limit: int = 200
) -> OtherSide | None:
    """The latest messages after sequence number `since`, oldest first; None when nothing was ever said."""
    conversation = await session.scalar(
        select(ConversationRow).where(
            ConversationRow.channel_id == channel_id, ConversationRow.contact_id == contact_id
        )
    )
    if conversation is None:
        return None
    query = _seen(conversation.id).where(MessageRow.seq > since).order_by(MessageRow.seq.desc()).limit(limit)
    rows = (await session.execute(query)).all()
    return OtherSide(
        conversation_id=conversation.id,
        status=ConversationStatus(conversation.status),
        messages=tuple(_message(message, file, conversation) for message, file in reversed(rows)),
        cursor=await _settled_up_to(session, conversation),
        thinking=await _is_thinking(session, conversation),
        draft=await drafting.shown(session, conversation.id),
    )


async def file(session: Session, channel_id: UUID, contact_id: UUID, attachment_id: UUID) -> Media:
    """A file of a message the contact sees. Raises `NotFound` for any other."""
    conversation_id = await session.scalar(
        select(ConversationRow.id).where(
            ConversationRow.channel_id == channel_id, ConversationRow.contact_id == contact_id
        )
    )
    if conversation_id is not None:
        query = _seen(conversation_id).where(MessageRow.attachment_id == attachment_id).limit(1)
        found = (await session.execute(query)).first()
        if found is not None and found[1] is not None and found[1].storage_key:
            return _file(found[1])
    raise NotFound("this file does not exist")


async def people(session: Session, channel_id: UUID, limit: int = 50) -> Sequence[Glance]:
    """Who wrote on a channel, the latest first."""
    query = (
        select(ConversationRow)
        .where(ConversationRow.channel_id == channel_id)
        .order_by(ConversationRow.last_message_at.desc())
        .limit(limit)
    )
    return [Glance(row.contact_id, row.id, row.preview, row.last_message_at) for row in await session.scalars(query)]


def _seen(conversation_id: UUID) -> Select[MessageRow, AttachmentRow]:
    visible: ColumnElement[bool] = or_(
        MessageRow.direction == Direction.IN,
        and_(MessageRow.direction == Direction.OUT, MessageRow.status.in_(_ARRIVED)),
    )
    return (
        select(MessageRow, AttachmentRow)
        .outerjoin(AttachmentRow, AttachmentRow.id == MessageRow.attachment_id)
        .where(MessageRow.conversation_id == conversation_id, MessageRow.type != MessageType.REACTION, visible)
    )


async def _settled_up_to(session: Session, conversation: ConversationRow) -> int:
    """A message that is still on its way may become visible behind ones that were already seen."""
    first_open = await session.scalar(
        select(func.min(MessageRow.seq)).where(
            MessageRow.conversation_id == conversation.id,
            MessageRow.direction == Direction.OUT,
            MessageRow.status.in_(_MAY_ARRIVE),
        )
    )
    return conversation.last_seq if first_open is None else first_open - 1


async def _is_thinking(session: Session, conversation: ConversationRow) -> bool:
    if conversation.status != ConversationStatus.BOT:
        return False
    pending = exists().where(MessageRow.conversation_id == conversation.id, MessageRow.outcome == Outcome.PENDING)
    return bool(await session.scalar(select(pending)))


def _message(row: MessageRow, file_row: AttachmentRow | None, conversation: ConversationRow) -> SeenMessage:
    mine = row.direction == Direction.IN
    return SeenMessage(
        id=row.id,
        seq=row.seq,
        mine=mine,
        author=Author(row.author),
        author_id=row.author_id,
        type=MessageType(row.type),
        text=None if row.deleted_at else row.text,
        payload=row.payload,
        options=tuple(Option(**option) for option in row.payload.get("options", ())),
        attachment_id=None if row.deleted_at else row.attachment_id,
        file=_file(file_row) if file_row and not row.deleted_at else None,
        reply_to_id=row.reply_to_id,
        provider_id=row.provider_id,
        status=MessageStatus(row.status),
        noticed=mine and (conversation.unread == 0 or row.outcome in (Outcome.ANSWERED, Outcome.GROUPED)),
        deleted=row.deleted_at is not None,
        at=row.sent_at,
    )


def _file(row: AttachmentRow) -> Media:
    return Media(mime_type=row.mime_type, filename=row.filename, size=row.size, voice=row.voice, key=row.storage_key)
