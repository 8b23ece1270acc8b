"""What an engine may do with tickets: only with those of the contact it talks to."""

from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import BaseModel, Field

from prosa.accounts import get_company
from prosa.accounts.schemas import system
from prosa.conversations.schemas import Priority
from prosa.core.db import Session
from prosa.core.tools import Limits, NotOwn, Tool, ToolContext
from prosa.tickets.schemas import (
    PROTOCOL,
    NewTicket,
    Ticket,
    TicketCategory,
    TicketDetail,
    TicketOrigin,
    TicketStatus,
)
from prosa.tickets.service import get_ticket, open_ticket, tickets_of

AGENT = system("agent")


class StatusArguments(BaseModel):
    """`protocol` is the number the contact was given, such as 20261120-0007."""

    protocol: Annotated[str, Field(pattern=PROTOCOL, max_length=20)]


class ListArguments(BaseModel):
    """Nothing to ask: the contact's own."""


class ToldTicket(BaseModel):
    """A ticket as far as its contact may know it. Times are local to the company."""

    protocol: str
    status: TicketStatus
    category: TicketCategory
    priority: Priority
    summary: str
    opened_at: datetime
    updated_at: datetime


class ToldTickets(BaseModel):
    """Newest first."""

    items: list[ToldTicket]


async def open_new(context: ToolContext, arguments: NewTicket) -> ToldTicket:
    async with context.runtime.db.transaction() as session:
        ticket_id = await open_ticket(
            session, AGENT, context.contact_id, context.conversation_id, arguments, TicketOrigin.AGENT
        )
        return await _told(session, await get_ticket(session, ticket_id))


async def tell_status(context: ToolContext, arguments: StatusArguments) -> ToldTicket:
    """Raises `NotOwn`: no such ticket, or somebody else's."""
    async with context.runtime.db.transaction() as session:
        found = await tickets_of(session, context.contact_id, arguments.protocol)
        if found:
            return await _told(session, found[0])
    raise NotOwn("this contact has no ticket with this protocol")


async def list_own(context: ToolContext, _: BaseModel) -> ToldTickets:
    async with context.runtime.db.transaction() as session:
        found = await tickets_of(session, context.contact_id)
        return ToldTickets(items=[await _told(session, ticket) for ticket in found])


async def _told(session: Session, ticket: Ticket | TicketDetail) -> ToldTicket:
    zone = ZoneInfo((await get_company(session)).timezone)
    return ToldTicket(
        protocol=ticket.protocol,
        status=ticket.status,
        category=ticket.category,
        priority=ticket.priority,
        summary=ticket.summary,
        opened_at=ticket.created_at.astimezone(zone),
        updated_at=ticket.updated_at.astimezone(zone),
    )


TICKET_OPEN = Tool(
    name="ticket.open",
    description="Opens a ticket for the contact's matter and returns its protocol, which the contact must be told.",
    arguments=NewTicket,
    run=open_new,
    writes=True,
    limits=Limits(calls_a_day=10),
)
TICKET_STATUS = Tool(
    name="ticket.status",
    description="How a ticket of the contact stands, by its protocol.",
    arguments=StatusArguments,
    run=tell_status,
    writes=False,
    personal=True,
)
TICKET_LIST = Tool(
    name="ticket.list",
    description="The contact's tickets that are not settled yet.",
    arguments=ListArguments,
    run=list_own,
    writes=False,
    personal=True,
)
