"""Reading contacts: views for others, addresses for sending."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import func, select

from prosa.contacts.identity import CERTAINTY
from prosa.contacts.models import ContactRow, IdentityRow
from prosa.contacts.schemas import ContactView, Identity, IdentityKind
from prosa.core.db import Session
from prosa.core.errors import NotFound


async def view(session: Session, contact_id: UUID) -> ContactView:
    """Raises `NotFound`."""
    found = await views(session, [contact_id])
    if contact_id not in found:
        raise NotFound("no such contact")
    return found[contact_id]


async def name_of(session: Session, contact_id: UUID) -> str:
    """The name alone; empty when nobody told it. Raises `NotFound`."""
    name = await session.scalar(select(ContactRow.name).where(ContactRow.id == contact_id))
    if name is None:
        raise NotFound("no such contact")
    return name


async def views(session: Session, ids: Iterable[UUID]) -> dict[UUID, ContactView]:
    """Views by id; unknown ids are left out."""
    wanted = set(ids)
    if not wanted:
        return {}
    identities = await _identities(session, wanted)
    rows = await session.execute(
        select(ContactRow.id, ContactRow.name, ContactRow.username, ContactRow.created_at).where(
            ContactRow.id.in_(wanted)
        )
    )
    return {
        row.id: ContactView(row.id, row.name, row.username, identities.get(row.id, ()), row.created_at)
        for row in rows
    }


async def addresses(session: Session, contact_id: UUID) -> tuple[Identity, ...]:
    """Every address of the contact; within a kind the most recently confirmed form comes first."""
    return (await _identities(session, {contact_id})).get(contact_id, ())


async def _identities(session: Session, contact_ids: set[UUID]) -> dict[UUID, tuple[Identity, ...]]:
    latest = func.coalesce(IdentityRow.confirmed_at, IdentityRow.created_at)
    rows = await session.execute(
        select(IdentityRow.contact_id, IdentityRow.kind, IdentityRow.forms)
        .where(IdentityRow.contact_id.in_(contact_ids))
        .order_by(latest.desc(), IdentityRow.id.desc())
    )
    found: dict[UUID, list[Identity]] = {}
    for row in rows:
        forms = [Identity(IdentityKind(row.kind), form) for form in row.forms]
        found.setdefault(row.contact_id, []).extend(forms)
    return {
        contact_id: tuple(sorted(identities, key=lambda i: CERTAINTY.index(i.kind)))
        for contact_id, identities in found.items()
    }
