"""The writes that were asked for, as rows: offered, waiting for a person, running, and what came of them."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import exists, func, select, update

from prosa import contacts
from prosa.agents.engine import Turn
from prosa.conversations import answering
from prosa.core.clock import now
from prosa.core.db import Session
from prosa.core.errors import Conflict, NotFound
from prosa.core.live import publish
from prosa.core.tools import Limits, OverLimit
from prosa.turns.agreement import agrees, answers, tapped, was_shown
from prosa.turns.models import ToolActionRow

VALID_FOR = timedelta(hours=24)
"""How long an offer may be agreed to. What it says is read from the data again then, and must be the same."""
PROVED_FOR = timedelta(minutes=30)
BY_CONTACT = "contact"
LOST = timedelta(minutes=1)
"""After which an approved call that has not ended may be approved again; its id keeps it from being done twice."""


class ActionState(StrEnum):
    """`offered`: shown, not agreed to; `replaced`: something else was shown after it; `waiting`: for a person of the
    team; `running`: begun, and if it stays so its outcome is not known."""

    OFFERED = "offered"
    REPLACED = "replaced"
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    REJECTED = "rejected"


COUNTED = (ActionState.WAITING, ActionState.RUNNING, ActionState.DONE)


@dataclass(frozen=True, slots=True)
class Action:
    """A row of `tool_action`, see there."""

    id: UUID
    conversation_id: UUID
    contact_id: UUID
    turn_id: UUID | None
    tool: str
    arguments: dict[str, Any]
    key: str
    digest: str
    shown: str
    cents: int
    by: str
    by_name: str
    language: str
    state: ActionState
    authority: UUID | None
    result: dict[str, Any] | None = None


def of(row: ToolActionRow) -> Action:
    values = {name: getattr(row, name) for name in Action.__slots__}
    return Action(**values | {"state": ActionState(row.state)})


async def lock(session: Session, contact_id: UUID, tool: str) -> None:
    """One at a time decides about a contact's calls of a tool, so that limits hold across their conversations."""
    await session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"{contact_id}:{tool}", 0))))


async def by_message(session: Session, messages: Sequence[UUID], key: str) -> Action | None:
    """What one of these messages has already led to."""
    query = select(ToolActionRow).where(
        ToolActionRow.authority.in_(messages), ToolActionRow.key == key, ToolActionRow.state != ActionState.OFFERED
    )
    row = await session.scalar(query)
    return of(row) if row else None


async def by_id(session: Session, action_id: UUID) -> Action | None:
    row = await session.get(ToolActionRow, action_id)
    return of(row) if row else None


async def settled(session: Session, by: str, digest: str) -> Action | None:
    """What a principal's agreement has already led to; None while the offer is open."""
    query = (
        select(ToolActionRow)
        .where(ToolActionRow.by == by, ToolActionRow.digest == digest, ToolActionRow.state != ActionState.REPLACED)
        .order_by(ToolActionRow.asked_at.desc())
        .limit(1)
    )
    row = await session.scalar(query)
    return of(row) if row and row.state != ActionState.OFFERED else None


async def check_limits(session: Session, limits: Limits, contact_id: UUID, tool: str, cents: int) -> None:
    """Raises `OverLimit`. Hold `lock`."""
    if limits.cents is not None and cents > limits.cents:
        raise OverLimit("more money than may be moved without a person", limit="cents")
    if limits.cents_a_day is None and limits.calls_a_day is None:
        return
    query = select(func.count(), func.coalesce(func.sum(ToolActionRow.cents), 0)).where(
        ToolActionRow.contact_id.in_(await contacts.everyone_seen_as(session, [contact_id])),
        ToolActionRow.tool == tool,
        ToolActionRow.state.in_(COUNTED),
        ToolActionRow.asked_at > now() - timedelta(days=1),
    )
    calls, spent = (await session.execute(query)).one()
    if limits.calls_a_day is not None and calls >= limits.calls_a_day:
        raise OverLimit("it was done often enough for one day", limit="calls_a_day")
    if limits.cents_a_day is not None and spent + cents > limits.cents_a_day:
        raise OverLimit("more money in one day than may be moved without a person", limit="cents_a_day")


