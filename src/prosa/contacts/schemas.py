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


class Purpose(StrEnum):
    """What personal data may be used for."""

    SERVICE = "service"
    MARKETING = "marketing"
    ANALYTICS = "analytics"
    PROFILING = "profiling"
    TRAINING_EXPORT = "training_export"


class ConsentStatus(StrEnum):
    GRANTED = "granted"
    DENIED = "denied"
    WITHDRAWN = "withdrawn"


class ConsentSource(StrEnum):
    """Where the person said it."""

    WHATSAPP_MESSAGE = "whatsapp_message"
    WEB_FORM = "web_form"
    LEAD_FORM = "lead_form"
    IMPORT = "import"
    IN_PERSON = "in_person"


class LegalBasis(StrEnum):
    """Why the use is allowed (LGPD, art. 7)."""

    CONSENT = "consent"
    CONTRACT = "contract"
    LEGAL_OBLIGATION = "legal_obligation"
    LEGITIMATE_INTEREST = "legitimate_interest"


@dataclass(frozen=True, slots=True)
class Consent:
    """What holds for one purpose. A grant past `expires_at` no longer allows anything."""

    purpose: Purpose
    status: ConsentStatus
    basis: LegalBasis
    at: datetime
    expires_at: datetime | None
    source: ConsentSource
    text_version: str

    def allows(self, moment: datetime) -> bool:
        return self.status is ConsentStatus.GRANTED and (self.expires_at is None or moment < self.expires_at)


@dataclass(frozen=True, slots=True)
class BrokenEntry:
    """Where the consent ledger stops being what was written: position, and what does not fit there."""

    seq: int
    reason: str
