"""The inbox: conversations by tab, newest first, and the lines they are shown with."""

import base64
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import TypeVar
from uuid import UUID

from sqlalchemy import Select, func, select, tuple_

from prosa import contacts
from prosa.accounts import names_of
from prosa.contacts.schemas import ContactView, IdentityKind
from prosa.conversations.models import ConversationRow
from prosa.conversations.schemas import Author, ConversationStatus, MessageType
from prosa.conversations.views import ContactLine, ConversationCounts, ConversationItem, ConversationPage, OperatorLine
from prosa.core.db import Session
from prosa.core.errors import Invalid, NotFound

OPEN = (ConversationStatus.BOT, ConversationStatus.WAITING, ConversationStatus.OPERATOR)
T = TypeVar("T")


class Tab(StrEnum):
    """`all` are the open ones; `mine` those the asking operator holds."""

    ALL = "all"
    WAITING = "waiting"
    MINE = "mine"
    BOT = "bot"
    RESOLVED = "resolved"


async def page(
    session: Session,
    tab: Tab,
    operator_id: UUID | None,
    *,
    channel_id: UUID | None = None,
    contact_id: UUID | None = None,
    before: str | None = None,
    limit: int = 30,
) -> ConversationPage:
    """Conversations of a tab, by their last message. `before` is the `next` of the page above."""
    query = _in_tab(select(ConversationRow), tab, operator_id)
    if channel_id is not None:
        query = query.where(ConversationRow.channel_id == channel_id)
    if contact_id is not None:
        query = query.where(ConversationRow.contact_id.in_(await contacts.everyone_seen_as(session, [contact_id])))
    if before is not None:
        query = query.where(tuple_(ConversationRow.last_message_at, ConversationRow.id) < tuple_(*_read(before)))
    order = (ConversationRow.last_message_at.desc(), ConversationRow.id.desc())
    rows = (await session.scalars(query.order_by(*order).limit(limit + 1))).all()
    shown = rows[:limit]
    further = _cursor(shown[-1]) if len(rows) > limit else None
    return ConversationPage(items=await items(session, shown), next=further)


def _in_tab(query: Select[T], tab: Tab, operator_id: UUID | None) -> Select[T]:
    match tab:
        case Tab.ALL:
            return query.where(ConversationRow.status != ConversationStatus.RESOLVED)
        case Tab.MINE:
            return query.where(
                ConversationRow.status == ConversationStatus.OPERATOR, ConversationRow.operator_id == operator_id
            )
        case _:
            return query.where(ConversationRow.status == tab, ConversationRow.last_seq > 0)


async def counts(session: Session, operator_id: UUID | None) -> ConversationCounts:
    own = _in_tab(select(func.count()).select_from(ConversationRow), Tab.MINE, operator_id).scalar_subquery()
    query = (
        select(ConversationRow.status, func.count(), own)
        .where(ConversationRow.status.in_(OPEN))
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
    return [_item(row, people[row.contact_id], operators) for row in rows]


def _item(row: ConversationRow, person: ContactView, operators: dict[UUID, str]) -> ConversationItem:
    operator_id = row.operator_id
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
        operator=OperatorLine(id=operator_id, name=operators.get(operator_id, "")) if operator_id else None,
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
        former=person.id != row.contact_id,
    )


def _cursor(row: ConversationRow) -> str:
    return base64.urlsafe_b64encode(f"{row.last_message_at.isoformat()}|{row.id}".encode()).decode()


def _read(cursor: str) -> tuple[datetime, UUID]:
    try:
        at, conversation_id = base64.urlsafe_b64decode(cursor.encode()).decode().split("|")
        return datetime.fromisoformat(at), UUID(conversation_id)
    except ValueError:
        raise Invalid("this is not a cursor of ours", field="before") from None
