"""Tables of agents: who answers, every version of the instructions, and the language models with what they cost."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, func, text
from sqlalchemy.orm import Mapped, mapped_column

from prosa.core.db import Base, append_only


class AgentRow(Base):
    """An agent; `published_version` is the one it answers with.

    `channels`: ids of the channels it alone answers on; one without any answers wherever no other does.
    """

    __tablename__ = "agent"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    engine: Mapped[str]
    published_version: Mapped[int]
    channels: Mapped[list[Any]] = mapped_column(server_default=text("'[]'::jsonb"))
    active: Mapped[bool] = mapped_column(server_default="true")
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class AgentVersionRow(Base):
    """Instructions as somebody saved them; turns point to versions, so these never change.

    `texts` holds only what differs from the shipped phrases: key to variants. `files`: what is done about a file
    that cannot be read. The JSON columns hold the schemas of the same names (`agents.schemas`).
    """

    __tablename__ = "agent_version"

    agent_id: Mapped[UUID] = mapped_column(ForeignKey("agent.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    persona: Mapped[str]
    tone: Mapped[str]
    rules: Mapped[str]
    language: Mapped[str]
    texts: Mapped[dict[str, Any]]
    files: Mapped[str] = mapped_column(server_default="ask")
    model: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'::jsonb"))
    tools: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'::jsonb"))
    knowledge: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'::jsonb"))
    prompts: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'::jsonb"))
    escalation: Mapped[list[Any]] = mapped_column(server_default=text("'[]'::jsonb"))
    goals: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'::jsonb"))
    hours: Mapped[str] = mapped_column(server_default="always")
    follow_up: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'::jsonb"))
    author: Mapped[str]
    at: Mapped[datetime] = mapped_column(server_default=func.now())


append_only("agent_version")


class ExampleRow(Base):
    """What a person said a message really means: an example that weighs more than the shipped ones.

    `source` tells who taught it; of a correction `source_id` is the turn, `read` what the model had said of it, and
    `agreed` whether what was acted on without asking was right (null: nothing was). The text has no personal data.
    """

    __tablename__ = "understanding_example"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    source: Mapped[str]
    source_id: Mapped[UUID] = mapped_column(unique=True)
    conversation_id: Mapped[UUID | None] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"))
    text: Mapped[str]
    language: Mapped[str]
    labels: Mapped[dict[str, Any]]
    entities: Mapped[list[Any]]
    weight: Mapped[float]
    read: Mapped[dict[str, Any]]
    agreed: Mapped[bool | None]
    said_at: Mapped[datetime]
    author: Mapped[str]
    at: Mapped[datetime] = mapped_column(server_default=func.now())

    __table_args__ = (
        Index("ix_understanding_example_conversation_id", "conversation_id"),
        Index("ix_understanding_example_said_at", "said_at"),
    )


class LearnedRow(Base):
    """A trained model: from which shipped examples and code (their digest) and which of the company's own, and what it
    makes of the golden set. The newest that is `live` is the one that reads. `weights` is its key in the storage, kept
    for it and for the one before."""

    __tablename__ = "understanding_model"

    revision: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    shipped: Mapped[str]
    examples: Mapped[int]
    corrections: Mapped[list[Any]]
    golden: Mapped[dict[str, Any]]
    live: Mapped[bool]
    weights: Mapped[str | None]
    trained_at: Mapped[datetime] = mapped_column(server_default=func.now())


class UnderstandingRow(Base):
    """How a company uses what is read: one row. `bounds` by head, `departments` by category."""

    __tablename__ = "understanding_settings"

    id: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False, server_default="1")
    bounds: Mapped[dict[str, Any]]
    departments: Mapped[dict[str, Any]]

    __table_args__ = (CheckConstraint("id = 1", name="single"),)


class ModelConnectionRow(Base):
    """A language model that may answer. Its key is the stored connection `secret`; `profile` and `prices` hold the
    schemas of the same names (`agents.model_schemas`). Without `prices` the known ones of its provider count."""

    __tablename__ = "model_connection"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    provider: Mapped[str]
    model: Mapped[str]
    base_url: Mapped[str | None]
    secret: Mapped[UUID] = mapped_column(ForeignKey("connection.id"))
    profile: Mapped[dict[str, Any]]
    prices: Mapped[dict[str, Any] | None]
    timeout_seconds: Mapped[float]
    temperature: Mapped[float | None]
    max_tokens: Mapped[int | None]
    enabled: Mapped[bool] = mapped_column(server_default="true")
    revision: Mapped[int] = mapped_column(server_default="1")
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class ModelCallRow(Base):
    """One request to a language model, also one that failed: `error` is a code. `micros` are millionths of the
    currency of the prices. What was written is not kept here. The conversation may be gone by now."""

    __tablename__ = "model_call"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(server_default=func.now())
    connection_id: Mapped[UUID | None] = mapped_column(ForeignKey("model_connection.id", ondelete="SET NULL"))
    model: Mapped[str]
    purpose: Mapped[str]
    agent_id: Mapped[UUID | None]
    conversation_id: Mapped[UUID | None]
    turn_id: Mapped[UUID | None]
    input_tokens: Mapped[int]
    output_tokens: Mapped[int]
    cached_tokens: Mapped[int]
    micros: Mapped[int]
    ms: Mapped[int]
    error: Mapped[str | None]

    __table_args__ = (
        Index("ix_model_call_agent_at", "agent_id", "at"),
        Index("ix_model_call_at", "at"),
        Index("ix_model_call_conversation_id", "conversation_id"),
    )
