"""The inbox: the conversations a person may see, by tab, sorted, and the lines they are shown with."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, select, tuple_

from prosa import contacts
from prosa.accounts import names_of, queues
from prosa.accounts.schemas import Principal
from prosa.contacts.schemas import ContactView, IdentityKind
from prosa.conversations import access, labels
from prosa.conversations.models import ConversationLabelRow, ConversationRow
from prosa.conversations.schemas import Author, ConversationStatus, MessageType, Priority, SlaMetric, SlaState
from prosa.conversations.snoozing import is_snoozed
from prosa.conversations.views import (
    ContactLine,
    ConversationCounts,
    ConversationItem,
    ConversationPage,
    LabelLine,
    OperatorLine,
    QueueLine,
    QueueScore,
    ScoreTerm,
    SlaLine,
)
from prosa.core.clock import now
from prosa.core.db import Session
from prosa.core.errors import Invalid, NotFound

OPEN = (ConversationStatus.BOT, ConversationStatus.WAITING, ConversationStatus.OPERATOR)


class Tab(StrEnum):
    """`all` are the open ones; `mine` those the asking operator holds."""

    ALL = "all"
    WAITING = "waiting"
    MINE = "mine"
    BOT = "bot"
    RESOLVED = "resolved"


class Sort(StrEnum):
    """By the last message, newest first or oldest first; or those who wait, as they are to be taken."""

    RECENT = "recent"
    OLDEST = "oldest"
    QUEUE = "queue"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which conversations of a tab a list shows. What is put aside is in no list, but in that of its contact and in
    the one that asks for it (`snoozed`)."""

    channel_id: UUID | None = None
    contact_id: UUID | None = None
    queue_id: UUID | None = None
    label_id: UUID | None = None
    priority: Priority | None = None
    snoozed: bool = False
    sort: Sort = Sort.RECENT


async def page(
    session: Session,
    tab: Tab,
    principal: Principal,
    wanted: Wanted | None = None,
    *,
    before: str | None = None,
    limit: int = 30,
) -> ConversationPage:
    """Conversations of a tab the caller may see. `before` is the `next` of the page above."""
    wanted = wanted or Wanted()
    query = select(ConversationRow).where(
        access.visible(principal), _in_tab(tab, principal.user_id), *await _filters(session, wanted)
    )
    rows = (await session.scalars(_sorted(query, wanted.sort, before).limit(limit + 1))).all()
    shown = rows[:limit]
    further = _cursor(shown[-1], wanted.sort) if len(rows) > limit else None
    return ConversationPage(items=await items(session, shown), next=further)


def _in_tab(tab: Tab, operator_id: UUID | None) -> ColumnElement[bool]:
    match tab:
        case Tab.ALL:
            return ConversationRow.status != ConversationStatus.RESOLVED
        case Tab.MINE:
            held = ConversationRow.status == ConversationStatus.OPERATOR
            return and_(held, ConversationRow.operator_id == operator_id)
        case _:
            return and_(ConversationRow.status == tab, ConversationRow.last_seq > 0)


async def _filters(session: Session, wanted: Wanted) -> list[ColumnElement[bool]]:
    plain = (
        (ConversationRow.channel_id, wanted.channel_id),
        (ConversationRow.queue_id, wanted.queue_id),
        (ConversationRow.priority, wanted.priority),
    )
    found = [column == value for column, value in plain if value is not None]
    if wanted.label_id is not None:
        labelled = select(ConversationLabelRow.conversation_id).where(ConversationLabelRow.label_id == wanted.label_id)
        found.append(ConversationRow.id.in_(labelled))
    if wanted.contact_id is not None:
        people = await contacts.everyone_seen_as(session, [wanted.contact_id])
        found.append(ConversationRow.contact_id.in_(people))
    if wanted.snoozed:
        found.append(is_snoozed())
    elif wanted.contact_id is None:
        found.append(~is_snoozed())
    return found


def _sorted(query: Select[Any], sort: Sort, before: str | None) -> Select[Any]:
    if sort is Sort.QUEUE:
        query = query.where(ConversationRow.status == ConversationStatus.WAITING)
    column = ConversationRow.queue_key if sort is Sort.QUEUE else ConversationRow.last_message_at
    place = tuple_(column, ConversationRow.id)
    if sort is Sort.OLDEST:
        if before is not None:
            query = query.where(place > tuple_(*_read(before, sort)))
        return query.order_by(column, ConversationRow.id)
    if before is not None:
        query = query.where(place < tuple_(*_read(before, sort)))
    return query.order_by(column.desc(), ConversationRow.id.desc())


async def counts(session: Session, principal: Principal) -> ConversationCounts:
    shown = (access.visible(principal), ~is_snoozed())
    own = select(func.count()).select_from(ConversationRow).where(_in_tab(Tab.MINE, principal.user_id), *shown)
    query = (
        select(ConversationRow.status, func.count(), own.scalar_subquery())
        .where(ConversationRow.status.in_(OPEN), *shown)
        .group_by(ConversationRow.status)
    )
    rows = (await session.execute(query)).all()
    found = {status: count for status, count, _ in rows}
    return ConversationCounts(
        all=sum(found.values()),
        waiting=found.get(ConversationStatus.WAITING, 0),
        mine=rows[0][2] if rows else 0,
        bot=found.get(ConversationStatus.BOT, 0),
    )


