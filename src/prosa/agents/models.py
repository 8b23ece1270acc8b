"""Tables of agents: who answers, and every version of the instructions."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, func
from sqlalchemy.orm import Mapped, mapped_column

from prosa.core.db import Base, append_only


class AgentRow(Base):
    """An agent; `published_version` is the one it answers with."""

    __tablename__ = "agent"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    engine: Mapped[str]
    published_version: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class AgentVersionRow(Base):
    """Instructions as somebody saved them; turns point to versions, so these never change.

    `texts` holds only what differs from the shipped phrases: key to variants. `files`: what is done about a file
    that cannot be read.
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
    author: Mapped[str]
    at: Mapped[datetime] = mapped_column(server_default=func.now())


append_only("agent_version")
