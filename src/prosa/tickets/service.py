"""Opening, changing and reading tickets."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Boolean, ColumnElement, Select, false, func, literal_column, or_, select, true
from sqlalchemy.dialects.postgresql import insert

from prosa.accounts import get_company, record_action
from prosa.accounts.schemas import Principal, system
from prosa.contacts import everyone_seen_as, views
from prosa.conversations import ConversationStatus, access
from prosa.conversations import promises as told
from prosa.conversations.promises import Matter
from prosa.conversations.schemas import Priority
from prosa.core.clock import now
from prosa.core.db import Session
from prosa.core.errors import Conflict, NotFound
from prosa.core.ids import new_id
from prosa.core.language import fold
from prosa.core.outbox import publish
from prosa.tickets import follow_ups, promises, recurring
from prosa.tickets.models import (
    SEARCH_VECTOR,
    SlaTargetRow,
    TicketChangeRow,
    TicketConversationRow,
    TicketDayRow,
    TicketRow,
)
from prosa.tickets.schemas import (
    SETTLED,
    UNSETTLED,
    NewTicket,
    NewTicketFor,
    Ticket,
    TicketChange,
    TicketCounts,
    TicketDetail,
    TicketEdit,
    TicketOrigin,
    TicketPage,
    TicketStatus,
)

SAME_WITHIN = timedelta(hours=1)
"""The same words in the same conversation within this time are the same matter: a turn may be begun anew."""
REOPENS_WITHIN = timedelta(hours=72)
"""A matter that comes back within this time goes on; afterwards it is a new one."""
_PROTOCOL = re.compile(r"[\d-]+")
_WORDS = re.compile(r"[a-z0-9]+")
RECURRING = 2
"""Earlier matters alike from which on one is more urgent than it says."""
WITH_PEOPLE = (ConversationStatus.WAITING, ConversationStatus.OPERATOR)
_RISES = {Priority.LOW: Priority.MEDIUM, Priority.MEDIUM: Priority.HIGH, Priority.HIGH: Priority.CRITICAL}


class TicketClosed(Conflict):
    """It was closed for good, or goes on in another one: a new matter is a new ticket."""

    code = "ticket_closed"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which tickets a list shows."""

    status: TicketStatus | None = None
    contact_id: UUID | None = None
    conversation_id: UUID | None = None
    q: str = ""
    """Part of a protocol, or words of the summary."""
    priority: Priority | None = None
    department: str = ""
    unsettled: bool = False
    late: bool = False


async def open_ticket(
    session: Session,
    actor: Principal,
    contact_id: UUID,
    conversation_id: UUID | None,
    new: NewTicket,
    origin: TicketOrigin = TicketOrigin.PERSON,
) -> UUID:
    """A ticket under the day's next protocol; the one that is there when this matter has just been opened."""
    known = await _same(session, contact_id, conversation_id, new)
    if known is not None:
        return known
    matter = await told.matter(session, conversation_id) if conversation_id else None
    return (await _open(session, actor, contact_id, conversation_id, new, origin, matter)).id


async def open_for(session: Session, actor: Principal, new: NewTicketFor) -> UUID:
    """A person opens one for what is said in a conversation. Raises `NotFound` for one they may not see."""
    await access.check(session, actor, new.conversation_id)
    matter = await told.matter(session, new.conversation_id)
    plain = NewTicket.model_validate(new.model_dump(exclude={"conversation_id"}))
    return await open_ticket(session, actor, matter.contact_id, new.conversation_id, plain)


async def take_up(session: Session, conversation_id: UUID, new: NewTicket) -> str:
    """The ticket of a conversation that was passed to people; its protocol, which the conversation shows then. One
    that is not settled goes on, and so does one that was resolved a short while ago; else it is `new`, whose summary
    stands where the contact used no words."""
    matter = await told.matter(session, conversation_id)
    row = await _going_on(session, conversation_id)
    if row is None:
        words = matter.words.strip()[:2_000] or new.summary
        new = new.model_copy(update={"summary": words})
        row = await _open(session, AGENT, matter.contact_id, conversation_id, new, TicketOrigin.HANDOFF, matter)
    elif row.status in SETTLED:
        await apply(session, AGENT, row, {"status": TicketStatus.OPEN})
        await promises.expect_a_word(session, row, matter.handed_at or now())
    elif row.origin == TicketOrigin.AGENT and row.created_at >= matter.began_at:
        await _adopt(session, row, new)
    await told.number(session, conversation_id, row.protocol)
    return row.protocol


