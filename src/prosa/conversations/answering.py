"""What a turn takes from a conversation and what it leaves there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import exists, select

from prosa.conversations import floor, holding
from prosa.conversations.events import AnswerDue
from prosa.conversations.models import AttachmentRow, ConversationRow, MessageRow
from prosa.conversations.parts import joined
from prosa.conversations.schemas import (
    Author,
    ConversationStatus,
    Direction,
    Draft,
    FileState,
    MessageStatus,
    MessageType,
    MessageView,
    Outcome,
    Summary,
)
from prosa.conversations.sending import queue
from prosa.conversations.thread import grasp, held, lock
from prosa.core import driver
from prosa.core.clock import now
from prosa.core.db import Session
from prosa.core.events import emit
from prosa.core.outbox import publish

HISTORY = 20
LINE = """
m.id, m.conversation_id, m.seq, m.direction, m.author, m.type, coalesce(m.text, a.transcript) AS text,
CASE WHEN m.text IS NULL AND a.transcript_state IS NOT NULL
     THEN m.payload || jsonb_build_object('transcript', jsonb_build_object('state', a.transcript_state,
         'confidence', a.transcript_confidence, 'doubts', coalesce(a.transcript_doubts, '[]'::jsonb)))
     ELSE m.payload END AS payload,
m.reply_to_id, m.provider_id, m.status, m.sent_at, m.attachment_id
"""
"""A voice note reads as its words; `payload.transcript` tells that they were heard, not written."""
FROM = "message m LEFT JOIN attachment a ON a.id = m.attachment_id"
_TAKE_UP = f"""
WITH taken AS (
    UPDATE conversation SET answer_due_at = NULL, burst_started_at = NULL WHERE id = %(conversation)s
), said AS (
    SELECT {LINE} FROM {FROM} WHERE m.conversation_id = %(conversation)s AND m.outcome = 'pending'
), before AS (
    SELECT {LINE} FROM {FROM}
    WHERE m.conversation_id = %(conversation)s AND m.direction <> 'internal' AND m.type <> 'reaction'
      AND m.seq < (SELECT min(seq) FROM said)
    ORDER BY m.seq DESC LIMIT {HISTORY}
)
SELECT said.*, true AS pending, s.text AS summary, s.message_id AS summary_to, s.seq AS summary_seq
FROM said LEFT JOIN conversation_summary s ON s.conversation_id = said.conversation_id
UNION ALL SELECT *, false, NULL, NULL, NULL FROM before ORDER BY seq
"""  # noqa: S608  (our constants)
_SETTLE = """
UPDATE message
SET outcome = CASE WHEN id = %(last)s THEN %(outcome)s ELSE %(earlier)s END,
    outcome_reason = %(reason)s, outcome_deadline = NULL, turn_id = %(turn)s
