"""Tables of tickets."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, func
from sqlalchemy.orm import Mapped, mapped_column

from prosa.core.db import Base


class TicketRow(Base):
    """A matter of one contact. `protocol` is what the contact is told: day and number of the day."""

    __tablename__ = "ticket"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    protocol: Mapped[str] = mapped_column(unique=True)
    conversation_id: Mapped[UUID | None] = mapped_column(ForeignKey("conversation.id", ondelete="SET NULL"))
    contact_id: Mapped[UUID] = mapped_column(ForeignKey("contact.id"))
    category: Mapped[str]
    priority: Mapped[str]
    department: Mapped[str | None]
    status: Mapped[str] = mapped_column(server_default="open")
    summary: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now())

    __table_args__ = (
        CheckConstraint("status IN ('open', 'waiting', 'resolved', 'closed')", name="status"),
        CheckConstraint("priority IN ('low', 'medium', 'high', 'critical')", name="priority"),
        CheckConstraint(
            "category IN ('support', 'technical', 'commercial', 'complaint', 'praise')",
            name="category",
        ),
        Index("ix_ticket_contact_id", "contact_id", "id"),
        Index("ix_ticket_conversation_id", "conversation_id"),
        Index("ix_ticket_status", "status", "id"),
    )


class TicketChangeRow(Base):
    """Who changed what in a ticket: name of the field to `[before, after]`. The first one is its opening."""

    __tablename__ = "ticket_change"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("ticket.id", ondelete="CASCADE"))
    by: Mapped[str]
    changes: Mapped[dict[str, Any]]
    at: Mapped[datetime] = mapped_column(server_default=func.now())

    __table_args__ = (Index("ix_ticket_change_ticket_id", "ticket_id", "id"),)


class TicketDayRow(Base):
    """How many protocols a day of the company's calendar has given out."""

    __tablename__ = "ticket_day"

    day: Mapped[date] = mapped_column(primary_key=True)
    last: Mapped[int]
