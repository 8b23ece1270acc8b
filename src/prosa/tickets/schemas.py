"""Tickets as others see them."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, field_validator

from prosa.conversations.schemas import Priority, SlaMetric

PROTOCOL = r"\d{8}-\d{4,}"
"""The day and the number of the day."""


class TicketStatus(StrEnum):
    """`waiting`: for the contact or somebody outside; `closed`: settled for good, a new matter is a new ticket."""

    OPEN = "open"
    WAITING = "waiting"
    RESOLVED = "resolved"
    CLOSED = "closed"


UNSETTLED = (TicketStatus.OPEN, TicketStatus.WAITING)
SETTLED = (TicketStatus.RESOLVED, TicketStatus.CLOSED)


class TicketCategory(StrEnum):
    SUPPORT = "support"
    TECHNICAL = "technical"
    COMMERCIAL = "commercial"
    COMPLAINT = "complaint"
    PRAISE = "praise"


class TicketOrigin(StrEnum):
    """Who opened it: the passing of a conversation to people, the agent, or a person."""

    HANDOFF = "handoff"
    AGENT = "agent"
    PERSON = "person"


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
    priority: Priority = Priority.MEDIUM
    department: Department | None = None


class NewTicketFor(NewTicket):
    """A ticket a person opens: `conversation_id` is where the matter is dealt with."""

    conversation_id: UUID


class TicketEdit(BaseModel):
    """What is absent or null stays as it is."""

    status: TicketStatus | None = None
    category: TicketCategory | None = None
    priority: Priority | None = None
    department: Department | None = None
    summary: Summary | None = None


class TicketMerge(BaseModel):
    """`into_id` goes on with the matter."""

    into_id: UUID


class TargetState(StrEnum):
    """Of a promise of time: it runs (`ok`, from 80 % on `soon`, after its time `late`), stands still, was kept, or
    came too late."""

    OK = "ok"
    SOON = "soon"
    LATE = "late"
    PAUSED = "paused"
    MET = "met"
    MISSED = "missed"


class SlaTarget(BaseModel):
    """One promise of time. `minutes` are what was promised."""

    metric: SlaMetric
    state: TargetState
    minutes: int
    started_at: datetime
    warn_at: datetime
    due_at: datetime
    met_at: datetime | None


class Ticket(BaseModel):
    """`sla`: the next promise that runs. `recurrence`: how many earlier matters of the contact were like this one."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    protocol: str
    conversation_id: UUID | None
    contact_id: UUID
    contact_name: str
    origin: TicketOrigin
    category: TicketCategory
    priority: Priority
    department: str | None
    status: TicketStatus
    summary: str
    recurrence: int
    resolved_at: datetime | None
    merged_into: UUID | None
    sla: SlaTarget | None
    created_at: datetime
    updated_at: datetime


class TicketPage(BaseModel):
    """Newest first; `next_before` is null on the last page."""

    items: list[Ticket]
    next_before: UUID | None


class TicketCounts(BaseModel):
    """Of what is not settled: how many, how many wait for the contact, and how many are late or soon will be."""

    open: int
    waiting: int
    late: int
    soon: int


class TicketChange(BaseModel):
    """One entry of a ticket's history: field to `[before, after]`."""

    model_config = ConfigDict(from_attributes=True)

    at: datetime
    by: str
    changes: dict[str, Annotated[list[str | None], Field(min_length=2, max_length=2)]]


class TicketRef(BaseModel):
    """Another ticket, as far as it is pointed to."""

    id: UUID
    protocol: str
    summary: str
    status: TicketStatus
    created_at: datetime


class TicketDetail(Ticket):
    """`history` oldest first. `alike`: earlier matters of the contact like this one; `merged`: those that go on in
    this one. `conversations`: where it is dealt with, as far as the caller may see."""

    history: list[TicketChange]
    targets: list[SlaTarget]
    conversations: list[UUID]
    alike: list[TicketRef]
    merged: list[TicketRef]


