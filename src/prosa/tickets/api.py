"""Routes of tickets."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from prosa.accounts.auth import OperatorDep, ViewerDep
from prosa.core.http import SessionDep
from prosa.tickets import service
from prosa.tickets.schemas import TicketDetail, TicketEdit, TicketPage, TicketStatus

router = APIRouter(tags=["tickets"])


@router.get("/tickets", operation_id="list_tickets")
async def list_tickets(
    session: SessionDep,
    _: ViewerDep,
    status: TicketStatus | None = None,
    contact_id: UUID | None = None,
    conversation_id: UUID | None = None,
    q: Annotated[str, Query(max_length=40)] = "",
    before: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 30,
) -> TicketPage:
    """`q` is a protocol or a part of one."""
    wanted = service.Wanted(status, contact_id, conversation_id, q)
    return await service.list_tickets(session, wanted, before, limit)


@router.get("/tickets/{ticket_id}", operation_id="get_ticket")
async def get_ticket(session: SessionDep, _: ViewerDep, ticket_id: UUID) -> TicketDetail:
    return await service.get_ticket(session, ticket_id)


@router.patch("/tickets/{ticket_id}", operation_id="change_ticket")
async def change_ticket(session: SessionDep, me: OperatorDep, ticket_id: UUID, edit: TicketEdit) -> TicketDetail:
    await service.change_ticket(session, me, ticket_id, edit)
    return await service.get_ticket(session, ticket_id)
