"""Live events as stored: the log every process reads to keep its open screens true."""

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

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


class Watchers:
    """Those in this process who wait for news of one conversation; whoever reads the log tells them."""

    def __init__(self) -> None:
        self._waiting: defaultdict[UUID, set[asyncio.Event]] = defaultdict(set)

    @contextmanager
    def watch(self, conversation_id: UUID) -> Iterator[asyncio.Event]:
        """An event that is set at every news, until the end of the block; the watcher clears it."""
        news = asyncio.Event()
        self._waiting[conversation_id].add(news)
        try:
            yield news
        finally:
            self._waiting[conversation_id].discard(news)
            if not self._waiting[conversation_id]:
                del self._waiting[conversation_id]

    def tell(self, conversation_id: UUID) -> None:
        for news in self._waiting.get(conversation_id, ()):
            news.set()


__all__ = ["LiveEvent", "Watchers", "publish"]
