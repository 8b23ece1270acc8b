"""The audit log: who did what, when, from where. Details never hold secrets or what contacts wrote."""

from typing import Any
from uuid import UUID

from sqlalchemy import select

from prosa.accounts.models import AuditEntryRow
from prosa.accounts.schemas import AuditEntry, AuditPage, Principal
from prosa.core.db import Session
from prosa.core.http import correlation_id
from prosa.core.ids import new_id


def record_action(
    session: Session,
    actor: Principal,
    action: str,
    subject: tuple[str, object] | None = None,
    **detail: Any,
) -> None:
    """Writes down what `actor` does in this transaction.

    `action` is `<thing>.<past participle>` ("channel.added"), `subject` the kind and id it was done to, `detail`
    JSON-ready.
    """
    kind, id_ = subject or (None, None)
    entry = AuditEntryRow(
        id=new_id(),
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_name=actor.name,
        action=action,
        subject_kind=kind,
        subject_id=None if id_ is None else str(id_),
        detail=detail,
        ip=actor.ip,
        correlation_id=correlation_id(),
    )
    session.add(entry)


async def read_audit(session: Session, before: UUID | None, limit: int) -> AuditPage:
    """Entries newest first, older than the entry `before`."""
    statement = select(AuditEntryRow).order_by(AuditEntryRow.id.desc()).limit(limit + 1)
    if before:
        statement = statement.where(AuditEntryRow.id < before)
    rows = (await session.scalars(statement)).all()
    items = [AuditEntry.model_validate(row) for row in rows[:limit]]
    return AuditPage(items=items, next_before=items[-1].id if len(rows) > limit else None)
