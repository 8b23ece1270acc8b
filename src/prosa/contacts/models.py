"""Tables of contacts: the person, how they are reached, and what they agreed to."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, func, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from prosa.core.db import Base

WORDS_VECTOR = "array_to_tsvector(words)"
"""Built without a parser, so that a word is found exactly as `queries.words_of` cut it."""


class ContactRow(Base):
    """The person on the other side. `name_source` provider may be overwritten by the provider, operator not.

    `words` is what the search finds the contact by (see `queries`).
    """

    __tablename__ = "contact"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(server_default="")
    name_source: Mapped[str] = mapped_column(server_default="provider")
    username: Mapped[str | None]
    words: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())

    __table_args__ = (
        CheckConstraint("name_source IN ('provider', 'operator')", name="name_source"),
        Index("ix_contact_words", text(WORDS_VECTOR), postgresql_using="gin"),
    )


class IdentityRow(Base):
    """One identifier, of one contact only. `forms` holds its spellings, the one to send to first.

    `confirmed_at`: when a provider last said that this is the address in use.
    """

    __tablename__ = "identity"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    contact_id: Mapped[UUID] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"))
    kind: Mapped[str]
    match_key: Mapped[str]
    forms: Mapped[list[str]] = mapped_column(ARRAY(Text))
    confirmed_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())

    __table_args__ = (
        UniqueConstraint("kind", "match_key"),
        CheckConstraint("cardinality(forms) > 0", name="forms"),
        Index("ix_identity_contact_id", "contact_id"),
    )


class IdentityConflictRow(Base):
    """`contact_id` was seen together with an identifier that another contact holds. Nothing was merged."""

    __tablename__ = "identity_conflict"

    contact_id: Mapped[UUID] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"), primary_key=True)
    identity_id: Mapped[UUID] = mapped_column(ForeignKey("identity.id", ondelete="CASCADE"), primary_key=True)
    at: Mapped[datetime] = mapped_column(server_default=func.now())

    __table_args__ = (Index("ix_identity_conflict_identity_id", "identity_id"),)
