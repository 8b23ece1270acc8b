"""The stored turn: what was read, understood, decided, called, cited and sent."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from prosa.core.db import Base


class TurnRow(Base):
    """One attempt to answer. At most one per conversation is `thinking`, under a lease."""

    __tablename__ = "turn"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"))
    status: Mapped[str]
    epoch: Mapped[int]
    first_seq: Mapped[int]
    last_seq: Mapped[int]
    said: Mapped[list[Any]]
    attempt: Mapped[int]
    lease_until: Mapped[datetime]
    started_at: Mapped[datetime] = mapped_column(server_default=func.now())
    finished_at: Mapped[datetime | None]
    duration_ms: Mapped[int | None]
    engine: Mapped[str]
    agent_id: Mapped[UUID | None]
    instructions_version: Mapped[int]
    understanding: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'::jsonb"))
    kind: Mapped[str | None]
    confidence: Mapped[float | None]
    handoff_reason: Mapped[str | None]
    calls: Mapped[list[Any]] = mapped_column(server_default=text("'[]'::jsonb"))
    evidence: Mapped[list[Any]] = mapped_column(server_default=text("'[]'::jsonb"))
    guards: Mapped[list[Any]] = mapped_column(server_default=text("'[]'::jsonb"))
    error: Mapped[str | None]
    cost_micros: Mapped[int] = mapped_column(server_default="0")
    models: Mapped[list[Any]] = mapped_column(server_default=text("'[]'::jsonb"))

    __table_args__ = (
        CheckConstraint(
            "status IN ('thinking', 'answered', 'handed', 'superseded', 'abandoned', 'overruled')",
            name="status",
        ),
        Index(
            "uq_turn_thinking",
            "conversation_id",
            unique=True,
            postgresql_where=text("status = 'thinking'"),
        ),
        Index("ix_turn_lease", "lease_until", postgresql_where=text("status = 'thinking'")),
        Index("ix_turn_conversation_id", "conversation_id", "id"),
    )


class ToolActionRow(Base):
    """One write a tool was asked for, from what was shown to what came of it. `id` is the id of the call.

    `key` stands for the tool and its arguments, `digest` also for the contact and for what they were `shown`. `by` is
    `contact`, or who asked on their behalf (`user:<id>`, `api_key:<id>`). `authority` is the message in which the
    contact asked for it or said yes: one message does one thing once. `turn_id` is the turn that asked or, while it is
    `offered`, the one that showed it.
    """

    __tablename__ = "tool_action"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"))
    contact_id: Mapped[UUID] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"))
    turn_id: Mapped[UUID | None]
    tool: Mapped[str]
    arguments: Mapped[dict[str, Any]]
    key: Mapped[str]
    digest: Mapped[str]
    shown: Mapped[str]
    cents: Mapped[int]
    by: Mapped[str]
    by_name: Mapped[str]
    language: Mapped[str]
    state: Mapped[str]
    authority: Mapped[UUID | None]
    asked_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str | None]
    finished_at: Mapped[datetime | None]
    result: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    error: Mapped[str | None]

    __table_args__ = (
        CheckConstraint(
            "state IN ('offered', 'replaced', 'waiting', 'running', 'done', 'failed', 'rejected')", name="state"
        ),
        Index("uq_tool_action_authority", "authority", "key", unique=True),
        Index(
            "uq_tool_action_offered",
            "conversation_id",
            "by",
            unique=True,
            postgresql_where=text("state = 'offered'"),
        ),
        Index("ix_tool_action_contact_id", "contact_id", "tool", "asked_at"),
        Index("ix_tool_action_waiting", "asked_at", postgresql_where=text("state = 'waiting'")),
    )