class RecurringProblem(BaseModel):
    """What several contacts have said of late in like words. `words` are what they share, `summary` the latest."""

    words: list[str]
    summary: str
    category: TicketCategory
    contacts: int
    open: int
    tickets: list[TicketRef]
    first_at: datetime
    last_at: datetime


class RecurringProblemList(BaseModel):
    """The one of most contacts first."""

    items: list[RecurringProblem]


Minutes = Annotated[int, Field(ge=1, le=60 * 24 * 365)]


class SlaMinutes(BaseModel):
    """What is promised: the first word, each next one, and the solution."""

    first: Minutes
    next: Minutes
    resolution: Minutes


class SlaStart(StrEnum):
    """From when the first word is counted."""

    HANDOFF = "handoff"
    CONTACT = "contact"


PolicyName = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80), BeforeValidator(_without_nul)
]


class NewSlaPolicy(BaseModel):
    """For tickets of a department and category (null: any). Minutes are of business time, or `around_the_clock`."""

    name: PolicyName
    position: Annotated[int, Field(ge=0, le=1_000)] = 0
    department: Department | None = None
    category: TicketCategory | None = None
    starts: SlaStart = SlaStart.HANDOFF
    pauses: bool = True
    around_the_clock: bool = False
    minutes: dict[Priority, SlaMinutes]

    @field_validator("minutes")
    @classmethod
    def _of_every_priority(cls, value: dict[Priority, SlaMinutes]) -> dict[Priority, SlaMinutes]:
        if value.keys() != set(Priority):
            raise ValueError("every priority needs its minutes")
        return value


class SlaPolicy(BaseModel):
    """The first that fits by position counts; `general` is for whatever no other fits, and cannot be taken away."""

    id: UUID
    general: bool
    name: str
    position: int
    department: str | None
    category: TicketCategory | None
    starts: SlaStart
    pauses: bool
    around_the_clock: bool
    minutes: dict[Priority, SlaMinutes]


class SlaPolicyList(BaseModel):
    """In the order in which they are tried."""

    items: list[SlaPolicy]


class FollowUpKind(StrEnum):
    MESSAGE = "message"
    TASK = "task"


class FollowUpState(StrEnum):
    """`due`: its time has come, a person must do it."""

    PLANNED = "planned"
    DUE = "due"
    DONE = "done"
    CANCELLED = "cancelled"


class FollowUpReason(StrEnum):
    """Why it was cancelled, or (`window_closed`, `not_sent`) why a message became a task."""

    BY_HAND = "by_hand"
    ANSWERED = "answered"
    RESOLVED = "resolved"
    REOPENED = "reopened"
    OPTED_OUT = "opted_out"
    TOO_OLD = "too_old"
    WINDOW_CLOSED = "window_closed"
    NOT_SENT = "not_sent"


FollowUpText = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2_000), BeforeValidator(_without_nul)
]


class NewFollowUp(BaseModel):
    """By hand. A message goes out by itself at its time, a task waits for a person then."""

    ticket_id: UUID | None = None
    conversation_id: UUID
    kind: FollowUpKind
    text: FollowUpText
    due_at: AwareDatetime


class FollowUp(BaseModel):
    id: UUID
    contact_id: UUID
    contact_name: str
    conversation_id: UUID | None
    ticket_id: UUID | None
    kind: FollowUpKind
    text: str
    due_at: datetime
    state: FollowUpState
    reason: FollowUpReason | None
    by: str
    created_at: datetime
    ended_at: datetime | None


class FollowUpPage(BaseModel):
    """The next one due first."""

    items: list[FollowUp]


class FollowUpAfter(StrEnum):
    """Since when a rule counts: the ticket waits for its contact, or was resolved."""

    WAITING = "waiting"
    RESOLVED = "resolved"


class NewTicketRule(BaseModel):
    name: PolicyName
    after: FollowUpAfter
    minutes: Minutes
    kind: FollowUpKind
    text: FollowUpText
    active: bool = True


class TicketRule(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: UUID
    name: str
    after: FollowUpAfter
    minutes: int
    kind: FollowUpKind
    text: str
    active: bool


class TicketRuleList(BaseModel):
    items: list[TicketRule]
