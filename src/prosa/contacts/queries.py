"""Reading contacts: views for others, addresses for sending, the search, the page."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, case, cast, false, func, literal_column, or_, select
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.orm import aliased

from prosa.contacts.consent import current
from prosa.contacts.identity import CERTAINTY, match_key
from prosa.contacts.models import WORDS_VECTOR, ContactMergeRow, ContactRow, IdentityConflictRow, IdentityRow
from prosa.contacts.schemas import (
    Addressee,
    ConflictLine,
    ConsentLine,
    ContactDetail,
    ContactItem,
    ContactKind,
    ContactPage,
    ContactRef,
    ContactView,
    Identity,
    IdentityKind,
    IdentityLine,
    LinkSource,
    MergeLine,
)
from prosa.contacts.search import query_of
from prosa.core import driver
from prosa.core.db import Session
from prosa.core.errors import NotFound

_NAME = """
SELECT s.name, s.vip FROM contact c JOIN contact s ON s.id = coalesce(c.merged_into, c.id) WHERE c.id = %(contact)s
"""
_IDENTITIES = """
SELECT i.id, i.contact_id, i.kind, i.forms, i.source, i.confirmed_at, i.created_at
FROM contact c JOIN identity i ON i.contact_id = coalesce(c.merged_into, c.id) WHERE c.id = ANY(%(contacts)s)
"""


async def view(session: Session, contact_id: UUID) -> ContactView:
    """Raises `NotFound`."""
    found = await views(session, [contact_id])
    if contact_id not in found:
        raise NotFound("no such contact")
    return found[contact_id]


async def find(session: Session, identity: Identity) -> UUID | None:
    """Who holds this identifier; nobody is made."""
    key = match_key(identity)
    if key is None:
        return None
    kind, value = key
    return await session.scalar(
        select(IdentityRow.contact_id).where(IdentityRow.kind == kind, IdentityRow.match_key == value)
    )


async def addressee(session: Session, contact_id: UUID) -> Addressee:
    """Whom an agent speaks to. Raises `NotFound`."""
    rows = await driver.run(session, _NAME, {"contact": contact_id})
    if not rows:
        raise NotFound("no such contact")
    return Addressee(rows[0].name, rows[0].vip)


async def name_of(session: Session, contact_id: UUID) -> str:
    """The name alone; empty when nobody told it. Raises `NotFound`."""
    return (await addressee(session, contact_id)).name


async def views(session: Session, ids: Iterable[UUID]) -> dict[UUID, ContactView]:
    """Views by the id asked for, which of a merged contact is not the view's; unknown ids are left out."""
    wanted = set(ids)
    if not wanted:
        return {}
    asked, seen = aliased(ContactRow), aliased(ContactRow)
    rows = (
        await session.execute(
            select(asked.id.label("asked"), seen.id, seen.kind, seen.name, seen.username, seen.created_at)
            .join(seen, seen.id == func.coalesce(asked.merged_into, asked.id))
            .where(asked.id.in_(wanted))
        )
    ).all()
    identities = await _identities(session, {row.id for row in rows})
    return {
        row.asked: ContactView(
            id=row.id,
            kind=ContactKind(row.kind),
            name=row.name,
            username=row.username,
            identities=identities.get(row.id, ()),
            created_at=row.created_at,
        )
        for row in rows
    }


async def addresses(session: Session, contact_id: UUID) -> tuple[Identity, ...]:
    """Every address of the contact; within a kind the most recently confirmed form comes first."""
    found = await _identities(session, {contact_id})
    return next(iter(found.values()), ())


async def everyone_seen_as(session: Session, ids: Sequence[UUID]) -> list[UUID]:
    """These contacts, and those that were merged into them."""
    return list(await session.scalars(select(ContactRow.id).where(_seen_as(ContactRow, ids))))


def _seen_as(contact: type[ContactRow], ids: Sequence[UUID]) -> ColumnElement[bool]:
    return or_(contact.id.in_(ids), contact.merged_into.in_(ids))


async def detail(session: Session, contact_id: UUID) -> ContactDetail:
    """Everything the contact's page shows. Raises `NotFound`."""
    contact = await view(session, contact_id)
    return ContactDetail(
        id=contact.id,
        kind=contact.kind,
        name=contact.name,
        username=contact.username,
        vip=(await addressee(session, contact.id)).vip,
        identities=await _identity_lines(session, contact.id),
        consents=[
            ConsentLine.model_validate(consent, from_attributes=True)
            for consent in (await current(session, contact.id)).values()
        ],
        conflicts=await _conflicts(session, contact.id),
        merges=await _merges(session, contact.id),
        created_at=contact.created_at,
    )


async def _identity_lines(session: Session, contact_id: UUID) -> list[IdentityLine]:
    merged = (
        await session.execute(_standing(contact_id).add_columns(func.unnest(ContactMergeRow.identities).label("moved")))
    ).all()
    came_with = {row.moved: row.name for row in merged}
    return [
        IdentityLine(
            kind=IdentityKind(row.kind),
            value=form,
            since=row.created_at,
            source=LinkSource.MERGE if row.id in came_with else LinkSource(row.source),
            merged_from=came_with.get(row.id),
        )
        for row in await _identity_rows(session, {contact_id})
        for form in row.forms
    ]


