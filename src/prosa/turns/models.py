"""The stored turn: what was read, understood, decided, called, cited and sent."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, func, text
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
