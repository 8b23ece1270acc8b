"""Tables of accounts: the company, who signs in and how, keys, connections, the audit log."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, UniqueConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column

from prosa.core.db import Base, append_only
from prosa.core.secrets import SEALED


class CompanyRow(Base):
    """The business that uses this installation: one row. `holidays`: whose it keeps, one of `holidays.REGIONS` or
    `none`; `optional_days`: those beside them on which it is closed too."""

    __tablename__ = "company"

    id: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False, server_default="1")
    name: Mapped[str]
    timezone: Mapped[str]
    locale: Mapped[str]
    opening_hours: Mapped[dict[str, Any]]
    holidays: Mapped[str]
    optional_days: Mapped[list[Any]]

    __table_args__ = (CheckConstraint("id = 1", name="single"),)


class SpecialDayRow(Base):
    """A day on which the company keeps other hours than its weekday and the holidays say; without spans it is closed.
    One of every year is kept under the year 2000, which has a 29 February."""

    __tablename__ = "special_day"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    day: Mapped[date]
    yearly: Mapped[bool]
    name: Mapped[str]
    spans: Mapped[list[Any]]

    __table_args__ = (UniqueConstraint("yearly", "day"),)


class UserRow(Base):
    """A person who signs in. Never deleted, because what they did stays theirs; `active` false ends access.

    `capacity`: how many conversations are given to them at once. `limited`: they see only those of their queues, the
    ones they hold and the ones they were called into.
    """

    __tablename__ = "user"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    email: Mapped[str]
    name: Mapped[str]
    role: Mapped[str]
    password_hash: Mapped[str]
    active: Mapped[bool] = mapped_column(server_default=text("true"))
    locale: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    last_login_at: Mapped[datetime | None]
    skills: Mapped[list[Any]] = mapped_column(server_default=text("'[]'::jsonb"))
    capacity: Mapped[int] = mapped_column(server_default="5")
    limited: Mapped[bool] = mapped_column(server_default=text("false"))

    __table_args__ = (
        CheckConstraint("capacity BETWEEN 0 AND 100", name="capacity"),
        CheckConstraint("role IN ('admin', 'supervisor', 'operator', 'viewer')", name="role"),
        Index("uq_user_email", text("lower(email)"), unique=True),
    )


class QueueRow(Base):
    """A team that people wait for. `department` is the reading's department that lands here, one of the queues is
    where everything else does (`fallback`). `manual`: operators take for themselves, nothing is given out.

    `capacity_alarm`: from how many waiting on the team is told. `escalate_minutes`: after so long
    without a person its leads are called, after as long again its managers (null: nobody is). `pace_seconds`: one
    person is taken from the queue every so many seconds, as last measured (null: not known). `alarmed_at`: since when
    more wait than `capacity_alarm`. `announces`: contacts are told their protocol and how long it will take.
    """

    __tablename__ = "queue"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    department: Mapped[str | None]
    position: Mapped[int] = mapped_column(server_default="0")
    manual: Mapped[bool] = mapped_column(server_default=text("false"))
    capacity_alarm: Mapped[int | None]
    escalate_minutes: Mapped[int | None] = mapped_column(server_default="10")
    active: Mapped[bool] = mapped_column(server_default=text("true"))
    fallback: Mapped[bool] = mapped_column(server_default=text("false"))
    announces: Mapped[bool] = mapped_column(server_default=text("true"))
    pace_seconds: Mapped[int | None]
    alarmed_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())

    __table_args__ = (
        Index("uq_queue_name", text("lower(name)"), unique=True),
        Index("uq_queue_department", "department", unique=True, postgresql_where=text("active")),
        Index("uq_queue_fallback", "fallback", unique=True, postgresql_where=text("fallback")),
        CheckConstraint("active OR NOT fallback", name="fallback_active"),
    )


class QueueMemberRow(Base):
    """Who works a queue, and on which step of its escalation."""

    __tablename__ = "queue_member"

    queue_id: Mapped[UUID] = mapped_column(ForeignKey("queue.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), primary_key=True)
    level: Mapped[str] = mapped_column(server_default="operator")

    __table_args__ = (
        CheckConstraint("level IN ('operator', 'lead', 'manager')", name="level"),
        Index("ix_queue_member_user_id", "user_id"),
    )


class SessionRow(Base):
    """One sign-in: of a browser (the cookie's hash and a CSRF token), or of a program (access tokens carry its
    id, refresh tokens hang on it). Ending it is deleting it."""

    __tablename__ = "session"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    token_hash: Mapped[str | None] = mapped_column(unique=True)
    csrf_token: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    expires_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    ip: Mapped[str | None]
    agent: Mapped[str | None]

    __table_args__ = (
        CheckConstraint("(token_hash IS NULL) = (csrf_token IS NULL)", name="browser_or_program"),
        Index("ix_session_user_id", "user_id"),
        Index("ix_session_expires_at", "expires_at"),
    )


class RefreshTokenRow(Base):
    """A refresh token by its hash. One that comes twice was stolen: the whole sign-in ends."""

    __tablename__ = "refresh_token"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    session_id: Mapped[UUID] = mapped_column(ForeignKey("session.id", ondelete="CASCADE"))
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    used_at: Mapped[datetime | None]

    __table_args__ = (Index("ix_refresh_token_session_id", "session_id"),)


class ApiKeyRow(Base):
    """A key of a program by its hash; `prefix` is the part people may see to tell keys apart."""

    __tablename__ = "api_key"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    prefix: Mapped[str]
    key_hash: Mapped[str] = mapped_column(unique=True)
    scopes: Mapped[list[Any]]
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    expires_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class LoginThrottleRow(Base):
    """Failed sign-ins by e-mail or by address, also for e-mails nobody has, so that a refusal tells nothing."""

    __tablename__ = "login_throttle"

    key: Mapped[str] = mapped_column(primary_key=True)
    failures: Mapped[int]
    last_at: Mapped[datetime]
    locked_until: Mapped[datetime | None]

    __table_args__ = (Index("ix_login_throttle_last_at", "last_at"),)


class AuditEntryRow(Base):
    """Who did what. Append-only: the database refuses to change, delete or truncate it."""

    __tablename__ = "audit_entry"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    actor_kind: Mapped[str]
    actor_id: Mapped[UUID | None]
    actor_name: Mapped[str]
    action: Mapped[str]
    subject_kind: Mapped[str | None]
    subject_id: Mapped[str | None]
    detail: Mapped[dict[str, Any]]
    ip: Mapped[str | None]
    correlation_id: Mapped[str | None]


class ConnectionRow(Base):
    """Settings of a connected outside system. `sealed` holds its secrets, encrypted; the key is not in here."""

    __tablename__ = "connection"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    connector: Mapped[str]
    settings: Mapped[dict[str, Any]]
    sealed: Mapped[str] = mapped_column(info=SEALED)
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now(), onupdate=func.now())


class ServiceRow(Base):
    """The outside service that was chosen for a purpose. `trouble` is what it last failed with, since when."""

    __tablename__ = "service"

    purpose: Mapped[str] = mapped_column(primary_key=True)
    connector: Mapped[str]
    connection_id: Mapped[UUID] = mapped_column(ForeignKey("connection.id"))
    trouble: Mapped[str | None]
    trouble_since: Mapped[datetime | None]


append_only(AuditEntryRow.__tablename__)
