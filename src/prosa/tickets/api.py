"""Routes of tickets, of what is promised for them, and of follow-ups."""

from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from prosa.accounts.auth import OperatorDep, SupervisorDep, ViewerDep
from prosa.conversations.schemas import Priority
from prosa.core.http import SessionDep
from prosa.tickets import follow_ups, linking, policies, recurring, service
from prosa.tickets.schemas import (
    FollowUp,
    FollowUpPage,
    NewFollowUp,
    NewSlaPolicy,
    NewTicketFor,
    NewTicketRule,
    RecurringProblemList,
    SlaPolicy,
    SlaPolicyList,
    TicketCounts,
    TicketDetail,
    TicketEdit,
    TicketMerge,
    TicketPage,
    TicketRule,
    TicketRuleList,
    TicketStatus,
)

router = APIRouter(tags=["tickets"])


@router.get("/tickets", operation_id="list_tickets")
async def list_tickets(
    session: SessionDep,
    me: ViewerDep,
    status: TicketStatus | None = None,
    contact_id: UUID | None = None,
    conversation_id: UUID | None = None,
    q: Annotated[str, Query(max_length=80)] = "",
    priority: Priority | None = None,
    department: Annotated[str, Query(max_length=80)] = "",
    unsettled: bool = False,
    late: bool = False,
    before: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 30,
) -> TicketPage:
    """`q` is a protocol, words of the summary, or a part of one. `late`: a promise of time is broken and runs on."""
    wanted = service.Wanted(status, contact_id, conversation_id, q, priority, department, unsettled, late)
    return await service.list_tickets(session, wanted, before, limit, me)


@router.post("/tickets", operation_id="create_ticket", status_code=HTTPStatus.CREATED)
async def create_ticket(session: SessionDep, me: OperatorDep, new: NewTicketFor) -> TicketDetail:
    return await service.get_ticket(session, await service.open_for(session, me, new), me)


@router.get("/tickets/counts", operation_id="count_tickets")
async def count_tickets(session: SessionDep, me: ViewerDep) -> TicketCounts:
    return await service.count_tickets(session, me)


@router.get("/tickets/problems", operation_id="list_problems")
async def list_problems(
    session: SessionDep, me: ViewerDep, days: Annotated[int, Query(ge=1, le=90)] = 7
) -> RecurringProblemList:
    """What three contacts or more have said in like words within so many days."""
    return RecurringProblemList(items=await recurring.problems(session, me, days))


@router.get("/tickets/{ticket_id}", operation_id="get_ticket")
async def get_ticket(session: SessionDep, me: ViewerDep, ticket_id: UUID) -> TicketDetail:
    return await service.get_ticket(session, ticket_id, me)


@router.patch("/tickets/{ticket_id}", operation_id="change_ticket")
async def change_ticket(session: SessionDep, me: OperatorDep, ticket_id: UUID, edit: TicketEdit) -> TicketDetail:
    await service.change_ticket(session, me, ticket_id, edit)
    return await service.get_ticket(session, ticket_id, me)


@router.post("/tickets/{ticket_id}/merge", operation_id="merge_ticket")
async def merge_ticket(session: SessionDep, me: OperatorDep, ticket_id: UUID, body: TicketMerge) -> TicketDetail:
    """Answers with the ticket the matter goes on in."""
    await linking.merge(session, me, ticket_id, body.into_id)
    return await service.get_ticket(session, body.into_id, me)


@router.put("/tickets/{ticket_id}/conversations/{conversation_id}", operation_id="link_ticket")
async def link_ticket(session: SessionDep, me: OperatorDep, ticket_id: UUID, conversation_id: UUID) -> TicketDetail:
    await linking.link(session, me, ticket_id, conversation_id)
    return await service.get_ticket(session, ticket_id, me)