WHERE id = ANY(%(said)s) AND outcome = 'pending'
"""
PATIENCE, LOOK_AGAIN = timedelta(seconds=15), timedelta(seconds=1)
"""How long an engine that reads files waits for one, and how often it looks."""
EARLY = timedelta(milliseconds=20)
"""A wake may come this much before its time, clocks being what they are."""


def view(row: Any) -> MessageView:
    """A row of messages, or of `LINE`."""
    return MessageView(
        id=row.id,
        conversation_id=row.conversation_id,
        seq=row.seq,
        direction=Direction(row.direction),
        author=Author(row.author),
        type=MessageType(row.type),
        text=row.text,
        payload=row.payload,
        reply_to_id=row.reply_to_id,
        provider_id=row.provider_id,
        status=MessageStatus(row.status),
        sent_at=row.sent_at,
        attachment_id=row.attachment_id,
    )


@dataclass(frozen=True, slots=True)
class Material:
    """What a turn works on. `epoch` is the floor under which it may be answered."""

    conversation_id: UUID
    channel_id: UUID
    contact_id: UUID
    epoch: int
    said: tuple[MessageView, ...]
    history: tuple[MessageView, ...]
    state: Mapping[str, Any]
    first_contact: bool
    summary: Summary | None


class Standing(StrEnum):
    """How things are when a reply is ready: as they were, more was said, or the floor changed hands."""

    SAME = "same"
    MORE_SAID = "more_said"
    FLOOR_LOST = "floor_lost"


@dataclass(frozen=True, slots=True)
class Decision:
    """What a turn came to: `reason` is set exactly when it hands the conversation to a person. `follow_up_at`: the
    agent writes again then if nothing has been said. `confidence` 0 to 1."""

    turn_id: UUID
    said: tuple[UUID, ...]
    drafts: tuple[Draft, ...]
    state: Mapping[str, Any]
    reason: str | None
    follow_up_at: datetime | None = None
    confidence: float = 1.0


async def is_due(session: Session, conversation_id: UUID) -> bool:
    """Whether the agent should answer now; locks the conversation. A wake that came before the end of a burst is
    set again for that moment."""
    conversation = await grasp(session, conversation_id)
    if conversation is None or conversation.status != ConversationStatus.BOT:
        return False
    if conversation.answer_due_at is None:
        return False
    if conversation.answer_due_at > now() + EARLY:
        emit(session, AnswerDue(str(conversation.id)), at=conversation.answer_due_at)
        return False
    return True


async def channel_of(session: Session, conversation_id: UUID) -> UUID | None:
    """The line of a conversation that `is_due` has looked at; None when it is gone."""
    conversation = await grasp(session, conversation_id)
    return conversation.channel_id if conversation is not None else None


async def wait_for_files(session: Session, conversation_id: UUID) -> bool:
    """Whether a file of what is pending is still on its way and worth waiting for; the agent looks again soon."""
    coming = exists().where(
        MessageRow.conversation_id == conversation_id,
        MessageRow.outcome == Outcome.PENDING,
        MessageRow.attachment_id == AttachmentRow.id,
        AttachmentRow.state.in_((FileState.FETCHING, FileState.HELD)),
        AttachmentRow.created_at > now() - PATIENCE,
    )
    if not await session.scalar(select(coming)):
        return False
    conversation = await lock(session, conversation_id)
    conversation.answer_due_at = now() + LOOK_AGAIN
    emit(session, AnswerDue(str(conversation_id)), at=conversation.answer_due_at)
    return True


async def take_up(session: Session, conversation_id: UUID) -> Material | None:
    """Everything that is pending, with what was said before; None when nothing is. What comes later sets a new
    time to answer."""
    conversation = await grasp(session, conversation_id)
    rows = await driver.run(session, _TAKE_UP, {"conversation": conversation_id})
    said = tuple(view(row) for row in rows if row.pending)
    history = tuple(view(row) for row in rows if not row.pending)
    if not said:
        return None
    return Material(
        conversation_id=conversation.id,
        channel_id=conversation.channel_id,
        contact_id=conversation.contact_id,
        epoch=conversation.epoch,
        said=said,
        history=history,
        state=conversation.agent_state,
        first_contact=not await _agent_has_spoken(session, conversation_id, history),
        summary=_summary(rows),
    )


def _summary(rows: Sequence[Any]) -> Summary | None:
    row = next((row for row in rows if row.summary), None)
    return Summary(row.summary, row.summary_to, row.summary_seq) if row else None


async def _is_pending(session: Session, conversation: ConversationRow) -> bool:
    query = select(exists().where(MessageRow.conversation_id == conversation.id, MessageRow.outcome == Outcome.PENDING))
    return bool(await session.scalar(query))


async def _agent_has_spoken(session: Session, conversation_id: UUID, history: Sequence[MessageView]) -> bool:
    if len(history) < HISTORY or any(line.author is Author.AGENT for line in history):
        return any(line.author is Author.AGENT for line in history)
    query = select(
        exists().where(
            MessageRow.conversation_id == conversation_id,
            MessageRow.direction == Direction.OUT,
            MessageRow.author == Author.AGENT,
        )
    )
    return bool(await session.scalar(query))


async def standing(session: Session, conversation_id: UUID, epoch: int, after_seq: int) -> Standing:
    """How things are, compared with when the turn began; locks the conversation."""
    conversation = await lock(session, conversation_id)
    if conversation.epoch != epoch:
        return Standing.FLOOR_LOST
    if conversation.last_seq == after_seq:
        return Standing.SAME
    more = exists().where(
        MessageRow.conversation_id == conversation.id,
        MessageRow.seq > after_seq,
        MessageRow.outcome == Outcome.PENDING,
    )
    return Standing.MORE_SAID if await session.scalar(select(more)) else Standing.SAME


async def carry_out(session: Session, conversation_id: UUID, decision: Decision) -> None:
    """Writes the outcomes, passes the floor where that was decided, and queues the reply under the epoch that
    holds from then on. The conversation must be locked by `standing`."""
    conversation = await held(session, conversation_id)
    handed = decision.reason is not None
    await _settle(session, conversation, decision, Outcome.HANDED if handed else Outcome.ANSWERED)
    conversation.agent_state = dict(decision.state)
    if decision.reason is not None:
        await floor.hand_off(session, conversation, decision.reason)
    drafts = joined(decision.drafts, conversation.text_limit)
    hold = None if handed else await _hold(session, conversation, decision, drafts)
    status = MessageStatus.HELD if hold else MessageStatus.QUEUED
    ids = await queue(session, conversation, drafts, author=Author.AGENT, turn_id=decision.turn_id, status=status)
    if hold and ids:
        await holding.hold(session, conversation, ids, hold, "\n\n".join(draft.text or "" for draft in drafts))
    conversation.follow_up_at = decision.follow_up_at


async def _hold(
    session: Session, conversation: Any, decision: Decision, drafts: Sequence[Draft]
) -> holding.Hold | None:
    """Why the reply must wait for a person's word, if it must."""
    return await holding.reason(session, conversation, holding.Outgoing(drafts, decision.said, decision.confidence))


