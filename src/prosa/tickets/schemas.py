"""Tickets as others see them."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

PROTOCOL = r"\d{8}-\d{4,}"
"""The day and the number of the day."""


class TicketStatus(StrEnum):
    """`waiting`: for the contact or somebody outside; `closed`: settled for good, a new matter is a new ticket."""

    OPEN = "open"
    WAITING = "waiting"
    RESOLVED = "resolved"
    CLOSED = "closed"


UNSETTLED = (TicketStatus.OPEN, TicketStatus.WAITING)


class TicketCategory(StrEnum):
    SUPPORT = "support"
    TECHNICAL = "technical"
    COMMERCIAL = "commercial"
    COMPLAINT = "complaint"
    PRAISE = "praise"


class TicketPriority(StrEnum):
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"


def _without_nul(value: Any) -> Any:
    return value.replace("\x00", "") if isinstance(value, str) else value


Summary = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2_000), BeforeValidator(_without_nul)
]
Department = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80), BeforeValidator(_without_nul)
]


class NewTicket(BaseModel):
    """`summary` is the matter in the contact's words or an operator's."""

    summary: Summary
    category: TicketCategory = TicketCategory.SUPPORT
    priority: TicketPriority = TicketPriority.MEDIUM
    department: Department | None = None


class TicketEdit(BaseModel):
    """What is absent or null stays as it is."""

    status: TicketStatus | None = None
    category: TicketCategory | None = None
    priority: TicketPriority | None = None
    department: Department | None = None
    summary: Summary | None = None


class Ticket(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: UUID
    protocol: str
    conversation_id: UUID | None
    contact_id: UUID
    contact_name: str
    category: TicketCategory
    priority: TicketPriority
    department: str | None
    status: TicketStatus
    summary: str
    created_at: datetime
    updated_at: datetime


class TicketPage(BaseModel):
    """Newest first; `next_before` is null on the last page."""

    items: list[Ticket]
    next_before: UUID | None


class TicketChange(BaseModel):
    """One entry of a ticket's history: field to `[before, after]`."""

    model_config = ConfigDict(from_attributes=True)

    at: datetime
    by: str
    changes: dict[str, Annotated[list[str | None], Field(min_length=2, max_length=2)]]


class TicketDetail(Ticket):
    """`history` oldest first."""

    history: list[TicketChange]
