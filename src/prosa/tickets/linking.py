"""Tickets and conversations: a matter may be dealt with in several, and several tickets may be one matter."""

from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert

from prosa.accounts import record_action
from prosa.accounts.schemas import Principal
from prosa.contacts import everyone_seen_as
from prosa.conversations import access
from prosa.conversations import promises as told
from prosa.core.db import Session
from prosa.core.errors import Conflict, NotFound
from prosa.tickets import promises, service
from prosa.tickets.models import FollowUpRow, TicketConversationRow, TicketRow
from prosa.tickets.schemas import TicketStatus


class NotOneMatter(Conflict):
    """Only tickets of one contact can be merged, and a conversation must be of that contact too."""

    code = "not_one_matter"


async def link(session: Session, actor: Principal, ticket_id: UUID, conversation_id: UUID) -> None:
    """The matter is dealt with there too, from now on. Raises `NotFound` and `NotOneMatter`."""
    await access.check(session, actor, conversation_id)
    matter = await told.matter(session, conversation_id)
    row = await service.locked(session, actor, ticket_id)
    await _same_contact(session, row.contact_id, matter.contact_id)
    values = {
        "ticket_id": ticket_id,
        "conversation_id": conversation_id,
        "seen_seq": matter.last_seq,
        "with_people": matter.status in service.WITH_PEOPLE,
    }
    added = insert(TicketConversationRow).values(values).on_conflict_do_nothing().returning(TicketConversationRow)
    if await session.scalar(added) is not None:
        service.remember(session, actor, row, {"conversation": [None, str(conversation_id)]})
        promises.moved(session, ticket_id)


async def unlink(session: Session, actor: Principal, ticket_id: UUID, conversation_id: UUID) -> None:
    """It is not dealt with there any more. Raises `NotFound`, and `NotOneMatter` for where it began."""
    await told.hold(session, conversation_id)
    row = await service.locked(session, actor, ticket_id)
    if row.conversation_id == conversation_id:
        raise NotOneMatter("this is where the matter began")
    found = await session.get(TicketConversationRow, (ticket_id, conversation_id))
    if found is None:
        raise NotFound("this conversation is not linked")
    await session.delete(found)
    await session.flush()
    await told.show(session, conversation_id, await promises.next_of(session, conversation_id))
    service.remember(session, actor, row, {"conversation": [str(conversation_id), None]})


async def merge(session: Session, actor: Principal, ticket_id: UUID, into_id: UUID) -> None:
    """This ticket goes on in the other one, with its conversations and follow-ups; its protocol stays known.

    Raises `NotFound`, `NotOneMatter`, and `TicketClosed` when one of them is closed.
    """
    if ticket_id == into_id:
        raise NotOneMatter("a ticket cannot be merged into itself")
    first, second = sorted((ticket_id, into_id))
    rows = {each: await service.locked(session, actor, each) for each in (first, second)}
    row, into = rows[ticket_id], rows[into_id]
    if into.status == TicketStatus.CLOSED:
        raise service.TicketClosed("this ticket was closed for good")
    await _same_contact(session, row.contact_id, into.contact_id)
    await _move(session, row, into)
    await service.apply(session, actor, row, {"status": TicketStatus.CLOSED})
    row.merged_into = into.id
    service.remember(session, actor, row, {"merged_into": [None, into.protocol]})
    service.remember(session, actor, into, {"merged": [None, row.protocol]})
    record_action(session, actor, "ticket.merged", ("ticket", row.id), into=into.protocol)
    promises.moved(session, into.id)


async def _move(session: Session, row: TicketRow, into: TicketRow) -> None:
    """Conversations that both have stay the other one's. Its own promises end with the closing."""
    both = select(TicketConversationRow.conversation_id).where(TicketConversationRow.ticket_id == into.id)
    own = TicketConversationRow.ticket_id == row.id
    twice = own & TicketConversationRow.conversation_id.in_(both.scalar_subquery())
    await session.execute(delete(TicketConversationRow).where(twice))
    await session.execute(update(TicketConversationRow).where(own).values(ticket_id=into.id))
    await session.execute(update(FollowUpRow).where(FollowUpRow.ticket_id == row.id).values(ticket_id=into.id))


async def _same_contact(session: Session, one: UUID, other: UUID) -> None:
    if other not in await everyone_seen_as(session, [one]):
        raise NotOneMatter("these are of two contacts")
