"""Who sees which conversations: the one condition every list, thread, file, search and live change goes through.

A limited person sees the conversations of their queues, the ones they hold, and those they were called into.
"""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, or_, select, true
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import InstrumentedAttribute

from prosa.accounts.schemas import Principal
from prosa.conversations.models import AttachmentRow, ConversationRow, GuestRow, MessageRow
from prosa.conversations.views import ConversationItem
from prosa.core.db import Session
from prosa.core.errors import NotFound


def visible(principal: Principal) -> ColumnElement[bool]:
    """Of a row of `conversation`."""
    if principal.queues is None:
        return true()
    called = select(GuestRow.conversation_id).where(GuestRow.user_id == principal.user_id)
    return or_(
        ConversationRow.queue_id.in_(principal.queues),
        ConversationRow.operator_id == principal.user_id,
        ConversationRow.id.in_(called),
    )


def within(
    principal: Principal, column: ColumnElement[UUID] | InstrumentedAttribute[UUID] | InstrumentedAttribute[UUID | None]
) -> ColumnElement[bool]:
    """Of a row of any table that names a conversation in `column`. What names none is hidden from limited people."""
    if principal.queues is None:
        return true()
    return column.in_(_visible_ids(principal))


async def check(session: Session, principal: Principal, conversation_id: UUID) -> None:
    """Raises `NotFound` for what the caller may not see, as for what is not there."""
    if not await among(session, principal, [conversation_id]):
        raise NotFound("this conversation does not exist")


async def check_message(session: Session, principal: Principal, message_id: UUID) -> None:
    """The same by one of its messages."""
    found = select(MessageRow.id).where(MessageRow.id == message_id, within(principal, MessageRow.conversation_id))
    if await session.scalar(found) is None:
        raise NotFound("this message does not exist")


async def check_file(session: Session, principal: Principal, attachment_id: UUID) -> None:
    """The same by one of its files. Whoever put a file here to send it sees it before."""
    if principal.queues is None:
        return
    shown = exists().where(MessageRow.attachment_id == AttachmentRow.id, within(principal, MessageRow.conversation_id))
    seen = or_(shown, AttachmentRow.created_by == principal.user_id, within(principal, AttachmentRow.conversation_id))
    if await session.scalar(select(AttachmentRow.id).where(AttachmentRow.id == attachment_id, seen)) is None:
        raise NotFound("this file does not exist")


async def among(session: Session, principal: Principal, conversation_ids: Collection[UUID]) -> set[UUID]:
    """Those of the conversations the caller sees."""
    return set(await session.scalars(_visible_ids(principal).where(ConversationRow.id.in_(conversation_ids))))


async def all_of(session: Session, principal: Principal) -> list[UUID] | None:
    """Every conversation a limited person sees; None for those who see all."""
    return None if principal.queues is None else list(await session.scalars(_visible_ids(principal)))


async def guests_of(session: Session, conversation_ids: Collection[UUID]) -> dict[UUID, set[UUID]]:
    """Who was called into which conversation."""
    query = select(GuestRow.conversation_id, GuestRow.user_id).where(GuestRow.conversation_id.in_(conversation_ids))
    found: dict[UUID, set[UUID]] = {}
    for conversation_id, user_id in await session.execute(query):
        found.setdefault(conversation_id, set()).add(user_id)
    return found


def shows(principal: Principal, item: ConversationItem, guests: Collection[UUID]) -> bool:
    """`visible` of what is loaded already."""
    if principal.queues is None:
        return True
    in_queue = item.queue is not None and item.queue.id in principal.queues
    holds = item.operator is not None and item.operator.id == principal.user_id
    return in_queue or holds or principal.user_id in guests


async def call_in(session: Session, conversation_id: UUID, user_id: UUID) -> None:
    """From now on this person sees the conversation."""
    values = {"conversation_id": conversation_id, "user_id": user_id}
    await session.execute(insert(GuestRow).values(values).on_conflict_do_nothing())


def _visible_ids(principal: Principal) -> Select[UUID]:
    return select(ConversationRow.id).where(visible(principal))
