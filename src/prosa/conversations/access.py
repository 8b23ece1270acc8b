"""Who sees which conversations: the one condition every list, thread, file, search and live change goes through.

A limited person sees the conversations of their queues, the ones they hold, and those they were called into.
"""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ColumnElement, Select, or_, select, true
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import InstrumentedAttribute

from prosa.accounts.schemas import Principal
from prosa.conversations.models import ConversationRow, GuestRow, MessageRow
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


async def among(session: Session, principal: Principal, conversation_ids: Collection[UUID]) -> set[UUID]:
    """Those of the conversations the caller sees."""
    return set(await session.scalars(_visible_ids(principal).where(ConversationRow.id.in_(conversation_ids))))


async def all_of(session: Session, principal: Principal) -> list[UUID] | None:
    """Every conversation a limited person sees; None for those who see all."""
    return None if principal.queues is None else list(await session.scalars(_visible_ids(principal)))


async def call_in(session: Session, conversation_id: UUID, user_id: UUID) -> None:
    """From now on this person sees the conversation."""
    values = {"conversation_id": conversation_id, "user_id": user_id}
    await session.execute(insert(GuestRow).values(values).on_conflict_do_nothing())


def _visible_ids(principal: Principal) -> Select[UUID]:
    return select(ConversationRow.id).where(visible(principal))
