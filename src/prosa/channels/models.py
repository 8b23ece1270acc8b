"""Tables of channels: the lines, what is known of them, what was delivered on them, and their pace."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, SmallInteger, func, text
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
    rules: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'::jsonb"))
    last_receipt_at: Mapped[datetime | None]
    deleted_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())

    __table_args__ = (
        CheckConstraint("state IN ('unchecked', 'ok', 'stopped')", name="state"),
        Index("ix_channel_account", "connector", "account", postgresql_where=text("account IS NOT NULL")),
    )


class WatchRow(Base):
    """What the house has seen of a line, apart from what an admin sets; made with the channel.

    `usual_gap` (seconds) and `events` say how often the line speaks. `session*` is how the linked device stands,
    `restarts` how often it was restarted since it last spoke and `restart_at` when that may be done again,
    `lease_until` who looks after it. `reconcile_since`: from when on the provider's history is still to be asked for.
    `rests` counts the rests of the circuit breaker since the provider last
    answered, `resting_until` ends the present one. `down_since`: since when nothing can go out.
    """

    __tablename__ = "channel_watch"

    channel_id: Mapped[UUID] = mapped_column(ForeignKey("channel.id", ondelete="CASCADE"), primary_key=True)
    last_event_at: Mapped[datetime | None]
    usual_gap: Mapped[float | None]
    events: Mapped[int] = mapped_column(server_default="0")
    session: Mapped[str | None]
    session_detail: Mapped[str] = mapped_column(server_default="")
    session_since: Mapped[datetime | None]
    silent_since: Mapped[datetime | None]
    restarts: Mapped[int] = mapped_column(server_default="0")
    restart_at: Mapped[datetime | None]
    lease_until: Mapped[datetime | None]
    reconcile_since: Mapped[datetime | None]
    reconciled_at: Mapped[datetime | None]
    rests: Mapped[int] = mapped_column(server_default="0")
    resting_since: Mapped[datetime | None]
    resting_until: Mapped[datetime | None]
    down_since: Mapped[datetime | None]
    failed_over_at: Mapped[datetime | None]
    first_refused_at: Mapped[datetime | None]
    capped_at: Mapped[datetime | None]
    quality: Mapped[str | None]
    quality_limit: Mapped[str | None]
    quality_since: Mapped[datetime | None]
    cost_micros: Mapped[int | None]
    cost_currency: Mapped[str | None]
    trial_message_id: Mapped[UUID | None]
    reach_nonce: Mapped[str | None]


class FirstContactRow(Base):
    """Somebody who had never written on an unofficial line was written to first. `checked`: the provider said that
    the number exists, or cannot say; `failed`: nothing went out."""

    __tablename__ = "first_contact"

    channel_id: Mapped[UUID] = mapped_column(ForeignKey("channel.id", ondelete="CASCADE"), primary_key=True)
    contact_id: Mapped[UUID] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"), primary_key=True)
    at: Mapped[datetime] = mapped_column(server_default=func.now())
    checked: Mapped[bool] = mapped_column(server_default=text("false"))
    failed: Mapped[bool] = mapped_column(server_default=text("false"))

    __table_args__ = (Index("ix_first_contact_at", "channel_id", text("at DESC")),)


class AnsweredGroupRow(Base):
    """A group in which the agent may answer."""

    __tablename__ = "answered_group"

    channel_id: Mapped[UUID] = mapped_column(ForeignKey("channel.id", ondelete="CASCADE"), primary_key=True)
    group_id: Mapped[str] = mapped_column(primary_key=True)


class PublicAddressRow(Base):
    """The address under which providers reach this installation, as typed on the screen: one row."""

    __tablename__ = "public_address"

    id: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False, server_default="1")
    public_url: Mapped[str]

    __table_args__ = (CheckConstraint("id = 1", name="single"),)


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


class TemplateRow(Base):
    """A template of a line: what it says, and how it stands. `ref` is the provider's id, once it was handed in;
    a draft with one was changed here since. `state` as in `abilities.TemplateState`."""

    __tablename__ = "template"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    channel_id: Mapped[UUID] = mapped_column(ForeignKey("channel.id", ondelete="CASCADE"))
    name: Mapped[str]
    language: Mapped[str]
    category: Mapped[str]
    state: Mapped[str] = mapped_column(server_default="draft")
    reason: Mapped[str] = mapped_column(server_default="")
    header: Mapped[str] = mapped_column(server_default="")
    body: Mapped[str]
    footer: Mapped[str] = mapped_column(server_default="")
    buttons: Mapped[list[Any]] = mapped_column(server_default=text("'[]'::jsonb"))
    examples: Mapped[list[Any]] = mapped_column(server_default=text("'[]'::jsonb"))
    header_example: Mapped[str] = mapped_column(server_default="")
    ref: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now())

    __table_args__ = (
        CheckConstraint(
            "state IN ('draft', 'pending', 'approved', 'rejected', 'paused', 'disabled')", name="template_state"
        ),
        Index("uq_template", "channel_id", "name", "language", unique=True),
        Index("ix_template_ref", "ref", postgresql_where=text("ref IS NOT NULL")),
    )


class PriceRow(Base):
    """What a delivered message of a category costs in a market from a day on, in millionths of the currency."""

    __tablename__ = "price"

    from_date: Mapped[date] = mapped_column(primary_key=True)
    market: Mapped[str] = mapped_column(primary_key=True)
    category: Mapped[str] = mapped_column(primary_key=True)
    amount_micros: Mapped[int]
    currency: Mapped[str]

    __table_args__ = (CheckConstraint("amount_micros >= 0", name="amount"),)
