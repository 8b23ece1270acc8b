"""What the rest of the product knows of a contact."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class IdentityKind(StrEnum):
    """How a contact is reached. A username is display only and therefore not here."""

    PHONE = "phone"
    BSUID = "bsuid"
    PARENT_BSUID = "parent_bsuid"
    LID = "lid"
    EMAIL = "email"
    VISITOR = "visitor"


@dataclass(frozen=True, slots=True)
class Identity:
    """`value` as the provider wrote it; equality of persons is decided by `contacts.identity.match_key`."""

    kind: IdentityKind
    value: str


@dataclass(frozen=True, slots=True)
class Resolved:
    """The contact behind the identifiers of one payload. `name` is empty when nobody told it."""

    contact_id: UUID
    name: str
    created: bool


@dataclass(frozen=True, slots=True)
class ContactView:
    """`name` is empty when nobody told it: show the username or the phone then.

    `identities` holds every form ever seen; within a kind the one to send to comes first.
    """

    id: UUID
    name: str
    username: str | None
    identities: tuple[Identity, ...]
    created_at: datetime

    def address(self, kind: IdentityKind) -> str | None:
        return next((i.value for i in self.identities if i.kind is kind), None)
