"""Tables of speech: where replies are spoken, and what was spoken before."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, func
from sqlalchemy.orm import Mapped, mapped_column

from prosa.core.db import Base


class VoiceRuleRow(Base):
    """When the agent answers aloud on one channel."""

    __tablename__ = "voice_rule"

    channel_id: Mapped[UUID] = mapped_column(ForeignKey("channel.id", ondelete="CASCADE"), primary_key=True)
    replies: Mapped[str]

    __table_args__ = (CheckConstraint("replies IN ('off', 'when_spoken', 'always')", name="replies"),)


class SpokenRow(Base):
    """A voice note that was made of a text; `digest` is of the text, the language and the voice."""

    __tablename__ = "spoken"

    digest: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str]
    size: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
