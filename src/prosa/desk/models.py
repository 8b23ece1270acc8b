"""Tables of the desk."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, UniqueConstraint, func
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from prosa.core.db import Base


class CannedReplyRow(Base):
    """A text operators send often. `text` may hold the variables of `canned.VARIABLES`; `queue_id`: it is for this
    team only."""

    __tablename__ = "canned_reply"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    shortcut: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    text: Mapped[str]
    queue_id: Mapped[UUID | None] = mapped_column(ForeignKey("queue.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now(), onupdate=func.now())


class DraftRow(Base):
    """What one operator has typed in one conversation and not sent."""

    __tablename__ = "draft"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), primary_key=True)
    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"), primary_key=True)
    mode: Mapped[str]
    text: Mapped[str]
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now())

    __table_args__ = (
        CheckConstraint("mode IN ('reply', 'note')", name="mode"),
        Index("ix_draft_conversation_id", "conversation_id"),
    )


class ScheduledRow(Base):
    """A message an operator wrote for later. `message` is what the API takes (`NewMessage`), `reason` why it was not
    sent."""

    __tablename__ = "scheduled_message"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"))
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"))
    message: Mapped[dict[str, Any]]
    send_at: Mapped[datetime]
    unless_reply: Mapped[bool]
    written_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(server_default="waiting")
    reason: Mapped[str | None]
    message_id: Mapped[UUID | None]

    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'sent', 'cancelled', 'failed')", name="state"),
        Index("ix_scheduled_message_conversation_id", "conversation_id", "send_at"),
        Index("ix_scheduled_message_due", "send_at", postgresql_where=sql("state = 'waiting'")),
        Index("ix_scheduled_message_user", "user_id", "send_at", postgresql_where=sql("state = 'waiting'")),
    )


class MacroRow(Base):
    """Several actions under one name. `steps` are those of `actions.Action`; `queue_id`: only shown to that team."""

    __tablename__ = "macro"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    steps: Mapped[list[Any]]
    queue_id: Mapped[UUID | None] = mapped_column(ForeignKey("queue.id", ondelete="CASCADE"))
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())

    __table_args__ = (Index("uq_macro_name", sql("lower(name)"), unique=True),)


class SavedViewRow(Base):
    """A list of conversations kept under a name, of one person or (`user_id` null) of everybody."""

    __tablename__ = "saved_view"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    name: Mapped[str]
    filters: Mapped[dict[str, Any]]
    position: Mapped[int] = mapped_column(server_default="0")
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())

    __table_args__ = (Index("ix_saved_view_user_id", "user_id"),)


class UndoRow(Base):
    """How what one person did at once is taken back: `steps` are conversation, epoch afterwards and the actions that
    lead back, see `undoing`."""

    __tablename__ = "desk_undo"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    steps: Mapped[list[Any]]
    at: Mapped[datetime] = mapped_column(server_default=func.now())

    __table_args__ = (Index("ix_desk_undo_at", "at"),)


class CaseRow(Base):
    """What is kept of a case (`cases.Case`) to count by. `answer_ms` is from the first message to the first word of the
    agent or a person, `person_ms` from the handoff (or the first message) to the first word of a person, `length_ms` to
    the end. `by_agent`: ended without a person. `csat` 1 to 5 and `nps` 0 to 10 as the contact said. `late`: a promise
    of time was broken."""

    __tablename__ = "case"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"))
    channel_id: Mapped[UUID]
    contact_id: Mapped[UUID]
    agent_id: Mapped[UUID | None]
    queue_id: Mapped[UUID | None]
    operator_id: Mapped[UUID | None]
    first_seq: Mapped[int]
    last_seq: Mapped[int]
    opened_at: Mapped[datetime]
    last_at: Mapped[datetime]
    state: Mapped[str]
    holder: Mapped[str]
    ended_at: Mapped[datetime | None]
    resolved_reason: Mapped[str | None]
    handed_at: Mapped[datetime | None]
    handoff_reason: Mapped[str | None]
    by_agent: Mapped[bool]
    answer_ms: Mapped[int | None]
    person_ms: Mapped[int | None]
    length_ms: Mapped[int | None]
    inbound: Mapped[int]
    agent_said: Mapped[int]
    people_said: Mapped[int]
    handoffs: Mapped[int]
    transfers: Mapped[int]
    asked_again: Mapped[int]
    csat: Mapped[int | None]
    nps: Mapped[int | None]
    late: Mapped[bool] = mapped_column(server_default=sql("false"))

    __table_args__ = (
        UniqueConstraint("conversation_id", "first_seq"),
        CheckConstraint("state IN ('open', 'resolved', 'left')", name="state"),
        CheckConstraint("holder IN ('agent', 'queue', 'person')", name="holder"),
        Index("ix_case_opened_at", sql("opened_at DESC"), sql("id DESC")),
        Index(
            "ix_case_operator", "operator_id", sql("opened_at DESC"), postgresql_where=sql("operator_id IS NOT NULL")
        ),
        Index("ix_case_queue", "queue_id", sql("opened_at DESC"), postgresql_where=sql("queue_id IS NOT NULL")),
        Index("ix_case_ended_at", "ended_at", postgresql_where=sql("ended_at IS NOT NULL")),
        Index("ix_case_quiet", "last_at", postgresql_where=sql("state = 'open' AND holder = 'agent'")),
    )


class PlaceRow(Base):
    """Up to which line of all threads something has read that goes through them (`name`)."""

    __tablename__ = "desk_place"

    name: Mapped[str] = mapped_column(primary_key=True)
    line: Mapped[UUID]


class SurveyPlanRow(Base):
    """What contacts are asked after a matter was resolved: one row. `kind` none asks nothing; `low` is the score from
    which downwards somebody follows up; `people_only`: only where a person had the floor."""

    __tablename__ = "survey_plan"

    id: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False, server_default="1")
    kind: Mapped[str]
    question: Mapped[str]
    thanks: Mapped[str]
    low: Mapped[int]
    people_only: Mapped[bool]

    __table_args__ = (
        CheckConstraint("id = 1", name="single"),
        CheckConstraint("kind IN ('none', 'csat', 'nps')", name="kind"),
    )


class SurveyRow(Base):
    """One contact asked once how it was. `token_hash` opens the public page; `by` is `chat` or `page`."""

    __tablename__ = "survey"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str]
    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"))
    contact_id: Mapped[UUID] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"))
    queue_id: Mapped[UUID | None]
    operator_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
    seq: Mapped[int]
    token_hash: Mapped[str] = mapped_column(unique=True)
    asked_at: Mapped[datetime] = mapped_column(server_default=func.now())
    expires_at: Mapped[datetime]
    score: Mapped[int | None]
    comment: Mapped[str | None]
    answered_at: Mapped[datetime | None]
    by: Mapped[str | None]
    ticket_id: Mapped[UUID | None]

    __table_args__ = (
        CheckConstraint("kind IN ('csat', 'nps')", name="kind"),
        CheckConstraint("by IN ('chat', 'page')", name="by"),
        CheckConstraint(
            "(score IS NULL) = (answered_at IS NULL) AND score BETWEEN CASE kind WHEN 'csat' THEN 1 ELSE 0 END "
            "AND CASE kind WHEN 'csat' THEN 5 ELSE 10 END",
            name="score",
        ),
        Index("ix_survey_contact_id", "contact_id", "asked_at"),
        Index("ix_survey_conversation_id", "conversation_id"),
        Index("ix_survey_answered_at", sql("answered_at DESC"), postgresql_where=sql("answered_at IS NOT NULL")),
        Index("ix_survey_asked_at", "asked_at"),
    )


class AutomationRow(Base):
    """A rule: when `trigger` happens and all `conditions` hold, `actions` are done in their order. `since` is when it
    was last switched on: what happened before is none of its business."""

    __tablename__ = "automation"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    active: Mapped[bool]
    trigger: Mapped[str]
    minutes: Mapped[int | None]
    conditions: Mapped[dict[str, Any]]
    actions: Mapped[list[Any]]
    since: Mapped[datetime] = mapped_column(server_default=func.now())
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())

    __table_args__ = (
        CheckConstraint("trigger IN ('message', 'handed', 'resolved', 'waiting')", name="trigger"),
        CheckConstraint("(trigger = 'waiting') = (minutes IS NOT NULL)", name="minutes"),
    )


class AutomationRunRow(Base):
    """That a rule was carried out about one thing that happened (`subject`), once, and what came of it."""

    __tablename__ = "automation_run"

    rule_id: Mapped[UUID] = mapped_column(ForeignKey("automation.id", ondelete="CASCADE"), primary_key=True)
    subject: Mapped[str] = mapped_column(primary_key=True)
    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"))
    at: Mapped[datetime] = mapped_column(server_default=func.now())
    results: Mapped[list[Any]]

    __table_args__ = (
        Index("ix_automation_run_rule_at", "rule_id", sql("at DESC")),
        Index("ix_automation_run_conversation_id", "conversation_id"),
    )


class PresenceRow(Base):
    """Whether somebody is at work, as they last said (`state`, `reason` of a pause), and the last sign of life of any
    of their tabs. Without one they are offline, whatever they said."""

    __tablename__ = "presence"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), primary_key=True)
    state: Mapped[str]
    reason: Mapped[str | None]
    since: Mapped[datetime] = mapped_column(server_default=func.now())
    seen_at: Mapped[datetime] = mapped_column(server_default=func.now())

    __table_args__ = (
        CheckConstraint("state IN ('online', 'paused', 'offline')", name="state"),
        Index("ix_presence_seen_at", "seen_at", postgresql_where=sql("state <> 'offline'")),
    )


class ContactOwnerRow(Base):
    """Whose contact it is: they are asked first when it needs a person."""

    __tablename__ = "contact_owner"

    contact_id: Mapped[UUID] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    since: Mapped[datetime] = mapped_column(server_default=func.now())

    __table_args__ = (Index("ix_contact_owner_user_id", "user_id"),)


class EscalationRow(Base):
    """A conversation that waits for a person: who was called last, and when the next step is due (null: there is
    none). `epoch` is the floor under which it waits."""

    __tablename__ = "escalation"

    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"), primary_key=True)
    epoch: Mapped[int]
    level: Mapped[str]
    due_at: Mapped[datetime | None]
    vip: Mapped[bool]

    __table_args__ = (
        CheckConstraint("level IN ('operator', 'lead', 'manager')", name="level"),
        Index("ix_escalation_due_at", "due_at", postgresql_where=sql("due_at IS NOT NULL")),
    )


class AlertRow(Base):
    """Whom to tell outside of Prosa, of what: `kinds` of `alerts.AlertKind`, of the queues `queue_ids` (empty: all), of
    those who wait once they have waited `wait_minutes`. At most one message every `pause_minutes`; `due_at` is when
    the next may go."""

    __tablename__ = "alert"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    connector: Mapped[str]
    connection_id: Mapped[UUID] = mapped_column(ForeignKey("connection.id"))
    kinds: Mapped[list[Any]]
    queue_ids: Mapped[list[Any]]
    wait_minutes: Mapped[int]
    pause_minutes: Mapped[int]
    active: Mapped[bool] = mapped_column(server_default=sql("true"))
    due_at: Mapped[datetime] = mapped_column(server_default=func.now())
    trouble: Mapped[str | None]
    trouble_since: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class AlertLineRow(Base):
    """One thing to tell; `key` names it, so that it is told once. `told_at` null: not yet."""

    __tablename__ = "alert_line"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    alert_id: Mapped[UUID] = mapped_column(ForeignKey("alert.id", ondelete="CASCADE"))
    key: Mapped[str]
    kind: Mapped[str]
    conversation_id: Mapped[UUID | None] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"))
    queue_id: Mapped[UUID | None] = mapped_column(ForeignKey("queue.id", ondelete="CASCADE"))
    count: Mapped[int | None]
    at: Mapped[datetime] = mapped_column(server_default=func.now())
    told_at: Mapped[datetime | None]

    __table_args__ = (
        UniqueConstraint("alert_id", "key"),
        Index("ix_alert_line_untold", "alert_id", "id", postgresql_where=sql("told_at IS NULL")),
        Index("ix_alert_line_at", "at"),
        Index("ix_alert_line_conversation_id", "conversation_id"),
        Index("ix_alert_line_queue_id", "queue_id"),
    )
