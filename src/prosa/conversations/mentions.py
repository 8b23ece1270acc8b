"""Mentions: colleagues a note calls, and what each of them has not read yet."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert

from prosa import contacts
from prosa.accounts import names_of
from prosa.conversations import access
from prosa.conversations.models import ConversationRow, MentionRow, MessageRow
from prosa.core.clock import now
from prosa.core.db import Session
from prosa.core.errors import Invalid
from prosa.core.outbox import publish

LONGEST_LIST = 50


class MentionItem(BaseModel):
    """A note that calls whoever asks; `by` is its author's name."""

    message_id: UUID
    conversation_id: UUID
    contact_name: str
    by: str
    text: str
    at: datetime
    read: bool


class MentionList(BaseModel):
    """The latest, newest first; `unread` counts all."""

    items: list[MentionItem]
    unread: int


async def named(session: Session, user_ids: Collection[UUID]) -> list[dict[str, str]]:
    """Who a note calls, as its payload keeps it. Raises `Invalid` for somebody who is not there."""
    names = await names_of(session, user_ids)
    if len(names) < len(set(user_ids)):
        raise Invalid("somebody who is mentioned does not exist", field="mentions")
    return [{"id": str(user_id), "name": name} for user_id, name in names.items()]


async def call(session: Session, conversation_id: UUID, message_id: UUID, user_ids: Collection[UUID]) -> None:
    """Remembers whom a note calls, and lets them see the conversation; the same note once more changes nothing."""
    if not user_ids:
        return
    called = sorted(set(user_ids))
    rows = [{"message_id": message_id, "user_id": each, "conversation_id": conversation_id} for each in called]
    await session.execute(insert(MentionRow).values(rows).on_conflict_do_nothing())
    for each in called:
        await access.call_in(session, conversation_id, each)
    publish(session, "mentions")


async def list_of(session: Session, user_id: UUID) -> MentionList:
    query = (
        select(MentionRow.read_at, MessageRow, ConversationRow.contact_id)
        .join(MessageRow, MessageRow.id == MentionRow.message_id)
        .join(ConversationRow, ConversationRow.id == MentionRow.conversation_id)
        .where(MentionRow.user_id == user_id)
        .order_by(MentionRow.message_id.desc())
        .limit(LONGEST_LIST)
    )
    rows = (await session.execute(query)).all()
    people = await contacts.views(session, {contact_id for _, _, contact_id in rows})
    authors = await names_of(session, {note.author_id for _, note, _ in rows if note.author_id})
    unread = select(func.count()).where(MentionRow.user_id == user_id, MentionRow.read_at.is_(None))
    items = [
        MentionItem(
            message_id=note.id,
            conversation_id=note.conversation_id,
            contact_name=people[contact_id].name,
            by=authors.get(note.author_id, "") if note.author_id else "",
            text=note.text or "",
            at=note.sent_at,
            read=read_at is not None,
        )
        for read_at, note, contact_id in rows
    ]
    return MentionList(items=items, unread=await session.scalar(unread) or 0)


async def read(session: Session, user_id: UUID, conversation_id: UUID | None) -> None:
    """Those in one conversation, or all (None)."""
    mine = update(MentionRow).where(MentionRow.user_id == user_id, MentionRow.read_at.is_(None))
    if conversation_id is not None:
        mine = mine.where(MentionRow.conversation_id == conversation_id)
    if (await session.execute(mine.values(read_at=now()).returning(MentionRow.message_id))).all():
        publish(session, "mentions")
