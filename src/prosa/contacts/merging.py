"""Two contacts that are one person, and taking that back.

Little is moved: the identifiers, so that whatever comes next belongs to the survivor. The merged contact stays and is
seen as the survivor; its consents, conflicts and names are read together with the survivor's.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from prosa.accounts import record_action
from prosa.accounts.schemas import Principal
from prosa.contacts.models import ContactMergeRow, ContactRow, IdentityRow
from prosa.contacts.schemas import ContactKind
from prosa.contacts.service import write_names
from prosa.core.clock import now
from prosa.core.db import Session
from prosa.core.errors import Conflict, NotFound
from prosa.core.ids import new_id
from prosa.core.live import publish


class NotMergeable(Conflict):
    """They are one already, a group is among them, or a later merge stands in the way."""

    code = "not_mergeable"


@dataclass(frozen=True, slots=True)
class Merge:
    """Who went into whom, and the conversations that went along."""

    id: UUID
    survivor_id: UUID
    merged_id: UUID
    conversations: tuple[UUID, ...]


async def merge(session: Session, actor: Principal, survivor_id: UUID, merged_id: UUID) -> Merge:
    """From now on `merged_id` is seen as `survivor_id`. Both stay locked, so that neither begins a conversation
    meanwhile. Raises `NotFound`, `NotMergeable`."""
    survivor, merged = await _both(session, survivor_id, merged_id)
    before, after = _names(survivor), _chosen_names(survivor, merged)
    row = ContactMergeRow(
        id=new_id(),
        survivor_id=survivor_id,
        merged_id=merged_id,
        identities=await _hand_over(session, merged_id, survivor_id),
        conversations=[],
        followers=await _followers(session, merged_id),
        names={"before": before, "after": after},
        by=actor.name,
    )
    session.add(row)
    moment = now()
    await _point(session, [merged_id, *map(UUID, row.followers)], survivor_id, moment)
    await write_names(session, survivor_id, after["name"], after["source"], after["username"])
    record_action(session, actor, "contact.merged", ("contact", survivor_id), other_id=str(merged_id))
    _tell(session, survivor_id, merged_id)
    return _merge(row)


async def note_conversations(session: Session, merge_id: UUID, conversation_ids: Sequence[UUID]) -> None:
    """Keeps with the merge which conversations it took along."""
    row = await session.get_one(ContactMergeRow, merge_id)
    row.conversations = list(conversation_ids)


async def undo(session: Session, actor: Principal, merge_id: UUID) -> Merge:
    """Both are what they were; what the survivor has learnt since stays with it. Raises `NotFound`, and
    `NotMergeable` when the survivor was merged into somebody else meanwhile."""
    row = await _standing(session, merge_id)
    await session.refresh(row, with_for_update=True)
    if row.undone_at is not None:
        raise NotFound("there is no such merge")
    survivor = (await _locked(session, row.survivor_id, row.merged_id))[row.survivor_id]
    if survivor.merged_into is not None:
        raise NotMergeable("it was merged on: undo that first", contact_id=str(survivor.merged_into))
    await _give_back(session, row)
    await _restore_pointers(session, row)
    kept = _names(survivor)
    names = row.names["before"] if kept == row.names["after"] else kept
    await write_names(session, survivor.id, names["name"], names["source"], names["username"])
    row.undone_at = now()
    record_action(session, actor, "contact.unmerged", ("contact", survivor.id), other_id=str(row.merged_id))
    _tell(session, row.survivor_id, row.merged_id)
    return _merge(row)


async def standing_merge(session: Session, merge_id: UUID) -> Merge:
    """Raises `NotFound` also when it was taken back."""
    return _merge(await _standing(session, merge_id))


async def _standing(session: Session, merge_id: UUID) -> ContactMergeRow:
    row = await session.get(ContactMergeRow, merge_id)
    if row is None or row.undone_at is not None:
        raise NotFound("there is no such merge")
    return row


def _merge(row: ContactMergeRow) -> Merge:
    return Merge(row.id, row.survivor_id, row.merged_id, tuple(row.conversations))


async def _both(session: Session, survivor_id: UUID, merged_id: UUID) -> tuple[ContactRow, ContactRow]:
    found = await _locked(session, survivor_id, merged_id)
    if len({survivor_id, merged_id} & set(found)) < len({survivor_id, merged_id}):
        raise NotFound("no such contact")
    rows = (found[survivor_id], found[merged_id])
    if survivor_id == merged_id or any(row.merged_into for row in rows):
        raise NotMergeable("these are one contact already")
    if any(row.kind == ContactKind.GROUP for row in rows):
        raise NotMergeable("a group is no person")
    return rows


async def _locked(session: Session, *ids: UUID) -> dict[UUID, ContactRow]:
    """In the order of their ids, so that two who merge the same wait instead of deadlocking."""
    query = select(ContactRow).where(ContactRow.id.in_(ids)).order_by(ContactRow.id).with_for_update()
    rows = await session.scalars(query.execution_options(populate_existing=True))
    return {row.id: row for row in rows}


def _names(contact: ContactRow) -> dict[str, Any]:
    return {"name": contact.name, "source": contact.name_source, "username": contact.username or ""}


def _chosen_names(survivor: ContactRow, merged: ContactRow) -> dict[str, Any]:
    """The survivor's own, unless it has none, or only a provider's where an operator named the other."""
    own, other = _names(survivor), _names(merged)
    better = merged.name and (not survivor.name or (other["source"] == "operator" != own["source"]))
    named = other if better else own
    return {**named, "username": own["username"] or other["username"]}


async def _hand_over(session: Session, from_id: UUID, to_id: UUID) -> list[UUID]:
    moved = await session.scalars(
        update(IdentityRow).where(IdentityRow.contact_id == from_id).values(contact_id=to_id).returning(IdentityRow.id)
    )
    return sorted(moved)


async def _give_back(session: Session, row: ContactMergeRow) -> None:
    held = (IdentityRow.id.in_(row.identities), IdentityRow.contact_id == row.survivor_id)
    await session.execute(update(IdentityRow).where(*held).values(contact_id=row.merged_id))


async def _followers(session: Session, contact_id: UUID) -> dict[str, str]:
    """Who was merged into this contact before, and when."""
    query = select(ContactRow.id, ContactRow.merged_at).where(ContactRow.merged_into == contact_id)
    return {str(id_): at.isoformat() for id_, at in await session.execute(query) if at}


async def _point(session: Session, ids: Sequence[UUID], to_id: UUID, at: datetime) -> None:
    await session.execute(update(ContactRow).where(ContactRow.id.in_(ids)).values(merged_into=to_id, merged_at=at))


async def _restore_pointers(session: Session, row: ContactMergeRow) -> None:
    alone = update(ContactRow).where(ContactRow.id == row.merged_id)
    await session.execute(alone.values(merged_into=None, merged_at=None))
    for follower, at in row.followers.items():
        await _point(session, [UUID(follower)], row.merged_id, datetime.fromisoformat(at))


def _tell(session: Session, *ids: UUID) -> None:
    for contact_id in ids:
        publish(session, "contacts", contact_id=str(contact_id))
