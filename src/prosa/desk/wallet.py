"""The wallet: whose contacts are whose. Their own person is asked first when they need one."""

from collections.abc import Collection
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from prosa import contacts
from prosa.accounts import get_user, names_of, record_action
from prosa.accounts.schemas import Principal
from prosa.core.db import Session
from prosa.core.outbox import publish
from prosa.desk.models import ContactOwnerRow


class NewOwner(BaseModel):
    """Null: nobody's."""

    user_id: UUID | None


class Owner(BaseModel):
    """Whose contact it is; both null when nobody's."""

    user_id: UUID | None
    name: str | None


async def owner_of(session: Session, contact_id: UUID) -> Owner:
    """Of the person this contact is seen as. Raises `NotFound`."""
    person = (await contacts.view(session, contact_id)).id
    user_id = (await owners(session, [person])).get(person)
    names = await names_of(session, [user_id] if user_id else [])
    return Owner(user_id=user_id, name=names[user_id] if user_id else None)


async def owners(session: Session, contact_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """By contact; those of nobody are absent."""
    query = select(ContactOwnerRow.contact_id, ContactOwnerRow.user_id).where(
        ContactOwnerRow.contact_id.in_(contact_ids)
    )
    return {contact_id: user_id for contact_id, user_id in await session.execute(query)}


async def give(session: Session, actor: Principal, contact_id: UUID, user_id: UUID | None) -> None:
    """Raises `NotFound` for an unknown contact or person."""
    person = (await contacts.view(session, contact_id)).id
    if user_id is None:
        await session.execute(delete(ContactOwnerRow).where(ContactOwnerRow.contact_id == person))
    else:
        await get_user(session, user_id)
        statement = insert(ContactOwnerRow).values(contact_id=person, user_id=user_id)
        await session.execute(statement.on_conflict_do_update(index_elements=["contact_id"], set_={"user_id": user_id}))
    record_action(session, actor, "contact.owner", ("contact", person), user_id=str(user_id) if user_id else None)
    publish(session, "contacts", contact_id=person)
