"""The action contract: what must hold before a tool runs, checked in code and at every door.

Who asks is known well enough; what they name is theirs; it can be done as things are; it is within the limits; they
have agreed to exactly what was shown; a person has approved it where that is asked. A write is done once for one
authority: the contact's message, or the call of a principal.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ValidationError

from prosa.accounts.schemas import Principal, PrincipalKind, Role
from prosa.agents.engine import Turn
from prosa.agents.schemas import ToolRule
from prosa.core.db import Session
from prosa.core.errors import Conflict, Invalid, ProsaError
from prosa.core.runtime import Runtime
from prosa.core.tools import (
    ApprovalNeeded,
    ApprovalRejected,
    Assurance,
    ConfirmationNeeded,
    IdentityNeeded,
    Tool,
    ToolContext,
    ToolDisabled,
    Vouching,
)
from prosa.turns import actions
from prosa.turns.actions import BY_CONTACT, Action, ActionState
from prosa.turns.record import plain


class StillRunning(Conflict):
    """The same call is being carried out at this moment."""

    code = "tool_running"


@dataclass(frozen=True, slots=True)
class Asker:
    """Whoever wants a tool run: the contact in their turn, or a principal on a contact's behalf.

    `digest` is what a person repeats to agree; `call_id` is what a principal names a call by that needs no yes, so that
    it can be repeated.
    """

    assurance: Assurance
    turn: Turn | None = None
    principal: Principal | None = None
    digest: str | None = None
    call_id: UUID | None = None

    @property
    def by(self) -> str:
        return BY_CONTACT if self.principal is None else f"{self.principal.kind}:{self.principal.id}"

    @property
    def name(self) -> str:
        return self.turn.contact_name if self.turn else self.principal.name if self.principal else ""

    @property
    def is_person(self) -> bool:
        return self.principal is not None and self.principal.kind is PrincipalKind.USER

    @property
    def is_program(self) -> bool:
        return self.principal is not None and not self.is_person

    def needs_yes(self, tool: Tool) -> bool:
        """A program cannot agree to anything on a contact's behalf: what it asks for goes to a person instead."""
        return tool.confirm is not None and not self.is_program

    def needs_approval(self, tool: Tool, rule: ToolRule) -> bool:
        if self.principal is None:
            return tool.sensitive or rule.approval
        if self.is_program:
            return tool.sensitive or tool.confirm is not None
        return tool.sensitive and not self.principal.role.covers(Role.SUPERVISOR)


@dataclass(frozen=True, slots=True)
class Call:
    """A tool, its checked arguments, and who wants it."""

    context: ToolContext
    tool: Tool
    arguments: BaseModel
    asker: Asker
    rule: ToolRule = field(default_factory=ToolRule)

    @property
    def plain_arguments(self) -> dict[str, Any]:
        return self.arguments.model_dump(mode="json")

    @property
    def key(self) -> str:
        """Stands for the tool and its arguments."""
        return _hash(self.tool.name, json.dumps(self.plain_arguments, sort_keys=True))

    def digest(self, shown: str) -> str:
        """Stands for the call, whose it is, and what they were shown."""
        return _hash(self.key, str(self.context.conversation_id), str(self.context.contact_id), shown)

    @property
    def cents(self) -> int:
        return self.tool.cents(self.arguments) if self.tool.cents else 0