async def _settle(session: Session, conversation: ConversationRow, decision: Decision, outcome: Outcome) -> None:
    """The last message carries the outcome; those before are grouped into the turn when it was answered."""
    grouped = Outcome.GROUPED if outcome is Outcome.ANSWERED else outcome
    values = {
        "said": list(decision.said),
        "last": decision.said[-1],
        "outcome": outcome,
        "earlier": grouped,
        "reason": decision.reason,
        "turn": decision.turn_id,
    }
    await driver.run(session, _SETTLE, values)
    for message_id in decision.said:
        publish(session, "message", conversation_id=conversation.id, message_id=message_id)


async def go_on(session: Session, conversation_id: UUID) -> None:
    """After a turn: what was said meanwhile is next, at the time it set or now."""
    conversation = await held(session, conversation_id)
    if conversation.status == ConversationStatus.BOT and await _is_pending(session, conversation):
        conversation.answer_due_at = conversation.answer_due_at or now()
        emit(session, AnswerDue(str(conversation.id)), at=conversation.answer_due_at)


async def look_again(session: Session, conversation_id: UUID) -> None:
    """Locks the conversation and lets the agent look at what is pending."""
    await lock(session, conversation_id)
    await go_on(session, conversation_id)


async def call_a_person(session: Session, conversation_id: UUID, reason: str, word: Draft) -> None:
    """Hands over what is pending, for a reason that is not a turn's, with a word to the contact."""
    conversation = await lock(session, conversation_id)
    if await _is_pending(session, conversation):
        await floor.hand_off(session, conversation, reason)
        await queue(session, conversation, [word], author=Author.AGENT)


async def add_word(session: Session, conversation_id: UUID, word: Draft, reason: str | None = None) -> bool:
    """The agent says what it could not say in its turn, and with a `reason` calls a person; False when one has the
    floor already."""
    conversation = await lock(session, conversation_id)
    if conversation.status != ConversationStatus.BOT:
        return False
    if reason is not None:
        await floor.hand_off(session, conversation, reason)
    await queue(session, conversation, [word], author=Author.AGENT)
    return True


async def tell_waiting(session: Session, conversation_id: UUID, epoch: int, word: Draft) -> bool:
    """A word to somebody who waits for a person since `epoch`; False when they do not any more, or may not be written
    to."""
    conversation = await lock(session, conversation_id)
    if conversation.status != ConversationStatus.WAITING or conversation.epoch != epoch:
        return False
    if conversation.window_closes_at is not None and conversation.window_closes_at < now():
        return False
    await queue(session, conversation, [word], author=Author.AGENT)
    return True


async def sent_by(session: Session, turn_id: UUID) -> list[MessageView]:
    """What a turn sent, in order."""
    query = (
        select(MessageRow)
        .where(MessageRow.turn_id == turn_id, MessageRow.direction == Direction.OUT)
        .order_by(MessageRow.seq)
    )
    return [view(row) for row in await session.scalars(query)]
