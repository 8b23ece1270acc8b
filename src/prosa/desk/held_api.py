"""Held messages over HTTP: what waits, a supervisor's word on it, and the rules."""

from enum import StrEnum
from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, StringConstraints

from prosa.accounts.auth import AdminDep, OperatorDep, SupervisorDep
from prosa.core.http import SessionDep
from prosa.desk import held
from prosa.desk.held import HeldList, HoldRuleItem, HoldRuleList

router = APIRouter(tags=["held messages"])

Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
Reworded = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4096)]


class HeldStand(StrEnum):
    WAITING = "waiting"
    DECIDED = "decided"


class HeldApproval(BaseModel):
    """`text` null: as it was written."""

    text: Reworded | None = None


class HeldRejection(BaseModel):
    reason: Reason


@router.get("/held-messages", operation_id="list_held_messages")
async def list_held_messages(
    session: SessionDep,
    me: OperatorDep,
    state: HeldStand = HeldStand.WAITING,
    limit: Annotated[int, Query(ge=1, le=200)] = 100,
) -> HeldList:
    """What waits for a word, the most urgent first; or what became of the others, the latest first."""
    return await held.listed(session, me, waiting=state is HeldStand.WAITING, limit=limit)


@router.post("/held-messages/{held_id}/approve", operation_id="approve_held_message", status_code=HTTPStatus.NO_CONTENT)
async def approve_held_message(session: SessionDep, me: SupervisorDep, held_id: UUID, approval: HeldApproval) -> None:
    """It leaves now, in other words if some are given."""
    await held.approve(session, me, held_id, approval.text)


@router.post("/held-messages/{held_id}/reject", operation_id="reject_held_message", status_code=HTTPStatus.NO_CONTENT)
async def reject_held_message(session: SessionDep, me: SupervisorDep, held_id: UUID, rejection: HeldRejection) -> None:
    """It never leaves; the conversation goes to a person."""
    await held.reject(session, me, held_id, rejection.reason)


@router.get("/hold-rules", operation_id="list_hold_rules")
async def list_hold_rules(session: SessionDep, _: SupervisorDep) -> HoldRuleList:
    return await held.rules(session)


@router.put("/hold-rules", operation_id="set_hold_rule")
async def set_hold_rule(session: SessionDep, me: AdminDep, rule: HoldRuleItem) -> HoldRuleList:
    """Replaces the rule of this kind."""
    await held.set_rule(session, me, rule)
    return await held.rules(session)