async def is_proved(session: Session, conversation_id: UUID, tools: Sequence[str]) -> bool:
    """Whether the contact has proved lately, in this conversation, who they are."""
    proof = exists().where(
        ToolActionRow.conversation_id == conversation_id,
        ToolActionRow.by == BY_CONTACT,
        ToolActionRow.tool.in_(tools),
        ToolActionRow.state == ActionState.DONE,
        ToolActionRow.result["verified"].as_boolean(),
        ToolActionRow.finished_at > now() - PROVED_FOR,
    )
    return bool(await session.scalar(select(proof)))


async def offered(session: Session, conversation_id: UUID, by: str) -> Action | None:
    """What may still be agreed to; locks it."""
    query = (
        select(ToolActionRow)
        .where(
            ToolActionRow.conversation_id == conversation_id,
            ToolActionRow.by == by,
            ToolActionRow.state == ActionState.OFFERED,
            ToolActionRow.asked_at > now() - VALID_FOR,
        )
        .with_for_update()
    )
    row = await session.scalar(query)
    return of(row) if row else None


async def agreed_in(session: Session, turn: Turn) -> Action | None:
    """The offer that the contact agrees to in this turn: it was shown as it is, the yes came after it and is an answer
    to it."""
    found = await offered(session, turn.conversation_id, BY_CONTACT)
    if found is None or found.turn_id is None or not agrees(turn.said, found.digest):
        return None
    sent = await answering.sent_by(session, found.turn_id)
    if not was_shown(sent, found.shown) or any(line.seq > turn.said[0].seq for line in sent):
        return None
    return found if tapped(turn.said, found.digest) or answers(turn, sent) else None


async def carried_out_in(session: Session, turn: Turn) -> Action | None:
    """What a yes in this burst has already led to, in an earlier attempt to answer it."""
    query = select(ToolActionRow).where(
        ToolActionRow.authority.in_([line.id for line in turn.said]),
        ToolActionRow.shown != "",
        ToolActionRow.state.in_(COUNTED),
    )
    row = await session.scalar(query)
    return of(row) if row else None


async def offer(session: Session, action: Action) -> Action:
    """Keeps what is shown now; what was shown before can no longer be agreed to."""
    earlier = update(ToolActionRow).where(
        ToolActionRow.conversation_id == action.conversation_id,
        ToolActionRow.by == action.by,
        ToolActionRow.state == ActionState.OFFERED,
    )
    await session.execute(earlier.values(state=ActionState.REPLACED))
    session.add(_row(action, state=ActionState.OFFERED, authority=None))
    return action


async def take(session: Session, action: Action, state: ActionState) -> Action:
    """Makes an action ours to run, or a person's to approve, once. Raises `Conflict`. Hold `lock`."""
    row = await session.get(ToolActionRow, action.id)
    if row is not None and row.state != ActionState.OFFERED:
        raise Conflict("this call has been made")
    if row is None:
        row = _row(action, state=state)
        session.add(row)
    else:
        row.state, row.authority, row.asked_at = state, action.authority, now()
    await session.flush()
    if state is ActionState.WAITING:
        publish(session, "approvals", conversation_id=str(action.conversation_id))
    return of(row)


async def again(session: Session, action_id: UUID) -> Action:
    """Begins once more what failed, or whose turn was lost."""
    row = await session.get_one(ToolActionRow, action_id, with_for_update=True)
    if row.state != ActionState.DONE:
        row.state, row.error = ActionState.RUNNING, None
    return of(row)


async def decide(session: Session, action_id: UUID, state: ActionState, by: str) -> Action:
    """A person's word on what waits. Raises `NotFound`, `Conflict`."""
    row = await session.get(ToolActionRow, action_id, with_for_update=True)
    if row is None or row.state in (ActionState.OFFERED, ActionState.REPLACED):
        raise NotFound("nothing of this kind waits for approval")
    lost = row.state == ActionState.RUNNING and row.decided_at is not None and row.decided_at < now() - LOST
    if row.state != ActionState.WAITING and not lost:
        raise Conflict("this has been decided")
    row.state, row.decided_at, row.decided_by = state, now(), by
    publish(session, "approvals", conversation_id=str(row.conversation_id))
    return of(row)


async def finish(
    session: Session, action_id: UUID, state: ActionState, *, result: dict[str, Any] | None = None, error: str = ""
) -> None:
    values = {"state": state, "result": result, "error": error or None, "finished_at": now()}
    await session.execute(update(ToolActionRow).where(ToolActionRow.id == action_id).values(**values))


def _row(action: Action, **changes: Any) -> ToolActionRow:
    return ToolActionRow(**asdict(action) | {"asked_at": now()} | changes)
