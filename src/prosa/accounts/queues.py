"""Queues: the teams people wait for, who works them, and which one a matter lands in. One of them takes what no other
is meant for."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError

from prosa.accounts.audit import record_action
from prosa.accounts.events import QueueClosed
from prosa.accounts.models import QueueMemberRow, QueueRow, UserRow
from prosa.accounts.schemas import (
    NewQueue,
    NewQueueMember,
    Principal,
    Queue,
    QueueChange,
    QueueLevel,
    QueueMember,
    Role,
)
from prosa.core.clock import now
from prosa.core.db import Session
from prosa.core.errors import Conflict, NotFound
from prosa.core.events import emit
from prosa.core.ids import new_id
from prosa.core.outbox import publish

FIRST = "Atendimento"
ABOUT = 0.2
"""The share by which a pace may differ and still be told as it was."""


class QueueTaken(Conflict):
    """Another queue has this name, or serves this department already."""

    code = "queue_taken"


class FallbackNeeded(Conflict):
    """What no queue is meant for must land somewhere: make another one the fallback first."""

    code = "fallback_needed"


async def ensure_first_queue(session: Session) -> None:
    """A new installation has one queue. Safe when several processes start at once."""
    if await session.scalar(select(QueueRow.id).limit(1)) is None:
        values = {"id": new_id(), "name": FIRST, "fallback": True}
        await session.execute(insert(QueueRow).values(values).on_conflict_do_nothing())


async def list_queues(session: Session) -> list[Queue]:
    """All, in the order of the settings."""
    return await _views(session, select(QueueRow).order_by(QueueRow.position, func.lower(QueueRow.name)))


async def get_queue(session: Session, queue_id: UUID) -> Queue:
    """Raises `NotFound`."""
    found = await _views(session, select(QueueRow).where(QueueRow.id == queue_id))
    if not found:
        raise _no_such_queue()
    return found[0]


async def people(session: Session, user_ids: Collection[UUID]) -> list[QueueMember]:
    """Those of them who can answer contacts, as members of no queue in particular."""
    if not user_ids:
        return []
    answers = (UserRow.active, UserRow.role != Role.VIEWER)
    rows = await session.scalars(select(UserRow).where(UserRow.id.in_(user_ids), *answers))
    return [_member(row, QueueLevel.OPERATOR) for row in rows]


async def queue_names(session: Session, ids: Iterable[UUID]) -> dict[UUID, str]:
    """Names by id; unknown ids are left out, and no query is made for none."""
    wanted = set(ids)
    if not wanted:
        return {}
    rows = await session.execute(select(QueueRow.id, QueueRow.name).where(QueueRow.id.in_(wanted)))
    return {row.id: row.name for row in rows}


async def queue_for(session: Session, department: str | None, before: UUID | None = None) -> UUID | None:
    """Where a matter lands: with its department's queue, else where it was `before`, else in the fallback. None when
    there is no queue at all."""
    department = department.strip().lower() if department else None
    served = select(QueueRow.id, QueueRow.department, QueueRow.fallback).where(QueueRow.active)
    rows = (await session.execute(served)).all()
    ranks = {row.id: _rank(row, department, before) for row in rows}
    best = max(ranks, key=lambda queue_id: ranks[queue_id], default=None)
    return best if best is not None and ranks[best] else None


def _rank(row: Any, department: str | None, before: UUID | None) -> int:
    if department is not None and row.department == department:
        return 3
    if row.id == before:
        return 2
    return int(row.fallback)


async def add_queue(session: Session, actor: Principal, new: NewQueue) -> Queue:
    """Raises `QueueTaken`."""
    # Not by the session: it takes a null for nothing said, and the column's default in its place.
    values = {"id": new_id(), **new.model_dump()}
    try:
        await session.execute(insert(QueueRow).values(values))
    except IntegrityError:
        raise _taken(new.name) from None
    _tell(session, actor, "queue.added", values["id"], name=new.name)
    return await get_queue(session, values["id"])


async def change_queue(session: Session, actor: Principal, queue_id: UUID, change: QueueChange) -> Queue:
    """Raises `NotFound`, `QueueTaken`, `FallbackNeeded`."""
    row = await _locked(session, queue_id)
    given = change.model_dump(exclude_unset=True)
    if given.get("active") is False and row.fallback:
        raise FallbackNeeded("this queue takes what no other is meant for")
    if given.get("fallback"):
        await session.execute(update(QueueRow).where(QueueRow.fallback).values(fallback=False))
        given["active"] = True
    for name, value in given.items():
        setattr(row, name, value)
    await _flushed(session, row.name)
    if not row.active:
        emit(session, QueueClosed(str(queue_id)))
    _tell(session, actor, "queue.changed", queue_id, **given)
    return await get_queue(session, queue_id)


async def set_members(session: Session, actor: Principal, queue_id: UUID, members: Sequence[NewQueueMember]) -> Queue:
    """Replaces who works a queue. Raises `NotFound` for an unknown queue or person."""
    await _locked(session, queue_id)
    await session.execute(delete(QueueMemberRow).where(QueueMemberRow.queue_id == queue_id))
    wanted = {member.user_id: member.level for member in members}
    if wanted:
        rows = [{"queue_id": queue_id, "user_id": user_id, "level": level} for user_id, level in wanted.items()]
        try:
            await session.execute(insert(QueueMemberRow).values(rows))
        except IntegrityError:
            raise NotFound("there is no such user") from None
    _tell(session, actor, "queue.members_set", queue_id, members={str(k): v for k, v in wanted.items()})
    return await get_queue(session, queue_id)


async def set_paces(session: Session, paces: Mapping[UUID, int | None]) -> None:
    """What was last measured of how often somebody is taken from each queue, in seconds; about the same is no news."""
    rows = await session.scalars(select(QueueRow).where(QueueRow.id.in_(paces)))
    news = [row for row in rows if not _about(row.pace_seconds, paces[row.id])]
    for row in news:
        row.pace_seconds = paces[row.id]
    if news:
        publish(session, "queues")


def _about(known: int | None, measured: int | None) -> bool:
    if known is None or measured is None:
        return known == measured
    return abs(known - measured) <= ABOUT * known


async def set_alarm(session: Session, queue_id: UUID, *, full: bool) -> bool:
    """Notes whether a queue is too full; True when that is news."""
    row = await _locked(session, queue_id)
    if (row.alarmed_at is not None) == full:
        return False
    row.alarmed_at = now() if full else None
    publish(session, "queues")
    return True


async def _views(session: Session, query: Select[QueueRow]) -> list[Queue]:
    rows = (await session.scalars(query.execution_options(populate_existing=True))).all()
    members = await _members(session, [row.id for row in rows])
    return [_view(row, members.get(row.id, [])) for row in rows]


def _view(row: QueueRow, members: list[QueueMember]) -> Queue:
    return Queue(
        id=row.id,
        name=row.name,
        department=row.department,
        position=row.position,
        manual=row.manual,
        capacity_alarm=row.capacity_alarm,
        escalate_minutes=row.escalate_minutes,
        active=row.active,
        fallback=row.fallback,
        announces=row.announces,
        pace_seconds=row.pace_seconds,
        alarmed_at=row.alarmed_at,
        members=members,
    )


async def _members(session: Session, queue_ids: Sequence[UUID]) -> dict[UUID, list[QueueMember]]:
    query = (
        select(QueueMemberRow.queue_id, QueueMemberRow.level, UserRow)
        .join(UserRow, UserRow.id == QueueMemberRow.user_id)
        .where(QueueMemberRow.queue_id.in_(queue_ids), UserRow.active)
        .order_by(func.lower(UserRow.name), UserRow.id)
    )
    found: dict[UUID, list[QueueMember]] = {}
    for queue_id, level, user in await session.execute(query):
        found.setdefault(queue_id, []).append(_member(user, QueueLevel(level)))
    return found


def _member(user: UserRow, level: QueueLevel) -> QueueMember:
    return QueueMember(user_id=user.id, name=user.name, level=level, capacity=user.capacity, skills=user.skills)


async def _locked(session: Session, queue_id: UUID) -> QueueRow:
    row = await session.get(QueueRow, queue_id, with_for_update=True)
    if row is None:
        raise _no_such_queue()
    return row


def _no_such_queue() -> NotFound:
    return NotFound("there is no such queue")


async def _flushed(session: Session, name: str) -> None:
    try:
        await session.flush()
    except IntegrityError:
        raise _taken(name) from None


def _taken(name: str) -> QueueTaken:
    return QueueTaken(f"another queue is called {name} or serves this department", name=name)


def _tell(session: Session, actor: Principal, action: str, queue_id: UUID, **detail: Any) -> None:
    record_action(session, actor, action, ("queue", queue_id), **detail)
    publish(session, "queues")
