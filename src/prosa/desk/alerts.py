"""Alerts: people outside of Prosa are told when a conversation waits, by e-mail, Slack or a webhook.

Whom to tell of what is kept here; how is a connector's matter. What there is to tell is gathered line by line, each
once, and goes out together: at most one message every few minutes, however many people wait.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, Field
from sqlalchemy import delete, func, select

from prosa.accounts import connections, record_action
from prosa.accounts.schemas import Principal
from prosa.core.clock import now
from prosa.core.db import Session
from prosa.core.errors import Invalid, NotFound
from prosa.core.ids import new_id
from prosa.core.outbox import publish
from prosa.core.plugins import Connector
from prosa.core.registry import Registry
from prosa.core.runtime import Runtime
from prosa.desk.models import AlertLineRow, AlertRow
from prosa.desk.port import Alerting
from prosa.desk.schemas import Title

KEEP = timedelta(days=7)
"""How long it is known that something was told."""


class AlertKind(StrEnum):
    """What can be told: somebody waits, nobody took them in time, a queue is too full, a promise of time is at risk or
    broken."""

    WAITING = "waiting"
    ESCALATED = "escalated"
    QUEUE_FULL = "queue_full"
    SLA_SOON = "sla_soon"
    SLA_LATE = "sla_late"


class AlertConnector(BaseModel):
    """A way to tell. `settings_schema` is JSON Schema; fields of format `password` are secrets."""

    name: str
    label: str
    settings_schema: dict[str, Any]


class AlertView(BaseModel):
    """`settings` with secrets masked; `trouble` is what the last message failed with."""

    id: UUID
    name: str
    connector: str
    settings: dict[str, Any]
    kinds: list[AlertKind]
    queue_ids: list[UUID]
    wait_minutes: int
    pause_minutes: int
    active: bool
    trouble: str | None
    trouble_since: datetime | None


class AlertSettings(BaseModel):
    connectors: list[AlertConnector]
    items: list[AlertView]


class NewAlert(BaseModel):
    """`queue_ids` empty: of all queues. A masked secret of an alert that is replaced stays as it was."""

    name: Title
    connector: str
    settings: dict[str, Any]
    kinds: Annotated[list[AlertKind], Field(min_length=1)]
    queue_ids: Annotated[list[UUID], Field(max_length=100)] = []
    wait_minutes: Annotated[int, Field(ge=0, le=24 * 60)] = 2
    pause_minutes: Annotated[int, Field(ge=1, le=24 * 60)] = 5
    active: bool = True


class AlertTrial(BaseModel):
    """`alert_id`: whose secrets are meant by masks."""

    connector: str
    settings: dict[str, Any]
    alert_id: UUID | None = None


class AlertTrialResult(BaseModel):
    """`detail` tells what went wrong."""

    ok: bool
    detail: str


async def settings(session: Session, runtime: Runtime) -> AlertSettings:
    rows = (await session.scalars(select(AlertRow).order_by(func.lower(AlertRow.name), AlertRow.id))).all()
    return AlertSettings(connectors=connectors(runtime.registry), items=[await _view(session, row) for row in rows])


def connectors(registry: Registry) -> list[AlertConnector]:
    """The installed connectors that can tell people something."""
    return [
        AlertConnector(name=each.name, label=each.label, settings_schema=each.settings.model_json_schema())
        for each in registry.all(Connector).values()
        if Alerting in each.provides
    ]


async def add_alert(session: Session, runtime: Runtime, actor: Principal, new: NewAlert) -> AlertView:
    """Raises `NotFound` (connector) and `Invalid` (settings)."""
    connector = alerting_connector(runtime.registry, new.connector)
    typed = connections.validated(connector.settings, new.settings)
    connection_id = await connections.save(session, runtime.vault, connector.name, typed)
    row = AlertRow(id=new_id(), connection_id=connection_id, **_values(new))
    session.add(row)
    await session.flush()
    _tell(session, actor, row, "alert.added")
    return await _view(session, row)


async def replace_alert(
    session: Session, runtime: Runtime, actor: Principal, alert_id: UUID, new: NewAlert
) -> AlertView:
    """Raises `NotFound` and `Invalid`. What it failed with is forgotten."""
    row = await _get(session, alert_id)
    connector = alerting_connector(runtime.registry, new.connector)
    kept = row.connection_id if row.connector == new.connector else None
    typed = await connections.tentative(session, runtime.vault, kept, connector.settings, new.settings)
    before = row.connection_id
    row.connection_id = await connections.save(session, runtime.vault, connector.name, typed)
    for name, value in _values(new).items():
        setattr(row, name, value)
    row.trouble = row.trouble_since = None
    row.due_at = now()
    await session.flush()
    await connections.remove(session, before)
    _tell(session, actor, row, "alert.changed")
    return await _view(session, row)


async def remove_alert(session: Session, actor: Principal, alert_id: UUID) -> None:
    """Raises `NotFound`."""
    row = await _get(session, alert_id)
    await session.delete(row)
    await session.flush()
    await connections.remove(session, row.connection_id)
    _tell(session, actor, row, "alert.removed")


async def wanting(session: Session, kind: AlertKind, queue_id: UUID | None) -> Sequence[AlertRow]:
    """Those that are to tell this, of this queue."""
    rows = await session.scalars(select(AlertRow).where(AlertRow.active, AlertRow.kinds.contains([kind])))
    return [row for row in rows if not row.queue_ids or str(queue_id) in row.queue_ids]


async def forget(session: Session) -> None:
    """What was told long ago."""
    await session.execute(delete(AlertLineRow).where(AlertLineRow.at < now() - KEEP))


def alerting_connector(registry: Registry, name: str) -> Connector:
    """Raises `NotFound`, and `Invalid` for one that tells nobody anything."""
    connector = registry.get(Connector, name)
    if Alerting not in connector.provides:
        raise Invalid(f"{name} tells nobody anything")
    return connector


def _values(new: NewAlert) -> dict[str, Any]:
    return new.model_dump(mode="json", exclude={"settings"})


async def _get(session: Session, alert_id: UUID) -> AlertRow:
    row = await session.get(AlertRow, alert_id, with_for_update=True)
    if row is None:
        raise NotFound("no such alert")
    return row


async def _view(session: Session, row: AlertRow) -> AlertView:
    return AlertView(
        id=row.id,
        name=row.name,
        connector=row.connector,
        settings=await connections.masked(session, row.connection_id),
        kinds=[AlertKind(kind) for kind in row.kinds],
        queue_ids=[UUID(queue_id) for queue_id in row.queue_ids],
        wait_minutes=row.wait_minutes,
        pause_minutes=row.pause_minutes,
        active=row.active,
        trouble=row.trouble,
        trouble_since=row.trouble_since,
    )


def _tell(session: Session, actor: Principal, row: AlertRow, action: str) -> None:
    record_action(session, actor, action, ("alert", row.id), name=row.name, connector=row.connector)
    publish(session, "alerts")
