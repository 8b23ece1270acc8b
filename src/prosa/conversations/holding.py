"""Messages that are written and wait for a person's word before they leave.

The rules are the company's: each names a kind of message that is held. What is held keeps its place in the thread with
the status `held`; approved it is queued, with other words if somebody chose them. Whatever ends otherwise (rejected, or
nobody decided in time) calls a person to the conversation, because the contact still waits.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import exists, select, update
from sqlalchemy.dialects.postgresql import insert

from prosa.conversations import floor
from prosa.conversations.events import SendDue
from prosa.conversations.models import ConversationRow, HeldMessageRow, HoldRuleRow, MessageRow
from prosa.conversations.schemas import Author, ConversationStatus, Direction, Draft, MessageStatus, MessageType
from prosa.conversations.thread import add_event, find_and_lock
from prosa.core import driver
from prosa.core.clock import now
from prosa.core.db import Session
from prosa.core.errors import Conflict, Invalid
from prosa.core.events import emit
from prosa.core.language import fold
from prosa.core.outbox import publish

BEFORE_CLOSING = timedelta(minutes=2)
_RULES = "SELECT kind, minutes, params FROM hold_rule WHERE active ORDER BY kind"


class HoldKind(StrEnum):
    """`critical`: words of the list in what the contact said or in the answer; `first_contact`: the agent's first
    answer to a contact; `low_confidence`: below a share; `template`: one of the named templates, whoever sends it.
    `order`: nothing overtakes what waits before it."""

    CRITICAL = "critical"
    FIRST_CONTACT = "first_contact"
    LOW_CONFIDENCE = "low_confidence"
    TEMPLATE = "template"
    ORDER = "order"


class HeldState(StrEnum):
    """`withdrawn`: a person took the conversation meanwhile, or the matter was resolved."""

    WAITING = "waiting"
    APPROVED = "approved"
    EDITED = "edited"
    REJECTED = "rejected"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Hold:
    """Why something is held, and for how many minutes somebody may decide."""

    kind: HoldKind
    minutes: int


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What is about to be said, and how sure the agent is of it (0 to 1)."""

    drafts: Sequence[Draft]
    said: Collection[UUID] = ()
    confidence: float = 1.0


class AlreadyDecided(Conflict):
    code = "already_decided"


@dataclass(frozen=True, slots=True)
class HoldRule:
    """`params`: `words` (critical), `below` (low_confidence), `templates` (template)."""

    kind: HoldKind
    active: bool
    minutes: int
    params: Mapping[str, Any]


SHIPPED: dict[HoldKind, dict[str, Any]] = {
    HoldKind.CRITICAL: {"words": ["procon", "advogado", "processo", "jurídico", "indenização", "reembolso"]},
    HoldKind.FIRST_CONTACT: {},
    HoldKind.LOW_CONFIDENCE: {"below": 0.5},
    HoldKind.TEMPLATE: {"templates": []},
}
"""What each kind begins with; none is active before somebody says so."""
MINUTES = 30


async def rules(session: Session) -> list[HoldRule]:
    """One of every kind, as they are now."""
    kept = {row.kind: row for row in await session.scalars(select(HoldRuleRow))}
    shipped = (HoldRule(kind, False, MINUTES, params) for kind, params in SHIPPED.items())
    return [
        HoldRule(rule.kind, row.active, row.minutes, row.params) if (row := kept.get(rule.kind)) else rule
        for rule in shipped
    ]


async def set_rule(session: Session, rule: HoldRule) -> None:
    values = {"active": rule.active, "minutes": rule.minutes, "params": dict(rule.params)}
    statement = insert(HoldRuleRow).values(kind=rule.kind, **values)
    await session.execute(statement.on_conflict_do_update(index_elements=["kind"], set_=values))
    publish(session, "held")


async def active(session: Session) -> bool:
    """Whether anything may be held now: what may be is not shown before."""
    return bool(await driver.run(session, _RULES, {}))


async def reason(session: Session, conversation: ConversationRow, outgoing: Outgoing) -> Hold | None:
    """Why this must wait; None lets it go."""
    rules = await driver.run(session, _RULES, {})
    if not rules:
        return None
    for rule in rules:
        if await _applies(session, conversation, outgoing, HoldKind(rule.kind), rule.params):
            return Hold(HoldKind(rule.kind), rule.minutes)
    waits = exists().where(HeldMessageRow.conversation_id == conversation.id, HeldMessageRow.state == HeldState.WAITING)
    return Hold(HoldKind.ORDER, rules[0].minutes) if await session.scalar(select(waits)) else None


