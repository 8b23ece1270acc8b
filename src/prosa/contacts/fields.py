"""Fields of the company's own: what it wants to know of its contacts beyond name and addresses."""

import re
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints, model_validator
from sqlalchemy import select, text

from prosa.accounts import record_action
from prosa.accounts.schemas import Principal
from prosa.contacts.models import ContactFieldRow, ContactRow
from prosa.contacts.service import seen_as
from prosa.core.db import Session
from prosa.core.errors import Invalid, NotFound
from prosa.core.ids import new_id
from prosa.core.language import fold
from prosa.core.live import publish

MOST_FIELDS, MOST_OPTIONS = 40, 50
LONGEST_VALUE = 500
LARGEST_NUMBER = 1e15
_NOT_IN_KEYS = re.compile(r"[^a-z0-9]+")

_FORGET = text("UPDATE contact SET fields = fields - :key WHERE fields ? :key")

Value = str | float | bool
Label = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]


class FieldKind(StrEnum):
    """`date` is kept as YYYY-MM-DD, `choice` as one of the options."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    CHOICE = "choice"
    YES_NO = "yes_no"


class ContactField(BaseModel):
    id: UUID
    key: str
    label: str
    kind: FieldKind
    options: list[str]
    position: int


class ContactFieldList(BaseModel):
    items: list[ContactField]


class NewContactField(BaseModel):
    """`options`: for a choice, and only for one."""

    label: Label
    kind: FieldKind = FieldKind.TEXT
    options: Annotated[list[Label], Field(max_length=MOST_OPTIONS)] = []
    position: Annotated[int, Field(ge=0, le=10_000)] = 0

    @model_validator(mode="after")
    def _fits(self) -> "NewContactField":
        if (self.kind is FieldKind.CHOICE) != bool(self.options):
            raise ValueError("a choice needs options, and nothing else has any")
        if len(set(self.options)) < len(self.options):
            raise ValueError("an option is there twice")
        return self


class FieldValue(BaseModel):
    """A field with what is known of one contact; null: nothing."""

    key: str
    label: str
    kind: FieldKind
    options: list[str]
    value: Value | None


class FieldValueList(BaseModel):
    items: list[FieldValue]


async def list_fields(session: Session) -> list[ContactField]:
    """In their order."""
    rows = await session.scalars(select(ContactFieldRow).order_by(ContactFieldRow.position, ContactFieldRow.id))
    return [_view(row) for row in rows]


async def add_field(session: Session, actor: Principal, new: NewContactField) -> ContactField:
    """Its key comes from its label. Raises `Invalid` when there are too many."""
    known = set(await session.scalars(select(ContactFieldRow.key)))
    if len(known) >= MOST_FIELDS:
        raise Invalid(f"there are {MOST_FIELDS} fields already")
    row = ContactFieldRow(id=new_id(), key=_free_key(new.label, known), **new.model_dump(mode="json"))
    session.add(row)
    await session.flush()
    _tell(session, actor, row, "contact_field.added")
    return _view(row)


async def replace_field(session: Session, actor: Principal, field_id: UUID, new: NewContactField) -> ContactField:
    """The key stays. A value that does not fit a new kind is not shown any more. Raises `NotFound`."""
    row = await _get(session, field_id)
    for name, value in new.model_dump(mode="json").items():
        setattr(row, name, value)
    _tell(session, actor, row, "contact_field.changed")
    return _view(row)


async def remove_field(session: Session, actor: Principal, field_id: UUID) -> None:
    """With all values of it. Raises `NotFound`."""
    row = await _get(session, field_id)
    await session.delete(row)
    await session.execute(_FORGET, {"key": row.key})
    _tell(session, actor, row, "contact_field.removed")


async def values_of(session: Session, contact_id: UUID) -> list[FieldValue]:
    """Every field, with what is known of the contact."""
    fields = await list_fields(session)
    if not fields:
        return []
    shown = await seen_as(session, contact_id)
    held = await session.scalar(select(ContactRow.fields).where(ContactRow.id == shown)) or {}
    return [
        FieldValue(
            key=field.key,
            label=field.label,
            kind=field.kind,
            options=field.options,
            value=held[field.key] if field.key in held and _fits(field, held[field.key]) else None,
        )
        for field in fields
    ]


async def set_values(session: Session, actor: Principal, contact_id: UUID, values: Mapping[str, Value | None]) -> None:
    """Null forgets one; those that are not named stay. Raises `NotFound`, and `Invalid` for what does not fit."""
    known = {field.key: field for field in await list_fields(session)}
    for key, value in values.items():
        if key not in known or not (value is None or _fits(known[key], value)):
            raise Invalid("this is no value of this field", field=f"fields.{key}")
    contact = await session.get(ContactRow, await seen_as(session, contact_id), with_for_update=True)
    if contact is None:
        raise NotFound("no such contact")
    merged = {**contact.fields, **values}
    contact.fields = {key: value for key, value in merged.items() if value is not None and value != ""}
    publish(session, "contacts", contact_id=str(contact.id))
    record_action(session, actor, "contact.fields_changed", ("contact", contact.id), fields=sorted(values))


def _fits(field: ContactField, value: Any) -> bool:
    match field.kind:
        case FieldKind.YES_NO:
            return isinstance(value, bool)
        case FieldKind.NUMBER:
            return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < LARGEST_NUMBER
        case FieldKind.DATE:
            return isinstance(value, str) and _is_date(value)
        case FieldKind.CHOICE:
            return value in field.options
        case FieldKind.TEXT:
            return isinstance(value, str) and len(value) <= LONGEST_VALUE


def _is_date(value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _free_key(label: str, known: set[str]) -> str:
    base = _NOT_IN_KEYS.sub("_", fold(label)).strip("_")[:40] or "field"
    return next(key for key in (base, *(f"{base}_{n}" for n in range(2, MOST_FIELDS + 2))) if key not in known)


async def _get(session: Session, field_id: UUID) -> ContactFieldRow:
    row = await session.get(ContactFieldRow, field_id, with_for_update=True)
    if row is None:
        raise NotFound("no such field")
    return row


def _view(row: ContactFieldRow) -> ContactField:
    return ContactField(
        id=row.id,
        key=row.key,
        label=row.label,
        kind=FieldKind(row.kind),
        options=row.options,
        position=row.position,
    )


def _tell(session: Session, actor: Principal, row: ContactFieldRow, action: str) -> None:
    record_action(session, actor, action, ("contact_field", row.id), key=row.key, label=row.label)
    publish(session, "contact-fields")
    publish(session, "contacts")
