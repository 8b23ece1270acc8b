"""What an engine may do with tickets: only with those of the contact it talks to."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from prosa.accounts.schemas import system
from prosa.core.errors import NotFound
from prosa.core.tools import Tool, ToolContext
from prosa.tickets.schemas import (
    PROTOCOL,
    NewTicket,
    Ticket,
    TicketCategory,
    TicketDetail,
    TicketPriority,
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
    """A ticket as far as its contact may know it."""

    protocol: str
    status: TicketStatus
    category: TicketCategory
    priority: TicketPriority
    summary: str
    opened_at: datetime
    updated_at: datetime


class ToldTickets(BaseModel):
    """Newest first."""

    items: list[ToldTicket]


async def open_new(context: ToolContext, arguments: NewTicket) -> ToldTicket:
    async with context.runtime.db.transaction() as session:
        ticket_id = await open_ticket(session, AGENT, context.contact_id, context.conversation_id, arguments)
        return _told(await get_ticket(session, ticket_id))


async def tell_status(context: ToolContext, arguments: StatusArguments) -> ToldTicket:
    """Raises `NotFound`, also for the ticket of somebody else."""
    async with context.runtime.db.transaction() as session:
        found = await tickets_of(session, context.contact_id, arguments.protocol)
    if not found:
        raise NotFound("this contact has no ticket with this protocol")
    return _told(found[0])


async def list_own(context: ToolContext, _: BaseModel) -> ToldTickets:
    async with context.runtime.db.transaction() as session:
        return ToldTickets(items=[_told(ticket) for ticket in await tickets_of(session, context.contact_id)])


def _told(ticket: Ticket | TicketDetail) -> ToldTicket:
    return ToldTicket(
        protocol=ticket.protocol,
        status=ticket.status,
        category=ticket.category,
        priority=ticket.priority,
        summary=ticket.summary,
        opened_at=ticket.created_at,
        updated_at=ticket.updated_at,
    )


TICKET_OPEN = Tool(
    name="ticket.open",
    description="Opens a ticket for the contact's matter and returns its protocol, which the contact must be told.",
    arguments=NewTicket,
    run=open_new,
    writes=True,
)
TICKET_STATUS = Tool(
    name="ticket.status",
    description="How a ticket of the contact stands, by its protocol.",
    arguments=StatusArguments,
    run=tell_status,
    writes=False,
)
TICKET_LIST = Tool(
    name="ticket.list",
    description="The contact's tickets that are not settled yet.",
    arguments=ListArguments,
    run=list_own,
    writes=False,
)
