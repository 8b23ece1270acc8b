"""Tables of channels: the lines, what was delivered on them, and their pace."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, func, text
from sqlalchemy.orm import Mapped, mapped_column

from prosa.core.db import Base


class ChannelRow(Base):
    """A connected line. `account` is the provider's name for it where one webhook serves several lines.

    `state`: unchecked until it was tried, ok, or stopped (the provider refuses the line; nothing is sent until an
    admin has mended it).
    """

    __tablename__ = "channel"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    connector: Mapped[str]
    connection_id: Mapped[UUID] = mapped_column(ForeignKey("connection.id"))
    account: Mapped[str | None]
    enabled: Mapped[bool] = mapped_column(server_default=text("true"))
    state: Mapped[str] = mapped_column(server_default="unchecked")
    state_detail: Mapped[str | None]
    last_receipt_at: Mapped[datetime | None]
    deleted_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())

    __table_args__ = (
        CheckConstraint("state IN ('unchecked', 'ok', 'stopped')", name="state"),
        Index("ix_channel_account", "connector", "account", postgresql_where=text("account IS NOT NULL")),
    )


class DeliveryRow(Base):
    """A webhook call as it came, kept for 30 days. It is the receipt: once it is stored the provider gets its 200.

    `state`: stored (to be taken in; `lease_until` says by whom not to), taken_in, rejected (signed but not in the
    provider's format), failed (given up after several tries; shown in the audit).
    """

    __tablename__ = "delivery"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    channel_id: Mapped[UUID] = mapped_column(ForeignKey("channel.id"))
    received_at: Mapped[datetime] = mapped_column(server_default=func.now())
    headers: Mapped[dict[str, Any]]
    body: Mapped[bytes] = mapped_column(LargeBinary)
    state: Mapped[str] = mapped_column(server_default="stored")
    lease_until: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(server_default="0")
    error: Mapped[str | None]

    __table_args__ = (
        CheckConstraint("state IN ('stored', 'taken_in', 'rejected', 'failed')", name="state"),
        Index("ix_delivery_stored", "channel_id", "id", postgresql_where=text("state = 'stored'")),
        Index("ix_delivery_failed", "id", postgresql_where=text("state = 'failed'")),
        Index("ix_delivery_received_at", "received_at"),
    )


class PaceRow(Base):
    """When the next send under `key` would be on time (theoretical arrival time of the generic cell rate
    algorithm); the pace of a line or of a pair is this one number."""

    __tablename__ = "pace"

    key: Mapped[str] = mapped_column(primary_key=True)
    due_at: Mapped[datetime]