async def visible_item(session: Session, principal: Principal, conversation_id: UUID) -> ConversationItem:
    """Raises `NotFound`, also for what the caller may not see."""
    await access.check(session, principal, conversation_id)
    return await item(session, conversation_id)


async def item(session: Session, conversation_id: UUID) -> ConversationItem:
    """Raises `NotFound`."""
    found = await items_by_id(session, [conversation_id])
    if not found:
        raise NotFound("this conversation does not exist")
    return found[0]


async def items_by_id(session: Session, ids: Sequence[UUID]) -> list[ConversationItem]:
    """In the order of `ids`; unknown ones are left out."""
    query = select(ConversationRow).where(ConversationRow.id.in_(ids)).execution_options(populate_existing=True)
    rows = {row.id: row for row in await session.scalars(query)}
    return await items(session, [rows[i] for i in ids if i in rows])


async def ids_of(session: Session, contact_ids: Sequence[UUID]) -> list[UUID]:
    """The conversations of some contacts, on whatever channel."""
    if not contact_ids:
        return []
    people = await contacts.everyone_seen_as(session, contact_ids)
    query = select(ConversationRow.id).where(ConversationRow.contact_id.in_(people))
    return list(await session.scalars(query))


async def items(session: Session, rows: Sequence[ConversationRow]) -> list[ConversationItem]:
    people = await contacts.views(session, [row.contact_id for row in rows])
    operators = await names_of(session, [row.operator_id for row in rows if row.operator_id])
    teams = await queues.queue_names(session, [row.queue_id for row in rows if row.queue_id])
    sorted_by = await labels.lines_of(session, [row.id for row in rows])
    return [_item(row, people[row.contact_id], {**operators, **teams}, sorted_by.get(row.id, [])) for row in rows]


def _item(
    row: ConversationRow, person: ContactView, names: dict[UUID, str], sorted_by: list[LabelLine]
) -> ConversationItem:
    operator_id, queue_id = row.operator_id, row.queue_id
    return ConversationItem(
        id=row.id,
        contact=ContactLine(
            id=person.id,
            kind=person.kind,
            name=person.name,
            phone=person.address(IdentityKind.PHONE),
            username=person.username,
        ),
        channel_id=row.channel_id,
        status=ConversationStatus(row.status),
        operator=OperatorLine(id=operator_id, name=names.get(operator_id, "")) if operator_id else None,
        epoch=row.epoch,
        preview=row.preview,
        preview_author=Author(row.preview_author),
        preview_type=MessageType(row.preview_type),
        last_message_at=row.last_message_at,
        unread=row.unread,
        waiting_since=row.waiting_since,
        window_closes_at=row.window_closes_at,
        text_limit=row.text_limit,
        handoff_reason=row.handoff_reason,
        resolved_reason=row.resolved_reason,
        protocol=row.protocol,
        queue=QueueLine(id=queue_id, name=names.get(queue_id, "")) if queue_id else None,
        score=_score(row),
        priority=Priority(row.priority),
        labels=sorted_by,
        snoozed_until=row.snoozed_until,
        snooze_until_reply=row.snooze_until_reply,
        sla=_sla(row),
        former=person.id != row.contact_id,
    )


def _score(row: ConversationRow) -> QueueScore | None:
    if row.status != ConversationStatus.WAITING or row.queue_base is None:
        return None
    terms = [ScoreTerm(name=name, **term) for name, term in (row.queue_terms or {}).items()]
    return QueueScore(base=row.queue_base, terms=terms)


def _sla(row: ConversationRow) -> SlaLine | None:
    if row.sla_metric is None or row.sla_due_at is None:
        return None
    due_at, warn_at, moment = row.sla_due_at, row.sla_warn_at or row.sla_due_at, now()
    state = SlaState.LATE if moment >= due_at else SlaState.SOON if moment >= warn_at else SlaState.OK
    return SlaLine(metric=SlaMetric(row.sla_metric), due_at=due_at, warn_at=warn_at, state=state)


def _cursor(row: ConversationRow, sort: Sort) -> str:
    place = repr(row.queue_key) if sort is Sort.QUEUE else row.last_message_at.isoformat()
    return base64.urlsafe_b64encode(f"{place}|{row.id}".encode()).decode()


def _read(cursor: str, sort: Sort) -> tuple[datetime | float, UUID]:
    try:
        place, conversation_id = base64.urlsafe_b64decode(cursor.encode()).decode().split("|")
        return float(place) if sort is Sort.QUEUE else datetime.fromisoformat(place), UUID(conversation_id)
    except ValueError:
        raise Invalid("this is not a cursor of ours", field="before") from None