def _hash(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def parsed(tool: Tool, arguments: object) -> BaseModel:
    """Raises `Invalid`, which names the field."""
    try:
        return tool.arguments.model_validate(arguments)
    except ValidationError as problem:
        first = problem.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise Invalid(f"{tool.name}: {place}: {first['msg']}".replace(": : ", ": "), field=place) from None


async def assurance_of(runtime: Runtime, channel_id: UUID | None) -> Assurance:
    """How well it is known who writes on a line."""
    if channel_id is None:
        return Assurance.ANONYMOUS
    vouching = runtime.registry.all(Vouching).values()
    return Assurance.CHANNEL if any([await each.vouches(channel_id) for each in vouching]) else Assurance.ANONYMOUS


async def perform(call: Call) -> dict[str, Any]:
    """Runs the tool if its contract allows it. Raises `ToolRefused`, or what the tool raises."""
    if not call.rule.enabled:
        raise ToolDisabled(f"this agent may not use {call.tool.name}", tool=call.tool.name)
    if not call.tool.writes:
        await allowed(call)
        return await _run(call)
    action = await _known(call) or await _asked(call)
    return await _result(call, action)


async def allowed(call: Call) -> None:
    """What must hold at any time: identity, ownership, and that it can be done now."""
    if not await _is_known(call):
        needed = call.tool.identity.name.lower()
        raise IdentityNeeded(f"{call.tool.name} needs to know who asks: {needed}", needed=needed)
    if call.tool.own is not None:
        await call.tool.own(call.context, call.arguments)
    if call.tool.ready is not None:
        await call.tool.ready(call.context)


async def _is_known(call: Call) -> bool:
    """Whether it is known well enough who asks. A proof counts only where the line already says who writes."""
    has, needs = call.asker.assurance, call.tool.identity
    if has >= needs or has is not Assurance.CHANNEL or call.asker.is_program:
        return has >= needs
    runtime = call.context.runtime
    proving = [tool.name for tool in runtime.registry.all(Tool).values() if tool.proves]
    async with runtime.db.transaction() as session:
        return await actions.is_proved(session, call.context.conversation_id, proving)


async def _known(call: Call) -> Action | None:
    """What the same authority has already led to: it is not done again."""
    asker = call.asker
    async with call.context.runtime.db.transaction() as session:
        if asker.turn is not None:
            found = await actions.by_message(session, said(asker.turn), call.key)
            lost = found is not None and found.state in (ActionState.FAILED, ActionState.RUNNING)
            return await actions.again(session, found.id) if found and lost else found
        if asker.needs_yes(call.tool):
            found = await actions.settled(session, asker.by, asker.digest) if asker.digest else None
        else:
            found = await actions.by_id(session, asker.call_id) if asker.call_id else None
    if found is not None and (found.by, found.key) != (asker.by, call.key):
        raise Conflict("this call id stands for another call")
    if found is not None and found.state is ActionState.RUNNING:
        raise StillRunning("this call is being carried out")
    return found


def said(turn: Turn) -> Sequence[UUID]:
    return [line.id for line in turn.said]


async def _asked(call: Call) -> Action:
    """The action as it stands after this call: shown, waiting for a person, or ours to run."""
    await allowed(call)
    shown = await call.tool.confirm(call.context, call.arguments) if call.tool.confirm else ""
    digest = call.digest(shown)
    async with call.context.runtime.db.transaction() as session:
        await actions.lock(session, call.context.contact_id, call.tool.name)
        if not call.asker.is_person:
            limits = call.tool.limits.narrowed(call.rule.limits)
            await actions.check_limits(session, limits, call.context.contact_id, call.tool.name, call.cents)
        action = await _agreed(session, call, digest) if call.asker.needs_yes(call.tool) else _new(call, shown, digest)
        if action is None:
            return await actions.offer(session, _new(call, shown, digest))
        waits = call.asker.needs_approval(call.tool, call.rule)
        return await actions.take(session, action, ActionState.WAITING if waits else ActionState.RUNNING)


async def _agreed(session: Session, call: Call, digest: str) -> Action | None:
    """The offer that was agreed to, with the message that did."""
    asker = call.asker
    if asker.turn is None:
        found = await actions.offered(session, call.context.conversation_id, asker.by)
        return found if found and found.digest == digest == asker.digest else None
    found = await actions.agreed_in(session, asker.turn)
    return replace(found, authority=asker.turn.said[-1].id) if found and found.digest == digest else None


def _new(call: Call, shown: str, digest: str) -> Action:
    asker, turn = call.asker, call.asker.turn
    own_id = None if asker.needs_yes(call.tool) else asker.call_id
    return Action(
        id=own_id or call.context.call_id,
        conversation_id=call.context.conversation_id,
        contact_id=call.context.contact_id,
        turn_id=turn.id if turn else None,
        tool=call.tool.name,
        arguments=call.plain_arguments,
        key=call.key,
        digest=digest,
        shown=shown,
        cents=call.cents,
        by=asker.by,
        by_name=asker.name,
        language=call.context.language,
        state=ActionState.OFFERED,
        authority=turn.said[0].id if turn else None,
    )


async def _result(call: Call, action: Action) -> dict[str, Any]:
    match action.state:
        case ActionState.OFFERED:
            raise ConfirmationNeeded("the contact has to agree first", shown=action.shown, digest=action.digest)
        case ActionState.WAITING:
            raise ApprovalNeeded("a person of the team has to approve this", approval_id=str(action.id))
        case ActionState.REJECTED:
            raise ApprovalRejected("a person of the team did not approve this", approval_id=str(action.id))
        case ActionState.DONE:
            return dict(action.result or {})
        case _:
            return await carry_out(call, action)


async def carry_out(call: Call, action: Action, *, checked: bool = True) -> dict[str, Any]:
    """Runs what is ours to run and keeps what came of it. Who repeats it uses the same call id. What was not `checked`
    a moment ago is checked again."""
    try:
        if not checked:
            await allowed(call)
        result = await _run(replace(call, context=replace(call.context, call_id=action.id)))
    except Exception as failure:
        error = failure.code if isinstance(failure, ProsaError) else type(failure).__name__
        async with call.context.runtime.db.transaction() as session:
            await actions.finish(session, action.id, ActionState.FAILED, error=error)
        raise
    async with call.context.runtime.db.transaction() as session:
        await actions.finish(session, action.id, ActionState.DONE, result=result)
    return result


async def _run(call: Call) -> dict[str, Any]:
    result: dict[str, Any] = plain((await call.tool.run(call.context, call.arguments)).model_dump(mode="json"))
    return result
