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
class ContactView:
    id: UUID
    name: str
    username: str | None
    identities: tuple[Identity, ...]
    created_at: datetime

    def address(self, kind: IdentityKind) -> str | None:
        return next((i.value for i in self.identities if i.kind is kind), None)
