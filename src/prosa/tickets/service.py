"""Opening, changing and reading tickets."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Select, select
from sqlalchemy.dialects.postgresql import insert

from prosa.accounts import get_company, record_action
from prosa.accounts.schemas import Principal
from prosa.contacts import everyone_seen_as, views
from prosa.core.clock import now
from prosa.core.db import Session
from prosa.core.errors import NotFound
from prosa.core.ids import new_id
from prosa.core.outbox import publish
from prosa.tickets.models import TicketChangeRow, TicketDayRow, TicketRow
from prosa.tickets.schemas import (
    UNSETTLED,
    NewTicket,
    Ticket,
    TicketChange,
    TicketDetail,
    TicketEdit,
    TicketPage,
    TicketStatus,
)

SAME_WITHIN = timedelta(hours=1)
"""The same words in the same conversation within this time are the same matter: a turn may be begun anew."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which tickets a list shows."""

    status: TicketStatus | None = None
    contact_id: UUID | None = None
    conversation_id: UUID | None = None
    q: str = ""
    """Part of a protocol."""


async def open_ticket(
    session: Session, actor: Principal, contact_id: UUID, conversation_id: UUID | None, new: NewTicket
) -> UUID:
    """A ticket under the day's next protocol; the one that is there when this matter has just been opened."""
    known = await _same(session, contact_id, conversation_id, new)
    if known is not None:
        return known
    row = TicketRow(
        id=new_id(),
        protocol=await _next_number(session),
        contact_id=contact_id,
        conversation_id=conversation_id,
        **new.model_dump(),
    )
    session.add(row)
    await session.flush()
    _remember(session, actor, row, {"status": [None, TicketStatus.OPEN]})
    record_action(session, actor, "ticket.opened", ("ticket", row.id), protocol=row.protocol)
    return row.id


async def change_ticket(session: Session, actor: Principal, ticket_id: UUID, edit: TicketEdit) -> None:
    """Writes what differs, with its history; nothing when nothing does. Raises `NotFound`."""
    row = await session.get(TicketRow, ticket_id, with_for_update=True)
    if row is None:
        raise NotFound("no such ticket")
    given = edit.model_dump(exclude_none=True, mode="json")
    changes = {name: [getattr(row, name), value] for name, value in given.items() if getattr(row, name) != value}
    if not changes:
        return
    for name, (_, after) in changes.items():
        setattr(row, name, after)
    row.updated_at = now()
    _remember(session, actor, row, changes)
    record_action(session, actor, "ticket.changed", ("ticket", row.id), fields=sorted(changes))


async def list_tickets(session: Session, wanted: Wanted, before: UUID | None, limit: int) -> TicketPage:
    """Newest first, older than the ticket `before`."""
    statement = _wanted(wanted).order_by(TicketRow.id.desc()).limit(limit + 1)
    if before:
        statement = statement.where(TicketRow.id < before)
    rows = (await session.scalars(statement)).all()
    items = await _shown(session, rows[:limit])
    return TicketPage(items=items, next_before=items[-1].id if len(rows) > limit else None)


async def get_ticket(session: Session, ticket_id: UUID) -> TicketDetail:
    """With its history. Raises `NotFound`."""
    row = await session.get(TicketRow, ticket_id)
    if row is None:
        raise NotFound("no such ticket")
    (ticket,) = await _shown(session, [row])
    changes = select(TicketChangeRow).where(TicketChangeRow.ticket_id == ticket_id).order_by(TicketChangeRow.id)
    history = [TicketChange.model_validate(change) for change in await session.scalars(changes)]
    return TicketDetail(**ticket.model_dump(), history=history)


async def tickets_of(session: Session, contact_id: UUID, protocol: str | None = None, most: int = 10) -> list[Ticket]:
    """The contact's tickets that are not settled, newest first, or the one of `protocol` whatever its status."""
    people = await everyone_seen_as(session, [contact_id])
    statement = select(TicketRow).where(TicketRow.contact_id.in_(people)).order_by(TicketRow.id.desc()).limit(most)
    chosen = TicketRow.protocol == protocol if protocol else TicketRow.status.in_(UNSETTLED)
    return await _shown(session, (await session.scalars(statement.where(chosen))).all())


async def _next_number(session: Session) -> str:
    """Of the company's day. Whoever opens another one waits until this transaction ends."""
    company = await get_company(session)
    day = now().astimezone(ZoneInfo(company.timezone)).date()
    counted = insert(TicketDayRow).values(day=day, last=1)
    raised = {"last": TicketDayRow.last + 1}
    statement = counted.on_conflict_do_update(index_elements=["day"], set_=raised).returning(TicketDayRow.last)
    return f"{day:%Y%m%d}-{await session.scalar(statement):04}"


async def _same(session: Session, contact_id: UUID, conversation_id: UUID | None, new: NewTicket) -> UUID | None:
    return await session.scalar(
        select(TicketRow.id)
        .where(
            TicketRow.contact_id == contact_id,
            TicketRow.conversation_id == conversation_id,
            TicketRow.category == new.category,
            TicketRow.summary == new.summary,
            TicketRow.status.in_(UNSETTLED),
            TicketRow.created_at > now() - SAME_WITHIN,
        )
        .limit(1)
    )


def _wanted(wanted: Wanted) -> Select[TicketRow]:
    statement = select(TicketRow)
    if wanted.status:
        statement = statement.where(TicketRow.status == wanted.status)
    if wanted.contact_id:
        statement = statement.where(TicketRow.contact_id == wanted.contact_id)
    if wanted.conversation_id:
        statement = statement.where(TicketRow.conversation_id == wanted.conversation_id)
    if wanted.q.strip():
        statement = statement.where(TicketRow.protocol.contains(wanted.q.strip(), autoescape=True))
    return statement


async def _shown(session: Session, rows: Sequence[TicketRow]) -> list[Ticket]:
    people = await views(session, {row.contact_id for row in rows})
    columns = [{key: getattr(row, key) for key in Ticket.model_fields if key != "contact_name"} for row in rows]
    return [Ticket(**values, contact_name=people[values["contact_id"]].name) for values in columns]


def _remember(session: Session, actor: Principal, row: TicketRow, changes: dict[str, list[str | None]]) -> None:
    session.add(TicketChangeRow(id=new_id(), ticket_id=row.id, by=actor.name, changes=changes))
    publish(session, "tickets", ticket_id=str(row.id))