async def resolve_with(session: Session, conversation_id: UUID, actor: Principal) -> None:
    """A conversation was resolved: so is what was opened because it was passed to people."""
    query = (
        _dealt_with_in(conversation_id)
        .where(TicketRow.status.in_(UNSETTLED), TicketRow.origin == TicketOrigin.HANDOFF)
        .with_for_update()
    )
    for row in (await session.scalars(query)).all():
        await apply(session, actor, row, {"status": TicketStatus.RESOLVED})


async def answered(session: Session, ticket_id: UUID) -> None:
    """The contact wrote: a ticket that waited for that is open again, and no follow-up reminds of it."""
    row = await session.get(TicketRow, ticket_id, with_for_update=True)
    if row is not None and row.status == TicketStatus.WAITING:
        await apply(session, CONTACT, row, {"status": TicketStatus.OPEN})


async def close_settled(session: Session) -> int:
    """Those resolved so long ago that a word of the contact is a new matter. Returns how many."""
    long_ago = now() - REOPENS_WITHIN
    query = select(TicketRow).where(TicketRow.status == TicketStatus.RESOLVED, TicketRow.resolved_at < long_ago)
    rows = (await session.scalars(query.limit(500).with_for_update(skip_locked=True))).all()
    for row in rows:
        await apply(session, TIME, row, {"status": TicketStatus.CLOSED})
    return len(rows)


async def change_ticket(session: Session, actor: Principal, ticket_id: UUID, edit: TicketEdit) -> None:
    """Writes what differs, with its history; nothing when nothing does. Raises `NotFound` and `TicketClosed`."""
    row = await locked(session, actor, ticket_id)
    await apply(session, actor, row, edit.model_dump(exclude_none=True, mode="json"))


async def list_tickets(
    session: Session, wanted: Wanted, before: UUID | None, limit: int, principal: Principal | None = None
) -> TicketPage:
    """Newest first, older than the ticket `before`, as far as the principal may see them (None: all)."""
    statement = _wanted(wanted).where(_visible(principal)).order_by(TicketRow.id.desc()).limit(limit + 1)
    if before:
        statement = statement.where(TicketRow.id < before)
    rows = (await session.scalars(statement)).all()
    items = await _shown(session, rows[:limit])
    return TicketPage(items=items, next_before=items[-1].id if len(rows) > limit else None)


async def count_tickets(session: Session, principal: Principal) -> TicketCounts:
    runs = (SlaTargetRow.met_at.is_(None), SlaTargetRow.paused_at.is_(None))
    moment = now()
    late = select(SlaTargetRow.ticket_id).where(*runs, SlaTargetRow.due_at <= moment)
    soon = select(SlaTargetRow.ticket_id).where(*runs, SlaTargetRow.warn_at <= moment)
    is_late = TicketRow.id.in_(late)
    query = select(
        func.count(),
        func.count().filter(TicketRow.status == TicketStatus.WAITING),
        func.count().filter(is_late),
        func.count().filter(TicketRow.id.in_(soon), ~is_late),
    ).where(TicketRow.status.in_(UNSETTLED), _visible(principal))
    unsettled, waiting, late_now, soon_late = (await session.execute(query)).one()
    return TicketCounts(open=unsettled, waiting=waiting, late=late_now, soon=soon_late)


async def get_ticket(session: Session, ticket_id: UUID, principal: Principal | None = None) -> TicketDetail:
    """With its history, as far as the principal may see it (None: all). Raises `NotFound`."""
    row = await session.scalar(select(TicketRow).where(TicketRow.id == ticket_id, _visible(principal)))
    if row is None:
        raise NotFound("no such ticket")
    (ticket,) = await _shown(session, [row])
    changes = select(TicketChangeRow).where(TicketChangeRow.ticket_id == ticket_id).order_by(TicketChangeRow.id)
    merged = select(TicketRow).where(TicketRow.merged_into == ticket_id).order_by(TicketRow.id)
    links = select(TicketConversationRow.conversation_id).where(TicketConversationRow.ticket_id == ticket_id)
    if principal:
        links = links.where(access.within(principal, TicketConversationRow.conversation_id))
    alike = await recurring.earlier(session, row.contact_id, row.summary, besides=row.id)
    return TicketDetail(
        **ticket.model_dump(),
        history=[TicketChange.model_validate(change) for change in await session.scalars(changes)],
        targets=(await promises.targets_of(session, [ticket_id]))[ticket_id],
        conversations=sorted(await session.scalars(links)),
        alike=[recurring.reference(found) for found in alike if found.id < row.id],
        merged=[recurring.reference(found) for found in await session.scalars(merged)],
    )