async def _merges(session: Session, contact_id: UUID) -> list[MergeLine]:
    rows = await session.execute(
        _standing(contact_id)
        .add_columns(ContactMergeRow.id, ContactRow.id.label("contact_id"), ContactMergeRow.at, ContactMergeRow.by)
        .order_by(ContactMergeRow.at, ContactMergeRow.id)
    )
    return [MergeLine(id=row.id, contact_id=row.contact_id, name=row.name, at=row.at, by=row.by) for row in rows]


def _standing(contact_id: UUID) -> Select[Any]:
    """The merges into a contact that were not taken back, with the name of who went into it."""
    return (
        select(ContactRow.name)
        .select_from(ContactMergeRow)
        .join(ContactRow, ContactRow.id == ContactMergeRow.merged_id)
        .where(ContactMergeRow.survivor_id == contact_id, ContactMergeRow.undone_at.is_(None))
    )


async def search(session: Session, q: str, before: UUID | None, limit: int) -> ContactPage:
    """Contacts newest first, older than the contact `before`; with `q` those it finds."""
    ids = (await session.scalars(_newest(q, before).limit(limit + 1))).all()
    found = await views(session, ids[:limit])
    items = [
        ContactItem(
            id=contact.id,
            kind=contact.kind,
            name=contact.name,
            phone=contact.address(IdentityKind.PHONE),
            username=contact.username,
            created_at=contact.created_at,
        )
        for contact in (found[contact_id] for contact_id in ids[:limit] if contact_id in found)
    ]
    return ContactPage(items=items, next_before=ids[limit - 1] if len(ids) > limit else None)


async def matching(session: Session, q: str, limit: int) -> Sequence[UUID]:
    """The newest contacts `q` finds, by id."""
    if query_of(q) is None:
        return []
    return (await session.scalars(_newest(q, None).limit(limit))).all()


def _newest(q: str, before: UUID | None) -> Select[UUID]:
    """What `q` finds is gathered first and put in order then: walking down the primary key until enough
    contacts match, which the planner is tempted to do, reads everything for a rare name."""
    ids = select(ContactRow.id).where(ContactRow.merged_into.is_(None))
    if before:
        ids = ids.where(ContactRow.id < before)
    if not q.strip():
        return ids.order_by(ContactRow.id.desc())
    found = ids.where(_matches(q)).cte("found").prefix_with("MATERIALIZED")
    return select(found.c.id).order_by(found.c.id.desc())


def _matches(q: str) -> ColumnElement[bool]:
    query = query_of(q)
    if query is None:
        return false()
    return literal_column(WORDS_VECTOR).op("@@", is_comparison=True)(cast(query, TSQUERY))


async def _identity_rows(session: Session, contact_ids: set[UUID]) -> list[Any]:
    """The address to send to first: by kind, then by when it was last known to be in use."""
    rows = await driver.run(session, _IDENTITIES, {"contacts": list(contact_ids)})
    newest = sorted(rows, key=lambda row: (row.confirmed_at or row.created_at, row.id), reverse=True)
    return sorted(newest, key=lambda row: CERTAINTY.index(IdentityKind(row.kind)))


async def _identities(session: Session, contact_ids: set[UUID]) -> dict[UUID, tuple[Identity, ...]]:
    found: dict[UUID, tuple[Identity, ...]] = {}
    for row in await _identity_rows(session, contact_ids):
        forms = tuple(Identity(IdentityKind(row.kind), form) for form in row.forms)
        found[row.contact_id] = found.get(row.contact_id, ()) + forms
    return found


async def _conflicts(session: Session, contact_id: UUID) -> list[ConflictLine]:
    """Who else holds an identifier this contact was seen with, and who was seen with one of this contact's. What
    merging has settled is no conflict any more."""
    noted, other = aliased(ContactRow), aliased(ContactRow)
    seen_with = func.coalesce(noted.merged_into, noted.id)
    holder = IdentityRow.contact_id
    rows = await session.execute(
        select(
            other.id,
            other.name,
            IdentityRow.kind,
            IdentityRow.forms[1].label("value"),
            IdentityConflictRow.source,
            IdentityConflictRow.at,
        )
        .select_from(IdentityConflictRow)
        .join(IdentityRow, IdentityRow.id == IdentityConflictRow.identity_id)
        .join(noted, noted.id == IdentityConflictRow.contact_id)
        .join(other, other.id == case((holder == contact_id, seen_with), else_=holder))
        .where(seen_with != holder, or_(_seen_as(noted, [contact_id]), holder == contact_id))
        .order_by(IdentityConflictRow.at)
    )
    return [
        ConflictLine(
            contact=ContactRef(id=row.id, name=row.name),
            kind=IdentityKind(row.kind),
            value=row.value,
            source=LinkSource(row.source),
            at=row.at,
        )
        for row in rows
    ]
