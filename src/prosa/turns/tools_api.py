"""Tools and approvals over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from prosa.accounts.auth import OperatorDep, ViewerDep, require_person
from prosa.accounts.schemas import Principal, Role
from prosa.core.http import RuntimeDep, SessionDep
from prosa.turns import approvals, doors
from prosa.turns.schemas import Approval, ApprovalList, ApprovalState, Called, NewCall, ToolList

router = APIRouter(tags=["tools"])
ApproverDep = Annotated[Principal, Depends(require_person(Role.SUPERVISOR))]


@router.get("/tools", operation_id="list_tools")
async def list_tools(runtime: RuntimeDep, principal: ViewerDep) -> ToolList:
    """What the caller may have done for a contact, with the contract of each tool."""
    return ToolList(items=doors.listed(runtime, principal))


@router.post("/tools/{name}", operation_id="call_tool")
async def call_tool(runtime: RuntimeDep, principal: OperatorDep, name: str, new: NewCall) -> Called:
    """Runs a tool for the contact of a conversation, under its contract. A refusal has the code of its reason:
    with `tool_confirmation_needed` the same call is repeated with the `digest` of what was shown. Programs cannot
    agree for a contact; what they ask for then waits for a person (`tool_approval_needed`)."""
    return Called(result=await doors.call(runtime, principal, name, new))


@router.get("/approvals", operation_id="list_approvals")
async def list_approvals(
    session: SessionDep,
    me: ViewerDep,
    state: ApprovalState = ApprovalState.WAITING,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> ApprovalList:
    return ApprovalList(items=await approvals.listed(session, me, state, limit))


@router.post("/approvals/{approval_id}/approve", operation_id="approve")
async def approve(runtime: RuntimeDep, principal: ApproverDep, approval_id: UUID) -> Approval:
    """Carries it out and tells the contact. How it ended is in `state`."""
    return await approvals.approve(runtime, principal, approval_id)


@router.post("/approvals/{approval_id}/reject", operation_id="reject")
async def reject(runtime: RuntimeDep, principal: ApproverDep, approval_id: UUID) -> Approval:
    return await approvals.reject(runtime, principal, approval_id)