async def tickets_of(session: Session, contact_id: UUID, protocol: str | None = None, most: int = 10) -> list[Ticket]:
    """The contact's tickets that are not settled, newest first, or the one of `protocol` whatever its status."""
    people = await everyone_seen_as(session, [contact_id])
    statement = select(TicketRow).where(TicketRow.contact_id.in_(people)).order_by(TicketRow.id.desc()).limit(most)
    chosen = TicketRow.protocol == protocol if protocol else TicketRow.status.in_(UNSETTLED)
    return await _shown(session, (await session.scalars(statement.where(chosen))).all())


async def locked(session: Session, principal: Principal, ticket_id: UUID) -> TicketRow:
    """The ticket, held until the transaction ends. Raises `NotFound`, also for what the principal may not see."""
    query = select(TicketRow).where(TicketRow.id == ticket_id, _visible(principal)).with_for_update()
    row = await session.scalar(query)
    if row is None:
        raise NotFound("no such ticket")
    return row


def remember(session: Session, actor: Principal, row: TicketRow, changes: dict[str, list[str | None]]) -> None:
    """A line of the ticket's history; every screen looks again."""
    session.add(TicketChangeRow(id=new_id(), ticket_id=row.id, by=actor.name, changes=changes))
    publish(session, "tickets", ticket_id=str(row.id))


async def apply(session: Session, actor: Principal, row: TicketRow, given: dict[str, str]) -> None:
    """Writes what differs to a ticket that is held; its clocks and follow-ups go along. Raises `TicketClosed`."""
    changes = {name: [getattr(row, name), value] for name, value in given.items() if getattr(row, name) != value}
    if not changes:
        return
    if row.status == TicketStatus.CLOSED:
        raise TicketClosed("this ticket was closed for good")
    before = TicketStatus(row.status)
    for name, (_, after) in changes.items():
        setattr(row, name, after)
    row.plain = plain(row.summary)
    row.updated_at = now()
    row.resolved_at = (row.resolved_at or row.updated_at) if row.status in SETTLED else None
    remember(session, actor, row, changes)
    record_action(session, actor, "ticket.changed", ("ticket", row.id), fields=sorted(changes))
    await promises.follow(session, row, before)
    if row.status != before:
        await follow_ups.react(session, row)


def plain(text: str) -> str:
    """The words of a text as they are searched for: folded, without signs."""
    return " ".join(_WORDS.findall(fold(text)))


AGENT, CONTACT, TIME = system("agent"), system("contact"), system("time")
"""Who changes a ticket when no person does."""


async def _open(
    session: Session,
    actor: Principal,
    contact_id: UUID,
    conversation_id: UUID | None,
    new: NewTicket,
    origin: TicketOrigin,
    matter: Matter | None,
) -> TicketRow:
    moment = now()
    alike = await recurring.earlier(session, contact_id, new.summary)
    row = TicketRow(
        id=new_id(),
        protocol=await _next_number(session),
        contact_id=contact_id,
        conversation_id=conversation_id,
        origin=origin,
        recurrence=len(alike),
        status=TicketStatus.OPEN,
        created_at=moment,
        updated_at=moment,
        plain=plain(new.summary),
        **new.model_dump(),
    )
    row.priority = _RISES.get(new.priority, new.priority) if len(alike) >= RECURRING else new.priority
    session.add(row)
    await session.flush()
    if matter and conversation_id:
        session.add(_link(row.id, conversation_id, matter, handed=origin is TicketOrigin.HANDOFF))
    remember(session, actor, row, {"status": [None, TicketStatus.OPEN], **_raised(new.priority, row.priority)})
    record_action(session, actor, "ticket.opened", ("ticket", row.id), protocol=row.protocol)
    handed = matter.handed_at if matter and origin is TicketOrigin.HANDOFF else None
    await promises.begin(session, row, matter.began_at if matter else moment, handed or moment)
    return row


def _raised(said: str, is_: str) -> dict[str, list[str | None]]:
    return {"priority": [said, is_]} if said != is_ else {}