@router.delete("/tickets/{ticket_id}/conversations/{conversation_id}", operation_id="unlink_ticket")
async def unlink_ticket(session: SessionDep, me: OperatorDep, ticket_id: UUID, conversation_id: UUID) -> TicketDetail:
    await linking.unlink(session, me, ticket_id, conversation_id)
    return await service.get_ticket(session, ticket_id, me)


@router.get("/sla-policies", operation_id="list_sla_policies")
async def list_sla_policies(session: SessionDep, _: ViewerDep) -> SlaPolicyList:
    return SlaPolicyList(items=await policies.list_policies(session))


@router.post("/sla-policies", operation_id="create_sla_policy", status_code=HTTPStatus.CREATED)
async def create_sla_policy(session: SessionDep, me: SupervisorDep, new: NewSlaPolicy) -> SlaPolicy:
    return await policies.add_policy(session, me, new)


@router.put("/sla-policies/{policy_id}", operation_id="update_sla_policy")
async def update_sla_policy(session: SessionDep, me: SupervisorDep, policy_id: UUID, new: NewSlaPolicy) -> SlaPolicy:
    """What runs is counted anew."""
    return await policies.change_policy(session, me, policy_id, new)


@router.delete("/sla-policies/{policy_id}", operation_id="delete_sla_policy", status_code=HTTPStatus.NO_CONTENT)
async def delete_sla_policy(session: SessionDep, me: SupervisorDep, policy_id: UUID) -> None:
    await policies.remove_policy(session, me, policy_id)


@router.get("/follow-ups", operation_id="list_follow_ups")
async def list_follow_ups(
    session: SessionDep,
    me: ViewerDep,
    ticket_id: UUID | None = None,
    conversation_id: UUID | None = None,
    over: bool = False,
) -> FollowUpPage:
    """Those that are planned or due; `over`: also those that were done or cancelled."""
    return FollowUpPage(items=await follow_ups.list_follow_ups(session, me, ticket_id, conversation_id, over=over))


@router.post("/follow-ups", operation_id="create_follow_up", status_code=HTTPStatus.CREATED)
async def create_follow_up(session: SessionDep, me: OperatorDep, new: NewFollowUp) -> FollowUp:
    return await follow_ups.plan(session, me, new)


@router.post("/follow-ups/{follow_up_id}/done", operation_id="finish_follow_up")
async def finish_follow_up(session: SessionDep, me: OperatorDep, follow_up_id: UUID) -> FollowUp:
    return await follow_ups.finish(session, me, follow_up_id, done=True)


@router.delete("/follow-ups/{follow_up_id}", operation_id="cancel_follow_up")
async def cancel_follow_up(session: SessionDep, me: OperatorDep, follow_up_id: UUID) -> FollowUp:
    return await follow_ups.finish(session, me, follow_up_id, done=False)


@router.get("/follow-up-rules", operation_id="list_follow_up_rules")
async def list_follow_up_rules(session: SessionDep, _: ViewerDep) -> TicketRuleList:
    return TicketRuleList(items=await follow_ups.list_rules(session))


@router.post("/follow-up-rules", operation_id="create_follow_up_rule", status_code=HTTPStatus.CREATED)
async def create_follow_up_rule(session: SessionDep, me: SupervisorDep, new: NewTicketRule) -> TicketRule:
    return await follow_ups.add_rule(session, me, new)


@router.put("/follow-up-rules/{rule_id}", operation_id="update_follow_up_rule")
async def update_follow_up_rule(
    session: SessionDep, me: SupervisorDep, rule_id: UUID, new: NewTicketRule
) -> TicketRule:
    return await follow_ups.change_rule(session, me, rule_id, new)


@router.delete("/follow-up-rules/{rule_id}", operation_id="delete_follow_up_rule", status_code=HTTPStatus.NO_CONTENT)
async def delete_follow_up_rule(session: SessionDep, me: SupervisorDep, rule_id: UUID) -> None:
    await follow_ups.remove_rule(session, me, rule_id)