async def _applies(
    session: Session, conversation: ConversationRow, outgoing: Outgoing, kind: HoldKind, params: Mapping[str, Any]
) -> bool:
    match kind:
        case HoldKind.TEMPLATE:
            sent = {draft.payload.get("name") for draft in outgoing.drafts if draft.type is MessageType.TEMPLATE}
            return bool(sent & set(params.get("templates", ())))
        case HoldKind.LOW_CONFIDENCE:
            return outgoing.confidence < float(params.get("below", 0.5))
        case HoldKind.CRITICAL:
            return await _is_critical(session, outgoing, params.get("words", ()))
        case HoldKind.FIRST_CONTACT:
            return bool(outgoing.said) and not await _agent_has_spoken(session, conversation.id)
        case HoldKind.ORDER:
            return False


async def _is_critical(session: Session, outgoing: Outgoing, words: Sequence[str]) -> bool:
    said = await session.scalars(select(MessageRow.text).where(MessageRow.id.in_(outgoing.said)))
    text = fold(" ".join([*(line or "" for line in said), *(draft.text or "" for draft in outgoing.drafts)]))
    return any(fold(word) in text for word in words)


async def _agent_has_spoken(session: Session, conversation_id: UUID) -> bool:
    spoken = exists().where(
        MessageRow.conversation_id == conversation_id,
        MessageRow.direction == Direction.OUT,
        MessageRow.author == Author.AGENT,
        MessageRow.status.not_in((MessageStatus.HELD, MessageStatus.CANCELLED)),
    )
    return bool(await session.scalar(select(spoken)))


async def hold(
    session: Session, conversation: ConversationRow, message_ids: Sequence[UUID], hold: Hold, text: str
) -> None:
    """Keeps what was queued with the status `held` for whoever decides. The conversation must be locked."""
    until = now() + timedelta(minutes=hold.minutes)
    closes = conversation.window_closes_at
    row = HeldMessageRow(
        id=message_ids[0],
        conversation_id=conversation.id,
        parts=[str(message_id) for message_id in message_ids],
        kind=hold.kind,
        state=HeldState.WAITING,
        text=text,
        held_at=now(),
        expires_at=min(until, closes - BEFORE_CLOSING) if closes else until,
    )
    session.add(row)
    await session.flush()
    publish(session, "held")


async def approve(session: Session, held_id: UUID, by: str, text: str | None) -> None:
    """It leaves now, in other words where `text` says so. Raises `AlreadyDecided`, `Invalid` for a text that is too
    long for the line."""
    row, conversation = await _waiting(session, held_id)
    edited = text is not None and text != row.text
    if text is not None and edited:
        await _reword(session, conversation, row, text)
    leaving = [UUID(part) for part in row.parts[: 1 if edited else None]]
    values = {"status": MessageStatus.QUEUED, "epoch": conversation.epoch}
    await session.execute(update(MessageRow).where(MessageRow.id.in_(leaving)).values(**values))
    _decided(session, row, HeldState.EDITED if edited else HeldState.APPROVED, by)
    emit(session, SendDue(str(conversation.id)))


async def _reword(session: Session, conversation: ConversationRow, row: HeldMessageRow, text: str) -> None:
    limit = conversation.text_limit
    if limit is not None and len(text) > limit:
        raise Invalid(f"the line takes {limit} characters at once", field="text", limit=limit)
    first, *others = (UUID(part) for part in row.parts)
    row.final = text
    await session.execute(update(MessageRow).where(MessageRow.id == first).values(text=text))
    await session.execute(update(MessageRow).where(MessageRow.id.in_(others)).values(status=MessageStatus.CANCELLED))


async def reject(session: Session, held_id: UUID, by: str, why: str) -> None:
    """It never leaves, and a person is called. Raises `AlreadyDecided`."""
    row, conversation = await _waiting(session, held_id)
    row.why = why
    await _give_up(session, conversation, row, HeldState.REJECTED, by)


async def expire(session: Session, held_id: UUID) -> None:
    """Nobody decided in time."""
    row, conversation = await _waiting(session, held_id)
    await _give_up(session, conversation, row, HeldState.EXPIRED, None)


async def withdraw(session: Session) -> int:
    """Closes what waits although its message was cancelled with the floor; how many."""
    gone = exists().where(MessageRow.id == HeldMessageRow.id, MessageRow.status != MessageStatus.HELD)
    closed = (
        update(HeldMessageRow)
        .where(HeldMessageRow.state == HeldState.WAITING, gone)
        .values(state=HeldState.WITHDRAWN, decided_at=now())
        .returning(HeldMessageRow.id)
    )
    found = (await session.scalars(closed)).all()
    if found:
        publish(session, "held")
    return len(found)