def _link(ticket_id: UUID, conversation_id: UUID, matter: Matter, *, handed: bool) -> TicketConversationRow:
    """Of a handed conversation everything counts since it was handed: somebody may have spoken by now."""
    return TicketConversationRow(
        ticket_id=ticket_id,
        conversation_id=conversation_id,
        seen_seq=matter.handed_seq if handed else matter.last_seq,
        with_people=handed or matter.status in WITH_PEOPLE,
    )


async def _adopt(session: Session, row: TicketRow, new: NewTicket) -> None:
    """What the agent opened on passing the matter on, such as at night, is that matter: as it was read, where the agent
    said nothing else, and resolved with the conversation."""
    row.origin = TicketOrigin.HANDOFF
    promises.moved(session, row.id)
    usual = NewTicket(summary=row.summary)
    unsaid = [name for name in ("category", "priority", "department") if getattr(row, name) == getattr(usual, name)]
    read = {name: getattr(new, name) for name in unsaid}
    await apply(session, AGENT, row, {name: value for name, value in read.items() if value is not None})


async def _going_on(session: Session, conversation_id: UUID) -> TicketRow | None:
    """The latest matter of a conversation that a handoff takes up again."""
    lately = (TicketRow.status == TicketStatus.RESOLVED) & (TicketRow.resolved_at > now() - REOPENS_WITHIN)
    query = _dealt_with_in(conversation_id).where(or_(TicketRow.status.in_(UNSETTLED), lately))
    latest = query.order_by(TicketRow.status.in_(UNSETTLED).desc(), TicketRow.id.desc()).limit(1)
    return await session.scalar(latest.with_for_update(of=TicketRow))


def _dealt_with_in(conversation_id: UUID) -> Select[TicketRow]:
    there = select(TicketConversationRow.ticket_id).where(TicketConversationRow.conversation_id == conversation_id)
    return select(TicketRow).where(TicketRow.id.in_(there))


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
    statement = _dealt_with_in(wanted.conversation_id) if wanted.conversation_id else select(TicketRow)
    if wanted.status:
        statement = statement.where(TicketRow.status == wanted.status)
    if wanted.unsettled:
        statement = statement.where(TicketRow.status.in_(UNSETTLED))
    if wanted.contact_id:
        statement = statement.where(TicketRow.contact_id == wanted.contact_id)
    if wanted.priority:
        statement = statement.where(TicketRow.priority == wanted.priority)
    if wanted.department.strip():
        statement = statement.where(func.lower(TicketRow.department) == wanted.department.strip().lower())
    if wanted.late:
        statement = statement.where(TicketRow.id.in_(_late(now())))
    return statement.where(_found(wanted.q.strip())) if wanted.q.strip() else statement


def _found(q: str) -> ColumnElement[bool]:
    """By a part of the protocol, or by words of the summary, the last of which may be a beginning."""
    if _PROTOCOL.fullmatch(q):
        return TicketRow.protocol.contains(q)
    asked = plain(q).split()
    query = func.to_tsquery("simple", " & ".join(asked) + ":*")
    return literal_column(SEARCH_VECTOR).op("@@", return_type=Boolean)(query) if asked else false()


def _late(moment: datetime) -> Select[UUID]:
    return select(SlaTargetRow.ticket_id).where(
        SlaTargetRow.met_at.is_(None), SlaTargetRow.paused_at.is_(None), SlaTargetRow.due_at <= moment
    )


def _visible(principal: Principal | None) -> ColumnElement[bool]:
    """A ticket is seen by whoever sees one of the conversations in which it is dealt with."""
    if principal is None or principal.queues is None:
        return true()
    seen = select(TicketConversationRow.ticket_id)
    return TicketRow.id.in_(seen.where(access.within(principal, TicketConversationRow.conversation_id)))


async def _shown(session: Session, rows: Sequence[TicketRow]) -> list[Ticket]:
    people = await views(session, {row.contact_id for row in rows})
    targets = await promises.targets_of(session, [row.id for row in rows])
    made = ("contact_name", "sla")
    columns = [{key: getattr(row, key) for key in Ticket.model_fields if key not in made} for row in rows]
    return [
        Ticket(
            **values,
            contact_name=people[values["contact_id"]].name,
            sla=promises.running_first(targets[values["id"]]),
        )
        for values in columns
    ]
