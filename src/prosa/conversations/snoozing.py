"""Snoozing: an operator puts a conversation aside until a time, or until the contact says something.

Whatever the contact says wakes it, also before its time: nothing that was said stays hidden. So does every change of
hands.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select

from prosa.conversations import floor
from prosa.conversations.models import ConversationRow
from prosa.conversations.thread import add_event, lock
from prosa.core.clock import now
from prosa.core.db import Session
from prosa.core.errors import Invalid
from prosa.core.outbox import publish


def is_snoozed() -> ColumnElement[bool]:
    """For lists, which leave out what is put aside."""
    return or_(ConversationRow.snoozed_until.is_not(None), ConversationRow.snooze_until_reply)


async def snooze(session: Session, conversation_id: UUID, operator_id: UUID, until: datetime | None) -> None:
    """Until a time, or (None) until the contact writes. Whoever puts it aside takes it, and finds it again.

    Raises `FloorTaken`, and `Invalid` for a time that is over.
    """
    if until is not None and until <= now():
        raise Invalid("this time is over", field="until")
    await floor.claim(session, conversation_id, operator_id)
    conversation = await lock(session, conversation_id)
    conversation.snoozed_until, conversation.snooze_until_reply = until, until is None
    await add_event(session, conversation, "snoozed", until=until.isoformat() if until else None)
    publish(session, "conversation", conversation_id=conversation_id)


async def wake(session: Session, conversation_id: UUID, *, by: str) -> bool:
    """Back among the others; False when it was not put aside. `by` is `operator` or `time`, which makes it unread."""
    conversation = await lock(session, conversation_id)
    if conversation.snoozed_until is None and not conversation.snooze_until_reply:
        return False
    forget(conversation)
    if by == "time":
        conversation.unread = max(conversation.unread, 1)
    await add_event(session, conversation, "woken", by=by)
    publish(session, "conversation", conversation_id=conversation_id)
    return True


def forget(conversation: ConversationRow) -> None:
    """It is not put aside any more."""
    conversation.snoozed_until, conversation.snooze_until_reply = None, False


async def due(session: Session, limit: int = 200) -> list[UUID]:
    """Those whose time has come."""
    query = select(ConversationRow.id).where(ConversationRow.snoozed_until < now()).limit(limit)
    return list(await session.scalars(query))
