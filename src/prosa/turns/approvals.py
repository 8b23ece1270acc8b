"""What waits for a person's approval, and what their word leads to."""

from uuid import UUID

import structlog
from sqlalchemy import select

from prosa import contacts
from prosa.accounts import record_action
from prosa.accounts.schemas import Principal
from prosa.agents import current_instructions
from prosa.conversations import Draft, access, answering
from prosa.conversations.line_view import place_of
from prosa.core.db import Session
from prosa.core.errors import NotFound
from prosa.core.runtime import Runtime
from prosa.core.tools import Assurance, Tool, ToolContext
from prosa.turns import actions, contract
from prosa.turns.actions import BY_CONTACT, Action, ActionState
from prosa.turns.contract import Asker, Call
from prosa.turns.models import ToolActionRow
from prosa.turns.schemas import Approval, ApprovalState

FAILED = "approval_failed"
log = structlog.get_logger(__name__)

_STATES = {
    ApprovalState.WAITING: (ActionState.WAITING,),
    ApprovalState.DECIDED: (ActionState.RUNNING, ActionState.DONE, ActionState.FAILED, ActionState.REJECTED),
}


async def listed(session: Session, principal: Principal, state: ApprovalState, limit: int) -> list[Approval]:
    """Those that wait, the oldest first; or those a person has decided, the newest first."""
    waiting = state is ApprovalState.WAITING
    query = (
        select(ToolActionRow)
        .where(ToolActionRow.state.in_(_STATES[state]), access.within(principal, ToolActionRow.conversation_id))
        .order_by(ToolActionRow.asked_at if waiting else ToolActionRow.decided_at.desc())
        .limit(limit)
    )
    if not waiting:
        query = query.where(ToolActionRow.decided_by.is_not(None))
    return [await _view(session, row) for row in await session.scalars(query)]


async def approve(runtime: Runtime, principal: Principal, approval_id: UUID) -> Approval:
    """Carries it out, if what it needs still holds, and tells the contact. Raises `NotFound`, `Conflict`."""
    action = await _decide(runtime, principal, approval_id, ActionState.RUNNING)
    if await _carried_out(runtime, principal, action):
        return await _end(runtime, action, "approval_done")
    return await _end(runtime, action, FAILED, reason=FAILED)


async def reject(runtime: Runtime, principal: Principal, approval_id: UUID) -> Approval:
    """Raises `NotFound`, `Conflict`."""
    action = await _decide(runtime, principal, approval_id, ActionState.REJECTED)
    return await _end(runtime, action, "tool_approval_rejected")


async def _decide(runtime: Runtime, principal: Principal, approval_id: UUID, state: ActionState) -> Action:
    async with runtime.db.transaction() as session:
        await _check(session, principal, approval_id)
        action = await actions.decide(session, approval_id, state, principal.name)
        word = "rejected" if state is ActionState.REJECTED else "approved"
        record_action(session, principal, f"tool.{word}", ("tool_action", action.id), tool=action.tool)
    return action


async def _check(session: Session, principal: Principal, approval_id: UUID) -> None:
    seen = access.within(principal, ToolActionRow.conversation_id)
    if await session.scalar(select(ToolActionRow.id).where(ToolActionRow.id == approval_id, seen)) is None:
        raise NotFound("there is no such approval")


async def _carried_out(runtime: Runtime, principal: Principal, action: Action) -> bool:
    """Whether it was done; why not stands in the row."""
    try:
        await contract.carry_out(_call(runtime, principal, action), action, checked=False)
    except Exception as failure:
        log.exception("approved_call_failed", tool=action.tool, error=type(failure).__name__, exc_info=False)
        return False
    return True


def _call(runtime: Runtime, principal: Principal, action: Action) -> Call:
    tool = runtime.registry.get(Tool, action.tool)
    context = ToolContext(
        runtime=runtime,
        conversation_id=action.conversation_id,
        contact_id=action.contact_id,
        turn_id=action.turn_id or action.id,
        language=action.language,
    )
    return Call(context, tool, contract.parsed(tool, action.arguments), Asker(Assurance.VERIFIED, principal=principal))


async def _end(runtime: Runtime, action: Action, phrase: str, reason: str | None = None) -> Approval:
    async with runtime.db.transaction() as session:
        if action.by == BY_CONTACT:
            place = await place_of(session, action.conversation_id)
            instructions = await current_instructions(session, place.channel_id)
            key = f"{phrase}.en" if action.language.startswith("en") else phrase
            await answering.add_word(session, action.conversation_id, Draft(text=instructions.text(key)), reason)
        return await _view(session, await session.get_one(ToolActionRow, action.id))


async def _view(session: Session, row: ToolActionRow) -> Approval:
    return Approval(
        id=row.id,
        conversation_id=row.conversation_id,
        contact_id=row.contact_id,
        contact_name=await contacts.name_of(session, row.contact_id),
        turn_id=row.turn_id,
        tool=row.tool,
        arguments=row.arguments,
        shown=row.shown,
        cents=row.cents,
        by=row.by.partition(":")[0],
        asked_by=row.by_name,
        asked_at=row.asked_at,
        state=row.state,
        decided_at=row.decided_at,
        decided_by=row.decided_by,
        result=row.result,
        error=row.error,
    )
