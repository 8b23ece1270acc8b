"""Tables of the desk."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, func
from sqlalchemy.orm import Mapped, mapped_column

from prosa.core.db import Base


class CannedReplyRow(Base):
    """A text operators send often. `text` may hold the variables of `canned.VARIABLES`."""

    __tablename__ = "canned_reply"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    shortcut: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    text: Mapped[str]
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
