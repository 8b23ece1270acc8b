"""What the rest of the product knows of a contact."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, Field, StringConstraints


class IdentityKind(StrEnum):
    """How a contact is reached. A username is display only and therefore not here. A group is no person: it has
    no other identifier and is never merged."""

    PHONE = "phone"
    BSUID = "bsuid"
    PARENT_BSUID = "parent_bsuid"
    LID = "lid"
    EMAIL = "email"
    VISITOR = "visitor"
    GROUP = "group"


class ContactKind(StrEnum):
    PERSON = "person"
    GROUP = "group"


class LinkSource(StrEnum):
    """Why an identifier belongs to a contact: it came in a delivery (with the others it had then), the provider
    named it as the address it reached them under, it announced a change of identifier, or an operator wrote it down
    or joined two contacts."""

    DELIVERY = "delivery"
    ADDRESS = "address"
    CHANGE = "change"
    OPERATOR = "operator"
    MERGE = "merge"


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

    `identities` holds every form ever seen; within a kind the one to send to comes first. Of a contact that was
    merged the view is the one it went into.
    """

    id: UUID
    kind: ContactKind
    name: str
    username: str | None
    identities: tuple[Identity, ...]
    created_at: datetime

    def address(self, kind: IdentityKind) -> str | None:
        return next((i.value for i in self.identities if i.kind is kind), None)


@dataclass(frozen=True, slots=True)
class Addressee:
    """What an agent has to know of whom it speaks to. `name` is empty when nobody told it."""

    name: str
    vip: bool


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


Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


class ContactItem(BaseModel):
    id: UUID
    kind: ContactKind
    name: str
    phone: str | None
    username: str | None
    created_at: datetime


class ContactPage(BaseModel):
    """Newest first; `next_before` is null on the last page."""

    items: list[ContactItem]
    next_before: UUID | None


class ContactRef(BaseModel):
    id: UUID
    name: str


class IdentityLine(BaseModel):
    """`source` explains why it belongs here; `merged_from` names the contact it came with, when that was a merge."""

    kind: IdentityKind
    value: str
    since: datetime
    source: LinkSource
    merged_from: str | None


class ConsentLine(BaseModel):
    purpose: Purpose
    status: ConsentStatus
    basis: LegalBasis
    at: datetime
    expires_at: datetime | None
    source: ConsentSource
    text_version: str


class ConflictLine(BaseModel):
    """The identifier both were seen with, and how; `contact` is the other one. Probably one person."""

    contact: ContactRef
    kind: IdentityKind
    value: str
    source: LinkSource
    at: datetime


class MergeLine(BaseModel):
    """A contact that was merged into this one; `id` undoes it, `name` is the contact's, `by` who did it."""

    id: UUID
    contact_id: UUID
    name: str
    at: datetime
    by: str


class ContactDetail(BaseModel):
    """`consents` holds what counts per purpose: the latest word, of merged contacts the stricter one."""

    id: UUID
    kind: ContactKind
    name: str
    username: str | None
    vip: bool
    identities: list[IdentityLine]
    consents: list[ConsentLine]
    conflicts: list[ConflictLine]
    merges: list[MergeLine]
    created_at: datetime


class NewMerge(BaseModel):
    other_id: UUID


class NewContact(BaseModel):
    name: Name
    phone: Annotated[str, Field(max_length=40)] | None = None
    email: Annotated[str, Field(max_length=254, pattern=r"^\s*[^@\s]+@[^@\s]+\s*$")] | None = None


class ContactChange(BaseModel):
    """What is absent stays. `vip`: whoever is important enough for a person at once. `fields`: by key; null forgets
    one, those that are not named stay."""

    name: Name | None = None
    vip: bool | None = None
    fields: Annotated[dict[str, str | float | bool | None], Field(max_length=100)] | None = None


class NewConsent(BaseModel):
    """What a contact told an operator. `text` is the wording they were shown, `answer` what they said to it."""

    purpose: Purpose
    status: ConsentStatus
    text_version: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
    text: Annotated[str, Field(min_length=1, max_length=20_000)]
    source: ConsentSource = ConsentSource.IN_PERSON
    basis: LegalBasis = LegalBasis.CONSENT
    answer: Annotated[str, Field(max_length=4000)] | None = None
    message_id: UUID | None = None
    at: AwareDatetime | None = None
    expires_at: AwareDatetime | None = None
