"""Live events as stored: the log every process reads to keep its open screens true."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index, func, text
from sqlalchemy.orm import Mapped, mapped_column

from prosa.core.db import Base
from prosa.core.outbox import publish


class LiveEvent(Base):
    """One change, told to every tab. `xid` orders by commit safety: rows under the oldest running transaction
    are final, so a reader that follows `xid` never skips one that commits late."""

    __tablename__ = "live_event"

    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=True)
    at: Mapped[datetime] = mapped_column(server_default=func.now())
    type: Mapped[str]
    payload: Mapped[dict[str, Any]]
    xid: Mapped[int] = mapped_column(server_default=text("pg_current_xact_id()::text::bigint"))

    __table_args__ = (Index("ix_live_event_at", "at"), Index("ix_live_event_xid_seq", "xid", "seq"))


__all__ = ["LiveEvent", "publish"]