async def expired(session: Session, limit: int = 100) -> list[UUID]:
    """What nobody has decided in time."""
    waiting = HeldMessageRow.state == HeldState.WAITING
    query = select(HeldMessageRow.id).where(waiting, HeldMessageRow.expires_at < now()).limit(limit)
    return list(await session.scalars(query))


async def _waiting(session: Session, held_id: UUID) -> tuple[HeldMessageRow, ConversationRow]:
    """What waits, with its conversation, both locked in the order everybody locks them."""
    whose = await session.scalar(select(HeldMessageRow.conversation_id).where(HeldMessageRow.id == held_id))
    conversation = await find_and_lock(session, whose) if whose is not None else None
    row = await session.get(HeldMessageRow, held_id, with_for_update=True, populate_existing=True)
    status = await session.scalar(select(MessageRow.status).where(MessageRow.id == held_id))
    if conversation is None or row is None or row.state != HeldState.WAITING or status != MessageStatus.HELD:
        raise AlreadyDecided("this does not wait any more")
    return row, conversation


async def _give_up(
    session: Session, conversation: ConversationRow, row: HeldMessageRow, state: HeldState, by: str | None
) -> None:
    parts = [UUID(part) for part in row.parts]
    cancelled = update(MessageRow).where(MessageRow.id.in_(parts)).values(status=MessageStatus.CANCELLED)
    turns = {turn for turn in await session.scalars(cancelled.returning(MessageRow.turn_id)) if turn}
    _decided(session, row, state, by)
    await add_event(session, conversation, f"held_{state}", by=by)
    for turn_id in turns:
        await floor.hand_unanswered(session, turn_id, f"held_{state}")
    if conversation.status == ConversationStatus.BOT:
        await floor.hand_off(session, conversation, f"held_{state}")


def _decided(session: Session, row: HeldMessageRow, state: HeldState, by: str | None) -> None:
    row.state, row.decided_by, row.decided_at = state, by, now()
    for part in row.parts:
        publish(session, "message", conversation_id=row.conversation_id, message_id=part)
    publish(session, "held")


@dataclass(frozen=True, slots=True)
class Held:
    """A message that waits or waited. `said` is what the contact had last said before it."""

    id: UUID
    conversation_id: UUID
    contact_id: UUID
    author: Author
    turn_id: UUID | None
    kind: HoldKind
    state: HeldState
    text: str
    final: str | None
    said: str
    why: str | None
    held_at: datetime
    expires_at: datetime
    decided_at: datetime | None
    decided_by: str | None


_LISTED = """
SELECT h.id, h.conversation_id, c.contact_id, m.author, m.turn_id, h.kind, h.text, h.final, h.why, h.held_at,
       h.expires_at, h.decided_at, h.decided_by,
       CASE WHEN h.state = 'waiting' AND m.status <> 'held' THEN 'withdrawn' ELSE h.state END AS state,
       coalesce((SELECT s.text FROM message s WHERE s.conversation_id = h.conversation_id AND s.direction = 'in'
                 AND s.seq < m.seq AND s.text IS NOT NULL ORDER BY s.seq DESC LIMIT 1), '') AS said
FROM held_message h JOIN message m ON m.id = h.id JOIN conversation c ON c.id = h.conversation_id
"""
_WAITING = f"{_LISTED} WHERE h.state = 'waiting' AND m.status = 'held' ORDER BY h.expires_at LIMIT %(limit)s"
_DECIDED = f"{_LISTED} WHERE h.decided_at IS NOT NULL ORDER BY h.decided_at DESC LIMIT %(limit)s"


async def listed(session: Session, *, waiting: bool, limit: int) -> list[Held]:
    """What waits, the most urgent first; or what was decided, the latest first."""
    rows = await driver.run(session, _WAITING if waiting else _DECIDED, {"limit": limit})
    return [
        Held(
            id=row.id,
            conversation_id=row.conversation_id,
            contact_id=row.contact_id,
            author=Author(row.author),
            turn_id=row.turn_id,
            kind=HoldKind(row.kind),
            state=HeldState(row.state),
            text=row.text,
            final=row.final,
            said=row.said,
            why=row.why,
            held_at=row.held_at,
            expires_at=row.expires_at,
            decided_at=row.decided_at,
            decided_by=row.decided_by,
        )
        for row in rows
    ]
