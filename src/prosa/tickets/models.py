"""Tables of tickets."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, func, literal_column
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from prosa.core.db import Base

SEARCH_VECTOR = "to_tsvector('simple', plain)"


class TicketRow(Base):
    """A matter of one contact. `protocol` is what the contact is told: day and number of the day.

    `conversation_id`: where it began; `ticket_conversation` has all of them. `origin`: a handoff, the agent, a person.
    `recurrence`: how many earlier matters of the contact were like this one. `merged_into`: it goes on in another.
    `plain`: the words of the summary as they are searched for.
    """

    __tablename__ = "ticket"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    protocol: Mapped[str] = mapped_column(unique=True)
    conversation_id: Mapped[UUID | None] = mapped_column(ForeignKey("conversation.id", ondelete="SET NULL"))
    contact_id: Mapped[UUID] = mapped_column(ForeignKey("contact.id"))
    origin: Mapped[str] = mapped_column(server_default="person")
    category: Mapped[str]
    priority: Mapped[str]
    department: Mapped[str | None]
    status: Mapped[str] = mapped_column(server_default="open")
    summary: Mapped[str]
    plain: Mapped[str] = mapped_column(server_default="")
    recurrence: Mapped[int] = mapped_column(server_default="0")
    resolved_at: Mapped[datetime | None]
    merged_into: Mapped[UUID | None] = mapped_column(ForeignKey("ticket.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now())

    __table_args__ = (
        CheckConstraint("status IN ('open', 'waiting', 'resolved', 'closed')", name="status"),
        CheckConstraint("priority IN ('low', 'medium', 'high', 'critical')", name="priority"),
        CheckConstraint("origin IN ('handoff', 'agent', 'person')", name="origin"),
        CheckConstraint(
            "category IN ('support', 'technical', 'commercial', 'complaint', 'praise')",
            name="category",
        ),
        CheckConstraint("(resolved_at IS NOT NULL) = (status IN ('resolved', 'closed'))", name="resolved"),
        Index("ix_ticket_contact_id", "contact_id", "id"),
        Index("ix_ticket_conversation_id", "conversation_id"),
        Index("ix_ticket_status", "status", "id"),
        Index("ix_ticket_unsettled", "id", postgresql_where=sql("status IN ('open', 'waiting')")),
        Index("ix_ticket_search", literal_column(SEARCH_VECTOR), postgresql_using="gin"),
        Index("ix_ticket_resolved_at", "resolved_at", postgresql_where=sql("status = 'resolved'")),
    )


class TicketConversationRow(Base):
    """A conversation in which a ticket's matter is dealt with. `seen_seq`: the last line its clocks have heard;
    `with_people`: whether the agent was silent by then."""

    __tablename__ = "ticket_conversation"

    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("ticket.id", ondelete="CASCADE"), primary_key=True)
    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"), primary_key=True)
    seen_seq: Mapped[int]
    with_people: Mapped[bool]

    __table_args__ = (Index("ix_ticket_conversation_conversation_id", "conversation_id"),)


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


class SlaPolicyRow(Base):
    """What is promised to which tickets: the first policy by position whose department and category fit (null: any).

    `minutes`: by priority, of `first`, `next` and `resolution`. `starts`: whether the first word is counted from the
    contact's first line or from the handoff. `pauses`: whether the solution's clock stands while the ticket waits for
    the contact. `around_the_clock`: minutes are of the clock, not of business time.
    """

    __tablename__ = "sla_policy"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    position: Mapped[int]
    department: Mapped[str | None]
    category: Mapped[str | None]
    starts: Mapped[str]
    pauses: Mapped[bool]
    around_the_clock: Mapped[bool]
    minutes: Mapped[dict[str, Any]]

    __table_args__ = (
        CheckConstraint("starts IN ('handoff', 'contact')", name="starts"),
        Index("uq_sla_policy_name", sql("lower(name)"), unique=True),
    )


class SlaTargetRow(Base):
    """One promise of time. It runs while `met_at` and `paused_at` are null. `waits`: pairs of moments in which its
    clock stood; `due_at` and `warn_at` follow from all of that and the calendar."""

    __tablename__ = "sla_target"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("ticket.id", ondelete="CASCADE"))
    policy_id: Mapped[UUID] = mapped_column(ForeignKey("sla_policy.id", ondelete="CASCADE"))
    metric: Mapped[str]
    started_at: Mapped[datetime]
    minutes: Mapped[int]
    waits: Mapped[list[Any]] = mapped_column(server_default=sql("'[]'::jsonb"))
    paused_at: Mapped[datetime | None]
    warn_at: Mapped[datetime]
    due_at: Mapped[datetime]
    warned_at: Mapped[datetime | None]
    met_at: Mapped[datetime | None]
    breached_at: Mapped[datetime | None]

    __table_args__ = (
        UniqueConstraint("ticket_id", "metric", "started_at"),
        CheckConstraint("metric IN ('first', 'next', 'resolution')", name="metric"),
        Index(
            "ix_sla_target_warn",
            "warn_at",
            postgresql_where=sql("met_at IS NULL AND paused_at IS NULL AND warned_at IS NULL"),
        ),
        Index(
            "ix_sla_target_due",
            "due_at",
            postgresql_where=sql("met_at IS NULL AND paused_at IS NULL AND breached_at IS NULL"),
        ),
        Index("ix_sla_target_running", "policy_id", postgresql_where=sql("met_at IS NULL")),
    )


class FollowUpRuleRow(Base):
    """When a follow-up is planned by itself: so many business minutes after a ticket began to wait for its contact,
    or was resolved."""

    __tablename__ = "follow_up_rule"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    after: Mapped[str]
    minutes: Mapped[int]
    kind: Mapped[str]
    text: Mapped[str]
    active: Mapped[bool]

    __table_args__ = (
        CheckConstraint("after IN ('waiting', 'resolved')", name="after"),
        CheckConstraint("kind IN ('message', 'task')", name="kind"),
        Index("uq_follow_up_rule_name", sql("lower(name)"), unique=True),
    )


class FollowUpRow(Base):
    """Something to be done for a contact at a time: a message that is sent, or a task for a person. `due`: its time
    has come and a person must do it. `reason` says why it was cancelled, or why a message became a task."""

    __tablename__ = "follow_up"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    contact_id: Mapped[UUID] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"))
    conversation_id: Mapped[UUID | None] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"))
    ticket_id: Mapped[UUID | None] = mapped_column(ForeignKey("ticket.id", ondelete="CASCADE"))
    rule_id: Mapped[UUID | None] = mapped_column(ForeignKey("follow_up_rule.id", ondelete="SET NULL"))
    kind: Mapped[str]
    text: Mapped[str]
    due_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(server_default="planned")
    reason: Mapped[str | None]
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
    by: Mapped[str]
    message_id: Mapped[UUID | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    ended_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("kind IN ('message', 'task')", name="kind"),
        CheckConstraint("state IN ('planned', 'due', 'done', 'cancelled')", name="state"),
        Index("ix_follow_up_planned", "due_at", postgresql_where=sql("state = 'planned'")),
        Index("ix_follow_up_open", "due_at", postgresql_where=sql("state IN ('planned', 'due')")),
        Index("ix_follow_up_ticket_id", "ticket_id"),
        Index("ix_follow_up_conversation_id", "conversation_id"),
        Index("ix_follow_up_contact_id", "contact_id"),
    )
