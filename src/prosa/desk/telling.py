"""Alerts on their way: what there is to tell is written down once, and goes out together when its time has come."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from importlib.resources import files
from typing import Any
from uuid import UUID

import httpx
import structlog
from pydantic import BaseModel
from sqlalchemy import exists, select, update
from sqlalchemy.dialects.postgresql import insert

from prosa.accounts import connections, get_company
from prosa.accounts.queues import queue_names
from prosa.accounts.schemas import Company
from prosa.conversations import inbox, overview
from prosa.conversations.overview import Wait
from prosa.conversations.schemas import ConversationStatus
from prosa.conversations.views import ConversationItem
from prosa.core.clock import now
from prosa.core.db import Session
from prosa.core.errors import ProsaError
from prosa.core.ids import new_id
from prosa.core.outbox import publish
from prosa.core.plugins import Connector
from prosa.core.reach import PublicOnly
from prosa.core.runtime import Runtime
from prosa.desk.alerts import AlertKind, AlertTrial, AlertTrialResult, alerting_connector, wanting
from prosa.desk.models import AlertLineRow, AlertRow
from prosa.desk.port import Alert, Alerting, AlertItem

log = structlog.get_logger(__name__)

MOST_LINES = 50
"""Of one message; what is left comes with the next."""
LEASE = timedelta(seconds=60)
"""How long a worker may take over one message before another tries."""
STALE = timedelta(hours=6)
"""What could not be told for so long helps nobody any more."""
PATIENCE = 20.0
"""Seconds a connector may take."""


@dataclass(frozen=True, slots=True)
class _Message:
    """What is to be told now, by whom; `line_ids` are settled with it."""

    alert_id: UUID
    connector: Connector
    settings: BaseModel
    alert: Alert | None
    line_ids: Sequence[UUID]


async def note(
    session: Session,
    kind: AlertKind,
    key: str,
    *,
    queue_id: UUID | None,
    conversation_id: UUID | None = None,
    count: int | None = None,
) -> None:
    """Something to tell whoever wants to know it; the same `key` of this kind once more is no news."""
    for alert in await wanting(session, kind, queue_id):
        await _write(session, alert.id, kind, f"{kind}:{key}", queue_id, conversation_id, count)


async def note_of(session: Session, kind: AlertKind, conversation_id: UUID, key: str) -> None:
    """The same of a conversation and its queue. Raises `NotFound`."""
    item = await inbox.item(session, conversation_id)
    queue_id = item.queue.id if item.queue else None
    await note(session, kind, f"{conversation_id}:{item.epoch}:{key}", queue_id=queue_id, conversation_id=item.id)


async def note_waiting(session: Session) -> None:
    """Everybody who has waited longer than an alert lets pass."""
    for alert in await _wanting_waiting(session):
        before = now() - timedelta(minutes=alert.wait_minutes)
        waits = {_name_of(wait): wait for wait in await overview.long_waits(session, before)}
        known = await session.scalars(
            select(AlertLineRow.key).where(AlertLineRow.alert_id == alert.id, AlertLineRow.key.in_(waits))
        )
        for key in sorted(set(waits) - set(known)):
            wait = waits[key]
            if not alert.queue_ids or str(wait.queue_id) in alert.queue_ids:
                await _write(session, alert.id, AlertKind.WAITING, key, wait.queue_id, wait.conversation_id, None)


async def send_due(runtime: Runtime) -> None:
    """Sends every message whose time has come; a way that fails is tried again, and says so in the settings."""
    async with runtime.db.transaction() as session:
        messages = [await _composed(session, runtime, row) for row in await _due(session)]
    for message in messages:
        trouble = await _sent(runtime, message.connector, message.settings, message.alert) if message.alert else None
        async with runtime.db.transaction() as session:
            await _settle(session, message, trouble)


async def attempt(runtime: Runtime, trial: AlertTrial) -> AlertTrialResult:
    """Sends a test with these settings; nothing is kept. Raises `NotFound` (connector) and `Invalid`."""
    connector = alerting_connector(runtime.registry, trial.connector)
    async with runtime.db.transaction() as session:
        row = await session.get(AlertRow, trial.alert_id) if trial.alert_id else None
        kept = row.connection_id if row is not None and row.connector == trial.connector else None
        typed = await connections.tentative(session, runtime.vault, kept, connector.settings, trial.settings)
        company = await get_company(session)
    words = _words(company)
    item = AlertItem(kind="trial", text=words["trial"], link=None, conversation_id=None, queue=None)
    alert = Alert(id=new_id(), title=words["title_one"], company=company.name, at=now(), items=(item,))
    trouble = await _sent(runtime, connector, typed, alert)
    return AlertTrialResult(ok=trouble is None, detail=trouble or "")


def _name_of(wait: Wait) -> str:
    return f"{AlertKind.WAITING}:{wait.conversation_id}:{wait.epoch}"


async def _wanting_waiting(session: Session) -> Sequence[AlertRow]:
    query = select(AlertRow).where(AlertRow.active, AlertRow.kinds.contains([AlertKind.WAITING]))
    return (await session.scalars(query)).all()


async def _write(
    session: Session,
    alert_id: UUID,
    kind: AlertKind,
    key: str,
    queue_id: UUID | None,
    conversation_id: UUID | None,
    count: int | None,
) -> None:
    values = {
        "id": new_id(),
        "alert_id": alert_id,
        "key": key,
        "kind": kind,
        "queue_id": queue_id,
        "conversation_id": conversation_id,
        "count": count,
    }
    await session.execute(insert(AlertLineRow).values(values).on_conflict_do_nothing())


async def _due(session: Session) -> Sequence[AlertRow]:
    """Locked, and not due again until a worker that is lost here has been given up."""
    untold = exists().where(AlertLineRow.alert_id == AlertRow.id, AlertLineRow.told_at.is_(None))
    query = select(AlertRow).where(AlertRow.active, AlertRow.due_at <= now(), untold)
    rows = (await session.scalars(query.with_for_update(skip_locked=True))).all()
    for row in rows:
        row.due_at = now() + LEASE
    return rows


async def _composed(session: Session, runtime: Runtime, row: AlertRow) -> _Message:
    lines = (await session.scalars(_untold(row.id))).all()
    items = await _items(session, runtime, lines)
    connector = alerting_connector(runtime.registry, row.connector)
    typed = await connections.load(session, runtime.vault, row.connection_id, connector.settings)
    company = await get_company(session)
    words = _words(company)
    title = words["title_one"] if len(items) == 1 else words["title_many"].format(count=len(items))
    told = Alert(id=lines[-1].id, title=title, company=company.name, at=now(), items=tuple(items)) if items else None
    return _Message(row.id, connector, typed, told, [line.id for line in lines])


def _untold(alert_id: UUID) -> Any:
    query = select(AlertLineRow).where(AlertLineRow.alert_id == alert_id, AlertLineRow.told_at.is_(None))
    return query.order_by(AlertLineRow.id).limit(MOST_LINES)


async def _items(session: Session, runtime: Runtime, lines: Sequence[AlertLineRow]) -> list[AlertItem]:
    """What is still true of it, in words."""
    ids = [line.conversation_id for line in lines if line.conversation_id]
    talks = {item.id: item for item in await inbox.items_by_id(session, ids)}
    queues = await queue_names(session, [line.queue_id for line in lines if line.queue_id])
    words = _words(await get_company(session))
    fresh = (line for line in lines if line.at > now() - STALE)
    found = ((line, talks.get(line.conversation_id) if line.conversation_id else None) for line in fresh)
    return [
        _item(line, talk, queues, words, runtime.settings.public_url) for line, talk in found if _stands(line, talk)
    ]


def _stands(line: AlertLineRow, talk: ConversationItem | None) -> bool:
    """Whether it is still worth telling: nobody is called for somebody who has been taken meanwhile."""
    if line.kind not in (AlertKind.WAITING, AlertKind.ESCALATED):
        return True
    return talk is not None and talk.status is ConversationStatus.WAITING


def _item(
    line: AlertLineRow,
    talk: ConversationItem | None,
    queues: dict[UUID, str],
    words: dict[str, str],
    public_url: str | None,
) -> AlertItem:
    queue = queues.get(line.queue_id) if line.queue_id else None
    waited = now() - (talk.waiting_since or line.at) if talk else timedelta()
    text = words[line.kind].format(
        name=(talk.contact.name if talk else "") or words["somebody"],
        queue=queue or words["no_queue"],
        minutes=int(waited.total_seconds() // 60),
        count=line.count,
    )
    link = f"{public_url.rstrip('/')}/conversas/{talk.id}" if public_url and talk else None
    return AlertItem(kind=line.kind, text=text, link=link, conversation_id=line.conversation_id, queue=queue)


async def _sent(runtime: Runtime, connector: Connector, settings: BaseModel, alert: Alert) -> str | None:
    """None when it arrived, else what went wrong."""
    alerting: Alerting = connector.provides[Alerting]
    reach = PublicOnly(runtime.settings.internal_hosts)
    try:
        async with httpx.AsyncClient(transport=reach, timeout=PATIENCE) as http:
            await alerting.alert(settings, http, alert)
    except ProsaError as problem:
        log.warning("alert_failed", connector=connector.name, reason=problem.code)
        return problem.detail
    return None


async def _settle(session: Session, message: _Message, trouble: str | None) -> None:
    row = await session.get(AlertRow, message.alert_id, with_for_update=True)
    if row is None:
        return
    if trouble is None:
        await session.execute(update(AlertLineRow).where(AlertLineRow.id.in_(message.line_ids)).values(told_at=now()))
        row.due_at = now() + timedelta(minutes=row.pause_minutes if message.alert else 0)
    if (row.trouble is None) != (trouble is None):
        row.trouble_since = now() if trouble else None
        publish(session, "alerts")
    row.trouble = trouble


def _words(company: Company) -> dict[str, str]:
    return _texts()["pt" if company.locale.startswith("pt") else "en"]


@cache
def _texts() -> dict[str, dict[str, str]]:
    return tomllib.loads((files("prosa.desk") / "alert_texts.toml").read_text(encoding="utf-8"))
