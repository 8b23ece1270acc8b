"""Routes of contacts: finding, naming, consent."""

from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from prosa.accounts import record_action
from prosa.accounts.auth import OperatorDep, SupervisorDep, ViewerDep
from prosa.accounts.schemas import Principal
from prosa.contacts import consent, fields, queries, service
from prosa.contacts.fields import ContactField, ContactFieldList, FieldValueList, NewContactField
from prosa.contacts.identity import typed_phone
from prosa.contacts.schemas import (
    ContactChange,
    ContactDetail,
    ContactPage,
    Identity,
    IdentityKind,
    NewConsent,
    NewContact,
)
from prosa.core.http import SessionDep

router = APIRouter(tags=["contacts"])


@router.get("/contacts", operation_id="list_contacts")
async def list_contacts(
    session: SessionDep,
    _: ViewerDep,
    q: Annotated[str, Query(max_length=200)] = "",
    before: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 30,
) -> ContactPage:
    """`q` finds beginnings of names, usernames, e-mail addresses and of phones in any of their usual lengths."""
    return await queries.search(session, q, before, limit)


@router.post("/contacts", operation_id="create_contact", status_code=HTTPStatus.CREATED)
async def create_contact(session: SessionDep, me: OperatorDep, new: NewContact) -> ContactDetail:
    """409 `identity_taken` names the contact that has the phone or address already."""
    identities = [typed_phone(new.phone)] if new.phone else []
    if new.email:
        identities.append(Identity(IdentityKind.EMAIL, new.email))
    return await queries.detail(session, await service.create(session, me, new.name, identities))


@router.get("/contacts/{contact_id}", operation_id="get_contact")
async def get_contact(session: SessionDep, _: ViewerDep, contact_id: UUID) -> ContactDetail:
    return await queries.detail(session, contact_id)


@router.patch("/contacts/{contact_id}", operation_id="rename_contact")
async def rename_contact(
    session: SessionDep, me: OperatorDep, contact_id: UUID, change: ContactChange
) -> ContactDetail:
    if change.name is not None:
        await service.rename(session, me, contact_id, change.name)
    if change.vip is not None:
        await service.mark_vip(session, me, contact_id, vip=change.vip)
    if change.fields:
        await fields.set_values(session, me, contact_id, change.fields)
    return await queries.detail(session, contact_id)


@router.get("/contacts/{contact_id}/fields", operation_id="get_contact_fields")
async def get_contact_fields(session: SessionDep, _: ViewerDep, contact_id: UUID) -> FieldValueList:
    """Every field of the company's own, with what is known of this contact."""
    return FieldValueList(items=await fields.values_of(session, contact_id))


@router.get("/contact-fields", operation_id="list_contact_fields")
async def list_contact_fields(session: SessionDep, _: ViewerDep) -> ContactFieldList:
    return ContactFieldList(items=await fields.list_fields(session))


@router.post("/contact-fields", operation_id="create_contact_field", status_code=HTTPStatus.CREATED)
async def create_contact_field(session: SessionDep, me: SupervisorDep, new: NewContactField) -> ContactField:
    return await fields.add_field(session, me, new)


@router.put("/contact-fields/{field_id}", operation_id="replace_contact_field")
async def replace_contact_field(
    session: SessionDep, me: SupervisorDep, field_id: UUID, new: NewContactField
) -> ContactField:
    return await fields.replace_field(session, me, field_id, new)


@router.delete("/contact-fields/{field_id}", operation_id="delete_contact_field", status_code=HTTPStatus.NO_CONTENT)
async def delete_contact_field(session: SessionDep, me: SupervisorDep, field_id: UUID) -> None:
    """With all values of it."""
    await fields.remove_field(session, me, field_id)


@router.post("/contacts/{contact_id}/consents", operation_id="record_consent", status_code=HTTPStatus.CREATED)
async def record_consent(session: SessionDep, me: OperatorDep, contact_id: UUID, new: NewConsent) -> ContactDetail:
    """Adds to the ledger; nothing in it can be taken back, only followed by another word."""
    await consent.record(
        session,
        contact_id,
        new.purpose,
        new.status,
        new.text_version,
        new.text,
        new.source,
        _evidence(me, new),
        new.at,
        basis=new.basis,
        expires_at=new.expires_at,
    )
    record_action(session, me, "consent.recorded", ("contact", contact_id), purpose=new.purpose, status=new.status)
    return await queries.detail(session, contact_id)


def _evidence(me: Principal, new: NewConsent) -> dict[str, str]:
    recorder = "operator" if me.user_id else str(me.kind)
    given = {"answer": new.answer, "message_id": new.message_id, recorder: me.id}
    return {key: str(value) for key, value in given.items() if value}
