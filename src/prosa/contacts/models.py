"""Tables of contacts: the person, how they are reached, and what they agreed to."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    Text,
    UniqueConstraint,
    Uuid,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from prosa.core.db import Base, append_only

WORDS_VECTOR = "array_to_tsvector(words)"
"""Built without a parser, so that a word is found exactly as `queries.words_of` cut it."""


class ContactRow(Base):
    """The person (or group) on the other side. `name_source` provider may be overwritten by the provider, operator
    not.

    `words` is what the search finds the contact by (see `queries`), `fields` the values of the company's own fields. A
    merged contact stays, without identities, and is seen as the one it was `merged_into` (never one that is merged
    itself) since `merged_at`.
    """

    __tablename__ = "contact"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(server_default="person")
    name: Mapped[str] = mapped_column(server_default="")
    name_source: Mapped[str] = mapped_column(server_default="provider")
    username: Mapped[str | None]
    words: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))
    vip: Mapped[bool] = mapped_column(server_default="false")
    fields: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'::jsonb"))
    merged_into: Mapped[UUID | None] = mapped_column(ForeignKey("contact.id"))
    merged_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())

    __table_args__ = (
        CheckConstraint("name_source IN ('provider', 'operator')", name="name_source"),
        CheckConstraint("kind IN ('person', 'group')", name="kind"),
        CheckConstraint("(merged_into IS NULL) = (merged_at IS NULL) AND merged_into <> id", name="merged"),
        Index("ix_contact_merged_into", "merged_into", postgresql_where=text("merged_into IS NOT NULL")),
        Index("ix_contact_words", text(WORDS_VECTOR), postgresql_using="gin"),
    )


class ContactFieldRow(Base):
    """A field the company wants to know of its contacts. `key` stays the same for good; `options` of a choice."""

    __tablename__ = "contact_field"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    label: Mapped[str]
    kind: Mapped[str]
    options: Mapped[list[Any]]
    position: Mapped[int] = mapped_column(server_default="0")
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())

    __table_args__ = (CheckConstraint("kind IN ('text', 'number', 'date', 'choice', 'yes_no')", name="kind"),)


class IdentityRow(Base):
    """One identifier, of one contact only. `forms` holds its spellings, the one to send to first; `source` tells
    how it came to the contact (`schemas.LinkSource`).

    `confirmed_at`: when a provider last said that this is the address in use.
    """

    __tablename__ = "identity"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    contact_id: Mapped[UUID] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"))
    kind: Mapped[str]
    match_key: Mapped[str]
    forms: Mapped[list[str]] = mapped_column(ARRAY(Text))
    source: Mapped[str] = mapped_column(server_default="delivery")
    confirmed_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())

    __table_args__ = (
        UniqueConstraint("kind", "match_key"),
        CheckConstraint("cardinality(forms) > 0", name="forms"),
        CheckConstraint("source IN ('delivery', 'address', 'change', 'operator')", name="source"),
        Index("ix_identity_contact_id", "contact_id"),
    )


class IdentityConflictRow(Base):
    """`contact_id` was seen together with an identifier that another contact holds. Nothing was merged."""

    __tablename__ = "identity_conflict"

    contact_id: Mapped[UUID] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"), primary_key=True)
    identity_id: Mapped[UUID] = mapped_column(ForeignKey("identity.id", ondelete="CASCADE"), primary_key=True)
    source: Mapped[str] = mapped_column(server_default="delivery")
    at: Mapped[datetime] = mapped_column(server_default=func.now())

    __table_args__ = (Index("ix_identity_conflict_identity_id", "identity_id"),)


class ContactMergeRow(Base):
    """That `merged_id` is the same person as `survivor_id`, and everything that was moved or changed by it, so that
    it can be taken back exactly.

    `identities` and `conversations` moved; `followers` had been merged into `merged_id` before (id and their
    `merged_at`); `names` holds the survivor's name, name_source and username `before` and `after`.
    """

    __tablename__ = "contact_merge"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    survivor_id: Mapped[UUID] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"))
    merged_id: Mapped[UUID] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"))
    identities: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    conversations: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid), server_default=text("'{}'"))
    followers: Mapped[dict[str, Any]]
    names: Mapped[dict[str, Any]]
    by: Mapped[str]
    at: Mapped[datetime] = mapped_column(server_default=func.now())
    undone_at: Mapped[datetime | None]

    __table_args__ = (
        Index("ix_contact_merge_survivor_id", "survivor_id"),
        Index("uq_contact_merge_standing", "merged_id", unique=True, postgresql_where=text("undone_at IS NULL")),
    )


class ConsentTextRow(Base):
    """A wording people were shown, kept once; an entry names it by its SHA-256."""

    __tablename__ = "consent_text"

    sha256: Mapped[str] = mapped_column(primary_key=True)
    text: Mapped[str]


class ConsentRow(Base):
    """What a contact said to one purpose at one time. Never changed and never deleted, the server refuses it.

    Nothing here tells who the person is but the contact's id, so erasing the person leaves the chain whole.
    `hash` is chained to the entry before (`seq` - 1), see `consent.chain`.
    """

    __tablename__ = "consent_entry"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(unique=True)
    contact_id: Mapped[UUID] = mapped_column(ForeignKey("contact.id"))
    purpose: Mapped[str]
    basis: Mapped[str]
    status: Mapped[str]
    text_version: Mapped[str]
    text_sha256: Mapped[str] = mapped_column(ForeignKey("consent_text.sha256"))
    at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    source: Mapped[str]
    evidence_sha256: Mapped[str]
    hash: Mapped[str]
    recorded_at: Mapped[datetime] = mapped_column(server_default=func.now())

    __table_args__ = (
        CheckConstraint("status IN ('granted', 'denied', 'withdrawn')", name="status"),
        Index("ix_consent_entry_current", "contact_id", "purpose", text("at DESC"), text("seq DESC")),
    )


class ConsentEvidenceRow(Base):
    """How an entry can be proved: personal data, which goes when the person is erased.

    The entry holds `sha256(salt + canonical JSON)`: it shows a change while the evidence is there and says
    nothing about the person once evidence and salt are gone.
    """

    __tablename__ = "consent_evidence"

    entry_id: Mapped[UUID] = mapped_column(ForeignKey("consent_entry.id"), primary_key=True)
    salt: Mapped[str]
    evidence: Mapped[dict[str, Any]]


append_only(ConsentRow.__tablename__)
