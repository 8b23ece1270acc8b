"""What becomes of conversations when two contacts turn out to be one person.

A conversation goes along where the survivor has none on that channel. Where both have one, each keeps what was said
in it: the merged contact's is a former thread, and what the person says next arrives in the survivor's.
"""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import exists, select, update
from sqlalchemy.orm import aliased

from prosa import contacts
from prosa.accounts.schemas import Principal
from prosa.conversations.models import ConversationRow
from prosa.core.db import Session
from prosa.core.outbox import publish


async def merge(session: Session, actor: Principal, survivor_id: UUID, merged_id: UUID) -> None:
    """Raises `NotFound`, and `NotMergeable` when it is a group or they are one already."""
    await _hold(session, survivor_id, merged_id)
    merged = await contacts.merge(session, actor, survivor_id, merged_id)
    own = select(ConversationRow.id).where(ConversationRow.contact_id == merged_id)
    moved = await _move(session, list(await session.scalars(own)), merged_id, survivor_id)
    await contacts.note_conversations(session, merged.id, moved)
    await _tell(session, survivor_id, merged_id)


async def undo(session: Session, actor: Principal, merge_id: UUID) -> UUID:
    """Returns the contact that survived the merge. Raises `NotFound`, and `NotMergeable` when a later merge stands in
    the way."""
    standing = await contacts.standing_merge(session, merge_id)
    await _hold(session, standing.survivor_id, standing.merged_id)
    undone = await contacts.undo_merge(session, actor, merge_id)
    await _move(session, undone.conversations, undone.survivor_id, undone.merged_id)
    await _tell(session, undone.survivor_id, undone.merged_id)
    return undone.survivor_id


async def _hold(session: Session, *contact_ids: UUID) -> None:
    """Locks their conversations before the contacts, as whoever sends does: each waits for the other in one order."""
    held = select(ConversationRow.id).where(ConversationRow.contact_id.in_(contact_ids)).order_by(ConversationRow.id)
    await session.execute(held.with_for_update())


async def _move(session: Session, ids: Iterable[UUID], from_id: UUID, to_id: UUID) -> list[UUID]:
    """Those that could go: on their channel the other contact has no conversation."""
    there = aliased(ConversationRow)
    taken = exists().where(there.contact_id == to_id, there.channel_id == ConversationRow.channel_id)
    movable = (ConversationRow.id.in_(list(ids)), ConversationRow.contact_id == from_id, ~taken)
    moved = await session.scalars(
        update(ConversationRow).where(*movable).values(contact_id=to_id).returning(ConversationRow.id)
    )
    return sorted(moved)


async def _tell(session: Session, *contact_ids: UUID) -> None:
    everyone = await contacts.everyone_seen_as(session, contact_ids)
    query = select(ConversationRow.id).where(ConversationRow.contact_id.in_(everyone))
    for conversation_id in await session.scalars(query):
        publish(session, "conversation", conversation_id=conversation_id)
